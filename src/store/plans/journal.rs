//! How far a plan is on each of its devices, written by whoever holds the device's lease, and what happened on the way.
//!
//! A deadline is stored by the database's clock and told by this machine's, so that one whose clock is wrong neither cuts it
//! short nor overruns it.

use std::collections::BTreeMap;

use super::change_state;
use crate::clock::UnixMs;
use crate::domain::device::DeviceId;
use crate::domain::plan::{DeviceState, GuardTier, PlanState, StepState};
use crate::error::{Error, Result};
use crate::store::conn::{Conn, Row, Value, ahead};

/// Where a journal entry belongs, and when it is made.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The plan.
    pub plan: String,
    /// The device.
    pub device: DeviceId,
    /// Unix milliseconds.
    pub at: UnixMs,
}

/// How far a plan is on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceProgress {
    /// The device.
    pub device: DeviceId,
    /// How far.
    pub state: DeviceState,
    /// Why, where there is something to say.
    pub note: Option<String>,
    /// The guard's kind, its background job, and when it fires at the latest (Unix milliseconds).
    pub guard: Option<(GuardTier, Option<String>, UnixMs)>,
    /// Each step that was begun, with the row it added.
    pub steps: BTreeMap<usize, (StepState, Option<String>)>,
}

/// A line of the execution log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Unix milliseconds.
    pub at: UnixMs,
    /// The device, where it is about one.
    pub device: Option<String>,
    /// What happened.
    pub text: String,
}

/// How far a plan is on a device.
pub fn progress(conn: &mut dyn Conn, plan: &str, device: &DeviceId) -> Result<DeviceProgress> {
    let found = select(conn, "plan_id = ?1 AND device_id = ?2", &[plan.into(), (&device.0).into()])?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| Error::not_found(format!("the plan {plan} does not touch this device")))
}

/// How far a plan is on each of its devices.
pub fn progress_of_all(conn: &mut dyn Conn, plan: &str) -> Result<Vec<DeviceProgress>> {
    select(conn, "plan_id = ?1", &[plan.into()])
}

fn select(conn: &mut dyn Conn, which: &str, values: &[Value]) -> Result<Vec<DeviceProgress>> {
    let sql = format!("SELECT device_id, state, note, guard, job, deadline FROM plan_devices WHERE {which}");
    let (mut all, ahead) = (BTreeMap::new(), ahead(conn)?);
    for row in conn.query(&sql, values)? {
        let device = DeviceId(row.get("device_id")?);
        all.insert(device.clone(), device_progress(device, &row, ahead)?);
    }
    let sql = format!("SELECT device_id, step, state, row_id FROM plan_steps WHERE {which}");
    for row in conn.query(&sql, values)? {
        if let Some(progress) = all.get_mut(&DeviceId(row.get("device_id")?)) {
            let step = usize::from(row.get::<u16>("step")?);
            progress.steps.insert(step, (row.word("state")?, row.get("row_id")?));
        }
    }
    Ok(all.into_values().collect())
}

fn device_progress(device: DeviceId, row: &Row, ahead: i64) -> Result<DeviceProgress> {
    let guard: Option<String> = row.get("guard")?;
    Ok(DeviceProgress {
        device,
        state: row.word("state")?,
        note: row.get("note")?,
        guard: guard
            .map(|_| {
                let deadline = row.get::<UnixMs>("deadline")?.saturating_sub(ahead);
                Ok::<_, Error>((row.word("guard")?, row.get("job")?, deadline))
            })
            .transpose()?,
        steps: BTreeMap::new(),
    })
}

/// Writes how far a device is. A plan that waited for its confirmation waits no more once one of its devices is being undone.
pub fn set_device_state(
    conn: &mut dyn Conn,
    entry: &Entry,
    state: DeviceState,
    note: Option<&str>,
) -> Result<()> {
    let sql = "UPDATE plan_devices SET state = ?3, note = ?4, updated_at = ?5 WHERE plan_id = ?1 AND device_id = ?2";
    let values =
        [(&entry.plan).into(), (&entry.device.0).into(), state.as_str().into(), note.into(), entry.at.into()];
    conn.execute(sql, &values)?;
    if state == DeviceState::RollingBack {
        let (from, to) = (&[PlanState::Confirming], PlanState::RollingBack);
        change_state(conn, &entry.plan, from, to, note, entry.at)?;
    }
    Ok(())
}

/// Writes that a run begins: what an earlier one did on the device was undone, and its rows are not this one's.
pub fn begin_device(conn: &mut dyn Conn, entry: &Entry) -> Result<()> {
    let values = [(&entry.plan).into(), (&entry.device.0).into()];
    conn.execute("DELETE FROM plan_steps WHERE plan_id = ?1 AND device_id = ?2", &values)?;
    set_device_state(conn, entry, DeviceState::Applying, None)
}

/// Writes which guard is on the router and until when.
pub fn set_guard(
    conn: &mut dyn Conn,
    entry: &Entry,
    tier: GuardTier,
    job: Option<&str>,
    deadline: UnixMs,
) -> Result<()> {
    let sql = "UPDATE plan_devices SET guard = ?3, job = ?4, deadline = ?5, updated_at = ?6
        WHERE plan_id = ?1 AND device_id = ?2";
    let values = [
        (&entry.plan).into(),
        (&entry.device.0).into(),
        tier.as_str().into(),
        job.into(),
        deadline.saturating_add(ahead(conn)?).into(),
        entry.at.into(),
    ];
    conn.execute(sql, &values).map(drop)
}

/// Writes how far a step is; a row once known stays known.
pub fn set_step(
    conn: &mut dyn Conn,
    entry: &Entry,
    step: usize,
    state: StepState,
    row: Option<&str>,
) -> Result<()> {
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    let sql = "INSERT INTO plan_steps (plan_id, device_id, step, state, row_id, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (plan_id, device_id, step) DO UPDATE SET state = excluded.state,
            row_id = COALESCE(excluded.row_id, plan_steps.row_id), updated_at = excluded.updated_at";
    let values = [
        (&entry.plan).into(),
        (&entry.device.0).into(),
        step.into(),
        state.as_str().into(),
        row.into(),
        entry.at.into(),
    ];
    conn.execute(sql, &values).map(drop)
}

/// Appends a line to the execution log.
pub fn log(conn: &mut dyn Conn, plan: &str, device: Option<&DeviceId>, text: &str, at: UnixMs) -> Result<()> {
    let last = conn.query("SELECT MAX(seq) AS seq FROM plan_log WHERE plan_id = ?1", &[plan.into()])?;
    let last: Option<i64> = last.first().map_or(Ok(None), |row| row.get("seq"))?;
    let values = [
        plan.into(),
        (last.unwrap_or(0) + 1).into(),
        at.into(),
        device.map(|id| id.0.as_str()).into(),
        text.into(),
    ];
    let sql = "INSERT INTO plan_log (plan_id, seq, at, device_id, text) VALUES (?1, ?2, ?3, ?4, ?5)";
    conn.execute(sql, &values).map(drop)
}

/// The execution log of a plan, oldest first.
pub fn log_of(conn: &mut dyn Conn, plan: &str) -> Result<Vec<LogLine>> {
    let sql = "SELECT at, device_id, text FROM plan_log WHERE plan_id = ?1 ORDER BY seq";
    let read =
        |row: &Row| Ok(LogLine { at: row.get("at")?, device: row.get("device_id")?, text: row.get("text")? });
    conn.query(sql, &[plan.into()])?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::super::StoredPlan;
    use super::super::tests::plan;
    use super::super::{blocked_by, get, insert, under_way_on};
    use super::*;
    use crate::store::tests::{Differing, scratch};

    #[test]
    fn the_journal_keeps_a_row_once_it_is_known() {
        scratch(|conn| {
            let device = DeviceId("d".into());
            insert(conn, &plan("p"), std::slice::from_ref(&device)).expect("inserted");
            let entry = Entry { plan: "p".into(), device: device.clone(), at: 5 };
            set_step(conn, &entry, 1, StepState::Sent, None).expect("written");
            set_step(conn, &entry, 1, StepState::Acked, Some("*1F")).expect("written");
            set_step(conn, &entry, 1, StepState::Verified, None).expect("written");
            set_guard(conn, &entry, GuardTier::Scheduler, None, 99).expect("written");
            set_device_state(conn, &entry, DeviceState::NeedsAttention, Some("why")).expect("written");
            let found = progress(conn, "p", &device).expect("there");
            assert_eq!(found.steps[&1], (StepState::Verified, Some("*1F".into())));
            assert_eq!(found.guard, Some((GuardTier::Scheduler, None, 99)));
            assert_eq!(blocked_by(conn, &device).expect("read").as_deref(), Some("p"));
            begin_device(conn, &entry).expect("written");
            let again = progress(conn, "p", &device).expect("there");
            assert_eq!((again.state, again.steps.len()), (DeviceState::Applying, 0));
            log(conn, "p", Some(&device), "one", 6).expect("written");
            log(conn, "p", None, "two", 7).expect("written");
            let lines = log_of(conn, "p").expect("read");
            assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        });
    }

    #[test]
    fn a_deadline_is_the_same_for_machines_whose_clocks_differ() {
        const HOUR: i64 = 3_600_000;
        scratch(|conn| {
            let device = DeviceId("d".into());
            insert(conn, &plan("p"), std::slice::from_ref(&device)).expect("inserted");
            let entry = Entry { plan: "p".into(), device: device.clone(), at: 5 };
            let mut behind = Differing(conn, HOUR);
            set_guard(&mut behind, &entry, GuardTier::Scheduler, None, 2 * HOUR).expect("written");
            let told =
                |conn: &mut dyn Conn| progress(conn, "p", &device).expect("there").guard.expect("one").2;
            assert!((told(&mut behind) - 2 * HOUR).abs() < 1000);
            assert!((told(conn) - 3 * HOUR).abs() < 1000, "by a clock that is an hour ahead of that");
        });
    }

    #[test]
    fn a_plan_with_a_device_that_is_being_undone_waits_for_no_confirmation() {
        scratch(|conn| {
            let device = DeviceId("d".into());
            for (before, after) in [
                (PlanState::Confirming, PlanState::RollingBack),
                (PlanState::Applying, PlanState::Applying),
                (PlanState::NeedsAttention, PlanState::NeedsAttention),
            ] {
                let id = before.as_str();
                insert(conn, &StoredPlan { state: before, ..plan(id) }, std::slice::from_ref(&device))
                    .expect("inserted");
                let entry = Entry { plan: id.into(), device: device.clone(), at: 5 };
                set_device_state(conn, &entry, DeviceState::RollingBack, Some("why")).expect("written");
                assert_eq!(get(conn, id).expect("read").expect("there").state, after);
            }
        });
    }

    #[test]
    fn another_plan_is_found_beside_the_own_one_whichever_is_older() {
        scratch(|conn| {
            let device = DeviceId("d".into());
            for id in ["a", "b"] {
                insert(conn, &plan(id), std::slice::from_ref(&device)).expect("inserted");
                let entry = Entry { plan: id.into(), device: device.clone(), at: 5 };
                set_device_state(conn, &entry, DeviceState::Confirming, None).expect("written");
            }
            for (own, other) in [(Some("a"), "b"), (Some("b"), "a"), (None, "a")] {
                assert_eq!(under_way_on(conn, &device, own).expect("read").as_deref(), Some(other));
            }
        });
    }
}
