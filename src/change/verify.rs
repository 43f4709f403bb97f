//! Reading back: is it the router that was planned for, is it as it was, is it as it shall be.

use std::collections::BTreeMap;

use super::order;
use super::row::{content_digest, equal, id, is_dynamic};
use super::undo;
use crate::catalogue::menu::{Menu, MenuKind};
use crate::catalogue::menus;
use crate::domain::plan::{Action, Base, DevicePlan, RowRef, Values};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::session::Session;
use crate::routeros::transport::Print;

/// Rows that steps added, by step.
pub(super) type Ids = BTreeMap<usize, String>;

/// The id of `row`; `None` where the step that adds it has not said it yet.
pub(super) fn id_of(row: &RowRef, ids: &Ids) -> Option<String> {
    match row {
        RowRef::Id(id) => Some(id.clone()),
        RowRef::Added(step) => ids.get(step).cloned(),
    }
}

/// Which router answers.
#[derive(Debug)]
pub struct RouterIdentity {
    /// Its serial number, or a CHR's system id; `None` where it does not say one.
    pub serial: Option<String>,
    /// The version that it runs.
    pub version: String,
    /// Why it does not say its serial number, where it refused to.
    refusal: Option<Error>,
}

/// Asks a router which one it is.
pub async fn identity(session: &Session) -> Result<RouterIdentity> {
    let resource = settings(session, "system/resource").await?;
    let version = resource.get("version").cloned().unwrap_or_default();
    let mut refusal = None;
    for (menu, field) in [("system/routerboard", "serial-number"), ("system/license", "system-id")] {
        let row = match settings(session, menu).await {
            Ok(row) => row,
            // Not every kind of router has both menus.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) if error.kind() == ErrorKind::DeviceRejected => {
                refusal = Some(error);
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Some(serial) = row.get(field).filter(|text| !text.is_empty()) {
            return Ok(RouterIdentity { serial: Some(serial.clone()), version, refusal: None });
        }
    }
    Ok(RouterIdentity { serial: None, version, refusal })
}

/// The one row of a menu of settings; an empty one where the router says nothing.
pub(super) async fn settings(session: &Session, menu: &str) -> Result<RawRow> {
    let print = Print { menu: menu.to_owned(), settings: true, ..Print::default() };
    Ok(session.print(print).await?.into_iter().next().unwrap_or_default())
}

/// Refuses another router than the one that was planned for: `Conflict`. Where the router refuses to say which one it is, that
/// is the error.
pub async fn same_router(session: &Session, plan: &DevicePlan) -> Result<()> {
    let RouterIdentity { serial, version, refusal } = identity(session).await?;
    let otherwise = match (&plan.serial, &serial, refusal) {
        (planned, said, _) if planned == said => None,
        (Some(_), None, Some(refusal)) => {
            return Err(refusal.while_doing("asking the router for its serial number"));
        }
        (None, ..) => {
            Some("the router did not say its serial number when the plan was made, and now it does")
        }
        _ => Some("another router answers: its serial number differs from the plan's"),
    };
    if let Some(otherwise) = otherwise {
        return Err(Error::new(ErrorKind::Conflict, otherwise)
            .hint("check the device's address; make a new plan if the router was replaced"));
    }
    if version != plan.version {
        let message = format!("the router runs {version}, and the plan was made for {}", plan.version);
        return Err(Error::new(ErrorKind::Conflict, message).hint("make a new plan"));
    }
    Ok(())
}

/// The menus of one look at a router, each read once.
struct Look<'a> {
    session: &'a Session,
    menus: BTreeMap<&'static str, Vec<RawRow>>,
}

impl<'a> Look<'a> {
    fn at(session: &'a Session) -> Self {
        Self { session, menus: BTreeMap::new() }
    }

    async fn rows(&mut self, path: &str) -> Result<(&'static Menu, &[RawRow])> {
        let menu = menus::find(path).ok_or_else(|| {
            Error::new(
                ErrorKind::Integrity,
                format!("the plan names a menu that this rosmcp does not know: {path}"),
            )
        })?;
        if !self.menus.contains_key(menu.path) {
            let settings = menu.kind == MenuKind::Settings;
            let print = Print { menu: menu.path.to_owned(), settings, ..Print::default() };
            let rows = self.session.print(print).await?;
            self.menus.insert(menu.path, rows);
        }
        Ok((menu, self.menus.get(menu.path).map_or(&[], Vec::as_slice)))
    }
}

/// A row as people read it; a menu of settings has one that has no id.
fn named(menu: &str, row: Option<&str>) -> String {
    format!("{menu} {}", row.unwrap_or_default()).trim_end().to_owned()
}

/// Where the router is no longer as it was when it was planned; empty when it is.
pub(super) async fn drift(session: &Session, plan: &DevicePlan) -> Result<Vec<String>> {
    let mut look = Look::at(session);
    let mut drift = Vec::new();
    for base in &plan.bases {
        let (menu, rows) = look.rows(&base.menu).await?;
        if !base.absent.is_empty() {
            if rows.iter().any(|row| !is_dynamic(row) && says(menu, row, &base.absent)) {
                drift.push(format!("{} has such a row by now", base.menu));
            }
            continue;
        }
        let found = rows.iter().find(|row| base.row.as_deref().is_none_or(|wanted| id(row) == wanted));
        match found {
            None => {
                drift.push(format!("{} of {} is gone", base.row.as_deref().unwrap_or("the row"), base.menu));
            }
            Some(row) if content_digest(menu, row)? != base.digest => {
                drift.push(format!("{} was changed", named(&base.menu, base.row.as_deref())));
            }
            Some(_) => {}
        }
    }
    for (path, order) in &plan.orders {
        let (_, rows) = look.rows(path).await?;
        let now = of_order(rows, order);
        if now.len() < order.len() {
            drift.push(format!("rows of {path} are gone"));
        } else if !now.iter().eq(order.iter()) {
            drift.push(format!("the order of {path} was changed"));
        }
    }
    Ok(drift)
}

/// The ids of `rows` that are in `order`, as they stand.
fn of_order<'a>(rows: &'a [RawRow], order: &[String]) -> Vec<&'a str> {
    rows.iter().map(id).filter(|id| order.iter().any(|known| known == id)).collect()
}

/// Where the router is not as before the plan, whatever ids its rows have now; empty when it is as before.
pub(super) async fn unrestored(
    session: &Session,
    plan: &DevicePlan,
    ids: &Ids,
    plan_id: &str,
) -> Result<Vec<String>> {
    let mut look = Look::at(session);
    let mut wrong = Vec::new();
    for base in plan.bases.iter().filter(|base| base.absent.is_empty()) {
        let (menu, rows) = look.rows(&base.menu).await?;
        let by_id = rows.iter().find(|row| base.row.as_deref().is_none_or(|wanted| id(row) == wanted));
        let restored = match by_id {
            Some(row) => content_digest(menu, row)? == base.digest,
            None if menu.can_restore() => any_digest(menu, rows, &base.digest)?,
            // The step says that it is lost.
            None => is_removed(plan, base),
        };
        if !restored {
            wrong.push(format!("{} is not as before", named(&base.menu, base.row.as_deref())));
        }
    }
    for step in &plan.steps {
        let Some(Action::Add { menu: path, values, .. }) = &step.action else { continue };
        let (menu, rows) = look.rows(path).await?;
        let marker = marker(plan_id, step.number);
        let there = rows.iter().any(|row| {
            ids.get(&step.number).is_some_and(|added| id(row) == added)
                || row.get("comment") == Some(&marker)
                || (!menu.identity.is_empty() && !is_dynamic(row) && was_absent(plan, menu, values, row))
        });
        if there {
            wrong.push(format!("{path} still has the row of step {}", step.number));
        }
    }
    let restored =
        |path: &str| plan.undo.iter().any(|undo| undo.action.path() == path && undo::is_placed(undo));
    for (path, order) in plan.orders.iter().filter(|(path, _)| restored(path)) {
        let (menu, rows) = look.rows(path).await?;
        if !order_is_back(menu, rows, plan, path, order)? {
            wrong.push(format!("the order of {path} is not as before"));
        }
    }
    Ok(wrong)
}

/// Whether the plan removes the row of `base`.
fn is_removed(plan: &DevicePlan, base: &Base) -> bool {
    plan.steps.iter().any(|step| match &step.action {
        Some(Action::Remove { menu, row: RowRef::Id(id) }) => {
            *menu == base.menu && base.row.as_ref() == Some(id)
        }
        _ => false,
    })
}

/// Whether `row` is what the plan said must not be there.
fn was_absent(plan: &DevicePlan, menu: &Menu, values: &Values, row: &RawRow) -> bool {
    plan.bases.iter().any(|base| {
        let of_step = base
            .absent
            .iter()
            .all(|(name, text)| values.get(name).and_then(|value| value.plain()) == Some(text));
        base.menu == menu.path && !base.absent.is_empty() && of_step && says(menu, row, &base.absent)
    })
}

/// Whether the row that had the id `gone` before the plan is there again, under another id.
pub(super) fn came_back(plan: &DevicePlan, path: &str, rows: &[RawRow], gone: &str) -> Result<bool> {
    let base = plan.bases.iter().find(|base| base.menu == path && base.row.as_deref() == Some(gone));
    let (Some(menu), Some(base)) = (menus::find(path), base) else { return Ok(false) };
    let known =
        |row: &RawRow| plan.orders.get(path).is_some_and(|ids| ids.iter().any(|known| known == id(row)));
    for row in rows.iter().filter(|row| !is_dynamic(row) && !known(row)) {
        if content_digest(menu, row)? == base.digest {
            return Ok(true);
        }
    }
    Ok(false)
}

fn any_digest(menu: &Menu, rows: &[RawRow], digest: &str) -> Result<bool> {
    for row in rows.iter().filter(|row| !is_dynamic(row)) {
        if content_digest(menu, row)? == digest {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the rows of `order` stand in that order, those that came back under new ids known by their content.
fn order_is_back(
    menu: &Menu,
    rows: &[RawRow],
    plan: &DevicePlan,
    path: &str,
    order: &[String],
) -> Result<bool> {
    let mut from = 0;
    for wanted in order {
        let base = plan.bases.iter().find(|base| base.menu == path && base.row.as_ref() == Some(wanted));
        let mut at = rows.iter().position(|row| id(row) == wanted);
        if let (None, Some(base)) = (at, base) {
            for (position, row) in rows.iter().enumerate().skip(from) {
                if content_digest(menu, row)? == base.digest && !order.iter().any(|known| known == id(row)) {
                    at = Some(position);
                    break;
                }
            }
        }
        match at {
            Some(at) if at >= from => from = at + 1,
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn says(menu: &Menu, row: &RawRow, values: &BTreeMap<String, String>) -> bool {
    values.iter().all(|(name, text)| {
        menu.field(name).is_some_and(|field| equal(field, row.get(name).map(String::as_str), Some(text)))
    })
}

/// The comment by which a row that a step adds is found while its id is not known.
pub(super) fn marker(plan_id: &str, step: usize) -> String {
    let short: String = plan_id.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    format!("rosmcp:{}:{step}", short.to_ascii_lowercase())
}

/// Where the router is not as the steps leave it; empty when it is.
pub(super) async fn unmet(session: &Session, plan: &DevicePlan, ids: &Ids) -> Result<Vec<String>> {
    let mut look = Look::at(session);
    let mut wrong = Vec::new();
    for (path, row, values) in expectations(plan, ids) {
        let (menu, rows) = look.rows(&path).await?;
        let found = match &row {
            Some(row) => rows.iter().find(|found| id(found) == row),
            None => rows.first(),
        };
        let name = row.as_deref().unwrap_or_default();
        match (found, values) {
            (Some(_), None) => wrong.push(format!("{path} still has {name}")),
            (None, Some(_)) => wrong.push(format!("{path} has no row {name}")),
            (Some(found), Some(values)) => wrong.extend(differences(menu, found, &values, name)),
            (None, None) => {}
        }
    }
    for (path, order) in order::planned(plan, ids) {
        let (_, rows) = look.rows(&path).await?;
        let now = of_order(rows, &order);
        let there = order.iter().filter(|id| now.contains(&id.as_str()));
        if !now.iter().eq(there) {
            wrong.push(format!("the order of {path} is not as planned"));
        }
    }
    Ok(wrong)
}

/// What `row` says otherwise than `values`; secrets can't be read and are left out.
pub(super) fn differences(menu: &Menu, row: &RawRow, values: &Values, name: &str) -> Vec<String> {
    let differs = |(field, text): (&String, &crate::domain::plan::Text)| {
        let (field, text) = (menu.field(field)?, text.plain()?);
        let now = row.get(field.name).map(String::as_str);
        (!field.volatile && !equal(field, now, Some(text))).then(|| {
            format!(
                "{} has {}={} instead of {text:?}",
                named(menu.path, Some(name)),
                field.name,
                now.unwrap_or("(not set)")
            )
        })
    };
    values.iter().filter_map(differs).collect()
}

/// For each row that the plan touches what it must say in the end, or that it must be gone.
fn expectations(plan: &DevicePlan, ids: &Ids) -> Vec<(String, Option<String>, Option<Values>)> {
    let mut rows: Vec<(String, Option<String>, Option<Values>)> = Vec::new();
    let resolve = |row: &RowRef| id_of(row, ids);
    for action in
        plan.steps.iter().filter_map(|step| step.action.as_ref().map(|action| (step.number, action)))
    {
        let (path, row, values) = match action {
            (step, Action::Add { menu, values, .. }) => (menu, ids.get(&step).cloned(), Some(values)),
            (_, Action::Set { menu, row, values }) => (menu, row.as_ref().and_then(resolve), Some(values)),
            (_, Action::Remove { menu, row }) => (menu, resolve(row), None),
            (_, Action::Move { .. } | Action::Run { .. }) => continue,
        };
        let known = rows.iter().position(|(known, id, _)| known == path && *id == row);
        match (known.and_then(|at| rows.get_mut(at)), values) {
            (Some((_, _, Some(known))), Some(values)) => known.extend(values.clone()),
            (Some(known), values) => known.2 = values.cloned(),
            (None, values) => rows.push((path.clone(), row, values.cloned())),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_of_settings_is_named_without_a_row() {
        for none in [None, Some("")] {
            assert_eq!(named("system/identity", none), "system/identity");
        }
        assert_eq!(named("ip/address", Some("*1")), "ip/address *1");
    }
}
