//! Whole numbers, their units and their bounds.

use super::Refusal;

/// Bounds that RouterOS checks, by the field's name (RouterOS manual, the property tables of each menu).
const BOUNDS: &[(&str, i64, i64)] = &[
    ("distance", 1, 255),
    ("scope", 0, 255),
    ("target-scope", 0, 255),
    ("vlan-id", 1, 4095),
    ("pvid", 1, 4094),
    ("port", 0, 65535),
    ("listen-port", 0, 65535),
    ("mtu", 68, 65535),
    ("max-sessions", 1, 1000),
];

/// A number as the console reads it: decimal, `0x…`, or octal with a leading zero.
pub(in crate::lab) fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (radix, digits) = match digits.strip_prefix("0x") {
        Some(hex) => (16, hex),
        None if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        None => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let magnitude = i64::from_str_radix(digits, radix).ok()?;
    Some(if negative { -magnitude } else { magnitude })
}

/// A number within the bounds of the field `name`; ranges (`1000-2000`) are taken where lists of numbers are.
pub(super) fn in_range(name: &str, text: &str) -> Result<String, Refusal> {
    if let Some((low, high)) = text.split_once('-').filter(|(low, _)| !low.is_empty()) {
        let both = integer(low).zip(integer(high)).filter(|(low, high)| low <= high);
        return both.map(|(low, high)| format!("{low}-{high}")).ok_or(Refusal::Invalid);
    }
    let number = integer(text).ok_or(Refusal::Invalid)?;
    match BOUNDS.iter().find(|(field, ..)| *field == name) {
        Some((_, low, high)) if !(*low..=*high).contains(&number) => Err(Refusal::Range(*low, *high)),
        _ => Ok(number.to_string()),
    }
}

/// A number with a unit `k`, `M`, `G` or `T`, each `base` times the one before; the console's `KiB` spelling too.
pub(in crate::lab) fn with_unit(text: &str, base: i64) -> Option<i64> {
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let power = match text.get(end..)?.trim_end_matches("bps").trim_end_matches("iB").trim_end_matches('B') {
        "" => 0,
        "k" | "K" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        _ => return None,
    };
    text.get(..end)?.trim().parse::<i64>().ok()?.checked_mul(base.checked_pow(power)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_console_reads_them() {
        assert_eq!(integer("010"), Some(8));
        assert_eq!(integer("0x1F"), Some(31));
        assert_eq!(integer("0"), Some(0));
        assert_eq!(integer("-5"), Some(-5));
        assert_eq!((integer("1e3"), integer(""), integer("09")), (None, None, None));
        assert_eq!(with_unit("64KiB", 1024), Some(65_536));
        assert_eq!(in_range("distance", "256"), Err(Refusal::Range(1, 255)));
        assert_eq!(in_range("dst-port", "1000-2000"), Ok("1000-2000".to_owned()));
    }
}
