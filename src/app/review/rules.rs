//! Filter rules judged chain by chain.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::outside::Outside;
use super::{Chain, Finding, Severity};
use crate::change::NO_MATCHERS;
use crate::domain::row::{TypedRow, flag, text};

/// The chains that RouterOS itself enters.
const BUILT_IN: [&str; 3] = ["input", "forward", "output"];
/// A rule as far as it is judged.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    id: String,
    chain: String,
    action: String,
    jump_target: String,
    pub(super) matchers: BTreeMap<String, Value>,
    off: bool,
    invalid: bool,
    dynamic: bool,
    packets: Option<u64>,
}

impl From<&TypedRow> for Rule {
    fn from(row: &TypedRow) -> Self {
        let matchers = row.iter().filter(|(name, _)| !NO_MATCHERS.contains(&name.as_str()));
        let action = Some(text(row, "action")).filter(|action| !action.is_empty());
        Self {
            id: text(row, ".id"),
            chain: text(row, "chain"),
            jump_target: text(row, "jump-target"),
            action: action.unwrap_or_else(|| "accept".to_owned()),
            matchers: matchers.map(|(name, value)| (name.clone(), value.clone())).collect(),
            off: flag(row, "disabled"),
            invalid: flag(row, "invalid"),
            dynamic: flag(row, "dynamic"),
            packets: row.get("packets").and_then(Value::as_u64),
        }
    }
}

/// What becomes of a packet.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Accepted,
    Dropped,
    /// It leaves the chain: to where that was jumped from, or, in a chain that RouterOS enters itself, it is accepted.
    Returned,
}

impl Rule {
    fn accepts(&self) -> bool {
        self.action == "accept"
    }

    fn drops(&self) -> bool {
        matches!(self.action.as_str(), "drop" | "reject" | "tarpit")
    }

    fn matches_all(&self) -> bool {
        self.matchers.is_empty()
    }

    /// Whether every packet that `other` matches is matched by this rule too, as far as equal words tell.
    fn covers(&self, other: &Self) -> bool {
        self.matchers.iter().all(|(name, value)| other.matchers.get(name) == Some(value))
    }

    fn accepts_established(&self) -> bool {
        let established = |value: &Value| match value {
            Value::Array(states) => states.iter().any(|state| state == "established"),
            Value::String(states) => states.split(',').any(|state| state == "established"),
            _ => false,
        };
        self.accepts() && self.matchers.get("connection-state").is_some_and(established)
    }
}

/// The chains of `menu`, and what is to be said of its rules, strangers coming in from `outside`.
pub(super) fn judge(menu: &str, rules: &[Rule], outside: &Outside) -> (Vec<Chain>, Vec<Finding>) {
    let mut names: Vec<&str> = BUILT_IN.to_vec();
    names.extend(rules.iter().map(|rule| rule.chain.as_str()));
    let mut seen = BTreeSet::new();
    let (mut chains, mut findings) = (Vec::new(), Vec::new());
    let all: Vec<_> = rules.iter().filter(|rule| !rule.off && !rule.invalid).collect();
    for name in names.into_iter().filter(|name| seen.insert(*name)) {
        let of_chain: Vec<_> = rules.iter().filter(|rule| rule.chain == name).collect();
        let live: Vec<_> = of_chain.iter().copied().filter(|rule| !rule.off && !rule.invalid).collect();
        let finder = Finder { menu, chain: name, live: &live, all: &all, outside };
        finder.open(&mut findings);
        finder.never_reached(&mut findings);
        finder.answers(&mut findings);
        finder.unused(&mut findings);
        finder.invalid(&of_chain, &mut findings);
        if !live.is_empty() {
            chains.push(Chain {
                menu: menu.to_owned(),
                chain: name.to_owned(),
                rules: live.len(),
                ends: finder.ends().to_owned(),
            });
        }
    }
    (chains, findings)
}

/// One chain.
struct Finder<'a> {
    menu: &'a str,
    chain: &'a str,
    live: &'a [&'a Rule],
    /// The live rules of all chains.
    all: &'a [&'a Rule],
    outside: &'a Outside,
}

impl Finder<'_> {
    fn finding(&self, severity: Severity, code: &str, ids: Vec<String>, message: String) -> Finding {
        Finding { severity, code: code.to_owned(), menu: self.menu.to_owned(), ids, message }
    }

    /// The chain with its menu: IPv4 and IPv6 have chains of the same names.
    fn place(&self) -> String {
        format!("{} of {}", self.chain, self.menu)
    }

    /// The first rule that decides every packet, or drops every one that comes from outside, and how.
    fn last_word(&self) -> Option<(&Rule, Fate)> {
        self.live.iter().find_map(|rule| {
            let fate = self.fate(rule)?;
            let outside = || matches!(fate, Fate::Dropped) && self.outside.has_all_of(rule);
            (rule.matches_all() || outside()).then_some((*rule, fate))
        })
    }

    /// What becomes at last of the packets that `rule` matches; `None` where they may go on to the rules after it.
    fn fate(&self, rule: &Rule) -> Option<Fate> {
        self.fate_after(rule, &mut BTreeSet::new())
    }

    /// The same; a chain that was `entered` before decided nothing then, and chains may jump in circles.
    fn fate_after<'r>(&'r self, rule: &'r Rule, entered: &mut BTreeSet<&'r str>) -> Option<Fate> {
        match rule.action.as_str() {
            "return" => Some(Fate::Returned),
            "jump" => entered.insert(&rule.jump_target).then(|| self.fate_in(&rule.jump_target, entered))?,
            _ if rule.accepts() => Some(Fate::Accepted),
            _ if rule.drops() => Some(Fate::Dropped),
            _ => None,
        }
    }

    /// What becomes at last of the packets that enter `chain`; `None` where some may return.
    fn fate_in<'r>(&'r self, chain: &str, entered: &mut BTreeSet<&'r str>) -> Option<Fate> {
        let of_chain = self.all.iter().filter(|rule| rule.chain == chain);
        let until_one_returns = of_chain.take_while(|rule| rule.action != "return");
        until_one_returns.filter(|rule| rule.matches_all()).find_map(|rule| self.fate_after(rule, entered))
    }

    /// Whether answers of known connections that `rule` gets are accepted, there or where it jumps to.
    fn accepts_answers<'r>(&'r self, rule: &'r Rule, entered: &mut BTreeSet<&'r str>) -> bool {
        if rule.action != "jump" || !rule.matches_all() {
            return rule.accepts_established();
        }
        let mut there = self.all.iter().filter(|one| one.chain == rule.jump_target);
        entered.insert(&rule.jump_target) && there.any(|one| self.accepts_answers(one, entered))
    }

    /// What becomes of a packet that no rule with matchers decides.
    fn ends(&self) -> &'static str {
        match self.last_word() {
            Some((_, Fate::Dropped)) => "drop",
            Some((_, Fate::Accepted)) => "accept",
            _ if BUILT_IN.contains(&self.chain) => "accept",
            _ => "return",
        }
    }

    /// Whether strangers get further than any rule means them to.
    fn open(&self, findings: &mut Vec<Finding>) {
        let (severity, what) = match self.chain {
            "input" => (Severity::High, "the router itself"),
            "forward" => (Severity::Medium, "everything behind it"),
            _ => return,
        };
        match self.last_word() {
            Some((rule, Fate::Accepted)) => {
                let message = format!("this rule of {} accepts every packet", self.place());
                findings.push(self.finding(Severity::High, "accept_all", vec![rule.id.clone()], message));
            }
            _ if self.ends() == "drop" => {}
            _ => {
                let message =
                    format!("{} ends without a drop: whatever no rule names reaches {what}", self.place());
                let last = self.live.last().map(|rule| rule.id.clone());
                findings.push(self.finding(severity, "no_final_drop", last.into_iter().collect(), message));
            }
        }
    }

    /// Rules that no packet gets to, or none of those they mean.
    fn never_reached(&self, findings: &mut Vec<Finding>) {
        let decides: Vec<_> = self.live.iter().map(|rule| self.fate(rule).is_some()).collect();
        for (place, rule) in self.live.iter().enumerate() {
            let mut earlier = self.live.iter().zip(&decides).take(place).filter(|(_, decides)| **decides);
            let Some((first, _)) = earlier.find(|(one, _)| one.covers(rule)) else { continue };
            let ids = vec![rule.id.clone(), first.id.clone()];
            let same = first.matchers == rule.matchers
                && first.action == rule.action
                && first.jump_target == rule.jump_target;
            let (severity, code, message) = if same {
                (Severity::Low, "duplicate", format!("{} says again what {} has said", rule.id, first.id))
            } else if first.matches_all() {
                (
                    Severity::Medium,
                    "unreachable",
                    format!("{} comes after {}, which decides every packet", rule.id, first.id),
                )
            } else if first.accepts() && rule.drops() {
                let message =
                    format!("{} drops what {} has accepted before: it never does", rule.id, first.id);
                (Severity::Medium, "accept_before_drop", message)
            } else {
                (
                    Severity::Low,
                    "shadowed",
                    format!("{} never matches: {} has decided its packets before", rule.id, first.id),
                )
            };
            findings.push(self.finding(severity, code, ids, message));
        }
    }

    /// A chain that drops has to let the answers of what it let through pass.
    fn answers(&self, findings: &mut Vec<Finding>) {
        if !matches!(self.chain, "input" | "forward") {
            return;
        }
        let first_drop =
            self.live.iter().position(|rule| rule.drops() && !rule.matchers.contains_key("connection-state"));
        let Some(first_drop) = first_drop else { return };
        match self.live.iter().position(|rule| self.accepts_answers(rule, &mut BTreeSet::new())) {
            None => {
                let message = format!(
                    "{} drops, and no rule accepts established and related connections",
                    self.place()
                );
                let ids = self.live.get(first_drop).map(|rule| rule.id.clone()).into_iter().collect();
                findings.push(self.finding(Severity::Medium, "no_established", ids, message));
            }
            Some(place) if place > first_drop + 5 => {
                let message = format!(
                    "{} accepts established connections late: every packet passes {place} rules first",
                    self.place()
                );
                let ids = self.live.get(place).map(|rule| rule.id.clone()).into_iter().collect();
                findings.push(self.finding(Severity::Low, "established_late", ids, message));
            }
            Some(_) => {}
        }
    }

    fn unused(&self, findings: &mut Vec<Finding>) {
        let ids: Vec<_> = self
            .live
            .iter()
            .filter(|rule| rule.packets == Some(0) && !rule.dynamic)
            .map(|rule| rule.id.clone())
            .collect();
        if !ids.is_empty() {
            let message = format!(
                "{} rules of {} have matched nothing since their counters began",
                ids.len(),
                self.place()
            );
            findings.push(self.finding(Severity::Low, "unused", ids, message));
        }
    }

    fn invalid(&self, of_chain: &[&Rule], findings: &mut Vec<Finding>) {
        for rule in of_chain.iter().filter(|rule| rule.invalid && !rule.off) {
            let message = format!("{} is invalid and does nothing: what it names is missing", rule.id);
            findings.push(self.finding(Severity::Medium, "invalid", vec![rule.id.clone()], message));
        }
    }
}

#[cfg(test)]
mod tests;
