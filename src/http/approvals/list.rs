//! The plans that wait, and what became of others.

use maud::{Markup, html};

use super::words::{self, left, risk_badge, state_badge, when};
use crate::app::plan::PlanLine;
use crate::http::page::{APPROVALS, Site};

pub(super) fn markup(site: &Site, waiting: &[PlanLine], recent: &[PlanLine]) -> Markup {
    html! {
        section aria-labelledby="waiting" {
            h2 id="waiting" { "Waiting for an approval" }
            @if waiting.is_empty() { p class="quiet" { "Nothing waits." } }
            ul class="plans" {
                @for line in waiting { (waits(site, line)) }
            }
        }
        section aria-labelledby="recent" {
            h2 id="recent" { "Recent" }
            @if recent.is_empty() { p class="quiet" { "There are no others." } } @else { (table(site, recent)) }
        }
    }
}

fn waits(site: &Site, line: &PlanLine) -> Markup {
    html! {
        li class={"card " (line.risk.as_str())} {
            p class="head" {
                a href=(address(site, &line.plan_id)) { "Change of " (words::some(&line.devices)) }
                (risk_badge(line.risk))
            }
            @if !line.reason.is_empty() { p { q { (line.reason) } } }
            p class="quiet" {
                "Asked for by " (line.requester) ", " (when(&line.created_at)) "; " (left(&line.expires_at))
            }
        }
    }
}

fn table(site: &Site, recent: &[PlanLine]) -> Markup {
    html! {
        div class="wide" tabindex="0" role="region" aria-labelledby="recent" {
            table {
                thead { tr {
                    th scope="col" { "Plan" }
                    th scope="col" { "Status" }
                    th scope="col" { "Risk" }
                    th scope="col" { "Asked for by" }
                    th scope="col" { "When" }
                } }
                tbody { @for line in recent { tr {
                    td {
                        a href=(address(site, &line.plan_id)) { (words::some(&line.devices)) }
                        @if !line.reason.is_empty() { br; q class="quiet" { (line.reason) } }
                    }
                    td { (state_badge(line.status)) }
                    td { (risk_badge(line.risk)) }
                    td { (line.requester) }
                    td { (when(&line.created_at)) }
                } } }
            }
        }
    }
}

fn address(site: &Site, id: &str) -> String {
    site.link(&format!("{APPROVALS}{id}"))
}
