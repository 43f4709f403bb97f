//! `rosmcp device bootstrap`.

use clap::Args;

use super::endpoint::Wire;
use crate::app::bootstrap::Bootstrap;
use crate::cli::context::Cx;
use crate::cli::password::Login;
use crate::error::Result;
use crate::settings::Network;

/// Print the RouterOS script that prepares a router: an account with few rights, and TLS
///
/// Paste it into a terminal of the router. It can be run again, and gives the account the rights of the last run; it
/// changes no account that it did not make. At its end it prints the certificate's fingerprint for `device add
/// --tls-pin`. Without a password flag the script holds a place where you write one.
#[derive(Args)]
pub(in crate::cli) struct PrintBootstrap {
    /// Which service rosmcp will use
    #[arg(long, value_enum, default_value = "rest")]
    transport: Wire,
    #[command(flatten)]
    login: Login,
    /// Let rosmcp change the router, too
    #[arg(long)]
    write: bool,
    /// Let rosmcp write the files that configuration exports need; so it is anyway where the settings want regular
    /// snapshots
    #[arg(long)]
    exports: bool,
    /// Only from this address or network may the account log in; may be given several times
    #[arg(long = "allow-from", value_name = "ADDRESS[/BITS]")]
    allow_from: Vec<Network>,
}

impl PrintBootstrap {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let snapshots = cx.settings(Vec::new())?.settings.snapshot_capture_enabled;
        let script = Bootstrap {
            username: self.login.username.clone().unwrap_or_else(|| "rosmcp".to_owned()),
            password: self.login.given_password(cx).await?,
            transport: self.transport.into(),
            write: self.write,
            exports: self.exports || snapshots,
            allow_from: self.allow_from.iter().map(ToString::to_string).collect(),
        };
        cx.ui.print(&script.script()?)
    }
}
