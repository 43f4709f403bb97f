//! `plan://…`: one plan.

use serde::Serialize;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use crate::app::complete::Words;
use crate::app::plan::{LogEntry, PlanView};
use crate::domain::plan::{DeviceState, PlanState};
use crate::domain::risk::Risk;
use crate::error::Result;
use crate::events::Topic;

pub(super) fn resources() -> [Resource; 3] {
    [
        of_plan(
            "plan://{id}/summary",
            "plan-summary",
            "Summary of a plan",
            "How a plan stands: status, risk, who asked for it and why, each device's status, and what can be done next.",
            summary,
        ),
        of_plan(
            "plan://{id}/details",
            "plan-details",
            "Details of a plan",
            "A whole plan: old → new step by step, findings, guard, policy, digest.",
            details,
        ),
        of_plan(
            "plan://{id}/execution-log",
            "plan-execution-log",
            "Execution log of a plan",
            "What happened to a plan so far, oldest first.",
            log,
        ),
    ]
}

fn of_plan<F, Fut>(
    template: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    read: F,
) -> Resource
where
    F: Fn(Context, Values) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Contents>> + Send + 'static,
{
    Resource::new("change", template, name, title, description, topics, read)
        .completing(&[("id", Words::Plans)])
        .untrusted()
}

fn topics(values: &Values) -> Vec<Topic> {
    vec![Topic::Plan(values.get("id").to_ascii_uppercase())]
}

#[derive(Serialize)]
struct Summary {
    plan_id: String,
    digest: String,
    status: PlanState,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    risk: Risk,
    requester: String,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<String>,
    expires_at: String,
    devices: Vec<OnDevice>,
    next: Vec<String>,
}

#[derive(Serialize)]
struct OnDevice {
    device: String,
    status: DeviceState,
    risk: Risk,
}

impl From<PlanView> for Summary {
    fn from(view: PlanView) -> Self {
        let devices = view.devices.into_iter();
        Self {
            plan_id: view.plan_id,
            digest: view.digest,
            status: view.status,
            note: view.note,
            risk: view.risk,
            requester: view.requester,
            reason: view.reason,
            approved_by: view.approved_by,
            expires_at: view.expires_at,
            devices: devices
                .map(|device| OnDevice { device: device.device, status: device.status, risk: device.risk })
                .collect(),
            next: view.next,
        }
    }
}

#[derive(Serialize)]
struct Log {
    plan_id: String,
    status: PlanState,
    #[serde(rename = "log")]
    entries: Vec<LogEntry>,
}

async fn summary(context: Context, values: Values) -> Result<Contents> {
    Contents::json(&Summary::from(context.app.plan(values.get("id")).await?))
}

async fn details(context: Context, values: Values) -> Result<Contents> {
    Contents::json(&context.app.plan(values.get("id")).await?)
}

async fn log(context: Context, values: Values) -> Result<Contents> {
    let view = context.app.plan(values.get("id")).await?;
    let log = context.app.plan_log(&view.plan_id).await?;
    Contents::json(&Log { plan_id: view.plan_id, status: view.status, entries: log })
}
