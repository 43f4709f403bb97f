//! The layers: flag > environment > file > default, each value with its origin.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::PREFIX;
use super::declaration::{Declaration, Default};
use super::environment::ProcessEnvironment;
use super::file::{self, Entry, Loaded};
use super::retired::retired;
use super::table::{Settings, TABLE};
use super::value::{Parsed, Value, items};
use crate::error::{Error, ErrorKind, Result, nearest};

/// What [`load`] reads settings from.
pub struct Request {
    /// The file of `--config`; it must exist. Without it the default files are looked for.
    pub config: Option<PathBuf>,
    /// Settings of the command line, key and value.
    pub overrides: Vec<(String, String)>,
    /// The environment.
    pub environment: ProcessEnvironment,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// This settings file.
    File(PathBuf),
    /// This environment variable.
    Environment(String),
    /// The command line, for this key.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(key) => write!(f, "flag {key}"),
        }
    }
}

/// One setting as `settings show` lists it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its key.
    pub key: &'static str,
    /// Its value, secrets as `***`; `None` when it is not set.
    pub value: Option<String>,
    /// Where the value comes from.
    pub origin: Origin,
}

/// The settings of this run, and how they came about.
#[derive(Debug)]
pub struct Resolved {
    /// The settings.
    pub settings: Settings,
    /// Every setting with its origin, in the order of the table.
    pub shown: Vec<Shown>,
    /// The settings file that was read, if any.
    pub file: Option<PathBuf>,
    /// What is odd but does not stop anything.
    pub warnings: Vec<String>,
}

impl Resolved {
    /// Where the value of `key` comes from; [`Origin::Default`] for a key that there is not.
    pub fn origin(&self, key: &str) -> &Origin {
        self.shown.iter().find(|shown| shown.key == key).map_or(&Origin::Default, |shown| &shown.origin)
    }
}

/// Reads all settings. An unknown key or a value that can't be is a configuration error (a usage error when it is the
/// command line's); all of them are reported at once. Reads a small file, so it belongs at the start of the process.
pub fn load(request: &Request) -> Result<Resolved> {
    let file = file::find(request.config.as_deref(), &request.environment)?;
    let mut layers = Layers::new(&request.environment);
    if let Some(file) = &file {
        layers.add_file(file);
    }
    layers.add_environment();
    for (key, value) in &request.overrides {
        layers.add(key, Entry::Text(value.clone()), Origin::Flag(key.clone()));
    }
    let settings = Settings::read(&mut layers);
    if let Some(file) = &file {
        layers.warn_of_readable_secrets(file);
    }
    let Some(settings) = settings.filter(|_| layers.problems.is_empty()) else {
        return Err(layers.into_error());
    };
    let Layers { shown, warnings, .. } = layers;
    Ok(Resolved { settings, shown, file: file.map(|file| file.path), warnings })
}

/// Something that stops the start.
struct Problem {
    message: String,
    hint: Option<String>,
    by_flag: bool,
}

/// Every value that somebody set, the strongest for each key, and what is wrong so far.
pub(super) struct Layers<'a> {
    environment: &'a ProcessEnvironment,
    given: BTreeMap<&'static str, (Entry, Origin)>,
    shown: Vec<Shown>,
    problems: Vec<Problem>,
    warnings: Vec<String>,
    secrets_in_file: Vec<&'static str>,
}

impl<'a> Layers<'a> {
    fn new(environment: &'a ProcessEnvironment) -> Self {
        Self {
            environment,
            given: BTreeMap::new(),
            shown: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
            secrets_in_file: Vec::new(),
        }
    }

    fn add_file(&mut self, file: &Loaded) {
        for (key, entry) in &file.entries {
            self.add(key, entry.clone(), Origin::File(file.path.clone()));
        }
    }

    fn add_environment(&mut self) {
        let environment = self.environment;
        for (name, value) in environment.settings() {
            let origin = Origin::Environment(name.to_owned());
            let key = name.strip_prefix(PREFIX).unwrap_or(name);
            // It names the file that was read before, as --config does.
            if key == "CONFIG_FILE" {
                continue;
            }
            match value {
                Some(value) if *key == key.to_ascii_uppercase() => {
                    self.add(&key.to_ascii_lowercase(), Entry::Text(value.to_owned()), origin);
                }
                Some(_) => self.unknown(key, &origin),
                None => self.problem(format!("{name} is not UTF-8 text"), None, &origin),
            }
        }
    }

    /// Puts a value over what weaker layers said. An empty one says nothing.
    fn add(&mut self, key: &str, entry: Entry, origin: Origin) {
        if let Some(reason) = retired(key) {
            self.warnings.push(format!("{} is ignored: {reason} ({origin})", name_at(key, &origin)));
            return;
        }
        let Some(declaration) = TABLE.iter().find(|declaration| declaration.key == key) else {
            return self.unknown(key, &origin);
        };
        match entry {
            Entry::Nested => {
                let message = format!("{key} must be one value or a flat list, is nested, from {origin}");
                self.problem(
                    message,
                    Some("settings are flat: one `key: value` per line".to_owned()),
                    &origin,
                );
            }
            Entry::Text(text) if text.trim().is_empty() => {}
            Entry::Empty => {}
            entry => {
                self.given.insert(declaration.key, (entry, origin));
            }
        }
    }

    fn unknown(&mut self, key: &str, origin: &Origin) {
        let wanted = key.to_ascii_lowercase();
        let known = TABLE.iter().map(|declaration| declaration.key);
        let hint = nearest(&wanted, known)
            .map(|key| format!("did you mean {:?}?", name_at(key, origin)))
            .or_else(|| Some("`rosmcp settings schema` lists every setting".to_owned()));
        let name = name_at(key, origin);
        let message = match origin {
            Origin::File(path) => format!("there is no setting {name:?}, from file {}", path.display()),
            Origin::Environment(name) => format!("there is no setting {name}, from the environment"),
            Origin::Default | Origin::Flag(_) => format!("there is no setting {name:?}"),
        };
        self.problem(message, hint, origin);
    }

    fn problem(&mut self, message: String, hint: Option<String>, origin: &Origin) {
        let by_flag = matches!(origin, Origin::Flag(_));
        self.problems.push(Problem { message, hint, by_flag });
    }

    /// The value of `key` with everything that was set taken into account; `None` when it is wrong.
    pub(super) fn value<T: Value>(&mut self, key: &'static str) -> Option<T> {
        let declaration = TABLE.iter().find(|declaration| declaration.key == key)?;
        let (entry, origin) = self.given.remove(key).unzip();
        let origin = origin.unwrap_or(Origin::Default);
        let value = match &entry {
            Some(entry) => read::<T>(declaration, entry),
            None => self.default::<T>(declaration),
        };
        match value {
            Ok(value) => {
                self.guard_secret(key, &value, &origin);
                self.shown.push(Shown { key, value: value.show(), origin });
                Some(value)
            }
            Err(wanted) => {
                let is = entry.filter(|_| !T::SECRET).map(|entry| format!(", is {}", quoted(&entry)));
                let message = format!("{key} must be {wanted}{}, from {origin}", is.unwrap_or_default());
                self.problem(message, None, &origin);
                None
            }
        }
    }

    fn default<T: Value>(&self, declaration: &Declaration) -> Parsed<T> {
        match declaration.default {
            Default::Text(text) => T::parse(text),
            Default::Computed(compute, _) => T::parse(&compute(self.environment)),
            Default::Unset => T::unset().ok_or_else(|| "given".to_owned()),
        }
    }

    /// A secret must not come from the command line, where every process of the machine can read it.
    fn guard_secret<T: Value>(&mut self, key: &'static str, value: &T, origin: &Origin) {
        match origin {
            Origin::Flag(_) if value.holds_secret() => {
                let hint = format!("set {PREFIX}{} in the environment", key.to_ascii_uppercase());
                let message = format!("{key} holds a secret and must not stand on the command line");
                self.problem(message, Some(hint), origin);
            }
            Origin::File(_) if value.holds_secret() => self.secrets_in_file.push(key),
            _ => {}
        }
    }

    fn warn_of_readable_secrets(&mut self, file: &Loaded) {
        if file.world_readable && !self.secrets_in_file.is_empty() {
            let keys = self.secrets_in_file.join(", ");
            let path = file.path.display();
            self.warnings
                .push(format!("everybody on this machine can read {path}, which holds {keys}: chmod o-r"));
        }
    }

    fn into_error(self) -> Error {
        let by_flag = self.problems.iter().all(|problem| problem.by_flag);
        let kind = if by_flag { ErrorKind::Usage } else { ErrorKind::Configuration };
        let messages: Vec<&str> = self.problems.iter().map(|problem| problem.message.as_str()).collect();
        let message = match messages.as_slice() {
            [one] => (*one).to_owned(),
            many => format!("{} settings are wrong: {}", many.len(), many.join("; ")),
        };
        let hints = self.problems.iter().filter_map(|problem| problem.hint.clone());
        hints.fold(Error::new(kind, message), Error::hint)
    }
}

/// The name of a key as it is written where it comes from.
fn name_at(key: &str, origin: &Origin) -> String {
    match origin {
        Origin::Environment(_) => format!("{PREFIX}{}", key.to_ascii_uppercase()),
        _ => key.to_owned(),
    }
}

/// What was written, quoted and not too long.
fn quoted(entry: &Entry) -> String {
    let text = match entry {
        Entry::Text(text) => text.clone(),
        Entry::Items(items) => items.join(","),
        Entry::Empty | Entry::Nested => String::new(),
    };
    let short: String = text.chars().take(80).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{dots}")
}

/// Reads a value as its declaration says: type, range and check.
fn read<T: Value>(declaration: &Declaration, entry: &Entry) -> Parsed<T> {
    let range = || declaration.range.map(|range| range.to_string());
    let parts = match entry {
        Entry::Text(text) if T::LIST => items(text),
        Entry::Text(text) => vec![text.trim().to_owned()],
        Entry::Items(items) => items.clone(),
        Entry::Empty | Entry::Nested => Vec::new(),
    };
    if let Some(check) = declaration.check {
        parts.iter().try_for_each(|part| check(part))?;
    }
    let value = match entry {
        Entry::Items(items) => T::parse_items(items),
        Entry::Text(text) => T::parse(text.trim()),
        Entry::Empty | Entry::Nested => T::unset().ok_or_else(|| "given".to_owned()),
    };
    let value = value.map_err(|wanted| range().unwrap_or(wanted))?;
    match (declaration.range, value.amount()) {
        (Some(range), Some(amount)) if !(range.low..=range.high).contains(&amount) => Err(range.to_string()),
        _ => Ok(value),
    }
}
