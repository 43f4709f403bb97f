//! Which devices a verb is about.

use clap::Args;

use crate::app::Targets;
use crate::error::{Error, Result};

/// Devices by selector, or all.
#[derive(Args)]
pub(super) struct Selection {
    /// Devices that match, e.g. env=lab,tag:site=ams,role!=edge
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub(super) selector: Option<String>,
    /// All devices of this environment
    #[arg(long, conflicts_with = "selector")]
    pub(super) all: bool,
}

impl Selection {
    /// The targets, `names` being the ones given as arguments.
    pub(super) fn targets(&self, names: &[String]) -> Result<Targets> {
        match (names.is_empty(), &self.selector, self.all) {
            (false, None, false) => Ok(Targets::Names(names.to_vec())),
            (true, Some(selector), false) => Ok(Targets::Matching(selector.parse()?)),
            (true, None, true) => Ok(Targets::All),
            (true, None, false) => {
                Err(Error::usage("no device is named").hint("name devices, or give -l SELECTOR or --all"))
            }
            _ => Err(Error::usage("devices are named in more than one way")
                .hint("name devices, or give -l SELECTOR, or --all")),
        }
    }
}
