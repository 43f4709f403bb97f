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
        assert_eq!(early, None, "{device} {name}: it ended early: {}", site.status(id));
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
