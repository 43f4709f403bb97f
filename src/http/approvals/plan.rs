//! One plan as a person reads it, and the forms by which it is judged.

use maud::{Markup, html};

use super::words::{self, left, risk_badge, state_badge, when};
use crate::app::plan::{DeviceChange, LogEntry, PlanView, StepView};
use crate::domain::plan::{Change, Finding, PlanState};
use crate::domain::policy::ApprovalBy;
use crate::error::Error;
use crate::http::browser::Visitor;
use crate::http::page::sentence;

/// The digits of a digest that people compare.
const SHORT: usize = 12;

/// A plan, somebody who looks at it, and what keeps that somebody from approving it.
pub(super) struct Reading<'a> {
    pub(super) view: &'a PlanView,
    pub(super) log: &'a [LogEntry],
    pub(super) hindrance: Option<&'a Error>,
    pub(super) visitor: &'a Visitor,
    /// Where the forms are sent.
    pub(super) place: &'a str,
}

/// What a plan is called: its reason is the requester's word, and no title.
pub(super) fn title(view: &PlanView) -> String {
    let devices: Vec<_> = view.devices.iter().map(|device| device.device.clone()).collect();
    format!("Change of {}", words::some(&devices))
}

pub(super) fn markup(reading: &Reading<'_>) -> Markup {
    let view = reading.view;
    html! {
        (summary(view))
        @if view.devices.len() > 1 { (contents(view)) }
        @for (at, device) in view.devices.iter().enumerate() { (device_section(at, device, view)) }
        (decision(reading))
        @if !reading.log.is_empty() { (history(reading.log)) }
    }
}

fn summary(view: &PlanView) -> Markup {
    let by = match view.policy.approval_by {
        ApprovalBy::OtherPerson => "Another person than the one who asked for it approves it.",
        ApprovalBy::OutOfBand => "Whoever may approve may approve plans of his own too, in person.",
    };
    html! {
        p class="marks" { (state_badge(view.status)) (risk_badge(view.risk)) }
        @if let Some(note) = &view.note { p { (note) } }
        dl class="facts" {
            dt { "Asked for by" } dd { (view.requester) ", " (when(&view.created_at)) }
            dt { "Reason given" }
            dd { @if view.reason.is_empty() { span class="quiet" { "none" } } @else { q { (view.reason) } } }
            dt { "Policy" } dd { (sentence(&view.policy.why.join("; "))) " " (by) }
            @if let Some(count) = &view.approvals {
                dt { "Approvals" } dd { (count) @if let Some(approvers) = &view.approved_by { ": " (approvers) } }
            }
            @if view.status == PlanState::Pending {
                dt { "Expiry" } dd { (when(&view.expires_at)) ", " (left(&view.expires_at)) }
            }
            dt { "Plan" } dd { code { (view.plan_id) } }
            dt { "Digest" } dd { code { strong { (short(view)) } (view.digest.get(SHORT..).unwrap_or_default()) } }
        }
    }
}

fn contents(view: &PlanView) -> Markup {
    html! {
        nav aria-label="Devices" {
            ul class="devices" {
                @for (at, device) in view.devices.iter().enumerate() {
                    li { a href={"#device-" (at)} { (device.device) } (risk_badge(device.risk)) }
                }
            }
        }
    }
}

fn device_section(at: usize, device: &DeviceChange, view: &PlanView) -> Markup {
    let id = format!("device-{at}");
    html! {
        section class={"card " (device.risk.as_str())} aria-labelledby=(id) {
            h2 id=(id) {
                (device.device) (risk_badge(device.risk)) " "
                span class="quiet" { (words::device_state(device.status)) }
            }
            @if let Some(note) = &device.note { p { (note) } }
            (findings(&device.findings))
            @for step in &device.changes { (step_table(step)) }
            h3 { "Guard" }
            p { (words::guard(device.guard.tier, view.confirm_within)) }
            @if let Some(lapses) = view.lapses() { p { strong { "Once applied it " (lapses) "." } } }
            @if !device.guard.gaps.is_empty() {
                p { "It does not cover:" }
                ul { @for gap in &device.guard.gaps { li { (gap) } } }
            }
            details {
                summary { "The same as RouterOS commands" }
                pre tabindex="0" { (device.script) }
            }
        }
    }
}

fn findings(findings: &[Finding]) -> Markup {
    html! {
        @if !findings.is_empty() {
            h3 { "Findings" }
            ul class="findings" {
                @for finding in findings {
                    li class=(finding.risk.as_str()) {
                        (risk_badge(finding.risk)) " "
                        @if let Some(step) = finding.step { "Step " (step) ": " }
                        (finding.what)
                    }
                }
            }
        }
    }
}

fn step_table(step: &StepView) -> Markup {
    html! {
        div class="wide" tabindex="0" role="region" aria-label={"Step " (step.step)} {
            table class="diff" {
                caption { (step.step) ". " (step.what) }
                @if step.no_change {
                    tbody { tr { td class="quiet" colspan="3" { "The router is so already: nothing is sent." } } }
                } @else if step.changes.is_empty() {
                    tbody { tr { td class="quiet" colspan="3" { "No property changes." } } }
                } @else {
                    thead { tr {
                        th scope="col" { "Property" } th scope="col" { "Now" } th scope="col" { "Then" }
                    } }
                    tbody { @for change in &step.changes { (row(change)) } }
                }
            }
        }
    }
}

fn row(change: &Change) -> Markup {
    html! {
        tr {
            th scope="row" { (change.field) }
            td { @if let Some(old) = &change.old { del { (old) } } @else { span class="quiet" { "not set" } } }
            td { @if let Some(new) = &change.new { ins { (new) } } @else { span class="quiet" { "not set" } } }
        }
    }
}

fn decision(reading: &Reading<'_>) -> Markup {
    let Some(hindrance) = reading.hindrance else { return forms(reading) };
    let waits = reading.view.status == PlanState::Pending;
    html! {
        section class="decision" aria-labelledby="decision" {
            h2 id="decision" { "Decision" }
            @if waits {
                p { "You can't approve this plan: " (hindrance.to_string()) "." }
                @for hint in hindrance.hints() { p class="quiet" { (sentence(hint)) } }
            } @else {
                @for next in &reading.view.next { p { (sentence(next)) } }
                @if reading.view.next.is_empty() { p { "There is nothing left to decide." } }
            }
        }
    }
}

fn forms(reading: &Reading<'_>) -> Markup {
    let view = reading.view;
    let hidden = html! {
        input type="hidden" name="csrf" value=(reading.visitor.csrf);
        input type="hidden" name="digest" value=(view.digest);
    };
    html! {
        section class="decision" aria-labelledby="decision" {
            h2 id="decision" { "Decision" }
            p { "You decide on the plan with the digest " code { (short(view)) } ", and on no other." }
            div class="forms" {
                form class="card" method="post" action=(reading.place) aria-labelledby="approve" {
                    h3 id="approve" { "Approve" }
                    (hidden)
                    @if view.policy.acknowledge {
                        label class="check" {
                            input type="checkbox" name="acknowledge" value="yes" required;
                            " I have read the findings. The risk is critical: this change can lock everybody out."
                        }
                    }
                    label for="approve-note" { "Note " span class="quiet" { "(optional)" } }
                    textarea id="approve-note" name="note" rows="2" maxlength="1000" {}
                    button class="yes" name="verdict" value="approve" { "Approve this plan" }
                }
                form class="card" method="post" action=(reading.place) aria-labelledby="reject" {
                    h3 id="reject" { "Reject" }
                    (hidden)
                    label for="reject-note" { "Reason" }
                    textarea id="reject-note" name="note" rows="2" maxlength="1000" required {}
                    button class="no" name="verdict" value="reject" { "Reject this plan" }
                }
            }
        }
    }
}

fn history(log: &[LogEntry]) -> Markup {
    html! {
        section aria-labelledby="history" {
            h2 id="history" { "What happened" }
            ol class="log" {
                @for line in log {
                    li { (when(&line.at)) " " @if let Some(device) = &line.device { (device) ": " } (line.text) }
                }
            }
        }
    }
}

fn short(view: &PlanView) -> &str {
    view.digest.get(..SHORT).unwrap_or(&view.digest)
}
