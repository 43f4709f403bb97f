//! From steps as they are asked for to steps as they are stored: matched, checked, and with their undo.

mod expand;
mod find;
mod references;
mod rows;
mod steps;

use std::collections::BTreeMap;

use super::row::content_digest;
use super::world::World;
use super::{order, undo, values};
use crate::catalogue::menu::{Field, Menu, MenuKind, Risk};
use crate::catalogue::menus;
use crate::domain::plan::{Action, Base, Change, Op, PlannedStep, RowRef, StepRequest, Text, Undo, Values};
use crate::domain::version::Version;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
use rows::{allowed, described};

/// How many steps one plan may have for one device.
const MOST_STEPS: usize = 200;
/// What stands where a secret stands.
const SECRET: &str = "[secret]";

/// Commands that a plan may run, with their risk; they leave nothing to undo.
const COMMANDS: &[(&str, Risk)] = &[
    ("ip/dns/cache/flush", Risk::Low),
    ("ip/firewall/filter/reset-counters-all", Risk::Low),
    ("ip/firewall/nat/reset-counters-all", Risk::Low),
    ("ip/firewall/mangle/reset-counters-all", Risk::Low),
    ("ip/firewall/raw/reset-counters-all", Risk::Low),
];

/// Steps compiled against one router.
#[derive(Debug)]
pub struct Compiled {
    /// The steps.
    pub steps: Vec<PlannedStep>,
    /// Their undo, in the order in which it is done.
    pub undo: Vec<Undo>,
    /// What was there.
    pub bases: Vec<Base>,
    /// The order of the lists in which rows are added, changed, moved or removed.
    pub orders: BTreeMap<String, Vec<String>>,
    /// What was read, and what would become of it.
    pub world: World,
}

impl Compiled {
    /// Why the undo cannot be written down in full; empty when it can.
    pub(super) fn gaps(&self) -> Vec<String> {
        let of = |step: &PlannedStep| {
            let number = step.number;
            step.lost.iter().map(move |lost| format!("step {number}: {lost}")).collect::<Vec<_>>()
        };
        self.steps.iter().flat_map(of).collect()
    }
}

/// Seals a secret for the device; the first argument says which one it is.
pub type Seal<'a> = &'a (dyn Fn(&str, &str) -> Result<String> + Sync);

/// Compiles `requests` against the router behind `session`, which is only read.
pub async fn compile(
    session: &Session,
    version: Option<Version>,
    requests: &[StepRequest],
    seal: Seal<'_>,
) -> Result<Compiled> {
    let mut world = World::default();
    let requests = expand::written_out(session, &mut world, requests).await?;
    if requests.is_empty() || requests.len() > MOST_STEPS {
        return Err(Error::usage(format!("a plan has 1 to {MOST_STEPS} steps, not {}", requests.len())));
    }
    let mut compiler = Compiler {
        session,
        version,
        seal,
        world,
        steps: Vec::new(),
        undo: Vec::new(),
        bases: Vec::new(),
        unread: BTreeMap::new(),
    };
    for (number, request) in (1..).zip(&requests) {
        let doing = || format!("planning step {number} ({} {})", request.op.as_str(), request.menu);
        compiler.step(number, request).await.while_doing(doing)?;
    }
    compiler.no_rename_meets_a_reference()?;
    Ok(compiler.finish())
}

struct Compiler<'a> {
    session: &'a Session,
    version: Option<Version>,
    seal: Seal<'a>,
    world: World,
    steps: Vec<PlannedStep>,
    undo: Vec<Undo>,
    bases: Vec<Base>,
    /// Menus that could not be read, and why; without a reason the router has none such.
    unread: BTreeMap<&'static str, Option<String>>,
}

/// Fields with their texts.
type Texts = Vec<(&'static Field, String)>;

impl Compiler<'_> {
    async fn step(&mut self, number: usize, request: &StepRequest) -> Result<()> {
        request.check()?;
        if request.op == Op::Run {
            return self.run(number, request);
        }
        let menu = described(&request.menu)?;
        allowed(menu, request.op)?;
        self.world.load(self.session, menu).await?;
        let texts = values::compile(menu, &request.values, self.version)?;
        for referenced in values::referenced(&texts) {
            self.world.try_load(self.session, &[referenced.path]).await;
        }
        values::check_references(&texts, &self.world)?;
        if request.op == Op::Remove {
            self.load_referring(menu).await;
        }
        match request.op {
            Op::Add => self.add(number, menu, request, texts),
            Op::Set => self.set(number, menu, request, texts),
            Op::Enable => self.switch(number, menu, request, "false"),
            Op::Disable => self.switch(number, menu, request, "true"),
            Op::Remove => self.remove(number, menu, request),
            Op::Move => self.relocate(number, menu, request),
            Op::Run => Ok(()),
        }
    }

    fn finish(self) -> Compiled {
        let orders = order::bound(&self.steps, &self.world);
        let undo = undo::in_order(self.undo, &self.world);
        let Self { steps, bases, world, .. } = self;
        Compiled { steps, undo, bases, orders, world }
    }

    fn run(&mut self, number: usize, request: &StepRequest) -> Result<()> {
        let path = menus::normalise(&request.menu);
        let Some((_, risk)) = COMMANDS.iter().find(|(command, _)| *command == path) else {
            let error = Error::new(ErrorKind::Refused, format!("{path} is no command that a plan runs"));
            let all: Vec<_> = COMMANDS.iter().map(|(command, _)| *command).collect();
            return Err(error.hint(format!("it runs: {}", all.join(", "))));
        };
        let action = Action::Run { path: path.clone(), values: Values::new() };
        self.push(number, format!("run {path}"), *risk, Some(action), Vec::new());
        Ok(())
    }

    fn push(
        &mut self,
        number: usize,
        summary: String,
        risk: Risk,
        action: Option<Action>,
        changes: Vec<Change>,
    ) {
        self.steps.push(PlannedStep { number, summary, risk, action, changes, lost: Vec::new() });
    }

    /// Notes what of the last step cannot be undone.
    fn loses(&mut self, what: impl IntoIterator<Item = String>) {
        if let Some(step) = self.steps.last_mut() {
            step.lost.extend(what);
        }
    }

    fn seal_all(&self, number: usize, texts: &Texts) -> Result<Values> {
        let seal = |(field, text): &(&'static Field, String)| {
            let text = if field.secret && !text.is_empty() {
                Text::Sealed { sealed: (self.seal)(&format!("{number}/{}", field.name), text)? }
            } else {
                Text::Plain(text.clone())
            };
            Ok((field.name.to_owned(), text))
        };
        texts.iter().map(seal).collect()
    }

    /// Remembers the row as the router has it now.
    fn base_of(&mut self, menu: &Menu, row: Option<&RowRef>) -> Result<()> {
        let Some(RowRef::Id(id)) = row else { return Ok(()) };
        let base = Base {
            menu: menu.path.to_owned(),
            row: (menu.kind != MenuKind::Settings).then(|| id.clone()),
            absent: BTreeMap::new(),
            digest: String::new(),
        };
        let known = self
            .bases
            .iter()
            .any(|known| known.menu == base.menu && known.row == base.row && known.absent.is_empty());
        let found = self.world.before(menu.path).iter().find(|row| super::row::id(row) == id);
        if let Some(found) = found.filter(|_| !known) {
            let digest = content_digest(menu, found)?;
            self.bases.push(Base { digest, ..base });
        }
        Ok(())
    }

    /// Remembers that no row has this identity.
    fn base_absent(&mut self, menu: &Menu, texts: &Texts) {
        let identity =
            texts.iter().filter(|(field, text)| menu.identity.contains(&field.name) && !text.is_empty());
        let absent: BTreeMap<_, _> =
            identity.map(|(field, text)| (field.name.to_owned(), text.clone())).collect();
        let named = absent.keys().any(|name| menu.field(name).is_some_and(|field| !field.secret));
        if named {
            self.bases.push(Base { menu: menu.path.to_owned(), row: None, absent, digest: String::new() });
        }
    }
}
