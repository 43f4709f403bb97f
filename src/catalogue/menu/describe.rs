//! One menu: its shape, its fields, what may be done with it and how much harm that can do.

use super::area::Area;
use super::field::Field;
use crate::domain::risk::Risk;
use crate::domain::version::Version;

/// The shape of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuKind {
    /// Rows without a meaningful order.
    List,
    /// Rows whose order matters (`move`, `place-before`).
    Ordered,
    /// One row without `.id`.
    Settings,
}

impl MenuKind {
    /// The kind's name as users see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Ordered => "ordered list",
            Self::Settings => "settings",
        }
    }
}

/// Which changes of its rows a menu takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// Only RouterOS itself changes them.
    None,
    /// Rows can be set, but neither added nor removed (interfaces, services).
    Set,
    /// Rows can be removed only (tracked connections, jobs).
    Remove,
    /// Rows can be added and removed, but not set (SSH keys).
    AddRemove,
    /// Rows can be set and removed, but not added (variables of scripts).
    SetRemove,
    /// Rows can be added, set and removed.
    All,
}

/// A menu: one place of RouterOS's tree that can be printed.
#[derive(Debug, Clone, Copy)]
pub struct Menu {
    /// Path without a leading slash, words separated by slashes: `ip/firewall/filter`.
    pub path: &'static str,
    /// What it holds, a few words.
    pub title: &'static str,
    /// Its shape.
    pub kind: MenuKind,
    /// Its area.
    pub area: Area,
    /// Its fields, most telling first; `.id` is implied for lists.
    pub fields: &'static [Field],
    /// The fields by which two rows are the same thing.
    pub identity: &'static [&'static str],
    /// Which changes of its rows it takes.
    pub changes: Changes,
    /// How much harm a change here can do.
    pub risk: Risk,
    /// Whether a change here can touch the path rosmcp itself comes in by.
    pub management: bool,
    /// Whether a row holds more than its fields say, so that adding it again makes an empty shell (certificates, files, keys).
    pub holds_more: bool,
    /// Commands beside print, get, find, add, set, remove, move, enable, disable, comment, unset, reset.
    pub commands: &'static [&'static str],
    /// The first version that has it.
    pub since: Option<Version>,
    /// Whether it is missing where the hardware or a package is (CHR has no `system/routerboard`).
    pub optional: bool,
}

impl Menu {
    const fn new(
        kind: MenuKind,
        path: &'static str,
        title: &'static str,
        area: Area,
        fields: &'static [Field],
    ) -> Self {
        Self {
            path,
            title,
            kind,
            area,
            fields,
            identity: &[],
            changes: Changes::All,
            risk: Risk::Medium,
            management: false,
            holds_more: false,
            commands: &[],
            since: None,
            optional: false,
        }
    }

    /// A menu of unordered rows.
    pub const fn list(path: &'static str, title: &'static str, area: Area, fields: &'static [Field]) -> Self {
        Self::new(MenuKind::List, path, title, area, fields)
    }

    /// A menu of ordered rows.
    pub const fn ordered(
        path: &'static str,
        title: &'static str,
        area: Area,
        fields: &'static [Field],
    ) -> Self {
        Self::new(MenuKind::Ordered, path, title, area, fields)
    }

    /// A menu of one row.
    pub const fn settings(
        path: &'static str,
        title: &'static str,
        area: Area,
        fields: &'static [Field],
    ) -> Self {
        Self::new(MenuKind::Settings, path, title, area, fields)
    }

    /// The fields by which two rows are the same thing.
    #[must_use]
    pub const fn identity(mut self, fields: &'static [&'static str]) -> Self {
        self.identity = fields;
        self
    }

    /// Rows (or settings) that only RouterOS itself changes.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.changes = Changes::None;
        self.risk = Risk::Low;
        self
    }

    /// Takes these changes of its rows only.
    #[must_use]
    pub const fn only(mut self, changes: Changes) -> Self {
        self.changes = changes;
        self
    }

    /// How much harm a change here can do.
    #[must_use]
    pub const fn risk(mut self, risk: Risk) -> Self {
        self.risk = risk;
        self
    }

    /// A change here can touch the management path.
    #[must_use]
    pub const fn management(mut self) -> Self {
        self.management = true;
        self
    }

    /// A row holds more than its fields say.
    #[must_use]
    pub const fn holds_more(mut self) -> Self {
        self.holds_more = true;
        self
    }

    /// Commands beside the usual ones.
    #[must_use]
    pub const fn commands(mut self, commands: &'static [&'static str]) -> Self {
        self.commands = commands;
        self
    }

    /// The first version that has it.
    #[must_use]
    pub const fn since(mut self, major: u16, minor: u16) -> Self {
        self.since = Some(Version::new(major, minor, 0));
        self
    }

    /// Missing where the hardware or a package is.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Whether users can add rows.
    pub const fn can_add(&self) -> bool {
        !matches!(self.kind, MenuKind::Settings) && matches!(self.changes, Changes::All | Changes::AddRemove)
    }

    /// Whether a row that was removed can be added again as it was, but for its secrets.
    pub const fn can_restore(&self) -> bool {
        self.can_add() && !self.holds_more
    }

    /// Whether users can set rows, or the one row of a settings menu.
    pub const fn can_set(&self) -> bool {
        matches!(self.changes, Changes::All | Changes::Set | Changes::SetRemove)
    }

    /// Whether users can remove rows.
    pub const fn can_remove(&self) -> bool {
        !matches!(self.kind, MenuKind::Settings)
            && matches!(
                self.changes,
                Changes::All | Changes::AddRemove | Changes::SetRemove | Changes::Remove
            )
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
