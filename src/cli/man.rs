//! `rosmcp man`: manual pages.

use clap::Args;

use super::context::Cx;
use crate::error::{Error, Result};

/// Print a manual page in roff, which man reads: rosmcp man device add | man -l -
#[derive(Args)]
pub(super) struct Man {
    /// The verb, e.g. device add; rosmcp itself when left out
    verb: Vec<String>,
}

impl Man {
    /// The page of a verb of `tree`.
    pub(super) fn run(self, cx: &Cx, tree: &clap::Command) -> Result<()> {
        let name = std::iter::once("rosmcp".to_owned()).chain(self.verb).collect::<Vec<_>>().join("-");
        let page = pages(tree).into_iter().find(|(page, _)| *page == format!("{name}.1"));
        let (_, text) = page.ok_or_else(|| {
            Error::not_found(format!("there is no manual page {name}")).hint("`rosmcp help` lists the verbs")
        })?;
        cx.ui.print(&text)
    }
}

/// Every manual page: file name and roff text.
pub fn pages(command: &clap::Command) -> Vec<(String, String)> {
    let mut built = command.clone();
    built.build();
    let mut pages = Vec::new();
    collect(&built, "rosmcp", &mut pages);
    pages
}

fn collect(command: &clap::Command, name: &str, pages: &mut Vec<(String, String)>) {
    let mut text = Vec::new();
    let titled = command.clone().name(name.to_owned()).version(env!("CARGO_PKG_VERSION"));
    // Writing to memory does not fail; a page that is not text is left out and the test that counts pages sees it.
    if clap_mangen::Man::new(titled).render(&mut text).is_ok()
        && let Ok(text) = String::from_utf8(text)
    {
        pages.push((format!("{name}.1"), text));
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        collect(sub, &format!("{name}-{}", sub.get_name()), pages);
    }
}
