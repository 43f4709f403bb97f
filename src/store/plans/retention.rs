//! The end of plans that nobody needs any more.

use crate::clock::UnixMs;
use crate::error::Result;
use crate::store::conn::{Conn, ahead};

/// Every table that has rows of a plan, those that refer to others first, and its column with the plan's id.
const TABLES: &[(&str, &str)] = &[
    ("plan_steps", "plan_id"),
    ("plan_log", "plan_id"),
    ("plan_devices", "plan_id"),
    ("plan_approvals", "plan_id"),
    ("plans", "id"),
];

/// Deletes the oldest plans, at most `limit`, that ended before `before`, with everything about them, and returns how many.
///
/// A partial plan has ended when its time to go on with the other devices was over. One stays that may be carried on, that left
/// a device unsettled, or whose announcement in the audit trail still waits for the report of what came of it.
pub fn forget(conn: &mut dyn Conn, before: UnixMs, limit: u32) -> Result<usize> {
    let sql = "SELECT id FROM plans
        WHERE (state IN ('applied', 'rolled_back', 'rejected', 'cancelled', 'expired')
                OR (state = 'partial' AND expires_at < ?3))
            AND updated_at < ?1
            AND NOT EXISTS (SELECT 1 FROM plan_devices WHERE plan_id = plans.id
                AND state IN ('applying', 'confirming', 'rolling_back', 'needs_attention'))
            AND NOT EXISTS (SELECT 1 FROM audit_events AS i WHERE i.plan_id = plans.id AND i.outcome = 'intent'
                AND NOT EXISTS (SELECT 1 FROM audit_events AS o WHERE o.intent = i.seq))
        ORDER BY id LIMIT ?2";
    let over = before.saturating_add(ahead(conn)?);
    let rows = conn.query(sql, &[before.into(), i64::from(limit).into(), over.into()])?;
    for row in &rows {
        let id: String = row.get("id")?;
        for (table, column) in TABLES {
            conn.execute(&format!("DELETE FROM {table} WHERE {column} = ?1"), &[(&id).into()])?;
        }
    }
    Ok(rows.len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::plan;
    use super::super::{Entry, StoredPlan, get, insert, log, set_device_state, set_step};
    use super::*;
    use crate::domain::audit::{AuditEvent, INTENT};
    use crate::domain::device::DeviceId;
    use crate::domain::plan::{DeviceState, PlanState, StepState};
    use crate::store::audit::append_all;
    use crate::store::tests::scratch;

    fn put(conn: &mut dyn Conn, id: &str, state: PlanState, device: DeviceState) {
        insert(conn, &StoredPlan { state, ..plan(id) }, &[DeviceId("d".into())]).expect("inserted");
        let entry = Entry { plan: id.into(), device: DeviceId("d".into()), at: 5 };
        set_step(conn, &entry, 1, StepState::Verified, Some("*1")).expect("written");
        set_device_state(conn, &entry, device, None).expect("written");
        log(conn, id, None, "a line", 5).expect("written");
    }

    #[test]
    fn a_plan_that_has_ended_long_ago_leaves_nothing() {
        scratch(|conn| {
            put(conn, "p", PlanState::Applied, DeviceState::Applied);
            assert_eq!(forget(conn, 1, 10).expect("forgotten"), 0, "it ended at 1");
            assert_eq!(forget(conn, 2, 10).expect("forgotten"), 1);
            for (table, _) in TABLES {
                assert!(
                    conn.query(&format!("SELECT * FROM {table}"), &[]).expect("read").is_empty(),
                    "{table}"
                );
            }
        });
    }

    #[test]
    fn what_somebody_still_needs_stays_however_old() {
        scratch(|conn| {
            for state in ["pending", "approved", "applying", "confirming", "rolling_back", "needs_attention"]
            {
                put(conn, state, state.parse().expect("a state"), DeviceState::Planned);
            }
            put(conn, "unsettled", PlanState::Cancelled, DeviceState::NeedsAttention);
            put(conn, "unreported", PlanState::Applied, DeviceState::Applied);
            let announced = AuditEvent {
                plan_id: Some("unreported".into()),
                outcome: INTENT.into(),
                ..AuditEvent::default()
            };
            let seq = append_all(conn, &[announced]).expect("appended")[0].seq;
            assert_eq!(forget(conn, i64::MAX, 100).expect("nothing"), 0);
            append_all(conn, &[AuditEvent { intent: Some(seq), ..AuditEvent::default() }]).expect("appended");
            assert_eq!(forget(conn, i64::MAX, 100).expect("forgotten"), 1);
            assert_eq!(get(conn, "unreported").expect("read"), None);
        });
    }

    #[test]
    fn a_partial_plan_stays_as_long_as_somebody_may_go_on_with_it() {
        scratch(|conn| {
            put(conn, "p", PlanState::Partial, DeviceState::Applied);
            assert_eq!(forget(conn, 100, 10).expect("nothing"), 0, "its time is over at 100");
            assert_eq!(forget(conn, 101, 10).expect("forgotten"), 1);
        });
    }

    #[test]
    fn one_call_deletes_no_more_than_it_is_told_to_and_the_oldest_first() {
        scratch(|conn| {
            for id in ["a", "b", "c"] {
                put(conn, id, PlanState::Expired, DeviceState::Planned);
            }
            assert_eq!(forget(conn, i64::MAX, 2).expect("forgotten"), 2);
            assert!(get(conn, "c").expect("read").is_some());
        });
    }
}
