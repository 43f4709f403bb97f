//! `rosmcp completions`: shell completion scripts.

use clap::Args;
use clap_complete::Shell;

use super::context::Cx;
use crate::error::{Error, Result};

/// Print the completion script of a shell
#[derive(Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// The script for the verbs of `tree`.
    pub(super) fn run(self, cx: &Cx, tree: &mut clap::Command) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, tree, "rosmcp", &mut script);
        let script =
            String::from_utf8(script).map_err(|error| Error::internal("the script is not text", error))?;
        cx.ui.print(&script)
    }
}
