//! Which of several servers on one database does what is done once for all of them: checking devices, making backups, deleting
//! what is old.
//!
//! One holds the lease of the clockwork and renews it every five seconds; one that died or hangs gives way within 15.
//! Everything else (answering callers, looking at followed menus, taking up plans, which have leases of their own) each
//! server does by itself.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::App;
use crate::clock::{self, Instant};
use crate::domain::principal::{Caller, Principal, Role};
use crate::error::{ErrorKind, Result};
use crate::store::leases::{self, Lease};

/// The lease that one of the servers on a database holds as long as there are any.
pub(super) const WHAT: &str = "clockwork";
const RENEW: Duration = Duration::from_secs(5);
/// How long after its death a server still seems to be there.
pub(super) const LENGTH: Duration = Duration::from_secs(15);
/// The holder stops this long before others may begin.
const MARGIN: Duration = Duration::from_secs(2);

/// Whether this server has the clockwork.
pub struct Clockwork {
    /// Until when it surely has, unless it is renewed.
    until: watch::Sender<Option<Instant>>,
}

impl Default for Clockwork {
    fn default() -> Self {
        Self { until: watch::Sender::new(None) }
    }
}

impl Clockwork {
    /// Whether it is this server that does what is done once; false as soon as that is not sure.
    pub fn is_ours(&self) -> bool {
        self.until.borrow().is_some_and(|until| clock::monotonic() < until)
    }

    /// Returns once this server has it, at once if it has it already.
    pub async fn ours(&self) {
        let mut until = self.until.subscribe();
        // The sender lives as long as `self`.
        let _ = until.wait_for(|until| until.is_some_and(|until| clock::monotonic() < until)).await;
    }
}

/// The server itself, which acts where nobody has asked for it.
pub(super) fn caller() -> Caller {
    let principal = Principal { person: false, ..Principal::unlimited("rosmcp", "schedule", Role::Admin) };
    Caller::new(principal, ulid::Ulid::generate().to_string())
}

impl App {
    /// Stands for the clockwork until `stop`, and gives it back then.
    pub async fn stand_for_clockwork(&self, stop: CancellationToken) {
        let owner = ulid::Ulid::generate().to_string();
        let mut lease = None;
        loop {
            let before = self.clockwork.is_ours();
            let asked = clock::monotonic();
            lease = self.hold_clockwork(&owner, lease).await;
            self.clockwork.until.send_replace(lease.as_ref().map(|_| asked + LENGTH - MARGIN));
            if before != lease.is_some() {
                tracing::info!(ours = lease.is_some(), "who checks devices and makes backups has changed");
            }
            tokio::select! {
                () = tokio::time::sleep(RENEW) => {}
                () = stop.cancelled() => break,
            }
        }
        self.clockwork.until.send_replace(None);
        if let Some(lease) = lease
            && let Err(error) = self.store.write(move |conn| leases::release(conn, WHAT, &lease)).await
        {
            tracing::warn!(%error, "the clockwork was not given back; another server has it in 15 seconds");
        }
    }

    async fn hold_clockwork(&self, owner: &str, lease: Option<Lease>) -> Option<Lease> {
        match self.renew_or_take(owner.to_owned(), lease).await {
            Ok(lease) => Some(lease),
            Err(error) if error.kind() == ErrorKind::Locked => None,
            Err(error) => {
                tracing::warn!(%error, "who checks devices and makes backups cannot be settled");
                None
            }
        }
    }

    async fn renew_or_take(&self, owner: String, lease: Option<Lease>) -> Result<Lease> {
        self.store
            .write(move |conn| match lease {
                Some(lease) if leases::renew(conn, WHAT, &lease, LENGTH)? => Ok(lease),
                _ => leases::take(conn, WHAT, WHAT, &owner, LENGTH),
            })
            .await
    }
}
