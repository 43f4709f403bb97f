//! `rosmcp config …`: the configuration of routers as text.

use clap::{Args, Subcommand};

use super::context::Cx;
use super::tree::Format;
use crate::app::config::Form;
use crate::error::Result;

/// The configuration of routers as text
#[derive(Subcommand)]
pub(super) enum Config {
    Export(Export),
}

/// Print the configuration of a router as RouterOS commands, without secrets
#[derive(Args)]
#[command(
    after_help = "Needs the policies ftp and test: the router writes its export to a file, which is read and removed.\n\nExamples:\n  rosmcp config export edge-1 > edge-1.rsc\n  rosmcp config export edge-1 --raw"
)]
pub(super) struct Export {
    /// Name of the device
    device: String,
    /// As the router wrote it, dates, remarks and line breaks included; it is RouterOS that leaves the secrets out
    #[arg(long)]
    raw: bool,
}

impl Config {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let Self::Export(export) = self;
        let form = if export.raw { Form::Raw } else { Form::Normalised };
        let config = cx.with_app(async |app| app.config(&export.device, form).await).await?;
        if cx.ui.format() != Format::Table {
            return cx.ui.object(&config);
        }
        config.notes.iter().for_each(|note| cx.ui.note(note));
        cx.ui.print(&config.text)
    }
}
