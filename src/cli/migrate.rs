//! `rosmcp migrate`: bring the schema up.

use clap::Args;

use super::context::Cx;
use crate::app::schema;
use crate::error::Result;

/// Bring the database's schema up to date, under a lock, with a backup first
#[derive(Args)]
pub(super) struct Migrate {
    /// Only show what the database has and lacks
    #[arg(long)]
    status: bool,
    /// Only show what would be done
    #[arg(long, conflicts_with = "status")]
    dry_run: bool,
}

impl Migrate {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let settings = cx.settings(Vec::new())?.settings;
        if self.status {
            return cx.ui.object(&schema::status(&settings).await?);
        }
        if self.dry_run {
            return cx.ui.object(&schema::plan(&settings).await?);
        }
        cx.ui.object(&schema::migrate(&settings).await?)
    }
}
