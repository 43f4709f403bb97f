//! `rosmcp menu …`: the menus that the catalogue describes, offline.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Cx;
use crate::app::describe::offline;
use crate::catalogue::menus;
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

#[derive(Serialize)]
struct Line {
    menu: &'static str,
    kind: &'static str,
    area: &'static str,
    title: &'static str,
}

impl Menu {
    pub(super) fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::List(_) => {
                let line = |menu: &'static crate::catalogue::menu::Menu| Line {
                    menu: menu.path,
                    kind: menu.kind.as_str(),
                    area: menu.area.as_str(),
                    title: menu.title,
                };
                cx.ui.rows(&[], &menus::all().map(line).collect::<Vec<_>>())
            }
            Self::Show(show) => cx.ui.object(&offline(&show.menu)?),
        }
    }
}
