//! `rosmcp device list`.

use clap::Args;

use crate::cli::context::Cx;
use crate::domain::selector::Selector;
use crate::error::Result;

const COLUMNS: [&str; 8] = ["name", "host", "port", "trust", "environment", "version", "model", "tags"];

/// List the routers of the inventory
#[derive(Args)]
pub(in crate::cli) struct List {
    /// Only the ones that match, e.g. env=lab,tag:site=ams
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    selector: Option<String>,
}

impl List {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let selector = self.selector.as_deref().map_or(Ok(Selector::default()), str::parse)?;
        cx.with_app(async |app| {
            let views = app.views(&selector).await?;
            cx.ui.rows(&COLUMNS, &views)
        })
        .await
    }
}
