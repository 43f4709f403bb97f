//! A device's configuration as text, now and over time.
//!
//! RouterOS leaves secrets out of exports, and what is a secret by the catalogue or by its name is taken out here as well.
//! What somebody wrote into a script or a comment stays: a kept configuration is as confidential as the database that it
//! is in.

mod compare;
pub mod drift;
pub mod kept;
mod packed;

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::sanitise::{REDACTED, harmless, is_secret};
use crate::catalogue::menu::Menu;
use crate::catalogue::menus;
use crate::domain::device::Device;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::export::{Entry, Export, SyntaxError, Value, Word, fetch, normalise};

/// How the text is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As the router wrote it, but for characters that hide or command.
    Raw,
    /// One command a line, without what changes while the configuration does not; secrets read "[redacted]".
    Normalised,
}

/// A configuration as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Config {
    /// The device.
    pub device: String,
    /// RouterOS commands, as `/export` writes them.
    pub text: String,
    /// What else the reader should know: menus that are missing, a file left on the router.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
}

impl Config {
    /// The commands of `menu` and the menus below it; [`ErrorKind::NotFound`] when there are none and the catalogue knows
    /// of no such menu either, for a misspelt one is not an empty one.
    pub fn below(&self, menu: &str) -> Result<String> {
        let path = menus::normalise(menu);
        let wanted = format!("/{}", path.replace('/', " "));
        let mut inside = false;
        let lines = self.text.lines().filter(|line| {
            if line.starts_with('/') {
                inside =
                    line.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            }
            inside
        });
        let text: String = lines.flat_map(|line| [line, "\n"]).collect();
        let below = format!("{path}/");
        let known = |menu: &Menu| menu.path == path || menu.path.starts_with(&below);
        if text.is_empty() && !menus::all().any(known) {
            let error = Error::not_found(format!(
                "the export has nothing of {path:?}, and no menu of that path is known"
            ));
            return Err(match menus::like(&path) {
                Some(near) => error.hint(format!("did you mean {near:?}?")),
                None => error.hint("write a menu as RouterOS does: ip/address"),
            });
        }
        Ok(text)
    }
}

impl App {
    /// Has the device `name` export its configuration, never with its secrets.
    pub async fn config(&self, name: &str, form: Form) -> Result<Config> {
        let device = self.reachable_device(name).await?;
        let exported = self.exported(&device, form).await;
        exported.map(|(config, _)| config).while_doing(|| format!("exporting {:?}", device.name))
    }

    /// The configuration that `device` has now, normalised; one that the router could not export whole is an error.
    async fn whole_config(&self, device: &Device) -> Result<Config> {
        let (config, whole) = self.exported(device, Form::Normalised).await?;
        if whole {
            return Ok(config);
        }
        let error = Error::new(ErrorKind::DeviceRejected, "the router left something out of its export");
        Err(config.notes.iter().fold(error, Error::hint))
    }

    /// The configuration of `device`, and whether the router left nothing out.
    async fn exported(&self, device: &Device, form: Form) -> Result<(Config, bool)> {
        let in_pieces = self.abilities(device).await?.file_read;
        let fetched = fetch(&self.session(device).await?, in_pieces).await?;
        let (text, mut notes) = match form {
            Form::Raw => (harmless(&fetched.text), raw_notes(&fetched.text)),
            Form::Normalised => normal(&fetched.text)?,
        };
        let whole = notes.is_empty();
        notes.extend(
            fetched
                .left_behind
                .map(|file| format!("the temporary file {file} could not be removed from the router")),
        );
        Ok((Config { device: device.name.clone(), text, notes }, whole))
    }
}

/// A raw text that cannot be read is still given out; then nothing is known of what it lacks.
fn raw_notes(text: &str) -> Vec<String> {
    Export::parse(text).map(|export| missing(&export)).unwrap_or_default()
}

fn normal(text: &str) -> Result<(String, Vec<String>)> {
    let mut export = normalise(text).map_err(unreadable)?;
    redact(&mut export);
    Ok((harmless(&export.to_string()), missing(&export)))
}

fn missing(export: &Export) -> Vec<String> {
    export.left_out().map(|remark| format!("the router left something out: {}", harmless(remark))).collect()
}

fn unreadable(error: SyntaxError) -> Error {
    Error::new(ErrorKind::DeviceRejected, format!("the export cannot be understood: {error}"))
        .caused_by(error)
        .hint("the text as the router wrote it: rosmcp config export DEVICE --raw")
}

/// RouterOS leaves its secrets out itself; what is a secret by the catalogue or by its name goes all the same.
fn redact(export: &mut Export) {
    for section in &mut export.sections {
        let menu = menus::find(&section.path);
        let secret = |name: &str| is_secret(menu, name);
        for entry in &mut section.entries {
            if let Entry::Command(command) = entry {
                hide(&mut command.words, &secret);
            }
        }
    }
}

fn hide(words: &mut [Word], secret: &impl Fn(&str) -> bool) {
    for word in words {
        match &mut word.value {
            value if word.name.as_deref().is_some_and(secret) && *value != Value::Text(Vec::new()) => {
                *value = Value::Text(REDACTED.as_bytes().to_vec());
            }
            Value::Find(words) => hide(words, secret),
            Value::Text(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_redacted_wherever_they_stand() {
        let text = "/interface pppoe-client\nadd name=wan password=hush user=u\n/made up\n\
                    set [ find passphrase=\"s s\" ] auth-password=x.y name=n password=\"\"\n";
        let (normal, notes) = normal(text).expect("an export");
        assert_eq!(
            normal,
            "/interface pppoe-client\nadd name=wan password=\"[redacted]\" user=u\n/made up\n\
             set [ find passphrase=\"[redacted]\" ] auth-password=\"[redacted]\" name=n password=\"\"\n"
        );
        assert_eq!(notes, Vec::<String>::new());
    }

    #[test]
    fn a_menu_comes_with_those_below_it() {
        let text = "# x\n/ip firewall filter\nadd chain=input\n/ip firewalls\nadd\n/ip firewall nat\nadd chain=srcnat\n";
        let config = Config { device: "r".to_owned(), text: text.to_owned(), notes: Vec::new() };
        let expected = "/ip firewall filter\nadd chain=input\n/ip firewall nat\nadd chain=srcnat\n";
        assert_eq!(config.below("/ip/firewall/").expect("a menu"), expected);
        assert_eq!(config.below("ip/dns").expect("a menu"), "");
        let error = config.below("ip/firewal").expect_err("there is none");
        assert_eq!((error.kind(), error.hints().len()), (ErrorKind::NotFound, 1));
    }

    #[test]
    fn what_the_router_left_out_is_said_in_both_forms() {
        let text = "# x by RouterOS 7.20\n/ip dns\n#error exporting \"/ip/dns\" (timeout)\u{1b}\n";
        let expected = ["the router left something out: error exporting \"/ip/dns\" (timeout)\u{fffd}"];
        assert_eq!(normal(text).expect("an export").1, expected);
        assert_eq!(raw_notes(text), expected);
    }

    #[test]
    fn an_export_that_cannot_be_read_says_where() {
        let error = normal("/ip dns\nset x=$y\n").expect_err("a variable");
        assert_eq!(error.kind(), ErrorKind::DeviceRejected);
        assert!(error.message().contains("line 2, column 7"), "{error}");
    }
}
