//! From steps as they are asked for to steps as they are stored: matched, checked, and with their undo.

mod rows;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::row::{content, content_digest, equal, is_dynamic};
use super::world::{World, WorldRow};
use super::{undo, values};
use crate::catalogue::menu::{Field, Menu, MenuKind, Risk};
use crate::catalogue::menus;
use crate::domain::plan::{Action, Base, Change, Op, PlannedStep, RowRef, StepRequest, Text, Undo, Values};
use crate::domain::version::Version;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
pub(super) use rows::show_row;
use rows::{absent, agrees, allowed, change, described, kept, label, matched, name_of, raw, raw_values};

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
    /// The order of the lists that rows are taken from or moved in.
    pub orders: BTreeMap<String, Vec<String>>,
    /// Why the undo cannot be written down in full; empty when it can.
    pub gaps: Vec<String>,
    /// What was read, and what would become of it.
    pub world: World,
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
    if requests.is_empty() || requests.len() > MOST_STEPS {
        return Err(Error::usage(format!("a plan has 1 to {MOST_STEPS} steps, not {}", requests.len())));
    }
    let mut compiler = Compiler {
        session,
        version,
        seal,
        world: World::default(),
        steps: Vec::new(),
        undo: Vec::new(),
        bases: Vec::new(),
        gaps: Vec::new(),
    };
    for (number, request) in (1..).zip(requests) {
        let doing = || format!("planning step {number} ({} {})", request.op.as_str(), request.menu);
        compiler.step(number, request).await.while_doing(doing)?;
    }
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
    gaps: Vec<String>,
}

/// Fields with their texts.
type Texts = Vec<(&'static Field, String)>;

impl Compiler<'_> {
    async fn step(&mut self, number: usize, request: &StepRequest) -> Result<()> {
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
        let orders = undo::orders(&self.undo, &self.world);
        let undo = undo::in_order(self.undo, &self.world);
        let Self { steps, bases, gaps, world, .. } = self;
        Compiled { steps, undo, bases, orders, gaps, world }
    }

    fn run(&mut self, number: usize, request: &StepRequest) -> Result<()> {
        let path = menus::normalise(&request.menu);
        let Some((_, risk)) = COMMANDS.iter().find(|(command, _)| *command == path) else {
            let error = Error::new(ErrorKind::Refused, format!("{path} is no command that a plan runs"));
            let all: Vec<_> = COMMANDS.iter().map(|(command, _)| *command).collect();
            return Err(error.hint(format!("it runs: {}", all.join(", "))));
        };
        if !request.values.is_empty() {
            return Err(Error::usage(format!("{path} takes no values")));
        }
        let action = Action::Run { path: path.clone(), values: Values::new() };
        self.push(number, format!("run {path}"), *risk, Some(action), Vec::new());
        Ok(())
    }

    fn add(&mut self, number: usize, menu: &'static Menu, request: &StepRequest, texts: Texts) -> Result<()> {
        let given = |name: &str| texts.iter().any(|(field, text)| field.name == name && !text.is_empty());
        let missing = menu.fields.iter().find(|field| field.required && !given(field.name));
        if let Some(field) = missing {
            return Err(Error::usage(format!("a new row of {} needs {:?}", menu.path, field.name)));
        }
        let before = self.place(menu, request)?;
        if let Some(row) = self.twin(menu, &texts).cloned() {
            return self.add_to_existing(number, menu, request, texts, &row);
        }
        let label = label(menu, &texts);
        let changes = texts.iter().map(|(field, text)| change(field, None, Some(text))).collect();
        let values = self.seal_all(number, &texts)?;
        self.base_absent(menu, &texts);
        self.base_of(menu, before.as_ref())?;
        let row = WorldRow { at: RowRef::Added(number), values: raw(&texts) };
        let at = before.as_ref().and_then(|anchor| self.world.position(menu.path, anchor));
        let rows = self.world.after_mut(menu.path);
        rows.insert(at.unwrap_or(rows.len()), row);
        let action = Action::Add { menu: menu.path.to_owned(), values, before };
        let remove = Action::Remove { menu: menu.path.to_owned(), row: RowRef::Added(number) };
        self.undo.push(Undo { step: number, action: remove, unless: None });
        self.push(number, format!("add to {}{label}", menu.path), menu.risk, Some(action), changes);
        Ok(())
    }

    /// The row is there already: nothing to do, a change for recipes, or an error that says so.
    fn add_to_existing(
        &mut self,
        number: usize,
        menu: &'static Menu,
        request: &StepRequest,
        texts: Texts,
        row: &WorldRow,
    ) -> Result<()> {
        let differs = texts.iter().any(|(field, text)| {
            !field.secret && !equal(field, row.values.get(field.name).map(String::as_str), Some(text))
        });
        if !differs || request.ensure {
            return self.change(number, menu, row, texts);
        }
        let name = show_row(&row.at);
        Err(Error::new(
            ErrorKind::Conflict,
            format!("{} has such a row already, {name}, with other values", menu.path),
        )
        .hint("use op set with match to change it"))
    }

    fn set(&mut self, number: usize, menu: &'static Menu, request: &StepRequest, texts: Texts) -> Result<()> {
        if texts.is_empty() {
            return Err(Error::usage("set needs values"));
        }
        let row = self.target(menu, request)?.ok_or_else(|| absent(menu, request))?;
        self.change(number, menu, &row, texts)
    }

    fn switch(&mut self, number: usize, menu: &'static Menu, request: &StepRequest, to: &str) -> Result<()> {
        let field = menu.field("disabled").filter(|field| field.writable).ok_or_else(|| {
            Error::usage(format!("rows of {} can be neither enabled nor disabled", menu.path))
        })?;
        let row = self.target(menu, request)?.ok_or_else(|| absent(menu, request))?;
        self.change(number, menu, &row, vec![(field, to.to_owned())])
    }

    /// Changes `row` to `texts`, where they differ.
    fn change(&mut self, number: usize, menu: &'static Menu, row: &WorldRow, texts: Texts) -> Result<()> {
        let old = |field: &Field| row.values.get(field.name).map(String::as_str);
        let texts: Texts = texts
            .into_iter()
            .filter(|(field, text)| field.secret || !equal(field, old(field), Some(text)))
            .collect();
        let name = if menu.kind == MenuKind::Settings { String::new() } else { name_of(menu, row) };
        if texts.is_empty() {
            self.push(number, format!("{}{name} is so already", menu.path), Risk::Low, None, Vec::new());
            return Ok(());
        }
        let changes = texts.iter().map(|(field, text)| change(field, old(field), Some(text))).collect();
        let restored = texts.iter().filter(|(field, _)| !field.secret).map(|(field, _)| {
            let text = old(field).filter(|text| !text.is_empty()).or(field.default).unwrap_or_default();
            (field.name.to_owned(), Text::Plain(text.to_owned()))
        });
        let restored: Values = restored.collect();
        for (field, _) in texts.iter().filter(|(field, _)| field.secret) {
            self.gaps
                .push(format!("step {number}: the old {} of {} cannot be read back", field.name, menu.path));
        }
        let at = (menu.kind != MenuKind::Settings).then(|| row.at.clone());
        self.base_of(menu, Some(&row.at))?;
        if !matches!(row.at, RowRef::Added(_)) && !restored.is_empty() {
            let action = Action::Set { menu: menu.path.to_owned(), row: at.clone(), values: restored };
            self.undo.push(Undo { step: number, action, unless: None });
        }
        let risk = if texts.iter().all(|(field, _)| field.name == "comment") { Risk::Low } else { menu.risk };
        let sent = self.seal_all(number, &texts)?;
        if let Some(position) = self.world.position(menu.path, &row.at) {
            let rows = self.world.after_mut(menu.path);
            if let Some(found) = rows.get_mut(position) {
                found.values.extend(raw(&texts));
            }
        }
        let action = Action::Set { menu: menu.path.to_owned(), row: at, values: sent };
        self.push(number, format!("set {}{name}", menu.path), risk, Some(action), changes);
        Ok(())
    }

    fn remove(&mut self, number: usize, menu: &'static Menu, request: &StepRequest) -> Result<()> {
        let Some(row) = self.target(menu, request)? else {
            self.push(number, format!("{} has no such row already", menu.path), Risk::Low, None, Vec::new());
            return Ok(());
        };
        self.base_of(menu, Some(&row.at))?;
        let kept = kept(menu, &row.values);
        if let RowRef::Id(id) = &row.at {
            let secret =
                menu.secrets().find(|field| menu.path == "user" || row.values.contains_key(field.name));
            if let Some(field) = secret {
                self.gaps.push(format!(
                    "step {number}: the {} of the removed row cannot be read back",
                    field.name
                ));
            }
            let values = raw_values(&kept);
            let action = Action::Add { menu: menu.path.to_owned(), values, before: None };
            self.undo.push(Undo { step: number, action, unless: Some(id.clone()) });
        }
        let changes = kept.iter().map(|(field, text)| change(field, Some(text), None)).collect();
        self.world.after_mut(menu.path).retain(|found| found.at != row.at);
        let summary = format!("remove from {}{}", menu.path, name_of(menu, &row));
        let action = Action::Remove { menu: menu.path.to_owned(), row: row.at };
        self.push(number, summary, menu.risk, Some(action), changes);
        Ok(())
    }

    fn relocate(&mut self, number: usize, menu: &'static Menu, request: &StepRequest) -> Result<()> {
        let row = self.target(menu, request)?.ok_or_else(|| absent(menu, request))?;
        if !request.values.is_empty() {
            return Err(Error::usage("move takes no values"));
        }
        let before = self.place(menu, request)?;
        if before.as_ref() == Some(&row.at) {
            return Err(Error::usage("a row cannot go before itself"));
        }
        let from = self.world.position(menu.path, &row.at).unwrap_or_default();
        let next = self.world.after(menu.path).get(from + 1).map(|row| row.at.clone());
        let summary = format!("move {}{}", menu.path, name_of(menu, &row));
        if next == before {
            self.push(number, format!("{summary}: it is there already"), Risk::Low, None, Vec::new());
            return Ok(());
        }
        self.base_of(menu, Some(&row.at))?;
        self.base_of(menu, before.as_ref())?;
        if matches!(row.at, RowRef::Id(_)) {
            let action = Action::Move { menu: menu.path.to_owned(), row: row.at.clone(), before: None };
            self.undo.push(Undo { step: number, action, unless: None });
        }
        let rows = self.world.after_mut(menu.path);
        let moved = rows.remove(from);
        let to = before.as_ref().and_then(|anchor| rows.iter().position(|row| row.at == *anchor));
        rows.insert(to.unwrap_or(rows.len()), moved);
        let change = Change {
            field: "position".to_owned(),
            old: Some(format!("before {}", next.as_ref().map_or("the end".to_owned(), show_row))),
            new: Some(format!("before {}", before.as_ref().map_or("the end".to_owned(), show_row))),
        };
        let action = Action::Move { menu: menu.path.to_owned(), row: row.at, before };
        self.push(number, summary, menu.risk, Some(action), vec![change]);
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
        self.steps.push(PlannedStep { number, summary, risk, action, changes });
    }

    /// The row that the request means; settings have one. Several are an error, none is `None`.
    fn target(&self, menu: &'static Menu, request: &StepRequest) -> Result<Option<WorldRow>> {
        let rows = self.world.after(menu.path);
        if menu.kind == MenuKind::Settings {
            if request.id.is_some() || !request.matching.is_empty() {
                return Err(Error::usage(format!(
                    "{} is one set of settings; leave match and id out",
                    menu.path
                )));
            }
            return Ok(rows.first().cloned());
        }
        let row = self.find(menu, request.id.as_deref(), &request.matching)?;
        if row.is_some_and(|row| is_dynamic(&row.values)) {
            return Err(Error::new(
                ErrorKind::Refused,
                format!("RouterOS made that row of {} by itself", menu.path),
            )
            .hint("change what it comes from"));
        }
        Ok(row.cloned())
    }

    fn find(
        &self,
        menu: &'static Menu,
        id: Option<&str>,
        matching: &Map<String, Value>,
    ) -> Result<Option<&WorldRow>> {
        let rows = self.world.after(menu.path);
        match id {
            Some(_) if !matching.is_empty() => Err(Error::usage("give match or id, not both")),
            Some(id) => {
                let wanted = RowRef::Id(id.to_owned());
                let row = rows.iter().find(|row| row.at == wanted);
                row.map(Some).ok_or_else(|| Error::not_found(format!("{} has no row {id}", menu.path)))
            }
            None if matching.is_empty() => {
                Err(Error::usage(format!("which row of {}? give match or id", menu.path)))
            }
            None => {
                let wanted = matched(menu, matching)?;
                let found: Vec<_> =
                    rows.iter().filter(|row| agrees(row, &wanted) && !is_dynamic(&row.values)).collect();
                match found[..] {
                    [] => Ok(rows.iter().find(|row| agrees(row, &wanted))),
                    [row] => Ok(Some(row)),
                    _ => {
                        let ids: Vec<_> = found.iter().take(10).map(|row| show_row(&row.at)).collect();
                        let message = format!("{} rows of {} match", found.len(), menu.path);
                        Err(Error::usage(message)
                            .hint(format!("say more in match, or give id: {}", ids.join(", "))))
                    }
                }
            }
        }
    }

    /// The row before which a new or moved row goes.
    fn place(&self, menu: &'static Menu, request: &StepRequest) -> Result<Option<RowRef>> {
        let place = match &request.place_before {
            None | Some(Value::Null) => return Ok(None),
            Some(place) => place,
        };
        if menu.kind != MenuKind::Ordered {
            return Err(Error::usage(format!(
                "the order of {} does not matter; leave place_before out",
                menu.path
            )));
        }
        let found = match place {
            Value::String(id) => self.find(menu, Some(id), &Map::new())?,
            Value::Object(matching) => self.find(menu, None, matching)?,
            _ => return Err(Error::usage("place_before is a row's id or its fields")),
        };
        let row = found
            .ok_or_else(|| Error::not_found(format!("{} has no row as place_before says", menu.path)))?;
        Ok(Some(row.at.clone()))
    }

    /// The row that is the same thing as a new one of `texts` would be.
    fn twin(&self, menu: &'static Menu, texts: &Texts) -> Option<&WorldRow> {
        let text =
            |name: &str| texts.iter().find(|(field, _)| field.name == name).map(|(_, text)| text.as_str());
        let rows = self.world.after(menu.path).iter().filter(|row| !is_dynamic(&row.values));
        let identity: Vec<_> = menu.identity.iter().filter_map(|name| menu.field(name)).collect();
        if identity.iter().any(|field| text(field.name).is_some()) {
            return rows.into_iter().find(|row| {
                identity.iter().all(|field| {
                    equal(field, row.values.get(field.name).map(String::as_str), text(field.name))
                })
            });
        }
        let wanted = content(menu, &raw(texts));
        rows.into_iter().find(|row| content(menu, &row.values) == wanted)
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
