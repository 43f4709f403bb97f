//! Ending a change: confirmed, rolled back, or handed to a person.

use std::collections::BTreeSet;
use std::time::Duration;

use super::guard::{self, Armed};
use super::job::Job;
use super::safe_mode;
use super::started;
use super::verify::{self, Ids};
use crate::catalogue::menus;
use crate::clock::{self, Instant};
use crate::domain::plan::{Action, DevicePlan, DeviceState, GuardTier, PlannedStep, RowRef, StepState, Undo};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::session::Session;
use crate::routeros::transport::{Print, Request};
use crate::store::plans::DeviceProgress;

/// How long after the guard's deadline a router that answers may take to be as before.
const GRACE: Duration = Duration::from_secs(20);
/// How long after it one may be silent: it may start anew, and a small one takes minutes for that.
const SILENCE: Duration = Duration::from_mins(4);
/// What is left of the guard's time when no further step is begun and no look is tried again: enough to confirm, or to undo.
pub(super) const RESERVE: Duration = Duration::from_secs(10);
/// How often it is looked for.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// In force, and the guard is gone.
    Applied,
    /// As before, verified; why it was undone.
    RolledBack(String),
    /// Neither for sure; what a person must know.
    NeedsAttention(String),
}

/// What a look at the router came to, where it was answered.
enum Seen {
    /// As planned, and the guard is off.
    Confirmed,
    /// Otherwise, in which way.
    Otherwise(Error),
}

/// Ends the guard, after everything was read over a new connection once more. A guard that has fired is a rollback. A look
/// that nobody answers is tried again while the guard has time: only what is seen to be otherwise is undone before.
pub async fn confirm(job: &Job<'_>) -> Result<Settled> {
    let Some((armed, deadline)) = job.journal.armed().await? else {
        return attention(job, "the journal does not know the guard").await;
    };
    let armed_at = deadline - i64::from(job.confirm_within) * 1000;
    let (safe, fires) = (armed.tier == GuardTier::SafeMode, fires_at(deadline));
    let until = if safe { fires + SILENCE } else { fires.checked_sub(RESERVE).unwrap_or(fires) };
    let why = loop {
        let error = match try_confirm(job, &armed, armed_at).await {
            Ok(Seen::Confirmed) => {
                job.journal.state(DeviceState::Applied, None).await?;
                job.journal.log("confirmed over a new connection; the guard is off").await?;
                return Ok(Settled::Applied);
            }
            Ok(Seen::Otherwise(error)) => break error,
            Err(error) => error,
        };
        if clock::monotonic() >= until || (job.cancel.is_cancelled() && !safe) {
            if !safe {
                break error;
            }
            // It may have been released, and then it has undone nothing: what cannot be read is not known to be back, and by
            // hand less can be put back than safe mode could, an old secret for one.
            job.journal.guard(&Armed { tier: GuardTier::None, ..armed }, deadline).await?;
            return attention(job, &format!("it could not be confirmed: {error}")).await;
        }
        tracing::debug!(%error, "not confirmed yet");
        match job.journal.may_write().await {
            Err(lost) if lost.kind() == ErrorKind::Locked => return Err(lost),
            // A database that is busy passes as a silent router does.
            Err(_) | Ok(()) => {}
        }
        tokio::time::sleep(PAUSE).await;
    };
    roll_back(job, &format!("it could not be confirmed: {why}")).await
}

/// When a guard fires whose deadline this is (Unix milliseconds); now where it has.
fn fires_at(deadline: i64) -> Instant {
    let left = (deadline - clock::now_ms()).max(0);
    clock::monotonic() + Duration::from_millis(left.unsigned_abs())
}

async fn try_confirm(job: &Job<'_>, armed: &Armed, armed_at: i64) -> Result<Seen> {
    let session = (job.fresh)()?;
    match verify::same_router(&session, job.plan).await {
        Err(error) if error.kind() == ErrorKind::Conflict => return Ok(Seen::Otherwise(error)),
        known => known?,
    }
    if armed.tier == GuardTier::SafeMode && safe_mode::is_held(&session).await? {
        return Err(Error::new(ErrorKind::Locked, "safe mode is still held, so nothing is certain yet"));
    }
    let ids = job.journal.ids().await?;
    if let Some(otherwise) = seen_otherwise(&session, job, armed, &ids).await? {
        return Ok(Seen::Otherwise(otherwise));
    }
    let disarmed = match disarm(&session, armed, armed_at).await {
        // The answer to a removal was lost: what is still there tells.
        Err(error) if error.kind() == ErrorKind::OutcomeUnknown => {
            disarm(&(job.fresh)()?, armed, armed_at).await
        }
        other => other,
    };
    match disarmed {
        Err(error) if error.kind() == ErrorKind::Conflict => still_met(job, error).await,
        // It may have begun its work after the look, and takes itself off last.
        Ok(Seen::Confirmed) if matches!(armed.tier, GuardTier::Scheduler | GuardTier::Job) => {
            let otherwise = seen_otherwise(&(job.fresh)()?, job, armed, &ids).await?;
            Ok(otherwise.map_or(Seen::Confirmed, Seen::Otherwise))
        }
        other => other,
    }
}

/// How the router is otherwise than planned, or about to be.
async fn seen_otherwise(session: &Session, job: &Job<'_>, armed: &Armed, ids: &Ids) -> Result<Option<Error>> {
    if started::runs(session, armed).await? {
        let message = "the router undoes what nobody has confirmed in time";
        return Ok(Some(Error::new(ErrorKind::DeviceRejected, message)));
    }
    let unmet = verify::unmet(session, job.plan, ids).await?;
    let message = || format!("the router is not as planned: {}", unmet.join("; "));
    Ok((!unmet.is_empty()).then(|| Error::new(ErrorKind::DeviceRejected, message())))
}

/// Takes the guard off, unless it is about to do its work.
async fn disarm(session: &Session, armed: &Armed, armed_at: i64) -> Result<Seen> {
    if started::will_undo(session, armed, armed_at).await? {
        let message = "the router has started anew, and then it undoes what nobody has confirmed";
        return Ok(Seen::Otherwise(Error::new(ErrorKind::DeviceRejected, message)));
    }
    guard::disarm(session, armed).await.map(|()| Seen::Confirmed)
}

/// The guard is gone and not by this confirmation: it has fired, unless everything is still as planned.
async fn still_met(job: &Job<'_>, gone: Error) -> Result<Seen> {
    let session = (job.fresh)()?;
    let ids = job.journal.ids().await?;
    // Rows that were removed are back under other ids, and moved ones may be anywhere: both looks are needed.
    let met = verify::unmet(&session, job.plan, &ids).await?.is_empty();
    let undone = verify::unrestored(&session, job.plan, &ids, job.journal.plan()).await?.is_empty();
    Ok(if met && !undone { Seen::Confirmed } else { Seen::Otherwise(gone) })
}

/// Undoes what was written and verifies that the router is as before; waits for the guard where it cannot be reached.
pub async fn roll_back(job: &Job<'_>, why: &str) -> Result<Settled> {
    job.journal.state(DeviceState::RollingBack, Some(why)).await?;
    job.journal.log(format!("rolling back: {why}")).await?;
    let mut armed = job.journal.armed().await?;
    let fires = fires_at(armed.as_ref().map_or(0, |(_, deadline)| *deadline));
    let mut told = BTreeSet::new();
    loop {
        match undo(job, &mut armed, &mut told).await {
            Ok(wrong) if wrong.is_empty() => return as_before(job, armed.as_ref(), why).await,
            // Another run has taken it over, and what this one would write might undo that one's work.
            Err(error) if error.kind() == ErrorKind::Locked => return Err(error),
            Ok(wrong) if clock::monotonic() >= fires + GRACE => {
                return attention(job, &wrong.join("; ")).await;
            }
            Err(error) if clock::monotonic() >= fires + SILENCE => {
                return attention(job, &error.to_string()).await;
            }
            Ok(wrong) => tracing::debug!(wrong = wrong.join("; "), "not yet as before"),
            Err(error) => tracing::debug!(%error, "the router cannot be asked yet"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Everything that can be read is as before. What cannot be read is so only where safe mode undid it.
async fn as_before(job: &Job<'_>, armed: Option<&(Armed, i64)>, why: &str) -> Result<Settled> {
    let lost = lost(&job.journal.progress().await?, job.plan, armed);
    if !lost.is_empty() {
        let what = format!("it was undone ({why}), but not whole: {}", lost.join("; "));
        return attention(job, &what).await;
    }
    job.journal.state(DeviceState::RolledBack, Some(why)).await?;
    job.journal.log("the router is as before").await?;
    Ok(Settled::RolledBack(why.to_owned()))
}

/// What was sent and is not known to be as before: what cannot be read back is where safe mode undid it, a row that nothing
/// restores is nowhere.
fn lost<'a>(progress: &DeviceProgress, plan: &'a DevicePlan, armed: Option<&(Armed, i64)>) -> Vec<&'a str> {
    let safe = armed.is_some_and(|(armed, _)| armed.tier == GuardTier::SafeMode);
    let gone = |step: &&PlannedStep| match &step.action {
        Some(Action::Remove { menu, .. }) => menus::find(menu).is_some_and(|menu| !menu.can_restore()),
        _ => false,
    };
    let sent = plan.steps.iter().filter(|step| was_sent(progress, step.number));
    let lost = sent.filter(|step| !safe || gone(step)).flat_map(|step| &step.lost);
    lost.map(String::as_str).collect()
}

/// Looks at a router that was left to a person, and writes nothing to it: one that undid the change while it could not be
/// reached, and is as before, needs nobody any more.
pub async fn look_again(job: &Job<'_>) -> Result<Settled> {
    let (progress, armed) = (job.journal.progress().await?, job.journal.armed().await?);
    let why = progress.note.clone().unwrap_or_default();
    let session = (job.fresh)()?;
    verify::same_router(&session, job.plan).await?;
    let guarded = match &armed {
        Some((armed, _)) => {
            started::is_undoing(&session, armed).await?
                || guard::is_left(&session, armed).await?
                || (armed.tier == GuardTier::SafeMode && safe_mode::is_held(&session).await?)
        }
        None => false,
    };
    let whole = lost(&progress, job.plan, armed.as_ref()).is_empty();
    if guarded || !whole || !unrestored(job, &session).await?.is_empty() {
        return Ok(Settled::NeedsAttention(why));
    }
    as_before(job, armed.as_ref(), &why).await
}

async fn attention(job: &Job<'_>, why: &str) -> Result<Settled> {
    job.journal.state(DeviceState::NeedsAttention, Some(why)).await?;
    job.journal.log(format!("a person must look: {why}")).await?;
    Ok(Settled::NeedsAttention(why.to_owned()))
}

/// Logs what failed, which is tried every second, the first time that it does.
async fn tell(job: &Job<'_>, told: &mut BTreeSet<String>, what: String) -> Result<()> {
    if told.insert(what.clone()) {
        job.journal.log(what).await?;
    }
    Ok(())
}

/// One try: the script on the router where it is, else its actions one by one. What is not as before afterwards.
async fn undo(
    job: &Job<'_>,
    guard: &mut Option<(Armed, i64)>,
    told: &mut BTreeSet<String>,
) -> Result<Vec<String>> {
    let armed = guard.as_ref().map(|(armed, _)| armed);
    job.journal.may_write().await?;
    let session = (job.fresh)()?;
    verify::same_router(&session, job.plan).await?;
    if let Some(armed) = armed
        && started::is_undoing(&session, armed).await?
    {
        return Err(Error::new(ErrorKind::Busy, "the router undoes it by itself"));
    }
    if let Some(armed) = armed.filter(|armed| armed.tier == GuardTier::Scheduler)
        && guard::is_armed(&session, armed).await?
    {
        match guard::fire(&session, armed).await {
            Ok(()) if !guard::is_left(&session, armed).await? => return unrestored(job, &session).await,
            Ok(()) => tell(job, told, "the router did not undo everything".to_owned()).await?,
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => return Err(error),
            Err(error) => tell(job, told, format!("the router did not run the undo: {error}")).await?,
        }
    }
    let wrong = unrestored(job, &session).await?;
    // What is done by hand while safe mode is held would be undone with the rest.
    let held =
        armed.is_some_and(|armed| armed.tier == GuardTier::SafeMode) && safe_mode::is_held(&session).await?;
    if held {
        return Ok(wrong);
    }
    if !wrong.is_empty() {
        if let Some((armed, deadline)) = guard.as_mut().filter(|(armed, _)| armed.tier == GuardTier::SafeMode)
        {
            // It was released, so it has undone nothing and won't.
            armed.tier = GuardTier::None;
            job.journal.guard(armed, *deadline).await?;
        }
        undo_by_hand(job, &session, told).await?;
    }
    let armed = guard.as_ref().map(|(armed, _)| armed);
    if let Some(armed) = armed {
        match guard::disarm(&session, armed).await {
            Err(error) if error.kind() == ErrorKind::Conflict => {}
            other => other?,
        }
    }
    unrestored(job, &session).await
}

async fn unrestored(job: &Job<'_>, session: &Session) -> Result<Vec<String>> {
    let ids = job.journal.ids().await?;
    verify::unrestored(session, job.plan, &ids, job.journal.plan()).await
}

/// Whether the router may have carried `step` out.
fn was_sent(progress: &DeviceProgress, step: usize) -> bool {
    progress.steps.get(&step).is_some_and(|(state, _)| *state >= StepState::Sent)
}

/// Does what the script would do, for the steps that may have been carried out.
async fn undo_by_hand(job: &Job<'_>, session: &Session, told: &mut BTreeSet<String>) -> Result<()> {
    let (progress, ids) = (job.journal.progress().await?, job.journal.ids().await?);
    for undo in job.plan.undo.iter().filter(|undo| was_sent(&progress, undo.step)) {
        if let Some(request) = undo_request(job, session, undo, &ids).await? {
            job.journal.may_write().await?;
            match session.call(request).await {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    tell(job, told, format!("the undo of step {} failed: {error}", undo.step)).await?;
                }
                Ok(_) => {}
            }
        }
    }
    Ok(())
}

/// What undoes it; `None` where there is nothing to do any more.
async fn undo_request(job: &Job<'_>, session: &Session, undo: &Undo, ids: &Ids) -> Result<Option<Request>> {
    let menu = undo.action.path().to_owned();
    let settings =
        menus::find(&menu).is_some_and(|menu| menu.kind == crate::catalogue::menu::MenuKind::Settings);
    let rows = session.print(Print { menu: menu.clone(), settings, ..Print::default() }).await?;
    let there = |id: &str| rows.iter().any(|row| super::row::id(row) == id);
    if let Some(gone) = undo.unless.as_deref()
        && (there(gone) || verify::came_back(job.plan, &menu, &rows, gone)?)
    {
        return Ok(None);
    }
    let resolve = |row: &RowRef| {
        verify::id_of(row, ids).or_else(|| {
            let RowRef::Added(step) = row else { return None };
            let marker = verify::marker(job.journal.plan(), *step);
            let found = rows.iter().find(|row| row.get("comment") == Some(&marker));
            found.map(|row| super::row::id(row).to_owned())
        })
    };
    let plain = |values: &crate::domain::plan::Values| -> RawRow {
        values.iter().filter_map(|(name, text)| Some((name.clone(), text.plain()?.to_owned()))).collect()
    };
    Ok(match &undo.action {
        Action::Add { values, before, .. } => {
            let mut values = plain(values);
            if let Some(before) = before.as_ref().and_then(resolve) {
                values.insert("place-before".to_owned(), before);
            }
            Some(Request::Add { menu, values })
        }
        Action::Set { row, values, .. } => {
            Some(Request::Set { menu, id: row.as_ref().and_then(resolve), values: plain(values) })
        }
        Action::Remove { row, .. } => resolve(row).map(|id| Request::Remove { menu, id }),
        Action::Move { row, before, .. } => {
            let before = before.as_ref().and_then(resolve);
            resolve(row).map(|id| Request::Move { menu, id, before })
        }
        Action::Run { .. } => None,
    })
}

/// Takes a change up that was left in the middle: confirmed when everything is as planned, undone otherwise.
pub async fn settle(job: &Job<'_>) -> Result<Settled> {
    let progress = job.journal.progress().await?;
    let steps = job.plan.steps.iter().filter(|step| step.action.is_some());
    let complete = steps
        .clone()
        .all(|step| progress.steps.get(&step.number).is_some_and(|(state, _)| *state == StepState::Verified));
    if complete && progress.state == DeviceState::Confirming {
        let armed = job.journal.armed().await?;
        let unread = lost(&progress, job.plan, None);
        if armed.is_some_and(|(armed, _)| armed.tier == GuardTier::SafeMode) && !unread.is_empty() {
            let what = format!(
                "rosmcp stopped before safe mode was known to be released, and reading cannot tell: {}",
                unread.join("; ")
            );
            return attention(job, &what).await;
        }
        return confirm(job).await;
    }
    roll_back(job, "rosmcp stopped in the middle of it").await
}
