//! What steps do to filter rules, whatever the way: rules that drop, drops and answers that go, rules that nothing comes to.
//!
//! Each rule is judged as it will be against as it is, so that it does not matter by which kind of step it comes to that.

use super::super::firewall::{
    accepts_established, drops, drops_new, is_off, matchers, matches_everything, says_established,
};
use super::super::row::{id, text};
use super::super::world::World;
use crate::catalogue::menu::Risk;
use crate::domain::plan::{Action, Finding, PlannedStep, RowRef};
use crate::domain::row::RawRow;

/// The filters.
const MENUS: [&str; 2] = ["ip/firewall/filter", "ipv6/firewall/filter"];

/// A rule and which one it is.
type Placed<'a> = (RowRef, &'a RawRow);

/// A step that touches a rule.
struct Touch {
    number: usize,
    at: RowRef,
    moves: bool,
}

/// What is to be said of the rules that `steps` touch.
pub(super) fn findings(steps: &[PlannedStep], world: &World) -> Vec<Finding> {
    let of_menu = |menu: &str| {
        let before: Vec<_> =
            world.before(menu).iter().map(|row| (RowRef::Id(id(row).to_owned()), row)).collect();
        let after: Vec<_> = world.after(menu).iter().map(|row| (row.at.clone(), &row.values)).collect();
        let touches: Vec<_> = steps.iter().filter_map(|step| touch(step, menu)).collect();
        Judge { before: &before, after: &after, touches: &touches }.findings()
    };
    MENUS.into_iter().flat_map(of_menu).collect()
}

fn touch(step: &PlannedStep, menu: &str) -> Option<Touch> {
    let action = step.action.as_ref().filter(|action| action.path() == menu)?;
    let at = match action {
        Action::Add { .. } => RowRef::Added(step.number),
        Action::Set { row, .. } => row.clone()?,
        Action::Remove { row, .. } | Action::Move { row, .. } => row.clone(),
        Action::Run { .. } => return None,
    };
    Some(Touch { number: step.number, at, moves: matches!(action, Action::Move { .. }) })
}

/// The rules of one menu, as they are and as they will be.
struct Judge<'a> {
    before: &'a [Placed<'a>],
    after: &'a [Placed<'a>],
    touches: &'a [Touch],
}

impl Judge<'_> {
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, touch) in self.touches.iter().enumerate() {
            // The last step with a rule makes it what it will be.
            if self.touches.iter().skip(at + 1).any(|later| later.at == touch.at) {
                continue;
            }
            let moves = self.touches.iter().any(|one| one.moves && one.at == touch.at);
            let was = if moves { Vec::new() } else { said_of(&touch.at, self.before) };
            let new = said_of(&touch.at, self.after).into_iter().filter(|what| !was.contains(what));
            findings.extend(new.map(|what| high(what, Some(touch.number))));
            findings.extend(self.unreached(touch));
        }
        findings.extend(self.gone_drops());
        findings.extend(self.gone_answers());
        findings
    }

    /// That packets never come to the rule which `touch` leaves in force, unless it was so before.
    fn unreached(&self, touch: &Touch) -> Option<Finding> {
        let last = decided_before(&touch.at, self.after)?;
        if decided_before(&touch.at, self.before).is_some() {
            return None;
        }
        let chain = text(last.1, "chain").unwrap_or_default();
        let rule = match &last.0 {
            RowRef::Id(id) => format!("the rule {id}"),
            RowRef::Added(step) => format!("the rule of step {step}"),
        };
        let what =
            format!("it never matches: {rule} before it decides about every packet of the chain {chain}");
        Some(Finding { risk: Risk::Medium, what, step: Some(touch.number) })
    }

    /// Chains whose last drop goes, is narrowed, or is not reached any more.
    fn gone_drops(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let left = reached_drops(self.after);
        for (at, rule) in reached_drops(self.before) {
            let chain = text(rule, "chain").unwrap_or_default();
            let remains = left.iter().any(|(_, other)| {
                text(other, "chain") == Some(chain)
                    && places(other).all(|(name, value)| rule.get(name).is_some_and(|known| known == value))
            });
            if remains {
                continue;
            }
            let step = self.last_with(at).or_else(|| self.last_in(chain));
            let what = format!("after it the chain {chain} no longer drops what no rule names");
            if !findings.iter().any(|known| known.what == what) {
                findings.push(high(what, step));
            }
        }
        findings
    }

    /// Chains that drop, and whose rule for the answers of known connections goes.
    fn gone_answers(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, rule) in reached_answers(self.before) {
            let chain = text(rule, "chain").unwrap_or_default();
            let in_chain = |placed: &Placed<'_>| text(placed.1, "chain") == Some(chain);
            let drops_now = reached_drops(self.after).into_iter().any(in_chain);
            let remains = reached_answers(self.after).into_iter().any(in_chain);
            // One that drops them itself has been told.
            let itself = self.after.iter().any(|(other, rule)| other == at && drops(rule));
            if let Some(step) = self.last_with(at)
                && drops_now
                && !remains
                && !itself
            {
                let what = format!(
                    "after it the chain {chain} no longer lets the answers of known connections through"
                );
                findings.push(high(what, Some(step)));
            }
        }
        findings
    }

    fn last_with(&self, at: &RowRef) -> Option<usize> {
        self.touches.iter().rev().find(|touch| touch.at == *at).map(|touch| touch.number)
    }

    fn last_in(&self, chain: &str) -> Option<usize> {
        let of_chain = |touch: &&Touch| {
            let mut all = self.before.iter().chain(self.after);
            all.any(|(at, rule)| *at == touch.at && text(rule, "chain") == Some(chain))
        };
        self.touches.iter().rev().find(of_chain).map(|touch| touch.number)
    }
}

fn high(what: String, step: Option<usize>) -> Finding {
    Finding { risk: Risk::High, what, step }
}

/// What is to be said of the rule `at` among `rules`.
fn said_of(at: &RowRef, rules: &[Placed<'_>]) -> Vec<String> {
    let mut said = Vec::new();
    let Some(position) = rules.iter().position(|(other, _)| other == at) else { return said };
    let Some((_, rule)) = rules.get(position).filter(|(_, rule)| drops(rule)) else { return said };
    let chain = text(rule, "chain").unwrap_or_default();
    if matches!(chain, "input" | "forward") && matches_everything(rule) {
        said.push(format!("it drops everything in the chain {chain} that reaches it"));
    } else if says_established(rule) == Some(true)
        && matchers(rule).all(|(name, _)| name == "connection-state")
    {
        said.push(format!("it drops the packets of known connections in the chain {chain}"));
    }
    let answers = rules.iter().position(|(_, other)| {
        text(other, "chain") == Some(chain) && accepts_established(other) && !is_off(other)
    });
    if answers.is_some_and(|answers| position < answers) && says_established(rule) != Some(false) {
        said.push("it stands before the rule that lets established connections through".to_owned());
    }
    said
}

/// The rule that no packet passes on its way to the rule `at`, where that is in force.
fn decided_before<'a>(at: &RowRef, rules: &'a [Placed<'a>]) -> Option<&'a Placed<'a>> {
    let position = rules.iter().position(|(other, _)| other == at)?;
    let (_, rule) = rules.get(position).filter(|(_, rule)| !is_off(rule))?;
    let decides = |other: &RawRow| {
        matches!(text(other, "action"), None | Some("accept" | "drop" | "reject" | "tarpit" | "return"))
            && matches_everything(other)
            && !is_off(other)
    };
    let earlier = rules.iter().take(position);
    earlier.into_iter().find(|(_, other)| text(other, "chain") == text(rule, "chain") && decides(other))
}

/// The matchers that say where packets come in.
fn places(rule: &RawRow) -> impl Iterator<Item = (&str, &str)> {
    matchers(rule).filter(|(name, _)| name.starts_with("in-interface"))
}

/// The drops of new connections, whatever they are, that packets come to.
fn reached_drops<'a>(rules: &'a [Placed<'a>]) -> Vec<&'a Placed<'a>> {
    let accepts = |rule: &RawRow| text(rule, "action").is_none_or(|action| action == "accept");
    reached(rules, accepts, drops_new)
}

/// The rules for answers that packets come to.
fn reached_answers<'a>(rules: &'a [Placed<'a>]) -> Vec<&'a Placed<'a>> {
    reached(rules, drops, accepts_established)
}

/// The rules that are `wanted` and have none before them in their chain that `ends` everything.
fn reached<'a>(
    rules: &'a [Placed<'a>],
    ends: impl Fn(&RawRow) -> bool,
    wanted: impl Fn(&RawRow) -> bool,
) -> Vec<&'a Placed<'a>> {
    let (mut ended, mut found) = (Vec::new(), Vec::new());
    for placed in rules.iter().filter(|(_, rule)| !is_off(rule)) {
        let chain = text(placed.1, "chain");
        if ended.contains(&chain) {
            continue;
        }
        if wanted(placed.1) {
            found.push(placed);
        }
        if ends(placed.1) && matches_everything(placed.1) {
            ended.push(chain);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const DROP: &str = "it drops everything in the chain input that reaches it";
    const KNOWN: &str = "it drops the packets of known connections in the chain input";
    const BEFORE: &str = "it stands before the rule that lets established connections through";
    const NO_DROP: &str = "after it the chain input no longer drops what no rule names";
    const NO_ANSWERS: &str =
        "after it the chain input no longer lets the answers of known connections through";
    const ANSWERS: &str = "*1 connection-state=established,related";
    const LAST: &str = "*9 action=drop";
    const NEVER: &str =
        "it never matches: the rule *9 before it decides about every packet of the chain input";

    fn rule(text: &str) -> (RowRef, RawRow) {
        let (at, words) = text.split_once(' ').expect("an id");
        let pairs = words.split_whitespace().filter_map(|word| word.split_once('='));
        let mut row: RawRow = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        row.entry("chain".to_owned()).or_insert_with(|| "input".to_owned());
        (RowRef::Id(at.to_owned()), row)
    }

    /// What is said when steps with the rules of these ids lead from `before` to `after`.
    fn told(before: &[&str], after: &[&str], touched: &[&str], moves: bool) -> Vec<String> {
        let rows = |texts: &[&str]| texts.iter().map(|text| rule(text)).collect::<Vec<_>>();
        let (before, after) = (rows(before), rows(after));
        let placed = |rows: &'static [(RowRef, RawRow)]| {
            rows.iter().map(|(at, row)| (at.clone(), row)).collect::<Vec<_>>()
        };
        let (before, after) = (placed(before.leak()), placed(after.leak()));
        let touch = |(number, id): (usize, &&str)| Touch { number, at: RowRef::Id((*id).to_owned()), moves };
        let all: Vec<_> = (1..).zip(touched).map(touch).collect();
        let judge = Judge { before: &before, after: &after, touches: &all };
        judge.findings().into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_rule_is_judged_as_it_will_be_by_whatever_step() {
        let set = |before: &[&str], after: &[&str], touched: &[&str]| told(before, after, touched, false);
        let off = "*9 action=drop disabled=true";
        assert_eq!(set(&[ANSWERS, off], &[ANSWERS, LAST], &["*9"]), [DROP]);
        assert_eq!(set(&[ANSWERS, LAST], &[ANSWERS, off], &["*9"]), [NO_DROP]);
        assert_eq!(set(&[ANSWERS, LAST], &[ANSWERS], &["*9"]), [NO_DROP]);
        assert_eq!(set(&[ANSWERS, LAST], &[ANSWERS, "*9 action=accept"], &["*9"]), [NO_DROP]);
        assert_eq!(
            set(&[ANSWERS, LAST], &["*1 connection-state=established,related action=drop", LAST], &["*1"]),
            [KNOWN]
        );
        assert_eq!(set(&[ANSWERS, LAST], &[LAST], &["*1"]), [NO_ANSWERS]);
        assert_eq!(set(&[ANSWERS], &[], &["*1"]), Vec::<String>::new(), "nothing drops them");
        assert_eq!(set(&[ANSWERS, LAST], &["*5 action=accept", ANSWERS, LAST], &["*5"]), [NO_DROP]);
        let guests = "*5 action=drop in-interface=guests";
        assert_eq!(set(&[ANSWERS, guests, LAST], &[ANSWERS, LAST], &["*5"]), Vec::<String>::new());
        let invalid = "*5 action=drop in-interface=ether1 connection-state=invalid";
        assert_eq!(set(&[ANSWERS, LAST], &[invalid, ANSWERS], &["*5", "*9"]), [NO_DROP]);
        assert_eq!(
            set(&[ANSWERS, LAST], &[ANSWERS, "*9 action=drop comment=x"], &["*9"]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_rule_that_nothing_comes_to_is_told() {
        let (web, jump) = ("*5 protocol=tcp dst-port=443", "*4 action=jump jump-target=other");
        let told = |before: &[&str], after: &[&str]| told(before, after, &["*5"], false);
        assert_eq!(told(&[ANSWERS, LAST], &[ANSWERS, LAST, web]), [NEVER]);
        assert_eq!(told(&[ANSWERS, LAST], &[ANSWERS, jump, web, LAST]), Vec::<String>::new());
        let (off, other) = ("*5 protocol=tcp disabled=true", "*5 chain=forward protocol=tcp");
        assert_eq!(told(&[ANSWERS, LAST], &[ANSWERS, LAST, off]), Vec::<String>::new());
        assert_eq!(told(&[ANSWERS, LAST], &[ANSWERS, LAST, other]), Vec::<String>::new());
        assert_eq!(told(&[ANSWERS, LAST, web], &[ANSWERS, LAST, "*5 protocol=udp"]), Vec::<String>::new());
    }

    #[test]
    fn a_rule_that_moves_is_judged_where_it_comes_to_stand() {
        let moved = |before: &[&str], after: &[&str], touched: &[&str]| told(before, after, touched, true);
        assert_eq!(moved(&[ANSWERS, LAST], &[LAST, ANSWERS], &["*9"]), [DROP, BEFORE]);
        assert_eq!(moved(&[ANSWERS, LAST], &[LAST, ANSWERS], &["*1"]), [NEVER, NO_ANSWERS]);
        let web = "*5 protocol=tcp dst-port=443";
        assert_eq!(moved(&[ANSWERS, web, LAST], &[web, ANSWERS, LAST], &["*5"]), Vec::<String>::new());
    }
}
