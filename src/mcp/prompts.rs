//! Prompts as clients see them.

use std::collections::BTreeMap;

use rmcp::ErrorData;
use rmcp::model::{
    CacheScope, GetPromptRequestParams, GetPromptResult, JsonObject, ListPromptsResult, Prompt as Entry,
    PromptArgument, PromptMessage, Role,
};
use serde_json::Value;

use crate::app::App;
use crate::app::complete::Words;
use crate::domain::principal::Principal;
use crate::error::{Error, Result};
use crate::prompts::prompt::{Argument, Prompt};
use crate::prompts::registry;
use crate::resources;

/// How long a client may keep the list: it changes with a release only.
const CACHE_MS: u64 = 300_000;

/// Every prompt; one page.
pub(super) fn list() -> ListPromptsResult {
    ListPromptsResult::with_all_items(registry::all().map(entry).collect())
        .with_ttl_ms(CACHE_MS)
        .with_cache_scope(CacheScope::Private)
}

/// The message of a prompt for `principal`, whose view of the installation `app` is.
pub(super) async fn get(
    app: &App,
    principal: &Principal,
    request: GetPromptRequestParams,
) -> Result<GetPromptResult> {
    let prompt = registry::find(&request.name)?;
    let arguments = texts(request.arguments.unwrap_or_default())?;
    let given = arguments.iter().filter(|(_, value)| !value.trim().is_empty());
    given
        .filter_map(|(name, _)| prompt.argument(name))
        .try_for_each(|argument| named(principal, argument).map(drop))?;
    let text = prompt.render(app, &arguments).await?;
    let mut result = GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]);
    result.description = Some(prompt.description.to_owned());
    Ok(result)
}

/// Which words an argument takes; a refusal where they name something that no resource of `principal`'s toolsets names.
pub(super) fn named(principal: &Principal, argument: &Argument) -> Result<Words> {
    resources::registry::registry().may_name(principal, argument.words)?;
    Ok(argument.words)
}

/// What [`get`] failed with, as the protocol says it.
pub(super) fn fault(error: &Error, request_id: &str) -> ErrorData {
    use crate::error::ErrorKind;
    match error.kind() {
        ErrorKind::Usage | ErrorKind::NotFound => super::results::malformed(error),
        _ => super::results::fault(error, request_id),
    }
}

fn texts(arguments: JsonObject) -> Result<BTreeMap<String, String>> {
    let text = |(name, value)| match value {
        Value::String(text) => Ok((name, text)),
        _ => Err(Error::usage("the arguments of a prompt are texts")),
    };
    arguments.into_iter().map(text).collect()
}

fn entry(prompt: &Prompt) -> Entry {
    let arguments = prompt.arguments.iter().map(argument).collect();
    Entry::new(prompt.name, Some(prompt.description), Some(arguments)).with_title(prompt.title)
}

fn argument(argument: &Argument) -> PromptArgument {
    PromptArgument::new(argument.name)
        .with_description(argument.description)
        .with_required(argument.default.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::recipes;
    use crate::tools;

    #[tokio::test]
    async fn every_tool_and_recipe_that_a_prompt_names_is_there() {
        let app = App::scratch().await;
        for prompt in registry::all().filter(|prompt| prompt.arguments.iter().all(|a| a.default.is_some())) {
            let text = prompt.render(&app, &BTreeMap::new()).await.unwrap();
            for word in text.split('`').skip(1).step_by(2) {
                let known = tools::registry::registry().get(word).is_some() || recipes::find(word).is_ok();
                assert!(known, "{}: {word}", prompt.name);
            }
        }
    }
}
