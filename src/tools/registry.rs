//! The tools there are, in their fixed order, and the one way to call one.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, LazyLock};

use futures_util::FutureExt;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::tool::{Answer, Context, Tool};
use super::{
    audit_search, config, device_check, device_get, device_list, diagnostics, fleet_health, fleet_read,
    menu_describe, menu_read, ping, plan, read, recipe_list, summaries, system_overview, traceroute,
};
use crate::clock;
use crate::domain::audit::AuditEvent;
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result, nearest};

/// Every tool, in the order in which they are listed.
pub struct Registry {
    tools: Vec<Tool>,
}

/// The registry of this binary.
pub fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::new(all()));
    &REGISTRY
}

fn all() -> Vec<Tool> {
    let fleet = [
        device_list::tool(),
        device_get::tool(),
        device_check::tool(),
        fleet_health::tool(),
        fleet_read::tool(),
    ];
    let generic = [menu_read::tool(), menu_describe::tool()];
    let rest = [system_overview::tool(), ping::tool(), traceroute::tool()];
    fleet
        .into_iter()
        .chain(read::tools())
        .chain(generic)
        .chain(rest)
        .chain(diagnostics::tools())
        .chain(summaries::tools())
        .chain(config::tools())
        .chain(plan::tools())
        .chain([recipe_list::tool(), audit_search::tool()])
        .collect()
}

impl Registry {
    /// A registry of these tools, in this order.
    pub fn new(tools: Vec<Tool>) -> Self {
        Self { tools }
    }

    /// The tools that `principal` may call, in the fixed order.
    pub fn visible_to(&self, principal: &Principal) -> impl Iterator<Item = &Tool> {
        self.tools.iter().filter(|tool| tool.allowed_to(principal).is_ok())
    }

    /// Every tool, in the fixed order.
    pub fn all(&self) -> impl Iterator<Item = &Tool> {
        self.tools.iter()
    }

    /// The tool `name`.
    pub fn get(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.name == name)
    }

    /// The tool `name`, or an error that names the nearest one.
    pub fn find(&self, name: &str) -> Result<&Tool> {
        self.get(name).ok_or_else(|| self.unknown(name))
    }

    /// Checks, runs within the tool's time and records one call. Gives up when the caller does. A tool sees the
    /// installation as its caller may: nothing that it does reaches beyond the caller's scope.
    pub async fn call(
        &self,
        mut context: Context,
        name: &str,
        arguments: Map<String, Value>,
    ) -> Result<Answer> {
        let tool = self.find(name)?;
        let started = clock::monotonic();
        let (app, cancel) = (context.app.clone(), context.cancel.clone());
        let owed = app.audit.owed(event(&context, tool, &arguments));
        context.app = Arc::new(app.seen_by(&context.caller.principal));
        let result = match tool.allowed_to(&context.caller.principal) {
            Ok(()) => run(tool, context, arguments, &cancel).await,
            Err(refusal) => Err(refusal),
        };
        let event = owed.settled(&result);
        app.metrics.tool_duration.observe([&tool.name, &event.outcome], started.elapsed());
        app.audit.note(event).await?;
        result
    }

    fn unknown(&self, name: &str) -> Error {
        let error = Error::not_found(format!("there is no tool named {name:?}"));
        match nearest(name, self.tools.iter().map(|tool| tool.name.as_str())) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint("tools/list (rosmcp tool list) names them all"),
        }
    }
}

async fn run(
    tool: &Tool,
    context: Context,
    arguments: Map<String, Value>,
    cancel: &CancellationToken,
) -> Result<Answer> {
    tokio::select! {
        result = tokio::time::timeout(tool.timeout, guarded(tool, context, arguments)) => {
            result.unwrap_or_else(|_| Err(too_long(tool)))
        }
        () = cancel.cancelled() => Err(Error::new(ErrorKind::Interrupted, "the caller gave up")),
    }
}

/// A panic would end the task that owes the caller an answer and the trail a row.
async fn guarded(tool: &Tool, context: Context, arguments: Map<String, Value>) -> Result<Answer> {
    let run = AssertUnwindSafe(tool.run(context, arguments)).catch_unwind().await;
    run.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, format!("the tool {} panicked", tool.name))))
}

fn too_long(tool: &Tool) -> Error {
    Error::new(ErrorKind::Timeout, format!("{} took longer than {} s", tool.name, tool.timeout.as_secs()))
}

fn event(context: &Context, tool: &Tool, arguments: &Map<String, Value>) -> AuditEvent {
    let text =
        |name: &str| arguments.get(name).and_then(Value::as_str).map(|text| text.chars().take(128).collect());
    AuditEvent {
        tool: Some(tool.name.clone()),
        device: text("device"),
        detail: text("menu").or_else(|| text("target")),
        ..context.app.audit_event(&context.caller, "tool.call")
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;
    use crate::app::progress::Unwatched;
    use crate::app::{App, AuditFilter};
    use crate::domain::access::Tier;
    use crate::domain::principal::{Caller, Role};

    #[derive(Deserialize, JsonSchema)]
    struct Nothing {}

    #[derive(Serialize, JsonSchema)]
    struct Done {
        done: bool,
    }

    fn tool(name: &str, run: fn() -> Result<Done>) -> Tool {
        Tool::read(
            name,
            name,
            name,
            "test",
            move |_: Context, _: Nothing| async move { run() },
            |_: &Done| "done".to_owned(),
        )
    }

    #[tokio::test]
    async fn every_call_leaves_a_row_even_one_that_panics() {
        let app = Arc::new(App::scratch().await);
        let registry = Registry::new(vec![
            tool("works", || Ok(Done { done: true })),
            tool("fails", || Err(Error::not_found("gone"))),
            tool("panics", || panic!("a bug")),
        ]);
        for name in ["works", "fails", "panics", "unknown"] {
            let context = Context {
                app: app.clone(),
                caller: Caller::new(Principal::lab(), name),
                progress: Arc::new(Unwatched),
                cancel: CancellationToken::new(),
            };
            let arguments = json!({}).as_object().cloned().unwrap_or_default();
            assert_eq!(registry.call(context, name, arguments).await.is_ok(), name == "works");
        }
        let rows = loop {
            let rows = app.audit.recent(AuditFilter { limit: 10, ..AuditFilter::default() }).await.unwrap();
            if rows.len() == 3 {
                break rows;
            }
            tokio::task::yield_now().await;
        };
        let outcomes: Vec<_> = rows.iter().rev().map(|row| row.event.outcome.as_str()).collect();
        assert_eq!(outcomes, ["ok", "not_found", "internal"]);
    }

    #[tokio::test]
    async fn a_tool_beyond_the_callers_role_is_not_listed_not_run_and_recorded() {
        let app = Arc::new(App::scratch().await);
        let write = tool("write", || panic!("it must not run")).tier(Tier::Advanced);
        let registry = Registry::new(vec![tool("works", || Ok(Done { done: true })), write]);
        let reader = Principal { role: Role::ReadOnly, ..Principal::lab() };
        let seen =
            |principal| registry.visible_to(principal).map(|tool| tool.name.as_str()).collect::<Vec<_>>();
        assert_eq!(seen(&reader), ["works"]);
        assert_eq!(seen(&Principal::lab()), ["works", "write"]);
        let context = Context {
            app: app.clone(),
            caller: Caller::new(reader, "r"),
            progress: Arc::new(Unwatched),
            cancel: CancellationToken::new(),
        };
        let refusal = registry.call(context, "write", Map::new()).await.unwrap_err();
        assert_eq!(refusal.kind(), ErrorKind::Refused);
        app.audit.close().await;
        let rows = app.audit.recent(AuditFilter::default()).await.unwrap();
        assert_eq!(rows[0].event.outcome, "refused");
    }

    #[test]
    fn the_tools_of_this_binary_keep_the_contract() {
        let mut names: Vec<_> = registry().all().map(|tool| tool.name.clone()).collect();
        for tool in registry().all() {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            assert!(tool.name.len() <= 64 && tool.name.bytes().all(plain), "{}", tool.name);
            assert!(tool.description.ends_with('.') && tool.description.len() < 300, "{}", tool.name);
            assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
            assert_eq!(tool.output_schema["type"], "object", "{}", tool.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), registry().all().count());
    }
}
