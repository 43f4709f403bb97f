//! What a router does by itself when its time comes: the scheduler.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

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
    loop {
        let mut changes = router.changes();
        let due = take(router);
        if !due.is_empty() {
            // Entries that are due together begin in the order of their list, and don't wait for one another.
            let router = router.clone();
            tokio::spawn(async move { join_all(due.iter().map(|row| event(&router, row))).await });
        }
        let wait = router.state().schedule.wait(router.clock.now()).unwrap_or(IDLE);
        tokio::select! {
            () = router.clock.sleep(Duration::from_millis(wait.unsigned_abs())) => {}
            _ = changes.changed() => {}
        }
    }
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
    let (stop, told) = match script {
        Some(script) => {
            let told =
                format!("executing script {what} from scheduler ({entry}) failed, please check it manually");
            (named(router, row, &script).await, told)
        }
        None => {
            let told = format!("executing script from scheduler ({entry}) failed, please check it manually");
            (inline(router, row, what).await, told)
        }
    };
    if let Err(stop) = stop {
        router.log_failure(&stop, Some(told));
    }
}

/// The entry's owner with the entry's own policies.
fn login(row: &Row) -> Login {
    let user = row.text("owner").unwrap_or_default().to_owned();
    let policies = Policies::read(row.text("policy").unwrap_or_default());
    Login { user, policies, from: std::net::Ipv4Addr::UNSPECIFIED.into() }
}

/// A script runs with its own policies, if the entry has all of them.
async fn named(router: &Router, row: &Row, script: &Row) -> Result<(), Stop> {
    match scripts::permitted(script, &login(row)) {
        Some(login) => scripts::kept(router, script, login).await.end,
        None => Err(Stop::Failed("not enough permissions (9)".to_owned())),
    }
}

async fn inline(router: &Router, row: &Row, source: &str) -> Result<(), Stop> {
    let script = router.read_script(source)?;
    let login = login(row);
    let job = router.begin_job(None, &login);
    let job = job.ok_or_else(|| Stop::Unsupported("so many scripts at once".to_owned()))?;
    job.run(login, script).await.end
}
