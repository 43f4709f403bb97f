//! What a call's outcome looks like on the wire.
//!
//! The error table decides: kinds with a JSON-RPC code are protocol errors, all others are tool results that a model
//! can read and react to; so are arguments that a tool cannot take (MCP 2025-11-25, "Tools", error handling). Details of our own faults stay in the log; the client gets the request id to quote.

use rmcp::ErrorData;
use rmcp::model::{
    CallToolResponse, CallToolResult, ContentBlock, ErrorCode, InputRequiredResult, MetaObject,
};
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Result};
use crate::tools::tool::Answer;

/// What a call came to.
#[derive(Debug)]
pub(super) enum Called {
    /// What the tool answered.
    Answered(Answer),
    /// What went wrong, for a model to read.
    Failed(CallToolResult),
    /// What a person is to be asked first.
    Asks(InputRequiredResult),
}

impl Called {
    /// The same in the library's types; a result gets `meta`.
    pub(super) fn response(
        self,
        meta: Option<MetaObject>,
        request_id: &str,
    ) -> Result<CallToolResponse, ErrorData> {
        let mut result = match self {
            Self::Answered(answer) => success(answer).map_err(|error| fault(&error, request_id))?,
            Self::Failed(result) => result,
            Self::Asks(wanted) => return Ok(wanted.into()),
        };
        result.meta = meta;
        Ok(result.into())
    }
}

/// The result of a call, or the protocol error that it is.
pub(super) fn outcome(outcome: Result<Answer>, request_id: &str) -> Result<Called, ErrorData> {
    match outcome {
        Ok(answer) => Ok(Called::Answered(answer)),
        Err(error) => failure(&error, request_id).map(Called::Failed),
    }
}

/// Structured content, the text, and the same content as compact JSON for clients that read only text.
fn success(answer: Answer) -> Result<CallToolResult> {
    let structured = answer.object()?.into();
    let compact = Box::<str>::from(answer.structured).into_string();
    let mut result =
        CallToolResult::success(vec![ContentBlock::text(answer.text), ContentBlock::text(compact)]);
    result.structured_content = Some(structured);
    Ok(result)
}

/// An answer as it goes over the wire to a client of the stateless revision: what [`Called::response`] makes of it, without
/// reading its content again.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answered<'a> {
    result_type: &'static str,
    content: [Text<'a>; 2],
    structured_content: &'a RawValue,
    is_error: bool,
    #[serde(rename = "_meta")]
    meta: &'a MetaObject,
}

#[derive(Serialize)]
struct Text<'a> {
    r#type: &'static str,
    text: &'a str,
}

impl<'a> Answered<'a> {
    pub(super) fn of(answer: &'a Answer, meta: &'a MetaObject) -> Self {
        let text = |text| Text { r#type: "text", text };
        Self {
            result_type: "complete",
            content: [text(&answer.text), text(answer.structured.get())],
            structured_content: &answer.structured,
            is_error: false,
            meta,
        }
    }
}

fn failure(error: &Error, request_id: &str) -> Result<CallToolResult, ErrorData> {
    match error.kind().row().json_rpc {
        // Arguments that a tool cannot take are the model's to mend, so they are a result that it sees.
        Some(code) if error.kind() != ErrorKind::Usage => Err(hidden(error, code, request_id)),
        _ => {
            let mut result = CallToolResult::error(vec![ContentBlock::text(error.with_hints())]);
            result.structured_content = Some(error.report());
            Ok(result)
        }
    }
}

/// A request that no tool gets to see.
pub(super) fn malformed(error: &Error) -> ErrorData {
    ErrorData::invalid_params(error.with_hints(), Some(error.report()))
}

/// What a request that is no tool call failed with, in JSON-RPC's own codes, which every client knows: the parameters where
/// the caller can mend them, else an internal error. The kind and its hints are in the data.
pub(super) fn fault(error: &Error, request_id: &str) -> ErrorData {
    match (error.kind(), error.kind().row().json_rpc) {
        (ErrorKind::NotFound, _) => ErrorData::resource_not_found(error.with_hints(), Some(error.report())),
        (ErrorKind::Usage | ErrorKind::Refused | ErrorKind::Unauthenticated, _) => malformed(error),
        (_, Some(code)) => hidden(error, code, request_id),
        (_, None) => ErrorData::internal_error(error.with_hints(), Some(error.report())),
    }
}

/// A fault of ours: the log gets the cause, the client gets the request id.
fn hidden(error: &Error, code: i32, request_id: &str) -> ErrorData {
    log(error);
    let kind = error.kind().row().name;
    ErrorData::new(
        ErrorCode(code),
        format!("{kind} error, request {request_id}; the server's log has the details"),
        Some(json!({"kind": kind, "request_id": request_id, "retryable": false})),
    )
}

fn log(error: &Error) {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    tracing::error!(%error, ?causes, kind = error.kind().row().name, "a call failed by a fault of ours");
}

#[cfg(test)]
mod tests {
    use serde_json::value::to_raw_value;

    use super::super::server::SERVER_INFO;
    use super::*;

    #[test]
    fn an_answer_is_structured_and_twice_text() {
        let structured = json!({"name": "edge"});
        let answer = Answer { structured: to_raw_value(&structured).unwrap(), text: "one device".into() };
        let direct = serde_json::to_value(Answered::of(&answer, &SERVER_INFO)).unwrap();
        let called = outcome(Ok(answer), "r1").unwrap();
        let CallToolResponse::Complete(result) = called.response(Some(SERVER_INFO.clone()), "r1").unwrap()
        else {
            panic!("no result")
        };
        let wire = serde_json::to_value(&result).unwrap();
        assert_eq!(direct, wire, "both ways say the same");
        assert_eq!(wire["structuredContent"], json!({"name": "edge"}));
        assert_eq!(wire["content"][0]["text"], "one device");
        assert_eq!(wire["content"][1]["text"], r#"{"name":"edge"}"#);
        assert_eq!(wire["isError"], false);
    }

    #[test]
    fn every_kind_is_a_protocol_error_or_a_tool_error_as_the_table_says() {
        let expected = |kind: ErrorKind| kind.row().json_rpc.filter(|_| kind != ErrorKind::Usage);
        for &kind in ErrorKind::ALL {
            let error = Error::new(kind, "it broke").hint("mend it");
            match (outcome(Err(error), "r1"), expected(kind)) {
                (Err(fault), Some(code)) => assert_eq!(fault.code.0, code, "{kind}"),
                (Ok(Called::Failed(result)), None) => {
                    assert_eq!(result.is_error, Some(true), "{kind}");
                    assert_eq!(result.structured_content.unwrap()["kind"], kind.row().name);
                }
                (outcome, code) => panic!("{kind}: {outcome:?} with {code:?}"),
            }
        }
    }

    #[test]
    fn what_is_no_tool_call_fails_in_codes_that_every_client_knows() {
        for &kind in ErrorKind::ALL {
            let fault = fault(&Error::new(kind, "it broke").hint("mend it"), "r1");
            let expected = match kind {
                ErrorKind::NotFound => ErrorCode::RESOURCE_NOT_FOUND,
                ErrorKind::Usage | ErrorKind::Refused | ErrorKind::Unauthenticated => {
                    ErrorCode::INVALID_PARAMS
                }
                _ => ErrorCode::INTERNAL_ERROR,
            };
            assert_eq!(fault.code, expected, "{kind}");
            assert_eq!(fault.data.unwrap()["kind"], kind.row().name);
        }
    }

    #[test]
    fn our_own_faults_show_the_request_id_and_nothing_else() {
        let error = Error::internal("table devices is corrupt", std::io::Error::other("/var/lib/x.db"));
        let fault = outcome(Err(error), "req-7").unwrap_err();
        let wire = serde_json::to_string(&fault).unwrap();
        assert!(wire.contains("req-7") && !wire.contains("corrupt") && !wire.contains("x.db"), "{wire}");
    }
}
