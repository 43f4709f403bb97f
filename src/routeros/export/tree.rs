//! What an export says.

/// An export: remarks on the router, then its configuration menu by menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// The comments before the first section, without `#`: date, version, software id, model, serial number.
    pub header: Vec<String>,
    /// The menus, in the order of the export; neighbours have different paths.
    pub sections: Vec<Section>,
}

/// What is said of one menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Menu path without a leading slash: `ip/firewall/filter`.
    pub path: String,
    /// Its commands and comments, in order.
    pub entries: Vec<Entry>,
}

/// A line of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A row: what is added or set.
    Command(Command),
    /// A remark of the router on its state, without `#`; never configuration.
    Comment(String),
}

/// A command of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// `add`, `set`, rarely another.
    pub verb: String,
    /// Its words, in order.
    pub words: Vec<Word>,
}

/// A word: `name=value`, or a value alone (`ssh`, `[ find … ]`, `!connection-bytes`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The name before `=`.
    pub name: Option<String>,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text as RouterOS holds it: bytes in whatever encoding somebody typed, never NUL.
    Text(Vec<u8>),
    /// `[ find … ]`: the rows for which the words hold.
    Find(Vec<Word>),
}

impl Section {
    /// The commands, without the comments.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Command(command) => Some(command),
            Entry::Comment(_) => None,
        })
    }
}

impl Export {
    /// The section to add to, which is the last one if that is of `path`.
    pub(super) fn enter(&mut self, path: String) {
        if self.sections.last().is_none_or(|section| section.path != path) {
            self.sections.push(Section { path, entries: Vec::new() });
        }
    }
}
