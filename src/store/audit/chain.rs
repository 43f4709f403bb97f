//! What binds the rows of the trail: the hash of each covers the hash before it.
//!
//! There is one chain per database. Whoever appends holds the chain's row until the transaction ends, so that several
//! processes and instances write one order.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{after, checkpoints};
use crate::domain::audit::{AuditEvent, AuditRow, Checkpoint, CheckpointKind, GENESIS};
use crate::domain::hex::hex;
use crate::error::{Error, ErrorKind, Result};
use crate::store::conn::Conn;

/// Rows looked at at once.
const PAGE: u32 = 1000;

/// A place in the chain: a row's number and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The row; 0 before the first.
    pub seq: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

impl Head {
    /// Before the first row.
    fn genesis() -> Self {
        Self { seq: 0, hash: GENESIS.to_owned() }
    }

    /// The row that `event` makes after this one, which becomes the head.
    pub(super) fn follow(&mut self, mut event: AuditEvent) -> Result<AuditRow> {
        event.without_nul();
        let mut row = AuditRow { seq: self.seq + 1, event, hash: String::new() };
        row.hash = hash(&self.hash, &row)?;
        *self = Self { seq: row.seq, hash: row.hash.clone() };
        Ok(row)
    }
}

/// The hash of `row` behind a row whose hash is `previous`.
pub fn hash(previous: &str, row: &AuditRow) -> Result<String> {
    Ok(hex(&Sha256::new().chain_update(previous).chain_update(row.canonical()?).finalize()))
}

/// Where the trail ends.
pub fn head(conn: &mut dyn Conn) -> Result<Head> {
    let rows = conn.query("SELECT seq, hash FROM audit_chain", &[])?;
    let row = rows.first().ok_or_else(missing)?;
    Ok(Head { seq: row.get("seq")?, hash: row.get("hash")? })
}

/// Takes the next `count` numbers and returns the row before them.
pub(super) fn reserve(conn: &mut dyn Conn, count: usize) -> Result<Head> {
    let count = i64::try_from(count).map_err(|error| Error::internal("too many events", error))?;
    let rows = conn.query("UPDATE audit_chain SET seq = seq + ?1 RETURNING seq, hash", &[count.into()])?;
    let row = rows.first().ok_or_else(missing)?;
    let last: i64 = row.get("seq")?;
    Ok(Head { seq: last - count, hash: row.get("hash")? })
}

pub(super) fn set_head(conn: &mut dyn Conn, hash: &str) -> Result<()> {
    conn.execute("UPDATE audit_chain SET hash = ?1", &[hash.into()]).map(drop)
}

fn missing() -> Error {
    Error::new(ErrorKind::Integrity, "the counter of the audit trail is missing")
        .hint("somebody else wrote to the database; restore a backup")
}

/// Binds the rows of a database that had no chain yet; see [`crate::store::migrations`].
pub(in crate::store) fn begin(conn: &mut dyn Conn) -> Result<()> {
    if !self::head(conn)?.hash.is_empty() {
        return Ok(());
    }
    let mut head = Head::genesis();
    loop {
        let rows = after(conn, head.seq, PAGE)?;
        if rows.is_empty() {
            return set_head(conn, &head.hash);
        }
        for row in rows {
            // A number that is missing stays missing, and verifying says so.
            head.seq = row.seq - 1;
            let bound = head.follow(row.event)?;
            let values = [(&bound.hash).into(), bound.seq.into()];
            conn.execute("UPDATE audit_events SET hash = ?1 WHERE seq = ?2", &values)?;
        }
    }
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many rows are bound as they should be.
    pub rows: i64,
    /// Where they end.
    pub head: Head,
    /// How many checkpoints and tombstones are where they should be.
    pub checkpoints: usize,
    /// How many of those could not be authenticated, because their key is not given.
    pub unauthenticated: usize,
    /// The first fault, which ends the search: the row and what is wrong there.
    pub broken: Option<(i64, String)>,
}

/// Whether a checkpoint is authentic; `None` when its key is not given.
pub type Authentic<'a> = &'a dyn Fn(&Checkpoint) -> Option<bool>;

/// Checks the rows from `from` up to `to`, both included, and every checkpoint among them; of one state of the database,
/// so inside one transaction.
pub fn verify(conn: &mut dyn Conn, from: i64, to: i64, authentic: Authentic<'_>) -> Result<Verified> {
    let end = head(conn)?;
    let mut walk = Walk {
        checkpoints: checkpoints::all(conn)?.into_iter().map(|point| (point.seq, point)).collect(),
        authentic,
        found: Verified { rows: 0, head: Head::genesis(), checkpoints: 0, unauthenticated: 0, broken: None },
    };
    if let Err(fault) = walk.through(conn, from, to.min(end.seq), &end)? {
        walk.found.broken = Some(fault);
    }
    Ok(walk.found)
}

/// A fault: the row and what is wrong there.
type Fault = (i64, String);

struct Walk<'a> {
    checkpoints: BTreeMap<i64, Checkpoint>,
    authentic: Authentic<'a>,
    found: Verified,
}

impl Walk<'_> {
    fn through(&mut self, conn: &mut dyn Conn, from: i64, to: i64, end: &Head) -> Result<Result<(), Fault>> {
        if let Err(fault) = self.start(conn, from)? {
            return Ok(Err(fault));
        }
        while self.found.head.seq < to {
            let rows = after(conn, self.found.head.seq, PAGE)?;
            if rows.is_empty() {
                let fault = format!("it is missing; the trail ends here instead of at {}", end.seq);
                return Ok(Err((self.found.head.seq + 1, fault)));
            }
            for row in rows.iter().filter(|row| row.seq <= to) {
                if let Err(fault) = self.row(row)? {
                    return Ok(Err(fault));
                }
            }
        }
        Ok(if to == end.seq { self.end(conn, end)? } else { Ok(()) })
    }

    /// Finds what the first row is bound to: the row before it, or the tombstone of what was deleted.
    fn start(&mut self, conn: &mut dyn Conn, from: i64) -> Result<Result<(), Fault>> {
        let tombstone =
            self.checkpoints.values().rev().find(|point| point.kind == CheckpointKind::Tombstone).cloned();
        if let Some(tombstone) = tombstone.filter(|tombstone| tombstone.seq + 1 >= from) {
            self.found.head = Head { seq: tombstone.seq, hash: tombstone.hash.clone() };
            return Ok(self.point(&tombstone));
        }
        if from > 1 {
            let Some(before) = after(conn, from - 2, 1)?.into_iter().find(|row| row.seq == from - 1) else {
                return Ok(Err((from - 1, "it is missing".to_owned())));
            };
            self.found.head = Head { seq: before.seq, hash: before.hash };
        }
        Ok(Ok(()))
    }

    fn row(&mut self, row: &AuditRow) -> Result<Result<(), Fault>> {
        let expected = self.found.head.seq + 1;
        if row.seq != expected {
            return Ok(Err((expected, "it is missing".to_owned())));
        }
        if row.hash != hash(&self.found.head.hash, row)? {
            return Ok(Err((row.seq, "it was altered, or the row before it was".to_owned())));
        }
        self.found.head = Head { seq: row.seq, hash: row.hash.clone() };
        self.found.rows += 1;
        Ok(match self.checkpoints.get(&row.seq).cloned() {
            Some(point) => self.point(&point),
            None => Ok(()),
        })
    }

    fn point(&mut self, point: &Checkpoint) -> Result<(), Fault> {
        if point.hash != self.found.head.hash {
            return Err((point.seq, format!("its {} says another hash", point.kind.as_str())));
        }
        match (self.authentic)(point) {
            Some(true) => self.found.checkpoints += 1,
            Some(false) => {
                return Err((point.seq, format!("its {} is not authentic", point.kind.as_str())));
            }
            None => {
                self.found.checkpoints += 1;
                self.found.unauthenticated += 1;
            }
        }
        Ok(())
    }

    /// Nothing may have been cut off at the end.
    fn end(&self, conn: &mut dyn Conn, end: &Head) -> Result<Result<(), Fault>> {
        if self.found.head.hash != end.hash {
            return Ok(Err((end.seq, "the trail's end says another hash".to_owned())));
        }
        let beyond = self.checkpoints.keys().next_back().copied().filter(|seq| *seq > end.seq);
        let beyond = beyond.or(after(conn, end.seq, 1)?.first().map(|row| row.seq));
        Ok(match beyond {
            Some(seq) => Err((seq, format!("it lies beyond the trail's end, {}", end.seq))),
            None => Ok(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::audit::append_all;
    use crate::store::tests::scratch;

    fn event(at: i64) -> AuditEvent {
        AuditEvent { at, action: "tool.call".into(), outcome: "ok".into(), ..AuditEvent::default() }
    }

    fn point(seq: i64, hash: &str, kind: CheckpointKind) -> Checkpoint {
        Checkpoint { seq, at: 1, hash: hash.to_owned(), kind, key_id: "k".into(), mac: "good".into() }
    }

    fn authentic(point: &Checkpoint) -> Option<bool> {
        (point.key_id == "k").then_some(point.mac == "good")
    }

    fn check(conn: &mut dyn Conn) -> Verified {
        verify(conn, 1, i64::MAX, &authentic).expect("readable")
    }

    /// Ten rows in two transactions with a checkpoint at 5.
    fn trail(conn: &mut dyn Conn) -> Vec<AuditRow> {
        let mut rows = append_all(conn, &(1..=5).map(event).collect::<Vec<_>>()).expect("appended");
        checkpoints::insert(conn, &point(5, &rows[4].hash, CheckpointKind::Checkpoint))
            .expect("a checkpoint");
        rows.extend(append_all(conn, &(6..=10).map(event).collect::<Vec<_>>()).expect("appended"));
        rows
    }

    #[test]
    fn a_whole_trail_verifies_and_so_does_each_part_of_it() {
        scratch(|conn| {
            assert_eq!(check(conn).broken, None, "an empty one");
            let rows = trail(conn);
            let found = check(conn);
            assert_eq!((found.rows, found.checkpoints, found.unauthenticated), (10, 1, 0));
            assert_eq!(found.head, Head { seq: 10, hash: rows[9].hash.clone() });
            let part = verify(conn, 4, 7, &authentic).expect("readable");
            assert_eq!((part.rows, part.broken), (4, None));
        });
    }

    #[test]
    fn whatever_is_done_to_the_trail_the_first_broken_row_is_named() {
        let tampering: [(&str, i64); 9] = [
            ("UPDATE audit_events SET detail = 'x' WHERE seq = 3", 3),
            ("UPDATE audit_events SET subject = 'mallory' WHERE seq = 10", 10),
            ("UPDATE audit_events SET hash = 'ff' WHERE seq = 4", 4),
            ("DELETE FROM audit_events WHERE seq = 6", 6),
            ("DELETE FROM audit_events WHERE seq = 10", 10),
            ("DELETE FROM audit_events WHERE seq <= 2", 1),
            ("UPDATE audit_checkpoints SET mac = 'forged'", 5),
            ("UPDATE audit_checkpoints SET hash = 'ff'", 5),
            ("UPDATE audit_chain SET hash = 'ff'", 10),
        ];
        for (sql, first) in tampering {
            scratch(|conn| {
                trail(conn);
                conn.execute(sql, &[]).expect("tampered");
                assert_eq!(check(conn).broken.map(|(seq, _)| seq), Some(first), "{sql}");
            });
        }
    }

    #[test]
    fn a_trail_cut_back_with_its_end_is_given_away_by_a_checkpoint() {
        scratch(|conn| {
            let rows = trail(conn);
            conn.execute("DELETE FROM audit_events WHERE seq > 3", &[]).expect("cut");
            conn.execute("UPDATE audit_chain SET seq = 3, hash = ?1", &[(&rows[2].hash).into()])
                .expect("cut");
            assert_eq!(check(conn).broken.map(|(seq, _)| seq), Some(5));
        });
    }

    #[test]
    fn a_checkpoint_whose_key_is_not_given_is_counted_apart() {
        scratch(|conn| {
            trail(conn);
            conn.execute("UPDATE audit_checkpoints SET key_id = 'other'", &[]).expect("changed");
            let found = check(conn);
            assert_eq!((found.checkpoints, found.unauthenticated, found.broken), (1, 1, None));
        });
    }

    #[test]
    fn what_a_tombstone_stands_for_is_not_missed() {
        scratch(|conn| {
            let rows = trail(conn);
            checkpoints::bury(conn, &point(5, &rows[4].hash, CheckpointKind::Tombstone)).expect("buried");
            let found = check(conn);
            assert_eq!((found.rows, found.checkpoints, found.broken.clone()), (5, 1, None));
            conn.execute("UPDATE audit_checkpoints SET seq = 4", &[]).expect("moved");
            assert!(check(conn).broken.is_some());
        });
    }

    #[test]
    fn rows_from_before_the_chain_are_bound_afterwards() {
        scratch(|conn| {
            trail(conn);
            conn.execute("UPDATE audit_events SET hash = ''", &[]).expect("as before");
            conn.execute("UPDATE audit_chain SET hash = ''", &[]).expect("as before");
            conn.execute("DELETE FROM audit_checkpoints", &[]).expect("as before");
            begin(conn).expect("bound");
            let found = check(conn);
            assert_eq!((found.rows, found.broken), (10, None));

            conn.execute("UPDATE audit_events SET detail = 'x' WHERE seq = 3", &[]).expect("tampered");
            begin(conn).expect("nothing to do");
            assert!(check(conn).broken.is_some(), "what is bound is not bound anew");
        });
    }
}
