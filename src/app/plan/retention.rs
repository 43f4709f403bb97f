//! Deleting plans that ended long ago; the audit trail keeps what they did.

use std::time::Duration;

use super::super::App;
use crate::clock;
use crate::error::Result;
use crate::store::{Conn, leases, news, plans};

/// Plans of one transaction: whoever waits to write waits no longer than for these.
const AT_ONCE: u32 = 50;
/// News that are kept for the other processes: many times what changes between two looks.
const NEWS: u32 = 20_000;

impl App {
    /// Deletes the plans that ended more than `plan_retention_days` ago, never any when that is 0, leases that nobody holds,
    /// and news that everybody has long heard; returns how many plans.
    pub async fn retire_plans(&self) -> Result<usize> {
        let spent = |conn: &mut dyn Conn| {
            leases::forget(conn)?;
            news::forget(conn, NEWS)
        };
        self.store.write(spent).await?;
        let days = u64::from(self.settings.plan_retention_days);
        if days == 0 {
            return Ok(0);
        }
        let now = self.store.read(|conn| conn.now()).await?;
        let before = now - clock::milliseconds(Duration::from_hours(24 * days));
        let mut retired = 0;
        loop {
            let some = self.store.write(move |conn| plans::forget(conn, before, AT_ONCE)).await?;
            retired += some;
            if some < AT_ONCE as usize {
                return Ok(retired);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sample;
    use super::*;

    #[tokio::test]
    async fn plans_that_ended_long_ago_go_and_others_stay() {
        let app = App::scratch().await;
        for _ in 0..=AT_ONCE {
            app.sample_plan(Sample::default()).await;
        }
        let end = |conn: &mut dyn Conn| {
            let at = clock::now_ms() - 401 * 24 * 60 * 60 * 1000;
            conn.execute("UPDATE plans SET state = 'applied', updated_at = ?1", &[at.into()])
        };
        app.store.write(end).await.unwrap();
        let (waiting, _) = app.sample_plan(Sample::default()).await;
        assert_eq!(app.retire_plans().await.unwrap(), AT_ONCE as usize + 1);
        let left = app.plans(None, None, 100).await.unwrap();
        assert_eq!(left.iter().map(|line| line.plan_id.as_str()).collect::<Vec<_>>(), [waiting.as_str()]);
        assert_eq!(app.retire_plans().await.unwrap(), 0);
    }
}
