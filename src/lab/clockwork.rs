//! What a router does by itself when its time comes: the scheduler and netwatch.

mod netwatch;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use netwatch::Watch;

use super::command::Login;
use super::commands::scripts;
use super::policy::Policies;
use super::router::Router;
use super::script::Stop;
use super::table::Row;
use super::value::Value;

/// How long the clockwork sleeps when nothing is planned.
const IDLE: i64 = 86_400_000;

/// Runs what is due, until the router stops.
pub(super) async fn run(router: Arc<Router>) {
    let stop = router.stop.clone();
    stop.run_until_cancelled(turn(&router)).await;
}

async fn turn(router: &Arc<Router>) {
    let mut watch = Watch::default();
    loop {
        router.power.on().await;
        let boots = router.power.boots();
        tokio::select! {
            () = router.power.over(boots) => watch.clear(),
            () = run_due(router, &mut watch) => {}
        }
    }
}

/// Runs what is due, as long as the router is on.
async fn run_due(router: &Arc<Router>, watch: &mut Watch) {
    loop {
        let mut changes = router.changes();
        let due = take(router);
        let events = watch.look(&mut router.state(), router.clock.now());
        if !due.is_empty() || !events.is_empty() {
            let router = router.clone();
            tokio::spawn(async move { all(&router, &due, &events).await });
        }
        let wait = wait(router, watch);
        tokio::select! {
            // Who listens hears of rows that have gone.
            () = router.clock.sleep(Duration::from_millis(wait.unsigned_abs())) => router.changed(),
            _ = changes.changed() => {}
        }
    }
}

/// Runs entries and events that are due together: they begin in the order of their lists, and don't wait for one another.
async fn all(router: &Router, due: &[Row], events: &[netwatch::Event]) {
    let entries = join_all(due.iter().map(|row| event(router, row)));
    let watched = join_all(events.iter().map(|event| netwatch::run(router, event)));
    tokio::join!(entries, watched);
}

/// Milliseconds until something is due.
fn wait(router: &Router, watch: &Watch) -> i64 {
    let now = router.clock.now();
    let state = router.state();
    let expiry = state.next_expiry().map(|at| (at - now.uptime).max(0));
    let waits = [state.schedule.wait(now), watch.next(&state, now), expiry];
    waits.into_iter().flatten().min().unwrap_or(IDLE)
}

/// The entries that are due, which are counted as run.
fn take(router: &Router) -> Vec<Row> {
    let now = router.clock.now();
    let mut state = router.state();
    let due = state.take_due(now);
    for row in &due {
        if let Some(row) = state.row_mut("system/scheduler", row.id) {
            let runs = row.text("run-count").and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
            row.put("run-count", Some(Value::text((runs + 1).to_string())));
        }
    }
    due
}

/// Runs what the entry in `row` says: a script by its name, or commands.
async fn event(router: &Router, row: &Row) {
    let what = row.text("on-event").unwrap_or_default();
    let entry = row.text("name").unwrap_or_default();
    let script =
        router.state().rows("system/script").iter().find(|row| row.text("name") == Some(what)).cloned();
    let (stop, called) = if let Some(script) = script {
        (named(router, row, &script).await, format!("script {what}"))
    } else {
        (inline(router, login(row), what).await, "script".to_owned())
    };
    let told = format!("executing {called} from scheduler ({entry}) failed, please check it manually");
    if let Err(stop) = stop {
        router.log_failure(&stop, Some(told));
    }
}

/// The entry's owner with the entry's own policies.
fn login(row: &Row) -> Login {
    let user = row.text("owner").unwrap_or_default().to_owned();
    let policies = Policies::read(row.text("policy").unwrap_or_default());
    Login { user, policies, from: std::net::Ipv4Addr::UNSPECIFIED.into(), session: None }
}

/// A script runs with its own policies, if the entry has all of them.
async fn named(router: &Router, row: &Row, script: &Row) -> Result<(), Stop> {
    match scripts::permitted(script, &login(row)) {
        Some(login) => scripts::kept(router, script, login).await.end,
        None => Err(Stop::Failed("not enough permissions (9)".to_owned())),
    }
}

/// Runs commands as a job of `login`.
async fn inline(router: &Router, login: Login, source: &str) -> Result<(), Stop> {
    let script = router.read_script(source)?;
    let job = router.begin_job(None, &login);
    let job = job.ok_or_else(|| Stop::Unsupported("so many scripts at once".to_owned()))?;
    job.run(login, script).await.end
}
