//! `config_*`: the configuration of devices as text, now and over time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::arguments::{TargetArguments, cursor};
use super::tool::{Context, Tool};
use super::untrusted::Untrusted;
use crate::app::config::Form;
use crate::app::config::drift::{ConfigDiff, Drift};
use crate::app::config::kept::History;
use crate::error::Result;

/// The group that they are listed under.
const TOOLSET: &str = "config";
/// The most characters of a text, so that one answer does not fill a model's context.
const LONGEST: usize = 100_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExportOf {
    device: String,
    /// Only this menu and those below, e.g. `ip/firewall`.
    #[serde(default)]
    menu: Option<String>,
    /// As it was then (`config_history`).
    #[serde(default)]
    snapshot: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Exported {
    device: String,
    /// RouterOS commands.
    text: String,
    /// Whether the text was cut.
    truncated: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HistoryOf {
    device: String,
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u32>,
    #[serde(default)]
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DiffOf {
    device: String,
    /// Snapshot id, approved or running.
    #[serde(default)]
    from: Option<String>,
    /// The same; else running.
    #[serde(default)]
    to: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DriftOf {
    #[serde(flatten)]
    targets: TargetArguments,
}

pub(super) fn tools() -> [Tool; 4] {
    [
        Tool::read(
            "config_export",
            "Export a configuration",
            "Returns a router's configuration as RouterOS commands, without secrets.",
            TOOLSET,
            export,
            |exported: &Untrusted<Exported>| {
                format!("{} lines of {}", exported.text.lines().count(), exported.device)
            },
        ),
        Tool::read(
            "config_history",
            "Kept configurations",
            "Lists the kept configurations of a router, newest first; equal ones are one.",
            TOOLSET,
            history,
            |history: &History| {
                let older = if history.next_cursor.is_some() { "; older ones with next_cursor" } else { "" };
                format!("{} snapshots of {}{older}", history.snapshots.len(), history.device)
            },
        ),
        Tool::read(
            "config_diff",
            "Compare configurations",
            "Compares two configurations of a router, by menu; without from, the two newest kept.",
            TOOLSET,
            diff,
            describe_diff,
        ),
        Tool::read(
            "config_drift",
            "Find drift",
            "Compares what runs on routers with what was approved, or else kept last.",
            TOOLSET,
            drift,
            |drift: &Untrusted<Drift>| {
                let bare = match drift.no_baseline {
                    0 => String::new(),
                    bare => format!(", {bare} of which nothing is kept yet"),
                };
                format!(
                    "{} unchanged, {} drifted, {} failed{bare}",
                    drift.unchanged, drift.drifted, drift.failed
                )
            },
        ),
    ]
}

fn describe_diff(diff: &Untrusted<ConfigDiff>) -> String {
    let menus: Vec<_> = diff.comparison.menus.iter().map(|menu| menu.menu.as_str()).collect();
    match menus.as_slice() {
        [] => format!("{} and {} are equal", diff.from, diff.to),
        menus => format!("{} and {} differ in {}", diff.from, diff.to, menus.join(", ")),
    }
}

async fn export(context: Context, input: ExportOf) -> Result<Untrusted<Exported>> {
    let config = match &input.snapshot {
        Some(id) => context.app.kept_config(&input.device, id).await?,
        None => context.app.config(&input.device, Form::Normalised).await?,
    };
    let text = input.menu.map_or_else(|| Ok(config.text.clone()), |menu| config.below(&menu))?;
    let (text, truncated) = cut(text);
    let exported = Exported { device: config.device, text, truncated, notes: config.notes };
    Ok(Untrusted::new(exported, &["text", "notes"]))
}

async fn history(context: Context, input: HistoryOf) -> Result<History> {
    let before = input.cursor.as_deref().map(cursor).transpose()?;
    context.app.config_history(&input.device, before.as_deref(), input.limit.unwrap_or(20)).await
}

async fn diff(context: Context, input: DiffOf) -> Result<Untrusted<ConfigDiff>> {
    let mut diff = context.app.config_diff(&input.device, input.from.as_deref(), input.to.as_deref()).await?;
    diff.comparison.diff = cut(diff.comparison.diff).0;
    Ok(Untrusted::new(diff, &["diff"]))
}

async fn drift(context: Context, input: DriftOf) -> Result<Untrusted<Drift>> {
    let mut drift = context.app.config_drift(&input.targets.targets()?).await?;
    let share = LONGEST / drift.devices.len().max(1);
    for device in &mut drift.devices {
        device.diff = shortened(std::mem::take(&mut device.diff), share).0;
    }
    Ok(Untrusted::new(drift, &["diff", "message"]))
}

fn cut(text: String) -> (String, bool) {
    shortened(text, LONGEST)
}

/// The whole lines of `text` that fit into `most` bytes, and whether there were more.
fn shortened(mut text: String, most: usize) -> (String, bool) {
    if text.len() <= most {
        return (text, false);
    }
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let line = text.get(..end).and_then(|text| text.rfind('\n')).map_or(end, |line| line + 1);
    text.truncate(line);
    text.push_str("# cut: there is more\n");
    (text, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_at_a_line_and_says_so() {
        assert_eq!(shortened("a\nb\n".into(), 4), ("a\nb\n".into(), false));
        assert_eq!(shortened("a\nbü\nc\n".into(), 4), ("a\n# cut: there is more\n".into(), true));
        assert_eq!(shortened("üü".into(), 3), ("ü# cut: there is more\n".into(), true));
    }
}
