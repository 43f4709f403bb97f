//! URI templates such as `device://{id}/menu/{+path}`: a variable is a whole segment, one with a plus is the rest.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A longer URI is no resource's.
pub(super) const LONGEST_URI: usize = 512;

/// What a segment keeps as it is (RFC 3986 §2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The values of a template's variables in a URI, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(&'static str, String)>);

impl Values {
    /// The value of `variable`, nothing for one that the template does not have.
    pub fn get(&self, variable: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == variable).map_or("", |(_, value)| value)
    }
}

/// The values with which `template` makes `uri`; `None` when it never does.
pub(super) fn matched(template: &'static str, uri: &str) -> Option<Values> {
    if uri.len() > LONGEST_URI {
        return None;
    }
    let (scheme, pattern) = template.split_once("://")?;
    let (own, mut rest) = uri.split_once("://")?;
    if !own.eq_ignore_ascii_case(scheme) {
        return None;
    }
    let mut values = Vec::new();
    let mut segments = pattern.split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        let (head, tail) = match rest.split_once('/') {
            Some((head, tail)) if !last => (head, tail),
            None if last => (rest, ""),
            Some(_) if segment.starts_with("{+") => (rest, ""),
            _ => return None,
        };
        match variable(segment) {
            Some(name) => values.push((name, decoded(head)?)),
            None if head == segment => {}
            None => return None,
        }
        rest = tail;
    }
    Some(Values(values))
}

/// The template's variables, in order.
pub(super) fn variables(template: &'static str) -> impl Iterator<Item = &'static str> {
    template.split_once("://").map_or("", |(_, pattern)| pattern).split('/').filter_map(variable)
}

/// The URI that `template` makes with `value` for its first variable.
pub(super) fn filled(template: &'static str, value: &str) -> String {
    let Some(variable) = variables(template).next() else { return template.to_owned() };
    template.replacen(&format!("{{{variable}}}"), &utf8_percent_encode(value, SEGMENT).to_string(), 1)
}

fn variable(segment: &'static str) -> Option<&'static str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    Some(name.strip_prefix('+').unwrap_or(name))
}

/// The text of a segment; `None` when it is empty, no UTF-8 or has control characters.
fn decoded(segment: &str) -> Option<String> {
    let text = percent_decode_str(segment).decode_utf8().ok()?.into_owned();
    (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &'static str, uri: &str) -> Option<Vec<(&'static str, String)>> {
        matched(template, uri).map(|values| values.0)
    }

    #[test]
    fn a_template_takes_its_uris_and_no_others() {
        let health = "device://{id}/health";
        assert_eq!(values(health, "device://edge-1/health"), Some(vec![("id", "edge-1".into())]));
        assert_eq!(values(health, "DEVICE://a%20b/health"), Some(vec![("id", "a b".into())]));
        for uri in [
            "device:///health",
            "device://edge-1",
            "device://edge-1/health/",
            "device://edge-1/health/more",
            "device://a/b/health",
            "device://edge-1/healthy",
            "fleet://edge-1/health",
            "edge-1/health",
            "device://%00/health",
            "device://%ff/health",
            "device://a%0d%0ab/health",
        ] {
            assert_eq!(values(health, uri), None, "{uri}");
        }
        assert_eq!(values(health, &format!("device://{}/health", "a".repeat(LONGEST_URI))), None);
    }

    #[test]
    fn a_plus_takes_the_rest() {
        let menu = "device://{id}/menu/{+path}";
        let expected = Some(vec![("id", "e".into()), ("path", "ip/firewall/filter".into())]);
        assert_eq!(values(menu, "device://e/menu/ip/firewall/filter"), expected);
        assert_eq!(values(menu, "device://e/menu/"), None);
        assert_eq!(variables(menu).collect::<Vec<_>>(), ["id", "path"]);
    }

    #[test]
    fn a_filled_template_is_its_own_uri() {
        let uri = filled("device://{id}/health", "a/b ü");
        assert_eq!(uri, "device://a%2Fb%20%C3%BC/health");
        assert_eq!(matched("device://{id}/health", &uri).unwrap().get("id"), "a/b ü");
    }
}
