//! `rosmcp keygen`: one new encryption key.

use std::path::PathBuf;

use clap::Args;

use super::context::Cx;
use crate::app::init::write_key_file;
use crate::error::Result;
use crate::vault::Key;

/// Print one base64 key of 32 random bytes and nothing else
#[derive(Args)]
pub(super) struct Keygen {
    /// Write it to this new file with mode 0600 instead; never overwrites
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Keygen {
    pub(super) fn run(self, cx: &Cx) -> Result<()> {
        let key = Key::generate()?;
        match self.out {
            Some(path) => write_key_file(&path, &key),
            None => cx.ui.print(&format!("{}\n", key.to_base64().as_str())),
        }
    }
}
