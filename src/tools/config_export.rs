//! `config_export`: a device's configuration as text.

use schemars::JsonSchema;
use serde::Deserialize;

use super::tool::{Context, Tool};
use crate::app::config::ConfigPage;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// Device name.
    device: String,
    /// Where to begin: `next_line` of the last page.
    #[serde(default = "first")]
    from_line: usize,
}

fn first() -> usize {
    1
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "config_export",
        "Export configuration",
        "Exports the configuration of one router as RouterOS commands, one a line, without secrets, dates and remarks.",
        "system",
        run,
        |page: &ConfigPage| {
            let more = if page.truncated { ", more with from_line" } else { "" };
            format!("{} of {} lines of {}{more}", page.text.lines().count(), page.lines, page.device)
        },
    )
}

async fn run(context: Context, input: Input) -> Result<ConfigPage> {
    context.app.config_page(&input.device, input.from_line).await
}
