//! `rosmcp token …`: local tokens, for servers without an identity provider and for programs beside one.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::context::Cx;
use crate::app::token::{TokenRequest, TokenView};
use crate::domain::principal::Role;
use crate::domain::scope::DeviceScope;
use crate::error::{Error, Result, nearest};
use crate::tools::registry::registry;

const COLUMNS: [&str; 7] = ["name", "role", "state", "devices", "toolsets", "expires_at", "last_used_at"];

/// Local tokens for the MCP server
///
/// A server takes them when the setting `local_tokens_enabled` is on, beside or instead of an identity provider.
#[derive(Subcommand)]
pub(super) enum Token {
    Create(Create),
    List(List),
    Revoke(Revoke),
}

/// Make a token and print it, once
#[derive(Args)]
pub(super) struct Create {
    /// Its name, which the audit trail shows; never used twice
    name: String,
    /// What it may do
    #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str())).try_map(|role| role.parse::<Role>()))]
    role: Role,
    /// A device or a selector (tag:site=ams,role!=edge) it may see; give it several times for more; all when left out
    #[arg(long = "device", value_name = "NAME|SELECTOR")]
    devices: Vec<String>,
    /// Toolsets it is limited to, separated by commas; all when left out
    #[arg(long, value_delimiter = ',', value_name = "TOOLSETS")]
    toolsets: Vec<String>,
    /// A person uses it, who may approve plans with it if the role allows
    #[arg(long)]
    person: bool,
    /// After how many days it ends, 1 to 3650
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
}

/// List the tokens, newest first
#[derive(Args)]
pub(super) struct List {}

/// Revoke a token; running servers notice within seconds
#[derive(Args)]
pub(super) struct Revoke {
    /// Its name
    name: String,
}

#[derive(Serialize)]
struct Created<'a> {
    /// Shown once; only a digest of it is kept.
    token: &'a str,
    #[serde(flatten)]
    view: TokenView,
}

impl Token {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Create(create) => create.run(cx).await,
            Self::List(_) => {
                let tokens = cx.with_app(async |app| app.tokens().await).await?;
                cx.ui.rows(&COLUMNS, &tokens)
            }
            Self::Revoke(revoke) => {
                cx.with_app(async |app| app.revoke_token(&cx.caller(), &revoke.name).await).await?;
                cx.ui.note(&format!("{} is revoked", revoke.name));
                Ok(())
            }
        }
    }
}

impl Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let devices = match self.devices.as_slice() {
            [] => DeviceScope::All,
            entries => DeviceScope::only(entries.iter().map(String::as_str))?,
        };
        for toolset in &self.toolsets {
            check_toolset(toolset)?;
        }
        let request = TokenRequest {
            name: self.name,
            role: self.role,
            devices,
            toolsets: (!self.toolsets.is_empty()).then(|| self.toolsets.into_iter().collect()),
            person: self.person,
            lifetime: Duration::from_hours(24) * self.days,
        };
        cx.with_new_app(async |app| {
            let (view, token) = app.create_token(&cx.caller(), request).await?;
            let name = view.name.clone();
            let shown = cx.ui.object_once(&Created { token: token.expose_secret(), view });
            let Err(error) = shown else {
                cx.ui.note("keep the token now: it is not shown again");
                return Ok(());
            };
            // Nobody has seen it, and it would be good for months.
            match app.revoke_token(&cx.caller(), &name).await {
                Ok(()) => Err(error.hint(format!("{name} is revoked; make another one"))),
                Err(more) => Err(error.hint(format!("revoke it: rosmcp token revoke {name} ({more})"))),
            }
        })
        .await
    }
}

fn check_toolset(toolset: &str) -> Result<()> {
    let known = || registry().all().map(|tool| tool.toolset);
    if known().any(|name| name == toolset) {
        return Ok(());
    }
    let error = Error::usage(format!("there is no toolset {toolset:?}"));
    Err(match nearest(toolset, known()) {
        Some(near) => error.hint(format!("did you mean {near:?}?")),
        None => error.hint("`rosmcp tool list` shows the toolset of each tool"),
    })
}
