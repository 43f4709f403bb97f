//! Changes that are cut off: rosmcp killed, answers lost, nobody confirming. The router ends as before or as planned.

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rosmcp::lab;
use serde_json::{Value, json};

use super::support::{Installation, Routers, Run};

/// How many rows the plan adds.
const ROWS: usize = 4;
/// Longer than any guard of these tests.
const PAST_THE_DEADLINE: Duration = Duration::from_mins(6);

struct Site {
    installation: Installation,
    routers: Routers,
}

impl Site {
    fn new(options: lab::Options) -> Self {
        let site = Self { installation: Installation::new(), routers: Routers::with(options) };
        site.installation.add_both_ways(site.routers.first());
        for name in ["lab-1", "lab-1-api"] {
            let flags =
                ["--allow-advanced-writes", "--allow-professional-workflows", "--allow-firewall-writes"];
            site.run(&[&["device", "edit", name][..], &flags].concat()).ok();
        }
        site
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.installation.rosmcp(arguments)
    }

    fn plan(&self, device: &str, more: &[&str]) -> (String, String) {
        let steps: Vec<_> = (1..=ROWS)
            .map(|at| {
                json!({"op": "add", "menu": "ip/firewall/address-list",
                "values": {"list": "crash", "address": format!("192.0.2.{at}"), "comment": "kept"}})
            })
            .chain([json!({"op": "set", "menu": "system/identity", "values": {"name": "changed"}})])
            .collect();
        let steps = Value::from(steps).to_string();
        let create = ["plan", "create", device, "--steps", &steps, "-o", "json"];
        let plan = self.run(&[&create[..], more].concat()).json();
        let text = |name: &str| plan[name].as_str().expect("a text").to_owned();
        (text("plan_id"), text("digest"))
    }

    /// Whether the router is as planned; anything between that and as before is a failure.
    fn is_as_planned(&self, point: &str) -> bool {
        let rows = self.run(&["get", "lab-1", "ip/firewall/address-list", "-o", "json"]).json();
        let rows: Vec<_> =
            rows.as_array().expect("rows").iter().filter(|row| row["list"] == "crash").cloned().collect();
        let name = self.run(&["get", "lab-1", "system/identity", "-o", "json"]).json();
        let planned = name["name"] == "changed";
        let wanted = if planned { ROWS } else { 0 };
        assert_eq!(rows.len(), wanted, "{point}: half a change is on the router: {rows:?}");
        assert!(rows.iter().all(|row| row["comment"] == "kept"), "{point}: {rows:?}");
        planned
    }

    fn is_clean(&self, point: &str) {
        for menu in ["system/scheduler", "system/script", "system/script/job"] {
            let rows = self.run(&["get", "lab-1", menu, "-o", "json"]).json();
            let ours = |row: &&Value| row.to_string().contains("rosmcp");
            assert_eq!(
                rows.as_array().expect("rows").iter().find(ours),
                None,
                "{point}: {menu} is not clean"
            );
        }
    }

    fn database(&self) -> rusqlite::Connection {
        let path: PathBuf = self.installation.path().join("state/rosmcp/rosmcp.db");
        let database = rusqlite::Connection::open(path).expect("the database");
        database.busy_timeout(Duration::from_secs(20)).expect("a timeout");
        database
    }

    /// As when half a minute had passed since the run died.
    fn expire_leases(&self) {
        self.database().execute("UPDATE device_leases SET expires_at = 0", []).expect("leases");
    }

    fn state(&self, id: &str) -> String {
        let plan = self.run(&["plan", "show", id, "-o", "json"]).json();
        plan["status"].as_str().expect("a state").to_owned()
    }

    /// Starts an apply and kills it once the router has met the fault, or soon after.
    fn kill_during_apply(&self, id: &str, digest: &str) {
        let mut command = self.installation.command(&["plan", "apply", id, "--digest", digest]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("rosmcp starts");
        self.wait_until_begun(&mut child);
        std::thread::sleep(Duration::from_millis(1500));
        child.kill().expect("killed");
        child.wait().expect("ended");
    }

    fn wait_until_begun(&self, child: &mut Child) {
        let database = self.database();
        let patience = Instant::now() + Duration::from_mins(1);
        let begun = || {
            let sql = "SELECT COUNT(*) FROM plan_devices WHERE guard IS NOT NULL";
            database.query_row(sql, [], |row| row.get::<_, i64>(0)).is_ok_and(|count| count > 0)
        };
        while !begun() && child.try_wait().expect("a child").is_none() && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn at(verb: &str, skip: usize, fault: &str) -> String {
    format!(r#"{{"match":{{"verb":"{verb}"}},{fault},"skip":{skip},"count":1}}"#)
}

#[test]
fn killed_anywhere_the_router_ends_as_before_or_as_planned_by_itself() {
    // Adds: the script, two timers, the rows. Sets: the guard's update, the comment. Removals: the guard.
    for (device, verb, skip) in [
        ("lab-1", "add", 1),
        ("lab-1", "add", 4),
        ("lab-1", "set", 2),
        ("lab-1-api", "add", 5),
        ("lab-1", "remove", 0),
        ("lab-1", "remove", 1),
    ] {
        let point = format!("{device} {verb} {skip}");
        let site = Site::new(lab::Options::default());
        let (id, digest) = site.plan(device, &[]);
        // Done by the router, and never answered.
        site.routers.fault(&at(verb, skip, r#""fault":"stall","ms":600000"#));
        site.kill_during_apply(&id, &digest);
        site.routers.fault("[]");
        // Nobody is there to help.
        site.routers.first().advance(PAST_THE_DEADLINE);
        let planned = site.is_as_planned(&point);
        site.expire_leases();
        site.run(&["plan", "recover"]).ok();
        assert_eq!(site.is_as_planned(&point), planned, "{point}");
        site.is_clean(&point);
        let state = site.state(&id);
        assert!(
            matches!((planned, state.as_str()), (true, "applied") | (false, "rolled_back" | "approved")),
            "{point}: {state}"
        );
    }
}

#[test]
fn a_lost_answer_is_found_out_by_reading_and_nothing_is_written_twice() {
    let mut applied = 0;
    for (verb, skip) in
        [("add", 0), ("add", 2), ("add", 3), ("add", 6), ("set", 0), ("set", 1), ("remove", 0), ("remove", 2)]
    {
        for device in ["lab-1", "lab-1-api"] {
            let point = format!("{device} {verb} {skip}");
            let site = Site::new(lab::Options::default());
            let (id, digest) = site.plan(device, &[]);
            site.routers.fault(&at(verb, skip, r#""fault":"lost-answer""#));
            let code = site.run(&["plan", "apply", &id, "--digest", &digest]).code();
            site.routers.fault("[]");
            assert_eq!(site.is_as_planned(&point), code == 0, "{point}: {code}");
            site.is_clean(&point);
            applied += usize::from(code == 0);
        }
    }
    assert!(applied >= 8, "most lost answers do no harm: {applied}");
}

#[test]
fn what_nobody_confirms_is_undone_by_the_router_whatever_the_guard() {
    for (device_mode, tier) in [(None, "scheduler"), (Some("home"), "job")] {
        let options = lab::Options { device_mode: device_mode.map(str::to_owned), ..lab::Options::default() };
        let site = Site::new(options);
        let (id, digest) = site.plan("lab-1", &["--confirm-manually"]);
        let plan = site.run(&["plan", "show", &id, "-o", "json"]).json();
        assert_eq!(plan["devices"][0]["guard"]["tier"], tier);
        site.run(&["plan", "apply", &id, "--digest", &digest]).fails(7);
        assert!(site.is_as_planned(tier));
        site.routers.first().advance(PAST_THE_DEADLINE);
        let patience = Instant::now() + Duration::from_secs(30);
        let there =
            || site.run(&["get", "lab-1", "ip/firewall/address-list", "-o", "json"]).ok().contains("crash");
        while there() {
            assert!(Instant::now() < patience, "{tier}: the guard does not fire");
        }
        assert!(!site.is_as_planned(tier));
        site.run(&["plan", "confirm", &id]).fails(6);
        assert_eq!(site.state(&id), "rolled_back");
        site.is_clean(tier);
        // The same change, confirmed in time.
        let (id, digest) = site.plan("lab-1", &[]);
        site.run(&["plan", "apply", &id, "--digest", &digest]).ok();
        assert!(site.is_as_planned(tier));
        site.is_clean(tier);
    }
}

#[test]
fn what_cannot_be_written_down_is_undone_by_safe_mode() {
    let site = Site::new(lab::Options::default());
    let create = |device: &str, steps: &Value| {
        site.run(&["plan", "create", device, "--steps", &steps.to_string(), "-o", "json"]).json()
    };
    let apply = |plan: &Value| {
        let text = |name: &str| plan[name].as_str().expect("a text");
        site.run(&["plan", "apply", text("plan_id"), "--digest", text("digest")])
    };
    let add =
        json!([{"op": "add", "menu": "ppp/secret", "values": {"name": "anna", "password": "first-Secret"}}]);
    let plan = create("lab-1-api", &add);
    assert!(!plan.to_string().contains("first-Secret"), "a plan shows no secret");
    apply(&plan).ok();
    let steps = json!([
        {"op": "set", "menu": "system/identity", "values": {"name": "in safe mode"}},
        {"op": "set", "menu": "ppp/secret", "match": {"name": "anna"}, "values": {"password": "second-Secret"}},
    ]);
    assert_eq!(create("lab-1", &steps)["devices"][0]["guard"]["tier"], "none", "REST has no session");
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
