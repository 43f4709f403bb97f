//! Plans in lists.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::App;
use super::super::sanitise::clean_text;
use super::record::Sight;
use crate::clock;
use crate::domain::plan::{PlanState, Summary};
use crate::domain::risk::Risk;
use crate::error::{ErrorKind, Result};
use crate::store::plans::{self, ListedPlan};

/// The plans that a completion looks among.
const NEWEST: usize = 200;
/// How many plans are read at once.
const AT_ONCE: u32 = 100;

/// A plan in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanLine {
    /// Identifier.
    pub plan_id: String,
    /// How far it is.
    pub status: PlanState,
    /// The highest risk in it.
    pub risk: Risk,
    /// Its devices.
    pub devices: Vec<String>,
    /// Who asked for it.
    pub requester: String,
    /// Why.
    pub reason: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339. Models have it in a plan's own view; every one of them reads the schema of this line.
    #[schemars(skip)]
    pub expires_at: String,
}

impl App {
    /// The newest plans that the caller may see first, at most `most`; only those in `state`, and older than the plan
    /// `before`, where these are said.
    pub async fn plans(
        &self,
        state: Option<PlanState>,
        before: Option<&str>,
        most: usize,
    ) -> Result<Vec<PlanLine>> {
        let (sight, now) = (self.sight().await?, clock::now_ms());
        let (mut lines, mut before) = (Vec::new(), before.map(str::to_owned));
        while lines.len() < most {
            let older = before.take();
            let some =
                self.store.read(move |conn| plans::list(conn, state, older.as_deref(), AT_ONCE)).await?;
            before = some.last().map(|stored| stored.id.clone());
            for listed in &some {
                // A damaged plan is left out; looking at it says what is wrong.
                let Some(summary) = &listed.summary else { continue };
                let line = line(listed, summary, now);
                let wanted = lines.len() < most && state.is_none_or(|state| state == line.status);
                if wanted && self.sees(&sight, &listed.id, summary).await? {
                    lines.push(line);
                }
            }
            if before.is_none() {
                break;
            }
        }
        Ok(lines)
    }

    /// Whether the plan `id` exists for whom `sight` is of.
    async fn sees(&self, sight: &Sight, id: &str, summary: &Summary) -> Result<bool> {
        if !sight.has(summary.devices.iter().map(|device| &device.id)) {
            return Ok(false);
        }
        if !sight.has_some_menus() {
            return Ok(true);
        }
        match self.seen_plan(sight, id).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Integrity) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The ids of the newest plans that the caller may see, newest first.
    pub(crate) async fn plan_ids(&self) -> Result<Vec<String>> {
        Ok(self.plans(None, None, NEWEST).await?.into_iter().map(|line| line.plan_id).collect())
    }
}

fn line(listed: &ListedPlan, summary: &Summary, now: clock::UnixMs) -> PlanLine {
    PlanLine {
        plan_id: listed.id.clone(),
        status: listed.state_at(now),
        risk: summary.risk,
        devices: summary.devices.iter().map(|device| clean_text(&device.name)).collect(),
        requester: listed.requester.to_string(),
        reason: clean_text(&summary.reason),
        created_at: clock::rfc3339(listed.created_at),
        expires_at: clock::rfc3339(listed.expires_at),
    }
}
