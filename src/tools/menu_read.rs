//! `menu_read`: any menu that the device has.

use super::arguments::ReadArguments;
use super::tool::{Context, Tool};
use crate::app::read::Page;
use crate::app::toolsets::ANY_MENU;
use crate::error::Result;

pub(super) fn tool() -> Tool {
    Tool::read(
        "menu_read",
        "Read any menu",
        "Reads any menu of one router by its path, also those without a tool of their own.",
        ANY_MENU,
        run,
        super::read::describe,
    )
}

async fn run(context: Context, input: ReadArguments) -> Result<Page> {
    context.app.read(&input.device, &input.rows.request(input.menu)?).await
}
