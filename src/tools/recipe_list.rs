//! `recipe_list`: common changes with their parameters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::{Context, Tool};
use crate::catalogue::recipes;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {}

/// A recipe.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecipeEntry {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub title: &'static str,
    /// name: meaning; a * marks what must be given.
    pub params: Vec<String>,
    /// What is read back.
    pub verified: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Recipes {
    recipes: Vec<RecipeEntry>,
}

/// Every recipe.
pub fn entries() -> Vec<RecipeEntry> {
    let param = |param: &recipes::Param| {
        let default = param.default.map_or(String::new(), |text| format!(" (else {text})"));
        format!("{}{}: {}{default}", param.name, if param.required { "*" } else { "" }, param.about)
    };
    recipes::all()
        .map(|recipe| RecipeEntry {
            name: recipe.name,
            title: recipe.title,
            params: recipe.params.iter().map(param).collect(),
            verified: recipe.verified,
        })
        .collect()
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "recipe_list",
        "List recipes",
        "Lists the common changes that plan_create takes as a recipe, with their parameters.",
        "change",
        run,
        |recipes: &Recipes| format!("{} recipes", recipes.recipes.len()),
    )
}

async fn run(_context: Context, _input: Input) -> Result<Recipes> {
    Ok(Recipes { recipes: entries() })
}
