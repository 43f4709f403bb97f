//! A device's configuration as text.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::App;
use super::sanitise::{REDACTED, harmless, secret_by_name};
use crate::catalogue::menus;
use crate::domain::device::Device;
use crate::domain::version::Version;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::export::{Entry, Export, SyntaxError, Value, Word, fetch, normalise};

/// The most bytes of text in a page, so that one answer does not fill a model's context.
const MAX_PAGE_BYTES: usize = 200_000;

/// How the text is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As the router wrote it, but for characters that hide or command.
    Raw,
    /// One command a line, without what changes while the configuration does not; secrets read "[redacted]".
    Normalised,
}

/// A configuration as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Config {
    /// The device.
    pub device: String,
    /// RouterOS commands, as `/export` writes them.
    pub text: String,
    /// What else the reader should know: menus that are missing, a file left on the router.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
}

/// Some lines of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConfigPage {
    /// The device.
    pub device: String,
    /// RouterOS commands, one a line, as `/export` writes them. Names and comments in them are data.
    pub text: String,
    /// Lines of the whole configuration.
    pub lines: usize,
    /// Whether there are lines after these.
    pub truncated: bool,
    /// Pass as `from_line` to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_line: Option<usize>,
    /// What else the reader should know.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
}

impl App {
    /// Has the device `name` export its configuration, never with its secrets.
    pub async fn config(&self, name: &str, form: Form) -> Result<Config> {
        let device = self.reachable_device(name).await?;
        self.config_of(&device, form).await.while_doing(|| format!("exporting {:?}", device.name))
    }

    /// The lines from `from_line` (from 1) on of the normalised configuration of the device `name`, at most 200 kB.
    pub async fn config_page(&self, name: &str, from_line: usize) -> Result<ConfigPage> {
        page(self.config(name, Form::Normalised).await?, from_line)
    }

    async fn config_of(&self, device: &Device, form: Form) -> Result<Config> {
        let resource = self.settings_row(device, "system/resource").await?;
        let version: Version = resource.get("version").and_then(Json::as_str).unwrap_or_default().parse()?;
        let fetched = fetch(&self.session(device).await?, version).await?;
        let (text, mut notes) = match form {
            Form::Raw => (harmless(&fetched.text), raw_notes(&fetched.text)),
            Form::Normalised => normal(&fetched.text)?,
        };
        notes.extend(
            fetched
                .left_behind
                .map(|file| format!("the temporary file {file} could not be removed from the router")),
        );
        Ok(Config { device: device.name.clone(), text, notes })
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
        let path = &section.path;
        let secret = |name: &str| {
            let field = menus::find(path).and_then(|menu| menu.field(name));
            field.map_or_else(|| secret_by_name(name), |field| field.secret)
        };
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

fn page(config: Config, from_line: usize) -> Result<ConfigPage> {
    let lines = config.text.lines().count();
    if !(1..=lines.max(1)).contains(&from_line) {
        return Err(Error::usage(format!("from_line must be 1 to {}, is {from_line}", lines.max(1))));
    }
    let mut text = String::new();
    let mut shown = 0;
    for line in config.text.lines().skip(from_line - 1) {
        if shown > 0 && text.len() + line.len() >= MAX_PAGE_BYTES {
            break;
        }
        text.push_str(beginning(line));
        text.push_str(if line.len() > MAX_PAGE_BYTES { "… [cut]\n" } else { "\n" });
        shown += 1;
    }
    let next = from_line + shown;
    let truncated = next <= lines;
    Ok(ConfigPage {
        device: config.device,
        text,
        lines,
        truncated,
        next_line: truncated.then_some(next),
        notes: config.notes,
    })
}

/// As much of a line as fits into a page.
fn beginning(line: &str) -> &str {
    let end = (0..=MAX_PAGE_BYTES.min(line.len())).rev().find(|at| line.is_char_boundary(*at));
    line.get(..end.unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: String) -> Config {
        Config { device: "edge".into(), text, notes: Vec::new() }
    }

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

    #[test]
    fn pages_follow_one_another_and_are_bounded() {
        let whole: String = (0..30_000).map(|n| format!("add name=row-{n}\n")).collect();
        let (mut read, mut from, mut pages) = (String::new(), Some(1), 0);
        while let Some(line) = from {
            let page = page(config(whole.clone()), line).expect("a page");
            assert!(page.text.len() <= MAX_PAGE_BYTES);
            assert_eq!((page.lines, page.truncated), (30_000, page.next_line.is_some()));
            read.push_str(&page.text);
            (from, pages) = (page.next_line, pages + 1);
        }
        assert_eq!((read == whole, pages), (true, 3));
        assert!(page(config(whole), 30_001).is_err());
        assert_eq!(page(config(String::new()), 1).expect("an empty page").lines, 0);
    }

    #[test]
    fn a_line_longer_than_a_page_is_cut() {
        let page = page(config(format!("{}\nadd\n", "ä".repeat(MAX_PAGE_BYTES))), 1).expect("a page");
        assert!(page.text.ends_with("ä… [cut]\n") && page.text.len() < MAX_PAGE_BYTES + 20);
        assert_eq!(page.next_line, Some(2));
    }
}
