//! How the router's answers find back to rosmcp, before a plan and after it.

use std::cmp::Reverse;
use std::net::IpAddr;

use super::{View, Way};
use crate::catalogue::menu::Risk;
use crate::change::firewall::{self, covers};
use crate::change::row::{is_on, text};
use crate::change::world::World;
use crate::domain::plan::Finding;
use crate::domain::row::RawRow;

/// The table of routes that packets look into where no rule says otherwise.
const MAIN: &str = "main";
/// Where a route leads to, unless it has none.
const EVERYWHERE: &str = "0.0.0.0/0";

/// What the routes and the rules of routing say otherwise than before.
pub(super) fn findings(way: &Way, world: &World) -> Vec<Finding> {
    let (before, after) = (View::before(world), View::after(world));
    let finding = |(risk, what): (Risk, &str)| Finding { risk, what: what.to_owned(), step: None };
    way_back(way, &before, &after).into_iter().chain(rules(way, &before, &after)).map(finding).collect()
}

fn way_back(way: &Way, before: &View<'_>, after: &View<'_>) -> Option<(Risk, &'static str)> {
    let source = way.source.filter(IpAddr::is_ipv4)?;
    let (before, after) = (route_to(before, source)?, route_to(after, source));
    match after {
        None => Some((Risk::Critical, "rosmcp cuts its own way in: no route leads back to it")),
        Some(after) if is_blackhole(after) && !is_blackhole(before) => {
            Some((Risk::Critical, "rosmcp cuts its own way in: the route back to it is a blackhole"))
        }
        Some(after) => {
            let other = ["dst-address", "gateway"].iter().any(|name| text(before, name) != text(after, name));
            other.then_some((
                Risk::Critical,
                "another route leads back to rosmcp, and whether it gets there cannot be told",
            ))
        }
    }
}

/// The route that packets to `address` take: the longest prefix, then the least distance.
fn route_to<'a>(view: &View<'a>, address: IpAddr) -> Option<&'a RawRow> {
    let routes = view.rows("ip/route").into_iter().filter(|row| {
        let main = text(row, "routing-table").is_none_or(|table| table == MAIN);
        let off = is_on(row, "disabled") || is_on(row, "inactive");
        main && !off && covers(leads_to(row), address) == Some(true)
    });
    routes.max_by_key(|row| {
        let bits = leads_to(row).split_once('/').map_or(Some(32), |(_, bits)| bits.parse::<u8>().ok());
        let distance = text(row, "distance").and_then(|distance| distance.parse::<u8>().ok()).unwrap_or(1);
        (bits, Reverse(distance))
    })
}

fn leads_to(route: &RawRow) -> &str {
    text(route, "dst-address").unwrap_or(EVERYWHERE)
}

/// The flag is there without a value where it holds.
fn is_blackhole(route: &RawRow) -> bool {
    route.get("blackhole").is_some_and(|flag| !matches!(flag.as_str(), "false" | "no"))
}

/// A packet that meets another rule than before may look into another table, or be dropped.
fn rules(way: &Way, before: &View<'_>, after: &View<'_>) -> Option<(Risk, &'static str)> {
    let [before, after] = [before, after].map(|view| {
        let rules = view.rows("routing/rule").into_iter().filter(|rule| !firewall::is_off(rule));
        let met = rules.filter(|rule| {
            may_meet(rule, way.destination, way.source) || may_meet(rule, way.source, way.destination)
        });
        met.collect::<Vec<_>>()
    });
    let drops = |rules: &[&RawRow]| drop_answers(way, rules);
    if drops(&after) && !drops(&before) {
        return Some((
            Risk::Critical,
            "rosmcp cuts its own way in: a rule of routing drops the router's answers",
        ));
    }
    let [before, after] =
        [before, after].map(|rules| rules.into_iter().map(firewall::does).collect::<Vec<_>>());
    (before != after).then_some((
        Risk::Critical,
        "it changes rules of routing that rosmcp's packets may meet, and whether they still arrive cannot be told",
    ))
}

/// Whether the first rule that an answer may meet drops it for sure.
fn drop_answers(way: &Way, rules: &[&RawRow]) -> bool {
    let known = way.source.is_some() && way.destination.is_some();
    let Some(first) = rules.iter().find(|rule| may_meet(rule, way.destination, way.source)) else {
        return false;
    };
    let open = ["interface", "routing-mark", "min-prefix"].iter().any(|name| text(first, name).is_some());
    known && !open && matches!(text(first, "action"), Some("drop" | "unreachable"))
}

/// Whether a packet from `source` to `destination` may meet the rule.
fn may_meet(rule: &RawRow, source: Option<IpAddr>, destination: Option<IpAddr>) -> bool {
    let may = |name: &str, address: Option<IpAddr>| match (text(rule, name), address) {
        (Some(range), Some(address)) => covers(range, address) != Some(false),
        _ => true,
    };
    may("src-address", source) && may("dst-address", destination)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pairs: &[(&str, &str)]) -> RawRow {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_rule_is_met_unless_it_is_about_others() {
        let (us, it) = (Some("10.0.0.9".parse().unwrap()), Some("10.0.0.1".parse().unwrap()));
        for (rule, met) in [
            (row(&[("action", "drop")]), true),
            (row(&[("dst-address", "10.0.0.0/24")]), true),
            (row(&[("dst-address", "10.0.0.9"), ("src-address", "10.0.0.1")]), true),
            (row(&[("dst-address", "10.1.0.0/24")]), false),
            (row(&[("src-address", "10.0.0.0/24"), ("dst-address", "10.1.0.0/24")]), false),
        ] {
            assert_eq!(may_meet(&rule, it, us), met, "{rule:?}");
        }
        assert!(may_meet(&row(&[("dst-address", "10.1.0.0/24")]), it, None), "nobody knows");
    }
}
