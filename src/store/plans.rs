//! Plans, their approvals and journals.
//!
//! A plan's document never changes. What happens to it is told by its state, which only moves by compare-and-set, and by
//! the journal of each device, which only the holder of the device's lease ([`super::leases`]) writes.
//!
//! Until when something holds is kept by the database's clock and told by this machine's, so that machines whose clocks differ
//! let the same plan expire at the same moment.

mod approvals;
mod journal;
mod listed;
mod retention;

pub use approvals::{
    Approval, approvals, approve, approved_by, forget_approval, forget_expired, unuse_approvals,
    use_approvals,
};
pub use journal::{
    DeviceProgress, Entry, LogLine, begin_device, log, log_of, progress, progress_of_all, set_device_state,
    set_guard, set_step,
};
pub(super) use listed::summarise;
pub use listed::{ListedPlan, list};
pub use retention::forget;

use std::collections::{BTreeMap, BTreeSet};

use super::conn::{Conn, Row, Value, ahead};
use super::sql::{columns, placeholders};
use crate::clock::UnixMs;
use crate::domain::device::DeviceId;
use crate::domain::plan::{DeviceState, Identity, PlanState};
use crate::error::Result;

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

impl StoredPlan {
    /// How far it is at `now`: what waits past its time has expired, whether or not anybody has written that down yet.
    pub fn state_at(&self, now: UnixMs) -> PlanState {
        self.state.at(now, self.expires_at)
    }
}

/// Adds a plan with its devices.
pub fn insert(conn: &mut dyn Conn, plan: &StoredPlan, devices: &[DeviceId]) -> Result<()> {
    let places = placeholders(COLUMNS.len() + 1);
    let sql = format!("INSERT INTO plans ({}, summary) VALUES ({places})", columns(COLUMNS));
    let values: [Value; 11] = [
        (&plan.id).into(),
        (&plan.digest).into(),
        (&plan.document).into(),
        plan.state.as_str().into(),
        (&plan.requester.issuer).into(),
        (&plan.requester.subject).into(),
        plan.created_at.into(),
        plan.expires_at.saturating_add(ahead(conn)?).into(),
        plan.updated_at.into(),
        plan.note.as_deref().into(),
        listed::summary(&plan.document).into(),
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
    let sql = format!("SELECT {} FROM plans WHERE id = ?1", columns(COLUMNS));
    let ahead = ahead(conn)?;
    conn.query(&sql, &[id.into()])?.first().map(|row| stored(row, ahead)).transpose()
}

/// Of a plan, or of a device in one: something may be written that is not settled.
const UNDER_WAY: &str = "state IN ('applying', 'confirming', 'rolling_back')";

/// The ids of the plans that may have left something unsettled on a router. One that needs a person, whose devices say
/// otherwise, was being undone when its run died.
pub fn under_way(conn: &mut dyn Conn) -> Result<Vec<String>> {
    let some =
        |which: &str| format!("EXISTS (SELECT 1 FROM plan_devices WHERE plan_id = plans.id AND {which})");
    let (open, in_need) = (some(UNDER_WAY), some("state = 'needs_attention'"));
    ids(conn, &format!("{UNDER_WAY} OR (state = 'needs_attention' AND ({open} OR NOT {in_need}))"), &[])
}

/// The ids of the plans that may still be carried on.
pub fn unfinished(conn: &mut dyn Conn) -> Result<Vec<String>> {
    let states =
        "'pending', 'approved', 'applying', 'confirming', 'partial', 'rolling_back', 'needs_attention'";
    ids(conn, &format!("state IN ({states})"), &[])
}

/// The ids of the plans that nobody has approved, or applied, by `now`, when their time was over.
pub fn overdue(conn: &mut dyn Conn, now: UnixMs) -> Result<Vec<String>> {
    let now = now.saturating_add(ahead(conn)?);
    ids(conn, "state IN ('pending', 'approved') AND expires_at <= ?1", &[now.into()])
}

fn ids(conn: &mut dyn Conn, which: &str, values: &[Value]) -> Result<Vec<String>> {
    let sql = format!("SELECT id FROM plans WHERE {which} ORDER BY id");
    conn.query(&sql, values)?.iter().map(|row| row.get("id")).collect()
}

fn stored(row: &Row, ahead: i64) -> Result<StoredPlan> {
    Ok(StoredPlan {
        id: row.get("id")?,
        digest: row.get("digest")?,
        document: row.get("document")?,
        state: row.word("state")?,
        requester: Identity { issuer: row.get("issuer")?, subject: row.get("subject")? },
        created_at: row.get("created_at")?,
        expires_at: row.get::<UnixMs>("expires_at")?.saturating_sub(ahead),
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

/// Takes the devices of a plan that needed a person as settled by that person's word, which `note` gives; one whose undo had
/// begun anew as well.
pub fn settle_devices(conn: &mut dyn Conn, id: &str, note: &str, at: UnixMs) -> Result<()> {
    let sql = format!(
        "UPDATE plan_devices SET state = 'settled', note = ?2, updated_at = ?3
        WHERE plan_id = ?1 AND (state = 'needs_attention' OR {UNDER_WAY})"
    );
    conn.execute(&sql, &[id.into(), note.into(), at.into()]).map(drop)
}

/// The ids of the plans that wait for a person to look at a router.
pub fn needing_attention(conn: &mut dyn Conn) -> Result<Vec<String>> {
    ids(conn, "state = 'needs_attention'", &[])
}

/// The plan that is being carried out on this device, `own` left aside.
pub fn under_way_on(conn: &mut dyn Conn, device: &DeviceId, own: Option<&str>) -> Result<Option<String>> {
    let sql = format!(
        "SELECT plan_id FROM plan_devices WHERE device_id = ?1 AND plan_id <> ?2 AND {UNDER_WAY} ORDER BY plan_id"
    );
    // No plan has an empty id.
    let own = own.unwrap_or_default();
    conn.query(&sql, &[(&device.0).into(), own.into()])?.first().map(|row| row.get("plan_id")).transpose()
}

/// The devices that plans are being carried out on.
pub fn devices_under_way(conn: &mut dyn Conn) -> Result<Vec<DeviceId>> {
    let sql = format!("SELECT DISTINCT device_id FROM plan_devices WHERE {UNDER_WAY}");
    conn.query(&sql, &[])?.iter().map(|row| row.get("device_id").map(DeviceId)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{Differing, scratch};

    pub(super) fn plan(id: &str) -> StoredPlan {
        StoredPlan {
            id: id.into(),
            digest: "d".into(),
            document:
                r#"{"risk":"low","reason":"tidying up","devices":[{"id":"d","name":"edge-1","steps":[]}]}"#
                    .into(),
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
    fn a_device_is_under_way_until_its_change_has_come_to_an_end() {
        scratch(|conn| {
            let device = DeviceId("d".into());
            insert(conn, &plan("p"), std::slice::from_ref(&device)).expect("inserted");
            let under_way = [("planned", 0), ("applying", 1), ("confirming", 1), ("applied", 0)];
            for (state, count) in under_way {
                conn.execute("UPDATE plan_devices SET state = ?1", &[state.into()]).expect("a state");
                let found = devices_under_way(conn).expect("read");
                assert_eq!(found, vec![device.clone(); count], "{state}");
            }
        });
    }

    #[test]
    fn a_plan_and_its_approvals_expire_at_the_same_moment_for_machines_whose_clocks_differ() {
        const HOUR: UnixMs = 3_600_000;
        scratch(|conn| {
            // Made by a machine whose clock is an hour behind the database's.
            let mut behind = Differing(conn, HOUR);
            insert(&mut behind, &StoredPlan { expires_at: 2 * HOUR, ..plan("p") }, &[]).expect("inserted");
            let approver = Identity { issuer: "local".into(), subject: "bert".into() };
            let (digest, at) = ("d".into(), HOUR);
            let given = Approval { digest, approver, at, expires_at: 2 * HOUR, note: None, used_at: None };
            approve(&mut behind, "p", &given).expect("approved");
            let told = |conn: &mut dyn Conn| {
                let listed = list(conn, None, None, 10).expect("read")[0].expires_at;
                let given = approvals(conn, "p").expect("read")[0].expires_at;
                [get(conn, "p").expect("read").expect("there").expires_at, listed, given]
            };
            let near = |told: [UnixMs; 3], at: UnixMs| told.iter().all(|told| (told - at).abs() < 1000);
            let (there, here) = (told(&mut behind), told(conn));
            assert!(near(there, 2 * HOUR) && near(here, 3 * HOUR), "{there:?} {here:?}");
            let late = |conn: &mut dyn Conn, now| overdue(conn, now).expect("read").len();
            assert_eq!((late(conn, 2 * HOUR + 1000), late(conn, 3 * HOUR + 1000)), (0, 1));
            assert_eq!(late(&mut Differing(conn, HOUR), 2 * HOUR + 1000), 1);
            forget_expired(conn, "p", 2 * HOUR + 1000).expect("none");
            assert_eq!(approvals(conn, "p").expect("read").len(), 1);
            forget_expired(conn, "p", 3 * HOUR + 1000).expect("forgotten");
            assert!(approvals(conn, "p").expect("read").is_empty());
        });
    }

    #[test]
    fn what_waits_past_its_time_has_expired() {
        scratch(|conn| {
            for (id, state) in
                [("a", PlanState::Pending), ("b", PlanState::Approved), ("c", PlanState::Partial)]
            {
                insert(conn, &StoredPlan { state, ..plan(id) }, &[]).expect("inserted");
            }
            assert!(overdue(conn, 99).expect("read").is_empty());
            assert_eq!(overdue(conn, 100).expect("read"), ["a", "b"]);
            assert_eq!(
                (plan("p").state_at(99), plan("p").state_at(100)),
                (PlanState::Approved, PlanState::Expired)
            );
        });
    }
}
