//! A plan: what shall be changed, on which state it was planned, and how it is undone.
//!
//! A plan is immutable. Its digest is the SHA-256 of its canonical JSON, and whoever approves or applies it names that
//! digest: a plan that differs in anything is another plan.

mod document;
mod rollout;
mod state;
mod step;
mod summary;

pub use super::canonical::{canonical, digest};
pub use document::{
    Action, Base, Change, Confirm, DevicePlan, Finding, GuardPlan, Identity, Plan, PlannedStep, RowRef, Text,
    Undo, Values,
};
pub use rollout::{OnFailure, Rollout};
pub use state::{DeviceState, GuardTier, PlanState, StepState};
pub use step::{Except, Op, StepRequest};
pub use summary::{Summary, Touched};
