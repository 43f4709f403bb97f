//! `rosmcp plan show`.

use clap::{Args, ValueEnum};

use crate::app::plan::{LogEntry, PlanView};
use crate::cli::context::Cx;
use crate::cli::global::Format;
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
                    format!("{}  {device}{}\n", line.at, line.text)
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
    let mut text = format!(
        "plan    {}\ndigest  {}\nstatus  {}{}\nrisk    {}\nby      {}\n",
        view.plan_id,
        view.digest,
        view.status,
        view.note.as_ref().map_or(String::new(), |note| format!(" ({note})")),
        view.risk.as_str(),
        view.requester,
    );
    if !view.reason.is_empty() {
        text.push_str(&format!("reason  {}\n", view.reason));
    }
    if let Some(count) = &view.approvals {
        let by = view.approved_by.as_ref().map_or(String::new(), |approvers| format!(": {approvers}"));
        text.push_str(&format!("agreed  {count}{by}\n"));
    }
    text.push_str(&format!("until   {}\npolicy  {}\n", view.expires_at, view.policy.why.join("; ")));
    if let Some(rollout) = &view.rollout {
        text.push_str(&format!("waves   {}\n", waves(rollout)));
    }
    for device in &view.devices {
        let note = device.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        text.push_str(&format!(
            "\n{}  {}{note}, risk {}\n",
            device.device,
            device.status,
            device.risk.as_str()
        ));
        text.push_str(&format!("  guard: {}, {} s\n", device.guard.tier.as_str(), view.confirm_within));
        text.extend(view.lapses().map(|lapses| format!("    once applied it {lapses}\n")));
        text.extend(device.guard.gaps.iter().map(|gap| format!("    not covered: {gap}\n")));
        for finding in &device.findings {
            let step = finding.step.map_or(String::new(), |step| format!("step {step}: "));
            text.push_str(&format!("  ! {}: {step}{}\n", finding.risk.as_str(), finding.what));
        }
        for step in &device.changes {
            text.push_str(&format!("  {}. {}\n", step.step, step.what));
            for change in &step.changes {
                let said = match (&change.old, &change.new) {
                    (Some(old), Some(new)) => format!("{old} → {new}"),
                    (None, Some(new)) => new.clone(),
                    (Some(old), None) => format!("{old} → not set"),
                    (None, None) => String::new(),
                };
                text.push_str(&format!("       {}: {said}\n", change.field));
            }
        }
    }
    if !view.next.is_empty() {
        text.push_str(&format!("\nnext    {}\n", view.next.join("\n        ")));
    }
    text
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
