//! What undoes a plan on the router when nobody confirms.
//!
//! The best kind is a rollback script with two timers: one that fires after the deadline, counted from arming, and one
//! at startup, for a router that reboots in between. Where the scheduler is forbidden, a background job that runs the
//! script; a reboot ends it. Where the undo cannot be written down whole, safe mode; where that is not to be had either, a
//! script that undoes the rest. A weaker guard than the plan names is never taken.

use std::fmt;

use serde_json::json;

use super::compile::Compiled;
use super::policies;
use super::row::{is_on, text};
use super::safe_mode;
use super::verify::settings;
use crate::domain::device::TransportKind;
use crate::domain::field::FieldType;
use crate::domain::plan::{Action, GuardPlan, GuardTier, Undo};
use crate::domain::row::RawRow;
use crate::domain::version::Version;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::script::quote;
use crate::routeros::session::Session;
use crate::routeros::transport::{Print, Request};
use crate::routeros::value::wire;

/// What every name of ours on a router begins with.
const PREFIX: &str = "rosmcp-rb-";
/// The first version with scriptable safe mode.
const SAFE_MODE_SINCE: Version = Version::new(7, 18, 0);
/// What the rows of a guard say to people.
const COMMENT: &str = "rosmcp undoes an unconfirmed change";
/// Where what runs is listed.
pub(super) const JOBS: &str = "system/script/job";
/// The longest script that is put on a router, bytes.
const LONGEST_SCRIPT: usize = 30_000;

/// The name of one plan's guard on a router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardName(String);

impl GuardName {
    /// The guard of the plan `id`.
    pub fn of(id: &str) -> Self {
        Self(format!("{PREFIX}{}", id.to_ascii_lowercase()))
    }

    /// The name of the script and of the timer with the deadline.
    pub fn timer(&self) -> String {
        self.0.clone()
    }

    /// The name of the timer at startup.
    pub fn at_startup(&self) -> String {
        format!("{}-boot", self.0)
    }
}

impl fmt::Display for GuardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A guard that is on the router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armed {
    /// Its kind.
    pub tier: GuardTier,
    /// Its name.
    pub name: GuardName,
    /// The background job, for that kind.
    pub job: Option<String>,
}

/// What decides which guards are possible beside what the router says.
#[derive(Debug, Clone, Copy)]
pub struct Possible {
    /// Over which wire the writes go.
    pub transport: TransportKind,
    /// What the router runs.
    pub version: Option<Version>,
    /// Whether somebody else confirms later, so that no session can be held until then.
    pub manual: bool,
}

impl Possible {
    /// Why safe mode is not possible; `None` when it is.
    fn no_safe_mode(&self, steps: usize) -> Option<String> {
        if self.transport != TransportKind::Api {
            Some("safe mode needs the binary API (device edit --transport api)".to_owned())
        } else if self.version.is_none_or(|version| version < SAFE_MODE_SINCE) {
            Some(format!("safe mode needs RouterOS {SAFE_MODE_SINCE}"))
        } else if self.manual {
            Some("safe mode cannot wait for a confirmation by hand".to_owned())
        } else if steps > safe_mode::MOST_STEPS {
            Some(format!("safe mode holds {} steps at most", safe_mode::MOST_STEPS))
        } else {
            None
        }
    }
}

/// The best guard that this router and this plan allow.
pub async fn choose(
    session: &Session,
    user: &str,
    compiled: &Compiled,
    script: &str,
    possible: Possible,
) -> GuardPlan {
    let writes = compiled.steps.iter().filter(|step| step.action.is_some()).count();
    let mut gaps = compiled.gaps();
    if compiled.undo.is_empty() && gaps.is_empty() {
        return GuardPlan { tier: GuardTier::None, gaps: vec!["there is nothing to undo".to_owned()] };
    }
    let whole = gaps.is_empty();
    let unscriptable = unscriptable(session, user, compiled, script).await;
    let scriptable = unscriptable.is_empty() && !compiled.undo.is_empty();
    gaps.extend(unscriptable);
    let forbidden = scheduler_forbidden(session).await.or_else(|| clock_moves(compiled));
    let timers = forbidden.is_none();
    if whole && scriptable && timers {
        return GuardPlan { tier: GuardTier::Scheduler, gaps };
    }
    gaps.extend(forbidden);
    let Some(why) = possible.no_safe_mode(writes) else {
        gaps.push(
            "safe mode undoes it when the session is lost, which the router may notice only after 9 minutes"
                .to_owned(),
        );
        gaps.push("safe mode also undoes what others change meanwhile".to_owned());
        return GuardPlan { tier: GuardTier::SafeMode, gaps };
    };
    if !whole || !scriptable {
        gaps.push(why);
    }
    if !scriptable {
        return GuardPlan { tier: GuardTier::None, gaps };
    }
    if timers {
        return GuardPlan { tier: GuardTier::Scheduler, gaps };
    }
    gaps.push("a reboot of the router ends the guard without an undo".to_owned());
    GuardPlan { tier: GuardTier::Job, gaps }
}

/// Why the undo, as far as there is one, cannot be a script on this router; empty when it can.
async fn unscriptable(session: &Session, user: &str, compiled: &Compiled, script: &str) -> Vec<String> {
    let mut why: Vec<_> =
        policies::missing(session, user, &policies::needed(&compiled.undo)).await.into_iter().collect();
    if script.len() > LONGEST_SCRIPT {
        why.push(format!("the undo is a script of {} bytes, more than {LONGEST_SCRIPT}", script.len()));
    }
    why
}

async fn scheduler_forbidden(session: &Session) -> Option<String> {
    let row = settings(session, "system/device-mode").await.ok()?;
    let off = matches!(text(&row, "scheduler"), Some("false" | "no"));
    off.then(|| "device-mode forbids the scheduler on this router".to_owned())
}

/// Timers go by the router's clock, and one that is set back would hold them up; a job counts by itself.
fn clock_moves(compiled: &Compiled) -> Option<String> {
    let sets = |action: &Action| matches!(action, Action::Set { menu, .. } if menu == "system/clock");
    let sets = compiled.steps.iter().filter_map(|step| step.action.as_ref()).any(sets);
    sets.then(|| "the plan sets the clock that the guard's timers go by".to_owned())
}

/// What is put on the router.
struct Charge<'a> {
    /// The script.
    script: &'a str,
    /// The policies of the script and its timers, which need as much.
    policy: String,
    /// Seconds until it fires.
    seconds: u32,
}

/// Puts the guard with `script`, which is `undo`, on the router and reads it back; on failure some of it may be there.
pub(super) async fn arm(
    session: &Session,
    guard: &Armed,
    script: &str,
    undo: &[Undo],
    seconds: u32,
) -> Result<Armed> {
    if guard.tier == GuardTier::None {
        return Ok(guard.clone());
    }
    no_leftovers(session).await?;
    let charge = Charge { script, policy: policies::needed(undo).join(","), seconds };
    let armed = match guard.tier {
        GuardTier::Job => arm_job(session, guard, &charge).await,
        _ => arm_timers(session, guard, &charge).await,
    };
    armed.while_doing(|| "arming the guard on the router; nothing of the plan was written".to_owned())
}

async fn arm_timers(session: &Session, guard: &Armed, charge: &Charge<'_>) -> Result<Armed> {
    let interval = wire(FieldType::Duration, &json!(charge.seconds))?;
    let (timer, boot) = (guard.name.timer(), guard.name.at_startup());
    add_script(session, guard, charge, COMMENT).await?;
    let (by_deadline, at_startup) = (
        [("name", timer.as_str()), ("interval", interval.as_str())],
        [("name", boot.as_str()), ("start-time", "startup"), ("interval", "0s")],
    );
    for pairs in [&by_deadline[..], &at_startup[..]] {
        let common = [("on-event", timer.as_str()), ("policy", &charge.policy), ("comment", COMMENT)];
        add(session, "system/scheduler", pairs.iter().chain(&common)).await?;
    }
    if !is_armed(session, guard).await? || source(session, guard).await?.as_deref() != Some(charge.script) {
        return Err(unlike_written());
    }
    Ok(guard.clone())
}

/// A job that waits and then runs the script. Where the answer that names it is lost, it cannot be told from others and
/// goes on: so it runs only the script with its mark, and does nothing once that is off the router.
async fn arm_job(session: &Session, guard: &Armed, charge: &Charge<'_>) -> Result<Armed> {
    let mark = format!("{COMMENT} ({})", ulid::Ulid::generate());
    add_script(session, guard, charge, &mark).await?;
    if source(session, guard).await?.as_deref() != Some(charge.script) {
        return Err(unlike_written());
    }
    let which = format!("[find name={} comment={}]", quote(&guard.name.timer())?, quote(&mark)?);
    let waiting = format!(":delay {}s\n:do {{ /system/script/run {which} }} on-error={{}}", charge.seconds);
    let arguments = RawRow::from([("script".to_owned(), waiting)]);
    let reply =
        session.call(Request::Run { path: "execute".to_owned(), arguments, read_only: false }).await?;
    let job = reply.ret.or_else(|| reply.rows.first().and_then(|row| row.get("ret").cloned()));
    let armed = Armed { job, ..guard.clone() };
    if armed.job.is_some() && is_armed(session, &armed).await? {
        return Ok(armed);
    }
    Err(Error::new(ErrorKind::DeviceRejected, "the background job with the undo is not running"))
}

async fn add_script(session: &Session, guard: &Armed, charge: &Charge<'_>, comment: &str) -> Result<()> {
    let (name, policy) = (guard.name.timer(), charge.policy.as_str());
    let pairs =
        [("name", name.as_str()), ("source", charge.script), ("policy", policy), ("comment", comment)];
    add(session, "system/script", pairs.iter()).await
}

async fn add<'a>(
    session: &Session,
    menu: &str,
    pairs: impl Iterator<Item = &'a (&'a str, &'a str)>,
) -> Result<()> {
    let values = pairs.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    session.call(Request::Add { menu: menu.to_owned(), values }).await.map(drop)
}

fn unlike_written() -> Error {
    Error::new(ErrorKind::DeviceRejected, "the guard did not read back as it was written")
}

/// Writes the undo anew, after rows got their ids.
pub(super) async fn update(session: &Session, guard: &Armed, script: &str) -> Result<()> {
    match guard.tier {
        GuardTier::Scheduler | GuardTier::Job => rewrite(session, guard, script).await,
        GuardTier::SafeMode | GuardTier::None => Ok(()),
    }
}

async fn rewrite(session: &Session, guard: &Armed, script: &str) -> Result<()> {
    let rows = named(session, "system/script", &[guard.name.timer()]).await?;
    let id = rows.first().map(|row| super::row::id(row).to_owned()).ok_or_else(fired)?;
    let values = RawRow::from([("source".to_owned(), script.to_owned())]);
    session.call(Request::Set { menu: "system/script".to_owned(), id: Some(id), values }).await?;
    if source(session, guard).await?.as_deref() == Some(script) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::DeviceRejected, "the guard's script did not read back as it was written"))
}

/// Takes the guard off the router and reads that it is gone. `Conflict` when it had gone by itself: it has fired.
pub(super) async fn disarm(session: &Session, guard: &Armed) -> Result<()> {
    let timers = [guard.name.timer(), guard.name.at_startup()];
    // What starts it goes first, and a job last: it runs nothing once the script is gone.
    let parts: &[(&str, &[String])] = match guard.tier {
        GuardTier::None | GuardTier::SafeMode => return Ok(()),
        GuardTier::Scheduler => &[("system/scheduler", &timers), ("system/script", &timers[..1])],
        GuardTier::Job => &[("system/script", &timers[..1])],
    };
    let mut missing = false;
    for (menu, names) in parts {
        let rows = named(session, menu, names).await?;
        missing |= rows.len() < names.len();
        for row in &rows {
            missing |= !removed(session, menu, super::row::id(row)).await?;
        }
    }
    if let (GuardTier::Job, Some(job)) = (guard.tier, &guard.job) {
        missing |= !removed(session, JOBS, job).await?;
    }
    for (menu, names) in parts {
        if !named(session, menu, names).await?.is_empty() {
            return Err(Error::new(ErrorKind::DeviceRejected, "the guard is still on the router"));
        }
    }
    if missing { Err(fired()) } else { Ok(()) }
}

/// Removes a row; says whether it was there.
async fn removed(session: &Session, menu: &str, id: &str) -> Result<bool> {
    let remove = Request::Remove { menu: menu.to_owned(), id: id.to_owned() };
    match session.call(remove).await {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        other => other.map(|_| true),
    }
}

fn fired() -> Error {
    Error::new(
        ErrorKind::Conflict,
        "the guard is no longer on the router: it has undone the change, or somebody removed it",
    )
}

/// Whether the guard is on the router, all of it.
pub(super) async fn is_armed(session: &Session, guard: &Armed) -> Result<bool> {
    match guard.tier {
        GuardTier::Job => {
            let jobs = session.print(Print { menu: JOBS.to_owned(), ..Print::default() }).await?;
            let waits = jobs.iter().any(|row| Some(super::row::id(row)) == guard.job.as_deref());
            Ok(waits && source(session, guard).await?.is_some())
        }
        GuardTier::None | GuardTier::SafeMode => Ok(false),
        GuardTier::Scheduler => {
            let timers = [guard.name.timer(), guard.name.at_startup()];
            let schedules = named(session, "system/scheduler", &timers).await?;
            let scripts = named(session, "system/script", &timers[..1]).await?;
            let fires = schedules
                .iter()
                .filter(|row| !is_on(row, "disabled") && row.get("on-event") == Some(&timers[0]))
                .count();
            Ok(fires == 2 && scripts.len() == 1 && !scripts.iter().any(|row| is_on(row, "invalid")))
        }
    }
}

/// Whether anything of the guard is on the router.
pub(super) async fn is_left(session: &Session, guard: &Armed) -> Result<bool> {
    if !matches!(guard.tier, GuardTier::Scheduler | GuardTier::Job) {
        return Ok(false);
    }
    let names = [guard.name.timer(), guard.name.at_startup()];
    Ok(!named(session, "system/script", &names[..1]).await?.is_empty()
        || !named(session, "system/scheduler", &names).await?.is_empty())
}

/// Runs the undo on the router, now: the same script that the timers would start.
pub(super) async fn fire(session: &Session, guard: &Armed) -> Result<()> {
    let rows = named(session, "system/script", &[guard.name.timer()]).await?;
    let id = rows.first().map(|row| super::row::id(row).to_owned()).ok_or_else(fired)?;
    let arguments = RawRow::from([("numbers".to_owned(), id)]);
    let run = Request::Run { path: "system/script/run".to_owned(), arguments, read_only: false };
    session.call(run).await.map(drop)
}

async fn source(session: &Session, guard: &Armed) -> Result<Option<String>> {
    let rows = named(session, "system/script", &[guard.name.timer()]).await?;
    // Line ends may come back as the console writes them.
    Ok(rows.first().and_then(|row| row.get("source")).map(|text| text.replace("\r\n", "\n")))
}

/// The rows of `menu` that have one of `names`.
pub(super) async fn named(session: &Session, menu: &str, names: &[String]) -> Result<Vec<RawRow>> {
    if let [name] = names {
        return session.find(menu, &[("name", name)], &[]).await;
    }
    let rows = session.print(Print { menu: menu.to_owned(), ..Print::default() }).await?;
    Ok(rows.into_iter().filter(|row| row.get("name").is_some_and(|name| names.contains(name))).collect())
}

/// An armed guard that nobody knows of any more would undo something of this plan, or of one long in force.
pub(super) async fn no_leftovers(session: &Session) -> Result<()> {
    for menu in ["system/scheduler", "system/script"] {
        let rows = session.find(menu, &[], &["name"]).await?;
        let left = rows.iter().filter_map(|row| row.get("name")).find(|name| name.starts_with(PREFIX));
        if let Some(name) = left {
            return Err(Error::new(
                ErrorKind::Conflict,
                format!("the router has a guard of an earlier change: {name} in {menu}"),
            )
            .hint("plan_list (rosmcp plan list) shows whether that change is still under way")
            .hint(format!("when nothing is, remove it on the router: /{menu}/remove [find name={name}]")));
        }
    }
    Ok(())
}
