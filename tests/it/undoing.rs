//! What the undo of a plan brings back, and what it says where it cannot.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::site::{BOTH_WAYS, PAST_THE_DEADLINE, Site, names};

const LIST: &str = "ip/firewall/address-list";
/// Menus that are never touched unless a setting says so.
const KEPT: [&str; 2] = ["--set", "plan_allowed_menus=user,file,system/script"];
const BY_HAND: &str = "--confirm-manually";

fn applied(site: &Site, plan: &Value) -> String {
    let (id, digest) = names(plan);
    let run = [&["plan", "apply", id, "--digest", digest][..], &KEPT].concat();
    site.run(&run).fails(7);
    id.to_owned()
}

fn until(what: &str, wanted: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_mins(1);
    while !wanted() {
        assert!(Instant::now() < patience, "{what}: it never comes to that");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn gaps(plan: &Value) -> String {
    plan["devices"][0]["guard"]["gaps"].to_string()
}

#[test]
fn what_nothing_brings_back_has_no_undo_and_the_plan_says_so() {
    let site = Site::new();
    let endless = json!({"script": ":delay 1h"});
    super::support::post(site.router(), "execute", &endless);
    let first = |menu: &str| site.rows(menu).first().cloned().unwrap_or_default();
    for menu in ["system/script/job", "user/active", "file"] {
        let row = first(menu);
        let steps = json!([{"op": "remove", "menu": menu, "id": row[".id"]}]);
        let plan = site.plan_with("lab-1", &steps, &KEPT);
        assert!(gaps(&plan).contains("nothing brings"), "{menu}: {plan}");
        assert_eq!(plan["devices"][0]["guard"]["tier"], "none", "{menu}");
    }
}

#[test]
fn the_router_undoes_what_it_can_of_a_plan_that_loses_something() {
    let site = Site::new();
    site.routers.intervene("ppp/secret", "add", &[("name", "anna"), ("password", "first")]);
    let name = || site.run(&["get", "lab-1", "system/identity", "-o", "json"]).json()["name"].clone();
    let before = name();
    let steps = json!([
        {"op": "set", "menu": "system/identity", "values": {"name": "changed"}},
        {"op": "set", "menu": "ppp/secret", "match": {"name": "anna"}, "values": {"password": "second"}},
    ]);
    let plan = site.plan_with("lab-1", &steps, &[BY_HAND]);
    assert_eq!(plan["devices"][0]["guard"]["tier"], "scheduler", "{plan}");
    assert!(gaps(&plan).contains("password"), "{plan}");
    let id = applied(&site, &plan);
    assert_eq!(name(), "changed");
    site.router().advance(PAST_THE_DEADLINE);
    until("the name is back", || name() == before);
    until("the guard is gone", || !json!(site.rows("system/script")).to_string().contains("rosmcp"));
    site.run(&["plan", "rollback", &id]);
    assert_eq!(site.status(&id), "needs_attention", "the password is not as before");
    let rows = site.run(&["audit", "list", "--action", "plan.rollback", "-o", "json"]).json();
    let outcomes: Vec<_> = rows.as_array().expect("rows").iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["outcome_unknown", "intent"], "{rows}");
}

#[test]
fn a_guard_whose_undo_failed_stays_and_does_nothing_twice() {
    let site = Site::new();
    for address in ["192.0.2.1", "192.0.2.2"] {
        site.routers.intervene(LIST, "add", &[("list", "kept"), ("address", address)]);
    }
    let steps = json!([
        {"op": "remove", "menu": LIST, "match": {"list": "kept", "address": "192.0.2.1"}},
        {"op": "set", "menu": LIST, "match": {"list": "kept", "address": "192.0.2.2"}, "values": {"comment": "new"}},
    ]);
    let id = applied(&site, &site.plan_with("lab-1", &steps, &[BY_HAND]));
    let kept = || {
        let rows = site.rows(LIST).into_iter().filter(|row| row["list"] == "kept");
        rows.map(|row| row["address"].as_str().expect("an address").to_owned()).collect::<Vec<_>>()
    };
    let second = site.rows(LIST).into_iter().find(|row| row["address"] == "192.0.2.2").expect("a row");
    site.routers.intervene(LIST, "remove", &[(".id", second[".id"].as_str().expect("an id"))]);
    let runs = || {
        let scripts = site.rows("system/script");
        let ours =
            scripts.iter().find(|row| row["name"].as_str().is_some_and(|name| name.contains("rosmcp")));
        ours.map_or(0, |row| row["run-count"].as_u64().expect("a count"))
    };
    for run in 1..=2 {
        site.router().advance(PAST_THE_DEADLINE);
        until("the timer repeats", || runs() >= run);
        until("the row is back", || kept() == ["192.0.2.1"]);
    }
    assert_eq!(
        site.rows("system/scheduler").iter().filter(|row| row.to_string().contains("rosmcp")).count(),
        2
    );
    let words = [("list", "kept"), ("address", "192.0.2.2")];
    site.routers.intervene(LIST, "add", &words);
    site.run(&["plan", "rollback", &id]).ok();
    assert_eq!(site.status(&id), "rolled_back");
    site.is_clean("after the rollback");
    assert_eq!(kept().len(), 2);
}

#[test]
fn the_router_undoes_changes_of_users_by_itself() {
    let site = Site::new();
    site.routers.intervene("user", "add", &[("name", "eve"), ("password", "Eve-1234"), ("group", "read")]);
    let steps =
        json!([{"op": "set", "menu": "user", "match": {"name": "eve"}, "values": {"group": "write"}}]);
    let plan = site.plan_with("lab-1", &steps, &[&KEPT[..], &[BY_HAND]].concat());
    assert_eq!(plan["devices"][0]["guard"]["tier"], "scheduler", "{plan}");
    applied(&site, &plan);
    let group = || {
        let rows = site.rows("user");
        rows.iter().find(|row| row["name"] == "eve").expect("the user")["group"].clone()
    };
    assert_eq!(group(), "write");
    site.router().advance(PAST_THE_DEADLINE);
    until("the user is as before", || group() == "read");
    until("the guard is gone", || !json!(site.rows("system/script")).to_string().contains("rosmcp"));
}

#[test]
fn what_named_a_removed_row_names_the_one_that_comes_back() {
    for by_the_router in [false, true] {
        let site = Site::new();
        site.routers.intervene("interface/list", "add", &[("name", "guests")]);
        site.routers.intervene("interface/bridge", "add", &[("name", "br9")]);
        site.routers.intervene("ip/address", "add", &[("address", "10.99.0.1/24"), ("interface", "br9")]);
        let rule = [
            ("chain", "forward"),
            ("action", "accept"),
            ("in-interface-list", "guests"),
            ("comment", "named"),
        ];
        site.routers.intervene("ip/firewall/filter", "add", &rule);
        let before = site.configuration();
        let steps = json!([
            {"op": "remove", "menu": "interface/list", "match": {"name": "guests"}},
            {"op": "remove", "menu": "interface/bridge", "match": {"name": "br9"}},
        ]);
        let id = applied(&site, &site.plan_with("lab-1", &steps, &[BY_HAND]));
        assert_ne!(site.configuration(), before);
        if by_the_router {
            site.router().advance(PAST_THE_DEADLINE);
            site.becomes(&before).expect("as before");
        }
        let run = site.run(&["plan", "rollback", &id]);
        let status = site.status(&id);
        assert_eq!(status, "rolled_back", "{}", run.stdout());
        site.becomes(&before).expect("as before");
        site.is_clean("after the rollback");
    }
}

fn interrupt(child: &Child) {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(status.expect("kill runs").success());
}

#[test]
fn a_second_ctrl_c_leaves_the_undo_to_the_router_and_says_until_when() {
    let site = Site::new();
    let before = site.configuration();
    let steps = json!([
        {"op": "set", "menu": "system/identity", "values": {"name": "changed"}},
        {"op": "add", "menu": LIST, "values": {"list": "l", "address": "192.0.2.1"}},
    ]);
    let plan = site.plan("lab-1", &steps);
    // The first step is done, the second never answered.
    site.routers.fault(r#"{"match":{"path":"ip/firewall/address-list","verb":"add"},"fault":"hang"}"#);
    let (id, digest) = names(&plan);
    let mut command = site.installation.command(&["plan", "apply", id, "--digest", digest]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("rosmcp starts");
    let mut said =
        BufReader::new(child.stderr.take().expect("a pipe")).lines().map(|line| line.expect("text"));
    until("the first step", || {
        site.configuration() != before && site.configuration().iter().any(|line| line.contains("changed"))
    });
    interrupt(&child);
    said.by_ref().find(|line| line.contains("Ctrl-C again")).expect("what the first does");
    interrupt(&child);
    let rest: Vec<_> = said.collect();
    let ended = child.wait().expect("ended");
    assert_eq!(ended.code(), Some(130), "{rest:?}");
    let deadline =
        site.run(&["plan", "show", id, "-o", "json"]).json()["devices"][0]["guard_deadline"].clone();
    let told = format!(
        "the guard on lab-1 undoes by itself what was written, by {}",
        deadline.as_str().expect("a time")
    );
    assert!(rest.iter().any(|line| line.contains(&told)), "{told}: {rest:?}");
    assert_eq!(site.status(id), "applying");
    site.routers.fault("[]");
    site.router().advance(PAST_THE_DEADLINE);
    site.becomes(&before).expect("as before");
    site.expire_leases();
    site.run(&["plan", "recover"]).ok();
    assert_eq!(site.status(id), "rolled_back");
}

#[test]
fn a_plan_renames_nothing_that_another_of_its_steps_names() {
    let site = Site::new();
    let rename =
        json!({"op": "set", "menu": "interface", "match": {"name": "ether3"}, "values": {"name": "db"}});
    let add = json!({"op": "add", "menu": "ip/address", "values": {"address": "10.7.7.1/24", "interface": "ether3"}});
    let create = |steps: &Value| site.run(&["plan", "create", "lab-1", "--steps", &steps.to_string()]);
    assert!(create(&json!([add, rename])).fails(2).contains("two plans"));
    create(&json!([rename, {"op": "set", "menu": "system/identity", "values": {"name": "x"}}])).ok();
    let used = site.rows("ip/address").into_iter().find(|row| row["interface"] == "ether3");
    if let Some(used) = used {
        let remove = json!({"op": "remove", "menu": "ip/address", "id": used[".id"]});
        assert!(create(&json!([rename, remove])).fails(2).contains("two plans"));
    }
}

#[test]
fn a_secret_that_was_refused_is_not_known_to_be_as_before() {
    let site = Site::new();
    site.routers.intervene("ppp/secret", "add", &[("name", "anna"), ("password", "first")]);
    let steps = json!([{"op": "set", "menu": "ppp/secret", "match": {"name": "anna"}, "values": {"password": "second"}}]);
    let plan = site.plan("lab-1", &steps);
    site.routers.fault(
        r#"{"match":{"path":"ppp/secret","verb":"set"},"fault":"refused","detail":"failure: x","count":1}"#,
    );
    let (id, digest) = names(&plan);
    assert_ne!(site.run(&["plan", "apply", id, "--digest", digest]).code(), 0);
    assert_eq!(site.status(id), "needs_attention");
}

#[test]
fn safe_mode_is_not_taken_beside_the_guard_of_an_earlier_change() {
    let site = Site::new();
    site.routers.intervene("ppp/secret", "add", &[("name", "anna"), ("password", "first")]);
    let steps = json!([{"op": "set", "menu": "ppp/secret", "match": {"name": "anna"}, "values": {"password": "second"}}]);
    let plan = site.plan("lab-1-api", &steps);
    assert_eq!(plan["devices"][0]["guard"]["tier"], "safe_mode");
    site.routers.intervene(
        "system/script",
        "add",
        &[("name", "rosmcp-rb-old"), ("source", ""), ("policy", "read")],
    );
    assert!(site.apply(&plan).fails(9).contains("rosmcp-rb-old"));
}

/// What the first router calls itself.
fn name(site: &Site) -> Value {
    site.run(&["get", "lab-1", "system/identity", "-o", "json"]).json()["name"].clone()
}

/// A plan that has it call itself otherwise.
fn renaming(site: &Site, device: &str) -> Value {
    site.plan(device, &json!([{"op": "set", "menu": "system/identity", "values": {"name": "changed"}}]))
}

#[test]
fn a_change_that_is_gone_when_the_guard_is_off_is_not_confirmed() {
    for device in BOTH_WAYS {
        let site = Site::new();
        let before = name(&site);
        let plan = renaming(&site, device);
        site.routers.fault(
            r#"{"match":{"path":"system/scheduler","verb":"remove"},"fault":"edit","count":1,
                "edit":{"path":"system/identity","verb":"set","values":{"name":"otherwise"}}}"#,
        );
        assert!(site.apply(&plan).fails(6).contains("not as planned"), "{device}");
        assert_eq!(site.status(names(&plan).0), "rolled_back", "{device}");
        assert_eq!(name(&site), before, "{device}");
        site.is_clean(device);
    }
}

/// A router that refuses to be read after a write leaves nothing that nobody could verify, and the plan says why in words.
#[test]
fn a_step_that_cannot_be_read_back_is_undone_and_the_plan_says_why() {
    for device in BOTH_WAYS {
        let site = Site::new();
        let before = name(&site);
        let plan = renaming(&site, device);
        site.routers.fault(
            r#"{"match":{"path":"system/identity","verb":"print"},"fault":"status","status":500,
                "detail":"not enough permissions (9)","skip":1,"count":1}"#,
        );
        let said = site.apply(&plan).fails(6);
        assert!(said.contains("not enough permissions"), "{device}: {said}");
        assert!(said.contains("what cannot be verified is undone"), "{device}: {said}");
        assert_eq!(name(&site), before, "{device}");
        site.is_clean(device);
    }
}
