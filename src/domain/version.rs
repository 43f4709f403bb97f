//! RouterOS versions: `7.24`, `7.23.7 (long-term)`, `7.24rc2`.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A RouterOS version, ordered; pre-releases come before their release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 7 in `7.23.7`.
    pub major: u16,
    /// 23 in `7.23.7`.
    pub minor: u16,
    /// 7 in `7.23.7`.
    pub patch: u16,
    pre: Pre,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Pre {
    Alpha(u16),
    Beta(u16),
    Rc(u16),
    Release,
}

impl Version {
    /// The release `major.minor.patch`.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch, pre: Pre::Release }
    }
}

impl FromStr for Version {
    type Err = Error;

    /// Reads what `/system/resource` calls `version`; the channel in parentheses is ignored.
    fn from_str(text: &str) -> Result<Self> {
        let bad = || Error::usage(format!("{text:?} is not a RouterOS version"));
        let word = text.split_whitespace().next().ok_or_else(bad)?;
        let mut parts = word.splitn(3, '.');
        let major = parts.next().and_then(|part| part.parse().ok()).ok_or_else(bad)?;
        let (minor, pre) = numbered(parts.next().ok_or_else(bad)?).ok_or_else(bad)?;
        let (patch, pre) = match parts.next() {
            Some(part) => numbered(part).ok_or_else(bad)?,
            None => (0, pre),
        };
        Ok(Self { major, minor, patch, pre })
    }
}

/// Splits `24rc2` into 24 and the pre-release.
fn numbered(part: &str) -> Option<(u16, Pre)> {
    let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    let number = part[..end].parse().ok()?;
    let pre = match part[end..].find(|c: char| c.is_ascii_digit()).map(|at| part[end..].split_at(at)) {
        None if end == part.len() => Pre::Release,
        Some(("alpha", n)) => Pre::Alpha(n.parse().ok()?),
        Some(("beta", n)) => Pre::Beta(n.parse().ok()?),
        Some(("rc", n)) => Pre::Rc(n.parse().ok()?),
        _ => return None,
    };
    Some((number, pre))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch > 0 {
            write!(f, ".{}", self.patch)?;
        }
        match self.pre {
            Pre::Alpha(n) => write!(f, "alpha{n}"),
            Pre::Beta(n) => write!(f, "beta{n}"),
            Pre::Rc(n) => write!(f, "rc{n}"),
            Pre::Release => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect("a version")
    }

    #[test]
    fn versions_are_ordered_and_the_channel_is_ignored() {
        assert_eq!(version("7.23.7 (long-term)"), Version::new(7, 23, 7));
        assert!(version("7.24rc2") < version("7.24"));
        assert!(version("7.24beta5") < version("7.24rc1"));
        assert!(version("7.9") < version("7.10"));
        assert_eq!(version("7.24rc2").to_string(), "7.24rc2");
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "7", "x.y", "7.x", "7.2gamma1", "7.1.", "7.99999999"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
