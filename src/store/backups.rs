//! What is remembered of backups and drills: when the last good one was.

use std::str::FromStr;

use super::conn::{Conn, Row};
use crate::clock::UnixMs;
use crate::error::Result;

/// What ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// A backup was made and verified.
    Create,
    /// A backup was restored aside, to see whether it works.
    Drill,
}

impl RunKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Drill => "drill",
        }
    }
}

impl FromStr for RunKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Create, Self::Drill].into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRun {
    /// When it ended; of a good backup, the moment whose data it holds. Unix milliseconds.
    pub at: UnixMs,
    /// What ran.
    pub kind: RunKind,
    /// Whether it went well.
    pub ok: bool,
    /// The backup's file.
    pub file: String,
    /// What went wrong.
    pub detail: Option<String>,
}

/// Notes a run.
pub fn record(conn: &mut dyn Conn, run: &BackupRun) -> Result<()> {
    let values = [
        run.at.into(),
        run.kind.as_str().into(),
        run.ok.into(),
        (&run.file).into(),
        run.detail.as_deref().into(),
    ];
    conn.execute("INSERT INTO backup_runs (at, kind, ok, file, detail) VALUES (?1, ?2, ?3, ?4, ?5)", &values)
        .map(drop)
}

/// The newest good run of that kind that is not dated after `now`: a clock that once ran ahead must not count for ever.
pub fn last_good(conn: &mut dyn Conn, kind: RunKind, now: UnixMs) -> Result<Option<BackupRun>> {
    newest(conn, "ok AND kind = ?1 AND at <= ?2", kind, now)
}

/// The newest run of that kind, good or not, that is not dated after `now`.
pub fn last(conn: &mut dyn Conn, kind: RunKind, now: UnixMs) -> Result<Option<BackupRun>> {
    newest(conn, "kind = ?1 AND at <= ?2", kind, now)
}

fn newest(conn: &mut dyn Conn, condition: &str, kind: RunKind, now: UnixMs) -> Result<Option<BackupRun>> {
    let sql = format!(
        "SELECT at, kind, ok, file, detail FROM backup_runs WHERE {condition} ORDER BY at DESC LIMIT 1"
    );
    conn.query(&sql, &[kind.as_str().into(), now.into()])?.first().map(run).transpose()
}

fn run(row: &Row) -> Result<BackupRun> {
    Ok(BackupRun {
        at: row.get("at")?,
        kind: row.word("kind")?,
        ok: row.get("ok")?,
        file: row.get("file")?,
        detail: row.get("detail")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::scratch;

    #[test]
    fn the_newest_run_and_the_newest_good_one_are_told_apart_and_the_future_does_not_count() {
        scratch(|conn| {
            let run = |at, kind, ok| BackupRun { at, kind, ok, file: "f".into(), detail: None };
            assert_eq!(last_good(conn, RunKind::Create, 9).expect("none"), None);
            for (at, ok) in [(1, true), (2, true), (3, false), (99, true)] {
                record(conn, &run(at, RunKind::Create, ok)).expect("noted");
            }
            assert_eq!(last(conn, RunKind::Create, 9).expect("one"), Some(run(3, RunKind::Create, false)));
            assert_eq!(
                last_good(conn, RunKind::Create, 9).expect("one"),
                Some(run(2, RunKind::Create, true))
            );
            assert_eq!(last(conn, RunKind::Drill, 9).expect("none"), None);
        });
    }
}
