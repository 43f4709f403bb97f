//! Changes from the shell: planned, approved, guarded, applied, confirmed, rolled back; over REST and the binary API.

use serde_json::{Value, json};

use super::site::{BOTH_WAYS, PAST_THE_DEADLINE, Site, furnish, names, twenty_steps};

#[test]
fn a_plan_is_applied_confirmed_and_leaves_no_guard_over_both_transports() {
    let site = Site::new();
    for (device, address) in [("lab-1", "192.0.2.11"), ("lab-1-api", "192.0.2.12")] {
        let name = format!("{device}.example");
        let steps = json!([
            {"op": "set", "menu": "system/identity", "values": {"name": name}},
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
        site.is_clean("");
        let again = site.plan(device, &steps);
        let silent = again["devices"][0]["changes"]
            .as_array()
            .expect("steps")
            .iter()
            .all(|step| step["no_change"] == true);
        assert!(silent, "{again}");
        let said = site.apply(&plan).fails(9);
        assert!(said.contains("applied"), "a plan is good for one apply: {said}");
        // Refused before anybody is asked, which here would end otherwise: nobody can be.
        let id = plan["plan_id"].as_str().expect("an id");
        assert!(site.run(&["plan", "apply", id]).fails(9).contains("applied"));
        let known = site.run(&["device", "show", device, "-o", "json"]).json();
        assert_eq!(known["identity"], name, "what it calls itself since is known");
    }
    let trail = site.run(&["audit", "list", "-o", "json"]).json();
    let rows = trail.as_array().expect("rows");
    let has = |action: &str, outcome: &str| {
        rows.iter().any(|row| row["action"] == action && row["outcome"] == outcome)
    };
    assert!(has("plan.create", "ok") && has("plan.apply", "intent") && has("plan.apply", "ok"), "{rows:?}");
    let of_device = site.run(&["audit", "list", "--device", "lab-1-api", "-o", "json"]).json();
    let of_device = of_device.as_array().expect("rows");
    assert!(of_device.iter().any(|row| row["action"] == "plan.create"), "{of_device:?}");
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
    site.router().forget_heard();
    let said = site.apply(&first).fails(9);
    assert!(said.contains("changed since it was planned"), "{said}");
    let wrote = site.router().heard().into_iter().find(rosmcp::lab::Heard::is_write);
    assert_eq!(wrote, None, "nothing was written");
    let now = site.run(&["get", "lab-1", "system/identity", "-o", "json"]).json();
    assert_eq!(now["name"], "somebody else", "{now}");
    site.is_clean("");
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
    let step = |at: usize| plan["devices"][0]["changes"][at]["changes"].as_array().expect("changes");
    let position =
        |at: usize| step(at).iter().find(|change| change["field"] == "position").expect("a position");
    let place = position(3)["new"].as_str().expect("a place").to_owned();
    assert!(place.starts_with("before *") && place.ends_with(" (one drop)"), "{place}");
    assert_eq!((&position(2)["old"], &position(2)["new"]), (&json!("at the end"), &json!(place)));
    let shown = site.run(&["plan", "show", id]).ok();
    assert!(shown.contains(&format!("position: {place}\n")), "{shown}");
    site.apply(&plan).fails(7);
    assert_ne!(order(&site.rows("ip/firewall/filter")), before);
    site.run(&["plan", "rollback", id]).ok();
    assert_eq!(order(&site.rows("ip/firewall/filter")), before);
    site.is_clean("");

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
    site.is_clean("");
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
    let ends: Vec<_> = std::thread::scope(|scope| {
        let run = || {
            let run = site.apply(&plan);
            (run.code(), run.stderr())
        };
        let runs: Vec<_> = (0..50).map(|_| scope.spawn(run)).collect();
        runs.into_iter().map(|run| run.join().expect("no panic")).collect()
    });
    assert_eq!(ends.iter().filter(|(code, _)| *code == 0).count(), 1, "{ends:?}");
    for (code, said) in ends.iter().filter(|(code, _)| *code != 0) {
        assert!(matches!(code, 9 | 11) && said.contains("plan"), "{code}: {said}");
    }
    let rows = site.rows("ip/firewall/address-list");
    assert_eq!(rows.iter().filter(|row| row["list"] == "once").count(), 1);
}

#[test]
fn an_approval_that_is_not_for_this_plan_now_is_refused_and_audited() {
    let site = Site::new();
    let strict = ["--set", "approval_from_risk=low"];
    let approved = |name: &str| {
        let steps = json!([{"op": "set", "menu": "system/identity", "values": {"name": name}}]);
        let plan = site.plan_with("lab-1", &steps, &strict);
        let (id, digest) = names(&plan);
        site.run(&["plan", "approve", id, "--digest", digest]).ok();
        plan
    };
    let apply = |plan: &Value| {
        let (id, digest) = names(plan);
        site.run(&[&["plan", "apply", id, "--digest", digest][..], &strict].concat())
    };
    let change = |sql: &str, plan: &Value| {
        let changed = site.installation.database().change(sql, &[names(plan).0]);
        assert_eq!(changed, 1);
    };
    site.router().forget_heard();
    let expired = approved("expired");
    change("UPDATE plan_approvals SET expires_at = 1 WHERE plan_id = ?1", &expired);
    assert!(apply(&expired).fails(4).contains("expired"));
    let foreign = approved("foreign");
    change("UPDATE plan_approvals SET digest = 'of another plan' WHERE plan_id = ?1", &foreign);
    assert!(apply(&foreign).fails(4).contains("another plan"));
    let edited = approved("edited");
    change("UPDATE plans SET document = replace(document, '\"edited\"', '\"evil\"') WHERE id = ?1", &edited);
    assert!(apply(&edited).fails(16).contains("digest"));
    let missing = approved("missing");
    change("DELETE FROM plan_approvals WHERE plan_id = ?1", &missing);
    assert!(apply(&missing).fails(4).contains("nobody has approved"));
    let old = approved("old");
    change("UPDATE plans SET expires_at = 1 WHERE id = ?1", &old);
    assert!(apply(&old).fails(9).contains("expired"));
    let said: Vec<_> = site.outcomes("plan.apply");
    assert_eq!(said, ["refused", "refused", "integrity", "refused", "conflict"]);
    let wrote = site.router().heard().into_iter().find(rosmcp::lab::Heard::is_write);
    assert_eq!(wrote, None, "nothing was written");
}

/// Texts that mean something to a shell, to RouterOS's language, to its API, to JSON or to a terminal.
const HOSTILE: [&str; 14] = [
    "\"; /user/add name=evil group=full",
    "$[/system/reboot]",
    "$foo ${bar} `id`",
    "a\\b\\\"c",
    "\\",
    "{}[];#",
    "} on-error={ /user/add name=evil group=full",
    "line\nbreak\r\ttab",
    "ünïcödé 日本 🚀",
    "=name=x",
    "?",
    "../../etc/passwd",
    "%0A%00",
    "' or 1=1 --",
];

/// A row with a hostile comment in each of several menus.
fn hostile_rows(at: usize, text: &str) -> Vec<Value> {
    let add = |menu: &str, values: Value| json!({"op": "add", "menu": menu, "values": values});
    let list = add(
        "ip/firewall/address-list",
        json!({"list": "corpus", "address": format!("192.0.2.{at}"), "comment": text}),
    );
    let record = add(
        "ip/dns/static",
        json!({"name": format!("n{at}.example"), "address": "192.0.2.1", "comment": text}),
    );
    let rule = add(
        "ip/firewall/filter",
        json!({"chain": "forward", "action": "passthrough", "comment": text, "log-prefix": format!("p{at}")}),
    );
    vec![list, record, rule]
}

#[test]
fn hostile_texts_arrive_as_they_are_or_are_refused() {
    let site = Site::new();
    let menus = ["ip/firewall/address-list", "ip/dns/static", "ip/firewall/filter"];
    let users = site.rows("user").len();
    let steps: Vec<_> = (1..).zip(HOSTILE).flat_map(|(at, text)| hostile_rows(at, text)).collect();
    for device in BOTH_WAYS {
        let empty = site.configuration();
        site.apply(&site.plan(device, &json!(steps))).ok();
        for menu in menus {
            let rows = site.rows(menu);
            for text in HOSTILE {
                let held = rows.iter().filter(|row| row["comment"] == text).count();
                assert_eq!(held, 1, "{device} {menu} {text:?}");
            }
        }
        // The undo on the router says each of them once more, in RouterOS's language.
        let full = site.configuration();
        let row = |menu: &str, text: &str| json!({"op": "remove", "menu": menu, "match": {"comment": text}});
        let remove: Vec<_> = HOSTILE.iter().flat_map(|text| menus.map(|menu| row(menu, text))).collect();
        let plan = site.plan_with(device, &json!(remove), &["--confirm-manually"]);
        assert_eq!(plan["devices"][0]["guard"]["tier"], "scheduler", "{plan}");
        site.apply(&plan).fails(7);
        site.router().advance(PAST_THE_DEADLINE);
        site.becomes(&full).unwrap_or_else(|why| panic!("{device}: not as before:\n{why}"));
        site.run(&["plan", "confirm", names(&plan).0]).fails(6);
        site.apply(&site.plan(device, &json!(remove))).ok();
        assert_eq!(site.configuration(), empty);
    }
    for text in HOSTILE {
        for recipe in [["identity", "name"], ["interface_comment", "comment"]] {
            let [recipe, name] = recipe;
            let param = format!("{name}={}", Value::from(text));
            let create = [
                "plan",
                "create",
                "lab-1",
                "--recipe",
                recipe,
                "--param",
                &param,
                "--param",
                "interface=ether2",
                "-o",
                "json",
            ];
            let until = if recipe == "identity" { 7 } else { 9 };
            let create: Vec<_> = create[..until].iter().chain(&create[9..]).copied().collect();
            let made = site.run(&create);
            if made.code() == 2 {
                continue;
            }
            let (menu, field) =
                if recipe == "identity" { ("system/identity", "name") } else { ("interface", "comment") };
            site.apply(&made.json()).ok();
            let now = site.run(&["get", "lab-1", menu, "-o", "json"]).json();
            let held = match &now {
                Value::Array(rows) => rows.iter().any(|row| row[field] == text),
                one => one[field] == text,
            };
            assert!(held, "{recipe} {text:?}: {now}");
        }
    }
    let nul = json!([{"op": "set", "menu": "system/identity", "values": {"name": "a\u{0}b"}}]).to_string();
    site.run(&["plan", "create", "lab-1", "--steps", &nul]).fails(2);
    assert_eq!(site.rows("user").len(), users, "nobody was added");
}

#[test]
fn an_order_comes_back_around_rules_that_others_made() {
    for device in BOTH_WAYS {
        let site = Site::of_model("chr");
        furnish(&site);
        let before = site.configuration();
        let plan = site.plan_with(device, &twenty_steps(), &["--confirm-manually"]);
        site.apply(&plan).fails(7);
        let theirs = [("chain", "forward"), ("action", "log"), ("comment", "theirs")];
        site.routers.intervene("ip/firewall/filter", "add", &theirs);
        let at = site.rows("ip/firewall/filter").iter().find(|row| row["comment"] == "two").expect("a rule")
            [".id"]
            .clone();
        let place = at.as_str().expect("an id");
        site.routers.intervene(
            "ip/firewall/filter",
            "add",
            &[("chain", "forward"), ("action", "log"), ("comment", "theirs, too"), ("place-before", place)],
        );
        site.run(&["plan", "rollback", names(&plan).0]).ok();
        let (theirs, ours): (Vec<_>, Vec<_>) =
            site.configuration().into_iter().partition(|line| line.contains("theirs"));
        assert_eq!(theirs.len(), 2, "{device}: {theirs:?}");
        assert_eq!(ours, before, "{device}");
        site.is_clean(device);
    }
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
    let told = call("plan_apply", &json!({"plan_id": id, "digest": digest}), &strict).json();
    assert_eq!(told["status"], "pending", "it says what it waits for: {told}");
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
    let wanted = json!({"device": "lab-1", "recipe": "identity", "params": {"name": "y"}, "apply": true});
    let created = ["tool", "call", "plan_create", "--json", &wanted.to_string(), "--set", &window];
    let said = site.run(&created).fails(4);
    let newest = site.run(&["plan", "list", "-o", "json"]).json()[0]["plan_id"].clone();
    assert!(said.contains(newest.as_str().expect("an id")), "a plan that is left is named: {said}");
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
