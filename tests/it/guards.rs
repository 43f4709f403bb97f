//! Each kind of guard: what nobody confirms is undone by the router.

use std::time::{Duration, Instant};

use rosmcp::lab;
use serde_json::{Value, json};

use super::site::{PAST_THE_DEADLINE, Site, names};

/// How many rows the plan adds.
const ROWS: usize = 4;

fn plan(site: &Site, device: &str, more: &[&str]) -> (String, String) {
    let steps: Vec<_> = (1..=ROWS)
        .map(|at| {
            json!({"op": "add", "menu": "ip/firewall/address-list",
                "values": {"list": "crash", "address": format!("192.0.2.{at}"), "comment": "kept"}})
        })
        .chain([json!({"op": "set", "menu": "system/identity", "values": {"name": "changed"}})])
        .collect();
    let plan = site.plan_with(device, &json!(steps), more);
    let (id, digest) = names(&plan);
    (id.to_owned(), digest.to_owned())
}

/// Whether the router is as planned; anything between that and as before is a failure.
fn is_as_planned(site: &Site, point: &str) -> bool {
    let rows = site.rows("ip/firewall/address-list");
    let rows: Vec<_> = rows.iter().filter(|row| row["list"] == "crash").collect();
    let name = site.run(&["get", "lab-1", "system/identity", "-o", "json"]).json();
    let planned = name["name"] == "changed";
    let wanted = if planned { ROWS } else { 0 };
    assert_eq!(rows.len(), wanted, "{point}: half a change is on the router: {rows:?}");
    assert!(rows.iter().all(|row| row["comment"] == "kept"), "{point}: {rows:?}");
    planned
}

#[test]
fn what_nobody_confirms_is_undone_by_the_router_whatever_the_guard() {
    for (device_mode, tier) in [(None, "scheduler"), (Some("home"), "job")] {
        let options =
            lab::Options { count: 1, device_mode: device_mode.map(str::to_owned), ..lab::Options::default() };
        let site = Site::with(options);
        let (id, digest) = plan(&site, "lab-1", &["--confirm-manually"]);
        let shown = site.run(&["plan", "show", &id, "-o", "json"]).json();
        assert_eq!(shown["devices"][0]["guard"]["tier"], tier);
        site.run(&["plan", "apply", &id, "--digest", &digest]).fails(7);
        assert!(is_as_planned(&site, tier));
        site.routers.first().advance(PAST_THE_DEADLINE);
        let patience = Instant::now() + Duration::from_secs(30);
        let there =
            || site.run(&["get", "lab-1", "ip/firewall/address-list", "-o", "json"]).ok().contains("crash");
        while there() {
            assert!(Instant::now() < patience, "{tier}: the guard does not fire");
        }
        assert!(!is_as_planned(&site, tier));
        site.run(&["plan", "confirm", &id]).fails(6);
        assert_eq!(site.status(&id), "rolled_back");
        site.is_clean(tier);
        // The same change, confirmed in time.
        let (id, digest) = plan(&site, "lab-1", &[]);
        site.run(&["plan", "apply", &id, "--digest", &digest]).ok();
        assert!(is_as_planned(&site, tier));
        site.is_clean(tier);
    }
}

#[test]
fn a_plan_that_sets_the_clock_is_guarded_by_what_does_not_go_by_it() {
    let site = Site::new();
    for (zone, tier) in [(None, "scheduler"), (Some("Europe/Berlin"), "job")] {
        let mut steps = vec![json!({"op": "set", "menu": "system/identity", "values": {"name": "changed"}})];
        steps.extend(
            zone.map(|zone| json!({"op": "set", "menu": "system/clock", "values": {"time-zone-name": zone}})),
        );
        let plan = site.plan("lab-1", &json!(steps));
        assert_eq!(plan["devices"][0]["guard"]["tier"], tier, "{plan}");
    }
}

#[test]
fn what_cannot_be_written_down_is_undone_by_safe_mode() {
    let site = Site::new();
    let create = |device: &str, steps: &Value| site.plan(device, steps);
    let apply = |plan: &Value| site.apply(plan);
    let add =
        json!([{"op": "add", "menu": "ppp/secret", "values": {"name": "anna", "password": "first-Secret"}}]);
    let plan = create("lab-1-api", &add);
    assert!(!plan.to_string().contains("first-Secret"), "a plan shows no secret");
    apply(&plan).ok();
    let steps = json!([
        {"op": "set", "menu": "system/identity", "values": {"name": "in safe mode"}},
        {"op": "set", "menu": "ppp/secret", "match": {"name": "anna"}, "values": {"password": "second-Secret"}},
    ]);
    assert_eq!(create("lab-1", &steps)["devices"][0]["guard"]["tier"], "scheduler", "REST has no session");
    let name = || site.run(&["get", "lab-1", "system/identity", "-o", "json"]).json()["name"].clone();
    let before = name();

    let plan = create("lab-1-api", &steps);
    assert_eq!(plan["devices"][0]["guard"]["tier"], "safe_mode");
    site.routers
        .fault(r#"{"match":{"path":"ppp/secret","verb":"set"},"fault":"status","status":500,"count":1}"#);
    apply(&plan).fails(6);
    site.routers.fault("[]");
    assert_eq!(name(), before, "the first step was undone with the session");

    apply(&create("lab-1-api", &steps)).ok();
    assert_eq!(name(), "in safe mode");
    let held = site.run(&["get", "lab-1-api", "safe-mode", "-o", "json"]);
    assert!(!held.stdout().contains("true"), "it is released");
}

/// Reading back cannot tell whether a secret was set: a lost answer is not taken for a good one, and only safe mode undoes it.
#[test]
fn a_secret_whose_answer_was_lost_is_undone_by_safe_mode_and_else_left_to_a_person() {
    let site = Site::new();
    site.routers.intervene("ppp/secret", "add", &[("name", "anna"), ("password", "first")]);
    let is = |password: &str| {
        let wanted = format!("password={password}");
        site.configuration().iter().any(|line| line.contains("name=anna") && line.ends_with(&wanted))
    };
    let steps = json!([{"op": "set", "menu": "ppp/secret", "match": {"name": "anna"},
        "values": {"password": "second"}}]);
    for (device, state) in [("lab-1-api", "rolled_back"), ("lab-1", "needs_attention")] {
        let plan = site.plan(device, &steps);
        let (id, digest) = names(&plan);
        site.routers.fault(r#"{"match":{"path":"ppp/secret","verb":"set"},"fault":"hang","count":1}"#);
        let mut command = site.installation.command(&["plan", "apply", id, "--digest", digest]);
        command.env("ROUTEROS_MCP_ROUTEROS_REST_TIMEOUT_SECONDS", "1");
        let applied = command.output().expect("it runs");
        site.routers.fault("[]");
        assert!(!applied.status.success(), "{device}");
        assert_eq!(site.status(id), state, "{device}");
        assert!(is("first"), "{device}");
    }
}
