//! Every fault × every verb × both transports: what the client says, whether it is true, and how long it takes.

use std::time::Duration;

use rosmcp::clock::{Instant, monotonic};
use rosmcp::domain::device::TransportKind::{self, Api};
use rosmcp::error::{ErrorKind, Result};
use rosmcp::lab::{self, Lab, Running};
use rosmcp::routeros::session::{BreakerState, Session, SessionLimits};
use rosmcp::routeros::transport::{Print, Reply, Request};
use tokio_util::sync::CancellationToken;

use super::client::{BOTH, lab_of, plain, session, session_with, values};
use super::readback::{Outcome, Shown, Writes};

const MENU: &str = "ip/firewall/filter";
/// For calls that shall be answered, however busy the machine is.
const PATIENT: Duration = Duration::from_secs(20);
/// For calls that shall not.
const HASTY: Duration = Duration::from_millis(300);
/// How much later than its deadline a call may end: a tenth, and what a busy machine takes.
const LATE: Duration = Duration::from_secs(5);

/// A fault and what comes of it.
struct Fault {
    rule: &'static str,
    /// Whether it meets the connection rather than the request.
    connecting: bool,
    time: Duration,
    /// What the client may say of a write over REST and over the API: `a`pplied, `n`ot applied, `u`nknown.
    says: [&'static str; 2],
    /// What it may say of a read: `a`nswered, `f`ailed.
    reads: [&'static str; 2],
    /// Whether the router lies about what it did.
    lies: bool,
}

const fn fault(rule: &'static str, says: &'static str, reads: &'static str) -> Fault {
    Fault { rule, connecting: false, time: PATIENT, says: [says; 2], reads: [reads; 2], lies: false }
}

impl Fault {
    const fn hasty(self) -> Self {
        Self { time: HASTY, ..self }
    }

    const fn connecting(self) -> Self {
        Self { connecting: true, ..self }
    }

    const fn lying(self) -> Self {
        Self { lies: true, ..self }
    }

    /// A new session for one call; it is connected already where the fault does not meet connections.
    async fn session(&self, router: &Running, transport: TransportKind) -> Session {
        if self.connecting {
            return once(router, transport, self.time);
        }
        let session = plain(router, transport, |limits| SessionLimits { retry_attempts: 1, ..limits });
        session.find("system/note", &[], &[]).await.expect("connected");
        session
    }

    /// Over the API it comes to something else.
    const fn but_api(self, says: &'static str, reads: &'static str) -> Self {
        Self { says: [self.says[0], says], reads: [self.reads[0], reads], ..self }
    }
}

const FAULTS: &[Fault] = &[
    fault(r#""fault":"latency","ms":50,"jitter_ms":50"#, "a", "a"),
    fault(r#""fault":"latency","ms":3000"#, "u", "f").hasty(),
    fault(r#""fault":"stall","ms":50"#, "a", "a"),
    fault(r#""fault":"stall","ms":3000"#, "u", "f").hasty(),
    fault(r#""fault":"hang""#, "u", "f").hasty(),
    fault(r#""fault":"reset""#, "u", "f"),
    fault(r#""fault":"reset","at":10"#, "u", "f"),
    fault(r#""fault":"truncate""#, "u", "f"),
    fault(r#""fault":"garbage""#, "au", "f").but_api("u", "f"),
    // An answer without a body has no length that could be wrong.
    fault(r#""fault":"wrong-length","by":-2"#, "au", "f").hasty().but_api("u", "f"),
    fault(r#""fault":"wrong-length","by":100"#, "au", "f").hasty().but_api("u", "f"),
    fault(r#""fault":"drip","ms":0"#, "a", "a"),
    fault(r#""fault":"drip","ms":300"#, "u", "f").hasty(),
    fault(r#""fault":"status","status":503"#, "n", "f"),
    fault(r#""fault":"status","status":500,"detail":"failure: the disk is full""#, "n", "f"),
    fault(r#""fault":"status","status":400,"detail":"Session closed""#, "u", "f"),
    fault(r#""fault":"lost-answer""#, "u", "f"),
    // Over the API only a login can be refused; later the router ends the connection.
    fault(r#""fault":"unauthorized""#, "n", "f").but_api("u", "f"),
    fault(r#""fault":"refused""#, "n", "f").lying(),
    fault(r#""fault":"ignored""#, "a", "a").lying(),
    fault(
        r#""fault":"edit","edit":{"path":"system/note","verb":"set","values":{"note":"theirs"}}"#,
        "a",
        "a",
    ),
    fault(r#""fault":"reboot","ms":200"#, "u", "f"),
    fault(r#""fault":"clock-jump","by":-86400"#, "a", "a"),
    fault(r#""fault":"clock-jump","by":31536000"#, "a", "a"),
    fault(r#""fault":"latency","ms":50"#, "a", "a").connecting(),
    // A busy machine may notice too late that it was still connecting; unknown is never wrong then.
    fault(r#""fault":"hang""#, "nu", "f").connecting().hasty(),
    fault(r#""fault":"reset""#, "n", "f").connecting(),
    fault(r#""fault":"certificate""#, "n", "f").connecting(),
];

/// The rows that a case is about, made by a session without faults.
struct Rows {
    anchor: String,
    target: String,
}

impl Rows {
    async fn make(clean: &Session) -> Self {
        let add = async |comment: &str| {
            let values = values(&[("chain", "forward"), ("action", "accept"), ("comment", comment)]);
            match clean.write(Request::Add { menu: MENU.into(), values }).await {
                Outcome::Applied(reply) => reply.ret.expect("the new row's id"),
                other => panic!("{other:?}"),
            }
        };
        let anchor = add("anchor").await;
        Self { anchor, target: add("target").await }
    }

    async fn clear(self, clean: &Session) {
        for id in [self.anchor, self.target] {
            drop(clean.write(Request::Remove { menu: MENU.into(), id }).await);
        }
    }

    /// Each verb, a request for it, and the request whose effect is the same and can be read back.
    fn requests(&self, mark: &str) -> Vec<(&'static str, Request, Request)> {
        let (menu, id) = (|| MENU.to_owned(), || self.target.clone());
        let new = values(&[("chain", "forward"), ("action", "accept"), ("comment", mark)]);
        let set = Request::Set { menu: menu(), id: Some(id()), values: values(&[("comment", mark)]) };
        let run = Request::Run {
            path: format!("{MENU}/set"),
            arguments: values(&[("numbers", &self.target), ("comment", mark)]),
            read_only: false,
        };
        let twice = |verb, request: Request| (verb, request.clone(), request);
        vec![
            twice("add", Request::Add { menu: menu(), values: new }),
            twice("set", set.clone()),
            twice("remove", Request::Remove { menu: menu(), id: id() }),
            twice("move", Request::Move { menu: menu(), id: id(), before: Some(self.anchor.clone()) }),
            twice("disable", Request::Switch { menu: menu(), id: id(), on: false }),
            ("set", run, set),
        ]
    }
}

/// Once, for the requests of one verb to one router over one front.
fn rule(router: &str, verb: &str, over: TransportKind, fault: &Fault) -> String {
    let verb = if fault.connecting { "connect" } else { verb };
    let matches = format!(r#"{{"verb":"{verb}","over":"{over}"}}"#);
    format!(r#"{{"router":"{router}","match":{matches},"count":1,{}}}"#, fault.rule)
}

fn lay(lab: &Lab, rule: &str) {
    lab.fault(&lab::Rule::read(rule).expect("a rule")).expect("a router of the lab");
}

fn once(router: &Running, transport: TransportKind, timeout: Duration) -> Session {
    session_with(router, transport, |limits| SessionLimits { timeout, retry_attempts: 1, ..limits })
}

/// What the router shows of `request`, as soon as it answers again.
async fn shown(clean: &Session, request: &Request) -> Shown {
    let began = monotonic();
    loop {
        match clean.read_back(request).await {
            Ok(shown) => return shown,
            Err(error) if began.elapsed() > PATIENT => panic!("the router does not come back: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Calls within the time that the fault leaves.
async fn call(session: &Session, request: Request, fault: &Fault) -> Result<Reply> {
    session.call_within(request, fault.time, &CancellationToken::new()).await
}

/// What was said: `a`, `n` or `u`.
fn letter(outcome: &Outcome) -> char {
    match outcome {
        Outcome::Applied(_) => 'a',
        Outcome::NotApplied(_) => 'n',
        Outcome::Unknown => 'u',
    }
}

/// What each verb comes to with `fault` at `router`; the complaints.
async fn suffer(lab: &Lab, router: &Running, fault: &Fault) -> Vec<String> {
    let mut wrong = Vec::new();
    for (over, transport) in BOTH.into_iter().enumerate() {
        let rest = Duration::from_millis(50);
        let clean = plain(router, transport, |limits| SessionLimits { breaker_rest: rest, ..limits });
        for number in 0..6 {
            let rows = Rows::make(&clean).await;
            let mark = format!("{transport} {number}");
            let (verb, request, shows) = rows.requests(&mark).swap_remove(number);
            let meeting = fault.session(router, transport).await;
            lay(lab, &rule(&router.name, verb, transport, fault));
            let began = monotonic();
            let outcome = Outcome::of(call(&meeting, request.clone(), fault).await);
            let late = is_late(began, fault.time);
            // The effect of a request that was still being done when its caller gave up shows after a moment.
            let done = matches!(shown(&clean, &shows).await, Shown::Done(_));
            let said = letter(&outcome);
            let case = || format!("{} {verb} over {transport}: {outcome:?}, done: {done}", fault.rule);
            if !fault.says[over].contains(said) {
                wrong.push(format!("not one of {:?}: {}", fault.says[over], case()));
            }
            if !fault.lies && ((said == 'a' && !done) || (said == 'n' && done)) {
                wrong.push(format!("not true: {}", case()));
            }
            if let Some(late) = late {
                wrong.push(format!("{late:?} too late: {}", case()));
            }
            rows.clear(&clean).await;
        }
        let meeting = fault.session(router, transport).await;
        lay(lab, &rule(&router.name, "print", transport, fault));
        let began = monotonic();
        let print = Request::Print(Print { menu: MENU.into(), ..Print::default() });
        let read = call(&meeting, print, fault).await;
        let said = if read.is_ok() { 'a' } else { 'f' };
        if !fault.reads[over].contains(said) || is_late(began, fault.time).is_some() {
            wrong.push(format!("{} print over {transport}: {read:?}", fault.rule));
        }
        let settings = Request::Set { menu: "system/note".into(), id: None, values: values(&[]) };
        shown(&clean, &settings).await;
    }
    wrong
}

fn is_late(began: Instant, time: Duration) -> Option<Duration> {
    let late = began.elapsed().checked_sub(time.mul_f64(1.1))?;
    (late > LATE).then_some(late)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_every_verb_ends_in_the_right_outcome_in_time() {
    let count = u16::try_from(FAULTS.len()).expect("few") + 1;
    let lab = lab_of(count).await;
    let (bystander, routers) = lab.routers().split_last().expect("routers");
    let over = CancellationToken::new();
    let watched = async {
        let (mut read, sessions) = (0, BOTH.map(|transport| session(bystander, transport)));
        while !over.is_cancelled() {
            for session in &sessions {
                session.find(MENU, &[], &[".id"]).await.expect("another router is not concerned");
                read += 1;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        read
    };
    let all = async {
        let each = FAULTS.iter().zip(routers).map(|(fault, router)| suffer(&lab, router, fault));
        let wrong = futures_util::future::join_all(each).await.concat();
        over.cancel();
        wrong
    };
    let (wrong, read) = tokio::join!(all, watched);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read > 10, "{read} reads of another router show nothing");
}

async fn read(session: &Session) -> Result<Reply> {
    session.call(Request::Print(Print { menu: "ip/pool".into(), ..Print::default() })).await
}

#[tokio::test]
async fn a_router_that_is_silent_is_left_alone_and_found_again() {
    let lab = lab_of(1).await;
    let router = &lab.routers()[0];
    let rest = Duration::from_millis(500);
    for transport in BOTH {
        let session = session_with(router, transport, |limits| SessionLimits {
            timeout: Duration::from_secs(5),
            retry_attempts: 1,
            breaker_rest: rest,
            ..limits
        });
        lay(&lab, r#"{"match":{"path":"ip/pool"},"fault":"lost-answer"}"#);
        for _ in 0..5 {
            assert_eq!(session.breaker(), BreakerState::Closed, "{transport}");
            read(&session).await.expect_err("lost");
        }
        assert_eq!(session.breaker(), BreakerState::Open, "{transport}");
        let error = read(&session).await.expect_err("left alone");
        assert!(error.message().contains("left alone"), "{error}");
        tokio::time::sleep(rest).await;
        assert_eq!(session.breaker(), BreakerState::HalfOpen, "{transport}");
        read(&session).await.expect_err("the probe is lost too");
        assert_eq!(session.breaker(), BreakerState::Open, "{transport}");
        lab.mend();
        tokio::time::sleep(rest).await;
        read(&session).await.expect("the probe is answered");
        assert_eq!(session.breaker(), BreakerState::Closed, "{transport}");
    }
}

#[tokio::test]
async fn what_another_admin_removed_in_between_is_not_found() {
    let lab = lab_of(1).await;
    let router = &lab.routers()[0];
    for transport in BOTH {
        let session = once(router, transport, PATIENT);
        let rows = Rows::make(&session).await;
        let edit = format!(r#"{{"path":"{MENU}","verb":"remove","values":{{".id":"{}"}}}}"#, rows.target);
        lay(&lab, &format!(r#"{{"match":{{"verb":"set"}},"fault":"edit","edit":{edit},"count":1}}"#));
        let set = values(&[("comment", "mine")]);
        let set = Request::Set { menu: MENU.into(), id: Some(rows.target.clone()), values: set };
        match session.write(set).await {
            Outcome::NotApplied(error) => assert_eq!(error.kind(), ErrorKind::NotFound, "{error}"),
            other => panic!("{other:?} over {transport}"),
        }
        rows.clear(&session).await;
    }
}

#[tokio::test]
async fn a_swapped_certificate_is_refused_until_it_is_the_old_one_again() {
    let lab = lab_of(1).await;
    let router = &lab.routers()[0];
    for transport in BOTH {
        let connect = r#"{"verb":"connect"}"#;
        lay(&lab, &format!(r#"{{"match":{connect},"fault":"certificate","count":1}}"#));
        let session = once(router, transport, PATIENT);
        let error = read(&session).await.expect_err("a stranger");
        assert!(error.message().contains("certificate"), "{error}");
        assert_eq!(session.breaker(), BreakerState::Closed, "a stranger says nothing of the router");
        read(&session).await.expect("the router itself");
    }
}

#[tokio::test]
async fn commands_over_the_api_do_not_wait_for_a_slow_one() {
    let lab = lab_of(1).await;
    let session = session(&lab.routers()[0], Api);
    lay(&lab, r#"{"match":{"path":"ip/route"},"fault":"hang","count":1}"#);
    let slow = {
        let session = session.clone();
        tokio::spawn(async move { session.find("ip/route", &[], &[]).await })
    };
    for _ in 0..3 {
        read(&session).await.expect("beside the slow one");
    }
    assert!(!slow.is_finished());
    slow.abort();
}
