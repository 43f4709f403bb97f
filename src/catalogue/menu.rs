//! How a menu and its fields are described.
//!
//! Descriptions are constants, built with `const fn`s that read like the manual's tables:
//!
//! ```
//! use rosmcp::catalogue::menu::{Area, Field, Menu};
//! use rosmcp::domain::field::FieldType;
//!
//! const POOL: Menu = Menu::list("ip/pool", "IP address pools", Area::Ip, &[
//!     Field::text("name").required(),
//!     Field::new("ranges", FieldType::List(&FieldType::AddressRange)).required(),
//!     Field::text("comment").untrusted(),
//! ])
//! .identity(&["name"]);
//! ```

use crate::domain::field::FieldType;
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

/// The subject a menu belongs to; each area has one read tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the variants are RouterOS's own menu names")]
pub enum Area {
    System,
    Interface,
    Bridge,
    Wifi,
    Ip,
    Ipv6,
    Dhcp,
    Dns,
    Firewall,
    Routing,
    Vpn,
    Queue,
    User,
    Certificate,
    Log,
    File,
    Script,
    Container,
    Tool,
}

impl Area {
    /// Every area, in the order of the tools.
    pub const ALL: &'static [Area] = &[
        Area::System,
        Area::Interface,
        Area::Bridge,
        Area::Wifi,
        Area::Ip,
        Area::Ipv6,
        Area::Dhcp,
        Area::Dns,
        Area::Firewall,
        Area::Routing,
        Area::Vpn,
        Area::Queue,
        Area::User,
        Area::Certificate,
        Area::Log,
        Area::File,
        Area::Script,
        Area::Container,
        Area::Tool,
    ];

    /// The area's name, the first word of its read tool.
    pub const fn as_str(self) -> &'static str {
        match self {
            Area::System => "system",
            Area::Interface => "interface",
            Area::Bridge => "bridge",
            Area::Wifi => "wifi",
            Area::Ip => "ip",
            Area::Ipv6 => "ipv6",
            Area::Dhcp => "dhcp",
            Area::Dns => "dns",
            Area::Firewall => "firewall",
            Area::Routing => "routing",
            Area::Vpn => "vpn",
            Area::Queue => "queue",
            Area::User => "user",
            Area::Certificate => "certificate",
            Area::Log => "log",
            Area::File => "file",
            Area::Script => "script",
            Area::Container => "container",
            Area::Tool => "tool",
        }
    }
}

/// How much harm a change can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// A label or a counter.
    Low,
    /// A service for clients.
    Medium,
    /// Traffic or access of many.
    High,
    /// Can lock everybody out.
    Critical,
}

/// One field of a menu.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// RouterOS's name.
    pub name: &'static str,
    /// What its text means.
    pub kind: FieldType,
    /// Whether `add` or `set` take it.
    pub writable: bool,
    /// Whether `add` demands it.
    pub required: bool,
    /// Never shown: passwords, keys, communities.
    pub secret: bool,
    /// Text that somebody outside may have written (DHCP host names, neighbours, log lines, comments).
    pub untrusted: bool,
    /// A counter, a timer, a state: never part of a configuration diff.
    pub volatile: bool,
    /// The value that RouterOS gives when nothing is said.
    pub default: Option<&'static str>,
    /// The first version that has it.
    pub since: Option<Version>,
    /// The first version that no longer has it.
    pub until: Option<Version>,
}

impl Field {
    /// A writable field of `kind`.
    pub const fn new(name: &'static str, kind: FieldType) -> Self {
        Self {
            name,
            kind,
            writable: true,
            required: false,
            secret: false,
            untrusted: false,
            volatile: false,
            default: None,
            since: None,
            until: None,
        }
    }

    /// Writable free text.
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, FieldType::Text)
    }

    /// A writable truth value.
    pub const fn flag(name: &'static str) -> Self {
        Self::new(name, FieldType::Flag)
    }

    /// A writable integer.
    pub const fn integer(name: &'static str) -> Self {
        Self::new(name, FieldType::Integer)
    }

    /// A writable word out of `words`.
    pub const fn one_of(name: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(name, FieldType::Enum(words))
    }

    /// The writable name of a row of `menu`.
    pub const fn reference(name: &'static str, menu: &'static str) -> Self {
        Self::new(name, FieldType::Reference(menu))
    }

    /// The comment that every list has.
    pub const fn comment() -> Self {
        Self::text("comment").untrusted()
    }

    /// The writable `disabled` flag, off by default.
    pub const fn disabled() -> Self {
        Self::flag("disabled").default_value("false")
    }

    /// A read-only state of `kind` that comes and goes by itself.
    pub const fn state(name: &'static str, kind: FieldType) -> Self {
        let mut field = Self::new(name, kind);
        field.writable = false;
        field.volatile = true;
        field
    }

    /// A read-only fact of `kind` that stays (a model, a serial number).
    pub const fn fact(name: &'static str, kind: FieldType) -> Self {
        let mut field = Self::new(name, kind);
        field.writable = false;
        field
    }

    /// Demanded by `add`.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Never shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// May have been written by somebody outside.
    #[must_use]
    pub const fn untrusted(mut self) -> Self {
        self.untrusted = true;
        self
    }

    /// The value when nothing is said.
    #[must_use]
    pub const fn default_value(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    /// The first version that has it.
    #[must_use]
    pub const fn since(mut self, major: u16, minor: u16) -> Self {
        self.since = Some(Version::new(major, minor, 0));
        self
    }

    /// The first version that no longer has it.
    #[must_use]
    pub const fn until(mut self, major: u16, minor: u16) -> Self {
        self.until = Some(Version::new(major, minor, 0));
        self
    }
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
    /// Whether rows can be added and removed by users.
    pub editable: bool,
    /// How much harm a change here can do.
    pub risk: Risk,
    /// Whether a change here can touch the path rosmcp itself comes in by.
    pub management: bool,
    /// Commands beside print, add, set, remove, move, enable, disable.
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
            editable: true,
            risk: Risk::Medium,
            management: false,
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
        self.editable = false;
        self.risk = Risk::Low;
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

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
