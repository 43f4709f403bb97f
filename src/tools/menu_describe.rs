//! `menu_describe`: the fields of a menu.

use schemars::JsonSchema;
use serde::Deserialize;

use super::tool::{Context, Tool};
use crate::app::describe::MenuDescription;
use crate::app::toolsets::ANY_MENU;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    menu: String,
    #[serde(default)]
    device: Option<String>,
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "menu_describe",
        "Describe a menu",
        "Returns the fields of a menu with types, units, words and defaults; with a device, also the submenus, \
         commands and arguments that its RouterOS version has.",
        ANY_MENU,
        run,
        |menu: &MenuDescription| {
            let fields = menu.catalogue.as_ref().map_or(0, |entry| entry.fields.len());
            format!("{}: {fields} fields described", menu.menu)
        },
    )
}

async fn run(context: Context, input: Input) -> Result<MenuDescription> {
    context.app.describe_menu(&input.menu, input.device.as_deref()).await
}
