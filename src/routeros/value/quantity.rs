//! Numbers with and without units.

use serde_json::{Number, Value};

/// Multipliers of sizes (RouterOS prints powers of 1024 and says so).
const SIZES: [(&str, f64); 6] = [
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("PiB", 1_125_899_906_842_624.0),
    ("B", 1.0),
];
/// Multipliers of rates, powers of 1000 (RouterOS manual, "Queues").
const RATES: [(&str, f64); 11] = [
    ("kbps", 1e3),
    ("Kbps", 1e3),
    ("Mbps", 1e6),
    ("Gbps", 1e9),
    ("Tbps", 1e12),
    ("bps", 1.0),
    ("k", 1e3),
    ("K", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
];
/// Whole numbers up to here are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A signed integer in decimal, or an unsigned one in hexadecimal after `0x`; no leading zeros, because they can mean octal.
pub(super) fn integer(text: &str) -> Option<Value> {
    if let Some(digits) = text.strip_prefix("0x") {
        let hexadecimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return hexadecimal.then(|| u64::from_str_radix(digits, 16).ok().map(Value::from)).flatten();
    }
    if !decimal_digits(text.strip_prefix('-').unwrap_or(text)) {
        return None;
    }
    text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<u64>().map(Value::from)).ok()
}

fn decimal_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.is_empty()
        && (text == "0" || !text.starts_with('0'))
}

/// A decimal number with or without a fraction; whole numbers come out as integers.
pub(super) fn decimal(text: &str) -> Option<Value> {
    integer(text).filter(|_| !text.starts_with("0x")).or_else(|| number(fraction(text)?))
}

/// A size in bytes: plain, or with `B`, `KiB` … `PiB`, rounded to whole bytes.
pub(super) fn bytes(text: &str) -> Option<Value> {
    scaled(text, &SIZES)
}

/// A rate in bits per second: plain, or with `k`, `M`, `G`, `T`, `bps` … `Tbps`.
pub(super) fn bit_rate(text: &str) -> Option<Value> {
    scaled(text, &RATES)
}

/// A percentage with or without its sign.
pub(super) fn percent(text: &str) -> Option<Value> {
    decimal(text.strip_suffix('%').unwrap_or(text))
}

fn scaled(text: &str, units: &[(&str, f64)]) -> Option<Value> {
    let Some((digits, factor)) =
        units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor)))
    else {
        return integer(text);
    };
    number((fraction(digits)? * factor).round())
}

/// `-?digits[.digits]`, nothing else that Rust would take for a number.
fn fraction(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let decimals_good = !decimals.is_empty() && decimals.bytes().all(|byte| byte.is_ascii_digit());
    if decimal_digits(whole) && decimals_good { text.parse().ok() } else { None }
}

/// A double as the JSON number that reads best, an integer where it is whole; `None` where it is not exact.
pub(super) fn number(value: f64) -> Option<Value> {
    if value.abs() >= EXACT {
        return None;
    }
    if value.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Some(Value::from(value as i64));
    }
    Number::from_f64(value).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn units_are_applied() {
        assert_eq!(bytes("876.2MiB"), Some(json!(918_762_291)));
        assert_eq!(bytes("1503133696"), Some(json!(1_503_133_696)));
        assert_eq!(bytes("512B"), Some(json!(512)));
        assert_eq!(bit_rate("10M"), Some(json!(10_000_000)));
        assert_eq!(bit_rate("1.5Gbps"), Some(json!(1_500_000_000)));
        assert_eq!(bit_rate("25128"), Some(json!(25_128)));
        assert_eq!(percent("12%"), Some(json!(12)));
        assert_eq!(percent("0.5%"), Some(json!(0.5)));
        assert_eq!(integer("0x4"), Some(json!(4)));
        assert_eq!(integer("18446744073709551615"), Some(json!(u64::MAX)));
        assert_eq!(decimal("23.5"), Some(json!(23.5)));
        assert_eq!(decimal("12.0"), Some(json!(12)));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "-", "010", "1e3", "0x", "0xg", "+1", " 1", "inf", "NaN", "1_000", "18446744073709551616"]
        {
            assert_eq!(integer(text), None, "{text}");
        }
        for text in ["", ".5", "5.", "1e3", "inf", "0x4", "1.2.3", "--1", "10000000000000000.0"] {
            assert_eq!(decimal(text), None, "{text}");
        }
        for text in ["", "M", "10M/10M", "10MB", "1G-baseT-full", "0/0", "99999999999T"] {
            assert_eq!(bit_rate(text), None, "{text}");
        }
        assert_eq!(bytes("10M"), None);
    }
}
