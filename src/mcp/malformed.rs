//! Requests whose parameters are not their method's.
//!
//! The protocol library hands on what it cannot read as one of its requests, whether it does not know the method or does
//! not understand the parameters. Only the former is a method that is not there (JSON-RPC 2.0 §5.1).

use rmcp::ErrorData;
use rmcp::model::{
    CallToolRequestParams, CompleteRequestParams, CustomRequest, DiscoverRequestParams, ErrorCode,
    GetPromptRequestParams, InitializeRequestParams, PaginatedRequestParams, ReadResourceRequestParams,
    SubscribeRequestParams, SubscriptionsListenRequestParams, UnsubscribeRequestParams,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::in_json_terms;

/// What is shown of a reason, which may quote what was sent.
const REASON_MAX: usize = 200;

type Check = fn(Value) -> serde_json::Result<()>;

/// What is wrong with `request`: its parameters, if the server has its method in that era, else that it has not.
pub(super) fn fault(request: CustomRequest, stateless: bool) -> ErrorData {
    let CustomRequest { method, params, .. } = request;
    let Some(check) = check(&method, stateless) else {
        return ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method, None);
    };
    let reason = check(params.unwrap_or_else(|| Value::Object(Map::new())));
    let reason = reason.err().map_or(String::new(), |error| format!(": {}", in_json_terms(&error)));
    let reason: String = reason.chars().take(REASON_MAX).collect();
    ErrorData::invalid_params(format!("the parameters do not fit {method}{reason}"), None)
}

/// How the parameters of `method` are read; `None` for a method that the server does not have in that era.
fn check(method: &str, stateless: bool) -> Option<Check> {
    Some(match method {
        "completion/complete" => read::<CompleteRequestParams>,
        "prompts/get" => read::<GetPromptRequestParams>,
        "prompts/list" | "resources/list" | "resources/templates/list" | "tools/list" => {
            read::<PaginatedRequestParams>
        }
        "resources/read" => read::<ReadResourceRequestParams>,
        "server/discover" => read::<DiscoverRequestParams>,
        "tools/call" => read::<CallToolRequestParams>,
        "subscriptions/listen" if stateless => read::<SubscriptionsListenRequestParams>,
        "initialize" if !stateless => read::<InitializeRequestParams>,
        "resources/subscribe" if !stateless => read::<SubscribeRequestParams>,
        "resources/unsubscribe" if !stateless => read::<UnsubscribeRequestParams>,
        _ => return None,
    })
}

fn read<T: DeserializeOwned>(params: Value) -> serde_json::Result<()> {
    serde_json::from_value::<T>(params).map(drop)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_reason_is_cut() {
        let request =
            CustomRequest::new("tools/call", Some(json!({"name": "x", "arguments": "y".repeat(5000)})));
        let fault = fault(request, true);
        assert_eq!(fault.code, ErrorCode::INVALID_PARAMS);
        assert!(
            fault.message.len() < 2 * REASON_MAX && fault.message.contains("got a string"),
            "{}",
            fault.message
        );
    }
}
