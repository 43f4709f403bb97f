//! `rosmcp plan show`.

use clap::{Args, ValueEnum};

use crate::app::plan::{DeviceChange, LogEntry, PlanView};
use crate::cli::context::Cx;
use crate::cli::global::Format;
use crate::domain::harmless::one_line;
use crate::domain::plan::{OnFailure, Rollout};
use crate::error::Result;

/// Show a plan: in words, as a difference, as a script, or what happened to it
#[derive(Args)]
pub(in crate::cli) struct Show {
    /// Id of the plan
    id: String,
    /// How
    #[arg(long, value_enum, default_value_t = How::Words)]
    how: How,
}

/// How a plan is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum How {
    /// In words
    Words,
    /// As lines with - and +
    Diff,
    /// As RouterOS commands, without secrets
    Script,
    /// What happened to it so far
    Log,
}

impl Show {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        cx.with_app(async |app| {
            if self.how == How::Diff {
                return cx.ui.print(&app.plan_diff(&self.id).await?);
            }
            if self.how == How::Log {
                let lines = app.plan_log(&self.id).await?;
                let line = |line: &LogEntry| {
                    let device = line.device.as_ref().map_or(String::new(), |device| format!("{device}: "));
                    format!("{}  {device}{}\n", line.at, one_line(&line.text))
                };
                return cx.ui.print(&lines.iter().map(line).collect::<String>());
            }
            let view = app.plan(&self.id).await?;
            if self.how == How::Script {
                let scripts =
                    view.devices.iter().map(|device| format!("# {}\n{}", device.device, device.script));
                return cx.ui.print(&scripts.collect::<String>());
            }
            print(cx, &view)
        })
        .await
    }
}

/// Prints a plan as a person reads it, or the bare object.
pub(in crate::cli) fn print(cx: &Cx, view: &PlanView) -> Result<()> {
    if cx.ui.format() != Format::Table {
        return cx.ui.object(view);
    }
    cx.ui.print(&words(view))
}

fn words(view: &PlanView) -> String {
    let mut lines = vec![
        format!("plan    {}", view.plan_id),
        format!("digest  {}", view.digest),
        format!("status  {}{}", view.status, noted(view.note.as_deref())),
        format!("risk    {}", view.risk.as_str()),
        format!("by      {}", view.requester),
    ];
    if !view.reason.is_empty() {
        lines.push(format!("reason  {}", view.reason));
    }
    if let Some(count) = &view.approvals {
        let by = view.approved_by.as_ref().map_or(String::new(), |approvers| format!(": {approvers}"));
        lines.push(format!("agreed  {count}{by}"));
    }
    lines.push(format!("until   {}", view.expires_at));
    lines.push(format!("policy  {}", view.policy.why.join("; ")));
    lines.extend(view.rollout.as_ref().map(|rollout| format!("waves   {}", waves(rollout))));
    for device in &view.devices {
        lines.push(String::new());
        of_device(view, device, &mut lines);
    }
    if !view.next.is_empty() {
        lines.push(String::new());
    }
    let before = ["next    "].into_iter().chain(std::iter::repeat("        "));
    lines.extend(before.zip(&view.next).map(|(before, next)| format!("{before}{next}")));
    // What others wrote is not to look like lines of ours; ours begin with blanks.
    let line = |line: &String| {
        let words = line.trim_start_matches(' ');
        format!("{}{}\n", " ".repeat(line.len() - words.len()), one_line(words))
    };
    lines.iter().map(line).collect()
}

fn noted(note: Option<&str>) -> String {
    note.map_or_else(String::new, |note| format!(" ({note})"))
}

fn of_device(view: &PlanView, device: &DeviceChange, lines: &mut Vec<String>) {
    let (status, note, risk) = (device.status, noted(device.note.as_deref()), device.risk.as_str());
    lines.push(format!("{}  {status}{note}, risk {risk}", device.device));
    lines.push(format!("  guard: {}, {} s", device.guard.tier.as_str(), view.confirm_within));
    lines.extend(view.lapses().map(|lapses| format!("    once applied it {lapses}")));
    lines.extend(device.guard.gaps.iter().map(|gap| format!("    not covered: {gap}")));
    for finding in &device.findings {
        let step = finding.step.map_or(String::new(), |step| format!("step {step}: "));
        lines.push(format!("  ! {}: {step}{}", finding.risk.as_str(), finding.what));
    }
    for step in &device.changes {
        lines.push(format!("  {}. {}", step.step, step.what));
        for change in &step.changes {
            let said = match (&change.old, &change.new) {
                (Some(old), Some(new)) => format!("{old} → {new}"),
                (None, Some(new)) => new.clone(),
                (Some(old), None) => format!("{old} → not set"),
                (None, None) => String::new(),
            };
            lines.push(format!("       {}: {said}", change.field));
        }
    }
}

/// How it goes over several devices, in a line.
fn waves(rollout: &Rollout) -> String {
    let after = match rollout.on_failure {
        OnFailure::Stop => "stops",
        OnFailure::RollBackWave => "puts the wave back",
        OnFailure::RollBackAll => "puts all back",
    };
    let pings = rollout.ping.iter().map(|host| format!(", {host} reached")).collect::<String>();
    format!(
        "{}, the rest; after {} s each: CPU below {} %, memory below {} %{pings}; {after} at {} failures",
        rollout.waves.join(", "),
        rollout.soak_seconds,
        rollout.max_cpu_percent,
        rollout.max_memory_percent,
        rollout.max_failures,
    )
}
