//! The settings file: flat YAML, at most 1 MiB.
//!
//! Values are taken as they are written (a port is `8080`, a client id `0123` keeps its zero); what they mean is the
//! table's business. An error names the place, never the content: the file may hold secrets.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};

use super::environment::ProcessEnvironment;
use crate::error::{Error, Result};

/// The largest settings file that is read, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// One value.
    Text(String),
    /// A list of values.
    Items(Vec<String>),
    /// Nothing.
    Empty,
    /// Something with structure, which no setting has.
    Nested,
}

/// A settings file as it was read.
pub(super) struct Loaded {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its keys in order.
    pub(super) entries: Vec<(String, Entry)>,
    /// Whether anybody on this machine may read it.
    pub(super) world_readable: bool,
}

/// Reads the file that was asked for, else the first default file that exists; `None` when there is none.
pub(super) fn find(asked: Option<&Path>, environment: &ProcessEnvironment) -> Result<Option<Loaded>> {
    if let Some(path) = asked {
        return match read(path)? {
            Some(loaded) => Ok(Some(loaded)),
            None => Err(Error::not_found(format!("there is no settings file {}", path.display()))
                .hint("check --config, or leave it out to use the default file")),
        };
    }
    for path in environment.config_files() {
        if let Some(loaded) = read(&path)? {
            return Ok(Some(loaded));
        }
    }
    Ok(None)
}

fn read(path: &Path) -> Result<Option<Loaded>> {
    let failed = |error: std::io::Error| {
        let message = format!("cannot read the settings file {}: {}", path.display(), reason(&error));
        let error = Error::configuration(message).caused_by(error);
        error.hint("run rosmcp as the user who may read it, or give another file with --config")
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(failed(error)),
    };
    let world_readable = file.metadata().is_ok_and(|metadata| others_may_read(&metadata));
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    let wrong = |what: &str| Error::configuration(format!("the settings file {} {what}", path.display()));
    if bytes.len() as u64 > MAX_BYTES {
        return Err(wrong("is larger than 1 MiB"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("is not UTF-8 text"))?;
    let entries = parse(text).map_err(|what| wrong(&what))?;
    Ok(Some(Loaded { path: path.to_owned(), entries, world_readable }))
}

/// The plain words for an I/O error, without the number that the operating system gives it.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(unix)]
fn others_may_read(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.is_file() && metadata.mode() & 0o004 != 0
}

#[cfg(not(unix))]
fn others_may_read(_metadata: &std::fs::Metadata) -> bool {
    false
}

/// Reads flat YAML; says what is wrong with it otherwise. Twice: first what is behind each key, then each scalar as
/// text, because YAML would otherwise turn `0123` into a number.
pub(super) fn parse(text: &str) -> std::result::Result<Vec<(String, Entry)>, String> {
    let blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(blank) {
        return Ok(Vec::new());
    }
    let pass = |shapes| {
        let read = serde_saphyr::with_deserializer_from_str_with_options(text, options(), |yaml| {
            yaml.deserialize_map(Entries(shapes))
        });
        read.map_err(|error| unreadable(&error))
    };
    let entries = pass(Some(&pass(None)?))?;
    let earlier = |at: usize, key: &str| entries.iter().take(at).any(|(other, _)| other == key);
    match entries.iter().enumerate().find(|(at, (key, _))| earlier(*at, key)) {
        Some((_, (key, _))) => Err(format!("has {key:?} twice")),
        None => Ok(entries),
    }
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    }
}

/// Where the YAML ends to be flat; the parser's own words may repeat what stands there.
fn unreadable(error: &serde_saphyr::Error) -> String {
    let place = error.location().map(|place| format!(" (line {}, column {})", place.line(), place.column()));
    format!("cannot be read as flat YAML, `key: value` on each line{}", place.unwrap_or_default())
}

/// Reads the map: the shapes without texts, or, where the shapes are known, the texts.
struct Entries<'a>(Option<&'a [(String, Entry)]>);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = Vec<(String, Entry)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("lines of the form `key: value`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let shape = self.0.and_then(|shapes| shapes.get(entries.len())).map(|(_, shape)| shape);
            let entry = match shape {
                None => map.next_value_seed(Shape)?,
                Some(Entry::Text(_)) => Entry::Text(map.next_value()?),
                Some(Entry::Items(_)) => Entry::Items(map.next_value()?),
                Some(other) => {
                    map.next_value::<IgnoredAny>()?;
                    other.clone()
                }
            };
            entries.push((key, entry));
        }
        Ok(entries)
    }
}

/// Finds out what is behind a key.
struct Shape;

impl<'de> DeserializeSeed<'de> for Shape {
    type Value = Entry;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Entry, D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! scalars {
    ($($visit:ident: $type:ty),+) => { $(
        fn $visit<E>(self, _: $type) -> std::result::Result<Entry, E> {
            Ok(Entry::Text(String::new()))
        }
    )+ };
}

impl<'de> Visitor<'de> for Shape {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of values")
    }

    scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> std::result::Result<Entry, E> {
        Ok(Entry::Empty)
    }

    fn visit_none<E>(self) -> std::result::Result<Entry, E> {
        Ok(Entry::Empty)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Entry, A::Error> {
        let mut flat = true;
        while let Some(item) = list.next_element_seed(Shape)? {
            flat &= matches!(item, Entry::Text(_));
        }
        Ok(if flat { Entry::Items(Vec::new()) } else { Entry::Nested })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Entry, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Entry::Nested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(yaml: &str) -> Entry {
        let mut entries = parse(yaml).expect(yaml);
        assert_eq!(entries.len(), 1, "{yaml}");
        entries.remove(0).1
    }

    #[test]
    fn scalars_keep_their_spelling() {
        for text in [
            "0123",
            "1e5",
            "1.0",
            "yes",
            "0x1F",
            "1_000",
            "12:30:00",
            ".inf",
            "2024-01-01",
            "99999999999999999999999999999999999999999999",
        ] {
            assert_eq!(entry(&format!("k: {text}")), Entry::Text(text.to_owned()));
        }
        assert_eq!(entry("k: 'a # b'"), Entry::Text("a # b".to_owned()));
        assert_eq!(entry("k: \"null\""), Entry::Text("null".to_owned()));
    }

    #[test]
    fn lists_nothing_and_nesting_are_told_apart() {
        assert_eq!(entry("k: [a, 07]"), Entry::Items(vec!["a".to_owned(), "07".to_owned()]));
        assert_eq!(entry("k:\n  - a\n  - b"), Entry::Items(vec!["a".to_owned(), "b".to_owned()]));
        for nothing in ["k:", "k: null", "k: ~"] {
            assert_eq!(entry(nothing), Entry::Empty, "{nothing}");
        }
        for nested in ["k: {a: b}", "k:\n  a: b", "k: [[a]]", "k: [{a: b}]", "k: [~]"] {
            assert_eq!(entry(nested), Entry::Nested, "{nested}");
        }
        assert_eq!(parse("# nothing\n\n").expect("an empty file"), Vec::new());
    }

    #[test]
    fn what_is_not_one_flat_map_is_refused() {
        for yaml in ["- a", "just text", "a: 1\na: 2", "a: 1\n---\nb: 2", "a: \"open", "a: [1", "a: b: c"] {
            assert!(parse(yaml).is_err(), "{yaml}");
        }
    }

    #[test]
    fn an_error_does_not_repeat_what_stands_in_the_file() {
        for yaml in
            ["k: \"hunter2", "k: [hunter2", "hunter2", "k: !!int hunter2", "k: *hunter2", "k: a: hunter2"]
        {
            let error = parse(yaml).expect_err(yaml);
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_bomb_of_aliases_is_defused() {
        use std::fmt::Write;
        let mut yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..30 {
            let alias = format!("*a{}", level - 1);
            let row = vec![alias; 10].join(",");
            writeln!(yaml, "a{level}: &a{level} [{row}]").expect("a string");
        }
        assert!(parse(&yaml).is_err());
    }
}
