//! Making a plan: compiled against the routers, judged by policy, stored.

use parking_lot::Mutex;
use secrecy::SecretString;

use super::super::audit::Change;
use super::super::sanitise::clean_text;
use super::super::{App, Targets, toolsets};
use super::judge::{facts, is_rotation, judged, risk};
use super::next::what_ends;
use super::record::{act_ended, forbidden, identity, only_device, paths, rules, stored};
use super::sealing::binding;
use super::view::PlanView;
use crate::change::{self, GuardName, Possible, RouterIdentity};
use crate::clock;
use crate::domain::access;
use crate::domain::audit::AuditEvent;
use crate::domain::device::Device;
use crate::domain::plan::{Confirm, DevicePlan, Plan, PlanState, Rollout, StepRequest};
use crate::domain::policy::Decision;
use crate::domain::principal::Caller;
use crate::domain::risk::Risk;
use crate::domain::version::Version;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::store::Conn;
use crate::store::{keys, plans};

/// The longest reason, characters.
pub(super) const LONGEST_REASON: usize = 1000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// On which devices.
    pub targets: Targets,
    /// What is done on each of them.
    pub steps: Vec<StepRequest>,
    /// The recipe that the steps come from.
    pub recipe: Option<String>,
    /// Why.
    pub reason: String,
    /// Seconds until the guard undoes it; a setting says it otherwise.
    pub confirm_within: Option<u32>,
    /// Who confirms.
    pub confirm: Confirm,
    /// How it goes over several devices.
    pub rollout: Rollout,
}

impl App {
    /// Makes a plan. Routers are read, nothing is written to them.
    pub async fn create_plan(&self, caller: &Caller, new: NewPlan) -> Result<PlanView> {
        let id = ulid::Ulid::generate().to_string();
        // As it was asked for; what is stored says it by name.
        let device = match &new.targets {
            Targets::Names(names) if names.len() == 1 => names.first().map(|name| clean_text(name)),
            _ => None,
        };
        let act = self.act_of(caller, "plan.create", &id, device);
        let made = self.make_plan(&act, caller, &id, new).await;
        act_ended(act, &id, made).await?;
        self.plan(&id).await
    }

    async fn make_plan(&self, act: &Change<'_>, caller: &Caller, id: &str, new: NewPlan) -> Result<()> {
        access::may_change(&caller.principal)?;
        let confirm_within = new.confirm_within.unwrap_or(self.settings.plan_confirm_seconds);
        if !(30..=3600).contains(&confirm_within) {
            return Err(Error::usage(format!(
                "confirm_within must be 30 to 3600 seconds, is {confirm_within}"
            )));
        }
        if new.reason.chars().count() > LONGEST_REASON {
            return Err(Error::usage(format!("the reason is longer than {LONGEST_REASON} characters")));
        }
        new.rollout.check()?;
        // Before anything is read there.
        new.steps.iter().try_for_each(|step| toolsets::may_touch(&caller.principal, &step.menu))?;
        let mut devices = self.targets(&new.targets).await?;
        devices.sort_by(|a, b| a.name.cmp(&b.name));
        devices.dedup_by(|a, b| a.id == b.id);
        let rules = rules(&self.settings);
        // Before so many routers are read for nothing.
        if let Some(why) = rules.too_many(devices.len()) {
            return Err(forbidden(&[why]));
        }
        let (recipe, manual) = (new.recipe.as_deref(), new.confirm == Confirm::Manual);
        if manual && is_rotation(recipe) {
            return Err(Error::usage("a login confirms this recipe; leave the confirmation by hand out"));
        }
        if manual && new.rollout.soak_seconds > confirm_within / 3 {
            let soak = new.rollout.soak_seconds;
            let error = Error::usage(format!(
                "after {soak} seconds of soak nobody has the time to confirm within {confirm_within}"
            ));
            return Err(
                error.hint("soak_seconds is at most a third of confirm_within where a person confirms")
            );
        }
        let steps = &new.steps;
        let outcomes = self
            .for_each(devices, |app, device| async move {
                if is_rotation(recipe) {
                    let steps = app.password_step(&device).await?;
                    return app.plan_device(id, &device, &steps, manual).await.map(judged);
                }
                app.plan_device(id, &device, steps, manual).await
            })
            .await;
        let (mut planned, mut known) = (Vec::new(), Vec::new());
        for outcome in outcomes {
            planned.push(outcome.result?);
            known.push(outcome.device);
        }
        let now = clock::now_ms();
        let known: Vec<_> = known.iter().collect();
        let risk = planned.iter().map(|device| device.risk).max().unwrap_or(Risk::Low);
        let expiry = clock::milliseconds(self.settings.plan_expiry_seconds);
        let policy = rules.decide(&facts(caller, risk, &known, &planned, recipe));
        let plan = Plan {
            format: 1,
            id: id.to_owned(),
            environment: self.settings.environment,
            requester: identity(caller),
            reason: new.reason,
            recipe: new.recipe.clone(),
            created_at: now,
            expires_at: now.saturating_add(expiry),
            confirm_within,
            confirm: new.confirm,
            rollout: (planned.len() > 1).then_some(new.rollout),
            risk,
            policy,
            devices: planned,
        };
        // Recipes have steps, and steps have menus, that nobody has named.
        paths(&plan).try_for_each(|path| toolsets::may_touch(&caller.principal, path))?;
        self.keep_plan(act, plan).await
    }

    async fn keep_plan(&self, act: &Change<'_>, plan: Plan) -> Result<()> {
        let state = match plan.policy.decision {
            Decision::Apply => PlanState::Approved,
            Decision::Approval => PlanState::Pending,
            Decision::Forbidden => {
                let error = forbidden(&plan.policy.why);
                let decides = "settings and the flags of a device (rosmcp device edit NAME --allow-…) decide";
                return Err(error.hint(decides));
            }
        };
        let stored = stored(&plan, state)?;
        let ids: Vec<_> = plan.devices.iter().map(|device| device.id.clone()).collect();
        let device = only_device(&plan);
        let insert = move |conn: &mut dyn Conn, row: &mut AuditEvent| {
            row.device = device;
            plans::insert(conn, &stored, &ids)
        };
        act.made(insert).await?;
        self.metrics.plans.inc(["created"]);
        Ok(())
    }

    async fn plan_device(
        &self,
        id: &str,
        device: &Device,
        steps: &[StepRequest],
        manual: bool,
    ) -> Result<DevicePlan> {
        let doing = || format!("planning a change of {:?}", device.name);
        self.not_blocked(device, id).await.while_doing(doing)?;
        let session = self.session(device).await.while_doing(doing)?;
        let RouterIdentity { serial, version, .. } = change::identity(&session).await.while_doing(doing)?;
        let vault = self.sealing_vault().await?;
        let used = Mutex::new(Vec::new());
        let seal = |field: &str, text: &str| {
            let field = format!("{id}/{field}");
            let sealed = vault.seal(&binding(device, &field), &SecretString::from(text.to_owned()))?;
            used.lock().push(sealed.key_id);
            Ok(sealed.envelope)
        };
        let parsed: Option<Version> = version.parse().ok();
        let mut compiled = change::compile(&session, parsed, steps, &seal).await.while_doing(doing)?;
        let used = used.into_inner();
        self.store
            .write(move |conn| used.iter().try_for_each(|key| keys::add_sealed_count(conn, key, 1).map(drop)))
            .await?;
        let login =
            self.sealed_credential(&device.id).await?.map(|sealed| sealed.username).unwrap_or_default();
        let world = &mut compiled.world;
        let findings =
            change::analyse(&session, &device.endpoint, &login, world, &compiled.steps, manual).await;
        let script = change::rollback(&GuardName::of(id), &compiled.undo, &|step| Some(format!("*{step}")))?;
        let possible = Possible { transport: device.endpoint.transport, version: parsed, manual };
        let guard = change::choose(&session, &login, &compiled, &script, possible).await;
        let risk = risk(&compiled, &findings);
        Ok(DevicePlan {
            id: device.id.clone(),
            name: device.name.clone(),
            serial,
            version,
            risk,
            findings,
            guard,
            bases: compiled.bases,
            orders: compiled.orders,
            steps: compiled.steps,
            undo: compiled.undo,
        })
    }

    /// Refuses a device that another plan than `own` is changing, or left in need of a person.
    pub(super) async fn not_blocked(&self, device: &Device, own: &str) -> Result<()> {
        let (of, own) = (device.id.clone(), own.to_owned());
        let busy = move |conn: &mut dyn Conn| {
            let Some(plan) = plans::under_way_on(conn, &of, Some(&own))? else { return Ok(None) };
            let ends = what_ends(conn, &plan)?;
            Ok(Some((plan, ends)))
        };
        if let Some((plan, ends)) = self.store.read(busy).await? {
            if !self.tells_of(&plan).await? {
                let message = format!("another plan is changing {:?}, or waits to be confirmed", device.name);
                return Err(Error::new(ErrorKind::Locked, message).hint("wait until it has ended"));
            }
            let message = format!("the plan {plan} is changing {:?}, or waits to be confirmed", device.name);
            return Err(Error::new(ErrorKind::Locked, message).hint(ends));
        }
        match self.blocked_by(device).await? {
            None => Ok(()),
            Some(plan) if !self.tells_of(&plan).await? => Err(Error::new(
                ErrorKind::Locked,
                format!("another plan left {:?} in need of a person", device.name),
            )
            .hint("ask somebody who may see all plans of this router")),
            Some(plan) => Err(Error::new(
                ErrorKind::Locked,
                format!("the plan {plan} left {:?} in need of a person", device.name),
            )
            .hint(format!(
                "look at the router, then: rosmcp plan rollback {plan}, or rosmcp plan cancel {plan}"
            ))),
        }
    }

    /// Whether the plan `id` exists for whom this view is of, so that it may be named.
    async fn tells_of(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        Ok(!self.told_plans([id].into()).await?.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sample;
    use super::super::samples::DEVICE;
    use super::*;
    use crate::domain::device::DeviceId;
    use crate::domain::device::tests::device;
    use crate::domain::plan::DeviceState;
    use crate::domain::principal::{Principal, Role};

    #[tokio::test]
    async fn who_may_not_see_a_plan_learns_that_there_is_one_and_no_more() {
        let toolsets = Some(["change".to_owned(), "firewall".to_owned()].into());
        let some = Principal { toolsets, ..Principal::unlimited("token", "t", Role::OpsRw) };
        for in_need in [true, false] {
            let app = App::scratch().await;
            let id = if in_need {
                app.sample_in_need().await
            } else {
                let (id, _) = app.sample_plan(Sample::default()).await;
                app.sample_moved(&id, PlanState::Confirming, DeviceState::Confirming, None).await;
                id
            };
            let edge = Device { id: DeviceId(DEVICE.into()), ..device("edge-1", &[]) };
            for (view, named) in [(app.seen_by(&some), false), (App::clone(&app), true)] {
                let error = view.not_blocked(&edge, "other").await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Locked);
                assert_eq!(format!("{error} {error:?}").contains(&id), named, "{error:?}");
            }
        }
    }
}
