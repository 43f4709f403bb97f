//! `/system/script/run` and `/execute` (RouterOS manual, "Scripting").

use super::only;
use crate::lab::command::{Command, Login, Output};
use crate::lab::policy::Policies;
use crate::lab::router::Router;
use crate::lab::script::{Finished, Refused, Stop};
use crate::lab::table::Row;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::Value;
use crate::lab::write;

/// Runs a script that is kept on the router, with its own policies; its output is nobody's.
pub(super) async fn run(router: &Router, login: &Login, command: &Command) -> Outcome<Output> {
    only(command, &[".id", "number", "numbers", "use-script-permissions"])?;
    let named = [".id", "number", "numbers"].iter().find_map(|name| command.word(name));
    let row = script(router, named.ok_or_else(|| Trap::missing(".id"))?)?;
    let login = permitted(&row, login).ok_or(Trap::NOT_ENOUGH)?;
    match kept(router, &row, login).await.end {
        Ok(()) => Ok(Output::Done),
        Err(stop) => Err(trap(stop)),
    }
}

/// The script that `text` means, by id or name.
fn script(router: &Router, text: &str) -> Outcome<Row> {
    let state = router.state();
    let menu = state.tree.menu("system/script").ok_or(Trap::NoSuchItem)?;
    let id = write::find(&state, menu, text)?;
    state.row(menu.path, id).map(|(_, row)| row.clone()).ok_or(Trap::NoSuchItem)
}

/// `login` with the policies of the script in `row`; `None` when the script may do more than he.
pub(in crate::lab) fn permitted(row: &Row, login: &Login) -> Option<Login> {
    let policies = Policies::read(row.text("policy").unwrap_or_default());
    let free = row.is("dont-require-permissions");
    (free || policies.within(login.policies)).then(|| Login { policies, session: None, ..login.clone() })
}

/// Runs the script in `row` as a job of `login`, and counts it.
pub(in crate::lab) async fn kept(router: &Router, row: &Row, login: Login) -> Finished {
    let name = row.text("name").map(str::to_owned);
    let source = row.text("source").unwrap_or_default();
    let stopped = |stop| Finished { output: String::new(), end: Err(stop) };
    let script = match router.read_script(source) {
        Ok(script) => script,
        Err(refused) => return stopped(refused.into()),
    };
    count(router, row.id);
    match router.begin_job(name.as_deref(), &login) {
        // A script may run itself: its job is a size of its own.
        Some(job) => Box::pin(job.run(login, script)).await,
        None => stopped(Stop::Unsupported("so many scripts at once".to_owned())),
    }
}

fn count(router: &Router, id: u32) {
    let now = router.clock.now().wall;
    let mut state = router.state();
    let started = state.stamp(now);
    if let Some(row) = state.row_mut("system/script", id) {
        let runs = row.text("run-count").and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
        row.put("run-count", Some(Value::text((runs + 1).to_string())));
        row.put("last-started", Some(Value::text(started)));
    }
}

/// Runs a script that is handed in: as a job that goes on by itself, or with its output as the answer.
pub(super) async fn execute(router: &Router, login: &Login, command: &Command) -> Outcome<Output> {
    only(command, &["script", "as-string"])?;
    let source = command.word("script").ok_or_else(|| Trap::missing("script"))?;
    let login = Login { session: None, ..login.clone() };
    if command.flag("as-string") {
        return as_string(router, login, source).await;
    }
    let script = router.read_script(source).map_err(|refused| match refused {
        Refused::Wrong(words) => Trap::Unsupported(format!("how /execute without as-string says: {words}")),
        Refused::Unsupported(what) => Trap::Unsupported(what),
    })?;
    let shared = router.shared().ok_or(Trap::SessionClosed)?;
    let (begun, id) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let Some(job) = shared.begin_job(None, &login) else { return };
        if begun.send(job.id).is_err() {
            return;
        }
        if let Err(stop) = job.run(login, script).await.end {
            shared.log_failure(&stop, None);
        }
    });
    let id = id.await.map_err(|_| Trap::Unsupported("so many scripts at once".to_owned()))?;
    Ok(Output::Ret(crate::lab::table::tag(id)))
}

/// What the script put out; a failure is told at the end of it, and is no error.
async fn as_string(router: &Router, login: Login, source: &str) -> Outcome<Output> {
    let Finished { mut output, end } = match router.read_script(source) {
        Err(refused) => Finished { output: String::new(), end: Err(refused.into()) },
        Ok(script) => {
            let job = router.begin_job(None, &login);
            let job = job.ok_or_else(|| Trap::Unsupported("so many scripts at once".to_owned()))?;
            Box::pin(job.run(login, script)).await
        }
    };
    match end {
        Err(Stop::Failed(message)) => {
            let line = if output.is_empty() { "" } else { "\n" };
            output.push_str(line);
            output.push_str(&message);
        }
        Ok(()) => {}
        Err(stop) => return Err(trap(stop)),
    }
    Ok(Output::Ret(output))
}

/// A script's end as the answer to the command that began it.
fn trap(stop: Stop) -> Trap {
    match stop {
        Stop::Failed(message) => Trap::Refused(message),
        Stop::Unsupported(what) => Trap::Unsupported(what),
        Stop::Return | Stop::Killed => Trap::Interrupted,
    }
}
