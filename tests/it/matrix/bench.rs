//! One router and one installation that are put back to the same beginning for each blow.

use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rosmcp::lab::{self, Kept};
use serde_json::json;

use super::super::site::{PAST_THE_DEADLINE, Site, difference, furnish, names, twenty_steps};

/// Longer than anything may take.
const LIMIT: Duration = Duration::from_mins(2);

/// Over which wire and under which guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// REST, and the timers of a rollback script.
    Rest,
    /// The binary API, and the timers of a rollback script.
    Api,
    /// REST to a router whose device-mode forbids the scheduler: a background job.
    Job,
    /// The binary API, with a secret in the plan: safe mode.
    SafeMode,
}

impl Way {
    const fn device(self) -> &'static str {
        match self {
            Self::Rest | Self::Job => "lab-1",
            Self::Api | Self::SafeMode => "lab-1-api",
        }
    }

    const fn guard(self) -> &'static str {
        match self {
            Self::Rest | Self::Api => "scheduler",
            Self::Job => "job",
            Self::SafeMode => "safe_mode",
        }
    }
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::it) enum Blow {
    /// rosmcp is killed while the router has not done the request.
    KilledBefore,
    /// rosmcp is killed when the router has done the request, and has not answered.
    KilledAfter,
    /// The router does the request and breaks the connection off.
    AnswerLost,
    /// The router does not do the request, and never answers.
    Unheard,
    /// The router does the request, and its power fails for a moment.
    Rebooted,
}

impl Blow {
    const fn fault(self) -> &'static str {
        match self {
            Self::KilledBefore | Self::Unheard => r#""fault":"hang""#,
            Self::KilledAfter => r#""fault":"stall","ms":600000"#,
            Self::AnswerLost => r#""fault":"lost-answer""#,
            Self::Rebooted => r#""fault":"reboot","ms":200"#,
        }
    }
}

/// A blow at a request, the first of which is 1.
#[derive(Debug, Clone, Copy)]
pub(in crate::it) struct Point {
    pub(in crate::it) blow: Blow,
    pub(in crate::it) request: u64,
}

pub(in crate::it) struct Bench {
    pub(in crate::it) site: Site,
    kept: Kept,
    pub(in crate::it) plan: String,
    digest: String,
    before: Vec<String>,
    planned: Vec<String>,
    /// How many requests an apply takes that nothing happens to.
    pub(in crate::it) requests: u64,
}

pub(in crate::it) type Checked<T = ()> = Result<T, String>;

pub(in crate::it) fn must(holds: bool, what: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(what()) }
}

impl Bench {
    pub(super) fn new(way: Way) -> Self {
        let device_mode = (way == Way::Job).then(|| "home".to_owned());
        let model = Some("chr".to_owned());
        let site = Site::with(lab::Options { count: 1, model, device_mode, ..lab::Options::default() });
        furnish(&site);
        let mut steps = twenty_steps();
        if way == Way::SafeMode {
            site.routers.intervene("ppp/secret", "add", &[("name", "anna"), ("password", "first")]);
            steps[19] = json!({"op": "set", "menu": "ppp/secret", "match": {"name": "anna"},
                "values": {"password": "second"}});
        }
        let plan = site.plan(way.device(), &steps);
        let changes = plan["devices"][0]["changes"].as_array().expect("steps");
        assert!(changes.len() == 20 && changes.iter().all(|step| step["no_change"] != true), "{plan}");
        assert_eq!(plan["devices"][0]["guard"]["tier"], way.guard(), "{plan}");
        let bench = Self::of(site, &plan);
        assert_ne!(bench.planned, bench.before);
        bench
    }

    /// A bench for `plan` on the first router of `site`, which is applied once without any blow.
    pub(in crate::it) fn of(site: Site, plan: &serde_json::Value) -> Self {
        let (id, digest) = names(plan);
        let (id, digest) = (id.to_owned(), digest.to_owned());
        let before = site.configuration();
        site.installation.keep();
        site.router().forget_heard();
        let kept = site.router().keep();
        site.apply(plan).ok();
        let requests = site.router().heard().last().expect("requests").number;
        let planned = site.configuration();
        Self { site, kept, plan: id, digest, before, planned, requests }
    }

    /// Everything as it was before the first apply.
    fn put_back(&self) -> Checked {
        self.site.installation.put_back();
        self.site.router().put_back(&self.kept);
        let now = self.site.configuration();
        must(now == self.before, || format!("not put back: {}", difference(&self.before, &now)))
    }

    /// Lets the blow happen, and checks what comes of it.
    pub(super) fn strike(&self, point: Point) -> Checked {
        self.blow(point)?;
        self.agrees()
    }

    /// Lets the blow happen to an apply that begins anew, and what is left be taken up.
    pub(in crate::it) fn blow(&self, point: Point) -> Checked {
        self.put_back()?;
        let Point { blow, request } = point;
        let skip = request - 1;
        self.site.routers.fault(&format!(r#"{{"skip":{skip},"count":1,{}}}"#, blow.fault()));
        let mut child = self.start(blow);
        match blow {
            Blow::KilledBefore => self.kill_when(&mut child, request, false)?,
            Blow::KilledAfter => self.kill_when(&mut child, request, true)?,
            Blow::AnswerLost | Blow::Unheard | Blow::Rebooted => drop(ended(&mut child)?),
        }
        self.site.routers.fault("[]");
        if blow == Blow::Rebooted {
            // It has to be back before anybody asks it.
            std::thread::sleep(Duration::from_millis(500));
        }
        // Half of the time nobody is there to help until the guard has done its work.
        if matches!(blow, Blow::KilledBefore | Blow::KilledAfter) && request % 2 == 0 {
            self.alone()?;
        }
        self.site.expire_leases();
        let recovered = self.site.run(&["plan", "recover"]);
        must(recovered.code() == 0, || format!("plan recover: {}", recovered.stderr()))
    }

    fn start(&self, blow: Blow) -> Child {
        let mut command =
            self.site.installation.command(&["plan", "apply", &self.plan, "--digest", &self.digest]);
        if blow == Blow::Unheard {
            command.env("ROUTEROS_MCP_ROUTEROS_REST_TIMEOUT_SECONDS", "2");
        }
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("rosmcp starts")
    }

    fn kill_when(&self, child: &mut Child, request: u64, done: bool) -> Checked {
        let patience = Instant::now() + LIMIT;
        let met = || {
            let heard = self.site.router().heard();
            heard.iter().any(|heard| heard.number == request && heard.done == done)
        };
        while !met() {
            must(Instant::now() < patience, || "the request never comes".to_owned())?;
            let early = child.try_wait().expect("a child");
            must(early.is_none(), || format!("it ended before that request: {early:?}"))?;
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        Ok(())
    }

    /// The guard's deadline passes: what it undoes, it undoes by itself.
    fn alone(&self) -> Checked {
        self.site.router().advance(PAST_THE_DEADLINE);
        let patience = Instant::now() + LIMIT;
        loop {
            let mut now = self.site.configuration();
            let armed = now.iter().any(|line| line.contains("rosmcp-rb-") && line.contains("interval="));
            now.retain(|line| !line.contains("rosmcp-rb-"));
            if !armed && (now == self.before || now == self.planned) {
                return Ok(());
            }
            must(Instant::now() < patience, || {
                format!("the guard leaves it so: {}", difference(&self.before, &now))
            })?;
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(super) fn is_as_planned(&self) -> bool {
        self.site.configuration() == self.planned
    }

    /// Router, journal and audit trail say the same.
    fn agrees(&self) -> Checked {
        let now = self.site.configuration();
        let applied = now == self.planned;
        must(applied || now == self.before, || {
            let (before, planned) = (difference(&self.before, &now), difference(&self.planned, &now));
            format!("not as before:\n{before}\nnor as planned:\n{planned}")
        })?;
        let text = |sql: &str| self.site.installation.database().texts(sql, &[]);
        let plan = text("SELECT state FROM plans");
        let good: &[&str] = if applied { &["applied"] } else { &["rolled_back", "approved"] };
        must(good.contains(&plan[0].as_str()), || format!("applied: {applied}, but the plan is {plan:?}"))?;
        let device = text("SELECT state FROM plan_devices");
        let good: &[&str] = if applied { &["applied"] } else { &["rolled_back", "planned"] };
        must(good.contains(&device[0].as_str()), || {
            format!("applied: {applied}, but the device is {device:?}")
        })?;
        if applied {
            let open = text("SELECT state FROM plan_steps WHERE state <> 'verified'");
            must(open.is_empty(), || format!("steps of an applied plan are {open:?}"))?;
        }
        let open = text(
            "SELECT action FROM audit_events AS a WHERE outcome = 'intent'
                AND NOT EXISTS (SELECT 1 FROM audit_events AS o WHERE o.intent = a.seq)",
        );
        must(open.is_empty(), || format!("nothing reports on {open:?}"))?;
        let told = text(
            "SELECT outcome FROM audit_events WHERE action IN ('plan.apply', 'plan.recover') AND intent IS NOT NULL
                ORDER BY seq",
        );
        let last_is_ok = told.last().is_some_and(|outcome| outcome == "ok");
        must(last_is_ok == applied, || format!("applied: {applied}, but the trail says {told:?}"))?;
        let verified = self.site.run(&["audit", "verify"]);
        must(verified.code() == 0, || format!("audit verify: {}", verified.stderr()))
    }
}

/// Waits until it has ended by itself.
fn ended(child: &mut Child) -> Checked<ExitStatus> {
    let patience = Instant::now() + LIMIT;
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return Ok(status);
        }
        if Instant::now() > patience {
            child.kill().expect("killed");
            return Err("it hangs".to_owned());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
