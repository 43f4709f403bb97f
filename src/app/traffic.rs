//! How much interfaces carry at this moment.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::App;
use super::diagnose::{PATIENCE, run};
use super::sanitise::clean_text;
use crate::domain::device::Device;
use crate::domain::row::{RawRow, flag, text};
use crate::error::{Error, ErrorKind, Result, WhileDoing, nearest};

/// The most interfaces of one answer.
const MOST: usize = 100;

/// What a router's interfaces carry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrafficReport {
    /// The device.
    pub device: String,
    /// Busiest first.
    pub interfaces: Vec<InterfaceTraffic>,
    /// Interfaces beyond the first hundred, which were not asked.
    pub left_out: usize,
}

/// What one interface carries, as the router measured it over the last second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InterfaceTraffic {
    /// Its name.
    pub name: String,
    /// Bits per second received.
    pub rx_bits_per_second: Option<u64>,
    /// Bits per second sent.
    pub tx_bits_per_second: Option<u64>,
    /// Packets per second received.
    pub rx_packets_per_second: Option<u64>,
    /// Packets per second sent.
    pub tx_packets_per_second: Option<u64>,
    /// Packets per second that were dropped or broken, in both directions.
    pub lost_per_second: u64,
}

impl App {
    /// Has the device `name` measure `interfaces`, or all that run when none is named.
    pub async fn interface_traffic(
        &self,
        name: &str,
        interfaces: &[String],
        cancel: &CancellationToken,
    ) -> Result<TrafficReport> {
        let device = self.reachable_device(name).await?;
        let doing = || format!("measuring the interfaces of {:?}", device.name);
        let mut wanted = match interfaces {
            [] => self.running_interfaces(&device).await.while_doing(doing)?,
            named => named.to_vec(),
        };
        if let Some(odd) = wanted.iter().find(|name| name.contains(',') || name.is_empty()) {
            return Err(Error::usage(format!("{odd:?} is not an interface name that can be measured")));
        }
        let left_out = wanted.len().saturating_sub(MOST);
        wanted.truncate(MOST);
        let mut measured = Vec::new();
        if !wanted.is_empty() {
            let arguments = RawRow::from([
                ("interface".to_owned(), wanted.join(",")),
                ("once".to_owned(), String::new()),
            ]);
            let command = run("interface/monitor-traffic", &arguments);
            let reply = self.session(&device).await?.call_within(command, PATIENCE, cancel).await;
            let reply = match reply {
                Err(error) if error.kind() == ErrorKind::DeviceRejected => {
                    Err(self.not_there(&device, &wanted, error).await)
                }
                reply => reply,
            };
            measured = reply.while_doing(doing)?.rows.iter().map(traffic).collect();
        }
        measured.sort_by_key(|one: &InterfaceTraffic| {
            let (rx, tx) = (one.rx_bits_per_second.unwrap_or(0), one.tx_bits_per_second.unwrap_or(0));
            std::cmp::Reverse(rx.saturating_add(tx))
        });
        Ok(TrafficReport { device: device.name.clone(), interfaces: measured, left_out })
    }

    /// The router's refusal to look at `wanted`, or which of them it does not have, of which it says nothing itself.
    pub(super) async fn not_there(&self, device: &Device, wanted: &[String], refusal: Error) -> Error {
        let Ok(rows) = self.rows(device, "interface", &["name"]).await else { return refusal };
        let there: Vec<_> = rows.iter().map(|row| text(row, "name")).collect();
        let missing: Vec<_> = wanted.iter().filter(|name| !there.iter().any(|one| one == *name)).collect();
        let [first, ..] = missing.as_slice() else { return refusal };
        let named = missing.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
        let error = Error::not_found(format!("{:?} has no interface {named}", device.name));
        match nearest(first, there.iter().map(AsRef::as_ref)) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint("interface_read lists its interfaces"),
        }
    }

    async fn running_interfaces(&self, device: &Device) -> Result<Vec<String>> {
        let rows = self.rows(device, "interface", &["name", "running"]).await?;
        let running = rows.iter().filter(|row| flag(row, "running"));
        let names = running.map(|row| text(row, "name"));
        Ok(names.filter(|name| !name.contains(',')).collect())
    }
}

fn traffic(row: &RawRow) -> InterfaceTraffic {
    let number = |field: &str| row.get(field).and_then(|text| text.parse::<u64>().ok());
    let lost = [
        "rx-drops-per-second",
        "rx-errors-per-second",
        "tx-drops-per-second",
        "tx-errors-per-second",
        "tx-queue-drops-per-second",
    ];
    InterfaceTraffic {
        name: row.get("name").map(|name| clean_text(name)).unwrap_or_default(),
        rx_bits_per_second: number("rx-bits-per-second"),
        tx_bits_per_second: number("tx-bits-per-second"),
        rx_packets_per_second: number("rx-packets-per-second"),
        tx_packets_per_second: number("tx-packets-per-second"),
        lost_per_second: lost.iter().filter_map(|field| number(field)).fold(0, u64::saturating_add),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_router_leaves_out_is_not_zero() {
        let row = RawRow::from([
            ("name".to_owned(), "ether1".to_owned()),
            ("rx-bits-per-second".to_owned(), "25128".to_owned()),
            ("rx-drops-per-second".to_owned(), "2".to_owned()),
            ("tx-errors-per-second".to_owned(), "1".to_owned()),
        ]);
        let found = traffic(&row);
        assert_eq!((found.rx_bits_per_second, found.tx_bits_per_second), (Some(25_128), None));
        assert_eq!(found.lost_per_second, 3);
    }
}
