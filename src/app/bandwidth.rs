//! How much the way between two routers carries. The test fills that way: both ends have to allow it.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::App;
use super::diagnose::{PATIENCE, ticking};
use super::progress::Progress;
use super::sanitise::clean_text;
use crate::domain::device::{Capability, Device};
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::transport::Request;

/// The longest test, seconds: a call has a minute.
pub const LONGEST: u32 = 30;

/// Which way data flows, seen from the device that tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the target.
    Receive,
    /// To the target.
    Transmit,
    /// Either way at once.
    Both,
}

/// What to test.
#[derive(Debug, Clone)]
pub struct BandwidthRequest {
    /// The device at the other end, by name.
    pub target: String,
    /// 1 to 30 seconds.
    pub seconds: u32,
    /// Which way.
    pub direction: Direction,
}

/// What was measured.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BandwidthReport {
    /// The device that tested.
    pub device: String,
    /// The device at the other end.
    pub target: String,
    /// The router's word on how it ended.
    pub status: Option<String>,
    /// Bits per second received, on average.
    pub rx_bits_per_second: Option<u64>,
    /// Bits per second sent, on average.
    pub tx_bits_per_second: Option<u64>,
    /// Packets lost.
    pub lost_packets: Option<u64>,
}

impl App {
    /// Tests from the device `name` against another device of the inventory. No password is sent: the bandwidth server
    /// there has to be one that asks for none, reachable for these two only.
    pub async fn bandwidth_test(
        &self,
        name: &str,
        request: &BandwidthRequest,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<BandwidthReport> {
        if !(1..=LONGEST).contains(&request.seconds) {
            let message = format!("seconds must be 1 to {LONGEST}, is {}", request.seconds);
            return Err(Error::usage(message));
        }
        let device = self.reachable_device(name).await?;
        let target = self.reachable_device(&request.target).await?;
        if device.id == target.id {
            return Err(Error::usage(format!("{:?} cannot test the way to itself", device.name))
                .hint("target is the device at the other end"));
        }
        for end in [&device, &target] {
            allows(end)?;
        }
        let doing = || format!("testing the way from {:?} to {:?}", device.name, target.name);
        let direction = match request.direction {
            Direction::Receive => "receive",
            Direction::Transmit => "transmit",
            Direction::Both => "both",
        };
        let arguments = RawRow::from([
            ("address".to_owned(), target.endpoint.host.clone()),
            ("direction".to_owned(), direction.to_owned()),
            ("duration".to_owned(), format!("{}s", request.seconds)),
        ]);
        let session = self.session(&device).await?;
        // Sent once: a second test for a lost answer would fill the way twice.
        let command = Request::Run { path: "tool/bandwidth-test".to_owned(), arguments, read_only: false };
        let reply =
            ticking(session.call_within(command, PATIENCE, cancel), progress, "the routers are testing");
        let last = reply.await.while_doing(doing)?.rows.pop().unwrap_or_default();
        Ok(report(&device, &target, &last))
    }
}

fn allows(device: &Device) -> Result<()> {
    if device.capabilities.contains(&Capability::BandwidthTest) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Refused,
        format!("the device {:?} does not allow bandwidth tests", device.name),
    )
    .hint(format!("an admin allows it: rosmcp device edit {} --allow-bandwidth-test", device.name)))
}

fn report(device: &Device, target: &Device, last: &RawRow) -> BandwidthReport {
    let number = |field: &str| last.get(field).and_then(|text| text.parse().ok());
    BandwidthReport {
        device: device.name.clone(),
        target: target.name.clone(),
        status: last.get("status").map(|text| clean_text(text)),
        rx_bits_per_second: number("rx-total-average"),
        tx_bits_per_second: number("tx-total-average"),
        lost_packets: number("lost-packets"),
    }
}
