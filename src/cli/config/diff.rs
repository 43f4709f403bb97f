//! `rosmcp config diff`.

use clap::Args;

use crate::cli::context::Cx;
use crate::cli::global::Format;
use crate::error::{Error, ErrorKind, Result};

/// Compare two configurations of a router; exit code 5 when they differ
#[derive(Args)]
#[command(
    after_help = "A and B are snapshots by their id, \"approved\" or \"running\". Without any, the two newest snapshots are\ncompared; with A alone, that and what runs.\n\nExamples:\n  rosmcp config diff edge-1\n  rosmcp config diff edge-1 approved running"
)]
pub(in crate::cli) struct Diff {
    /// Name of the device
    device: String,
    /// The older one
    #[arg(value_name = "A")]
    from: Option<String>,
    /// The newer one
    #[arg(value_name = "B")]
    to: Option<String>,
}

impl Diff {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let (from, to) = (self.from.as_deref(), self.to.as_deref());
        let diff = cx.with_app(async |app| app.config_diff(&self.device, from, to).await).await?;
        if cx.ui.format() == Format::Table {
            cx.ui.print(&diff.comparison.diff)?;
        } else {
            cx.ui.object(&diff)?;
        }
        if !diff.comparison.differs {
            cx.ui.note(&format!("{} and {} are equal", diff.from, diff.to));
            return Ok(());
        }
        let menus: Vec<_> = diff.comparison.menus.iter().map(|menu| menu.menu.as_str()).collect();
        Err(Error::new(ErrorKind::Differences, format!("they differ in {}", menus.join(", "))))
    }
}
