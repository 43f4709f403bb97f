//! `?1` as PostgreSQL writes it: `$1`.

/// The statement with its placeholders rewritten; texts in quotes stay as they are.
pub(super) fn rewrite(sql: &str) -> String {
    let mut quoted = false;
    sql.chars()
        .map(|c| {
            quoted ^= c == '\'';
            if c == '?' && !quoted { '$' } else { c }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    #[test]
    fn placeholders_change_and_texts_do_not() {
        assert_eq!(
            rewrite("SELECT a FROM t WHERE b = ?1 OR c = ?12"),
            "SELECT a FROM t WHERE b = $1 OR c = $12"
        );
        assert_eq!(rewrite("SELECT 'why?', 'it''s?', ?1"), "SELECT 'why?', 'it''s?', $1");
    }
}
