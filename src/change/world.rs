//! The menus that a plan reads, as they are and as its steps so far would leave them.

use std::collections::BTreeMap;

use super::row::id;
use crate::catalogue::menu::{Menu, MenuKind};
use crate::catalogue::menus;
use crate::domain::plan::RowRef;
use crate::domain::row::RawRow;
use crate::error::{ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
use crate::routeros::transport::Print;

/// A row as the steps so far would leave it.
#[derive(Debug, Clone)]
pub(super) struct WorldRow {
    /// The row on the router, or the step that adds it.
    pub(super) at: RowRef,
    /// Its values.
    pub(super) values: RawRow,
}

/// What was read from one router.
#[derive(Debug, Clone, Default)]
pub struct World {
    before: BTreeMap<String, Vec<RawRow>>,
    after: BTreeMap<String, Vec<WorldRow>>,
}

impl World {
    /// Reads `menu` once; a menu that the router does not have is empty where the catalogue calls it optional.
    pub(super) async fn load(&mut self, session: &Session, menu: &Menu) -> Result<()> {
        if self.before.contains_key(menu.path) {
            return Ok(());
        }
        let print = Print {
            menu: menu.path.to_owned(),
            settings: menu.kind == MenuKind::Settings,
            ..Print::default()
        };
        let rows = match session.print(print).await {
            Ok(rows) => rows,
            Err(error) if error.kind() == ErrorKind::NotFound && menu.optional => Vec::new(),
            Err(error) => return Err(error).while_doing(|| format!("reading {}", menu.path)),
        };
        let after = rows
            .iter()
            .map(|row| WorldRow { at: RowRef::Id(id(row).to_owned()), values: row.clone() })
            .collect();
        self.after.insert(menu.path.to_owned(), after);
        self.before.insert(menu.path.to_owned(), rows);
        Ok(())
    }

    /// Reads what can be read of `paths`; the rest is empty.
    pub(super) async fn try_load(&mut self, session: &Session, paths: &[&str]) {
        for menu in paths.iter().filter_map(|path| menus::find(path)) {
            if let Err(error) = self.load(session, menu).await {
                tracing::debug!(menu = menu.path, %error, "not read for the analysis");
            }
        }
    }

    /// Whether `path` was read.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.before.contains_key(path)
    }

    /// The rows as the router has them.
    pub(super) fn before(&self, path: &str) -> &[RawRow] {
        self.before.get(path).map_or(&[], Vec::as_slice)
    }

    /// The rows as the steps so far would leave them.
    pub(super) fn after(&self, path: &str) -> &[WorldRow] {
        self.after.get(path).map_or(&[], Vec::as_slice)
    }

    /// The rows of `path` after the steps, for changing.
    pub(super) fn after_mut(&mut self, path: &str) -> &mut Vec<WorldRow> {
        self.after.entry(path.to_owned()).or_default()
    }

    /// Where `row` stands after the steps so far.
    pub(super) fn position(&self, path: &str, row: &RowRef) -> Option<usize> {
        self.after(path).iter().position(|found| found.at == *row)
    }
}
