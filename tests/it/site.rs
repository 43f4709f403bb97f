//! One router that may be changed, and an installation that knows it over both transports.

use std::time::{Duration, Instant};

use rosmcp::lab::{self, Running};
use serde_json::{Value, json};

use super::support::{Installation, Routers, Run};

/// Longer than any guard of these tests.
pub(super) const PAST_THE_DEADLINE: Duration = Duration::from_mins(6);
/// The same device over REST and over the binary API.
pub(super) const BOTH_WAYS: [&str; 2] = ["lab-1", "lab-1-api"];

const FLAGS: [&str; 7] = [
    "--allow-advanced-writes",
    "--allow-professional-workflows",
    "--allow-firewall-writes",
    "--allow-routing-writes",
    "--allow-dhcp-writes",
    "--allow-bridge-writes",
    "--allow-wireless-writes",
];
/// Lists whose order means something.
const ORDERED: [&str; 4] =
    ["/ip firewall filter", "/ip firewall nat", "/ip firewall mangle", "/ip firewall raw"];

pub(super) struct Site {
    pub(super) installation: Installation,
    pub(super) routers: Routers,
}

impl Site {
    pub(super) fn new() -> Self {
        Self::with(lab::Options { count: 1, ..lab::Options::default() })
    }

    pub(super) fn of_model(model: &str) -> Self {
        Self::with(lab::Options { count: 1, model: Some(model.to_owned()), ..lab::Options::default() })
    }

    pub(super) fn with(options: lab::Options) -> Self {
        let site = Self { installation: Installation::new(), routers: Routers::with(options) };
        site.installation.add_both_ways(site.routers.first());
        for name in BOTH_WAYS {
            site.run(&[&["device", "edit", name][..], &FLAGS].concat()).ok();
        }
        site
    }

    pub(super) fn router(&self) -> &Running {
        self.routers.first()
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Run {
        self.installation.rosmcp(arguments)
    }

    pub(super) fn plan(&self, device: &str, steps: &Value) -> Value {
        self.plan_with(device, steps, &[])
    }

    pub(super) fn plan_with(&self, device: &str, steps: &Value, more: &[&str]) -> Value {
        let steps = steps.to_string();
        let create = ["plan", "create", device, "--steps", &steps, "-o", "json"];
        self.run(&[&create[..], more].concat()).json()
    }

    pub(super) fn apply(&self, plan: &Value) -> Run {
        let (id, digest) = names(plan);
        self.run(&["plan", "apply", id, "--digest", digest])
    }

    pub(super) fn rows(&self, menu: &str) -> Vec<Value> {
        let rows = self.run(&["get", "lab-1", menu, "--limit", "1000", "-o", "json"]).json();
        rows.as_array().cloned().unwrap_or_default()
    }

    pub(super) fn status(&self, id: &str) -> String {
        let plan = self.run(&["plan", "show", id, "-o", "json"]).json();
        plan["status"].as_str().expect("a status").to_owned()
    }

    /// No guard of ours is left on the router.
    pub(super) fn is_clean(&self, point: &str) {
        for menu in ["system/scheduler", "system/script", "system/script/job"] {
            let rows = self.rows(menu);
            let ours = rows.iter().find(|row| row.to_string().contains("rosmcp"));
            assert_eq!(ours, None, "{point}: {menu} is not clean");
        }
    }

    /// The router's configuration, line by line; sorted, except for lists whose order means something.
    pub(super) fn configuration(&self) -> Vec<String> {
        configuration(self.router())
    }

    /// Waits until the router's configuration is so; says how it is otherwise.
    pub(super) fn becomes(&self, wanted: &[String]) -> Result<(), String> {
        let patience = Instant::now() + Duration::from_mins(1);
        loop {
            let now = self.configuration();
            if now == wanted {
                return Ok(());
            }
            if Instant::now() > patience {
                return Err(difference(wanted, &now));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// As when half a minute had passed since the run died.
    pub(super) fn expire_leases(&self) {
        self.installation.database().change("UPDATE leases SET expires_at = 0", &[]);
    }

    /// The audit trail's outcomes of an action, oldest first.
    pub(super) fn outcomes(&self, action: &str) -> Vec<String> {
        let rows = self.run(&["audit", "list", "--limit", "1000", "-o", "json"]).json();
        let rows = rows.as_array().cloned().unwrap_or_default();
        let of_action = rows.iter().rev().filter(|row| row["action"] == action);
        of_action.map(|row| row["outcome"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// Id and digest of a plan.
pub(super) fn names(plan: &Value) -> (&str, &str) {
    (plan["plan_id"].as_str().expect("an id"), plan["digest"].as_str().expect("a digest"))
}

pub(super) fn configuration(router: &Running) -> Vec<String> {
    let export = router.export().expect("an export");
    let lines = export.lines().filter(|line| !line.starts_with('#')).map(str::to_owned);
    let ordered = |line: &String| ORDERED.iter().any(|list| line.starts_with(list));
    let (lists, mut rest): (Vec<_>, Vec<_>) = lines.partition(ordered);
    rest.sort();
    rest.into_iter().chain(lists).collect()
}

/// What one has and the other has not, for people.
pub(super) fn difference(wanted: &[String], now: &[String]) -> String {
    let lacks = wanted.iter().filter(|line| !now.contains(line)).map(|line| format!("- {line}"));
    let more = now.iter().filter(|line| !wanted.contains(line)).map(|line| format!("+ {line}"));
    let all: Vec<_> = lacks.chain(more).collect();
    if all.is_empty() { "another order".to_owned() } else { all.join("\n") }
}

/// Replaces what is in `to` by what is in `from`; both are directories.
/// A plan of twenty steps of every kind over several menus, lists with an order included, for the model `chr` with
/// what [`furnish`] adds.
pub(super) fn twenty_steps() -> Value {
    let filter = "ip/firewall/filter";
    let list = "ip/firewall/address-list";
    json!([
        {"op": "add", "menu": list, "values": {"list": "blow", "address": "192.0.2.1", "comment": "kept"}},
        {"op": "add", "menu": list, "values": {"list": "blow", "address": "192.0.2.2"}},
        {"op": "set", "menu": "system/identity", "values": {"name": "changed"}},
        {"op": "add", "menu": filter, "values": {"chain": "forward", "action": "drop", "src-address-list": "blow",
            "comment": "new"}, "place_before": {"comment": "two"}},
        {"op": "remove", "menu": filter, "match": {"comment": "three"}},
        {"op": "move", "menu": filter, "match": {"comment": "five"}, "place_before": {"comment": "one"}},
        {"op": "disable", "menu": filter, "match": {"comment": "four"}},
        {"op": "enable", "menu": filter, "match": {"comment": "six"}},
        {"op": "set", "menu": filter, "match": {"comment": "new"}, "values": {"log": true}},
        {"op": "add", "menu": "ip/dns/static", "values": {"name": "new.example", "address": "192.0.2.53"}},
        {"op": "set", "menu": "ip/dns/static", "match": {"name": "db.cloud.example.net"}, "values": {"ttl": "10m"}},
        {"op": "remove", "menu": list, "match": {"list": "scanners", "address": "198.51.100.201"}},
        {"op": "set", "menu": "ip/dns", "values": {"servers": "203.0.113.53,192.0.2.53"}},
        {"op": "add", "menu": "ip/route", "values": {"dst-address": "192.0.2.128/25", "gateway": "10.40.0.21"}},
        {"op": "disable", "menu": "ip/route", "match": {"dst-address": "10.60.0.0/16"}},
        {"op": "add", "menu": "ip/pool", "values": {"name": "guests", "ranges": "10.42.0.10-10.42.0.99"}},
        {"op": "set", "menu": "ip/firewall/nat", "match": {"comment": "website"}, "values": {"to-addresses": "10.40.0.31"}},
        {"op": "move", "menu": "ip/firewall/nat", "match": {"comment": "website"}, "place_before": {"chain": "srcnat"}},
        {"op": "remove", "menu": "ip/firewall/raw", "match": {"src-address-list": "scanners"}},
        {"op": "remove", "menu": filter, "match": {"comment": "one"}},
    ])
}

/// Gives the router what [`twenty_steps`] is about: rules of a list with an order, one that RouterOS made among them.
pub(super) fn furnish(site: &Site) {
    let filter = "ip/firewall/filter";
    let rule = |comment: &str, disabled: &str| {
        let words =
            [("chain", "forward"), ("action", "accept"), ("comment", comment), ("disabled", disabled)];
        site.routers.intervene(filter, "add", &words);
    };
    rule("one", "no");
    rule("two", "no");
    let dynamic = [("chain", "forward"), ("action", "passthrough"), ("comment", "counters of fasttrack")];
    site.router().add_dynamic(filter, &dynamic).expect("a dynamic rule");
    rule("three", "no");
    rule("four", "no");
    rule("five", "no");
    rule("six", "yes");
}
