//! The types that RouterOS gives its values, as the catalogue names them.
//!
//! On the wire every value is a string (RouterOS manual, "REST API"); the type says what the string means. Reading a
//! string by its type is `routeros::value`'s work, checking one before it is sent is the catalogue's.

/// What a field's text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Free text.
    Text,
    /// A row's `.id`: `*` and upper-case hexadecimal.
    Id,
    /// A signed integer; JSON number.
    Integer,
    /// A decimal number with a fraction (temperatures, voltages); JSON number.
    Decimal,
    /// A truth value, on the wire `true`/`false` or `yes`/`no`; JSON boolean.
    Flag,
    /// A time span such as `1d2h3m4s` or `24ms`; JSON number of seconds.
    Duration,
    /// A date and time of the router's own clock, `YYYY-MM-DD HH:MM:SS`; JSON text as the router says it.
    Time,
    /// A size in bytes; JSON number.
    Bytes,
    /// A rate in bits per second; JSON number.
    BitRate,
    /// A percentage, on the wire with or without `%`; JSON number.
    Percent,
    /// An IPv4 or IPv6 address, perhaps with `%interface`.
    Address,
    /// An address with prefix length.
    Prefix,
    /// An address, a prefix or a range `a-b`.
    AddressRange,
    /// A MAC address, upper-case with colons.
    Mac,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// The name of a row of this menu.
    Reference(&'static str),
    /// Comma-separated values of one type; JSON array.
    List(&'static FieldType),
}

impl FieldType {
    /// The type's name as users see it in `menu_describe` and the reference.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Flag => "flag",
            Self::Duration => "duration",
            Self::Time => "time",
            Self::Bytes => "bytes",
            Self::BitRate => "bits-per-second",
            Self::Percent => "percent",
            Self::Address => "address",
            Self::Prefix => "prefix",
            Self::AddressRange => "address-range",
            Self::Mac => "mac",
            Self::Enum(_) => "enum",
            Self::Reference(_) => "reference",
            Self::List(_) => "list",
        }
    }

    /// The unit of the JSON number, empty where there is none.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Duration => "seconds",
            Self::Bytes => "bytes",
            Self::BitRate => "bit/s",
            Self::Percent => "%",
            _ => "",
        }
    }
}
