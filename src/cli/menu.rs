//! `rosmcp menu …`: the menus that the catalogue describes, offline.

use clap::{Args, Subcommand};

use super::context::Cx;
use crate::app::describe::entry;
use crate::catalogue::entry::entries;
use crate::error::Result;

/// The RouterOS menus that the catalogue describes
#[derive(Subcommand)]
pub(super) enum Menu {
    List(List),
    Show(Show),
}

/// List the menus
#[derive(Args)]
pub(super) struct List {}

/// Show the fields of a menu
#[derive(Args)]
pub(super) struct Show {
    /// Menu path, e.g. ip/address
    menu: String,
}

impl Menu {
    pub(super) fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::List(_) => cx.ui.rows(&["path", "kind", "area", "title"], &entries().collect::<Vec<_>>()),
            Self::Show(show) => cx.ui.object(&entry(&show.menu)?),
        }
    }
}
