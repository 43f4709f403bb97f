//! One plan over many routers: wave by wave, stopped where it should, put back where that is wanted, and gone on with.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rosmcp::lab::{self, Running};
use serde_json::{Value, json};

use super::site::{configuration, names};
use super::support::{Installation, Routers, Run};

const FLAGS: [&str; 2] = ["--allow-advanced-writes", "--allow-professional-workflows"];
/// How many rosmcp run at once while devices are added.
const AT_ONCE: usize = 8;

struct Fleet {
    installation: Installation,
    routers: Routers,
}

impl Fleet {
    fn of(count: u16) -> Self {
        let options = lab::Options { count, model: Some("chr".to_owned()), ..lab::Options::default() };
        let fleet = Self { installation: Installation::new(), routers: Routers::with(options) };
        std::thread::scope(|scope| {
            for some in fleet.routers.all().chunks(usize::from(count).div_ceil(AT_ONCE)) {
                let installation = &fleet.installation;
                scope.spawn(move || {
                    for router in some {
                        let (name, user) = (&router.name, &router.username);
                        installation.add_with(name, router, user, &router.password, &FLAGS);
                    }
                });
            }
        });
        fleet
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.installation.rosmcp(arguments)
    }

    /// The routers in the order in which a plan takes them.
    fn in_order(&self) -> Vec<&Running> {
        let mut routers: Vec<_> = self.routers.all().iter().collect();
        routers.sort_by(|a, b| a.name.cmp(&b.name));
        routers
    }

    fn plan(&self, more: &[&str]) -> Value {
        let steps =
            json!([{"op": "set", "menu": "system/note", "values": {"note": "rolled out"}}]).to_string();
        let create = ["plan", "create", "--all", "--steps", &steps, "-o", "json"];
        let soak: &[&str] = if more.contains(&"--soak") { &[] } else { &["--soak", "0"] };
        let plan = self.run(&[&create[..], soak, more].concat()).json();
        self.routers.all().iter().for_each(Running::forget_heard);
        plan
    }

    fn apply(&self, plan: &Value) -> Run {
        let (id, digest) = names(plan);
        self.run(&["plan", "apply", id, "--digest", digest, "--set", "plan_max_devices=1000"])
    }

    /// Lets the write of these routers fail, once.
    fn break_writes(&self, routers: &[&str]) {
        let rule = |name: &&str| {
            let matches = json!({"path": "system/note", "verb": "set"});
            json!({"router": name, "match": matches, "fault": "status", "status": 500, "count": 1})
        };
        let rules: Vec<_> = routers.iter().map(rule).collect();
        self.routers.fault(&Value::from(rules).to_string());
    }

    /// How many devices are how far, and the plan's own status.
    fn report(&self, plan: &Value) -> (String, BTreeMap<String, usize>) {
        let view = self.run(&["plan", "show", names(plan).0, "-o", "json"]).json();
        let mut counts = BTreeMap::new();
        for device in view["devices"].as_array().expect("devices") {
            *counts.entry(device["status"].as_str().expect("a status").to_owned()).or_default() += 1;
        }
        (view["status"].as_str().expect("a status").to_owned(), counts)
    }
}

fn has_it(router: &Running) -> bool {
    configuration(router).iter().any(|line| line.contains("rolled out"))
}

fn wrote(router: &Running) -> bool {
    router.heard().iter().any(rosmcp::lab::Heard::is_write)
}

/// Whether the report has these counts and no others.
fn is(report: &(String, BTreeMap<String, usize>), status: &str, counts: &[(&str, usize)]) {
    let wanted = counts.iter().map(|(status, count)| ((*status).to_owned(), *count)).collect();
    assert_eq!(report, &(status.to_owned(), wanted));
}

#[test]
fn a_rollout_stops_where_it_should_and_is_gone_on_with() {
    let fleet = Fleet::of(16);
    let order = fleet.in_order();
    let plan = fleet.plan(&["--waves", "1,25%,50%", "--max-failures", "2"]);
    // Of the second wave, which ends with the fourth router, and of the third.
    fleet.break_writes(&[&order[2].name, &order[3].name, &order[6].name]);
    let said = fleet.apply(&plan).fails(3);
    assert!(said.contains("2 devices failed") && said.contains(&order[2].name), "{said}");
    is(&fleet.report(&plan), "partial", &[("applied", 2), ("planned", 12), ("rolled_back", 2)]);
    let has: Vec<_> = order.iter().map(|router| has_it(router)).collect();
    assert_eq!(has[..4], [true, true, false, false]);
    assert!(order[4..].iter().all(|router| !has_it(router) && !wrote(router)), "a later wave was begun");

    for router in &order {
        router.forget_heard();
    }
    // One failure is fewer than two.
    fleet.apply(&plan).fails(3);
    is(&fleet.report(&plan), "partial", &[("applied", 15), ("rolled_back", 1)]);
    assert!(order[..2].iter().all(|router| !wrote(router)), "what has it is left alone");
    fleet.apply(&plan).ok();
    is(&fleet.report(&plan), "applied", &[("applied", 16)]);
    assert!(order.iter().all(|router| has_it(router)));
}

#[test]
fn what_has_the_change_is_put_back_where_that_is_wanted() {
    let fleet = Fleet::of(6);
    let order = fleet.in_order();
    let before: Vec<_> = order.iter().map(|router| configuration(router)).collect();
    let now = || order.iter().map(|router| configuration(router)).collect::<Vec<_>>();
    let plan = fleet.plan(&["--waves", "2,5", "--on-failure", "roll-back-wave"]);
    fleet.break_writes(&[&order[4].name]);
    fleet.apply(&plan).fails(3);
    is(&fleet.report(&plan), "partial", &[("applied", 2), ("planned", 1), ("rolled_back", 3)]);
    assert!(order[..2].iter().all(|router| has_it(router)));
    assert_eq!(now()[2..], before[2..]);

    let plan = fleet.plan(&["--waves", "3", "--on-failure", "roll-back-all"]);
    fleet.break_writes(&[&order[5].name]);
    let kept = now();
    fleet.apply(&plan).fails(3);
    assert_eq!(now(), kept);
    assert_eq!(fleet.report(&plan).0, "rolled_back");
}

#[test]
fn a_rollout_that_waits_is_confirmed_or_undone_as_a_whole() {
    let fleet = Fleet::of(3);
    let order = fleet.in_order();
    for (verb, ends, has) in [("rollback", "rolled_back", false), ("confirm", "applied", true)] {
        let plan = fleet.plan(&["--confirm-manually"]);
        let (id, _) = names(&plan);
        fleet.apply(&plan).fails(7);
        is(&fleet.report(&plan), "confirming", &[("confirming", 3)]);
        fleet.run(&["plan", verb, id]).ok();
        is(&fleet.report(&plan), ends, &[(ends, 3)]);
        assert!(order.iter().all(|router| has_it(router) == has), "{verb}");
    }
}

#[test]
fn what_waits_for_a_person_is_never_more_than_the_guards_of_the_first_ones_outlast() {
    let fleet = Fleet::of(3);
    let order = fleet.in_order();
    let waits = ["--confirm-manually", "--confirm-within", "30"];
    let refused = ["plan", "create", "--all", "--steps", "[]", "--soak", "11"];
    let said = fleet.run(&[&refused[..], &waits[..]].concat()).fails(2);
    assert!(said.contains("soak_seconds is at most a third"), "{said}");

    // A third of the time is over when the first wave is: the others wait until somebody has looked at it.
    let plan = fleet.plan(&[&waits[..], &["--soak", "10"]].concat());
    fleet.apply(&plan).fails(7);
    is(&fleet.report(&plan), "confirming", &[("confirming", 1), ("planned", 2)]);
    assert!(order[1..].iter().all(|router| !wrote(router)));
    let (id, _) = names(&plan);
    let shown = fleet.run(&["plan", "show", id, "-o", "json"]).json();
    assert!(shown["next"].to_string().contains("apply it again to go on"), "{shown}");
    fleet.run(&["plan", "confirm", id]).fails(3);
    is(&fleet.report(&plan), "partial", &[("applied", 1), ("planned", 2)]);
    fleet.apply(&plan).fails(7);
    is(&fleet.report(&plan), "confirming", &[("applied", 1), ("confirming", 1), ("planned", 1)]);
}

#[test]
fn a_gate_that_is_shut_ends_it_after_the_first_wave() {
    let fleet = Fleet::of(3);
    let order = fleet.in_order();
    let plan = fleet.plan(&["--must-reach", "192.0.2.254"]);
    let said = fleet.apply(&plan).fails(3);
    assert!(said.contains("does not reach 192.0.2.254"), "{said}");
    is(&fleet.report(&plan), "partial", &[("applied", 1), ("planned", 2)]);
    assert!(order[1..].iter().all(|router| !wrote(router)));
}

#[test]
#[ignore = "200 routers take half a minute; .ci/long runs it"]
fn two_hundred_routers_of_which_one_in_twenty_fails() {
    let fleet = Fleet::of(200);
    let order = fleet.in_order();
    let broken: Vec<_> = order.iter().skip(5).step_by(20).map(|router| router.name.as_str()).collect();
    assert_eq!(broken.len(), 10);
    let plan = fleet.plan(&["--max-failures", "3", "--set", "plan_max_devices=1000"]);
    fleet.break_writes(&broken);
    let said = fleet.apply(&plan).fails(3);
    assert!(said.contains("3 devices failed"), "{said}");
    let (status, counts) = fleet.report(&plan);
    assert_eq!((status.as_str(), counts["rolled_back"]), ("partial", 3));
    // The third failure is the sixth device of the third wave's last quarter: no device of the last wave was begun.
    assert!(order[50..].iter().all(|router| !wrote(router)));
    fleet.routers.fault("[]");
    fleet.apply(&plan).ok();
    is(&fleet.report(&plan), "applied", &[("applied", 200)]);
    assert!(order.iter().all(|router| has_it(router)));
}

/// An address where nobody ever answers. It knows how many connections were open at the same time at most.
struct Silent {
    port: u16,
    most: Arc<AtomicUsize>,
}

impl Silent {
    /// Its thread ends with the test's process.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let most = Arc::new(AtomicUsize::new(0));
        let seen = most.clone();
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let stream = stream.expect("a connection");
                stream.set_nonblocking(true).expect("a socket");
                open.push(stream);
                open.retain_mut(is_open);
                seen.fetch_max(open.len(), Ordering::Relaxed);
            }
        });
        Self { port, most }
    }
}

/// Whether the other side has not hung up; what it sent is thrown away.
fn is_open(stream: &mut TcpStream) -> bool {
    loop {
        match stream.read(&mut [0; 4096]) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}

#[test]
fn devices_that_do_not_answer_are_waited_for_side_by_side() {
    const DEVICES: usize = 4;
    for verb in [&["doctor"][..], &["backup", "create", "--to", "backups", "--with-exports"]] {
        let (installation, silent) = (Installation::new(), Silent::start());
        for number in 0..DEVICES {
            let (name, port) = (format!("edge-{number}"), silent.port.to_string());
            let add = ["device", "add", &name, "--host", "127.0.0.1", "--port", &port, "--username", "u"];
            let silently = ["--password-stdin", "--no-check"];
            installation.rosmcp_with(&[&add[..], &silently].concat(), "password").ok();
        }
        let shortly = ["--set", "routeros_rest_timeout_seconds=1"];
        let run = installation.rosmcp(&[verb, &shortly].concat());
        assert_ne!(run.code(), 0, "{verb:?} says that they do not answer");
        assert_eq!(silent.most.load(Ordering::Relaxed), DEVICES, "{verb:?}");
    }
}
