//! `rosmcp init`: first set-up.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::context::Cx;
use super::device::{check, trust};
use super::global::Format;
use super::password::Login;
use crate::app::App;
use crate::app::device::NewDevice;
use crate::app::init::Setup;
use crate::domain::device::{Device, TransportKind, Trust};
use crate::domain::selector::Selector;
use crate::error::{Error, ErrorKind, Result};

/// Set up a database and its key, add a first router, and print what an MCP client needs
///
/// Run again, it changes nothing that works.
#[derive(Args)]
pub(super) struct Init {
    /// Ask nothing
    #[arg(long)]
    non_interactive: bool,
}

#[derive(Serialize)]
struct Report {
    settings_file: Option<PathBuf>,
    key_source: String,
    database: String,
    devices: usize,
    client_configuration: Value,
    next: Vec<String>,
}

impl Init {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        if let Some(setup) = set_up_key(cx).await? {
            cx.ui.note(&format!("made the key {}", setup.key_file.display()));
            cx.ui.note("keep a copy of it in a safe place: without it, stored passwords cannot be read");
        }
        let asks = !self.non_interactive && cx.ui.can_ask();
        let report = cx
            .with_new_app(async |app| {
                app.prepare_vault().await?;
                let mut to_mend = None;
                if asks && app.devices(&Selector::default()).await?.is_empty() {
                    to_mend = first_device(cx, app).await?;
                }
                report(cx, app, to_mend.as_deref()).await
            })
            .await?;
        match cx.ui.format() {
            Format::Table => cx.ui.print(&for_people(&report)),
            _ => cx.ui.object(&report),
        }
    }
}

/// The report with the client's configuration as JSON to copy, and each next step on a line.
fn for_people(report: &Report) -> String {
    let settings =
        report.settings_file.as_deref().map_or_else(String::new, |file| file.display().to_string());
    let Report { key_source, database, devices, next, client_configuration, .. } = report;
    format!(
        "settings  {settings}\nkey       {key_source}\ndatabase  {database}\ndevices   {devices}\n\n\
         for an MCP client:\n{client_configuration:#}\n\nnext:\n  {}\n",
        next.join("\n  ")
    )
}

/// Makes a key where no source is configured; `None` where one is.
async fn set_up_key(cx: &Cx) -> Result<Option<Setup>> {
    let resolved = cx.settings(Vec::new())?;
    let file = resolved.file.clone().or_else(|| cx.environment.own_config_file()).ok_or_else(|| {
        Error::configuration("there is no place for a settings file: neither HOME nor XDG_CONFIG_HOME is set")
            .hint("name one with --config FILE")
    })?;
    let app = App::open(resolved.settings, &cx.environment).await?;
    let setup = match app.key_source() {
        Ok(Some(_)) => Ok(None),
        Ok(None) => app.set_up_key(&file).await.map(Some),
        Err(error) => Err(error),
    };
    app.close().await;
    setup
}

/// Asks for a first router, adds it, and lets the person trust its certificate; an empty name skips it. Returns its name
/// where it does not work yet.
async fn first_device(cx: &Cx, app: &Arc<App>) -> Result<Option<String>> {
    let name = cx.ui.ask_optional("Name of a first router (empty to skip)", "--non-interactive").await?;
    if name.is_empty() {
        return Ok(None);
    }
    let new = NewDevice {
        name,
        host: cx.ui.ask("Host name or address", "device add --host").await?,
        port: None,
        transport: TransportKind::Rest,
        trust: Trust::System,
        environment: None,
        tags: BTreeMap::new(),
        capabilities: Vec::new(),
        credential: Login::default().credential(cx).await?,
    };
    let device = app.add_device(&cx.caller(), new).await?;
    if let Err(error) = trust_and_check(cx, app, &device).await {
        if error.kind() == ErrorKind::Interrupted {
            return Err(error);
        }
        // The set-up itself is done; the router can be mended and tested later.
        cx.ui.error(
            &error.hint(format!("it is in the inventory; try again: rosmcp device test {}", device.name)),
        );
        return Ok(Some(device.name));
    }
    Ok(None)
}

async fn trust_and_check(cx: &Cx, app: &Arc<App>, device: &Device) -> Result<()> {
    let certificate = app.presented_certificate(device).await?;
    trust::ask(cx, device, &certificate).await?;
    let device = app.trust_certificate(&cx.caller(), device, &certificate).await?;
    check::report(cx, app, &device).await
}

/// What there is now, and what to do next; first, to mend a router that does not work yet.
async fn report(cx: &Cx, app: &App, to_mend: Option<&str>) -> Result<Report> {
    let devices = app.devices(&Selector::default()).await?.len();
    let program =
        std::env::current_exe().map_or_else(|_| "rosmcp".to_owned(), |path| path.display().to_string());
    let settings_file = cx.settings(Vec::new())?.file;
    let mut arguments = vec!["serve".to_owned(), "--transport".to_owned(), "stdio".to_owned()];
    if let Some(file) = &settings_file {
        arguments.extend(["--config".to_owned(), file.display().to_string()]);
    }
    Ok(Report {
        settings_file,
        key_source: app.key_source()?.unwrap_or_default(),
        database: app.settings.database_url.to_string(),
        devices,
        client_configuration: json!({"mcpServers": {"rosmcp": {"command": program, "args": arguments}}}),
        next: match to_mend {
            Some(name) => vec![
                format!(
                    "rosmcp device trust {name}, or rosmcp device edit {name} --port PORT where it is on another"
                ),
                format!("rosmcp device test {name}, which did not succeed yet"),
            ],
            None => [
                "rosmcp device add NAME --host ADDRESS --username USER",
                "rosmcp device trust NAME",
                "rosmcp get NAME system/resource",
                "rosmcp serve",
            ]
            .map(str::to_owned)
            .to_vec(),
        },
    })
}
