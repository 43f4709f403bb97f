//! The fixtures as a handler.

#![expect(deprecated, reason = "the suite still tests what the stateless revision has dropped")]

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, CancelTaskParams,
    ClientCapabilities, CompleteRequestParams, CompleteResult, CompletionInfo, GetPromptRequestParams,
    GetPromptResponse, GetPromptResult, GetTaskParams, GetTaskResult, Implementation, JsonObject,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, LoggingLevel,
    LoggingMessageNotificationParam, PaginatedRequestParams, ProgressNotificationParam, PromptMessage,
    ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, ResultType, Role,
    ServerCapabilities, ServerConfig, ServerRequest, SetLevelRequestParams, SubscribeRequestParams,
    SubscriptionFilter, Tool, UnsubscribeRequestParams, UpdateTaskParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::task_manager::TaskManager;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::ask::{self, Back, Next, States};
use super::{content, jobs};

const PAUSE: Duration = Duration::from_millis(50);
const CACHE_MS: u64 = 60_000;
const VERSIONS: &[ProtocolVersion] = &[
    ProtocolVersion::V_2024_11_05,
    ProtocolVersion::V_2025_06_18,
    ProtocolVersion::V_2025_11_25,
    ProtocolVersion::V_2026_07_28,
];

/// What a trigger says has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Tools,
    Prompts,
}

/// The handler; clones share everything.
#[derive(Clone)]
pub(crate) struct Fixtures(Arc<Shared>);

struct Shared {
    tools: Vec<Tool>,
    tasks: TaskManager,
    states: States,
    changes: broadcast::Sender<Change>,
    drain: CancellationToken,
}

/// A value of the library's from what it is on the wire.
fn wire<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

/// A tool's whole answer from what it is on the wire.
fn complete(answer: Value) -> Result<CallToolResult, ErrorData> {
    let mut result: CallToolResult = wire(answer)?;
    result.result_type = Some(ResultType::COMPLETE);
    Ok(result)
}

fn object(arguments: Option<JsonObject>) -> Value {
    Value::Object(arguments.unwrap_or_default())
}

impl Fixtures {
    pub(crate) fn new(drain: CancellationToken) -> Self {
        let tools = wire(content::tools()).unwrap_or_default();
        let shared = Shared {
            tools,
            tasks: TaskManager::new(),
            states: States::default(),
            changes: broadcast::channel(16).0,
            drain,
        };
        Self(Arc::new(shared))
    }

    async fn acting(
        &self,
        tool: &str,
        arguments: &Value,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResult, ErrorData> {
        match tool {
            "test_tool_with_logging" => log(context).await,
            "test_logging_tool" if context.meta.log_level().is_some() => log(context).await,
            "test_logging_tool" | "test_custom_header" => {}
            "test_tool_with_progress" => progress(context).await,
            "test_reconnection" => tokio::time::sleep(2 * PAUSE).await,
            "test_trigger_tool_change" => self.trigger(Change::Tools),
            "test_trigger_prompt_change" => self.trigger(Change::Prompts),
            "test_sampling" => return sampled(arguments, context).await,
            "test_missing_capability" => {
                let able = context.client_capabilities();
                if able.is_none_or(|able| able.sampling.is_none()) {
                    let needed = ClientCapabilities::builder().enable_sampling().build();
                    return Err(ErrorData::missing_required_client_capability(needed));
                }
            }
            other => match elicitation(other, arguments) {
                Some(schema) => return elicited(schema, context).await,
                None => return Err(ErrorData::invalid_params(format!("there is no tool {other:?}"), None)),
            },
        }
        complete(content::said(format!("{tool} is done")))
    }

    fn trigger(&self, change: Change) {
        // Nobody may be listening.
        let _ = self.0.changes.send(change);
    }
}

async fn log(context: &RequestContext<RoleServer>) {
    for text in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        let message =
            LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(text)).with_logger("fixtures");
        // A client that left doesn't care.
        let _ = context.peer.notify_logging_message(message).await;
        tokio::time::sleep(PAUSE).await;
    }
}

async fn progress(context: &RequestContext<RoleServer>) {
    for done in [0.0, 50.0, 100.0] {
        if let Some(token) = context.meta.get_progress_token() {
            let event = ProgressNotificationParam::new(token, done).with_total(100.0);
            // A client that left doesn't care.
            let _ = context.peer.notify_progress(event).await;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn sampled(
    arguments: &Value,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResult, ErrorData> {
    let text = arguments["prompt"].as_str().unwrap_or_default();
    let message = json!({"role": "user", "content": {"type": "text", "text": text}});
    let params = json!({"messages": [message], "maxTokens": 100});
    let answer = asked(json!({"method": "sampling/createMessage", "params": params}), context).await?;
    complete(content::said(format!(
        "LLM response: {}",
        answer["content"]["text"].as_str().unwrap_or_default()
    )))
}

async fn elicited(params: Value, context: &RequestContext<RoleServer>) -> Result<CallToolResult, ErrorData> {
    let answer = asked(json!({"method": "elicitation/create", "params": params}), context).await?;
    let action = answer["action"].as_str().unwrap_or("none").to_owned();
    complete(content::said(format!("User response: action={action}, content={}", answer["content"])))
}

/// Asks the client in the server's own right.
async fn asked(request: Value, context: &RequestContext<RoleServer>) -> Result<Value, ErrorData> {
    let request: ServerRequest = wire(request)?;
    let answer = context.peer.send_request(request).await;
    let answer = answer.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
    serde_json::to_value(answer).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

fn elicitation(tool: &str, arguments: &Value) -> Option<Value> {
    let titled = |words: [(&str, &str); 3]| {
        Value::Array(words.iter().map(|(word, title)| json!({"const": word, "title": title})).collect())
    };
    let (message, properties, required) = match tool {
        "test_elicitation" => (
            arguments["message"].as_str().unwrap_or("Please answer"),
            json!({"username": {"type": "string", "description": "User's response"}, "email": {"type": "string", "description": "User's email address"}}),
            json!(["username", "email"]),
        ),
        "test_elicitation_sep1034_defaults" => (
            "Please review and update the form fields with defaults",
            json!({
                "name": {"type": "string", "description": "User name", "default": "John Doe"},
                "age": {"type": "integer", "description": "User age", "default": 30},
                "score": {"type": "number", "description": "User score", "default": 95.5},
                "status": {"type": "string", "description": "User status", "enum": ["active", "inactive", "pending"], "default": "active"},
                "verified": {"type": "boolean", "description": "Verification status", "default": true},
            }),
            json!([]),
        ),
        "test_elicitation_sep1330_enums" => (
            "Please select options from the enum fields",
            json!({
                "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
                "titledSingle": {"type": "string", "oneOf": titled([("value1", "First Option"), ("value2", "Second Option"), ("value3", "Third Option")])},
                "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"]},
                "untitledMulti": {"type": "array", "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
                "titledMulti": {"type": "array", "items": {"anyOf": titled([("value1", "First Choice"), ("value2", "Second Choice"), ("value3", "Third Choice")])}},
            }),
            json!([]),
        ),
        _ => return None,
    };
    let schema = json!({"type": "object", "properties": properties, "required": required});
    Some(json!({"message": message, "requestedSchema": schema}))
}

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_completions()
            .enable_logging()
            .enable_prompts()
            .enable_prompts_list_changed()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_tools()
            .enable_tool_list_changed()
            .enable_tasks()
            .build();
        let mut info = ServerConfig::new(capabilities);
        info.protocol_version = ProtocolVersion::LATEST_WITH_INITIALIZE;
        info.server_info = Implementation::new("rosmcp-conformance", env!("CARGO_PKG_VERSION"));
        info
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        Cow::Borrowed(VERSIONS)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.0.tools.iter().find(|tool| tool.name == name).cloned()
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let list = ListToolsResult::with_all_items(self.0.tools.clone());
        Ok(list.with_ttl_ms(CACHE_MS).with_cache_scope(CacheScope::Public))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = object(request.arguments);
        let able = context.client_capabilities();
        let back = Back {
            answers: request.input_responses.as_ref(),
            state: request.request_state.as_deref(),
            able: able.as_ref(),
        };
        let name = request.name.as_ref();
        if name == "test_tool_with_task" {
            return match ask::step("test_input_required_result_elicitation", &back, &self.0.states) {
                Some(Ok(Next::Say(greeting))) => Ok(jobs::greeting(&self.0.tasks, greeting).into()),
                Some(Ok(Next::Ask(question))) => Ok(question.into()),
                Some(Err(error)) => Err(error),
                None => Err(ErrorData::internal_error("the fixture asks nothing", None)),
            };
        }
        if let Some(next) = ask::step(name, &back, &self.0.states) {
            return match next? {
                Next::Ask(question) => Ok(question.into()),
                Next::Say(text) => Ok(complete(content::said(text))?.into()),
            };
        }
        if let Some(answer) = content::answer(name, &arguments) {
            return Ok(complete(answer)?.into());
        }
        if name == "slow_compute" && !able.is_some_and(|able| able.supports_tasks()) {
            // A client that knows no tasks waits for the answer.
            return Ok(complete(content::said("computed"))?.into());
        }
        if let Some(task) = jobs::start(&self.0.tasks, name, &arguments) {
            return Ok(task.into());
        }
        Ok(self.acting(name, &arguments, &context).await?.into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let list = ListResourcesResult::with_all_items(wire(content::resources())?);
        Ok(list.with_ttl_ms(CACHE_MS).with_cache_scope(CacheScope::Public))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let list = ListResourceTemplatesResult::with_all_items(wire(content::templates())?);
        Ok(list.with_ttl_ms(CACHE_MS).with_cache_scope(CacheScope::Public))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let contents = content::contents(&request.uri);
        let contents =
            contents.ok_or_else(|| ErrorData::resource_not_found("there is no such resource", None))?;
        let read = ReadResourceResult::new(wire(contents)?);
        Ok(read.with_ttl_ms(CACHE_MS).with_cache_scope(CacheScope::Public).into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let list = ListPromptsResult::with_all_items(wire(content::prompts())?);
        Ok(list.with_ttl_ms(CACHE_MS).with_cache_scope(CacheScope::Public))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let able = context.client_capabilities();
        let back = Back {
            answers: request.input_responses.as_ref(),
            state: request.request_state.as_deref(),
            able: able.as_ref(),
        };
        if request.name == "test_input_required_result_prompt"
            && let Some(next) = ask::step(&request.name, &back, &self.0.states)
        {
            return match next? {
                Next::Ask(question) => Ok(GetPromptResponse::InputRequired(question)),
                Next::Say(text) => {
                    Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]).into())
                }
            };
        }
        let messages = content::messages(&request.name, &object(request.arguments));
        let messages = messages.ok_or_else(|| ErrorData::invalid_params("there is no such prompt", None))?;
        Ok(GetPromptResult::new(wire(messages)?).into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let words =
            ["paris", "park", "party"].iter().filter(|word| word.starts_with(&request.argument.value));
        let completion = CompletionInfo::with_all_values(words.map(|word| (*word).to_owned()).collect());
        completion.map(CompleteResult::new).map_err(|error| ErrorData::internal_error(error, None))
    }

    async fn set_level(
        &self,
        _: SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn subscribe(
        &self,
        _: SubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(
        &self,
        _: UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.clone())
    }

    async fn listen(&self, stream: SubscriptionContext) -> Result<(), ErrorData> {
        let mut changes = self.0.changes.subscribe();
        let sink = stream.sink();
        loop {
            let change = tokio::select! {
                change = changes.recv() => change,
                () = stream.cancelled() => return Ok(()),
                () = self.0.drain.cancelled() => return Ok(()),
            };
            // What the stream did not ask for is not sent.
            let _ = match change {
                Ok(Change::Tools) => sink.notify_tool_list_changed().await,
                Ok(Change::Prompts) => sink.notify_prompt_list_changed().await,
                Err(_) => return Ok(()),
            };
        }
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        self.0.tasks.get_task(&request.task_id).map(GetTaskResult::new)
    }

    async fn update_task(
        &self,
        request: UpdateTaskParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.0.tasks.update_task(&request.task_id, request.input_responses)
    }

    async fn cancel_task(
        &self,
        request: CancelTaskParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.0.tasks.cancel_task(&request.task_id)
    }
}
