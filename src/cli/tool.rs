//! `rosmcp tool …`: the MCP tools from the shell.

use std::sync::Arc;

use clap::{Args, Subcommand};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::context::Cx;
use super::global::Format;
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result, in_json_terms};
use crate::tools::registry::registry;
use crate::tools::tool::Context;

/// No arguments are longer.
const LONGEST_ARGUMENTS: usize = 1024 * 1024;

/// The MCP tools from the shell
#[derive(Subcommand)]
pub(super) enum Tool {
    List(List),
    Show(Show),
    Call(Call),
}

/// List the tools
#[derive(Args)]
pub(super) struct List {}

/// Show a tool's description and schemas
#[derive(Args)]
pub(super) struct Show {
    /// Name of the tool
    name: String,
}

/// Call a tool as an MCP client would
#[derive(Args)]
pub(super) struct Call {
    /// Name of the tool
    name: String,
    /// Its arguments
    #[arg(long, value_name = "JSON", default_value = "{}")]
    json: String,
}

#[derive(Serialize, JsonSchema)]
struct Line<'a> {
    name: &'a str,
    toolset: &'a str,
    title: &'a str,
}

impl Tool {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::List(_) => list(cx),
            Self::Show(show) => self::show(cx, &show.name),
            Self::Call(call) => self::call(cx, call).await,
        }
    }
}

fn list(cx: &Cx) -> Result<()> {
    let principal = Principal::shell("");
    let tools = registry().visible_to(&principal);
    let lines: Vec<_> =
        tools.map(|tool| Line { name: &tool.name, toolset: tool.toolset, title: &tool.title }).collect();
    cx.ui.rows(&["name", "toolset", "title"], &lines)
}

fn show(cx: &Cx, name: &str) -> Result<()> {
    let tool = registry().find(name)?;
    cx.ui.object(&json!({
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "tier": tool.tier,
        "toolset": tool.toolset,
        "annotations": tool.annotations,
        "input_schema": tool.input_schema,
        "output_schema": tool.output_schema,
    }))
}

async fn call(cx: &Cx, call: Call) -> Result<()> {
    let arguments = arguments(&call.json)?;
    let answer = cx
        .with_app(async |app| {
            let context = Context {
                app: app.clone(),
                caller: cx.caller(),
                progress: Arc::new(cx.ui.bar(&call.name)),
                cancel: CancellationToken::new(),
            };
            registry().call(context, &call.name, arguments).await
        })
        .await?;
    if cx.ui.format() == Format::Table {
        cx.ui.note(&answer.text);
    }
    let structured = answer.object()?;
    cx.ui.object(&structured)?;
    partial(&structured)
}

/// Tools for many devices count those that failed; a script learns it from the exit code.
fn partial(answer: &Map<String, Value>) -> Result<()> {
    let failed = ["failed", "unreachable"].iter().find_map(|name| answer.get(*name)?.as_u64()).unwrap_or(0);
    match failed {
        0 => Ok(()),
        1 => Err(Error::new(ErrorKind::Partial, "1 device failed")),
        _ => Err(Error::new(ErrorKind::Partial, format!("{failed} devices failed"))),
    }
}

fn arguments(json: &str) -> Result<Map<String, Value>> {
    if json.len() > LONGEST_ARGUMENTS {
        return Err(Error::usage(format!("--json is longer than {LONGEST_ARGUMENTS} bytes")));
    }
    serde_json::from_str(json).map_err(|error| {
        Error::usage(format!("--json is not a JSON object: {}", in_json_terms(&error)))
            .hint("--json '{\"device\":\"edge-1\"}'")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(answer: &Value) -> Option<ErrorKind> {
        let answer = answer.as_object().cloned().unwrap_or_default();
        partial(&answer).err().map(|error| error.kind())
    }

    #[test]
    fn devices_that_failed_show_in_the_exit_code() {
        assert_eq!(exit(&json!({"succeeded": 2, "failed": 1})), Some(ErrorKind::Partial));
        assert_eq!(exit(&json!({"healthy": 0, "unreachable": 2})), Some(ErrorKind::Partial));
        assert_eq!(exit(&json!({"succeeded": 2, "failed": 0})), None);
        assert_eq!(exit(&json!({"device": "edge-1"})), None);
    }
}
