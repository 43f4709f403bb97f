//! `/tool/netwatch`: hosts that are looked at again and again (RouterOS manual, "Netwatch").
//!
//! Only hosts that are pinged are watched; of other kinds the status stays what the model says.

use std::collections::HashMap;
use std::net::IpAddr;

use super::inline;
use crate::lab::command::Login;
use crate::lab::commands;
use crate::lab::policy::Policies;
use crate::lab::router::Router;
use crate::lab::state::State;
use crate::lab::table::Row;
use crate::lab::time::Moment;
use crate::lab::value::{Value, duration};

const MENU: &str = "tool/netwatch";

/// Milliseconds after a boot for which a host is unknown, and between two looks, where the entry doesn't say.
const STARTUP: i64 = 300_000;
const INTERVAL: i64 = 10_000;

/// What its scripts may do at most (RouterOS manual, "Netwatch").
const POLICIES: &str = "read,write,test,reboot";

/// When each host was looked at, by the uptime.
#[derive(Debug, Default)]
pub(super) struct Watch(HashMap<u32, i64>);

/// A host that went up or down, and the script for that.
pub(super) struct Event {
    script: String,
}

impl Watch {
    /// Forgets when hosts were looked at, as after a boot.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Looks at the hosts whose time has come; returns what shall run now.
    pub(super) fn look(&mut self, state: &mut State, now: Moment) -> Vec<Event> {
        let rows: Vec<Row> = state.rows(MENU).iter().filter(|row| watched(row).is_some()).cloned().collect();
        self.0.retain(|id, _| rows.iter().any(|row| row.id == *id));
        let mut events = Vec::new();
        for row in rows {
            if self.wait(&row, now) == 0 {
                self.0.insert(row.id, now.uptime);
                events.extend(check(state, &row, now));
            }
        }
        events
    }

    /// Milliseconds until the next host is looked at.
    pub(super) fn next(&self, state: &State, now: Moment) -> Option<i64> {
        let rows = state.rows(MENU).iter().filter(|row| watched(row).is_some());
        rows.map(|row| self.wait(row, now)).min()
    }

    fn wait(&self, row: &Row, now: Moment) -> i64 {
        let span = |name: &str, usual| row.text(name).and_then(duration::millis).unwrap_or(usual);
        let startup = span("startup-delay", STARTUP) - now.uptime;
        let again =
            self.0.get(&row.id).map_or(0, |at| at + span("interval", INTERVAL).max(1000) - now.uptime);
        startup.max(again).max(0)
    }
}

/// The address that `row` watches by pinging it.
fn watched(row: &Row) -> Option<IpAddr> {
    let pinged = matches!(row.text("type"), None | Some("simple" | "icmp"));
    if pinged && row.enabled() { row.text("host")?.parse().ok() } else { None }
}

/// Looks at the host of `row`, and writes down when it went up or down.
fn check(state: &mut State, row: &Row, now: Moment) -> Option<Event> {
    let address = watched(row)?;
    let status = if commands::answers(state, address) { "up" } else { "down" };
    if row.text("status") == Some(status) {
        return None;
    }
    let since = state.stamp(now.wall);
    let kept = state.row_mut(MENU, row.id)?;
    kept.put("status", Some(Value::text(status)));
    kept.put("since", Some(Value::text(since)));
    let kind = row.text("type").unwrap_or("simple");
    state.log.add(now.wall, "netwatch,info", format!("event {status} [ type: {kind}, host: {address} ]"));
    let script = row.text(if status == "up" { "up-script" } else { "down-script" })?;
    (!script.is_empty()).then(|| Event { script: script.to_owned() })
}

/// Runs the script of an event: commands, or the name of a script.
pub(super) async fn run(router: &Router, event: &Event) {
    let login = Login {
        user: "*sys".to_owned(),
        policies: Policies::read(POLICIES),
        from: std::net::Ipv4Addr::UNSPECIFIED.into(),
        session: None,
    };
    if let Err(stop) = inline(router, login, &event.script).await {
        router.log_failure(&stop, None);
    }
}
