//! Which devices: `-l env=lab,tag:site=ams,role!=edge`.
//!
//! Terms are separated by commas and must all hold. A key is `env` (or `environment`), `name`, `transport`, or a tag:
//! `tag:site` and plain `site` mean the same.

use std::str::FromStr;

use crate::domain::device::Device;
use crate::error::{Error, Result};

/// A conjunction of terms. The default has none and matches every device; no text says that, so that nothing forgotten or
/// empty can mean the whole fleet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Selector(Vec<Term>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Term {
    key: Key,
    value: String,
    negated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Environment,
    Name,
    Transport,
    Tag(String),
}

impl Selector {
    /// Whether `device` satisfies every term; a device without the tag satisfies `tag!=value`.
    pub fn matches(&self, device: &Device) -> bool {
        self.0.iter().all(|term| {
            let equal = match &term.key {
                Key::Environment => device.environment.as_str() == term.value,
                Key::Name => device.name == term.value,
                Key::Transport => device.endpoint.transport.as_str() == term.value,
                Key::Tag(tag) => device.tags.get(tag) == Some(&term.value),
            };
            equal != term.negated
        })
    }

    /// Why no device can match, where that is so whatever the devices are.
    pub fn vain(&self) -> Option<&'static str> {
        let wanted = |term: &&Term| !term.negated;
        let twice = self.0.iter().filter(wanted).enumerate().any(|(at, term)| {
            self.0.iter().filter(wanted).take(at).any(|one| one.key == term.key && one.value != term.value)
        });
        let pattern = self.0.iter().any(|term| term.key == Key::Name && term.value.contains(['*', '?']));
        match (twice, pattern) {
            (true, _) => {
                Some("all terms must hold, and two of one key cannot; name several devices one by one")
            }
            (_, true) => {
                Some("a name is compared as a whole; select by tags, or name the devices one by one")
            }
            _ => None,
        }
    }
}

impl FromStr for Selector {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.split(',').map(str::trim).map(term).collect::<Result<_>>().map(Self)
    }
}

fn term(text: &str) -> Result<Term> {
    if text.is_empty() {
        return Err(Error::usage("a selector has an empty term")
            .hint("write key=value terms with commas between them, e.g. env=lab"));
    }
    let (key, value) = text.split_once('=').ok_or_else(|| {
        Error::usage(format!("{text:?} is not a selector term"))
            .hint("write key=value or key!=value, e.g. env=lab,tag:site=ams,role!=edge")
    })?;
    let (key, negated) = key.strip_suffix('!').map_or((key, false), |key| (key, true));
    let key = match key.trim() {
        "" => return Err(Error::usage(format!("{text:?} has no key before \"=\""))),
        "env" | "environment" => Key::Environment,
        "name" => Key::Name,
        "transport" => Key::Transport,
        tag => Key::Tag(tag.strip_prefix("tag:").unwrap_or(tag).to_owned()),
    };
    Ok(Term { key, value: value.trim().to_owned(), negated })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;

    fn matches(selector: &str, tags: &[(&str, &str)]) -> bool {
        selector.parse::<Selector>().expect("a selector").matches(&device("edge-1", tags))
    }

    #[test]
    fn every_term_must_hold() {
        assert!(matches("env=lab,tag:site=ams", &[("site", "ams")]));
        assert!(!matches("env=lab,site=ams", &[("site", "lon")]));
        assert!(!matches("env=prod", &[]));
    }

    #[test]
    fn a_missing_tag_is_unequal() {
        assert!(matches("role!=edge", &[]));
        assert!(!matches("role!=edge", &[("role", "edge")]));
    }

    #[test]
    fn what_can_match_no_device_is_known_for_it() {
        let vain = |text: &str| text.parse::<Selector>().expect("a selector").vain().is_some();
        assert!(vain("name=lab-1,name=lab-2") && vain("name=lab-*"));
        assert!(!vain("name!=lab-1,name!=lab-2") && !vain("env=lab,name=lab-1") && !vain("site=a*"));
    }

    #[test]
    fn what_is_no_term_is_refused() {
        assert!("site".parse::<Selector>().is_err());
        assert!("=ams".parse::<Selector>().is_err());
    }

    #[test]
    fn nothing_never_means_everything() {
        for text in ["", " ", ",", "site=ams,", ",site=ams"] {
            assert!(text.parse::<Selector>().is_err(), "{text:?}");
        }
    }
}
