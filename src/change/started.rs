//! What a router that has just started does by itself: its timer at startup undoes what nobody has confirmed.
//!
//! Whoever confirmed, or undid, in that very moment would race with it.

use super::guard::{Armed, JOBS, named};
use super::verify::settings;
use crate::clock;
use crate::domain::field::FieldType;
use crate::domain::plan::GuardTier;
use crate::error::{ErrorKind, Result};
use crate::routeros::session::Session;
use crate::routeros::transport::Print;
use crate::routeros::value::typed;

/// For how long after its start a router may still be about to run what is due at startup, seconds.
const STARTING: u64 = 30;

/// Whether the router has started since the guard was armed, at `armed_at` (Unix milliseconds), and its timer at startup is
/// still there: then it is about to undo the change.
pub(super) async fn will_undo(session: &Session, guard: &Armed, armed_at: i64) -> Result<bool> {
    if guard.tier != GuardTier::Scheduler {
        return Ok(false);
    }
    let armed_for = clock::now_ms().saturating_sub(armed_at).max(0).unsigned_abs() / 1000;
    // Whole seconds on both sides: one of them may be short of one.
    let started = uptime(session).await?.is_some_and(|uptime| uptime + 1 < armed_for);
    Ok(started && has_timer(session, guard).await?)
}

/// Whether the router is undoing the change by itself, or is about to.
pub(super) async fn is_undoing(session: &Session, guard: &Armed) -> Result<bool> {
    if runs(session, guard).await? {
        return Ok(true);
    }
    if guard.tier != GuardTier::Scheduler {
        return Ok(false);
    }
    let starting = uptime(session).await?.is_some_and(|uptime| uptime < STARTING);
    Ok(starting && has_timer(session, guard).await?)
}

/// Whether the script of the guard runs now.
pub(super) async fn runs(session: &Session, guard: &Armed) -> Result<bool> {
    if !matches!(guard.tier, GuardTier::Scheduler | GuardTier::Job) {
        return Ok(false);
    }
    let timer = guard.name.timer();
    let print = Print { menu: JOBS.to_owned(), ..Print::default() };
    let jobs = match session.print(print).await {
        Ok(jobs) => jobs,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok(jobs.iter().any(|job| job.get("script") == Some(&timer)))
}

/// Whether the timer at startup is there.
async fn has_timer(session: &Session, guard: &Armed) -> Result<bool> {
    Ok(!named(session, "system/scheduler", &[guard.name.at_startup()]).await?.is_empty())
}

/// Seconds since the router started; `None` where it does not say.
async fn uptime(session: &Session) -> Result<Option<u64>> {
    let row = settings(session, "system/resource").await?;
    Ok(row.get("uptime").and_then(|uptime| typed(FieldType::Duration, uptime).as_u64()))
}
