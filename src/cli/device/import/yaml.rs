//! A list as YAML (or JSON, which is YAML): a sequence of maps.

use super::entry::{Entry, KEYS};
use crate::error::{Error, Result};

/// The entries of `text`; an error names the place and never what stands there, which may be a password.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>> {
    let entries: Vec<Entry> = serde_saphyr::from_str(text).map_err(|error| {
        let place = error.location().map(|at| format!(" (line {}, column {})", at.line(), at.column()));
        let place = place.unwrap_or_default();
        Error::usage(format!("the list is not a YAML sequence of routers{place}"))
            .hint(format!("a router has: {}", KEYS.join(", ")))
    })?;
    let numbered = entries.into_iter().enumerate();
    Ok(numbered.map(|(at, entry)| Entry { place: format!("entry {}", at + 1), ..entry }).collect())
}
