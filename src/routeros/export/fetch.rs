//! Having a router export its configuration, and reading the text.
//!
//! Over REST `/export` answers with nothing, so the router writes a file, the file is read, and it is removed, whatever
//! happens in between, also when the caller gives up (RouterOS manual, "REST API", "Files"). Secrets are never asked
//! for: without `show-sensitive` RouterOS 7 leaves them out.
//!
//! What can stay behind is said: a router that stops answering in the middle keeps a file named `rosmcp-….rsc`. The next
//! export removes it, and what a run left that was killed.

use std::error::Error as _;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::parse::TEXT_LIMIT;
use crate::clock::{self, UnixMs};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::{LONGEST_CALL, Session};
use crate::routeros::transport::{Print, Request};

/// The largest piece, bytes.
const PIECE: usize = 32 * 1024;

/// What the names of our files begin and end with; between them is a ULID in lower case, which says when.
const NAMED: (&str, &str) = ("rosmcp-", ".rsc");
/// The age from which a file of ours is one that was left: longer than any export takes, and than clocks differ.
const LEFT: Duration = Duration::from_hours(6);
/// How many files that were left are removed at once.
const MOST_LEFT: usize = 10;

/// The text of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What the router wrote, at most [`TEXT_LIMIT`] bytes.
    pub text: String,
    /// The file that could not be removed from the router.
    pub left_behind: Option<String>,
}

/// Has the router of `session` export its configuration, and returns the text.
///
/// `in_pieces` says whether it has `/file/read`, as RouterOS does from 7.13 on. Older ones show a small file in its row;
/// a large one is had by running the export once more as a script and comparing its size. The user needs the policies `ftp` and `test` beside the usual ones. Dropping the future stops the reading; the
/// file is removed all the same, as long as the runtime lives.
pub async fn fetch(session: &Session, in_pieces: bool) -> Result<Fetched> {
    let cancel = CancellationToken::new();
    let _interest = cancel.clone().drop_guard();
    let name = format!("{}{}", NAMED.0, ulid::Ulid::generate().to_string().to_lowercase());
    let file = Temporary { session: session.clone(), name, cancel };
    let work = tokio::spawn(async move { file.fetch(in_pieces).await }.in_current_span());
    work.await.map_err(|error| Error::internal("reading an export ended without a result", error))?
}

/// A file on the router that is ours to remove.
struct Temporary {
    session: Session,
    /// Without the extension that RouterOS adds.
    name: String,
    /// Cancelled when nobody waits for the text.
    cancel: CancellationToken,
}

impl Temporary {
    async fn fetch(&self, in_pieces: bool) -> Result<Fetched> {
        let written = self.write().await;
        if written.as_ref().is_err_and(|error| error.kind() != ErrorKind::OutcomeUnknown) {
            return Err(written.err().map_or_else(nothing, with_policies));
        }
        let text = match written {
            Ok(()) => self.read(in_pieces).await.map_err(with_policies),
            Err(error) => Err(unfinished(&error)),
        };
        let removed = self
            .remove(&self.path())
            .await
            .while_doing(|| format!("removing {} from the router", self.path()));
        let left_behind = removed.err().map(|error| {
            tracing::warn!(file = self.path(), %error, "a temporary file stays on the router");
            self.path()
        });
        match (text, left_behind) {
            (Ok(text), left_behind) => {
                if let Err(error) = self.remove_left().await {
                    tracing::debug!(%error, "files of earlier exports were not looked for");
                }
                Ok(Fetched { text, left_behind })
            }
            (Err(error), None) => Err(error),
            (Err(error), Some(file)) => {
                Err(error.hint(format!("a file may have stayed on the router: /file/remove {file}")))
            }
        }
    }

    fn path(&self) -> String {
        format!("{}{}", self.name, NAMED.1)
    }

    async fn write(&self) -> Result<()> {
        let arguments = RawRow::from([("file".to_owned(), self.name.clone())]);
        let export = Request::Run { path: "export".to_owned(), arguments, read_only: false };
        self.session.call_within(export, LONGEST_CALL, &self.cancel).await.map(drop)
    }

    async fn read(&self, in_pieces: bool) -> Result<String> {
        let row = self.row(if in_pieces { &["size"] } else { &["size", "contents"] }).await?;
        let size = row.get("size").and_then(|size| size.parse().ok()).ok_or_else(nothing)?;
        if size > TEXT_LIMIT {
            return Err(Error::new(
                ErrorKind::DeviceRejected,
                format!("the export has {size} bytes, more than {} MiB", TEXT_LIMIT >> 20),
            ));
        }
        if in_pieces {
            return self.pieces(size).await;
        }
        match contents(row, size) {
            Some(text) => Ok(text),
            None => self.said(size).await,
        }
    }

    async fn row(&self, fields: &[&str]) -> Result<RawRow> {
        let print = Print {
            menu: "file".to_owned(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            equals: vec![("name".to_owned(), self.path())],
            settings: false,
        };
        let reply = self.session.call_within(Request::Print(print), LONGEST_CALL, &self.cancel).await?;
        reply.rows.into_iter().next().ok_or_else(nothing)
    }

    async fn pieces(&self, size: usize) -> Result<String> {
        let mut text = String::with_capacity(size);
        let mut offset = 0;
        while offset < size {
            let wanted = PIECE.min(size - offset);
            let piece = self.piece(offset).await?;
            if piece.is_empty() || piece.len() > 2 * wanted {
                return Err(Error::new(
                    ErrorKind::DeviceRejected,
                    format!("{} bytes came where {wanted} of the export were asked for", piece.len()),
                )
                .hint("somebody may have changed the file meanwhile; try again"));
            }
            let (whole, read) = whole_characters(&piece, wanted, offset + wanted == size);
            text.push_str(whole);
            offset += read;
        }
        Ok(text)
    }

    /// What the export says as the result of a script; taken only when it is as long as the file.
    async fn said(&self, size: usize) -> Result<String> {
        let arguments = [("script", "/export"), ("as-string", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let run = Request::Run { path: "execute".to_owned(), arguments: arguments.into(), read_only: true };
        let reply = self.session.call_within(run, LONGEST_CALL, &self.cancel).await?;
        let text = reply.ret.unwrap_or_default();
        // A file may end its lines in two characters where a text has one.
        let lines = text.matches('\n').count();
        if text.len().abs_diff(size) <= lines {
            return Ok(text);
        }
        Err(Error::new(
            ErrorKind::DeviceRejected,
            format!(
                "this RouterOS gives out small files only: {} of the export's {size} bytes came",
                text.len()
            ),
        )
        .hint("RouterOS 7.13 and later give out files of any size"))
    }

    async fn piece(&self, offset: usize) -> Result<String> {
        let arguments = RawRow::from([
            ("file".to_owned(), self.path()),
            ("chunk-size".to_owned(), PIECE.to_string()),
            ("offset".to_owned(), offset.to_string()),
        ]);
        let read = Request::Run { path: "file/read".to_owned(), arguments, read_only: true };
        let reply = self.session.call_within(read, LONGEST_CALL, &self.cancel).await?;
        let mut row = reply.rows.into_iter().next().unwrap_or_default();
        Ok(row.remove("data").unwrap_or_default())
    }

    /// Removes what earlier exports left on the router: files whose names are ours, and old.
    async fn remove_left(&self) -> Result<()> {
        let print = Print { menu: "file".to_owned(), fields: vec!["name".to_owned()], ..Print::default() };
        let files = self.session.call_within(Request::Print(print), LONGEST_CALL, &self.cancel).await?;
        let names = files.rows.iter().filter_map(|row| row.get("name"));
        for name in names.filter(|name| is_left(name, clock::now_ms())).take(MOST_LEFT) {
            self.remove(name).await?;
            tracing::info!(file = name, "removed what an earlier export had left on the router");
        }
        Ok(())
    }

    /// Removes a file; asked twice where the first answer may have been lost, for removing twice is removing once.
    async fn remove(&self, path: &str) -> Result<()> {
        let never = CancellationToken::new();
        let remove = || {
            let remove = Request::Remove { menu: "file".to_owned(), id: path.to_owned() };
            self.session.call_within(remove, LONGEST_CALL, &never)
        };
        let mut removed = remove().await;
        let uncertain = |error: &Error| {
            matches!(
                error.kind(),
                ErrorKind::OutcomeUnknown | ErrorKind::Timeout | ErrorKind::Unreachable | ErrorKind::Busy
            )
        };
        if removed.as_ref().is_err_and(uncertain) {
            removed = remove().await;
        }
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Whether a file is one of ours whose export ended long before `now`.
fn is_left(name: &str, now: UnixMs) -> bool {
    let of_ours = name.strip_prefix(NAMED.0).and_then(|rest| rest.strip_suffix(NAMED.1));
    let ulid = of_ours.filter(|text| !text.bytes().any(|byte| byte.is_ascii_uppercase()));
    let ulid = ulid.and_then(|text| ulid::Ulid::from_string(&text.to_ascii_uppercase()).ok());
    let begun = ulid.and_then(|ulid| i64::try_from(ulid.timestamp_ms()).ok());
    begun.is_some_and(|begun| now.saturating_sub(begun) > clock::milliseconds(LEFT))
}

/// The `contents` of a file of `size` bytes; RouterOS leaves them out, or cuts them, when there are too many.
fn contents(mut row: RawRow, size: usize) -> Option<String> {
    row.remove("contents").filter(|contents| contents.len() >= size)
}

/// `piece` without a character that its end cuts in two, and how many of the `wanted` bytes that is.
///
/// What is not UTF-8 came as Latin-1, two bytes for one, so that `piece` is longer than `wanted` by the bytes of the
/// character that was cut; they are asked for again with the next piece.
fn whole_characters(piece: &str, wanted: usize, last: bool) -> (&str, usize) {
    if piece.is_ascii() {
        return (piece, piece.len());
    }
    let extra = piece.len().saturating_sub(wanted);
    let tail = piece.char_indices().rev().take(extra);
    let (begin, cut) = tail.fold((piece.len(), true), |(_, cut), (at, character)| {
        (at, cut && ('\u{80}'..='\u{ff}').contains(&character))
    });
    if last || !cut || !(1..=3).contains(&extra) {
        return (piece, wanted);
    }
    (piece.get(..begin).unwrap_or_default(), wanted - extra)
}

fn nothing() -> Error {
    Error::new(ErrorKind::DeviceRejected, "the router says that it exported, but there is no file of it")
        .hint("its storage may be full: /system/resource/print")
}

/// The export was sent and its end is unknown; what was asked only reads, so the error is not about a change.
fn unfinished(error: &Error) -> Error {
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    Error::new(ErrorKind::Timeout, format!("the export did not come to an end: {cause}"))
        .hint("it changes nothing on the router and can be repeated")
}

fn with_policies(error: Error) -> Error {
    if error.kind() != ErrorKind::DeviceAuth {
        return error;
    }
    error
        .hint("an export is written to a file and read: the user's group needs the policies ftp and test")
        .hint("on the router: /user/group/set GROUP policy=ftp,test")
}

#[cfg(test)]
mod tests;
