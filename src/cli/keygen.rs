//! `rosmcp keygen`: one new encryption key.

use std::path::PathBuf;

use clap::Args;
use secrecy::ExposeSecret;

use super::context::Cx;
use crate::error::Result;
use crate::vault::{Key, create_key_file};

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
            Some(path) => create_key_file(&path, &key),
            None => cx.ui.print(&format!("{}\n", key.encode().expose_secret())),
        }
    }
}
