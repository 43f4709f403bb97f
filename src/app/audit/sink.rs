//! The second place for audit rows: a file that is only appended to.
//!
//! It is opened for each batch, so that it can be rotated under the server. Its last line tells how far it is: what could not
//! be appended, or was stored by a run that was killed before it was, is taken from the database and follows later.

mod end;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use self::end::End;
use crate::blocking;
use crate::domain::audit::AuditRow;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::audit::after;
use crate::store::audit::chain::Head;

/// Rows read at once when the file lags behind.
const PAGE: u32 = 1000;
/// Such pages of one turn: the trail goes on meanwhile.
const PAGES: usize = 10;

/// A file of JSON lines.
pub(super) struct Sink {
    path: PathBuf,
    store: Store,
    /// Whose rows it gets: this host's where several write the trail, each to a file of its own.
    instance: Option<String>,
    /// The row after which rows are missing since an append failed.
    missing: Option<Head>,
    /// What the file ended with, and up to where the trail has nothing for it behind that.
    seen: Option<(Head, Head)>,
}

/// What follows of the trail.
struct Lines {
    text: String,
    /// Whether there is more.
    more: bool,
    /// The last row that is in it.
    end: Option<Head>,
    /// The last row that was looked at.
    last: Head,
}

impl Sink {
    pub(super) fn new(path: PathBuf, store: Store, instance: &str) -> Self {
        let instance = store.path().is_none().then(|| instance.to_owned());
        Self { path, store, instance, missing: None, seen: None }
    }

    /// Whether rows are missing from it.
    pub(super) const fn lags(&self) -> bool {
        self.missing.is_some()
    }

    /// Appends `rows`, the first of which follows the row `before`, behind whatever is missing before them, and syncs. Where
    /// that is too much for one turn, [`Sink::lags`] says so.
    pub(super) async fn append(&mut self, before: &Head, rows: &[AuditRow]) -> Result<()> {
        let known = self.missing.take();
        let mut last = known.clone().unwrap_or_else(|| before.clone());
        let appended = self.bring_up(&mut last, known, before, rows).await;
        if !matches!(appended, Ok(true)) {
            self.missing = Some(last);
        }
        appended.map(drop)
    }

    /// Says whether nothing is missing any more; `last` is how far it is.
    async fn bring_up(
        &mut self,
        last: &mut Head,
        known: Option<Head>,
        before: &Head,
        rows: &[AuditRow],
    ) -> Result<bool> {
        let path = self.path.clone();
        let opened = blocking::run(move || end::open(&path).map_err(|error| failed(&path, &error))).await?;
        let (mut file, mut end) = opened;
        let mut ends_with = end.last.clone();
        let seen = self.seen.take().filter(|(end, _)| ends_with.as_ref() == Some(end)).map(|(_, seen)| seen);
        let mut at = seen.or(ends_with.clone()).or(known).unwrap_or_else(|| before.clone());
        if at == *before || !self.holds(&at).await? {
            *last = before.clone();
            let lines = lines(rows, before, None)?;
            self.write(file, end, lines.text).await?;
            self.seen = lines.end.or(ends_with).map(|end| (end, lines.last));
            return Ok(true);
        }
        *last = at.clone();
        for _ in 0..PAGES {
            let lines = self.following(at).await?;
            (file, end) = self.write(file, end, lines.text).await?;
            ends_with = lines.end.or(ends_with);
            last.clone_from(&lines.last);
            self.seen = ends_with.clone().map(|end| (end, lines.last.clone()));
            if !lines.more {
                return Ok(true);
            }
            at = lines.last;
        }
        Ok(false)
    }

    /// Whether the trail goes on from that row: not where the database was restored to a time before it.
    async fn holds(&self, row: &Head) -> Result<bool> {
        let (seq, hash) = (row.seq, row.hash.clone());
        let next = self.store.read(move |conn| after(conn, seq - 1, 1)).await?;
        // Behind a row that retention has taken only later ones are left.
        Ok(next.first().is_some_and(|row| row.seq > seq || row.hash == hash))
    }

    async fn following(&self, row: Head) -> Result<Lines> {
        let seq = row.seq;
        let rows = self.store.read(move |conn| after(conn, seq, PAGE)).await?;
        let lines = lines(&rows, &row, self.instance.as_deref())?;
        Ok(Lines { more: rows.len() == PAGE as usize, ..lines })
    }

    async fn write(&self, file: File, end: End, text: String) -> Result<(File, End)> {
        let path = self.path.clone();
        blocking::run(move || end.append(file, &text).map_err(|error| failed(&path, &error))).await
    }
}

/// The lines of those `rows` that are `instance`'s, the first of which follows `previous`.
fn lines(rows: &[AuditRow], previous: &Head, instance: Option<&str>) -> Result<Lines> {
    let (mut text, mut end, mut last) = (String::new(), None, previous.clone());
    for row in rows {
        if instance.is_none_or(|instance| row.event.instance.as_deref() == Some(instance)) {
            // What the oldest row follows may be deleted.
            text += &row.line(if row.seq == last.seq + 1 { &last.hash } else { "" })?;
            end = Some(Head { seq: row.seq, hash: row.hash.clone() });
        }
        last = Head { seq: row.seq, hash: row.hash.clone() };
    }
    Ok(Lines { text, more: false, end, last })
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::configuration(format!("{} cannot be written: {error}", path.display()))
        .hint("check audit_log_file, its directory and the space there")
}
