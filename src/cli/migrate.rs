//! `rosmcp migrate`: bring the schema up.

use clap::Args;

use super::context::Cx;
use crate::app::schema;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::DatabaseUrl;

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
    /// Move everything from this database to the configured one, which must be empty
    #[arg(long, value_name = "URL", conflicts_with_all = ["status", "dry_run", "check"])]
    from: Option<String>,
    /// Where to, instead of the configured database; a URL with a password belongs into its setting
    #[arg(long, value_name = "URL", requires = "from")]
    to: Option<String>,
}

impl Migrate {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        if let Some(from) = &self.from {
            return self.transfer(cx, from).await;
        }
        let settings = cx.settings(Vec::new())?.settings;
        if self.status {
            return cx.ui.object(&schema::status(&settings).await?);
        }
        if self.check {
            let plan = schema::plan(&settings).await?;
            cx.ui.object(&plan)?;
            return match plan.pending.len() {
                0 => Ok(()),
                n => Err(Error::new(ErrorKind::Differences, format!("{n} migrations are pending"))
                    .hint("rosmcp migrate")),
            };
        }
        if self.dry_run {
            return cx.ui.object(&schema::plan(&settings).await?);
        }
        cx.ui.object(&schema::migrate(&settings).await?)
    }

    async fn transfer(&self, cx: &Cx, from: &str) -> Result<()> {
        let source = cx.settings(vec![place(from)?])?.settings;
        let to = self.to.as_deref().map(place).transpose()?;
        let target = cx.settings(to.into_iter().collect())?.settings;
        let columns = ["table", "rows", "digest"];
        let moved = schema::transfer(&source, &target).await?;
        cx.ui.rows_with(&columns, &columns.map(str::to_owned), &moved)
    }
}

/// A URL of the command line as a setting.
fn place(url: &str) -> Result<(String, String)> {
    DatabaseUrl::check_public(url)?;
    Ok(("database_url".to_owned(), url.to_owned()))
}
