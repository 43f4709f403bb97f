//! Time spans: `1w2d3h4m5s`, `24s930ms`, `453us`, `1d00:00:00`.
//!
//! Kept as whole microseconds, the finest that RouterOS prints.

/// Units from long to short, in microseconds.
const UNITS: [(&str, u64); 7] =
    [("w", 7 * DAY), ("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1_000), ("us", 1)];
const DAY: u64 = 24 * HOUR;
const HOUR: u64 = 60 * MINUTE;
const MINUTE: u64 = 60 * SECOND;
pub(super) const SECOND: u64 = 1_000_000;

/// The span in microseconds; `None` for what is no span, a bare number among it, because its unit is not known.
///
/// Units stand from long to short, each at most once; the last may have a fraction (`4.5ms`) that is a whole number of
/// microseconds. `HH:MM:SS` may follow weeks and days.
pub(super) fn parse(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut units = UNITS.as_slice();
    let mut total = 0_u64;
    while !rest.is_empty() {
        if rest.contains(':') && !rest.contains(['w', 'd']) {
            return total.checked_add(clock(rest)?);
        }
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != '.')?);
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let at = units.iter().position(|(name, _)| *name == unit)?;
        let (_, size) = units.get(at)?;
        total = total.checked_add(scaled(number, *size, after.is_empty())?)?;
        units = units.get(at + 1..)?;
        rest = after;
    }
    (!text.is_empty()).then_some(total)
}

/// `number` times `size`, exactly; a fraction only where `fraction` allows one.
fn scaled(number: &str, size: u64, fraction: bool) -> Option<u64> {
    let Some((whole, decimals)) = number.split_once('.') else {
        return digits(number)?.checked_mul(size);
    };
    let scale = 10_u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let part = digits(decimals)?.checked_mul(size)?;
    if !fraction || part % scale != 0 {
        return None;
    }
    digits(whole)?.checked_mul(size)?.checked_add(part / scale)
}

/// `HH:MM:SS`, each of two digits.
fn clock(text: &str) -> Option<u64> {
    let mut parts = text.split(':').map(|part| if part.len() == 2 { digits(part) } else { None });
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let good = parts.next().is_none() && hours < 24 && minutes < 60 && seconds < 60;
    good.then_some(hours * HOUR + minutes * MINUTE + seconds * SECOND)
}

fn digits(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The span as RouterOS prints it, `0s` for nothing.
pub(super) fn print(mut micros: u64) -> String {
    if micros == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (name, size) in UNITS {
        if micros >= size {
            text.push_str(&(micros / size).to_string());
            text.push_str(name);
            micros %= size;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_read_as_the_router_prints_them() {
        for (text, micros) in [
            ("0s", 0),
            ("1w2d3h4m5s", (9 * 86_400 + 3 * 3_600 + 4 * 60 + 5) * SECOND),
            ("1d7h44m20s", (86_400 + 7 * 3_600 + 44 * 60 + 20) * SECOND),
            ("24s930ms", 24_930_000),
            ("453us", 453),
            ("1ms91us", 1_091),
            ("4.5ms", 4_500),
            ("0.25s", 250_000),
            ("00:00:10", 10 * SECOND),
            ("1d00:00:00", DAY),
            ("2w1d23:59:59", 16 * DAY - SECOND),
        ] {
            assert_eq!(parse(text), Some(micros), "{text}");
        }
    }

    #[test]
    fn what_is_no_span_is_none() {
        for text in [
            "",
            "never",
            "none",
            "10",
            "s",
            "5s4m",
            "5s5s",
            "1h:00:00:10",
            "00:10",
            "24:00:00",
            "0:0:1",
            "00:00:60",
            "1.5m3s",
            "1.2.3s",
            ".s",
            "1.",
            "0.0000001s",
            "-5s",
            "+5s",
            " 5s",
            "5 s",
            "5S",
            "99999999999999999w",
            "00:00:10d",
            "1d00:00:00:00",
            "ms",
            "1d1d00:00:00",
            "1h00:00:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    /// Reads what `print` wrote by walking it character by character, with nothing shared with `parse`.
    fn slowly(text: &str) -> u128 {
        let mut total = 0_u128;
        let mut number = 0_u128;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            if let Some(digit) = character.to_digit(10) {
                number = number * 10 + u128::from(digit);
                continue;
            }
            let seconds = match (character, characters.peek()) {
                ('m', Some('s')) => {
                    characters.next();
                    total += number * 1_000;
                    number = 0;
                    continue;
                }
                ('u', Some('s')) => {
                    characters.next();
                    total += number;
                    number = 0;
                    continue;
                }
                ('s', _) => 1,
                ('m', _) => 60,
                ('h', _) => 3_600,
                ('d', _) => 86_400,
                ('w', _) => 604_800,
                other => panic!("{other:?} in {text}"),
            };
            total += number * seconds * 1_000_000;
            number = 0;
        }
        total
    }

    proptest! {
        #[test]
        fn printing_and_reading_are_inverse(micros: u64) {
            let text = print(micros);
            prop_assert_eq!(parse(&text), Some(micros));
            prop_assert_eq!(slowly(&text), u128::from(micros));
        }

        #[test]
        fn any_text_reads_or_does_not(text in "[0-9wdhmsu:. -]{0,24}") {
            if let Some(micros) = parse(&text) {
                prop_assert_eq!(parse(&print(micros)), Some(micros));
            }
        }
    }
}
