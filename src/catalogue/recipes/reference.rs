//! The recipes as people read them: the page docs/reference/recipes.md.

use super::{Recipe, all};

/// The page docs/reference/recipes.md: every recipe, what it asks for and what it touches.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Recipes\n\nCommon changes, ready to be planned: `rosmcp plan create DEVICE --recipe NAME --param NAME=VALUE`, or the tool \
         `plan_create`. What a recipe makes is compiled, judged, guarded and verified as any other plan.\n\n\
         Generated from the table in `src/catalogue/recipes/`.\n",
    );
    page.extend(all().map(section));
    page
}

fn section(recipe: &Recipe) -> String {
    let mut text = format!("\n## {}\n\n{}.\n\n", recipe.name, recipe.title);
    if !recipe.params.is_empty() {
        text.push_str("| parameter | | what it is |\n|---|---|---|\n");
    }
    for param in recipe.params {
        let needed = match (param.required, param.default) {
            (true, _) => "needed".to_owned(),
            (false, Some(default)) => format!("`{default}`"),
            (false, None) => String::new(),
        };
        text.push_str(&format!("| `{}` | {needed} | {} |\n", param.name, param.about));
    }
    let mut menus: Vec<_> = recipe.steps.iter().map(|step| format!("`{}`", step.menu)).collect();
    menus.dedup();
    text.push_str(&format!("\nTouches {}. Verifies {}.\n", menus.join(", "), recipe.verified));
    text
}
