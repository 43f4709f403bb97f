//! The end of plans that nobody has approved, or applied, in time.

use super::super::{App, clockwork};
use crate::clock;
use crate::domain::plan::PlanState;
use crate::error::Result;
use crate::store::{Conn, plans};

/// The states in which a plan can be too late.
const WAITING: &[PlanState] = &[PlanState::Pending, PlanState::Approved];
const WHY: &str = "its time was over before it was applied";

impl App {
    /// Lets plans expire whose time is over, and returns how many did. Several servers may try: one of them writes it down.
    pub(in crate::app) async fn expire_plans(&self) -> Result<usize> {
        let (mut expired, now) = (0, clock::now_ms());
        for id in self.store.read(move |conn| plans::overdue(conn, now)).await? {
            expired += usize::from(self.expire(&id).await?);
        }
        Ok(expired)
    }

    /// Lets a plan expire whose time is over; says whether it was not ended before.
    pub(super) async fn expire(&self, id: &str) -> Result<bool> {
        let act = (clockwork::caller(), clock::monotonic());
        let row = self.act_event(&act.0, "plan.expire", id, act.1, &Ok(())).await;
        let (id, to) = (id.to_owned(), PlanState::Expired);
        let expire = move |conn: &mut dyn Conn| {
            let moved = plans::change_state(conn, &id, WAITING, to, Some(WHY), row.at)?;
            Ok((moved, moved.then_some(row)))
        };
        let moved = self.audit.with(expire).await?;
        if moved {
            self.metrics.plans.inc([to.as_str()]);
        }
        Ok(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sample;
    use super::*;
    use crate::app::audit::AuditFilter;

    #[tokio::test]
    async fn what_is_not_meant_takes_no_place_in_a_list() {
        let app = App::scratch().await;
        let (good, _) = app.sample_plan(Sample::default()).await;
        for _ in 0..120 {
            app.sample_plan(Sample { lasts: -1, ..Sample::default() }).await;
        }
        let pending = app.plans(Some(PlanState::Pending), None, 10).await.unwrap();
        assert_eq!(pending.iter().map(|line| line.plan_id.as_str()).collect::<Vec<_>>(), [good.as_str()]);
        assert_eq!(app.plans(None, None, 110).await.unwrap().len(), 110);
        assert_eq!(app.plans(None, None, 1000).await.unwrap().len(), 121);
    }

    #[tokio::test]
    async fn a_plan_whose_time_is_over_expires_without_anybody_looking_at_it() {
        let app = App::scratch().await;
        let (late, _) = app.sample_plan(Sample { lasts: -1, ..Sample::default() }).await;
        let (good, digest) = app.sample_plan(Sample::default()).await;
        let status = async |id: &str| {
            let wanted = id.to_owned();
            app.store.read(move |conn| plans::get(conn, &wanted)).await.unwrap().unwrap().state
        };
        // What people see is true before anybody has written it down.
        assert_eq!(app.plan(&late).await.unwrap().status, PlanState::Expired);
        assert!(
            app.plans(Some(PlanState::Pending), None, 10)
                .await
                .unwrap()
                .iter()
                .all(|line| line.plan_id == good)
        );
        assert_eq!((app.expire_plans().await.unwrap(), app.expire_plans().await.unwrap()), (1, 0));
        assert_eq!((status(&late).await, status(&good).await), (PlanState::Expired, PlanState::Pending));
        let filter = AuditFilter { plan_id: Some(late.clone()), limit: 10, ..AuditFilter::default() };
        let trail = app.audit.recent(filter).await.unwrap();
        assert_eq!(trail.iter().map(|row| row.event.action.as_str()).collect::<Vec<_>>(), ["plan.expire"]);
        // An approved one, too.
        app.approve_sample(&good, &digest).await;
        let overdue = good.clone();
        app.store
            .write(move |conn| {
                conn.execute("UPDATE plans SET expires_at = 1 WHERE id = ?1", &[overdue.into()])
            })
            .await
            .unwrap();
        assert_eq!((app.expire_plans().await.unwrap(), status(&good).await), (1, PlanState::Expired));
        assert_eq!(app.plans(Some(PlanState::Expired), None, 10).await.unwrap().len(), 2);
    }
}
