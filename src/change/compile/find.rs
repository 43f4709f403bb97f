//! Which row of the router a step means.

use serde_json::{Map, Value};

use super::rows::{agrees, described_by, matched, raw, show_row};
use super::{Compiler, Texts};
use crate::catalogue::menu::{Menu, MenuKind};
use crate::change::row::{content, equal, is_dynamic};
use crate::change::world::WorldRow;
use crate::domain::plan::{RowRef, StepRequest};
use crate::error::{Error, ErrorKind, Result};

impl Compiler<'_> {
    /// The row that the request means; settings have one. Several are an error, none is `None`.
    pub(super) fn target(&self, menu: &'static Menu, request: &StepRequest) -> Result<Option<WorldRow>> {
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

    pub(super) fn find(
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
                row.map(Some).ok_or_else(|| {
                    let error = Error::not_found(format!("{} has no row {id}", menu.path));
                    if id.starts_with('*') {
                        error
                    } else {
                        error.hint(format!("ids begin with a star: *{id}"))
                    }
                })
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
    pub(super) fn place(&self, menu: &'static Menu, request: &StepRequest) -> Result<Option<RowRef>> {
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

    /// Where a row before `next` stands, in words.
    pub(super) fn where_before(&self, menu: &'static Menu, next: Option<&RowRef>) -> String {
        let Some(next) = next else { return "at the end".to_owned() };
        let known = self.world.after(menu.path).iter().find(|row| row.at == *next);
        let said = known.map_or(String::new(), |row| described_by(menu, row));
        let said = if said.is_empty() { said } else { format!(" ({said})") };
        format!("before {}{said}", show_row(next))
    }

    /// Refuses a lease of an address that a client holds already: RouterOS takes no second one, and a plan cannot change what
    /// RouterOS made by itself.
    pub(super) fn check_held(&self, menu: &'static Menu, texts: &Texts) -> Result<()> {
        if menu.path != "ip/dhcp-server/lease" {
            return Ok(());
        }
        let same = |row: &WorldRow, name: &str| {
            let new = texts.iter().find(|(field, _)| field.name == name);
            new.is_some_and(|(field, text)| {
                equal(field, row.values.get(name).map(String::as_str), Some(text))
            })
        };
        let held = self
            .world
            .after(menu.path)
            .iter()
            .find(|row| is_dynamic(&row.values) && same(row, "address") && same(row, "server"));
        let Some(row) = held else { return Ok(()) };
        let id = show_row(&row.at);
        let message =
            format!("a client holds that address by a dynamic lease, {id}, and RouterOS takes no second one");
        Err(Error::new(ErrorKind::Conflict, message).hint(format!(
            "a person makes it static on the router: /ip/dhcp-server/lease make-static {id}; then it can be changed"
        )))
    }

    /// The row that is the same thing as a new one of `texts` would be.
    pub(super) fn twin(&self, menu: &'static Menu, texts: &Texts) -> Option<&WorldRow> {
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
}
