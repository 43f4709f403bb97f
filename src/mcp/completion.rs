//! Completion of arguments of prompts and of variables of resource templates.

use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, Reference};

use super::results;
use crate::app::App;
use crate::app::complete::Words;
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, Result};
use crate::prompts;
use crate::resources;

/// The first hundred words that may be meant, and how many there are.
pub(super) async fn complete(
    app: &App,
    caller: &Caller,
    request: CompleteRequestParams,
) -> Result<CompleteResult, ErrorData> {
    let words = words(&caller.principal, &request).map_err(|error| results::malformed(&error))?;
    let mut found = app
        .complete(words, &request.argument.value)
        .await
        .map_err(|error| results::fault(&error, &caller.request_id))?;
    let total = found.len();
    found.truncate(CompletionInfo::MAX_VALUES);
    let mut completion = CompletionInfo::default();
    completion.has_more = Some(found.len() < total);
    completion.total = u32::try_from(total).ok();
    completion.values = found;
    Ok(CompleteResult::new(completion))
}

fn words(principal: &Principal, request: &CompleteRequestParams) -> Result<Words> {
    let name = &request.argument.name;
    let words = match &request.r#ref {
        Reference::Prompt(prompt) => {
            prompts::registry::find(&prompt.name)?.argument(name).map(|argument| argument.words)
        }
        Reference::Resource(family) => {
            resources::registry::registry().by_template(principal, &family.uri)?.words(name)
        }
        _ => None,
    };
    words.ok_or_else(|| Error::usage("there is no such argument"))
}
