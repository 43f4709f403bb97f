//! `rosmcp config export`.

use clap::Args;

use crate::app::config::Form;
use crate::cli::context::Cx;
use crate::cli::global::Format;
use crate::error::Result;

/// Print the configuration of a router as RouterOS commands, without secrets
#[derive(Args)]
#[command(
    after_help = "Needs the policies ftp and test: the router writes its export to a file, which is read and removed.\n\nExamples:\n  rosmcp config export edge-1 > edge-1.rsc\n  rosmcp config export edge-1 --raw"
)]
pub(in crate::cli) struct Export {
    /// Name of the device
    device: String,
    /// As the router wrote it, dates, remarks and line breaks included; it is RouterOS that leaves the secrets out
    #[arg(long)]
    raw: bool,
    /// A kept configuration by its id, instead of the one that runs
    #[arg(long, value_name = "ID", conflicts_with = "raw")]
    snapshot: Option<String>,
}

impl Export {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let form = if self.raw { Form::Raw } else { Form::Normalised };
        let config = cx
            .with_app(async |app| match &self.snapshot {
                Some(id) => app.kept_config(&self.device, id).await,
                None => app.config(&self.device, form).await,
            })
            .await?;
        if cx.ui.format() != Format::Table {
            return cx.ui.object(&config);
        }
        config.notes.iter().for_each(|note| cx.ui.note(note));
        cx.ui.print(&config.text)
    }
}
