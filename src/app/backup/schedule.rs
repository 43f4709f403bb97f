//! What a server does by itself for its data: a backup each day, where the settings say so, and deleting what is old.
//!
//! A time that was missed is made up for once, two backups never run at the same time, and while the clock has just jumped,
//! or may have been wrong from the start, nothing is deleted. Of several servers on one database, the one that has the
//! clockwork does it. Each begins up to five minutes late, at random, so that many installations do not all write at once.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::keys::GivenKeys;
use super::super::progress::Unwatched;
use super::super::{App, clockwork};
use super::create::BackupOptions;
use super::place::Reader;
use crate::clock::{self, UnixMs};
use crate::error::Result;
use crate::store::audit::checkpoints;
use crate::store::backups::{self, BackupRun, RunKind};

const TICK: Duration = Duration::from_mins(1);
const SPREAD: Duration = Duration::from_mins(5);
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// For how long a server may have been off without its clock being doubted.
const LONGEST_REST: UnixMs = 21 * DAY_MS;

/// Does what is due, once a minute, until `shutdown`.
pub async fn run_schedule(app: Arc<App>, shutdown: CancellationToken) {
    let mut watch = Watch::started(clock::now_ms());
    let mut begun = false;
    let delay = clock::jitter(SPREAD);
    let mut retired: Option<clock::Instant> = None;
    loop {
        tokio::select! {
            () = app.clockwork.ours() => {}
            () = shutdown.cancelled() => return,
        }
        if !begun {
            match app.clock_is_plausible().await {
                Ok(plausible) => {
                    begun = true;
                    if !plausible {
                        watch.suspend("nothing was recorded for weeks, or the clock is wrong");
                    }
                }
                Err(error) => complain("looking whether the clock is right", Err(error)),
            }
        }
        // What is old is told by the database's clock.
        let prune = match app.store.read(|conn| conn.now()).await {
            Ok(wall) => watch.may_delete(wall) && begun,
            Err(error) => {
                complain("asking the database what time it is", Err(error));
                false
            }
        };
        if prune && retired.is_none_or(|at| at.elapsed() >= Duration::from_hours(24)) {
            retired = Some(clock::monotonic());
            complain("deleting old audit rows", app.retire_audit().await.map(drop));
            complain("deleting old plans", app.retire_plans().await.map(drop));
        }
        complain("making the daily backup", app.back_up_when_due(clock::now_ms(), delay, prune).await);
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

fn complain(doing: &str, result: Result<()>) {
    if let Err(error) = result {
        tracing::error!(%error, "{doing} failed");
    }
}

/// Compares the wall clock with the one that cannot be set.
struct Watch {
    wall: UnixMs,
    steady: clock::Instant,
    /// Until when nothing is deleted.
    suspended: Option<clock::Instant>,
}

impl Watch {
    fn started(wall: UnixMs) -> Self {
        Self { wall, steady: clock::monotonic(), suspended: None }
    }

    fn suspend(&mut self, why: &str) {
        tracing::warn!("{why}: nothing is deleted for a day");
        self.suspended = Some(clock::monotonic() + Duration::from_hours(24));
    }

    /// Whether anything may be deleted: not for a day after the clock jumped by more than an hour.
    fn may_delete(&mut self, wall: UnixMs) -> bool {
        let steady = clock::monotonic();
        let passed = clock::milliseconds(steady - self.steady);
        if (wall - self.wall - passed).abs() > HOUR_MS {
            self.suspend("the clock jumped by more than an hour");
        }
        (self.wall, self.steady) = (wall, steady);
        self.suspended.is_none_or(|until| steady >= until)
    }
}

impl App {
    /// Whether the trail goes on to where the clock is: a server that starts with one that runs far ahead would find
    /// everything old. What was recorded in the last day is no proof, because such a server may have started before.
    async fn clock_is_plausible(&self) -> Result<bool> {
        let proof = self.store.read(|conn| {
            let now = conn.now()?;
            Ok(checkpoints::newest(conn, now - DAY_MS)?.map(|newest| now - newest))
        });
        Ok(proof.await?.is_none_or(|age| age < LONGEST_REST))
    }

    /// Makes the daily backup when it is due since `delay`, and deletes those that need not stay when `prune` says so.
    async fn back_up_when_due(&self, now: UnixMs, delay: Duration, prune: bool) -> Result<()> {
        let (Some(time), Some(directory)) =
            (&self.settings.backup_daily_at, self.settings.backup_dir.clone())
        else {
            return Ok(());
        };
        let last = self.store.read(move |conn| backups::last(conn, RunKind::Create, now)).await?;
        if !is_due(last.as_ref(), latest(time, now - clock::milliseconds(delay)), now) {
            return Ok(());
        }
        let caller = clockwork::caller();
        let options = BackupOptions { directory: directory.clone(), with_exports: false };
        let created = self.create_backup(&caller, &options, &Unwatched).await?;
        tracing::info!(file = %created.file.display(), size = created.size, "made the daily backup");
        let Some(keys) = self.given_keys().await?.filter(|_| prune) else { return Ok(()) };
        let reader = self.reader(keys);
        let pruned =
            self.prune_backups(&caller, &reader, &directory, self.settings.backup_policy(), false).await?;
        tracing::info!(removed = pruned.removed, "deleted backups that need not stay");
        Ok(())
    }

    fn reader(&self, keys: GivenKeys) -> Reader {
        Reader { keys, database: self.store.path().map(ToOwned::to_owned) }
    }
}

/// The latest time of day `time` (HH:MM, UTC) that is not after `now`.
fn latest(time: &str, now: UnixMs) -> UnixMs {
    let number = |text: &str| text.parse::<i64>().unwrap_or_default();
    let (hour, minute) = time.split_once(':').map_or((0, 0), |(hour, minute)| (number(hour), number(minute)));
    let today = now - now.rem_euclid(DAY_MS) + hour * HOUR_MS + minute * HOUR_MS / 60;
    if today > now { today - DAY_MS } else { today }
}

/// Whether the backup of `scheduled` is still to be made: none was tried since, or the last try failed an hour ago.
fn is_due(last: Option<&BackupRun>, scheduled: UnixMs, now: UnixMs) -> bool {
    match last {
        Some(run) if run.at >= scheduled => !run.ok && now - run.at >= HOUR_MS,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::AuditEvent;
    use crate::store::audit::append_all;

    #[test]
    fn a_time_is_made_up_for_once_and_failures_are_tried_again_later() {
        let now = 10 * DAY_MS + 5 * HOUR_MS;
        assert_eq!(latest("02:30", now), 10 * DAY_MS + 2 * HOUR_MS + HOUR_MS / 2);
        assert_eq!(latest("06:00", now), 9 * DAY_MS + 6 * HOUR_MS);
        let scheduled = latest("02:30", now);
        let run = |at, ok| BackupRun { at, kind: RunKind::Create, ok, file: String::new(), detail: None };
        assert!(is_due(None, scheduled, now), "never before");
        assert!(is_due(Some(&run(scheduled - 3 * DAY_MS, true)), scheduled, now), "missed, once");
        assert!(!is_due(Some(&run(scheduled + 1, true)), scheduled, now));
        assert!(!is_due(Some(&run(now - 1, false)), scheduled, now), "not at once");
        assert!(is_due(Some(&run(now - HOUR_MS, false)), scheduled, now));
    }

    #[tokio::test]
    async fn a_server_that_starts_far_behind_its_trail_deletes_nothing() {
        let app = App::scratch().await;
        let recorded = async |days: i64| {
            let event = AuditEvent { at: clock::now_ms() - days * DAY_MS, ..AuditEvent::default() };
            app.store
                .write(move |conn| append_all(conn, std::slice::from_ref(&event)).map(drop))
                .await
                .unwrap();
        };
        assert!(app.clock_is_plausible().await.unwrap(), "there is nothing to delete");
        recorded(400).await;
        recorded(0).await;
        assert!(!app.clock_is_plausible().await.unwrap(), "it may have started before");
        recorded(3).await;
        assert!(app.clock_is_plausible().await.unwrap());
    }

    #[test]
    fn after_a_jump_of_the_clock_nothing_is_deleted() {
        let mut watch = Watch::started(0);
        assert!(watch.may_delete(1000));
        assert!(!watch.may_delete(400 * DAY_MS));
        assert!(!watch.may_delete(400 * DAY_MS + 1000), "not for a day");
        let mut watch = Watch::started(400 * DAY_MS);
        assert!(!watch.may_delete(0), "back is a jump too");
    }
}
