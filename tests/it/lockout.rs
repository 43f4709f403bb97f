//! Plans that cut rosmcp's own way in: found when they are planned, undone by the router when they are applied anyway,
//! with rosmcp alive and with rosmcp killed.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rosmcp::lab::Heard;
use serde_json::{Value, json};

use super::site::{BOTH_WAYS, Site, names};

/// When the router must be back: the guard's deadline, and ten seconds.
const BACK: Duration = Duration::from_secs(310);
/// Users are never touched unless a setting says so.
const USERS: [&str; 2] = ["--set", "plan_allowed_menus=user"];
/// A router whose management comes in a VLAN, over a bridge.
const MODEL: &str = "branch";

/// A plan that adds one row.
fn rule(menu: &str, values: &Value) -> Value {
    json!([{"op": "add", "menu": menu, "values": values}])
}

/// Ways to lock oneself out of this router over `device`.
fn lockouts(site: &Site, device: &str) -> Vec<(&'static str, Value)> {
    let router = site.router();
    let management = router.management.clone().expect("the model says how it is managed");
    let vlan = management.vlan.expect("the model has a VLAN");
    let host = format!("{}/", management.address);
    let address = site
        .rows("ip/address")
        .into_iter()
        .find(|row| row["address"].as_str().is_some_and(|address| address.starts_with(&host)))
        .expect("the address that clients call");
    let first = site
        .rows("ip/firewall/filter")
        .into_iter()
        .find(|row| row["chain"] == "input" && row["dynamic"] != true)
        .expect("a rule");
    let service = if device == "lab-1" { "www-ssl" } else { "api-ssl" };
    let service = json!({"name": service, "dynamic": false});
    let network = address["network"].as_str().map(|network| format!("{network}/24"));
    vec![
        ("address", json!([{"op": "remove", "menu": "ip/address", "id": address[".id"]}])),
        ("service", json!([{"op": "disable", "menu": "ip/service", "match": service}])),
        (
            "source",
            json!([{"op": "set", "menu": "ip/service", "match": service, "values": {"address": "203.0.113.0/24"}}]),
        ),
        ("port", json!([{"op": "set", "menu": "ip/service", "match": service, "values": {"port": 4433}}])),
        (
            "firewall",
            json!([{"op": "add", "menu": "ip/firewall/filter", "values": {"chain": "input", "action": "drop"},
                "place_before": first[".id"]}]),
        ),
        ("user", json!([{"op": "disable", "menu": "user", "match": {"name": router.username}}])),
        (
            "VLAN",
            json!([{"op": "set", "menu": "interface/vlan", "match": {"name": address["interface"]},
            "values": {"vlan-id": 4000}}]),
        ),
        (
            "VLAN of the bridge",
            json!([{"op": "set", "menu": "interface/bridge/vlan",
            "match": {"vlan-ids": vlan.to_string()}, "values": {"tagged": "bridge"}}]),
        ),
        (
            "bridge port",
            json!([{"op": "remove", "menu": "interface/bridge/port",
            "match": {"interface": management.port}}]),
        ),
        (
            "port of the bridge, itself",
            json!([{"op": "disable", "menu": "interface/ethernet", "match": {"name": management.port}}]),
        ),
        (
            "interface",
            json!([{"op": "disable", "menu": "interface", "match": {"name": address["interface"]}}]),
        ),
        ("raw", rule("ip/firewall/raw", &json!({"chain": "prerouting", "action": "drop"}))),
        (
            "raw, of its network",
            rule(
                "ip/firewall/raw",
                &json!({"chain": "prerouting", "action": "drop", "src-address": network}),
            ),
        ),
        (
            "destination NAT",
            rule(
                "ip/firewall/nat",
                &json!({"chain": "dstnat", "action": "dst-nat", "protocol": "tcp", "to-addresses": "10.20.10.10",
                    "dst-address": management.address.to_string()}),
            ),
        ),
        (
            "output",
            rule("ip/firewall/filter", &json!({"chain": "output", "action": "drop", "protocol": "tcp"})),
        ),
        ("rule of routing", rule("routing/rule", &json!({"dst-address": network, "action": "drop"}))),
        (
            "blackhole",
            rule("ip/route", &json!({"dst-address": format!("{}/32", management.client), "blackhole": true})),
        ),
    ]
}

/// Starts to apply the steps, and waits until rosmcp knows that it is locked out.
fn locked_out(site: &Site, device: &str, name: &str, steps: &Value) -> Child {
    let plan = site.plan_with(device, steps, &USERS);
    assert_eq!(plan["risk"], "critical", "{device} {name}: {plan}");
    assert_eq!(plan["devices"][0]["guard"]["tier"], "scheduler", "{device} {name}");
    let (id, digest) = names(&plan);
    let apply = ["plan", "apply", id, "--digest", digest];
    let mut command = site.installation.command(&[&apply[..], &USERS].concat());
    command.env("ROUTEROS_MCP_ROUTEROS_REST_TIMEOUT_SECONDS", "4");
    command.env("ROUTEROS_MCP_ROUTEROS_RETRY_ATTEMPTS", "1");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("rosmcp starts");
    let (database, patience) = (site.installation.database(), Instant::now() + Duration::from_mins(2));
    let undoing =
        || database.texts("SELECT state FROM plan_devices WHERE plan_id = ?1", &[id]) == ["rolling_back"];
    while !undoing() {
        assert!(Instant::now() < patience, "{device} {name}: it does not notice");
        let early = child.try_wait().expect("a child");
        assert_eq!(
            early,
            None,
            "{device} {name}: it ended early: {}",
            site.run(&["plan", "show", id]).stdout()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

/// Whether the router has done what cuts the way in; it may have undone it by now.
fn was_cut(heard: &[Heard], steps: &Value) -> bool {
    heard.iter().any(|heard| steps[0]["menu"] == heard.path.as_str() && heard.is_write() && heard.done)
}

/// Whether a client has taken a guard off.
fn disarmed(heard: &[Heard]) -> bool {
    heard.iter().any(|heard| heard.path == "system/scheduler" && heard.verb == "remove")
}

fn all_lockouts(device: &str, kill: bool) {
    let site = Site::of_model(MODEL);
    let (before, kept) = (site.configuration(), site.router().keep());
    for (name, steps) in lockouts(&site, device) {
        site.router().put_back(&kept);
        site.router().forget_heard();
        let mut child = locked_out(&site, device, name, &steps);
        if kill {
            child.kill().expect("killed");
        }
        let case = format!("{device} {name}, killed: {kill}");
        assert!(was_cut(&site.router().heard(), &steps), "{case}: it has never been locked out");
        site.router().advance(BACK);
        site.becomes(&before).unwrap_or_else(|why| panic!("{case}: not as before:\n{why}"));
        let code = child.wait().expect("it ends").code();
        assert_eq!(code, (!kill).then_some(6), "{case}");
        assert!(!disarmed(&site.router().heard()), "{case}: something was confirmed");
        if kill {
            site.expire_leases();
            site.run(&["plan", "recover"]).ok();
        }
    }
    let left = site.run(&["plan", "list", "-o", "json"]).json();
    let left = left.as_array().expect("plans").iter().filter(|plan| plan["status"] != "rolled_back");
    assert_eq!(left.count(), 0, "{device}, killed: {kill}");
}

#[test]
fn whatever_cuts_the_way_in_is_critical_and_undone_by_the_router() {
    std::thread::scope(|scope| {
        for device in BOTH_WAYS {
            for kill in [false, true] {
                scope.spawn(move || all_lockouts(device, kill));
            }
        }
    });
}

/// What a plan says of the way in.
fn told(site: &Site, device: &str, steps: &Value) -> Vec<Value> {
    let plan = site.plan(device, steps);
    let findings = plan["devices"][0]["findings"].as_array().cloned().unwrap_or_default();
    findings
        .into_iter()
        .filter(|finding| finding["what"].as_str().is_some_and(|what| what.contains("rosmcp")))
        .collect()
}

#[test]
fn what_cuts_the_answers_off_or_may_is_told() {
    let site = Site::of_model(MODEL);
    let management = site.router().management.clone().expect("the model says how it is managed");
    let (client, address) = (management.client.to_string(), management.address.to_string());
    let output = |more: Value| {
        let mut values = json!({"chain": "output", "action": "drop"});
        values.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        values
    };
    let cases = [
        ("ip/firewall/filter", output(json!({})), "critical"),
        ("ip/firewall/filter", output(json!({"dst-address": client})), "critical"),
        ("ip/firewall/raw", output(json!({"src-address": address})), "critical"),
        ("ip/firewall/filter", output(json!({"connection-state": "new"})), ""),
        ("ip/firewall/filter", output(json!({"dst-address": "192.0.2.0/24"})), ""),
        ("ip/firewall/filter", output(json!({"content": "x"})), "high"),
        (
            "ip/firewall/raw",
            json!({"chain": "prerouting", "action": "drop", "dst-port": "53", "protocol": "udp"}),
            "",
        ),
        ("ip/firewall/raw", json!({"chain": "prerouting", "action": "drop", "ttl": "equal:1"}), "critical"),
        (
            "ip/firewall/nat",
            json!({"chain": "dstnat", "action": "redirect", "protocol": "tcp", "to-ports": "3128"}),
            "critical",
        ),
        ("ip/firewall/nat", json!({"chain": "srcnat", "action": "masquerade"}), ""),
        ("routing/rule", json!({"dst-address": format!("{client}/32"), "action": "drop"}), "critical"),
        (
            "routing/rule",
            json!({"dst-address": format!("{client}/32"), "action": "lookup", "table": "via-two"}),
            "critical",
        ),
        ("routing/rule", json!({"src-address": "192.0.2.0/24", "action": "drop"}), ""),
        ("ip/route", json!({"dst-address": format!("{client}/32"), "gateway": "198.51.100.65"}), "critical"),
        ("ip/route", json!({"dst-address": "192.0.2.0/24", "blackhole": true}), ""),
    ];
    for device in BOTH_WAYS {
        for (menu, values, risk) in &cases {
            let told = told(&site, device, &rule(menu, values));
            let risks: Vec<_> =
                told.iter().map(|finding| finding["risk"].as_str().unwrap_or_default()).collect();
            assert_eq!(risks.concat(), *risk, "{device} {menu} {values}: {told:?}");
        }
    }
}

#[test]
fn our_user_is_removed_under_safe_mode_or_not_at_all() {
    let site = Site::new();
    let before = site.configuration();
    let user = site.router().username.clone();
    let steps = json!([{"op": "remove", "menu": "user", "match": {"name": user}}]);
    let text = steps.to_string();
    let create = ["plan", "create", "lab-1", "--steps", &text];
    site.run(&create).fails(4);
    let said = site.run(&[&create[..], &USERS].concat()).fails(4);
    assert!(said.contains("guard"), "{said}");
    let plan = site.plan_with("lab-1-api", &steps, &USERS);
    assert_eq!(
        (&plan["risk"], &plan["devices"][0]["guard"]["tier"]),
        (&json!("critical"), &json!("safe_mode"))
    );
    let (id, digest) = names(&plan);
    site.run(&[&["plan", "apply", id, "--digest", digest][..], &USERS].concat()).fails(6);
    assert_eq!(site.configuration(), before);
    assert!(site.rows("user").iter().any(|row| row["name"] == user), "and he can log in");
}

#[test]
fn a_change_is_confirmed_over_a_connection_that_is_new_since_its_last_write() {
    for device in BOTH_WAYS {
        let site = Site::new();
        let steps = json!([
            {"op": "set", "menu": "system/identity", "values": {"name": device}},
            {"op": "add", "menu": "ip/firewall/address-list", "values": {"list": "good", "address": "192.0.2.1"}},
        ]);
        let plan = site.plan(device, &steps);
        site.router().forget_heard();
        site.apply(&plan).ok();
        let heard = site.router().heard();
        let last = heard.iter().rposition(|heard| {
            heard.is_write() && !matches!(heard.path.as_str(), "system/scheduler" | "system/script")
        });
        let (before, after) = heard.split_at(last.expect("a write") + 1);
        assert!(disarmed(after), "{device}: {after:?}");
        for confirming in after.iter().filter(|heard| heard.is_write()) {
            let old = before.iter().any(|heard| heard.connection == confirming.connection);
            assert!(!old, "{device}: {confirming:?} came over a connection that wrote");
        }
    }
}
