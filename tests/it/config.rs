//! Configurations over time: kept, compared, called right, and what drifts from that.

use serde_json::{Value, json};

use super::support::{Installation, Routers, Run};

struct Site {
    installation: Installation,
    routers: Routers,
}

impl Site {
    fn new(count: u16) -> Self {
        let site = Self { installation: Installation::new(), routers: Routers::start(count) };
        for router in site.routers.all() {
            site.installation.add(&router.name, router, &router.username, &router.password);
            let allow = ["--allow-advanced-writes", "--allow-professional-workflows"];
            site.run(&[&["device", "edit", &router.name][..], &allow].concat()).ok();
        }
        site
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.installation.rosmcp(arguments)
    }

    fn json(&self, arguments: &[&str]) -> Value {
        self.run(&[arguments, &["-o", "json"]].concat()).json()
    }

    /// Gives the first router another address of its own name server.
    fn change(&self, server: &str) {
        let steps = json!([{"op": "set", "menu": "ip/dns", "values": {"servers": server}}]).to_string();
        let plan = self.json(&["plan", "create", "lab-1", "--steps", &steps]);
        let (id, digest) =
            (plan["plan_id"].as_str().expect("an id"), plan["digest"].as_str().expect("a digest"));
        self.run(&["plan", "apply", id, "--digest", digest]).ok();
    }

    fn call(&self, tool: &str, arguments: &Value) -> Value {
        self.json(&["tool", "call", tool, "--json", &arguments.to_string()])
    }
}

#[test]
fn what_changed_is_kept_compared_and_told_as_drift() {
    let site = Site::new(1);
    let none = site.run(&["config", "drift", "lab-1"]).fails(8);
    assert!(none.contains("rosmcp config snapshot lab-1"), "the hint names the mend: {none}");
    let bare = site.call("config_drift", &json!({}));
    assert_eq!((&bare["no_baseline"], &bare["failed"]), (&json!(1), &json!(0)), "{bare}");
    assert_eq!(bare["devices"][0]["status"], "no_baseline", "{bare}");
    let first = site.json(&["config", "snapshot", "lab-1"]);
    assert_eq!(first[0]["outcome"], "new");
    let again = site.json(&["config", "snapshot", "lab-1"]);
    assert_eq!(again[0]["outcome"], "unchanged", "{again}");
    assert_eq!(again[0]["snapshot"]["id"], first[0]["snapshot"]["id"]);
    site.run(&["config", "drift", "lab-1"]).ok();

    site.change("192.0.2.53");
    let drifted = site.run(&["config", "drift", "lab-1"]);
    assert_eq!(drifted.code(), 5, "{}", drifted.stderr());
    assert!(drifted.stdout().contains("--- ip/dns\n+++ ip/dns\n@@"), "{}", drifted.stdout());
    assert!(drifted.stdout().contains("servers=192.0.2.53"), "{}", drifted.stdout());
    let drift = site.call("config_drift", &json!({"devices": ["lab-1"]}));
    assert_eq!((drift["drifted"].as_u64(), &drift["devices"][0]["menus"]), (Some(1), &json!(["ip/dns"])));
    let diff = site.call("config_diff", &json!({"device": "lab-1"}));
    assert_eq!((&diff["from"], &diff["to"]), (&first[0]["snapshot"]["id"], &json!("running")), "{diff}");

    site.run(&["config", "snapshot", "lab-1", "--approve"]).ok();
    site.run(&["config", "drift", "--all"]).ok();
    let history = site.json(&["config", "history", "lab-1"]);
    assert_eq!(history.as_array().map(Vec::len), Some(2), "{history}");
    assert!(history[0]["approved_by"].is_string() && history[1]["approved_by"].is_null(), "{history}");
    site.run(&["config", "diff", "lab-1"]).fails(5);
    let (old, new) = (history[1]["id"].as_str().expect("an id"), history[0]["id"].as_str().expect("an id"));
    site.run(&["config", "diff", "lab-1", new, "running"]).ok();
    site.run(&["config", "diff", "lab-1", "approved", old]).fails(5);
    let was = site.run(&["config", "export", "lab-1", "--snapshot", old]).ok();
    assert!(was.contains("/ip dns\n") && !was.contains("192.0.2.53"));
    let only = site.call("config_export", &json!({"device": "lab-1", "menu": "ip/dns"}));
    let text = only["text"].as_str().expect("a text");
    assert!(
        text.starts_with("/ip dns\n") && text.contains("192.0.2.53") && !text.contains("/interface"),
        "{text}"
    );
}

#[test]
fn only_so_many_are_kept_and_never_without_the_approved_one() {
    let site = Site::new(1);
    site.run(&["config", "snapshot", "lab-1", "--approve"]).ok();
    for n in 1..=4 {
        site.change(&format!("192.0.2.{n}"));
        site.run(&["--set", "snapshot_retention_count=2", "config", "snapshot", "lab-1"]).ok();
    }
    let history = site.call("config_history", &json!({"device": "lab-1"}));
    let kept = history["snapshots"].as_array().expect("snapshots");
    assert_eq!(kept.len(), 3, "two, and the approved one: {history}");
    assert!(kept[2]["approved_at"].is_string(), "{history}");
    site.run(&["config", "drift", "lab-1"]).fails(5);
}

#[test]
fn a_fleet_is_kept_at_once_and_a_dead_device_is_told_apart() {
    let site = Site::new(2);
    let add = [
        "device",
        "add",
        "dead",
        "--host",
        "127.0.0.1",
        "--port",
        "1",
        "--username",
        "u",
        "--password-stdin",
        "--no-check",
    ];
    site.installation.rosmcp_with(&add, "p").ok();
    let run = site.run(&["config", "snapshot", "--all", "-o", "json"]);
    assert_eq!(run.code(), 3, "{}", run.stderr());
    let taken: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    let outcomes: Vec<_> = taken.as_array().into_iter().flatten().map(|one| one["outcome"].clone()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "new").count(), 2, "{taken}");
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "failed").count(), 1, "{taken}");
    let drift = site.call("config_drift", &json!({"devices": ["lab-1", "lab-2"]}));
    assert_eq!(drift["unchanged"], 2);
    site.change("192.0.2.53");
    for arguments in [&["config", "drift", "--all", "-q"][..], &["get", "--all", "system/identity", "-q"]] {
        let run = site.run(arguments);
        assert_eq!(run.code(), 3, "{}", run.stderr());
        assert!(run.stderr().contains("dead: "), "{arguments:?} says which failed: {}", run.stderr());
        assert!(run.stdout().contains("lab-1"), "{arguments:?} says whose it is: {}", run.stdout());
    }
    let other = site.json(&["config", "history", "lab-2"])[0]["id"].clone();
    let other = other.as_str().expect("an id");
    site.run(&["config", "diff", "lab-1", other]).fails(2);
}
