//! What a backup holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::State;
use crate::lab::table::Table;

/// Menus that a backup doesn't touch: what lies on the disk and what lives in memory.
const LEFT_OUT: &[&str] = &["file", "system/history", "system/script/environment", "system/script/job"];

/// The configuration of a router at one moment.
#[derive(Debug, Clone)]
pub(in crate::lab) struct Saved {
    tables: Arc<BTreeMap<&'static str, Table>>,
    password: Option<String>,
}

impl Saved {
    /// How many rows it holds.
    pub(in crate::lab) fn rows(&self) -> usize {
        self.tables.values().map(|table| table.rows.len()).sum()
    }

    /// Whether `password` is the one that it was made with; one that was made without takes any.
    pub(in crate::lab) fn opens(&self, password: &str) -> bool {
        self.password.as_deref().is_none_or(|own| own == password)
    }
}

impl State {
    /// The configuration as it is.
    pub(in crate::lab) fn saved(&self, password: Option<String>) -> Saved {
        let kept = self.tables.iter().filter(|(path, _)| !LEFT_OUT.contains(path));
        Saved { tables: Arc::new(kept.map(|(path, table)| (*path, table.clone())).collect()), password }
    }

    /// Keeps `saved` behind the file with that number; what stands behind no file any more goes.
    pub(in crate::lab) fn keep(&mut self, file: u32, saved: Saved) {
        self.backups.insert(file, saved);
        let files: Vec<_> = self.rows("file").iter().map(|row| row.id).collect();
        self.backups.retain(|id, _| files.contains(id));
    }

    /// The backup behind the file with that number.
    pub(in crate::lab) fn backup(&self, file: u32) -> Option<&Saved> {
        self.backups.get(&file)
    }

    /// Goes back to `saved`.
    pub(in crate::lab) fn restore(&mut self, saved: &Saved) {
        for (path, table) in saved.tables.iter() {
            self.tables.insert(path, table.clone());
        }
    }
}
