//! Addresses as RouterOS reads them.

use percent_encoding::percent_decode_str;

use crate::lab::tree::Tree;

/// A request's path below `/rest`, split where the router's directories end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// The longest directory.
    pub(super) directory: String,
    /// What stands after it.
    pub(super) rest: Vec<String>,
}

impl Address {
    /// Splits `path`, which stands after `/rest`.
    pub(super) fn read(path: &str, tree: &Tree) -> Self {
        let words: Vec<_> = path.split('/').filter(|word| !word.is_empty()).map(decode).collect();
        let depth = (0..=words.len()).rev().find(|depth| tree.is_directory(&words[..*depth].join("/")));
        let (directory, rest) = words.split_at(depth.unwrap_or(0));
        Self { directory: directory.join("/"), rest: rest.to_vec() }
    }
}

/// Decodes escapes, except the one of the asterisk: an id must be written raw.
fn decode(word: &str) -> String {
    let parts: Vec<_> = word.split("%2A").flat_map(|part| part.split("%2a")).collect();
    let decoded = parts.iter().map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned());
    decoded.collect::<Vec<_>>().join("%2A")
}

/// The pairs of a query string.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let text = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(n, v)| (text(n), text(v))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_asterisk_stays_and_everything_else_is_decoded() {
        assert_eq!(decode("%2A1F"), "%2A1F");
        assert_eq!(decode("*1F"), "*1F");
        assert_eq!(decode("flash%2Fbackup%20one.rsc"), "flash/backup one.rsc");
        assert_eq!(pairs("a=b%20c&flag&.proplist=x,y")[1], ("flag".to_owned(), String::new()));
    }
}
