//! What changed, for the other processes that use the same database.
//!
//! Each thing has one row, with the number of its last news: news fold. Rows of things that are gone stay behind, so the
//! oldest are deleted where there are many.
//! Numbers only grow, and writers take turns, so that whoever asks for what came after a number misses nothing.

use super::conn::Conn;
use crate::error::Result;

/// The number of the newest news, 0 before the first.
pub fn last(conn: &mut dyn Conn) -> Result<i64> {
    let rows = conn.query("SELECT COALESCE(MAX(seq), 0) AS seq FROM news", &[])?;
    rows.first().map_or(Ok(0), |row| row.get("seq"))
}

/// What others than `origin` told after number `since`, oldest first, and the number up to which that is.
pub fn heard(conn: &mut dyn Conn, origin: &str, since: i64) -> Result<(Vec<String>, i64)> {
    let rows =
        conn.query("SELECT topic, seq, origin FROM news WHERE seq > ?1 ORDER BY seq", &[since.into()])?;
    let (mut topics, mut last) = (Vec::new(), since);
    for row in &rows {
        last = row.get("seq")?;
        if row.get::<String>("origin")? != origin {
            topics.push(row.get("topic")?);
        }
    }
    Ok((topics, last))
}

/// Tells `topics`. Whoever does so hears first, in the same transaction: what others told last is no longer to be seen then.
pub fn tell(conn: &mut dyn Conn, origin: &str, topics: &[String]) -> Result<()> {
    let mut seq = last(conn)?;
    for topic in topics {
        seq += 1;
        let sql = "INSERT INTO news (topic, seq, origin) VALUES (?1, ?2, ?3)
            ON CONFLICT (topic) DO UPDATE SET seq = excluded.seq, origin = excluded.origin";
        conn.execute(sql, &[topic.into(), seq.into(), origin.into()])?;
    }
    Ok(())
}

/// Deletes all but the newest `keep` rows. Whoever looks every second has long heard the others.
pub fn forget(conn: &mut dyn Conn, keep: u32) -> Result<()> {
    // The newest of all stays in any case: numbers go on from there.
    let keep = i64::from(keep.max(1));
    let sql = "DELETE FROM news WHERE seq <= (SELECT seq FROM news ORDER BY seq DESC LIMIT 1 OFFSET ?1)";
    conn.execute(sql, &[keep.into()]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::scratch;

    fn told(conn: &mut dyn Conn, origin: &str, topics: &[&str]) {
        let topics: Vec<_> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        tell(conn, origin, &topics).expect("told");
    }

    #[test]
    fn the_oldest_news_go_and_numbers_go_on() {
        scratch(|conn| {
            forget(conn, 2).expect("nothing");
            told(conn, "one", &["a", "b", "c", "d"]);
            told(conn, "two", &["a"]);
            forget(conn, 4).expect("nothing");
            assert_eq!(heard(conn, "three", 0).expect("news").0, ["b", "c", "d", "a"]);
            forget(conn, 2).expect("forgotten");
            assert_eq!(heard(conn, "three", 0).expect("news"), (vec!["d".to_owned(), "a".to_owned()], 5));
            forget(conn, 0).expect("forgotten");
            assert_eq!(last(conn).expect("a number"), 5);
            told(conn, "one", &["b"]);
            assert_eq!(heard(conn, "three", 5).expect("news"), (vec!["b".to_owned()], 6));
        });
    }

    #[test]
    fn each_process_hears_what_the_others_told_and_once() {
        scratch(|conn| {
            assert_eq!(last(conn).expect("a number"), 0);
            told(conn, "one", &["a", "b"]);
            told(conn, "two", &["b", "c"]);
            let (topics, since) = heard(conn, "one", 0).expect("news");
            assert_eq!((topics, since), (vec!["b".to_owned(), "c".to_owned()], 4));
            assert_eq!(heard(conn, "one", since).expect("news"), (vec![], since));
            told(conn, "three", &["a"]);
            assert_eq!(heard(conn, "one", since).expect("news"), (vec!["a".to_owned()], 5));
            assert_eq!(heard(conn, "two", 0).expect("news").0, ["a"]);
            assert_eq!(last(conn).expect("a number"), 5);
        });
    }
}
