//! Whether a router runs: it can be off for a while, and forgets then what only its memory held.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::dynamics;
use super::jobs;
use super::router::Router;
use super::state::{Log, State};
use super::time::Moment;

/// How long a router goes on after it was told to reboot: its answer may still leave.
const GRACE: Duration = Duration::from_secs(1);

/// How long a boot takes.
const BOOT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    on: bool,
    boots: u64,
}

/// A router's power.
#[derive(Debug)]
pub(super) struct Power(watch::Sender<Run>);

impl Default for Power {
    fn default() -> Self {
        Self(watch::Sender::new(Run { on: true, boots: 0 }))
    }
}

impl Power {
    /// How often it has booted.
    pub(super) fn boots(&self) -> u64 {
        self.0.borrow().boots
    }

    /// Returns when the run is over that began with that many boots.
    pub(super) async fn over(&self, boots: u64) {
        // The sender lives as long as this.
        drop(self.0.subscribe().wait_for(|run| !run.on || run.boots != boots).await);
    }

    /// Returns when it runs.
    pub(super) async fn on(&self) {
        drop(self.0.subscribe().wait_for(|run| run.on).await);
    }
}

impl Router {
    /// Goes down and comes back, in a while; whoever asked for it gets an answer first.
    pub(super) fn reboot(&self) {
        let Some(router) = self.shared() else { return };
        tokio::spawn(async move {
            let boots = router.power.boots();
            let grace = router.stop.run_until_cancelled(router.clock.sleep(GRACE)).await;
            // Another reboot may have been faster.
            if grace.is_some() && router.power.boots() == boots {
                router.lose_power(BOOT);
            }
        });
    }

    /// Goes down at once and comes back after `span`.
    pub(super) fn lose_power(&self, span: Duration) {
        let Some(router) = self.shared() else { return };
        router.power.0.send_modify(|run| *run = Run { on: false, boots: run.boots + 1 });
        router.state().unroll_safe_mode(router.clock.now());
        router.jobs.kill();
        router.forget_clients();
        tokio::spawn(async move {
            let stop = router.stop.clone();
            stop.run_until_cancelled(come_back(&router, span)).await;
        });
    }
}

async fn come_back(router: &Arc<Router>, span: Duration) {
    router.clock.sleep(span).await;
    router.clock.boot();
    router.state().boot(router.clock.now());
    router.power.0.send_modify(|run| run.on = true);
    router.changed();
}

impl State {
    /// Forgets what a boot forgets, at the end of which it is `now`.
    fn boot(&mut self, now: Moment) {
        self.log = Log::default();
        self.log.add(now.wall, "system,info", "router rebooted");
        self.history.clear();
        self.schedule.clear();
        for path in ["system/history", "system/script/environment", jobs::MENU] {
            if let Some(table) = self.table_mut(path) {
                table.rows.clear();
            }
        }
        self.forget_rows();
        self.traffic.values_mut().for_each(|traffic| traffic.reset(now.uptime));
        Arc::make_mut(&mut self.facts).uptime = 0;
        dynamics::settle(self, now);
    }

    /// Counters, states and rows that live in memory only.
    fn forget_rows(&mut self) {
        for (path, name) in
            [("system/scheduler", "run-count"), ("tool/netwatch", "status"), ("tool/netwatch", "since")]
        {
            for row in self.table_mut(path).into_iter().flat_map(|table| &mut table.rows) {
                row.put(name, None);
            }
        }
        for path in ["ip/firewall/address-list", "ipv6/firewall/address-list"] {
            if let Some(table) = self.table_mut(path) {
                table.rows.retain(|row| row.expires.is_none());
            }
        }
        for row in self.table_mut("ip/dhcp-server/lease").into_iter().flat_map(|table| &mut table.rows) {
            row.expires = None;
        }
        // Where there is a directory called flash, everything beside it is in memory.
        if let Some(table) = self.table_mut("file").filter(|table| table.named("flash").is_some()) {
            let kept = |name: &str| name == "flash" || name.starts_with("flash/");
            table.rows.retain(|row| row.text("name").is_some_and(kept));
        }
    }
}
