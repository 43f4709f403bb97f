//! Where a file of audit rows ends: the row that it ends with, and what a run that was killed has left half written.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::store;
use crate::store::audit::chain::Head;

/// How much of the end is looked at, bytes: mostly the first is enough, and no row is as long as the second.
const LOOKED_AT: [u64; 2] = [16 * 1024, 1024 * 1024];
/// How each row begins.
const BEGINNING: &[u8] = b"{\"event\":";
/// How long another process that appends is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// The end of an open file.
pub(super) struct End {
    /// Its last row, where that can be told.
    pub(super) last: Option<Head>,
    /// Whether the next row needs a new line first.
    unfinished: bool,
    /// Whether what cannot be written whole can be taken back.
    regular: bool,
}

/// Opens the file at `path`, made for the user alone where there is none; one process has it at a time. A half row at its
/// end goes. Blocks.
pub(super) fn open(path: &Path) -> io::Result<(File, End)> {
    let unknown = End { last: None, unfinished: false, regular: false };
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return Ok((OpenOptions::new().append(true).open(path)?, unknown));
    }
    let mut file = match store::open_or_create(path, OpenOptions::new().read(true).append(true)) {
        // One that may only be written to.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Ok((OpenOptions::new().append(true).open(path)?, unknown));
        }
        opened => opened?,
    };
    lock(&file)?;
    let end = look(&mut file)?;
    Ok((file, end))
}

/// A file system without locks leaves the order to chance.
fn lock(file: &File) -> io::Result<()> {
    for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(()),
        }
    }
    Err(io::Error::new(io::ErrorKind::WouldBlock, "another process has been appending to it for long"))
}

fn look(file: &mut File) -> io::Result<End> {
    let length = file.metadata()?.len();
    let (mut from, mut bytes) = (length, Vec::new());
    for looked_at in LOOKED_AT {
        from = length.saturating_sub(looked_at);
        bytes.clear();
        file.seek(SeekFrom::Start(from))?;
        (&mut *file).take(looked_at).read_to_end(&mut bytes)?;
        if from == 0 || bytes.iter().filter(|byte| **byte == b'\n').nth(1).is_some() {
            break;
        }
    }
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (lines, half) = bytes.split_at(whole);
    // Of what nobody of ours has begun nothing is removed; nor can it be from a file that may only grow.
    let ours = from + u64::try_from(whole).unwrap_or(u64::MAX);
    let begun = half.iter().zip(BEGINNING).all(|(byte, expected)| byte == expected);
    let unfinished = !half.is_empty() && (!begun || file.set_len(ours).is_err());
    let last = lines.split(|byte| *byte == b'\n').rev().nth(1).and_then(row);
    Ok(End { last, unfinished, regular: true })
}

/// What the line of a row says of it.
fn row(line: &[u8]) -> Option<Head> {
    #[derive(Deserialize)]
    struct Line {
        event: Event,
        hash: String,
    }
    #[derive(Deserialize)]
    struct Event {
        seq: i64,
    }
    let line: Line = serde_json::from_slice(line).ok()?;
    Some(Head { seq: line.event.seq, hash: line.hash })
}

impl End {
    /// Appends whole lines and syncs; what cannot be written whole is taken back. Blocks.
    pub(super) fn append(mut self, mut file: File, text: &str) -> io::Result<(File, Self)> {
        if text.is_empty() {
            return Ok((file, self));
        }
        let length = self.regular.then(|| file.metadata().map(|found| found.len())).transpose()?;
        let start = if self.unfinished { "\n" } else { "" };
        let written = file.write_all(start.as_bytes()).and_then(|()| file.write_all(text.as_bytes()));
        if let (Err(_), Some(length)) = (&written, length) {
            // Where that fails too, whoever appends next finds a half row.
            let _ = file.set_len(length);
        }
        written?;
        self.unfinished = false;
        // Pipes cannot be synced and need not be.
        if self.regular {
            file.sync_data()?;
        }
        Ok((file, self))
    }
}
