//! `rosmcp settings …`: rosmcp's own settings.

use clap::{Args, Subcommand};
use schemars::JsonSchema;
use serde::Serialize;

use super::context::Cx;
use super::serve;
use crate::app;
use crate::error::Result;
use crate::settings::{self, Shown, Transport};

/// rosmcp's own settings
#[derive(Subcommand)]
pub(super) enum SettingsVerb {
    Show(Show),
    Check(Check),
    Schema(Schema),
    Example(Example),
}

/// Show every setting with its value and where it comes from; secrets are hidden
#[derive(Args)]
pub(super) struct Show {}

/// Read the settings and say whether they are sound
///
/// Reads what they name, too: key, certificate, addresses. Database, identity provider and routers are `rosmcp doctor`'s.
#[derive(Args)]
pub(super) struct Check {}

/// Print the JSON Schema of the settings file
#[derive(Args)]
pub(super) struct Schema {}

/// Print a settings file with every key, its meaning and its default
#[derive(Args)]
pub(super) struct Example {}

impl SettingsVerb {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Show(_) => cx.ui.rows(&["key", "value", "origin"], &lines(cx.settings(Vec::new())?.shown)),
            Self::Check(_) => check(cx).await,
            Self::Schema(_) => cx.ui.print(&format!("{:#}\n", settings::reference::schema())),
            Self::Example(_) => cx.ui.print(&settings::reference::example()),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Line {
    key: &'static str,
    value: Option<String>,
    origin: String,
}

fn lines(shown: Vec<Shown>) -> Vec<Line> {
    let line = |shown: Shown| Line { key: shown.key, value: shown.value, origin: shown.origin.to_string() };
    shown.into_iter().map(line).collect()
}

async fn check(cx: &Cx) -> Result<()> {
    let resolved = cx.settings(Vec::new())?;
    let settings = &resolved.settings;
    for warning in settings::check(settings)? {
        cx.ui.note(&warning);
    }
    settings::login(settings)?;
    if settings.mcp_transport == Transport::Http {
        serve::examine(settings).await?;
    }
    if !app::keys::key_is_given(settings, &cx.environment).await? {
        cx.ui.note(
            "no encryption key is given here, and without one no credential opens: `rosmcp init` makes one",
        );
    }
    match &resolved.file {
        Some(file) => cx.ui.note(&format!("the settings are sound (file {})", file.display())),
        None => cx.ui.note("the settings are sound (no settings file)"),
    }
    Ok(())
}
