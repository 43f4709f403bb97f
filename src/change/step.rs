//! What one step of a plan sends, and how what it wrote is found and read back.

use secrecy::ExposeSecret;

use super::guard::Armed;
use super::job::Job;
use super::script::{self, find, rollback};
use super::verify::{self, Ids, id_of, marker};
use crate::catalogue::menus;
use crate::domain::plan::{Action, DevicePlan, RowRef, Text, Values};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::session::Session;
use crate::routeros::transport::{Print, Request};

/// Whether rows of the menu can carry a comment.
fn has_comment(menu: &str) -> bool {
    menus::find(menu).and_then(|menu| menu.field("comment")).is_some_and(|field| field.writable)
}

/// What a row that was added says in the end: the plan's comment, or none, in place of the marker.
fn without_marker(menu: &str, values: &Values) -> Values {
    let mut values = values.clone();
    if has_comment(menu) {
        values.entry("comment".to_owned()).or_insert_with(|| Text::Plain(String::new()));
    }
    values
}

impl Job<'_> {
    /// The rollback script, rows of the plan named by their ids as far as these are known.
    pub(super) fn rollback(&self, armed: &Armed, ids: &Ids) -> Result<String> {
        let plan_id = self.journal.plan();
        rollback(&armed.name, &self.plan.undo, &|step| match ids.get(&step) {
            Some(id) => script::row_id(id).ok().map(str::to_owned),
            None => self.how_to_find(plan_id, step),
        })
    }

    /// How a row is found on the router before its id is known.
    fn how_to_find(&self, plan_id: &str, step: usize) -> Option<String> {
        found_by(self.plan, plan_id, step)
    }

    pub(super) fn request(&self, number: usize, action: &Action, ids: &Ids) -> Result<Request> {
        let row = |row: &RowRef| {
            let unknown = || Error::new(ErrorKind::Internal, format!("the id of {row:?} is not known"));
            id_of(row, ids).ok_or_else(unknown)
        };
        Ok(match action {
            Action::Add { menu, values, before } => {
                let mut values = self.open(number, values)?;
                if has_comment(menu) {
                    values.insert("comment".to_owned(), marker(self.journal.plan(), number));
                }
                if let Some(before) = before {
                    values.insert("place-before".to_owned(), row(before)?);
                }
                Request::Add { menu: menu.clone(), values }
            }
            Action::Set { menu, row: at, values } => {
                let id = at.as_ref().map(row).transpose()?;
                Request::Set { menu: menu.clone(), id, values: self.open(number, values)? }
            }
            Action::Remove { menu, row: at } => Request::Remove { menu: menu.clone(), id: row(at)? },
            Action::Move { menu, row: at, before } => {
                let before = before.as_ref().map(row).transpose()?;
                Request::Move { menu: menu.clone(), id: row(at)?, before }
            }
            Action::Run { path, values } => {
                Request::Run { path: path.clone(), arguments: self.open(number, values)?, read_only: false }
            }
        })
    }

    fn open(&self, number: usize, values: &Values) -> Result<RawRow> {
        let text = |(name, text): (&String, &Text)| {
            let text = match text {
                Text::Plain(text) => text.clone(),
                Text::Sealed { sealed } => {
                    (self.unseal)(&format!("{number}/{name}"), sealed)?.expose_secret().to_owned()
                }
            };
            Ok((name.clone(), text))
        };
        values.iter().map(text).collect()
    }

    /// The row that a step has added, found by its marker or by what it says; never added a second time.
    pub(super) async fn find_added(
        &self,
        session: &Session,
        step: usize,
        menu: &str,
        values: &Values,
    ) -> Result<String> {
        let marker = marker(self.journal.plan(), step);
        let rows = if has_comment(menu) {
            session.find(menu, &[("comment", &marker)], &["comment"]).await?
        } else {
            let known = menus::find(menu);
            let rows = session.find(menu, &[], &[]).await?.into_iter();
            rows.filter(|row| known.is_some_and(|menu| verify::differences(menu, row, values, "").is_empty()))
                .collect()
        };
        let found = rows.first();
        found.map(|row| super::row::id(row).to_owned()).ok_or_else(|| {
            Error::new(
                ErrorKind::DeviceRejected,
                "the row was not added: the answer was lost, and the router has no such row",
            )
        })
    }

    /// Replaces the marker by the comment that the plan says.
    pub(super) async fn own_comment(
        &self,
        session: &Session,
        menu: &str,
        row: &str,
        values: &Values,
    ) -> Result<()> {
        if !has_comment(menu) {
            return Ok(());
        }
        let comment = values.get("comment").and_then(Text::plain).unwrap_or_default().to_owned();
        let values = RawRow::from([("comment".to_owned(), comment)]);
        let set = Request::Set { menu: menu.to_owned(), id: Some(row.to_owned()), values };
        match session.call(set).await {
            // Reading back tells.
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => Ok(()),
            other => other.map(drop),
        }
    }

    /// Reads what the step wrote.
    pub(super) async fn read_back(
        &self,
        session: &Session,
        number: usize,
        action: &Action,
        ids: &Ids,
    ) -> Result<()> {
        let (menu, row, values) = match action {
            Action::Add { menu, values, .. } => {
                (menu, ids.get(&number).cloned(), Some(without_marker(menu, values)))
            }
            Action::Set { menu, row, values } => {
                (menu, row.as_ref().and_then(|row| id_of(row, ids)), Some(values.clone()))
            }
            Action::Remove { menu, row: RowRef::Id(id) } => (menu, Some(id.clone()), None),
            Action::Move { menu, row, before } => {
                return self.read_place(session, menu, row, before.as_ref(), ids).await;
            }
            Action::Remove { .. } | Action::Run { .. } => return Ok(()),
        };
        let described = menus::find(menu).ok_or_else(|| Error::not_found(format!("no menu {menu}")))?;
        let found = if let Some(id) = row.as_deref() {
            session.row(menu, id, &[]).await?
        } else {
            let print = Print { menu: menu.clone(), settings: true, ..Print::default() };
            session.print(print).await?.into_iter().next()
        };
        let wrong = match (&found, values) {
            (Some(_), None) => vec!["the row is still there".to_owned()],
            (None, Some(_)) => vec!["the row is not there".to_owned()],
            (Some(found), Some(values)) => {
                verify::differences(described, found, &values, row.as_deref().unwrap_or(""))
            }
            (None, None) => Vec::new(),
        };
        if !wrong.is_empty() {
            let message = format!("it reads back otherwise: {}", wrong.join("; "));
            return Err(Error::new(ErrorKind::DeviceRejected, message));
        }
        match action {
            Action::Add { menu, before: Some(before), .. } => {
                self.read_place(session, menu, &RowRef::Added(number), Some(before), ids).await
            }
            _ => Ok(()),
        }
    }

    /// Reads whether a row stands where the step has put it.
    async fn read_place(
        &self,
        session: &Session,
        menu: &str,
        row: &RowRef,
        before: Option<&RowRef>,
        ids: &Ids,
    ) -> Result<()> {
        let known = |row: &RowRef| id_of(row, ids);
        let rows = session.find(menu, &[], &["dynamic"]).await?;
        let order: Vec<_> =
            rows.iter().filter(|row| !super::row::is_dynamic(row)).map(super::row::id).collect();
        let at = known(row).and_then(|id| order.iter().position(|known| *known == id));
        let next = at.and_then(|at| order.get(at + 1)).map(|id| (*id).to_owned());
        if at.is_some() && next == before.and_then(known) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::DeviceRejected, "the row does not stand where it was put"))
    }
}

/// How the row that `step` of `plan` adds is found on the router before its id is known.
fn found_by(plan: &DevicePlan, plan_id: &str, step: usize) -> Option<String> {
    let planned = plan.steps.iter().find(|planned| planned.number == step)?;
    let Some(Action::Add { menu, values, .. }) = &planned.action else { return None };
    if has_comment(menu) {
        let marker = Text::Plain(marker(plan_id, step));
        return find(&Values::from([("comment".to_owned(), marker)])).ok();
    }
    let identity = menus::find(menu).map_or(&[][..], |menu| menu.identity);
    let mut wanted: Values = values.clone();
    if values.keys().any(|name| identity.contains(&name.as_str())) {
        wanted.retain(|name, _| identity.contains(&name.as_str()));
    }
    find(&wanted).ok()
}
