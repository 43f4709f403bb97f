//! The repetitive parts of statements, derived from a table's list of columns. Column names are constants, never input.

/// `a, b, c`.
pub(super) fn columns(columns: &[&str]) -> String {
    columns.join(", ")
}

/// `?1, ?2, ?3` for `count` values.
pub(super) fn placeholders(count: usize) -> String {
    (1..=count).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ")
}

/// `b = ?2, c = ?3`: every column but the first, which is the key.
pub(super) fn assignments(columns: &[&str]) -> String {
    let places = (1..).zip(columns).skip(1);
    places.map(|(place, column)| format!("{column} = ?{place}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_count_from_one_and_leave_the_key_alone() {
        let names = ["id", "a", "b"];
        assert_eq!(columns(&names), "id, a, b");
        assert_eq!(placeholders(3), "?1, ?2, ?3");
        assert_eq!(assignments(&names), "a = ?2, b = ?3");
    }
}
