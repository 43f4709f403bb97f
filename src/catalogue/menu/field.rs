//! One field: what its text means and how it may be used.

use crate::domain::field::FieldType;
use crate::domain::version::Version;

/// One field of a menu.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// RouterOS's name.
    pub name: &'static str,
    /// What its text means.
    pub kind: FieldType,
    /// Words that may stand instead of a value of that type (`auto`, `none`).
    pub words: &'static [&'static str],
    /// Whether a leading `!` negates the value (matchers).
    pub negatable: bool,
    /// Whether `add` or `set` take it.
    pub writable: bool,
    /// Whether `add` demands it.
    pub required: bool,
    /// Never shown: passwords, keys, communities.
    pub secret: bool,
    /// Text that somebody outside may have written (DHCP host names, neighbours, log lines, comments).
    pub untrusted: bool,
    /// Text that may quote RouterOS commands: what they say of secrets is never shown.
    pub commands: bool,
    /// A counter, a timer, a state: never part of a configuration diff.
    pub volatile: bool,
    /// Whether only some boards have it (ports with power, switch chips).
    pub hardware: bool,
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
            words: &[],
            negatable: false,
            writable: true,
            required: false,
            secret: false,
            untrusted: false,
            commands: false,
            volatile: false,
            hardware: false,
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

    /// A writable time span.
    pub const fn duration(name: &'static str) -> Self {
        Self::new(name, FieldType::Duration)
    }

    /// A writable address.
    pub const fn address(name: &'static str) -> Self {
        Self::new(name, FieldType::Address)
    }

    /// A writable list of values of `of`.
    pub const fn list(name: &'static str, of: &'static FieldType) -> Self {
        Self::new(name, FieldType::List(of))
    }

    /// The writable name of an interface of any kind.
    pub const fn interface(name: &'static str) -> Self {
        Self::reference(name, "interface")
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

    /// A read-only truth that RouterOS says of a row (dynamic, invalid, running).
    pub const fn mark(name: &'static str) -> Self {
        Self::state(name, FieldType::Flag)
    }

    /// A read-only count that only grows until it is reset.
    pub const fn counter(name: &'static str) -> Self {
        Self::state(name, FieldType::Integer)
    }

    /// Also takes one of `words` instead of a value of its type.
    #[must_use]
    pub const fn or(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// A leading `!` negates it.
    #[must_use]
    pub const fn negatable(mut self) -> Self {
        self.negatable = true;
        self
    }

    /// Changes by itself although it is writable: a clock, an address that RouterOS may fill in.
    #[must_use]
    pub const fn volatile(mut self) -> Self {
        self.volatile = true;
        self
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

    /// May quote RouterOS commands.
    #[must_use]
    pub const fn commands(mut self) -> Self {
        self.commands = true;
        self
    }

    /// Only on boards with that hardware.
    #[must_use]
    pub const fn hardware(mut self) -> Self {
        self.hardware = true;
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
