//! Changes from the shell: planned, approved, guarded, applied, confirmed, rolled back; over REST and the binary API.

use serde_json::{Value, json};

use super::support::{Installation, Routers, Run};

/// A router that may be changed, and an installation that knows it over both transports.
struct Site {
    installation: Installation,
    routers: Routers,
}

impl Site {
    fn new() -> Self {
        let site = Self { installation: Installation::new(), routers: Routers::start(1) };
        site.installation.add_both_ways(site.routers.first());
        for name in ["lab-1", "lab-1-api"] {
            let mut edit = vec!["device", "edit", name];
            edit.extend(FLAGS);
            site.run(&edit).ok();
        }
        site
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.installation.rosmcp(arguments)
    }

    fn plan(&self, device: &str, steps: &Value) -> Value {
        self.run(&["plan", "create", device, "--steps", &steps.to_string(), "-o", "json"]).json()
    }

    fn apply(&self, plan: &Value) -> Run {
        let (id, digest) = names(plan);
        self.run(&["plan", "apply", id, "--digest", digest])
    }

    fn rows(&self, menu: &str) -> Vec<Value> {
        let rows = self.run(&["get", "lab-1", menu, "-o", "json"]).json();
        rows.as_array().cloned().unwrap_or_default()
    }

    /// No guard of ours is left on the router.
    fn is_clean(&self) {
        for menu in ["system/scheduler", "system/script"] {
            let left =
                self.rows(menu).iter().any(|row| row["name"].as_str().unwrap_or("").starts_with("rosmcp"));
            assert!(!left, "{menu} still has a guard");
        }
    }
}

const FLAGS: [&str; 7] = [
    "--allow-advanced-writes",
    "--allow-professional-workflows",
    "--allow-firewall-writes",
    "--allow-routing-writes",
    "--allow-dhcp-writes",
    "--allow-bridge-writes",
    "--allow-wireless-writes",
];

fn names(plan: &Value) -> (&str, &str) {
    (plan["plan_id"].as_str().expect("an id"), plan["digest"].as_str().expect("a digest"))
}

#[test]
fn a_plan_is_applied_confirmed_and_leaves_no_guard_over_both_transports() {
    let site = Site::new();
    for (device, address) in [("lab-1", "192.0.2.11"), ("lab-1-api", "192.0.2.12")] {
        let name = format!("{device}.example");
        let steps = json!([
            {"op": "set", "menu": "system/identity", "values": {"name": device}},
            {"op": "add", "menu": "ip/dns/static", "values": {"name": name, "address": address, "comment": "ä \"q\" $x"}},
            {"op": "add", "menu": "ip/firewall/address-list", "values": {"list": "good", "address": address}},
        ]);
        let plan = site.plan(device, &steps);
        assert_eq!(
            (plan["status"].as_str(), &plan["devices"][0]["guard"]["tier"]),
            (Some("approved"), &json!("scheduler"))
        );
        site.apply(&plan).ok();
        let rows = site.rows("ip/dns/static");
        let row = rows.iter().find(|row| row["name"] == name).expect("the record");
        assert_eq!(row["comment"], "ä \"q\" $x");
        let listed = site.rows("ip/firewall/address-list");
        let listed = listed.iter().find(|row| row["address"] == address).expect("the address");
        assert_eq!(listed.get("comment"), None, "the marker is gone");
        site.is_clean();
        let again = site.plan(device, &steps);
        let silent = again["devices"][0]["changes"]
            .as_array()
            .expect("steps")
            .iter()
            .all(|step| step["no_change"] == true);
        assert!(silent, "{again}");
        let said = site.apply(&plan).fails(9);
        assert!(said.contains("applied"), "a plan is good for one apply: {said}");
    }
    let trail = site.run(&["audit", "list", "-o", "json"]).json();
    let rows = trail.as_array().expect("rows");
    let has = |action: &str, outcome: &str| {
        rows.iter().any(|row| row["action"] == action && row["outcome"] == outcome)
    };
    assert!(has("plan.create", "ok") && has("plan.apply", "intent") && has("plan.apply", "ok"), "{rows:?}");
}

#[test]
fn a_value_that_somebody_changed_meanwhile_is_not_overwritten() {
    let site = Site::new();
    let steps = json!([{"op": "set", "menu": "system/identity", "values": {"name": "planned"}}]);
    let (first, second) = (
        site.plan("lab-1", &steps),
        site.plan(
            "lab-1",
            &json!([
                {"op": "set", "menu": "system/identity", "values": {"name": "somebody else"}}
            ]),
        ),
    );
    site.apply(&second).ok();
    let said = site.apply(&first).fails(9);
    assert!(said.contains("changed since it was planned"), "{said}");
    let now = site.run(&["get", "lab-1", "system/identity", "-o", "json"]).json();
    assert_eq!(now["name"], "somebody else", "{now}");
    site.is_clean();
}

#[test]
fn a_rule_that_was_removed_comes_back_to_its_place() {
    let site = Site::new();
    for chain in ["one", "two", "three", "four"] {
        let add = json!([{"op": "add", "menu": "ip/firewall/filter", "values": {"chain": chain, "action": "drop"}}]);
        site.apply(&site.plan("lab-1", &add)).ok();
    }
    let order = |rows: &[Value]| rows.iter().map(|row| row["chain"].clone()).collect::<Vec<_>>();
    let before = order(&site.rows("ip/firewall/filter"));
    let steps = json!([
        {"op": "remove", "menu": "ip/firewall/filter", "match": {"chain": "two"}},
        {"op": "remove", "menu": "ip/firewall/filter", "match": {"chain": "three"}},
        {"op": "move", "menu": "ip/firewall/filter", "match": {"chain": "four"}, "place_before": {"chain": "one"}},
        {"op": "add", "menu": "ip/firewall/filter", "values": {"chain": "five", "action": "accept"}, "place_before": {"chain": "one"}},
    ]);
    let text = steps.to_string();
    let create = ["plan", "create", "lab-1", "--steps", &text, "--confirm-manually", "-o", "json"];
    let plan = site.run(&create).json();
    let (id, _) = names(&plan);
    site.apply(&plan).fails(7);
    assert_ne!(order(&site.rows("ip/firewall/filter")), before);
    site.run(&["plan", "rollback", id]).ok();
    assert_eq!(order(&site.rows("ip/firewall/filter")), before);
    site.is_clean();

    let plan = site.run(&create).json();
    let (id, _) = names(&plan);
    site.apply(&plan).fails(7);
    site.run(&["plan", "confirm", id]).ok();
    let after = order(&site.rows("ip/firewall/filter"));
    let ours: Vec<_> = after
        .iter()
        .filter_map(Value::as_str)
        .filter(|chain| ["one", "two", "three", "four", "five"].contains(chain))
        .collect();
    assert_eq!(ours, ["four", "five", "one"]);
    site.is_clean();
}

#[test]
fn an_approval_is_for_one_digest_one_use_and_never_forged() {
    let site = Site::new();
    let strict = ["--set", "approval_from_risk=low"];
    let steps = json!([{"op": "set", "menu": "system/identity", "values": {"name": "approved"}}]).to_string();
    let plan = site
        .run(&[&["plan", "create", "lab-1", "--steps", &steps, "-o", "json"][..], &strict].concat())
        .json();
    let (id, digest) = names(&plan);
    assert_eq!(plan["status"], "pending");
    let apply = [&["plan", "apply", id, "--digest", digest][..], &strict].concat();
    assert!(site.run(&apply).fails(9).contains("pending"));
    site.run(&["plan", "approve", id, "--digest", "000000000000"]).fails(9);
    site.run(&["plan", "approve", id, "--digest", &digest[..6]]).fails(9);
    let other =
        [&["plan", "approve", id, "--digest", digest, "--set", "approval_by=other_person"][..]].concat();
    assert!(site.run(&other).fails(4).contains("does not approve"));
    site.run(&["plan", "approve", id, "--digest", &digest[..12]]).ok();
    site.run(&["plan", "approve", id, "--digest", digest]).fails(9);
    site.run(&apply).ok();
    site.run(&apply).fails(9);
    let trail = site.run(&["audit", "list", "-o", "json"]).json();
    let refused = trail
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["action"] == "plan.approve" && row["outcome"] != "ok");
    assert_eq!(refused.count(), 4, "every refusal is audited");
}

#[test]
fn of_many_applies_of_one_plan_one_is_carried_out() {
    let site = Site::new();
    let steps = json!([{"op": "add", "menu": "ip/firewall/address-list", "values": {"list": "once", "address": "192.0.2.7"}}]);
    let plan = site.plan("lab-1", &steps);
    let codes: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| site.apply(&plan).code())).collect();
        runs.into_iter().map(|run| run.join().expect("no panic")).collect()
    });
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, 0 | 9 | 11)), "{codes:?}");
    let rows = site.rows("ip/firewall/address-list");
    assert_eq!(rows.iter().filter(|row| row["list"] == "once").count(), 1);
}

#[test]
fn hostile_texts_arrive_as_they_are_or_are_refused() {
    let site = Site::new();
    let corpus = [
        "\"; /user/add name=evil group=full",
        "$[/system/reboot]",
        "a\\b\\\"c",
        "{}[];#",
        "line\nbreak\r\ttab",
        "ünïcödé 日本 🚀",
        "=name=x",
        "?",
    ];
    let steps: Vec<_> = corpus
        .iter()
        .enumerate()
        .map(|(at, text)| {
            json!({"op": "add", "menu": "ip/firewall/address-list",
            "values": {"list": "corpus", "address": format!("192.0.2.{}", at + 1), "comment": text}})
        })
        .collect();
    for device in ["lab-1", "lab-1-api"] {
        site.apply(&site.plan(device, &json!(steps))).ok();
        let rows = site.rows("ip/firewall/address-list");
        let held: Vec<_> =
            rows.iter().filter(|row| row["list"] == "corpus").map(|row| row["comment"].clone()).collect();
        assert_eq!(held, corpus, "{device}");
        let remove: Vec<_> = (1..=corpus.len())
            .map(|at| {
                json!({"op": "remove", "menu": "ip/firewall/address-list",
                "match": {"list": "corpus", "address": format!("192.0.2.{at}")}})
            })
            .collect();
        site.apply(&site.plan(device, &json!(remove))).ok();
    }
    let nul = json!([{"op": "set", "menu": "system/identity", "values": {"name": "a\u{0}b"}}]).to_string();
    site.run(&["plan", "create", "lab-1", "--steps", &nul]).fails(2);
}

#[test]
fn policy_forbids_what_flags_and_menus_say() {
    let site = Site::new();
    let create = |steps: &Value| site.run(&["plan", "create", "lab-1", "--steps", &steps.to_string()]);
    let user = json!([{"op": "add", "menu": "user", "values": {"name": "evil", "group": "full"}}]);
    assert!(create(&user).fails(4).contains("plan_allowed_menus"));
    let reboot = json!([{"op": "run", "menu": "system/reboot"}]);
    create(&reboot).fails(4);
    site.run(&["device", "edit", "lab-1", "--deny-advanced-writes"]).ok();
    let name = json!([{"op": "set", "menu": "system/identity", "values": {"name": "x"}}]);
    assert!(create(&name).fails(4).contains("allow_advanced_writes"));
    let typo = json!([{"op": "set", "menu": "system/identiy", "values": {"name": "x"}}]);
    assert!(create(&typo).fails(2).contains("system/identity"));
}

#[test]
fn a_model_applies_where_policy_lets_it_and_approves_nothing() {
    let site = Site::new();
    let call = |name: &str, arguments: &Value, more: &[&str]| {
        site.run(
            &[&["tool", "call", name, "--json", &arguments.to_string(), "-o", "json"][..], more].concat(),
        )
    };
    let wanted =
        json!({"device": "lab-1", "recipe": "identity", "params": {"name": "by a tool"}, "apply": true});
    let strict = ["--set", "approval_from_risk=low"];
    let waiting = call("plan_create", &wanted, &strict).json();
    assert_eq!(waiting["status"], "pending", "{waiting}");
    let (id, digest) = names(&waiting);
    call("plan_apply", &json!({"plan_id": id, "digest": digest}), &strict).fails(9);
    assert_eq!(call("plan_create", &wanted, &[]).json()["status"], "applied");
    let now = site.run(&["get", "lab-1", "system/identity", "-o", "json"]).json();
    assert_eq!(now["name"], "by a tool");
    let tools = site.run(&["tool", "list", "-o", "json"]).ok();
    assert!(!tools.contains("approve") && !tools.contains("reject"), "approving is no tool");
    assert!(call("recipe_list", &json!({}), &[]).ok().contains("dns_ntp_rollout"));
    let plans = call("plan_list", &json!({"status": "applied"}), &[]).json();
    assert_eq!(plans["plans"].as_array().map(Vec::len), Some(1));
}

#[test]
fn outside_the_maintenance_windows_nothing_is_written() {
    let site = Site::new();
    let plan =
        site.plan("lab-1", &json!([{"op": "set", "menu": "system/identity", "values": {"name": "x"}}]));
    let (id, digest) = names(&plan);
    // An hour that is never now: it begins two hours after the plan was made.
    let hour: u32 =
        plan["created_at"].as_str().and_then(|at| at.get(11..13)).expect("an hour").parse().expect("digits");
    let window = format!("maintenance_windows=daily {:02}:00-{:02}:00", (hour + 2) % 24, (hour + 3) % 24);
    let said = site.run(&["plan", "apply", id, "--digest", digest, "--set", &window]).fails(4);
    assert!(said.contains("maintenance window"), "{said}");
    site.run(&[
        "plan",
        "apply",
        id,
        "--digest",
        digest,
        "--set",
        "maintenance_windows=daily 00:00-23:59,daily 23:59-00:00",
    ])
    .ok();
}
