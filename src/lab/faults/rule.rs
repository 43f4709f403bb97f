//! Rules: which requests meet which fault.

use std::time::Duration;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::{Edit, Fault};
use crate::clock;
use crate::error::{Error, Result};

/// Rules that a router may have at once.
const MOST_RULES: usize = 1000;

/// The verb that stands for a new connection.
const CONNECT: &str = "connect";

/// How long the answer of a fault that has no time of its own takes, in milliseconds.
const USUAL_MS: u64 = 1000;

/// Which requests meet which fault, as JSON says it.
///
/// `{"router":"lab-1","match":{"path":"ip/address","verb":"print"},"fault":"latency","ms":200,"count":3}`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The router's name; all of them when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub router: Option<String>,
    #[serde(default, rename = "match")]
    matches: Match,
    fault: Kind,
    /// Milliseconds: of the delay, or between two bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
    /// Up to so many milliseconds more, at random.
    #[serde(skip_serializing_if = "Option::is_none")]
    jitter_ms: Option<u64>,
    /// After how many bytes of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<usize>,
    /// How many bytes the length is wrong, or how many seconds the clock jumps.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<i32>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// The router's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What another admin does.
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<Edit>,
    /// How many requests meet it; every one when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    /// How many matching requests pass before.
    #[serde(default)]
    skip: u32,
}

/// Which requests; what is left out matches anything.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    /// The menu: `ip/address`.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The command: `print`, `add`, `set`, `remove`, `ping`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    verb: Option<String>,
    /// The front.
    #[serde(skip_serializing_if = "Option::is_none")]
    over: Option<Front>,
}

/// Over which front a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::lab) enum Front {
    /// REST.
    Rest,
    /// The binary API.
    Api,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Latency,
    Stall,
    Hang,
    Reset,
    Truncate,
    Garbage,
    WrongLength,
    Drip,
    Status,
    LostAnswer,
    Unauthorized,
    Refused,
    Ignored,
    Reboot,
    ClockJump,
    Edit,
    Certificate,
}

impl Kind {
    /// Whether a connection may meet it.
    fn is_of_connections(self) -> bool {
        matches!(self, Self::Certificate | Self::Latency | Self::Hang | Self::Reset)
    }
}

impl Rule {
    /// Reads rules from the JSON array, or the one object, in `text`.
    ///
    /// Fails with `Usage` for anything that is no rule.
    pub fn read(text: &str) -> Result<Vec<Self>> {
        let bad = |error: serde_json::Error| Error::usage(format!("that is no fault: {error}"));
        let rules = if text.trim_start().starts_with('[') {
            serde_json::from_str(text).map_err(bad)?
        } else {
            vec![serde_json::from_str(text).map_err(bad)?]
        };
        rules.iter().try_for_each(Self::check)?;
        Ok(rules)
    }

    /// This rule for one router alone.
    pub(in crate::lab) fn of(self, router: &str) -> Self {
        Self { router: Some(router.to_owned()), ..self }
    }

    fn check(&self) -> Result<()> {
        match (self.fault, self.status) {
            (Kind::Status, None) => Err(Error::usage("the fault status needs a status")),
            (Kind::Status, Some(status)) if !(200..600).contains(&status) => {
                Err(Error::usage(format!("{status} is no status of an answer")))
            }
            _ => self.check_kind(),
        }
    }

    fn check_kind(&self) -> Result<()> {
        let connecting = self.is_of_connections();
        if connecting && !self.fault.is_of_connections() {
            return Err(Error::usage("a connection meets certificate, latency, hang or reset only"));
        }
        if self.fault == Kind::Certificate && !connecting {
            return Err(Error::usage("the fault certificate is for the verb connect"));
        }
        if (self.fault == Kind::Edit) != self.edit.is_some() {
            return Err(Error::usage("the fault edit goes with an edit, and no other does"));
        }
        Ok(())
    }

    fn is_of_connections(&self) -> bool {
        self.matches.verb.as_deref() == Some(CONNECT)
    }

    fn matches(&self, path: &str, verb: &str, front: Front) -> bool {
        let same = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        same(&self.matches.path, path)
            && same(&self.matches.verb, verb)
            && self.matches.over.is_none_or(|over| over == front)
    }

    fn fault(&self) -> Fault {
        match self.fault {
            Kind::Latency => Fault::Latency(self.delay()),
            Kind::Stall => Fault::Stall(self.delay()),
            Kind::Hang => Fault::Hang,
            Kind::Reset => Fault::Reset(self.at.unwrap_or_default()),
            Kind::Truncate => Fault::Truncate(self.at),
            Kind::Garbage => Fault::Garbage,
            Kind::WrongLength => Fault::WrongLength(self.by.unwrap_or(16)),
            Kind::Drip => Fault::Drip(self.delay()),
            Kind::Status => Fault::Status(self.status.unwrap_or(503), self.detail.clone()),
            Kind::LostAnswer => Fault::LostAnswer,
            Kind::Unauthorized => Fault::Unauthorized,
            Kind::Refused => Fault::Refused(self.detail.clone()),
            Kind::Ignored => Fault::Ignored,
            Kind::Reboot => Fault::Reboot(self.delay()),
            Kind::ClockJump => Fault::ClockJump(i64::from(self.by.unwrap_or(3600)) * 1000),
            Kind::Edit => self.edit.clone().map_or(Fault::Latency(Duration::ZERO), Fault::Edit),
            Kind::Certificate => Fault::Certificate,
        }
    }

    fn delay(&self) -> Duration {
        let jitter = Duration::from_millis(self.jitter_ms.unwrap_or_default());
        Duration::from_millis(self.ms.unwrap_or(USUAL_MS)).saturating_add(clock::jitter(jitter))
    }
}

/// The rules of one router, in the order in which they came.
#[derive(Debug, Default)]
pub(in crate::lab) struct Rules(Mutex<Vec<Rule>>);

impl Rules {
    /// Adds a rule; the oldest one goes when there are too many.
    pub(in crate::lab) fn add(&self, rule: Rule) {
        let mut rules = self.0.lock();
        if rules.len() >= MOST_RULES {
            rules.remove(0);
        }
        rules.push(rule);
    }

    /// Forgets every rule.
    pub(in crate::lab) fn clear(&self) {
        self.0.lock().clear();
    }

    /// The rules that are left, with what is left of their counts.
    pub(in crate::lab) fn all(&self) -> Vec<Rule> {
        self.0.lock().clone()
    }

    /// The fault that a request meets: that of the first rule which matches and doesn't let it pass.
    pub(in crate::lab) fn strike(&self, path: &str, verb: &str, front: Front) -> Option<Fault> {
        self.strike_first(|rule| rule.matches(path, verb, front))
    }

    /// The fault that a new connection meets.
    pub(in crate::lab) fn strike_connection(&self, front: Front) -> Option<Fault> {
        self.strike_first(|rule| rule.is_of_connections() && rule.matches("", CONNECT, front))
    }

    fn strike_first(&self, matches: impl Fn(&Rule) -> bool) -> Option<Fault> {
        let mut rules = self.0.lock();
        let at = rules.iter_mut().position(|rule| matches(rule) && !passes(rule))?;
        let rule = rules.get_mut(at)?;
        let fault = rule.fault();
        rule.count = rule.count.map(|count| count.saturating_sub(1));
        rules.retain(|rule| rule.count != Some(0));
        Some(fault)
    }
}

/// Lets a request pass while the rule has some to skip.
fn passes(rule: &mut Rule) -> bool {
    let passes = rule.skip > 0;
    rule.skip = rule.skip.saturating_sub(1);
    passes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Rules {
        let rules = Rules::default();
        Rule::read(text).expect("rules").into_iter().for_each(|rule| rules.add(rule));
        rules
    }

    #[test]
    fn the_first_rule_that_matches_strikes_as_often_as_it_says() {
        let rules = rules(
            r#"[{"match":{"path":"ip/address","verb":"print"},"fault":"hang","count":2,"skip":1},
                {"match":{"over":"api"},"fault":"garbage"}]"#,
        );
        let rest = |path| rules.strike(path, "print", Front::Rest);
        assert_eq!(rest("ip/route"), None);
        assert_eq!([(); 4].map(|()| rest("ip/address")), [None, Some(Fault::Hang), Some(Fault::Hang), None]);
        assert_eq!(rules.strike("ip/address", "print", Front::Api), Some(Fault::Garbage));
        assert_eq!(rules.all().len(), 1);
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for text in [
            "",
            "{}",
            r#"{"fault":"flood"}"#,
            r#"{"fault":"hang","matches":{}}"#,
            r#"{"fault":"hang","match":{"menu":"ip"}}"#,
            r#"{"fault":"status"}"#,
            r#"{"fault":"status","status":42}"#,
            r#"{"fault":"certificate"}"#,
            r#"{"fault":"garbage","match":{"verb":"connect"}}"#,
            r#"{"fault":"edit"}"#,
            r#"{"fault":"hang","edit":{"path":"ip/pool","verb":"add"}}"#,
        ] {
            assert!(Rule::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn connections_meet_what_is_meant_for_them_only() {
        let rules = rules(
            r#"[{"fault":"garbage"},{"match":{"verb":"connect","over":"rest"},"fault":"certificate"}]"#,
        );
        assert_eq!(rules.strike_connection(Front::Rest), Some(Fault::Certificate));
        assert_eq!(rules.strike_connection(Front::Api), None);
        assert_eq!(rules.strike("ip/pool", "print", Front::Rest), Some(Fault::Garbage));
    }

    #[test]
    fn jitter_comes_on_top() {
        let rule = Rule::read(r#"{"fault":"latency","ms":50,"jitter_ms":10}"#).expect("a rule").remove(0);
        for _ in 0..100 {
            let Fault::Latency(delay) = rule.fault() else { panic!("another fault") };
            assert!((50..60).contains(&delay.as_millis()), "{delay:?}");
        }
    }
}
