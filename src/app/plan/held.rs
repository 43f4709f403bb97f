//! Leases: of a plan for the run that carries it out, of a device for whoever writes to it.

use std::time::Duration;

use super::super::App;
use crate::domain::device::DeviceId;
use crate::error::Result;
use crate::store::Conn;
use crate::store::leases::{self, Lease};

/// How often a lease is renewed; it holds three times as long ([`leases::LONGEST`]).
const RENEW: Duration = Duration::from_secs(10);

/// What the lease of a plan is called.
fn of_plan(plan: &str) -> String {
    format!("plan:{plan}")
}

/// Whether a run is at work on the plan.
pub(super) fn is_at_work(conn: &mut dyn Conn, plan: &str) -> Result<bool> {
    leases::is_held(conn, &of_plan(plan))
}

/// A lease that is renewed while this lives.
pub(super) struct Held {
    pub(super) lease: Lease,
    of: DeviceId,
    renewing: tokio::task::AbortHandle,
}

impl Held {
    /// The right to carry the plan out; `Locked` while another run has it.
    pub(super) async fn of_plan(app: &App, plan: &str) -> Result<Self> {
        Self::take(app, DeviceId(of_plan(plan)), plan).await
    }

    /// The right to write to a device.
    pub(super) async fn take(app: &App, of: DeviceId, plan: &str) -> Result<Self> {
        let owner = ulid::Ulid::generate().to_string();
        let (id, plan) = (of.clone(), plan.to_owned());
        let taken = move |conn: &mut dyn Conn| leases::take(conn, &id.0, &plan, &owner, leases::LONGEST);
        let lease = app.store.write(taken).await?;
        let (store, id, renewed) = (app.store.clone(), of.clone(), lease.clone());
        let renewing = tokio::spawn(async move {
            loop {
                tokio::time::sleep(RENEW).await;
                let (of, lease) = (id.clone(), renewed.clone());
                let held = store.write(move |conn| leases::renew(conn, &of.0, &lease, leases::LONGEST)).await;
                match held {
                    Ok(true) => {}
                    Ok(false) => {
                        tracing::error!(of = %id, "a lease was lost: whoever has it now goes on");
                        break;
                    }
                    Err(error) => tracing::error!(of = %id, %error, "a lease could not be renewed"),
                }
            }
        });
        Ok(Self { lease, of, renewing: renewing.abort_handle() })
    }

    pub(super) async fn release(self, app: &App) {
        let (of, lease) = (self.of.clone(), self.lease.clone());
        if let Err(error) = app.store.write(move |conn| leases::release(conn, &of.0, &lease)).await {
            tracing::warn!(%error, "a lease was not given back; it ends by itself");
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}
