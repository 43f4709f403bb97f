//! `rosmcp device import`: many routers from a file, all of it looked at before anything is stored.

mod csv;
mod entry;
mod winbox;
mod yaml;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Serialize;

use self::entry::{Entry, Shared};
use crate::app::App;
use crate::app::device::NewDevice;
use crate::cli::context::Cx;
use crate::cli::password::Login;
use crate::domain::device::{Device, Endpoint, Trust};
use crate::domain::selector::Selector;
use crate::error::{Error, Result};

/// No list of routers is larger, in bytes.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// No list has more routers.
const MOST_ENTRIES: usize = 10_000;
/// How many problems are named before the rest is only counted.
const SHOWN_PROBLEMS: usize = 20;
const COLUMNS: [&str; 4] = ["name", "host", "port", "outcome"];

/// Add many routers from a list: CSV, YAML or the address book of WinBox
///
/// CSV has a header; its columns, and the keys of a YAML entry, are `name`, `host`, `port`, `transport`, `username`,
/// `password`, `environment`, `tls_pin`, `plain_http`, `tags` and `capabilities`. Only name and host have to be there. Several tags or
/// capabilities in one CSV cell are separated by semicolons. Spaces around a cell do not count, a password's neither: write one that begins or
/// ends with a space in YAML. Nothing is added unless the whole file is right; routers
/// that are in the inventory already, under the same name and address, are left as they are.
#[derive(Args)]
pub(in crate::cli) struct Import {
    /// The list
    file: PathBuf,
    /// What it is written in [default: from its content and its name]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    login: Login,
    /// Say what would be added, and add nothing
    #[arg(long)]
    dry_run: bool,
}

/// What a list is written in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma- or semicolon-separated values with a header
    Csv,
    /// A YAML list of maps
    Yaml,
    /// An address book that WinBox 3 has exported (.wbx, or its Addresses.cdb)
    Winbox,
}

/// What became of an entry.
#[derive(Serialize, JsonSchema)]
struct Outcome {
    name: String,
    host: String,
    port: u16,
    #[serde(rename = "outcome")]
    came_to: &'static str,
}

impl Import {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let bytes = read(&self.file)?;
        let format = self.format.unwrap_or_else(|| guess(&self.file, &bytes));
        let entries = match format {
            Format::Csv => csv::entries(text(&bytes)?),
            Format::Yaml => yaml::entries(text(&bytes)?),
            Format::Winbox => winbox::entries(&bytes, |skipped| cx.ui.note(skipped)),
        }?;
        if entries.is_empty() || entries.len() > MOST_ENTRIES {
            return Err(Error::usage(format!(
                "{} has {} routers; 1 to {MOST_ENTRIES} can be imported",
                self.file.display(),
                entries.len()
            )));
        }
        let shared =
            Shared { username: self.login.username.clone(), password: self.password(cx, &entries).await? };
        cx.with_new_app(async |app| {
            let found = checked(app, entries, &shared).await.map_err(|problems| self.refuse(&problems))?;
            let outcomes = self.add(cx, app, found).await?;
            cx.ui.rows(&COLUMNS, &outcomes)
        })
        .await
    }

    /// The password for entries that have none of their own; asked for only when there are such.
    async fn password(&self, cx: &Cx, entries: &[Entry]) -> Result<Option<SecretString>> {
        if entries.iter().all(|entry| entry.password.is_some()) {
            return Ok(None);
        }
        self.login.password(cx).await.map(Some)
    }

    fn refuse(&self, problems: &[String]) -> Error {
        let what = format!(
            "{} has {} that cannot be imported; nothing was added",
            self.file.display(),
            if problems.len() == 1 { "an entry".to_owned() } else { format!("{} entries", problems.len()) }
        );
        let shown = problems.iter().take(SHOWN_PROBLEMS).cloned();
        let left = problems.len().saturating_sub(SHOWN_PROBLEMS);
        let more = (left > 0).then(|| format!("and {left} more"));
        shown.chain(more).fold(Error::usage(what), Error::hint)
    }

    async fn add(&self, cx: &Cx, app: &App, found: Vec<Found>) -> Result<Vec<Outcome>> {
        let bar = cx.ui.bar("adding routers");
        let (mut outcomes, mut added, mut untrusted) = (Vec::with_capacity(found.len()), 0_usize, 0_usize);
        for Found { new, there } in found {
            let (name, host, port) = (new.name.clone(), new.host.clone(), port(&new));
            let outcome = match (there, self.dry_run) {
                (true, _) => "there already",
                (false, true) => "would be added",
                (false, false) => {
                    untrusted += usize::from(new.trust == Trust::System);
                    app.add_device(&cx.caller(), new).await.map_err(|error| {
                        error.hint(format!("{added} were added; run the import again for the others"))
                    })?;
                    added += 1;
                    "added"
                }
            };
            outcomes.push(Outcome { name, host, port, came_to: outcome });
        }
        drop(bar);
        if untrusted > 0 {
            cx.ui.note(&format!(
                "{untrusted} without a pin: where a router's certificate is its own, rosmcp device trust NAME"
            ));
        }
        Ok(outcomes)
    }
}

/// An entry that is right.
struct Found {
    new: NewDevice,
    /// Whether the inventory has it already.
    there: bool,
}

/// Every entry as a device, or what is wrong with each that is none.
async fn checked(
    app: &App,
    entries: Vec<Entry>,
    shared: &Shared,
) -> std::result::Result<Vec<Found>, Vec<String>> {
    let known = app.devices(&Selector::default()).await.map_err(|error| vec![error.to_string()])?;
    let known: BTreeMap<_, _> = known.iter().map(|device| (device.name.as_str(), device)).collect();
    let (mut found, mut problems, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    for entry in entries {
        let place = entry.place.clone();
        let judged = entry.device(shared).and_then(|new| {
            app.check_new(&new)?;
            if let Some(before) = seen.insert(new.name.clone(), place.clone()) {
                return Err(Error::usage(format!("{:?} is in {before} too", new.name)));
            }
            let there = known.get(new.name.as_str()).map_or(Ok(false), |known| same(known, &new))?;
            Ok(Found { new, there })
        });
        match judged {
            Ok(device) => found.push(device),
            Err(error) => problems.push(format!("{place}: {error}")),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// Whether the inventory's device is the one of the list; an error where it only shares the name.
fn same(known: &Device, new: &NewDevice) -> Result<bool> {
    let endpoint = &known.endpoint;
    if endpoint.host == new.host && endpoint.port == port(new) && endpoint.transport == new.transport {
        return Ok(true);
    }
    let authority = endpoint.authority();
    Err(Error::usage(format!("{:?} is in the inventory with another address, {authority}", known.name)))
}

fn port(new: &NewDevice) -> u16 {
    new.port.unwrap_or(Endpoint::default_port(new.transport, new.trust == Trust::Plain))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let unreadable = |error| Error::unreadable("the list", path, &error);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Error::usage(format!("the list {} is larger than {LARGEST_FILE} bytes", path.display())));
    }
    Ok(bytes)
}

fn guess(path: &Path, bytes: &[u8]) -> Format {
    let extension = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        _ if winbox::is_one(bytes) => Format::Winbox,
        "yaml" | "yml" | "json" => Format::Yaml,
        _ => Format::Csv,
    }
}

fn text(bytes: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Error::usage(format!("the list is not UTF-8 text (byte {})", error.valid_up_to()))
            .hint("--format winbox reads an address book of WinBox")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
