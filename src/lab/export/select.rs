//! Which menus an export is about.

use crate::lab::trap::{Outcome, Trap};
use crate::lab::tree::Tree;

/// Directories that are exported with all below them, and those that are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) struct Selection {
    wanted: Vec<String>,
    unwanted: Vec<String>,
    rows: Option<Vec<String>>,
}

impl Selection {
    /// The directory `below`, and of it what `paths` (`/ip,!/ip/dns`) says; refuses what this router doesn't have.
    pub(in crate::lab) fn read(tree: &Tree, below: &str, paths: &str) -> Outcome<Self> {
        let words = || paths.split(',').map(str::trim).filter(|word| !word.is_empty());
        let plain = |word: &str| word.trim_start_matches('!').trim_matches('/').replace(' ', "/");
        if words().any(|word| !tree.is_directory(&plain(word))) {
            return Err(Trap::Refused("invalid value for argument path".to_owned()));
        }
        let listed = |negated| words().filter(move |word| word.starts_with('!') == negated).map(plain);
        let wanted: Vec<_> = listed(false).collect();
        Ok(Self {
            wanted: if wanted.is_empty() { vec![below.to_owned()] } else { wanted },
            unwanted: listed(true).collect(),
            rows: None,
        })
    }

    /// Of what is selected only the rows with these ids.
    pub(super) fn rows(self, ids: Option<Vec<String>>) -> Self {
        Self { rows: ids, ..self }
    }

    /// Whether the row with the id `tag` is exported.
    pub(super) fn has_row(&self, tag: &str) -> bool {
        self.rows.as_ref().is_none_or(|ids| ids.iter().any(|id| id == tag))
    }

    /// Whether the menu `path` is exported.
    pub(super) fn has(&self, path: &str) -> bool {
        let lies = |directories: &[String]| directories.iter().any(|directory| below(directory, path));
        lies(&self.wanted) && !lies(&self.unwanted)
    }
}

fn below(directory: &str, path: &str) -> bool {
    directory.is_empty()
        || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
