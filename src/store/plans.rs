//! Plans, their approvals, leases and journals.
//!
//! A plan's document never changes. What happens to it is told by its state, which only moves by compare-and-set, and by
//! the journal of each device, which only the holder of the device's lease writes.

use std::collections::{BTreeMap, BTreeSet};

use super::conn::{Conn, Row, Value};
use super::sql::{columns, placeholders};
use crate::clock::UnixMs;
use crate::domain::device::DeviceId;
use crate::domain::plan::{DeviceState, Identity, PlanState, StepState};
use crate::error::{Error, ErrorKind, Result};

/// How long a lease holds unless it is renewed, milliseconds.
pub const LEASE_MS: i64 = 30_000;

const COLUMNS: &[&str] = &[
    "id",
    "digest",
    "document",
    "state",
    "issuer",
    "subject",
    "created_at",
    "expires_at",
    "updated_at",
    "note",
];

/// A plan as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPlan {
    /// Identifier.
    pub id: String,
    /// SHA-256 of the document.
    pub digest: String,
    /// Canonical JSON.
    pub document: String,
    /// How far it is.
    pub state: PlanState,
    /// Who asked for it.
    pub requester: Identity,
    /// Unix milliseconds.
    pub created_at: UnixMs,
    /// Unix milliseconds.
    pub expires_at: UnixMs,
    /// Unix milliseconds.
    pub updated_at: UnixMs,
    /// Why it is in this state, where there is something to say.
    pub note: Option<String>,
}

/// A person's consent to exactly one digest; good for one apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The digest that was approved.
    pub digest: String,
    /// Who.
    pub approver: Identity,
    /// When, Unix milliseconds.
    pub at: UnixMs,
    /// Until when it is good, Unix milliseconds.
    pub expires_at: UnixMs,
    /// In the approver's words.
    pub note: Option<String>,
    /// When it was used, Unix milliseconds.
    pub used_at: Option<UnixMs>,
}

/// The right to write to one device; the epoch grows with each holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The run that holds it.
    pub owner: String,
    /// Counts its holders.
    pub epoch: i64,
}

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
    pub guard: Option<(String, Option<String>, UnixMs)>,
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

/// Adds a plan with its devices.
pub fn insert(conn: &mut dyn Conn, plan: &StoredPlan, devices: &[DeviceId]) -> Result<()> {
    let sql = format!("INSERT INTO plans ({}) VALUES ({})", columns(COLUMNS), placeholders(COLUMNS.len()));
    let values: [Value; 10] = [
        (&plan.id).into(),
        (&plan.digest).into(),
        (&plan.document).into(),
        plan.state.as_str().into(),
        (&plan.requester.issuer).into(),
        (&plan.requester.subject).into(),
        plan.created_at.into(),
        plan.expires_at.into(),
        plan.updated_at.into(),
        plan.note.as_deref().into(),
    ];
    conn.execute(&sql, &values)?;
    for device in devices {
        conn.execute(
            "INSERT INTO plan_devices (plan_id, device_id, state, updated_at) VALUES (?1, ?2, ?3, ?4)",
            &[
                (&plan.id).into(),
                (&device.0).into(),
                DeviceState::Planned.as_str().into(),
                plan.created_at.into(),
            ],
        )?;
    }
    Ok(())
}

/// The plan with this id.
pub fn get(conn: &mut dyn Conn, id: &str) -> Result<Option<StoredPlan>> {
    let plans = select(conn, "WHERE id = ?1", &[id.into()])?;
    Ok(plans.into_iter().next())
}

/// The newest plans first, at most `limit`; only those in `state` where one is said.
pub fn list(conn: &mut dyn Conn, state: Option<PlanState>, limit: u32) -> Result<Vec<StoredPlan>> {
    let limit = Value::from(i64::from(limit));
    match state {
        Some(state) => {
            select(conn, "WHERE state = ?2 ORDER BY id DESC LIMIT ?1", &[limit, state.as_str().into()])
        }
        None => select(conn, "ORDER BY id DESC LIMIT ?1", &[limit]),
    }
}

/// The plans that may have left something unsettled on a router.
pub fn under_way(conn: &mut dyn Conn) -> Result<Vec<StoredPlan>> {
    select(conn, "WHERE state IN ('applying', 'confirming', 'rolling_back') ORDER BY id", &[])
}

fn select(conn: &mut dyn Conn, rest: &str, values: &[Value]) -> Result<Vec<StoredPlan>> {
    let sql = format!("SELECT {} FROM plans {rest}", columns(COLUMNS));
    conn.query(&sql, values)?.iter().map(stored).collect()
}

fn stored(row: &Row) -> Result<StoredPlan> {
    Ok(StoredPlan {
        id: row.get("id")?,
        digest: row.get("digest")?,
        document: row.get("document")?,
        state: row.word("state")?,
        requester: Identity { issuer: row.get("issuer")?, subject: row.get("subject")? },
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        updated_at: row.get("updated_at")?,
        note: row.get("note")?,
    })
}

/// For each of the plans `ids` that there are, a text that differs once anything about the plan does.
pub fn stamps(conn: &mut dyn Conn, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let sql = "SELECT state, updated_at,
            (SELECT MAX(updated_at) FROM plan_devices WHERE plan_id = plans.id) AS touched,
            (SELECT MAX(seq) FROM plan_log WHERE plan_id = plans.id) AS lines
        FROM plans WHERE id = ?1";
    let mut stamps = BTreeMap::new();
    for id in ids {
        for row in conn.query(sql, &[id.as_str().into()])? {
            let state: String = row.get("state")?;
            let (at, touched, lines): (i64, Option<i64>, Option<i64>) =
                (row.get("updated_at")?, row.get("touched")?, row.get("lines")?);
            stamps.insert(id.clone(), format!("{state} {at} {touched:?} {lines:?}"));
        }
    }
    Ok(stamps)
}

/// Moves a plan to `to` if it is in one of `from`; says whether it was.
pub fn change_state(
    conn: &mut dyn Conn,
    id: &str,
    from: &[PlanState],
    to: PlanState,
    note: Option<&str>,
    at: UnixMs,
) -> Result<bool> {
    let mut values: Vec<Value> = vec![id.into(), to.as_str().into(), note.into(), at.into()];
    values.extend(from.iter().map(|state| state.as_str().into()));
    let places: Vec<_> = (5..=values.len()).map(|place| format!("?{place}")).collect();
    let sql = format!(
        "UPDATE plans SET state = ?2, note = ?3, updated_at = ?4 WHERE id = ?1 AND state IN ({})",
        places.join(", ")
    );
    Ok(conn.execute(&sql, &values)? == 1)
}

/// Stores an approval; a plan has one at most, so a second one is [`ErrorKind::Conflict`].
pub fn approve(conn: &mut dyn Conn, id: &str, approval: &Approval) -> Result<()> {
    conn.execute(
        "INSERT INTO plan_approvals (plan_id, digest, issuer, subject, at, expires_at, note)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            id.into(),
            (&approval.digest).into(),
            (&approval.approver.issuer).into(),
            (&approval.approver.subject).into(),
            approval.at.into(),
            approval.expires_at.into(),
            approval.note.as_deref().into(),
        ],
    )
    .map(drop)
}

/// The approval of a plan.
pub fn approval(conn: &mut dyn Conn, id: &str) -> Result<Option<Approval>> {
    let sql = "SELECT digest, issuer, subject, at, expires_at, note, used_at FROM plan_approvals WHERE plan_id = ?1";
    let rows = conn.query(sql, &[id.into()])?;
    let read = |row: &Row| {
        Ok(Approval {
            digest: row.get("digest")?,
            approver: Identity { issuer: row.get("issuer")?, subject: row.get("subject")? },
            at: row.get("at")?,
            expires_at: row.get("expires_at")?,
            note: row.get("note")?,
            used_at: row.get("used_at")?,
        })
    };
    rows.first().map(read).transpose()
}

/// Uses the approval up; says whether it was still unused.
pub fn use_approval(conn: &mut dyn Conn, id: &str, at: UnixMs) -> Result<bool> {
    let sql = "UPDATE plan_approvals SET used_at = ?2 WHERE plan_id = ?1 AND used_at IS NULL";
    Ok(conn.execute(sql, &[id.into(), at.into()])? == 1)
}

/// Makes the approval good again: nothing was written.
pub fn unuse_approval(conn: &mut dyn Conn, id: &str) -> Result<()> {
    conn.execute("UPDATE plan_approvals SET used_at = NULL WHERE plan_id = ?1", &[id.into()]).map(drop)
}

/// Takes the devices of a plan that needed a person as settled.
pub fn settle_devices(conn: &mut dyn Conn, id: &str, at: UnixMs) -> Result<()> {
    let sql = "UPDATE plan_devices SET state = 'rolled_back', note = 'settled by a person', updated_at = ?2
        WHERE plan_id = ?1 AND state = 'needs_attention'";
    conn.execute(sql, &[id.into(), at.into()]).map(drop)
}

/// Takes the lease of a device; [`ErrorKind::Locked`] while another run holds it.
pub fn take_lease(
    conn: &mut dyn Conn,
    device: &DeviceId,
    plan: &str,
    owner: &str,
    now: UnixMs,
) -> Result<Lease> {
    let rows = conn.query(
        "SELECT owner, epoch, expires_at, plan_id FROM device_leases WHERE device_id = ?1",
        &[(&device.0).into()],
    )?;
    let Some(row) = rows.first() else {
        let sql = "INSERT INTO device_leases (device_id, plan_id, owner, epoch, expires_at) VALUES (?1, ?2, ?3, 1, ?4)";
        conn.execute(sql, &[(&device.0).into(), plan.into(), owner.into(), (now + LEASE_MS).into()])?;
        return Ok(Lease { owner: owner.to_owned(), epoch: 1 });
    };
    let (holder, epoch, until): (String, i64, i64) =
        (row.get("owner")?, row.get("epoch")?, row.get("expires_at")?);
    if until > now && holder != owner {
        let plan: String = row.get("plan_id")?;
        let error = Error::new(ErrorKind::Locked, format!("another run writes to this device (plan {plan})"));
        return Err(error.hint("wait until it has ended; a run that died gives way after half a minute"));
    }
    let sql = "UPDATE device_leases SET plan_id = ?2, owner = ?3, epoch = ?4, expires_at = ?5
        WHERE device_id = ?1 AND epoch = ?6";
    let next = epoch + 1;
    let values =
        [(&device.0).into(), plan.into(), owner.into(), next.into(), (now + LEASE_MS).into(), epoch.into()];
    if conn.execute(sql, &values)? == 1 {
        return Ok(Lease { owner: owner.to_owned(), epoch: next });
    }
    Err(Error::new(ErrorKind::Locked, "another run was faster").hint("try again in a moment"))
}

/// Prolongs a lease; says whether it was still held.
pub fn renew_lease(conn: &mut dyn Conn, device: &DeviceId, lease: &Lease, now: UnixMs) -> Result<bool> {
    let sql = "UPDATE device_leases SET expires_at = ?4 WHERE device_id = ?1 AND owner = ?2 AND epoch = ?3
        AND expires_at > ?5";
    let values =
        [(&device.0).into(), (&lease.owner).into(), lease.epoch.into(), (now + LEASE_MS).into(), now.into()];
    Ok(conn.execute(sql, &values)? == 1)
}

/// Gives a lease back; the epoch stays, so that an old holder is known.
pub fn release_lease(conn: &mut dyn Conn, device: &DeviceId, lease: &Lease) -> Result<()> {
    let sql = "UPDATE device_leases SET expires_at = 0 WHERE device_id = ?1 AND owner = ?2 AND epoch = ?3";
    conn.execute(sql, &[(&device.0).into(), (&lease.owner).into(), lease.epoch.into()]).map(drop)
}

/// Refuses whoever does not hold the lease at `now`.
pub fn check_lease(conn: &mut dyn Conn, device: &DeviceId, lease: &Lease, now: UnixMs) -> Result<()> {
    let sql =
        "SELECT 1 FROM device_leases WHERE device_id = ?1 AND owner = ?2 AND epoch = ?3 AND expires_at > ?4";
    let values = [(&device.0).into(), (&lease.owner).into(), lease.epoch.into(), now.into()];
    if conn.query(sql, &values)?.is_empty() {
        return Err(Error::new(
            ErrorKind::Locked,
            "the lease of the device was lost; nothing more is written",
        )
        .hint("the guard on the router undoes what was written unless the other run confirms it"));
    }
    Ok(())
}

/// How many plans wait for a person to look at a router.
pub fn needing_attention(conn: &mut dyn Conn) -> Result<usize> {
    let rows = conn.query("SELECT COUNT(*) AS plans FROM plans WHERE state = 'needs_attention'", &[])?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get("plans"))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// The plan that left each device in need of a person.
pub fn blocked(conn: &mut dyn Conn) -> Result<BTreeMap<DeviceId, String>> {
    let sql =
        "SELECT device_id, plan_id FROM plan_devices WHERE state = 'needs_attention' ORDER BY plan_id DESC";
    let entry = |row: &Row| Ok((DeviceId(row.get("device_id")?), row.get("plan_id")?));
    conn.query(sql, &[])?.iter().map(entry).collect()
}

/// The plan that left this device in need of a person.
pub fn blocked_by(conn: &mut dyn Conn, device: &DeviceId) -> Result<Option<String>> {
    let sql = "SELECT plan_id FROM plan_devices WHERE device_id = ?1 AND state = 'needs_attention' ORDER BY plan_id";
    conn.query(sql, &[(&device.0).into()])?.first().map(|row| row.get("plan_id")).transpose()
}

/// How far a plan is on a device.
pub fn progress(conn: &mut dyn Conn, plan: &str, device: &DeviceId) -> Result<DeviceProgress> {
    let all = progress_of_all(conn, plan)?;
    all.into_iter()
        .find(|progress| progress.device == *device)
        .ok_or_else(|| Error::not_found(format!("the plan {plan} does not touch this device")))
}

/// How far a plan is on each of its devices.
pub fn progress_of_all(conn: &mut dyn Conn, plan: &str) -> Result<Vec<DeviceProgress>> {
    let sql = "SELECT device_id, state, note, guard, job, deadline FROM plan_devices WHERE plan_id = ?1 ORDER BY device_id";
    let mut all = Vec::new();
    for row in conn.query(sql, &[plan.into()])? {
        let guard: Option<String> = row.get("guard")?;
        let deadline: Option<i64> = row.get("deadline")?;
        all.push(DeviceProgress {
            device: DeviceId(row.get("device_id")?),
            state: row.word("state")?,
            note: row.get("note")?,
            guard: guard
                .map(|guard| Ok::<_, Error>((guard, row.get("job")?, deadline.unwrap_or_default())))
                .transpose()?,
            steps: BTreeMap::new(),
        });
    }
    let sql = "SELECT device_id, step, state, row_id FROM plan_steps WHERE plan_id = ?1";
    for row in conn.query(sql, &[plan.into()])? {
        let device = DeviceId(row.get("device_id")?);
        let step = usize::try_from(row.get::<i64>("step")?).unwrap_or_default();
        let state = (row.word("state")?, row.get("row_id")?);
        if let Some(progress) = all.iter_mut().find(|progress| progress.device == device) {
            progress.steps.insert(step, state);
        }
    }
    Ok(all)
}

/// Writes how far a device is.
pub fn set_device_state(
    conn: &mut dyn Conn,
    entry: &Entry,
    state: DeviceState,
    note: Option<&str>,
) -> Result<()> {
    let sql = "UPDATE plan_devices SET state = ?3, note = ?4, updated_at = ?5 WHERE plan_id = ?1 AND device_id = ?2";
    let values =
        [(&entry.plan).into(), (&entry.device.0).into(), state.as_str().into(), note.into(), entry.at.into()];
    conn.execute(sql, &values).map(drop)
}

/// Writes which guard is on the router and until when.
pub fn set_guard(
    conn: &mut dyn Conn,
    entry: &Entry,
    tier: &str,
    job: Option<&str>,
    deadline: UnixMs,
) -> Result<()> {
    let sql = "UPDATE plan_devices SET guard = ?3, job = ?4, deadline = ?5, updated_at = ?6
        WHERE plan_id = ?1 AND device_id = ?2";
    let values = [
        (&entry.plan).into(),
        (&entry.device.0).into(),
        tier.into(),
        job.into(),
        deadline.into(),
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
    use super::*;
    use crate::store::tests::scratch;

    fn plan(id: &str) -> StoredPlan {
        StoredPlan {
            id: id.into(),
            digest: "d".into(),
            document: "{}".into(),
            state: PlanState::Approved,
            requester: Identity { issuer: "local".into(), subject: "anna".into() },
            created_at: 1,
            expires_at: 100,
            updated_at: 1,
            note: None,
        }
    }

    #[test]
    fn a_plan_moves_only_from_where_it_is() {
        scratch(|conn| {
            insert(conn, &plan("p"), &[DeviceId("d".into())]).expect("inserted");
            let step = |conn: &mut dyn Conn| {
                change_state(conn, "p", &[PlanState::Approved], PlanState::Applying, None, 2).expect("a plan")
            };
            assert!(step(conn) && !step(conn), "the second apply comes too late");
            assert_eq!(get(conn, "p").expect("read").expect("there").state, PlanState::Applying);
            assert_eq!(under_way(conn).expect("read").len(), 1);
        });
    }

    #[test]
    fn an_approval_is_given_once_and_used_once() {
        scratch(|conn| {
            insert(conn, &plan("p"), &[]).expect("inserted");
            let approver = Identity { issuer: "local".into(), subject: "bert".into() };
            let given =
                Approval { digest: "d".into(), approver, at: 2, expires_at: 50, note: None, used_at: None };
            approve(conn, "p", &given).expect("approved");
            assert_eq!(approve(conn, "p", &given).expect_err("twice").kind(), ErrorKind::Conflict);
            assert_eq!(approval(conn, "p").expect("read"), Some(given));
            assert!(use_approval(conn, "p", 3).expect("used"));
            assert!(!use_approval(conn, "p", 4).expect("used up"));
        });
    }

    #[test]
    fn whoever_lost_the_lease_writes_nothing_more() {
        scratch(|conn| {
            let device = DeviceId("d".into());
            let first = take_lease(conn, &device, "p", "one", 0).expect("free");
            assert_eq!(
                take_lease(conn, &device, "p", "two", 10).expect_err("held").kind(),
                ErrorKind::Locked
            );
            assert!(renew_lease(conn, &device, &first, 20_000).expect("renewed"));
            let second = take_lease(conn, &device, "p", "two", 60_000).expect("the first one died");
            assert_eq!(
                check_lease(conn, &device, &first, 60_001).expect_err("old").kind(),
                ErrorKind::Locked
            );
            assert!(!renew_lease(conn, &device, &first, 60_001).expect("old"));
            check_lease(conn, &device, &second, 60_001).expect("the holder");
            release_lease(conn, &device, &second).expect("released");
            assert!(take_lease(conn, &device, "p", "three", 60_002).expect("free").epoch > second.epoch);
        });
    }

    #[test]
    fn the_journal_keeps_a_row_once_it_is_known() {
        scratch(|conn| {
            let device = DeviceId("d".into());
            insert(conn, &plan("p"), std::slice::from_ref(&device)).expect("inserted");
            let entry = Entry { plan: "p".into(), device: device.clone(), at: 5 };
            set_step(conn, &entry, 1, StepState::Sent, None).expect("written");
            set_step(conn, &entry, 1, StepState::Acked, Some("*1F")).expect("written");
            set_step(conn, &entry, 1, StepState::Verified, None).expect("written");
            set_guard(conn, &entry, "scheduler", None, 99).expect("written");
            set_device_state(conn, &entry, DeviceState::NeedsAttention, Some("why")).expect("written");
            let found = progress(conn, "p", &device).expect("there");
            assert_eq!(found.steps[&1], (StepState::Verified, Some("*1F".into())));
            assert_eq!(found.guard, Some(("scheduler".into(), None, 99)));
            assert_eq!(blocked_by(conn, &device).expect("read").as_deref(), Some("p"));
            log(conn, "p", Some(&device), "one", 6).expect("written");
            log(conn, "p", None, "two", 7).expect("written");
            let lines = log_of(conn, "p").expect("read");
            assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        });
    }
}
