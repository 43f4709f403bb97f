//! RouterOS's safe mode as a guard: what was changed is undone when the session that holds it ends.
//!
//! It is bound to one connection of the binary API, so the writes go over that connection, and rosmcp has to live until
//! it is released. It is never taken from somebody else.

use std::time::Duration;

use super::guard;
use super::row::is_on;
use super::verify::settings;
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
use crate::routeros::transport::Request;

/// How many steps a plan may have under safe mode: it keeps a hundred changes, and silently ends beyond them; an added
/// row is two.
pub(super) const MOST_STEPS: usize = 40;
/// How long the router may take to notice that the session is lost (RouterOS manual, "Configuration Management"), and
/// then some.
pub(super) const NOTICED_WITHIN: Duration = Duration::from_mins(10);

/// A session that holds safe mode.
pub(super) async fn take(session: &Session) -> Result<Session> {
    let doing = || "taking safe mode; nothing of the plan was written";
    guard::no_leftovers(session).await.while_doing(doing)?;
    let alone = session.exclusive().await.while_doing(doing)?;
    let arguments = RawRow::from([("on-error".to_owned(), "abort".to_owned())]);
    run(&alone, "take", arguments).await.while_doing(doing)?;
    if is_ours(&alone).await? {
        return Ok(alone);
    }
    Err(Error::new(ErrorKind::Locked, "somebody else holds safe mode on this router")
        .hint("try again when it is released"))
}

/// Keeps what was changed.
pub(super) async fn release(alone: &Session) -> Result<()> {
    if !is_ours(alone).await? {
        return Err(Error::new(ErrorKind::Conflict, "safe mode was lost before it was released"));
    }
    run(alone, "release", RawRow::new()).await
}

/// Undoes what was changed.
pub(super) async fn unroll(alone: &Session) -> Result<()> {
    run(alone, "unroll", RawRow::new()).await
}

/// Whether anybody holds it.
pub(super) async fn is_held(session: &Session) -> Result<bool> {
    Ok(is_on(&status(session).await?, "enabled"))
}

async fn is_ours(alone: &Session) -> Result<bool> {
    let row = status(alone).await?;
    Ok(is_on(&row, "enabled") && is_on(&row, "current"))
}

async fn status(session: &Session) -> Result<RawRow> {
    settings(session, "safe-mode").await
}

async fn run(session: &Session, verb: &str, arguments: RawRow) -> Result<()> {
    let path = format!("safe-mode/{verb}");
    session.call(Request::Run { path, arguments, read_only: false }).await.map(drop)
}
