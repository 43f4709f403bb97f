//! Plans that cut rosmcp's own way in: found when they are planned, undone by the router when they are applied anyway.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Installation, Routers};

/// Longer than any guard of these tests.
const PAST_THE_DEADLINE: Duration = Duration::from_mins(6);
/// What a lock-out could have touched.
const MENUS: [&str; 6] =
    ["ip/address", "ip/service", "ip/firewall/filter", "interface/bridge/port", "interface", "user"];

struct Site {
    installation: Installation,
    routers: Routers,
}

impl Site {
    fn new() -> Self {
        let site = Self { installation: Installation::new(), routers: Routers::start(1) };
        site.installation.add_both_ways(site.routers.first());
        for name in ["lab-1", "lab-1-api"] {
            let flags = [
                "--allow-advanced-writes",
                "--allow-professional-workflows",
                "--allow-firewall-writes",
                "--allow-bridge-writes",
            ];
            site.installation.rosmcp(&[&["device", "edit", name][..], &flags].concat()).ok();
        }
        site
    }

    fn rows(&self, menu: &str) -> Vec<Value> {
        let rows = self.installation.rosmcp(&["get", "lab-1", menu, "--limit", "1000", "-o", "json"]).json();
        rows.as_array().cloned().unwrap_or_default()
    }

    /// The configuration of the menus that matter, without what changes by itself.
    fn configuration(&self) -> Vec<Vec<Value>> {
        let kept = [
            "name",
            "address",
            "interface",
            "disabled",
            "port",
            "chain",
            "action",
            "src-address",
            "bridge",
            "group",
            "comment",
        ];
        let of_menu = |menu: &&str| {
            let rows = self.rows(menu).into_iter().filter(|row| row["dynamic"] != true);
            let project = |row: Value| {
                let fields = kept.iter().map(|name| ((*name).to_owned(), row[*name].clone()));
                // A flag that was never written reads as one that is off.
                fields
                    .filter(|(_, value)| !value.is_null() && *value != json!(false))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            };
            let mut rows: Vec<Value> = rows.map(project).collect();
            // Where the order means nothing, a row that was added again stands last.
            if *menu != "ip/firewall/filter" {
                rows.sort_by_key(ToString::to_string);
            }
            rows
        };
        MENUS.iter().map(of_menu).collect()
    }

    /// Ways to lock oneself out of this router over the service of `device`.
    fn lockouts(&self, service: &str) -> Vec<(&'static str, Value)> {
        let management = self.routers.first().management.clone().expect("the model says how it is managed");
        let host = format!("{}/", management.address);
        let address = self
            .rows("ip/address")
            .into_iter()
            .find(|row| row["address"].as_str().is_some_and(|address| address.starts_with(&host)));
        let address = address.expect("the address that clients call");
        let first = self
            .rows("ip/firewall/filter")
            .into_iter()
            .find(|row| row["chain"] == "input" && row["dynamic"] != true);
        let drop = json!({"op": "add", "menu": "ip/firewall/filter", "values": {"chain": "input", "action": "drop"},
            "place_before": first.map(|row| row[".id"].clone())});
        vec![
            ("address", json!([{"op": "remove", "menu": "ip/address", "id": address[".id"]}])),
            (
                "service",
                json!([{"op": "disable", "menu": "ip/service", "match": {"name": service, "dynamic": false}}]),
            ),
            (
                "source",
                json!([{"op": "set", "menu": "ip/service", "match": {"name": service, "dynamic": false},
                "values": {"address": "203.0.113.0/24"}}]),
            ),
            (
                "port",
                json!([{"op": "set", "menu": "ip/service", "match": {"name": service, "dynamic": false}, "values": {"port": 4433}}]),
            ),
            ("firewall", json!([drop])),
            (
                "interface",
                json!([{"op": "disable", "menu": "interface", "match": {"name": address["interface"]}}]),
            ),
        ]
    }

    /// Applies the steps, helps nobody, lets the deadline pass, and returns the exit code; killed without one.
    fn apply(&self, device: &str, name: &str, steps: &Value, kill: bool) -> Option<i32> {
        let create = ["plan", "create", device, "--steps", &steps.to_string(), "-o", "json"];
        let plan = self.installation.rosmcp(&create).json();
        assert_eq!(plan["risk"], "critical", "{device} {name}: {plan}");
        assert_eq!(plan["devices"][0]["guard"]["tier"], "scheduler", "{device} {name}");
        let (id, digest) =
            (plan["plan_id"].as_str().expect("an id"), plan["digest"].as_str().expect("a digest"));
        let mut command = self.installation.command(&["plan", "apply", id, "--digest", digest]);
        command.env("ROUTEROS_MCP_ROUTEROS_REST_TIMEOUT_SECONDS", "2");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("rosmcp starts");
        let patience = Instant::now() + Duration::from_mins(1);
        while self.is_reachable(id) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(100));
        }
        if kill {
            child.kill().expect("killed");
        }
        self.routers.first().advance(PAST_THE_DEADLINE);
        child.wait().expect("it ends").code()
    }

    /// Whether the plan has not written yet, as its journal tells.
    fn is_reachable(&self, id: &str) -> bool {
        let log = self.installation.rosmcp(&["plan", "show", id, "--how", "log"]).ok();
        !log.contains("rolling back")
    }
}

#[test]
fn whatever_cuts_the_way_in_is_critical_and_undone_by_the_router() {
    for (device, service) in [("lab-1", "www-ssl"), ("lab-1-api", "api-ssl")] {
        let site = Site::new();
        let before = site.configuration();
        for (name, steps) in site.lockouts(service) {
            assert_eq!(site.apply(device, name, &steps, false), Some(6), "{device} {name}");
            assert_eq!(site.configuration(), before, "{device} {name}");
        }
        assert!(!site.rows("system/scheduler").iter().any(|row| row.to_string().contains("rosmcp")));
    }
}

#[test]
fn the_router_undoes_it_with_rosmcp_killed() {
    let site = Site::new();
    let before = site.configuration();
    let (name, steps) = site.lockouts("www-ssl").swap_remove(4);
    assert_eq!(site.apply("lab-1", name, &steps, true), None);
    assert_eq!(site.configuration(), before, "{name}");
}
