//! Who talks to whom over an interface, as `/tool/torch` sees it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::App;
use super::diagnose::{PATIENCE, run, ticking};
use super::progress::Progress;
use super::sanitise::clean_text;
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result, WhileDoing};

/// The longest look, seconds: a call has a minute.
pub const LONGEST: u32 = 30;
/// Torch gives no rows before its second second.
const SHORTEST: u32 = 2;
/// The most flows of an answer.
const MOST: usize = 50;

/// What to look at.
#[derive(Debug, Clone)]
pub struct TorchRequest {
    /// The interface.
    pub interface: String,
    /// How long, 2 to 30 seconds.
    pub seconds: u32,
    /// Only traffic of this address or prefix, as source of what the interface receives.
    pub source: Option<String>,
    /// Only traffic to this address or prefix.
    pub destination: Option<String>,
}

/// What was seen.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TorchReport {
    /// The device.
    pub device: String,
    /// The interface.
    pub interface: String,
    /// For how long it was watched.
    pub seconds: u32,
    /// Busiest first.
    pub flows: Vec<Flow>,
    /// Flows beyond the first fifty.
    pub left_out: usize,
}

/// A flow, with the most that it carried in any second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flow {
    /// Where it comes from, with the port.
    pub source: String,
    /// Where it goes, with the port.
    pub destination: String,
    /// `tcp`, `udp`, … or the layer above Ethernet.
    pub protocol: String,
    /// Bits per second received.
    pub rx_bits_per_second: u64,
    /// Bits per second sent.
    pub tx_bits_per_second: u64,
}

impl App {
    /// Watches an interface of the device `name`; progress counts the seconds, for the router answers at the end.
    pub async fn torch(
        &self,
        name: &str,
        request: &TorchRequest,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<TorchReport> {
        if !(SHORTEST..=LONGEST).contains(&request.seconds) {
            let message = format!("seconds must be {SHORTEST} to {LONGEST}, is {}", request.seconds);
            return Err(Error::usage(message));
        }
        let device = self.reachable_device(name).await?;
        let doing = || format!("watching {} of {:?}", request.interface, device.name);
        let session = self.session(&device).await?;
        let command = run("tool/torch", &request.arguments());
        let reply =
            ticking(session.call_within(command, PATIENCE, cancel), progress, "the router is watching");
        let reply = match reply.await {
            Err(error) if error.kind() == ErrorKind::DeviceRejected => {
                let wanted = std::slice::from_ref(&request.interface);
                return Err(self.not_there(&device, wanted, error).await).while_doing(doing);
            }
            reply => reply.while_doing(doing)?,
        };
        let mut flows = flows(&reply.rows);
        let left_out = flows.len().saturating_sub(MOST);
        flows.truncate(MOST);
        Ok(TorchReport {
            device: device.name.clone(),
            interface: request.interface.clone(),
            seconds: request.seconds,
            flows,
            left_out,
        })
    }
}

impl TorchRequest {
    /// What is not asked for is not told apart: without an address filter torch sums all addresses up. Addresses of IPv6 have
    /// filters of their own.
    fn arguments(&self) -> RawRow {
        let mut arguments = RawRow::from([
            ("interface".to_owned(), self.interface.clone()),
            ("duration".to_owned(), format!("{}s", self.seconds)),
            ("ip-protocol".to_owned(), "any".to_owned()),
            ("port".to_owned(), "any".to_owned()),
        ]);
        for (end, wanted) in [("src-address", &self.source), ("dst-address", &self.destination)] {
            let filters = match wanted {
                None => {
                    vec![(end.to_owned(), "0.0.0.0/0".to_owned()), (format!("{end}6"), "::/0".to_owned())]
                }
                Some(address) if address.contains(':') => vec![(format!("{end}6"), address.clone())],
                Some(address) => vec![(end.to_owned(), address.clone())],
            };
            arguments.extend(filters);
        }
        arguments
    }
}

/// The rows of every second, each flow once with the most that it carried.
fn flows(rows: &[RawRow]) -> Vec<Flow> {
    let mut most: BTreeMap<(String, String, String), (u64, u64)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.contains_key("rx") || row.contains_key("tx")) {
        let text = |field: &str| row.get(field).map(|text| clean_text(text)).unwrap_or_default();
        let number = |field: &str| row.get(field).and_then(|text| text.parse().ok()).unwrap_or(0);
        let end = |address: &str, port: &str| match (text(address), text(port)) {
            (address, port) if port.is_empty() => address,
            (address, port) if address.contains(':') => format!("[{address}]:{port}"),
            (address, port) => format!("{address}:{port}"),
        };
        let protocol = Some(text("ip-protocol")).filter(|text| !text.is_empty());
        let protocol = protocol.unwrap_or_else(|| text("mac-protocol"));
        let key = (end("src-address", "src-port"), end("dst-address", "dst-port"), protocol);
        let seen = most.entry(key).or_default();
        *seen = (seen.0.max(number("rx")), seen.1.max(number("tx")));
    }
    let mut flows: Vec<_> = most
        .into_iter()
        .map(|((source, destination, protocol), (rx, tx))| Flow {
            source,
            destination,
            protocol,
            rx_bits_per_second: rx,
            tx_bits_per_second: tx,
        })
        .collect();
    flows.sort_by_key(|flow| {
        std::cmp::Reverse(flow.rx_bits_per_second.saturating_add(flow.tx_bits_per_second))
    });
    flows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(section: &str, destination: &str, rx: &str) -> RawRow {
        [
            (".section", section),
            ("dst-address", destination),
            ("dst-port", "53"),
            ("ip-protocol", "udp"),
            ("mac-protocol", "ip"),
            ("rx", rx),
            ("src-address", "192.0.2.1"),
            ("src-port", "5000"),
            ("tx", "0"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }

    #[test]
    fn addresses_of_both_families_are_told_apart_and_asked_for() {
        let request = |source: Option<&str>| TorchRequest {
            interface: "ether1".to_owned(),
            seconds: 2,
            source: source.map(str::to_owned),
            destination: None,
        };
        let filters = |source| {
            let arguments = request(source).arguments();
            ["src-address", "src-address6", "dst-address", "dst-address6"]
                .map(|name| arguments.get(name).cloned())
        };
        let any = [Some("0.0.0.0/0".to_owned()), Some("::/0".to_owned())];
        assert_eq!(filters(None), [any.clone(), any.clone()].concat()[..]);
        assert_eq!(filters(Some("2001:db8::1"))[..2], [None, Some("2001:db8::1".to_owned())]);
        assert_eq!(filters(Some("192.0.2.1"))[..2], [Some("192.0.2.1".to_owned()), None]);
    }

    #[test]
    fn a_flow_is_told_once_with_its_busiest_second() {
        let found = flows(&[
            row("0", "192.0.2.9", "10"),
            row("1", "192.0.2.9", "700"),
            row("1", "2001:db8::1", "900"),
            row("2", "192.0.2.9", "20"),
        ]);
        let said: Vec<_> =
            found.iter().map(|flow| (flow.destination.as_str(), flow.rx_bits_per_second)).collect();
        assert_eq!(said, [("[2001:db8::1]:53", 900), ("192.0.2.9:53", 700)]);
        assert_eq!((found[1].source.as_str(), found[1].protocol.as_str()), ("192.0.2.1:5000", "udp"));
    }
}
