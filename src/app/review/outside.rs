//! From where strangers come: the interfaces by which the default routes leave.

use std::net::IpAddr;

use serde_json::Value;

use super::rules::Rule;
use crate::change::InterfaceLists;
use crate::domain::row::RawRow;

/// Matchers that say where a packet comes in, and nothing of what it is.
const WHERE_IN: [&str; 2] = ["in-interface", "in-interface-list"];
/// The table of the routes that name none.
const MAIN: &str = "main";

/// What is outside, as far as the router says.
#[derive(Debug, Default)]
pub(super) struct Outside {
    /// The interfaces; none where no default route names one.
    pub(super) interfaces: Vec<String>,
    /// The rows of `interface/list`.
    pub(super) lists: Vec<RawRow>,
    /// The rows of `interface/list/member`.
    pub(super) members: Vec<RawRow>,
}

impl Outside {
    /// Whether `rule` matches every new connection from outside, whatever it is.
    pub(super) fn has_all_of(&self, rule: &Rule) -> bool {
        let mut placed = false;
        for (name, value) in &rule.matchers {
            let (negated, words) = words(value);
            let matched = match name.as_str() {
                name if WHERE_IN.contains(&name) => {
                    placed = true;
                    self.is_placed(name, negated, &words)
                }
                "connection-state" => words.iter().any(|state| state == "new") != negated,
                // What is published behind the router is no stranger at its door.
                "connection-nat-state" => negated && words == ["dstnat"],
                _ => false,
            };
            if !matched {
                return false;
            }
        }
        placed
    }

    /// Whether a matcher of the place holds for all that is outside. Where that is not known, all but one place is.
    fn is_placed(&self, name: &str, negated: bool, words: &[String]) -> bool {
        let [place] = words else { return false };
        // A kind of interfaces: which ones that are is not read.
        if name == "in-interface" && place.starts_with("all-") {
            return false;
        }
        let lists = InterfaceLists::new(&self.lists, &self.members);
        let holds = |interface: &String| match name {
            "in-interface" => (interface == place) != negated,
            _ => lists.has(place, interface).is_some_and(|has| has != negated),
        };
        let everywhere = (place == "all" || place == "none") && (place == "none") == negated;
        everywhere || if self.interfaces.is_empty() { negated } else { self.interfaces.iter().all(holds) }
    }
}

/// The interfaces by which default `routes` leave, each once.
pub(super) fn interfaces(routes: &[RawRow]) -> Vec<String> {
    let text = |row: &RawRow, name: &str| row.get(name).cloned().unwrap_or_default();
    let is = |row: &RawRow, name: &str| matches!(text(row, name).as_str(), "true" | "yes");
    let of_main =
        |row: &&RawRow| !is(row, "disabled") && ["", MAIN].contains(&text(row, "routing-table").as_str());
    let mut found = Vec::new();
    for row in routes.iter().filter(of_main) {
        let gateways = ["immediate-gw", "gateway"].map(|name| text(row, name)).join(",");
        for gateway in gateways.split(',').filter(|gateway| !gateway.is_empty()) {
            let name = match gateway.split_once('%') {
                Some((_, name)) => name,
                None if gateway.parse::<IpAddr>().is_err() => gateway,
                None => continue,
            };
            // A routing table may follow the name.
            let name = name.split('@').next().unwrap_or(name).to_owned();
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// Whether a matcher is negated, and its words.
fn words(value: &Value) -> (bool, Vec<String>) {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        _ => String::new(),
    };
    let (negated, text) = text.strip_prefix('!').map_or((false, text.as_str()), |text| (true, text));
    (negated, text.split(',').map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(pairs: &[(&str, &str)]) -> RawRow {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_default_route_says_which_interface_is_outside() {
        let routes = [
            route(&[("gateway", "203.0.113.1"), ("immediate-gw", "203.0.113.1%ether1"), ("active", "true")]),
            route(&[("gateway", "pppoe-out1"), ("distance", "10")]),
            route(&[("gateway", "198.51.100.1"), ("immediate-gw", "")]),
            route(&[("gateway", "wg-vpn"), ("routing-table", "via-vpn")]),
            route(&[("gateway", "fe80::1%lte1"), ("disabled", "true")]),
        ];
        assert_eq!(interfaces(&routes), ["ether1", "pppoe-out1"]);
    }
}
