//! `rosmcp migrate`: bring the schema up.

use clap::Args;

use super::context::Cx;
use crate::app::schema;
use crate::error::{Error, ErrorKind, Result};

/// Bring the database's schema up to date, under a lock, with a backup first
#[derive(Args)]
pub(super) struct Migrate {
    /// Only show what the database has and lacks
    #[arg(long)]
    status: bool,
    /// Only show what would be done
    #[arg(long, conflicts_with = "status")]
    dry_run: bool,
    /// Only check whether this rosmcp can use the database; exit code 5 when it would have to be brought up to date
    #[arg(long, conflicts_with_all = ["status", "dry_run"])]
    check: bool,
}

impl Migrate {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let url = cx.settings(Vec::new())?.settings.database_url;
        if self.status {
            return cx.ui.object(&schema::status(&url).await?);
        }
        if self.check {
            let plan = schema::plan(&url).await?;
            cx.ui.object(&plan)?;
            return match plan.pending.len() {
                0 => Ok(()),
                n => Err(Error::new(ErrorKind::Differences, format!("{n} migrations are pending"))
                    .hint("rosmcp migrate")),
            };
        }
        if self.dry_run {
            return cx.ui.object(&schema::plan(&url).await?);
        }
        cx.ui.object(&schema::migrate(&url).await?)
    }
}
