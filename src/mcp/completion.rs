//! Completion of arguments of prompts and of variables of resource templates.

use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, Reference};

use super::{prompts, results};
use crate::app::App;
use crate::app::complete::Words;
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, Result};
use crate::prompts::registry;
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
            let argument = registry::find(&prompt.name)?.argument(name);
            argument.map(|argument| prompts::named(principal, argument)).transpose()?
        }
        Reference::Resource(family) => {
            resources::registry::registry().by_template(principal, &family.uri)?.words(name)
        }
        _ => None,
    };
    words.ok_or_else(|| Error::usage("there is no such argument"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::ErrorKind;

    fn of(toolset: &str) -> Principal {
        Principal { toolsets: Some([toolset.to_owned()].into()), ..Principal::lab() }
    }

    fn asked(principal: &Principal, of: &Value, name: &str) -> Result<Words, ErrorKind> {
        let request = json!({"ref": of, "argument": {"name": name, "value": ""}});
        words(principal, &serde_json::from_value(request).unwrap()).map_err(|error| error.kind())
    }

    #[tokio::test]
    async fn names_that_no_list_of_a_login_shows_are_not_told_by_a_prompt_either() {
        let review = json!({"type": "ref/prompt", "name": "comprehensive-device-review"});
        let onboarding = json!({"type": "ref/prompt", "name": "device-onboarding"});
        let template = json!({"type": "ref/resource", "uri": "device://{id}/interfaces"});
        let device = |principal: &Principal| asked(principal, &review, "device_id");
        assert_eq!(device(&Principal::lab()), Ok(Words::Devices));
        for (toolset, shown) in [("interface", Ok(Words::Devices)), ("change", Err(ErrorKind::Refused))] {
            let principal = of(toolset);
            assert_eq!(asked(&principal, &template, "id"), shown, "{toolset}");
            assert_eq!(device(&principal), shown, "{toolset}");
            assert_eq!(asked(&principal, &onboarding, "environment"), Ok(Words::Environments));
        }
        let request = json!({"name": "comprehensive-device-review", "arguments": {"device_id": "nobody"}});
        let app = App::scratch().await;
        let get = async |toolset: &str| {
            let request = serde_json::from_value(request.clone()).unwrap();
            super::prompts::get(&app, &of(toolset), request).await.unwrap_err().kind()
        };
        assert_eq!(get("change").await, ErrorKind::Refused, "not whether there is such a device");
        assert_eq!(get("fleet").await, ErrorKind::NotFound);
    }
}
