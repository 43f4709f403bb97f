//! How a setting is declared.

use super::PREFIX;
use super::environment::ProcessEnvironment;
use super::value::Parsed;

/// What a setting is when nobody sets it.
#[derive(Debug, Clone, Copy)]
pub enum Default {
    /// This, as a user would write it.
    Text(&'static str),
    /// Nothing.
    Unset,
    /// What this works out from the environment, and how to say so.
    Computed(fn(&ProcessEnvironment) -> String, &'static str),
}

/// The smallest and the largest amount that is allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The smallest.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", self.low, self.high)
    }
}

/// One setting, as the table declares it.
pub struct Declaration {
    /// The heading under which the reference lists it.
    pub group: &'static str,
    /// The key: its field in `Settings` and its name in the file.
    pub key: &'static str,
    /// The parts of its help text; see [`Declaration::help`].
    pub(super) help: &'static [&'static str],
    /// Its default.
    pub default: Default,
    /// What the example file shows where there is no default.
    pub example: Option<&'static str>,
    /// The range of a number.
    pub range: Option<Range>,
    /// Whether it is a secret.
    pub secret: bool,
    /// Whether it takes several items.
    pub list: bool,
    /// The name of its type.
    pub(super) kind: fn() -> String,
    /// Its JSON Schema, without what the table adds.
    pub(super) schema: fn() -> serde_json::Value,
    /// A further check of each item, which says in words what it must be.
    pub(super) check: Option<fn(&str) -> Parsed<()>>,
}

impl Declaration {
    /// The name of its environment variable.
    pub fn environment(&self) -> String {
        format!("{PREFIX}{}", self.key.to_ascii_uppercase())
    }

    /// What the setting does, in sentences.
    pub fn help(&self) -> String {
        self.help.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
    }

    /// The name of its type.
    pub fn kind(&self) -> String {
        (self.kind)()
    }
}

/// Declares all settings: from it come `Settings`, `TABLE` and the reading of each value.
macro_rules! settings {
    (@default unset) => { Default::Unset };
    (@default $text:literal) => { Default::Text($text) };
    (@default ($compute:path, $words:literal)) => { Default::Computed($compute, $words) };
    (@option) => { None };
    (@option $value:expr) => { Some($value) };

    ($($group:literal { $(
        $(#[doc = $help:literal])+
        $key:ident: $type:ty = $default:tt $(, such as $example:literal)?
            $(, from $low:literal to $high:literal)? $(, check $check:path)?;
    )+ })+) => {
        /// Every setting, by its key.
        #[derive(Debug, Clone)]
        pub struct Settings { $($( $(#[doc = $help])+ pub $key: $type, )+)+ }

        /// Every setting as it is declared, in the order of the reference.
        pub static TABLE: &[Declaration] = &[$($(
            Declaration {
                group: $group,
                key: stringify!($key),
                help: &[$($help),+],
                default: settings!(@default $default),
                example: settings!(@option $($example)?),
                range: settings!(@option $(Range { low: $low as f64, high: $high as f64 })?),
                secret: <$type as Value>::SECRET,
                list: <$type as Value>::LIST,
                kind: <$type as Value>::kind,
                schema: <$type as Value>::schema,
                check: settings!(@option $($check)?),
            },
        )+)+];

        impl Settings {
            /// Reads every setting; `None` when one is wrong, which `layers` then knows.
            pub(super) fn read(layers: &mut Layers<'_>) -> Option<Self> {
                $($( let $key = layers.value::<$type>(stringify!($key)); )+)+
                Some(Self { $($( $key: $key?, )+)+ })
            }
        }
    };
}
pub(super) use settings;
