//! A configuration against another: two of a time, or what runs against what should.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::fleet::{Failure, verdict};
use super::super::{App, Targets};
use super::compare::{Comparison, compare};
use super::kept::view;
use crate::blocking;
use crate::domain::device::Device;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::store::snapshots::{self, SnapshotRow};

/// What stands for the configuration that a device has now.
pub const RUNNING: &str = "running";
/// What stands for the snapshot that a person called right last.
pub const APPROVED: &str = "approved";

/// The status of a device of which nothing is kept yet.
const NO_BASELINE: &str = "no_baseline";

/// Two configurations of a device compared.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConfigDiff {
    /// The device.
    pub device: String,
    /// The older one: a snapshot's id, or `running`.
    pub from: String,
    /// The newer one.
    pub to: String,
    /// What differs.
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// Whether a device still has the configuration that it should.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeviceDrift {
    /// The device.
    pub device: String,
    /// `unchanged`, `drifted`, `no_baseline` (nothing is kept of it yet) or `failed`.
    pub status: &'static str,
    /// The snapshot that it was compared with: the one approved last, else the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// When the device was last seen so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<String>,
    /// Whether a person called that right.
    pub approved: bool,
    /// The menus that differ.
    pub menus: Vec<String>,
    /// As a unified diff.
    pub diff: String,
    /// Why it could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

impl DeviceDrift {
    /// Why nothing was compared, where that is so.
    pub fn failure(&self) -> Option<Failure> {
        let bare = || (self.status == NO_BASELINE).then(|| (&none(&self.device)).into());
        self.error.clone().or_else(bare)
    }
}

/// The drift of several devices.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Drift {
    /// Devices as they should be.
    pub unchanged: usize,
    /// Devices that are otherwise.
    pub drifted: usize,
    /// Devices of which no snapshot is kept yet.
    pub no_baseline: usize,
    /// Devices that could not be asked.
    pub failed: usize,
    /// Each device, by name.
    pub devices: Vec<DeviceDrift>,
}

impl Drift {
    /// The error to end with: failures before differences. At a shell a device that nothing was compared with counts as one
    /// that failed, so that a script takes no silence for agreement.
    pub fn error(&self) -> Option<Error> {
        let failures: Vec<_> = self.devices.iter().map(DeviceDrift::failure).collect();
        verdict(failures.iter().map(Option::as_ref)).or_else(|| {
            let what = if self.drifted == 1 {
                "1 device has".to_owned()
            } else {
                format!("{} devices have", self.drifted)
            };
            (self.drifted > 0).then(|| {
                Error::new(ErrorKind::Differences, format!("{what} another configuration than kept"))
            })
        })
    }
}

impl App {
    /// Compares two configurations of the device `name`: snapshots by id, `approved`, or `running`. Without any, the two
    /// newest snapshots; with one, that and `running`.
    pub async fn config_diff(&self, name: &str, from: Option<&str>, to: Option<&str>) -> Result<ConfigDiff> {
        let device = self.reachable_device(name).await?;
        let doing = || format!("comparing configurations of {:?}", device.name);
        let (from, to) = match (from, to) {
            (Some(from), to) => (from.to_owned(), to.unwrap_or(RUNNING).to_owned()),
            (None, Some(_)) => return Err(Error::usage("from is missing")),
            (None, None) => self.two_newest(&device).await.while_doing(doing)?,
        };
        let old = self.named_config(&device, &from).await.while_doing(doing)?;
        let new = self.named_config(&device, &to).await.while_doing(doing)?;
        let comparison = blocking::run(move || Ok(compare(&old, &new))).await?;
        Ok(ConfigDiff { device: device.name.clone(), from, to, comparison })
    }

    async fn two_newest(&self, device: &Device) -> Result<(String, String)> {
        let id = device.id.clone();
        let rows = self.store.read(move |conn| snapshots::list(conn, &id, None, 2)).await?;
        match rows.as_slice() {
            [new, old] => Ok((old.id.clone(), new.id.clone())),
            [only] => Ok((only.id.clone(), RUNNING.to_owned())),
            _ => Err(none(&device.name)),
        }
    }

    async fn named_config(&self, device: &Device, which: &str) -> Result<String> {
        match which {
            RUNNING => Ok(self.whole_config(device).await?.text),
            APPROVED => {
                let id = device.id.clone();
                let row = self.store.read(move |conn| snapshots::approved(conn, &id)).await?;
                let row = row.ok_or_else(|| {
                    Error::not_found("no snapshot is approved").hint(format!(
                        "a person approves one: rosmcp config snapshot {} --approve",
                        device.name
                    ))
                })?;
                self.text_of(&row).await
            }
            id => self.kept_text(device, id).await,
        }
    }

    /// Compares what runs on the devices with the snapshot of each that was approved last, else with its newest.
    pub async fn config_drift(&self, targets: &Targets) -> Result<Drift> {
        let mut devices = self.targets(targets).await?;
        devices.sort_by(|a, b| a.name.cmp(&b.name));
        let outcomes = self.for_each(devices, Self::drift_of).await;
        let devices: Vec<_> = outcomes
            .into_iter()
            .map(|outcome| {
                let failed = |error: Error| uncompared(outcome.device.name, "failed", Some((&error).into()));
                outcome.result.unwrap_or_else(failed)
            })
            .collect();
        let count = |status| devices.iter().filter(|device| device.status == status).count();
        Ok(Drift {
            unchanged: count("unchanged"),
            drifted: count("drifted"),
            no_baseline: count(NO_BASELINE),
            failed: count("failed"),
            devices,
        })
    }

    async fn drift_of(&self, device: Device) -> Result<DeviceDrift> {
        let doing = || format!("looking for drift of {:?}", device.name);
        let Some(baseline) = self.baseline(&device).await.while_doing(doing)? else {
            return Ok(uncompared(device.name, NO_BASELINE, None));
        };
        let old = self.text_of(&baseline).await.while_doing(doing)?;
        let new = self.whole_config(&device).await.while_doing(doing)?.text;
        let comparison = blocking::run(move || Ok(compare(&old, &new))).await?;
        let baseline = view(&device.name, baseline);
        Ok(DeviceDrift {
            device: device.name,
            status: if comparison.differs { "drifted" } else { "unchanged" },
            approved: baseline.approved_at.is_some(),
            baseline: Some(baseline.id),
            seen_at: Some(baseline.seen_at),
            menus: comparison.menus.into_iter().map(|menu| menu.menu).collect(),
            diff: comparison.diff,
            error: None,
        })
    }

    async fn baseline(&self, device: &Device) -> Result<Option<SnapshotRow>> {
        let id = device.id.clone();
        self.store
            .read(move |conn| {
                let approved = snapshots::approved(conn, &id)?;
                Ok(approved.or(snapshots::list(conn, &id, None, 1)?.into_iter().next()))
            })
            .await
    }
}

fn none(device: &str) -> Error {
    Error::not_found(format!("there is no snapshot of {device:?} yet")).hint(format!(
        "a server that takes snapshots does so by itself; at a shell: rosmcp config snapshot {device}"
    ))
}

fn uncompared(device: String, status: &'static str, error: Option<Failure>) -> DeviceDrift {
    DeviceDrift {
        device,
        status,
        baseline: None,
        seen_at: None,
        approved: false,
        menus: Vec::new(),
        diff: String::new(),
        error,
    }
}
