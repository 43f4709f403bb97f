//! Plans that wait, for a person, a confirmation or a router, and what ends them.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rosmcp::lab;
use serde_json::{Value, json};

use super::serve::{Server, stateless};
use super::site::{BOTH_WAYS, PAST_THE_DEADLINE, Site, names};
use super::support::Installation;

/// For what surely comes, however busy the machine is.
const PATIENT: Duration = Duration::from_mins(1);

fn note(text: &str) -> Value {
    json!([{"op": "set", "menu": "system/note", "values": {"note": text}}])
}

/// Waits until it holds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENT, "{what} does not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The plan's state as it is stored.
fn stored(site: &Site, id: &str) -> String {
    let states = site.installation.database().texts("SELECT state FROM plans WHERE id = ?1", &[id]);
    states.into_iter().next().expect("a plan")
}

/// A plan on `device` that is written and waits for its confirmation.
fn unconfirmed(site: &Site, device: &str, text: &str) -> (String, String) {
    waits(site, &site.plan_with(device, &note(text), &["--confirm-manually"]))
}

fn waits(site: &Site, plan: &Value) -> (String, String) {
    site.apply(plan).fails(7);
    let (id, digest) = names(plan);
    (id.to_owned(), digest.to_owned())
}

#[test]
fn a_server_lets_plans_expire() {
    let site = Site::new();
    let (one, other) = (site.plan("lab-1", &note("one")), site.plan("lab-1", &note("other")));
    let (late, good) = (names(&one).0, names(&other).0);
    site.installation.database().change("UPDATE plans SET expires_at = 1 WHERE id = ?1", &[late]);
    let server = Server::start(&site.installation, &[]);
    until("its end", || stored(&site, late) == "expired");
    // The row follows it, and a server is killed here.
    until("its record", || !site.outcomes("plan.expire").is_empty());
    drop(server);
    assert_eq!(stored(&site, good), "approved");
    assert_eq!(site.outcomes("plan.expire"), ["ok"]);
    assert!(site.run(&["plan", "list", "--status", "expired"]).ok().contains(late));
}

#[test]
fn confirming_and_undoing_are_recorded_before_a_router_is_written_to() {
    let site = Site::new();
    for (verb, ends) in [("confirm", "applied"), ("rollback", "rolled_back")] {
        let (id, _) = unconfirmed(&site, "lab-1", verb);
        let database = site.installation.database();
        database.change("ALTER TABLE audit_events RENAME TO away", &[]);
        site.router().forget_heard();
        assert_ne!(site.run(&["plan", verb, &id]).code(), 0);
        let wrote = site.router().heard().into_iter().find(lab::Heard::is_write);
        assert_eq!(wrote, None, "{verb}: what cannot be recorded is not done");
        assert_eq!(stored(&site, &id), "confirming");
        database.change("ALTER TABLE away RENAME TO audit_events", &[]);
        site.run(&["plan", verb, &id]).ok();
        assert_eq!(site.outcomes(&format!("plan.{verb}")), ["intent", "ok"]);
        assert_eq!(stored(&site, &id), ends);
        site.run(&["plan", verb, &id]).fails(9);
        assert_eq!(
            site.outcomes(&format!("plan.{verb}")),
            ["intent", "ok", "conflict"],
            "a refusal has no intent"
        );
    }
}

#[test]
fn a_read_that_is_not_answered_as_it_should_undoes_nothing_that_somebody_confirms() {
    let site = Site::new();
    let reads = r#""verb":"print","path""#;
    for device in BOTH_WAYS {
        for fault in [
            format!(r#"{{"match":{{{reads}:"system/resource"}},"fault":"hang","count":1}}"#),
            format!(r#"{{"match":{{{reads}:"system/license"}},"fault":"status","status":500,"count":1}}"#),
            format!(r#"{{"match":{{{reads}:"system/note"}},"fault":"status","status":500,"count":1}}"#),
            format!(r#"{{"match":{{{reads}:"system/scheduler"}},"fault":"status","status":500,"count":1}}"#),
        ] {
            let (id, _) = unconfirmed(&site, device, &fault);
            site.routers.fault(&fault);
            let mut command = site.installation.command(&["plan", "confirm", &id]);
            command.env("ROUTEROS_MCP_ROUTEROS_REST_TIMEOUT_SECONDS", "2");
            Installation::run(&mut command, "").ok();
            site.routers.fault("[]");
            assert_eq!(stored(&site, &id), "applied", "{device} {fault}");
            site.is_clean(&fault);
        }
    }
}

#[test]
fn a_router_that_refuses_to_say_its_serial_number_is_no_other_router() {
    let site = Site::new();
    let fault = |skip: u32| {
        let reads = r#"{"path":"system/license","verb":"print"}"#;
        site.routers
            .fault(&format!(r#"{{"match":{reads},"fault":"status","status":500,"count":1,"skip":{skip}}}"#));
    };
    for device in BOTH_WAYS {
        let plan = site.plan(device, &note(device));
        fault(0);
        let said = site.apply(&plan).fails(14);
        assert!(said.contains("serial number") && !said.contains("another router"), "{said}");
        assert_eq!(stored(&site, names(&plan).0), "approved", "nothing was written");
        // When it is written, once more: the read is tried again.
        fault(1);
        site.apply(&plan).ok();
        site.routers.fault("[]");
    }
}

#[test]
fn what_nobody_confirms_says_so() {
    let site = Site::new();
    let (id, _) = unconfirmed(&site, "lab-1", "forgotten");
    assert!(site.run(&["plan", "show", &id]).ok().contains("undone unless somebody confirms it within"));
    let another = note("another").to_string();
    let refused = site.run(&["plan", "create", "lab-1", "--steps", &another]).fails(11);
    assert!(refused.contains(&format!("rosmcp plan confirm {id}")), "{refused}");
    site.installation.database().change("UPDATE plan_devices SET deadline = 1 WHERE plan_id = ?1", &[&id]);
    assert!(site.run(&["plan", "recover"]).ok().contains("rolled_back"));
    let shown = site.run(&["plan", "show", &id, "-o", "json"]).json();
    assert_eq!(shown["note"], "nobody confirmed it in time", "{shown}");
}

#[test]
fn a_plan_whose_device_is_gone_is_handed_to_a_person_once() {
    let site = Site::new();
    let (id, _) = unconfirmed(&site, "lab-1", "left behind");
    let refused = site.run(&["device", "remove", "lab-1", "--yes"]);
    assert!(refused.stderr().contains(&id) && refused.code() != 0, "{}", refused.stderr());
    let moved = ["device", "edit", "lab-1", "--port", "1", "--username", "u", "--password-stdin"];
    let refused = site.installation.rosmcp_with(&moved, "secret");
    assert!(refused.stderr().contains(&id), "{}", refused.stderr());
    // As after a restored backup.
    site.installation.database().change("DELETE FROM devices WHERE name = 'lab-1'", &[]);
    assert!(site.run(&["plan", "recover"]).ok().contains("needs_attention"));
    assert_eq!(site.run(&["plan", "recover"]).ok(), "", "once is enough");
    assert_eq!(site.outcomes("plan.recover"), ["outcome_unknown"]);
    let shown = site.run(&["plan", "show", &id, "-o", "json"]).json();
    let said = shown["devices"][0]["note"].as_str().expect("a note");
    assert!(said.contains("removed from the inventory"), "{shown}");
    // Somebody has looked.
    site.run(&["plan", "cancel", &id]).ok();
    assert_eq!(stored(&site, &id), "cancelled");
    assert_eq!(site.outcomes("plan.cancel"), ["ok"]);
    let metrics = site.run(&["plan", "list", "--status", "needs_attention", "-o", "json"]).json();
    assert_eq!(metrics, json!([]));
}

/// As when a router was silent until nobody waited for it any more.
fn left_to_a_person(site: &Site, id: &str) {
    for left in [
        "UPDATE plans SET state = 'needs_attention' WHERE id = ?1",
        "UPDATE plan_devices SET state = 'needs_attention', note = 'it was silent' WHERE plan_id = ?1",
    ] {
        site.installation.database().change(left, &[id]);
    }
}

#[test]
fn a_plan_left_to_a_person_ends_by_itself_once_its_router_is_as_before() {
    let site = Site::new();
    let before = site.configuration();
    let (id, _) = unconfirmed(&site, "lab-1", "lost sight of");
    left_to_a_person(&site, &id);
    site.router().forget_heard();
    assert_eq!(site.run(&["plan", "recover"]).ok(), "", "the guard has not fired yet");
    site.router().advance(PAST_THE_DEADLINE);
    site.becomes(&before).expect("the guard undoes it");
    site.routers.fault(&format!(r#"[{{"router":"{}","fault":"reset"}}]"#, site.router().name));
    assert_eq!(site.run(&["plan", "recover"]).ok(), "", "it does not answer");
    site.routers.fault("[]");
    assert!(site.run(&["plan", "recover"]).ok().contains("rolled_back"));
    let wrote = site.router().heard().into_iter().find(lab::Heard::is_write);
    assert_eq!(wrote, None, "it is only looked at");
    assert_eq!(stored(&site, &id), "rolled_back");
    assert_eq!(site.outcomes("plan.recover"), ["rolled_back"]);
    // The router takes plans again; and one that is in force is nothing that rosmcp calls undone.
    let next = site.plan("lab-1", &note("next"));
    site.apply(&next).ok();
    left_to_a_person(&site, names(&next).0);
    assert_eq!(site.run(&["plan", "recover"]).ok(), "");
    assert_eq!(stored(&site, names(&next).0), "needs_attention");
}

#[test]
fn a_run_that_died_undoing_what_was_left_to_a_person_is_taken_up() {
    let site = Site::new();
    let before = site.configuration();
    let (id, _) = unconfirmed(&site, "lab-1", "tried again");
    left_to_a_person(&site, &id);
    let undoing = "UPDATE plan_devices SET state = 'rolling_back' WHERE plan_id = ?1";
    site.installation.database().change(undoing, &[&id]);
    assert!(site.run(&["plan", "recover"]).ok().contains("rolled_back"));
    site.becomes(&before).expect("it is undone");
}

#[test]
fn a_client_over_stdio_is_a_program_and_settles_nothing() {
    let site = Site::new();
    let (id, _) = unconfirmed(&site, "lab-1", "left to a person");
    left_to_a_person(&site, &id);
    let call = |name: &str, number: i32| {
        let params = json!({"name": name, "arguments": {"plan_id": id}});
        json!({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})
    };
    let client = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "m", "version": "1"}});
    let lines = [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        call("plan_cancel", 2),
        call("plan_rollback", 3),
    ];
    let lines = lines.map(|line| format!("{line}\n")).concat();
    let answers = site.installation.rosmcp_with(&["serve", "--transport", "stdio"], &lines);
    let answers: Vec<Value> =
        answers.ok().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for number in [2, 3] {
        let answer = answers.iter().find(|answer| answer["id"] == number).expect("an answer");
        assert!(answer.to_string().contains("needs a person"), "{answer}");
    }
    assert_eq!(stored(&site, &id), "needs_attention");
}

#[test]
fn a_router_that_is_silent_keeps_no_other_plan_waiting() {
    let site = Site::with(lab::Options { count: 2, ..lab::Options::default() });
    let second = &site.routers.all()[1];
    site.installation.add_with(
        &second.name,
        second,
        &second.username,
        &second.password,
        &["--allow-advanced-writes"],
    );
    let (silent, _) = unconfirmed(&site, "lab-1", "first");
    let (good, _) = unconfirmed(&site, &second.name, "second");
    // As when both runs had died in the middle.
    for died in [
        "UPDATE plans SET state = 'applying'",
        "UPDATE plan_devices SET state = 'applying' WHERE state = 'confirming'",
    ] {
        site.installation.database().change(died, &[]);
    }
    site.expire_leases();
    site.routers.fault(&format!(r#"[{{"router":"{}","fault":"hang"}}]"#, site.router().name));
    let mut recover = site.installation.command(&["plan", "recover"]);
    let mut recover = recover.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("rosmcp starts");
    until("the end of the other plan", || stored(&site, &good) == "rolled_back");
    let open = stored(&site, &silent);
    recover.kill().expect("killed");
    recover.wait().expect("ended");
    assert_eq!(open, "applying", "its router has not answered");
}

#[test]
fn a_job_whose_name_was_lost_undoes_nothing() {
    let home = Some("home".to_owned());
    let site = Site::with(lab::Options { count: 1, device_mode: home, ..lab::Options::default() });
    let plan = site.plan("lab-1", &note("kept"));
    assert_eq!(plan["devices"][0]["guard"]["tier"], "job");
    site.routers.fault(r#"{"match":{"verb":"execute"},"fault":"lost-answer","count":1}"#);
    site.apply(&plan).fails(7);
    site.routers.fault("[]");
    assert_eq!(stored(&site, names(&plan).0), "approved", "nothing was written");
    let left = site.configuration().into_iter().find(|line| line.contains("rosmcp-rb-"));
    assert_eq!(left, None);
    // The same plan once more: its guard has the same name as the one that is lost.
    site.apply(&plan).ok();
    let planned = site.configuration();
    site.router().advance(PAST_THE_DEADLINE);
    until("the end of the job", || site.rows("system/script/job").is_empty());
    assert_eq!(site.configuration(), planned, "the job that was lost has undone the change");
}

#[test]
fn a_file_of_steps_is_taken_whole_or_not_at_all() {
    let site = Site::new();
    let path = site.installation.path().join("steps.json");
    // What is beyond the limit makes it no JSON any more.
    let long = format!("{}{}garbage", note("cut"), " ".repeat(4 * 1024 * 1024));
    std::fs::write(&path, long).expect("written");
    let said = site.run(&["plan", "create", "lab-1", "--file", path.to_str().expect("a path")]).fails(2);
    assert!(said.contains("longer than 4194304 bytes"), "{said}");
}

#[test]
fn a_server_that_stops_undoes_what_it_is_changing() {
    let site = Site::new();
    let before = site.configuration();
    let row = |name: &str| json!({"op": "add", "menu": "ip/dns/static", "values": {"name": name, "address": "192.0.2.7"}});
    let plan = site.plan("lab-1", &json!([row("a.example"), row("b.example"), row("c.example")]));
    let (id, digest) = names(&plan);
    // The first answer takes so long that the server is told to stop meanwhile.
    let slow = json!({"match": {"path": "ip/dns/static", "verb": "add"}, "fault": "latency", "ms": 2000, "count": 1});
    site.routers.fault(&slow.to_string());
    let server = Server::start(&site.installation, &[]);
    let apply = json!({"name": "plan_apply", "arguments": {"plan_id": id, "digest": digest}});
    std::thread::scope(|scope| {
        scope.spawn(|| stateless(&server, "tools/call", Some("plan_apply"), apply));
        let adds = |heard: &lab::Heard| heard.path == "ip/dns/static" && heard.verb == "add";
        until("the first write", || site.router().heard().iter().any(adds));
        server.signal("-TERM");
    });
    assert!(server.ended().success());
    assert_eq!(stored(&site, id), "rolled_back");
    site.becomes(&before).expect("as before");
    site.is_clean("after the stop");
    assert_eq!(site.outcomes("plan.apply"), ["intent", "rolled_back"]);
}

#[test]
fn a_server_that_stops_ends_the_undoing_that_it_has_taken_up() {
    // Without a scheduler the undo is done by hand, step by step.
    let home = Some("home".to_owned());
    let site = Site::with(lab::Options { count: 1, device_mode: home, ..lab::Options::default() });
    let before = site.configuration();
    let row = |name: &str| json!({"op": "add", "menu": "ip/dns/static", "values": {"name": name, "address": "192.0.2.7"}});
    let rows = json!([row("a.example"), row("b.example"), row("c.example")]);
    let (id, _) = waits(&site, &site.plan_with("lab-1", &rows, &["--confirm-manually"]));
    // As when its run had died in the middle.
    for died in [
        "UPDATE plans SET state = 'applying' WHERE id = ?1",
        "UPDATE plan_devices SET state = 'applying' WHERE plan_id = ?1",
    ] {
        site.installation.database().change(died, &[&id]);
    }
    let slow = json!({"match": {"path": "ip/dns/static", "verb": "remove"}, "fault": "latency", "ms": 2000, "count": 1});
    site.routers.fault(&slow.to_string());
    let server = Server::start(&site.installation, &[]);
    let removes = |heard: &lab::Heard| heard.path == "ip/dns/static" && heard.verb == "remove";
    until("the undo", || site.router().heard().iter().any(removes));
    server.signal("-TERM");
    assert!(server.ended().success());
    assert_eq!(stored(&site, &id), "rolled_back");
    site.becomes(&before).expect("as before");
    assert_eq!(site.outcomes("plan.recover"), ["rolled_back"]);
}

#[test]
fn a_key_that_a_plan_still_needs_is_not_put_away() {
    let site = Site::new();
    let secret = json!({"name": "branch-1", "password": "canary-of-a-plan"});
    let plan = site.plan("lab-1", &json!([{"op": "add", "menu": "ppp/secret", "values": secret}]));
    site.run(&["key", "rotate"]).ok();
    let retire = ["key", "retire", "--without-backup", "--yes", "-o", "json"];
    let kept = site.run(&retire).json();
    assert!(kept["kept"][0].as_str().is_some_and(|why| why.contains("plans need it")), "{kept}");
    assert_eq!(kept["data_keys"], json!([]));
    site.apply(&plan).ok();
    let retired = site.run(&retire).json();
    assert_eq!((retired["data_keys"].as_array().map(Vec::len), &retired["kept"]), (Some(1), &json!([])));
}
