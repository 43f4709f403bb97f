//! Plans for tests of the surfaces, stored without any router.

use std::collections::BTreeMap;

use super::super::App;
use super::record::stored;
use super::{ApprovalRequest, Verdict};
use crate::clock;
use crate::domain::device::DeviceId;
use crate::domain::plan::{
    Action, Change, Confirm, DevicePlan, DeviceState, Finding, GuardPlan, GuardTier, Identity, Plan,
    PlanState, PlannedStep, Text,
};
use crate::domain::policy::{ApprovalBy, Decision, Snapshot};
use crate::domain::principal::{Caller, Principal};
use crate::domain::risk::Risk;
use crate::store::plans;

/// The device that the plans are about.
pub(crate) const DEVICE: &str = "id-of-edge-1";

/// What differs from test to test.
pub(crate) struct Sample {
    /// Who asked for it: issuer and subject.
    pub(crate) requester: (&'static str, &'static str),
    /// Text that stands wherever somebody else's text can stand.
    pub(crate) text: String,
    /// The risk; a critical one must be acknowledged.
    pub(crate) risk: Risk,
    /// Who may approve.
    pub(crate) approval_by: ApprovalBy,
    /// How many must approve.
    pub(crate) approvals: u32,
    /// How long it can be approved from now, milliseconds.
    pub(crate) lasts: i64,
    /// Who confirms.
    pub(crate) confirm: Confirm,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            requester: ("local", "ann"),
            text: "plain".into(),
            risk: Risk::Medium,
            approval_by: ApprovalBy::OtherPerson,
            approvals: 1,
            lasts: 3_600_000,
            confirm: Confirm::Automatic,
        }
    }
}

impl App {
    /// Stores a plan that waits for an approval and returns its id and digest.
    pub(crate) async fn sample_plan(&self, sample: Sample) -> (String, String) {
        let now = clock::now_ms();
        let plan = Plan {
            format: 1,
            id: ulid::Ulid::generate().to_string(),
            environment: self.settings.environment,
            requester: Identity { issuer: sample.requester.0.into(), subject: sample.requester.1.into() },
            reason: sample.text.clone(),
            recipe: None,
            created_at: now,
            expires_at: now + sample.lasts,
            confirm_within: 300,
            confirm: sample.confirm,
            rollout: None,
            risk: sample.risk,
            policy: Snapshot {
                decision: Decision::Approval,
                why: vec!["its risk asks for it".into()],
                approval_by: sample.approval_by,
                acknowledge: sample.risk == Risk::Critical,
                approvals: sample.approvals,
            },
            devices: vec![device(&sample)],
        };
        let stored = stored(&plan, PlanState::Pending).expect("a plan");
        let named = (stored.id.clone(), stored.digest.clone());
        self.store
            .write(move |conn| plans::insert(conn, &stored, &[DeviceId(DEVICE.into())]))
            .await
            .expect("a stored plan");
        named
    }

    /// Stores a plan that left its device in need of a person, and returns its id.
    pub(crate) async fn sample_in_need(&self) -> String {
        let (id, _) = self.sample_plan(Sample::default()).await;
        self.sample_moved(&id, PlanState::NeedsAttention, DeviceState::NeedsAttention, None).await;
        id
    }

    /// Moves it and its device on, as a run would, and the guard of that is armed until `deadline`, Unix milliseconds.
    pub(crate) async fn sample_moved(
        &self,
        id: &str,
        state: PlanState,
        device: DeviceState,
        deadline: Option<i64>,
    ) {
        let plan = id.to_owned();
        let moved = self.store.write(move |conn| {
            plans::change_state(conn, &plan, &[PlanState::Pending], state, None, 1)?;
            let entry = plans::Entry { plan, device: DeviceId(DEVICE.into()), at: 1 };
            if let Some(deadline) = deadline {
                plans::set_guard(conn, &entry, GuardTier::Scheduler, None, deadline)?;
            }
            plans::set_device_state(conn, &entry, device, None)
        });
        moved.await.expect("moved");
    }

    /// Approves it as somebody else at a terminal.
    pub(crate) async fn approve_sample(&self, id: &str, digest: &str) {
        let request = ApprovalRequest {
            id: id.to_owned(),
            digest: digest.to_owned(),
            verdict: Verdict::Approve,
            acknowledge: false,
            in_person: true,
            note: None,
        };
        self.judge_plan(&Caller::new(Principal::shell("bea"), "r"), request).await.expect("approved");
    }
}

fn device(sample: &Sample) -> DevicePlan {
    let text = &sample.text;
    let values = [("comment".to_owned(), Text::Plain(text.clone()))].into();
    DevicePlan {
        id: DeviceId(DEVICE.into()),
        name: format!("edge-1 {text}"),
        serial: None,
        version: "7.20".into(),
        risk: sample.risk,
        findings: vec![Finding { risk: sample.risk, what: text.clone(), step: Some(1) }],
        guard: GuardPlan { tier: GuardTier::Scheduler, gaps: vec![text.clone()] },
        bases: Vec::new(),
        orders: BTreeMap::default(),
        steps: vec![PlannedStep {
            number: 1,
            summary: format!("set ip/dns/static {text}"),
            risk: sample.risk,
            action: Some(Action::Set { menu: "ip/dns/static".into(), row: None, values }),
            changes: vec![Change {
                field: "comment".into(),
                old: Some(text.clone()),
                new: Some(format!("{text} 2")),
            }],
            lost: Vec::new(),
        }],
        undo: Vec::new(),
    }
}
