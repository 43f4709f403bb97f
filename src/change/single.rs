//! One write that nothing on the router undoes, because whoever sends it can settle it either way.

use super::apply::prepare;
use super::job::Job;
use super::verify::Ids;
use crate::domain::plan::{DeviceState, StepState};
use crate::error::{Error, ErrorKind, Result};

/// Checks the router as [`super::apply`] does and sends the plan's steps, once and without a guard. The inner error says that
/// nothing was written; an outcome that is not known is none.
pub async fn send_only(job: &Job<'_>) -> Result<Result<()>> {
    let session = match prepare(job).await {
        Ok(session) => session,
        Err(error) => return Ok(Err(error)),
    };
    job.journal.begin().await?;
    for step in &job.plan.steps {
        let Some(action) = &step.action else { continue };
        job.journal.step(step.number, StepState::Intent, None).await?;
        let request = job.request(step.number, action, &Ids::new())?;
        job.journal.step(step.number, StepState::Sent, None).await?;
        match session.call(request).await {
            Err(error) if error.kind() != ErrorKind::OutcomeUnknown => {
                return refused(job, error).await.map(Err);
            }
            _ => job.journal.log("sent; a login tells what came of it").await?,
        }
    }
    Ok(Ok(()))
}

async fn refused(job: &Job<'_>, error: Error) -> Result<Error> {
    job.journal.state(DeviceState::Planned, Some(&error.to_string())).await?;
    Ok(error)
}

/// Notes that what [`send_only`] sent is in force.
pub async fn sent_is_verified(job: &Job<'_>) -> Result<()> {
    for step in job.plan.steps.iter().filter(|step| step.action.is_some()) {
        job.journal.step(step.number, StepState::Verified, None).await?;
    }
    Ok(())
}
