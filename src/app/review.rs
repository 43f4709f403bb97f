//! A look at a router's firewall as an experienced person takes it: what is open, what never matches, what is missing.
//!
//! Only what the rules themselves say is judged. A rule is called unreachable or shadowed where an earlier one that ends
//! the matter demands nothing, or nothing else, of a packet; what address lists hold is not looked into. Strangers are taken
//! to come in by the interfaces of the default routes.

mod outside;
mod rules;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::App;
use crate::change::ALLOWED_FROM;
use crate::domain::device::Device;
use crate::domain::row::{RawRow, TypedRow, flag, text};
use crate::error::{ErrorKind, Result, WhileDoing};
use crate::routeros::session::Session;
use outside::Outside;
use rules::{Rule, judge};

/// The most findings of a review.
const MOST: usize = 200;
/// The filter of each family of addresses, with its routes and the destination of its default route.
const FAMILIES: [(&str, &str, &str); 2] =
    [("ip/firewall/filter", "ip/route", "0.0.0.0/0"), ("ipv6/firewall/filter", "ipv6/route", "::/0")];
/// Services that send passwords in the clear.
const CLEAR: [&str; 4] = ["telnet", "ftp", "www", "api"];

/// What a review found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FirewallReview {
    /// The device.
    pub device: String,
    /// Each chain that has rules.
    pub chains: Vec<Chain>,
    /// What to look at, worst first.
    pub findings: Vec<Finding>,
    /// What the reader should know of the review itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Chain {
    /// The menu.
    pub menu: String,
    /// Its name.
    pub chain: String,
    /// Rules in force.
    pub rules: usize,
    /// What becomes of a packet that no rule decides: `accept`, `drop`, or `return` to the chain that jumped here.
    pub ends: String,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Anybody may get in, or nothing is filtered.
    High,
    /// The rules do not do what they look like.
    Medium,
    /// Clutter, or worth a thought.
    Low,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What kind it is.
    pub code: String,
    /// The menu.
    pub menu: String,
    /// The rows it is about, by `.id`; the first is the one to look at.
    pub ids: Vec<String>,
    /// In a sentence.
    pub message: String,
}

impl App {
    /// Reviews the filter rules and the open services of the device `name`.
    pub async fn firewall_review(&self, name: &str) -> Result<FirewallReview> {
        let device = self.reachable_device(name).await?;
        self.review(&device).await.while_doing(|| format!("reviewing the firewall of {:?}", device.name))
    }

    async fn review(&self, device: &Device) -> Result<FirewallReview> {
        let (mut chains, mut findings, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for (menu, routes, everywhere) in FAMILIES {
            if menu.starts_with("ipv6/") && self.is_without_ipv6(device).await? {
                notes.push("IPv6 is switched off, so its rules are not reviewed".to_owned());
                continue;
            }
            let rows = match self.rows(device, menu, &[]).await {
                Ok(rows) => rows,
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    notes.push(format!("{menu} is not there"));
                    continue;
                }
                Err(error) => return Err(error),
            };
            let rules: Vec<_> = rows.iter().map(Rule::from).collect();
            let (of_menu, found) = judge(menu, &rules, &self.outside(device, routes, everywhere).await?);
            chains.extend(of_menu);
            findings.extend(found);
        }
        let services = self.rows(device, "ip/service", &[]).await?;
        findings.extend(services.iter().filter_map(|row| service(row, open(&chains))));
        findings.sort_by(|a, b| a.severity.cmp(&b.severity).then_with(|| a.menu.cmp(&b.menu)));
        if findings.len() > MOST {
            notes.push(format!("{} more findings", findings.len() - MOST));
            findings.truncate(MOST);
        }
        Ok(FirewallReview { device: device.name.clone(), chains, findings, notes })
    }

    /// Whether the router takes and sends nothing over IPv6.
    async fn is_without_ipv6(&self, device: &Device) -> Result<bool> {
        match self.rows(device, "ipv6/settings", &["disable-ipv6"]).await {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            rows => Ok(rows?.first().is_some_and(|row| flag(row, "disable-ipv6"))),
        }
    }

    /// From where strangers come, by the default routes among `routes`.
    async fn outside(&self, device: &Device, routes: &str, everywhere: &str) -> Result<Outside> {
        let session = self.session(device).await?;
        let default = found(&session, routes, &[("dst-address", everywhere)]).await?;
        Ok(Outside {
            interfaces: outside::interfaces(&default),
            lists: found(&session, "interface/list", &[]).await?,
            members: found(&session, "interface/list/member", &[]).await?,
        })
    }
}

/// The rows of `menu` that say so; none where the router does not have it.
async fn found(session: &Session, menu: &str, equals: &[(&str, &str)]) -> Result<Vec<RawRow>> {
    match session.find(menu, equals, &[]).await {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        rows => rows.while_doing(|| format!("reading {menu}")),
    }
}

/// Whether the IPv4 input chain lets in what no rule decides.
fn open(chains: &[Chain]) -> bool {
    !chains
        .iter()
        .any(|chain| chain.menu == "ip/firewall/filter" && chain.chain == "input" && chain.ends == "drop")
}

/// Whether a list of addresses leaves anybody out.
fn is_limit<'a>(addresses: impl IntoIterator<Item = &'a str>) -> bool {
    let mut addresses = addresses.into_iter().filter(|address| !address.is_empty()).peekable();
    addresses.peek().is_some() && !addresses.any(|address| FAMILIES.iter().any(|(.., all)| *all == address))
}

/// A service that anybody may talk to, as far as its own settings and the end of the input chain say.
fn service(row: &TypedRow, open: bool) -> Option<Finding> {
    let limited = ALLOWED_FROM.iter().any(|name| match row.get(*name) {
        Some(Value::String(text)) => is_limit([text.as_str()]),
        Some(Value::Array(items)) => is_limit(items.iter().filter_map(Value::as_str)),
        _ => false,
    });
    if flag(row, "disabled") || flag(row, "dynamic") || flag(row, "invalid") || limited {
        return None;
    }
    let (name, port) = (text(row, "name"), text(row, "port"));
    let clear = CLEAR.contains(&name.as_str());
    let (severity, code, why) = match (open, clear) {
        (true, true) => (Severity::High, "service_open", "in the clear, and nothing keeps strangers out"),
        (true, false) => (Severity::Medium, "service_open", "and nothing keeps strangers out"),
        (false, true) => (Severity::Low, "service_in_the_clear", "in the clear; its TLS sibling is better"),
        (false, false) => return None,
    };
    Some(Finding {
        severity,
        code: code.to_owned(),
        menu: "ip/service".to_owned(),
        ids: vec![text(row, ".id")],
        message: format!("{name} listens on port {port} for any address, {why}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(service_row: &Value, open: bool) -> Option<(Severity, String)> {
        let row = service_row.as_object().cloned().unwrap_or_default();
        service(&row, open).map(|finding| (finding.severity, finding.code))
    }

    #[test]
    fn a_service_is_open_where_neither_it_nor_the_chain_is_limited() {
        let telnet = json!({".id": "*0", "name": "telnet", "port": 23, "address": "", "disabled": false});
        assert_eq!(told(&telnet, true), Some((Severity::High, "service_open".to_owned())));
        assert_eq!(told(&telnet, false), Some((Severity::Low, "service_in_the_clear".to_owned())));
        let winbox = json!({".id": "*6", "name": "winbox", "port": 8291});
        assert_eq!(told(&winbox, true), Some((Severity::Medium, "service_open".to_owned())));
        assert_eq!(told(&winbox, false), None);
        for (field, value) in [
            ("disabled", json!(true)),
            ("address", json!(["192.0.2.0/24"])),
            ("available-from", json!(["192.0.2.0/24"])),
            ("dynamic", json!(true)),
        ] {
            let mut row = telnet.clone();
            row[field] = value;
            assert_eq!(told(&row, true), None, "{field}");
        }
        let mut row = telnet.clone();
        row["address"] = json!(["192.0.2.0/24", "0.0.0.0/0"]);
        assert!(told(&row, true).is_some(), "that is everybody");
    }
}
