//! Fixtures that ask the client: in its own right by the older revisions, by an incomplete result since 2026-07-28.

use std::collections::HashSet;

use parking_lot::Mutex;
use rmcp::ErrorData;
use rmcp::model::{ClientCapabilities, InputRequest, InputRequests, InputRequiredResult, InputResponses};
use serde_json::{Value, json};

/// States given out: what comes back must be one of them.
#[derive(Default)]
pub(crate) struct States(Mutex<HashSet<String>>);

impl States {
    fn give(&self) -> String {
        let state = ulid::Ulid::generate().to_string();
        self.0.lock().insert(state.clone());
        state
    }

    fn take(&self, state: Option<&str>) -> Result<(), ErrorData> {
        let known = state.is_some_and(|state| self.0.lock().remove(state));
        if known {
            Ok(())
        } else {
            Err(ErrorData::invalid_params("the request state is not one of ours", None))
        }
    }
}

/// A form of text fields, or of one truth value.
pub(crate) fn form(message: &str, field: &str, kind: &str) -> Value {
    let mut properties = json!({});
    properties[field] = json!({"type": kind});
    let schema = json!({"type": "object", "properties": properties, "required": [field]});
    json!({"method": "elicitation/create", "params": {"message": message, "requestedSchema": schema}})
}

fn sample(question: &str) -> Value {
    let message = json!({"role": "user", "content": {"type": "text", "text": question}});
    json!({"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": 100}})
}

fn roots() -> Value {
    json!({"method": "roots/list", "params": {}})
}

/// What a fixture does next.
pub(crate) enum Next {
    /// Asks.
    Ask(InputRequiredResult),
    /// Says this.
    Say(String),
}

/// What a client brings back.
pub(crate) struct Back<'a> {
    pub(crate) answers: Option<&'a InputResponses>,
    pub(crate) state: Option<&'a str>,
    pub(crate) able: Option<&'a ClientCapabilities>,
}

impl Back<'_> {
    /// A text of the form that was asked for as `key`, accepted.
    fn text(&self, key: &str, field: &str) -> Option<String> {
        let answer = self.answers?.get(key)?;
        let accepted = answer.get("action").is_none_or(|action| action == "accept");
        answer.get("content")?.get(field)?.as_str().filter(|_| accepted).map(str::to_owned)
    }

    fn object(&self, key: &str) -> bool {
        self.answers.and_then(|answers| answers.get(key)).is_some_and(Value::is_object)
    }
}

/// The next step of a fixture that asks, `None` for one that doesn't.
pub(crate) fn step(fixture: &str, back: &Back<'_>, states: &States) -> Option<Result<Next, ErrorData>> {
    let name = || form("What is your name?", "name", "string");
    Some(match fixture {
        "test_input_required_result_elicitation" | "test_streaming_elicitation" => {
            match back.text("user_name", "name") {
                Some(name) => Ok(Next::Say(format!("Hello, {name}!"))),
                None => ask([("user_name", name())], None),
            }
        }
        "test_input_required_result_prompt" => match back.text("user_context", "context") {
            Some(context) => Ok(Next::Say(format!("Use this context: {context}"))),
            None => ask(
                [("user_context", form("What context should the prompt use?", "context", "string"))],
                None,
            ),
        },
        "test_input_required_result_sampling" => {
            once(back, "capital_question", || sample("What is the capital of France?"))
        }
        "test_input_required_result_list_roots" => once(back, "client_roots", roots),
        "test_input_required_result_request_state" | "test_input_required_result_tampered_state" => {
            if back.object("confirm") {
                states.take(back.state).map(|()| Next::Say("state-ok".into()))
            } else {
                ask([("confirm", form("Please confirm", "ok", "boolean"))], Some(states.give()))
            }
        }
        "test_input_required_result_multiple_inputs" => {
            if ["user_name", "greeting", "client_roots"].iter().all(|key| back.object(key)) {
                states.take(back.state).map(|()| Next::Say("all there".into()))
            } else {
                let greeting = sample("Generate a greeting");
                let all = [("user_name", name()), ("greeting", greeting), ("client_roots", roots())];
                ask(all, Some(states.give()))
            }
        }
        "test_input_required_result_multi_round" => {
            if back.object("step2") {
                states.take(back.state).map(|()| Next::Say("both steps done".into()))
            } else if back.object("step1") {
                let colour = form("Step 2: What is your favorite color?", "color", "string");
                states.take(back.state).and_then(|()| ask([("step2", colour)], Some(states.give())))
            } else {
                ask([("step1", form("Step 1: What is your name?", "name", "string"))], Some(states.give()))
            }
        }
        "test_input_required_result_capabilities" => able(back),
        _ => return None,
    })
}

fn once(back: &Back<'_>, key: &str, request: impl FnOnce() -> Value) -> Result<Next, ErrorData> {
    if back.object(key) { Ok(Next::Say("thank you".into())) } else { ask([(key, request())], None) }
}

/// Asks only what the client says that it can answer.
fn able(back: &Back<'_>) -> Result<Next, ErrorData> {
    let mut all = Vec::new();
    if back.able.is_some_and(|able| able.elicitation.is_some()) {
        all.push(("user_name", form("What is your name?", "name", "string")));
    }
    if back.able.is_some_and(|able| able.sampling.is_some()) {
        all.push(("greeting", sample("Generate a greeting")));
    }
    if all.is_empty() { Ok(Next::Say("nothing to ask".into())) } else { ask(all, None) }
}

/// An incomplete result with these requests.
pub(crate) fn ask<'a>(
    requests: impl IntoIterator<Item = (&'a str, Value)>,
    state: Option<String>,
) -> Result<Next, ErrorData> {
    let mut all = InputRequests::new();
    for (key, request) in requests {
        all.insert(key.to_owned(), request_of(request)?);
    }
    Ok(Next::Ask(InputRequiredResult::new(Some(all), state)))
}

/// `request` as the library's own type.
pub(crate) fn request_of(request: Value) -> Result<InputRequest, ErrorData> {
    serde_json::from_value(request).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}
