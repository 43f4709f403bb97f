//! Where a request stands in the trace of whoever sent it (W3C Trace Context, `traceparent`).

/// The length of a `traceparent` of version 00.
const LENGTH: usize = 55;

/// The caller's own span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceParent {
    trace_id: String,
    span_id: String,
    sampled: bool,
}

impl TraceParent {
    /// From the value of the header; `None` if it is none, which is to be ignored (§3.2).
    pub fn parse(value: &str) -> Option<Self> {
        let mut parts = value.split('-');
        let (version, trace_id, span_id) = (parts.next()?, parts.next()?, parts.next()?);
        let flags = parts.next()?;
        // Later versions may go on; this one ends here.
        let ends = if version == "00" { value.len() == LENGTH } else { version != "ff" };
        let whole = hex(version, 2) && id(trace_id, 32) && id(span_id, 16) && hex(flags, 2);
        let sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
        (ends && whole).then(|| Self { trace_id: trace_id.to_owned(), span_id: span_id.to_owned(), sampled })
    }

    /// The caller's span, 16 hexadecimal digits.
    pub fn span_id(&self) -> &str {
        &self.span_id
    }

    /// Whether the caller keeps its part of the trace.
    pub fn sampled(&self) -> bool {
        self.sampled
    }

    /// The trace, 32 hexadecimal digits.
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }
}

fn id(text: &str, digits: usize) -> bool {
    hex(text, digits) && text.bytes().any(|digit| digit != b'0')
}

fn hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::TraceParent;

    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_is_read_as_the_recommendation_says() {
        let parent = TraceParent::parse(GOOD).unwrap();
        assert_eq!(parent.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!((parent.span_id(), parent.sampled()), ("00f067aa0ba902b7", true));
        assert!(TraceParent::parse(&GOOD.replace("00-4", "cc-4")).is_some(), "a later version");
        assert!(TraceParent::parse(&format!("{}-more", GOOD.replace("00-4", "cc-4"))).is_some());
        for bad in [
            "",
            "00",
            &GOOD[1..],
            &format!("{GOOD}-more"),
            &GOOD.to_uppercase(),
            &GOOD.replace("00-4", "ff-4"),
            &GOOD.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            &GOOD.replace("00f067aa0ba902b7", &"0".repeat(16)),
            &GOOD.replace("-01", "-0g"),
            &GOOD.replace("-01", "-é"),
        ] {
            assert_eq!(TraceParent::parse(bad), None, "{bad:?}");
        }
    }
}
