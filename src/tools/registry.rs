//! The tools there are, in their fixed order, and the one way to call one.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::tool::{Answer, Context, Tool};
use super::{
    device_check, device_get, device_list, fleet_health, fleet_read, menu_describe, menu_read, ping, read,
    system_overview, traceroute,
};
use crate::app::{elapsed_ms, outcome};
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
    fleet.into_iter().chain(read::tools()).chain(generic).chain(rest).collect()
}

impl Registry {
    /// A registry of these tools, in this order.
    pub fn new(tools: Vec<Tool>) -> Self {
        Self { tools }
    }

    /// The tools that `principal` may call, in the fixed order. Every tool here reads, and every role may read.
    pub fn visible_to(&self, _principal: &Principal) -> impl Iterator<Item = &Tool> {
        self.tools.iter()
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

    /// Checks, runs within the tool's time and records one call. Gives up when the caller does.
    pub async fn call(&self, context: Context, name: &str, arguments: Map<String, Value>) -> Result<Answer> {
        let tool = self.find(name)?;
        let started = clock::monotonic();
        let (app, cancel) = (context.app.clone(), context.cancel.clone());
        let mut event = event(&context, tool, &arguments);
        let result = tokio::select! {
            result = tokio::time::timeout(tool.timeout, tool.run(context, arguments)) => {
                result.unwrap_or_else(|_| Err(too_long(tool)))
            }
            () = cancel.cancelled() => Err(Error::new(ErrorKind::Interrupted, "the caller gave up")),
        };
        event.outcome = outcome(&result);
        event.duration_ms = elapsed_ms(started);
        app.audit.note(event).await?;
        result
    }

    fn unknown(&self, name: &str) -> Error {
        let error = Error::usage(format!("there is no tool named {name:?}"));
        match nearest(name, self.tools.iter().map(|tool| tool.name.as_str())) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint("`rosmcp tool list` names them all"),
        }
    }
}

fn too_long(tool: &Tool) -> Error {
    Error::new(ErrorKind::Timeout, format!("{} took longer than {} s", tool.name, tool.timeout.as_secs()))
}

fn event(context: &Context, tool: &Tool, arguments: &Map<String, Value>) -> AuditEvent {
    let text =
        |name: &str| arguments.get(name).and_then(Value::as_str).map(|text| text.chars().take(128).collect());
    AuditEvent {
        at: clock::now_ms(),
        issuer: context.caller.principal.issuer.clone(),
        subject: context.caller.principal.subject.clone(),
        request_id: context.caller.request_id.clone(),
        action: "tool.call".to_owned(),
        tool: Some(tool.name.clone()),
        device: text("device"),
        outcome: String::new(),
        detail: text("menu").or_else(|| text("target")),
        duration_ms: 0,
    }
}
