//! What the trail's hash was at some rows, authenticated by the caller with a key that is not here.

use super::chain::{self, Head};
use crate::clock::UnixMs;
use crate::domain::audit::{Checkpoint, CheckpointKind};
use crate::error::Result;
use crate::store::conn::{Conn, Row};

/// A checkpoint is due after this many rows.
const ROWS: i64 = 1000;
/// A checkpoint is due after this time, milliseconds.
pub const INTERVAL_MS: i64 = 10 * 60 * 1000;
/// Checkpoints that are read by one query: a long trail has more than a query may return.
const AT_ONCE: i64 = 10_000;

/// Every checkpoint and tombstone, oldest row first.
pub fn all(conn: &mut dyn Conn) -> Result<Vec<Checkpoint>> {
    let sql =
        "SELECT seq, at, hash, kind, key_id, mac FROM audit_checkpoints WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    let mut all = Vec::<Checkpoint>::new();
    loop {
        let last = all.last().map_or(i64::MIN, |point| point.seq);
        let some = conn.query(sql, &[last.into(), AT_ONCE.into()])?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some.iter().map(checkpoint).collect::<Result<Vec<_>>>()?);
    }
}

/// Where the next checkpoint belongs; `None` as long as none is due.
pub fn due(conn: &mut dyn Conn, now: UnixMs) -> Result<Option<Head>> {
    let head = chain::head(conn)?;
    let sql = "SELECT seq, at, hash, kind, key_id, mac FROM audit_checkpoints ORDER BY seq DESC LIMIT 1";
    let newest = conn.query(sql, &[])?.first().map(checkpoint).transpose()?;
    let (rows, waited) = newest.map_or((head.seq, i64::MAX), |point| {
        // A clock that was set back must not put checkpoints off.
        (head.seq - point.seq, (now - point.at).abs())
    });
    Ok((rows >= ROWS || (rows > 0 && waited >= INTERVAL_MS)).then_some(head))
}

/// Adds a checkpoint, in place of one of the same row.
pub fn insert(conn: &mut dyn Conn, point: &Checkpoint) -> Result<()> {
    conn.execute("DELETE FROM audit_checkpoints WHERE seq = ?1", &[point.seq.into()])?;
    let sql =
        "INSERT INTO audit_checkpoints (seq, at, hash, kind, key_id, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = [
        point.seq.into(),
        point.at.into(),
        (&point.hash).into(),
        point.kind.as_str().into(),
        (&point.key_id).into(),
        (&point.mac).into(),
    ];
    conn.execute(sql, &values).map(drop)
}

/// The row of the newest checkpoint all of whose rows are older than `before`; `None` when there is nothing to delete.
pub fn buriable(conn: &mut dyn Conn, before: UnixMs) -> Result<Option<i64>> {
    let sql = "SELECT seq FROM audit_checkpoints WHERE kind = 'checkpoint' AND at < ?1
        AND seq < (SELECT seq FROM audit_chain)
        AND seq < coalesce((SELECT min(seq) FROM audit_events WHERE at >= ?1), 9223372036854775807)
        ORDER BY seq DESC LIMIT 1";
    conn.query(sql, &[before.into()])?.first().map(|row| row.get("seq")).transpose()
}

/// When the newest row of those up to `until` was written.
pub fn newest(conn: &mut dyn Conn, until: UnixMs) -> Result<Option<UnixMs>> {
    let sql = "SELECT max(at) AS at FROM audit_events WHERE at <= ?1";
    conn.query(sql, &[until.into()])?.first().map_or(Ok(None), |row| row.get("at"))
}

/// The last of the oldest rows up to `last`, at most `limit` of them; `None` when there are none.
pub fn piece(conn: &mut dyn Conn, last: i64, limit: u32) -> Result<Option<Head>> {
    let sql = "SELECT seq, hash FROM (SELECT seq, hash FROM audit_events WHERE seq <= ?1 ORDER BY seq LIMIT ?2) AS oldest
        ORDER BY seq DESC LIMIT 1";
    let rows = conn.query(sql, &[last.into(), i64::from(limit).into()])?;
    rows.first().map(|row| Ok(Head { seq: row.get("seq")?, hash: row.get("hash")? })).transpose()
}

/// Deletes the rows up to the tombstone's and what was noted about them; the tombstone stands for them. Returns how many
/// rows it deleted.
pub fn bury(conn: &mut dyn Conn, tombstone: &Checkpoint) -> Result<u64> {
    let deleted = conn.execute("DELETE FROM audit_events WHERE seq <= ?1", &[tombstone.seq.into()])?;
    conn.execute("DELETE FROM audit_checkpoints WHERE seq <= ?1", &[tombstone.seq.into()])?;
    insert(conn, tombstone)?;
    Ok(deleted)
}

fn checkpoint(row: &Row) -> Result<Checkpoint> {
    Ok(Checkpoint {
        seq: row.get("seq")?,
        at: row.get("at")?,
        hash: row.get("hash")?,
        kind: row.word::<CheckpointKind>("kind")?,
        key_id: row.get("key_id")?,
        mac: row.get("mac")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::AuditEvent;
    use crate::store::audit::append_all;
    use crate::store::tests::scratch;

    fn append(conn: &mut dyn Conn, at: i64, count: usize) {
        let event = AuditEvent { at, ..AuditEvent::default() };
        append_all(conn, &vec![event; count]).expect("appended");
    }

    fn note(conn: &mut dyn Conn, head: Head, at: i64) {
        let (key_id, mac) = ("k".into(), "m".into());
        let kind = CheckpointKind::Checkpoint;
        insert(conn, &Checkpoint { seq: head.seq, at, hash: head.hash, kind, key_id, mac }).expect("noted");
    }

    #[test]
    fn all_are_read_however_many_there_are() {
        scratch(|conn| {
            let most = AT_ONCE + 2;
            for seq in 1..=most {
                note(conn, Head { seq, hash: "h".into() }, 0);
            }
            let seqs: Vec<_> = all(conn).expect("read").iter().map(|point| point.seq).collect();
            assert_eq!(seqs, (1..=most).collect::<Vec<_>>());
        });
    }

    #[test]
    fn a_checkpoint_is_due_after_many_rows_or_some_time_and_never_without_rows() {
        scratch(|conn| {
            assert_eq!(due(conn, 0).expect("read"), None, "an empty trail");
            append(conn, 0, 1);
            let first = due(conn, 0).expect("read").expect("the first row is worth one");
            note(conn, first, 0);
            assert_eq!(due(conn, INTERVAL_MS).expect("read"), None, "no new row");
            append(conn, 0, 999);
            assert_eq!(due(conn, INTERVAL_MS - 1).expect("read"), None);
            assert!(due(conn, INTERVAL_MS).expect("read").is_some());
            assert!(due(conn, -INTERVAL_MS).expect("read").is_some(), "a clock set back");
            append(conn, 0, 1);
            assert_eq!(due(conn, 1).expect("read").expect("1000 rows").seq, 1001);
        });
    }

    #[test]
    fn only_whole_old_prefixes_are_buried() {
        scratch(|conn| {
            append(conn, 10, 3);
            let head = due(conn, 10).expect("read").expect("a checkpoint");
            note(conn, head, 10);
            append(conn, 500, 3);
            let head = due(conn, INTERVAL_MS * 2).expect("read").expect("a checkpoint");
            note(conn, head, 500);
            append(conn, 600, 1);
            assert_eq!(buriable(conn, 10).expect("read"), None, "nothing is older");
            assert_eq!(buriable(conn, 500).expect("read"), Some(3), "the first three");
            assert_eq!(piece(conn, 3, 2).expect("read").expect("two of them").seq, 2);
            let head = piece(conn, 3, 9).expect("read").expect("all of them");
            assert_eq!((head.seq, piece(conn, 0, 9).expect("read")), (3, None));
            let kind = CheckpointKind::Tombstone;
            let (key_id, mac) = ("k".into(), "m".into());
            let tombstone = Checkpoint { seq: 3, at: 700, hash: head.hash, kind, key_id, mac };
            assert_eq!(bury(conn, &tombstone).expect("buried"), 3);
            assert_eq!(buriable(conn, 500).expect("read"), None, "once is enough");
            assert_eq!(all(conn).expect("read").len(), 2);
        });
    }
}
