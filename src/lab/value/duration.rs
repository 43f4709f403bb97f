//! Time spans: `1w2d3h4m5s`, `24s930ms`, `453us`, `0s`.

const UNITS: &[(&str, i64)] = &[
    ("w", 604_800_000_000),
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("m", 60_000_000),
    ("s", 1_000_000),
    ("ms", 1000),
    ("us", 1),
];

/// Microseconds in `text`: units, `[Nd]HH:MM:SS[.fff]`, or plain seconds.
pub(in crate::lab) fn parse(text: &str) -> Option<i64> {
    if text.contains(':') { clock_form(text) } else { unit_form(text) }
}

fn unit_form(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total = 0_i64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: i64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = if letters == 0 { "s" } else { &rest[..letters] };
        rest = &rest[letters..];
        let (_, micros) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.checked_mul(*micros)?)?;
    }
    Some(total)
}

/// `1d00:10:00`, `00:00:00.020`.
fn clock_form(text: &str) -> Option<i64> {
    let (days, clock) = match text.rsplit_once('d') {
        Some((days, clock)) => (unit_form(&format!("{days}d"))?, clock),
        None => (0, text),
    };
    let mut parts = clock.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let last = parts.next().unwrap_or("0");
    let (seconds, fraction) = last.split_once('.').unwrap_or((last, "0"));
    let seconds: i64 = seconds.parse().ok()?;
    let micros: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    let seconds = hours.checked_mul(3600)?.checked_add(minutes * 60)?.checked_add(seconds)?;
    days.checked_add(seconds.checked_mul(1_000_000)?)?.checked_add(micros)
}

/// Microseconds as RouterOS prints them.
pub(in crate::lab) fn print(micros: i64) -> String {
    let mut rest = micros.max(0);
    let mut text = String::new();
    for (unit, size) in UNITS {
        if rest >= *size {
            text += &(rest / size).to_string();
            text += unit;
            rest %= size;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// Milliseconds as RouterOS prints a span in whole seconds.
pub(in crate::lab) fn seconds(millis: i64) -> String {
    print(millis.div_euclid(1000).saturating_mul(1_000_000))
}

/// Milliseconds in `text`.
pub(in crate::lab) fn millis(text: &str) -> Option<i64> {
    parse(text).map(|micros| micros / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_printed_as_the_router_does() {
        for (text, printed) in [
            ("1d7h44m20s", "1d7h44m20s"),
            ("10", "10s"),
            ("90m", "1h30m"),
            ("0", "0s"),
            ("24s930ms", "24s930ms"),
            ("453us", "453us"),
            ("1d00:00:10", "1d10s"),
            ("00:00:00.020", "20ms"),
            ("7d", "1w"),
            ("12:30", "12h30m"),
        ] {
            assert_eq!(parse(text).map(print).as_deref(), Some(printed), "{text}");
        }
        for text in ["", "x", "1y", "1 d", "::", "99999999999w"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
