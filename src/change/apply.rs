//! Carrying a plan out on one device.

use std::time::Duration;

use super::guard::{self, Armed, GuardName};
use super::job::Job;
use super::safe_mode;
use super::settle::{self, PAUSE, RESERVE, Settled};
use super::verify::{self, Ids};
use crate::clock::{self, Instant};
use crate::domain::plan::{Action, Confirm, DeviceState, GuardTier, PlannedStep, StepState};
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
use crate::routeros::transport::Reply;

/// How often what was written is read over a new connection where the router refuses that.
const TRIES: u32 = 5;

/// What came of it.
#[derive(Debug)]
pub enum Applied {
    /// Nothing was written, for this reason.
    Refused(Error),
    /// It is written and verified; the guard fires at this time (Unix milliseconds) unless somebody confirms.
    Confirming(i64),
    /// It ended.
    Settled(Settled),
}

/// Carries the plan out. An error means that the journal could not be written; the guard then decides.
pub async fn apply(job: &Job<'_>) -> Result<Applied> {
    let session = match prepare(job).await {
        Ok(session) => session,
        Err(error) => return Ok(Applied::Refused(error)),
    };
    if job.cancel.is_cancelled() {
        return Ok(Applied::Refused(Error::new(
            ErrorKind::Interrupted,
            "stopped before anything was written",
        )));
    }
    job.journal.begin().await?;
    let name = GuardName::of(job.journal.plan());
    let wanted = Armed { tier: job.plan.guard.tier, name, job: None };
    let script = job.rollback(&wanted, &Ids::new())?;
    let started = clock::monotonic();
    let safe = wanted.tier == GuardTier::SafeMode;
    let span =
        if safe { safe_mode::NOTICED_WITHIN } else { Duration::from_secs(u64::from(job.confirm_within)) };
    let deadline = clock::now_ms() + clock::milliseconds(span);
    // Written down first: after a crash in between the guard is looked for.
    job.journal.guard(&wanted, deadline).await?;
    let ready = if safe {
        safe_mode::take(&session).await.map(|alone| (wanted.clone(), alone))
    } else {
        let armed = guard::arm(&session, &wanted, &script, &job.plan.undo, job.confirm_within).await;
        armed.map(|armed| (armed, session.clone()))
    };
    // What follows must not lean on the connection that wrote.
    drop(session);
    let (armed, writer) = match ready {
        Ok(ready) => ready,
        Err(error) => return unarmed(job, &wanted, error).await,
    };
    job.journal.guard(&armed, deadline).await?;
    job.journal.log(format!("the guard is armed: {}", armed.tier.as_str())).await?;
    let time = Duration::from_secs(u64::from(job.confirm_within));
    // A person needs more of it than a program.
    let reserve = if job.confirm == Confirm::Manual { time / 2 } else { RESERVE };
    let by = started + time.saturating_sub(reserve);
    let mut ids = Ids::new();
    let mut written = steps(job, &writer, &armed, by, &mut ids).await;
    if written.is_ok() {
        written = verify_afresh(job, &ids).await;
    }
    if let Err(error) = written {
        if safe && let Err(error) = safe_mode::unroll(&writer).await {
            job.journal
                .log(format!("safe mode was not unrolled, so its session is dropped: {error}"))
                .await?;
        }
        drop(writer);
        return undone(job, error).await;
    }
    job.journal.state(DeviceState::Confirming, None).await?;
    if safe {
        let released = safe_mode::release(&writer).await;
        drop(writer);
        match released {
            // Whether it was released is seen when it is confirmed.
            Err(error) if error.kind() != ErrorKind::OutcomeUnknown => return undone(job, error).await,
            _ => {}
        }
    }
    if job.confirm == Confirm::Manual {
        job.journal.log("written and verified; waiting for a confirmation").await?;
        return Ok(Applied::Confirming(deadline));
    }
    settle::confirm(job).await.map(Applied::Settled)
}

/// Everything that is checked before anything is written.
pub(super) async fn prepare(job: &Job<'_>) -> Result<Session> {
    let session = (job.fresh)()?;
    verify::same_router(&session, job.plan).await?;
    let drift = verify::drift(&session, job.plan).await?;
    if !drift.is_empty() {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("the router has changed since it was planned: {}", drift.join("; ")),
        )
        .hint("nothing was written; make a new plan"));
    }
    Ok(session)
}

/// The guard could not be armed. What may be there of it has to go, or it would undo something later.
async fn unarmed(job: &Job<'_>, guard: &Armed, why: Error) -> Result<Applied> {
    let cleared = match (job.fresh)() {
        // A session of its own: over REST the one that armed may still wait for an answer.
        Ok(session) => guard::disarm(&session, guard).await,
        Err(error) => Err(error),
    };
    match cleared {
        Err(error) if error.kind() != ErrorKind::Conflict => {
            job.journal.log(format!("what is there of the guard could not be removed: {error}")).await?;
            undone(job, why).await
        }
        _ => {
            job.journal.state(DeviceState::Planned, Some(&why.to_string())).await?;
            Ok(Applied::Refused(why))
        }
    }
}

async fn undone(job: &Job<'_>, why: Error) -> Result<Applied> {
    tracing::warn!(error = %why, plan = job.journal.plan(), device = job.plan.name, "undoing the change");
    settle::roll_back(job, &why.to_string()).await.map(Applied::Settled)
}

async fn steps(job: &Job<'_>, session: &Session, armed: &Armed, by: Instant, ids: &mut Ids) -> Result<()> {
    let all: Vec<_> = job.plan.steps.iter().filter(|step| step.action.is_some()).collect();
    for (done, step) in all.iter().enumerate() {
        (job.tell)(done, all.len(), &step.summary);
        if job.cancel.is_cancelled() {
            return Err(Error::new(ErrorKind::Interrupted, format!("stopped before step {}", step.number)));
        }
        if armed.tier != GuardTier::None && clock::monotonic() >= by {
            return Err(Error::new(
                ErrorKind::Timeout,
                format!("the guard's time is nearly up before step {}", step.number),
            )
            .hint("give it more time with confirm_within"));
        }
        one(job, session, armed, step, ids).await?;
    }
    (job.tell)(all.len(), all.len(), "verifying over a new connection");
    Ok(())
}

/// One step: written down, sent once, read back.
async fn one(
    job: &Job<'_>,
    session: &Session,
    armed: &Armed,
    step: &PlannedStep,
    ids: &mut Ids,
) -> Result<()> {
    let Some(action) = &step.action else { return Ok(()) };
    let what = || format!("step {} ({}) on {:?}", step.number, step.summary, job.plan.name);
    send(job, session, step, action, ids).await.while_doing(|| format!("carrying out {}", what()))?;
    // What fails from here on says nothing about the step, which the router may well have carried out.
    let looking = || {
        format!("looking whether the router has carried out {}; what cannot be verified is undone", what())
    };
    look(job, session, armed, step, action, ids).await.while_doing(looking)
}

async fn send(
    job: &Job<'_>,
    session: &Session,
    step: &PlannedStep,
    action: &Action,
    ids: &mut Ids,
) -> Result<()> {
    job.journal.step(step.number, StepState::Intent, None).await?;
    let request = job.request(step.number, action, ids)?;
    job.journal.step(step.number, StepState::Sent, None).await?;
    match session.call(request).await {
        Ok(reply) => added(action, &reply, step.number, ids),
        Err(error) if error.kind() == ErrorKind::OutcomeUnknown => {
            if is_unreadable(action) {
                return Err(error);
            }
        }
        // Words of refusal do not prove that nothing was done: where it can be read it is, and a secret counts as written.
        Err(error) if error.kind() == ErrorKind::DeviceRejected => return Err(error),
        Err(error) => {
            job.journal.step(step.number, StepState::Planned, None).await?;
            return Err(error);
        }
    }
    Ok(())
}

async fn look(
    job: &Job<'_>,
    session: &Session,
    armed: &Armed,
    step: &PlannedStep,
    action: &Action,
    ids: &mut Ids,
) -> Result<()> {
    if let Action::Add { menu, values, .. } = action {
        let row = match ids.get(&step.number) {
            Some(row) => row.clone(),
            None => job.find_added(session, step.number, menu, values).await?,
        };
        ids.insert(step.number, row.clone());
        job.journal.step(step.number, StepState::Acked, Some(&row)).await?;
        guard::update(session, armed, &job.rollback(armed, ids)?).await?;
        job.own_comment(session, menu, &row, values).await?;
    }
    job.journal.step(step.number, StepState::Acked, ids.get(&step.number).map(String::as_str)).await?;
    job.read_back(session, step.number, action, ids).await?;
    job.journal.step(step.number, StepState::Verified, ids.get(&step.number).map(String::as_str)).await
}

/// Whether reading cannot tell that it was done: a secret was set, or a command was run.
fn is_unreadable(action: &Action) -> bool {
    match action {
        Action::Set { values, .. } => values.values().any(|text| text.plain().is_none()),
        Action::Run { .. } => true,
        Action::Add { .. } | Action::Remove { .. } | Action::Move { .. } => false,
    }
}

/// Remembers the id that the router gave.
fn added(action: &Action, reply: &Reply, step: usize, ids: &mut Ids) {
    if !matches!(action, Action::Add { .. }) {
        return;
    }
    let row = reply.rows.first().and_then(|row| row.get(".id").or_else(|| row.get("ret")));
    if let Some(id) = reply.ret.as_ref().or(row) {
        ids.insert(step, id.clone());
    }
}

/// Reads everything again as somebody who has just arrived. What the router refuses is asked a few times; its silence is not
/// waited out, because this change may have locked rosmcp out.
async fn verify_afresh(job: &Job<'_>, ids: &Ids) -> Result<()> {
    let mut tries = 1;
    let unmet = loop {
        match unmet_afresh(job, ids).await {
            Err(error) if error.kind() == ErrorKind::DeviceRejected && tries < TRIES => tries += 1,
            known => break known?,
        }
        tokio::time::sleep(PAUSE).await;
    };
    if unmet.is_empty() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::DeviceRejected, format!("the router is not as planned: {}", unmet.join("; "))))
}

async fn unmet_afresh(job: &Job<'_>, ids: &Ids) -> Result<Vec<String>> {
    let session = (job.fresh)()?;
    verify::same_router(&session, job.plan).await?;
    verify::unmet(&session, job.plan, ids).await
}
