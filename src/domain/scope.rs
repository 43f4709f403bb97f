//! Which devices a principal may see at all.
//!
//! A device out of scope does not exist for the principal: lists leave it out and its name is not found.

use std::fmt;
use std::str::FromStr;

use crate::domain::device::Device;
use crate::domain::selector::Selector;
use crate::error::{Error, Result};

/// The most entries of one scope.
const MOST: usize = 256;

/// The devices that a principal may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DeviceScope {
    /// Every device.
    #[default]
    All,
    /// The devices that at least one entry means; none when there is no entry.
    Only(Vec<ScopeEntry>),
}

/// One entry of a scope: a device's name or identifier, or a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeEntry {
    text: String,
    means: Means,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Means {
    Name(String),
    Matching(Selector),
}

impl DeviceScope {
    /// The scope of these entries, at most 256 of them.
    pub fn only<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let entries = entries.into_iter().map(str::parse).collect::<Result<Vec<ScopeEntry>>>()?;
        if entries.len() > MOST {
            return Err(Error::usage(format!("a device scope has at most {MOST} entries")));
        }
        Ok(Self::Only(entries))
    }

    /// Whether `device` is within the scope.
    pub fn contains(&self, device: &Device) -> bool {
        match self {
            Self::All => true,
            Self::Only(entries) => entries.iter().any(|entry| entry.contains(device)),
        }
    }

    /// The entries as they were written; `None` for every device.
    pub fn entries(&self) -> Option<Vec<&str>> {
        match self {
            Self::All => None,
            Self::Only(entries) => Some(entries.iter().map(|entry| entry.text.as_str()).collect()),
        }
    }
}

impl ScopeEntry {
    fn contains(&self, device: &Device) -> bool {
        match &self.means {
            Means::Name(name) => device.name == *name || device.id.0 == *name,
            Means::Matching(selector) => selector.matches(device),
        }
    }
}

impl FromStr for ScopeEntry {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::usage("an entry of a device scope is empty")
                .hint("write a device's name, or a selector such as tag:site=ams"));
        }
        let means =
            if text.contains('=') { Means::Matching(text.parse()?) } else { Means::Name(text.to_owned()) };
        Ok(Self { text: text.to_owned(), means })
    }
}

impl fmt::Display for ScopeEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;

    #[test]
    fn one_entry_that_means_the_device_is_enough() {
        let scope = DeviceScope::only(["core-1", "tag:site=ams,role!=edge"]).expect("a scope");
        assert!(scope.contains(&device("core-1", &[])));
        assert!(scope.contains(&device("edge-9", &[("site", "ams")])));
        assert!(!scope.contains(&device("edge-9", &[("site", "ams"), ("role", "edge")])));
        assert!(!scope.contains(&device("core-11", &[])));
        assert_eq!(scope.entries(), Some(vec!["core-1", "tag:site=ams,role!=edge"]));
    }

    #[test]
    fn no_entry_is_no_device_and_no_scope_is_every_device() {
        assert!(!DeviceScope::only([]).expect("a scope").contains(&device("a", &[])));
        assert!(DeviceScope::All.contains(&device("a", &[])));
        assert!(DeviceScope::only([" "]).is_err() && DeviceScope::only(["=x"]).is_err());
        assert!(DeviceScope::only(vec!["a"; 257]).is_err());
    }
}
