//! Fixtures of the tasks extension: calls that go on after their answer.

use std::time::Duration;

use rmcp::ErrorData;
use rmcp::model::{CallToolResult, ContentBlock, CreateTaskResult};
use rmcp::task_manager::{TaskContext, TaskExit, TaskFuture, TaskManager, TaskOptions};
use serde_json::Value;

use super::ask;

/// Starts the task of a fixture, `None` for one that has none.
pub(crate) fn start(manager: &TaskManager, fixture: &str, arguments: &Value) -> Option<CreateTaskResult> {
    let work: Box<dyn FnOnce(TaskContext) -> TaskFuture> = match fixture {
        "slow_compute" => {
            let seconds = arguments["seconds"].as_f64().filter(|seconds| (0.0..60.0).contains(seconds));
            let time = Duration::from_secs_f64(seconds.unwrap_or(1.0));
            Box::new(move |context| Box::pin(slow(context, time)))
        }
        "failing_job" => Box::new(|_| Box::pin(failing())),
        "protocol_error_job" => Box::new(|_| Box::pin(std::future::ready(broken()))),
        "confirm_delete" => {
            let file = arguments["filename"].as_str().unwrap_or("a file").to_owned();
            Box::new(move |context| Box::pin(confirmed(context, file)))
        }
        "multi_input" => Box::new(|context| Box::pin(two_inputs(context))),
        _ => return None,
    };
    Some(CreateTaskResult::new(manager.spawn(options(), work)))
}

/// The task that ends with a greeting of `name`.
pub(crate) fn greeting(manager: &TaskManager, name: String) -> CreateTaskResult {
    CreateTaskResult::new(
        manager.spawn(options(), move |_| Box::pin(async move { Ok(done(format!("Hello, {name}!"))) })),
    )
}

fn options() -> TaskOptions {
    TaskOptions::new().with_ttl_ms(60_000).with_poll_interval_ms(100)
}

fn done(text: impl Into<String>) -> CallToolResult {
    CallToolResult::success(vec![ContentBlock::text(text)])
}

async fn slow(context: TaskContext, time: Duration) -> Result<CallToolResult, TaskExit> {
    tokio::select! {
        () = tokio::time::sleep(time) => Ok(done("computed")),
        () = context.cancelled() => Err(TaskExit::Cancelled),
    }
}

async fn failing() -> Result<CallToolResult, TaskExit> {
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(CallToolResult::error(vec![ContentBlock::text("this job always fails")]))
}

fn broken() -> Result<CallToolResult, TaskExit> {
    Err(TaskExit::Error(ErrorData::internal_error("this job always breaks", None)))
}

async fn confirmed(context: TaskContext, file: String) -> Result<CallToolResult, TaskExit> {
    let question = ask::request_of(ask::form(&format!("Delete {file}?"), "confirm", "boolean"))?;
    let answer = context.request_input("confirm", question).await?;
    let yes = answer["action"] == "accept" && answer["content"]["confirm"] != false;
    Ok(done(if yes { format!("deleted {file}") } else { format!("kept {file}") }))
}

async fn two_inputs(context: TaskContext) -> Result<CallToolResult, TaskExit> {
    let question = |what: &str| ask::request_of(ask::form(what, "value", "string"));
    let (first, second) = (question("First?")?, question("Second?")?);
    let (first, second) =
        tokio::join!(context.request_input("first", first), context.request_input("second", second));
    first.and(second).map(|_| done("both answered"))
}
