//! `rosmcp device bootstrap`.

use std::net::IpAddr;

use clap::Args;

use super::endpoint::Wire;
use crate::app::bootstrap::Bootstrap;
use crate::cli::context::Cx;
use crate::cli::password::Login;
use crate::error::{Error, Result};

/// Print the RouterOS script that prepares a router: an account with few rights, and TLS
///
/// Paste it into a terminal of the router. It can be run again, changes no other account and takes nothing away; at
/// its end it prints the certificate's fingerprint for `device add --tls-pin`. Without a password flag the script
/// holds a place where you write one.
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
    /// Let rosmcp write the files that configuration exports need
    #[arg(long)]
    exports: bool,
    /// Only from this address or network may the account log in; may be given several times
    #[arg(long = "allow-from", value_name = "ADDRESS[/BITS]")]
    allow_from: Vec<String>,
}

impl PrintBootstrap {
    pub(super) fn run(self, cx: &Cx) -> Result<()> {
        self.allow_from.iter().try_for_each(|network| check_network(network))?;
        let script = Bootstrap {
            username: self.login.username.clone().unwrap_or_else(|| "rosmcp".to_owned()),
            password: self.login.given_password(cx)?,
            transport: self.transport.into(),
            write: self.write,
            exports: self.exports,
            allow_from: self.allow_from,
        };
        cx.ui.print(&script.script()?)
    }
}

fn check_network(text: &str) -> Result<()> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let longest = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => Some(32),
        Ok(IpAddr::V6(_)) => Some(128),
        Err(_) => None,
    };
    let fits = |longest| bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= longest));
    if longest.is_some_and(fits) {
        return Ok(());
    }
    Err(Error::usage(format!("{text:?} is neither an address nor a network"))
        .hint("for example 192.0.2.7, 192.0.2.0/24 or 2001:db8::/64"))
}
