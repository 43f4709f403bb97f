//! `rosmcp device …`: the inventory.

mod add;
mod bootstrap;
pub(super) mod check;
mod edit;
mod endpoint;
mod import;
mod list;
mod remove;
mod set_credential;
mod show;
pub(super) mod trust;

use clap::Subcommand;

use super::context::Cx;
use crate::error::Result;

/// The inventory of routers
#[derive(Subcommand)]
pub(super) enum DeviceVerb {
    Add(add::Add),
    List(list::List),
    Show(show::Show),
    Edit(edit::Edit),
    Remove(remove::Remove),
    Test(check::Test),
    Trust(trust::Trust),
    SetCredential(set_credential::SetCredential),
    Import(import::Import),
    Bootstrap(bootstrap::PrintBootstrap),
}

impl DeviceVerb {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Add(verb) => verb.run(cx).await,
            Self::List(verb) => verb.run(cx).await,
            Self::Show(verb) => verb.run(cx).await,
            Self::Edit(verb) => verb.run(cx).await,
            Self::Remove(verb) => verb.run(cx).await,
            Self::Test(verb) => verb.run(cx).await,
            Self::Trust(verb) => verb.run(cx).await,
            Self::SetCredential(verb) => verb.run(cx).await,
            Self::Import(verb) => verb.run(cx).await,
            Self::Bootstrap(verb) => verb.run(cx).await,
        }
    }
}
