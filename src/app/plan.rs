//! Changes to routers: made as plans, approved by people, carried out under a guard.

mod approve;
mod begin;
mod changes;
mod create;
mod expire;
mod gate;
mod held;
mod judge;
mod listed;
mod look_again;
mod next;
mod password;
mod record;
mod recover;
mod retention;
mod run;
#[cfg(test)]
mod samples;
mod sealing;
mod view;
mod void;
mod waiting;
mod waves;

pub use approve::{ApprovalRequest, Verdict};
pub(super) use changes::Changes;
pub use create::NewPlan;
pub use listed::PlanLine;
pub(super) use record::document;
#[cfg(test)]
pub(crate) use samples::{DEVICE as SAMPLE_DEVICE, Sample};
pub use view::{DeviceChange, LogEntry, PlanView, StepView};
pub(super) use void::of_token as void_approvals;
