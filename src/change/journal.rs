//! What was done, written down before and after it is done.
//!
//! Each entry is stored only while this run holds the device's lease: whoever lost it learns so before the next write.

use std::collections::BTreeMap;

use crate::clock;
use crate::domain::device::DeviceId;
use crate::domain::plan::{DeviceState, StepState};
use crate::error::Result;
use crate::store::Store;
use crate::store::leases::{self, Lease};
use crate::store::plans::{self, DeviceProgress};

use super::guard::{Armed, GuardName};
use super::verify::Ids;

/// The journal of one plan on one device.
#[derive(Clone)]
pub struct Journal {
    store: Store,
    plan: String,
    device: DeviceId,
    lease: Lease,
}

impl Journal {
    /// The journal that `lease` allows to write.
    pub fn new(store: Store, plan: &str, device: &DeviceId, lease: Lease) -> Self {
        Self { store, plan: plan.to_owned(), device: device.clone(), lease }
    }

    /// The plan's identifier.
    pub(super) fn plan(&self) -> &str {
        &self.plan
    }

    /// A run on the device begins.
    pub(super) async fn begin(&self) -> Result<()> {
        self.write(|conn, entry| plans::begin_device(conn, &entry)).await
    }

    /// How far the device is.
    pub async fn state(&self, state: DeviceState, why: Option<&str>) -> Result<()> {
        let why = why.map(str::to_owned);
        self.write(move |conn, entry| plans::set_device_state(conn, &entry, state, why.as_deref())).await
    }

    /// The guard that is on the router, and when it fires at the latest, Unix milliseconds.
    pub(super) async fn guard(&self, guard: &Armed, deadline: i64) -> Result<()> {
        let (tier, job) = (guard.tier, guard.job.clone());
        self.write(move |conn, entry| plans::set_guard(conn, &entry, tier, job.as_deref(), deadline)).await
    }

    /// How far a step is, and the row it added once that is known.
    pub(super) async fn step(&self, number: usize, state: StepState, row: Option<&str>) -> Result<()> {
        let row = row.map(str::to_owned);
        self.write(move |conn, entry| plans::set_step(conn, &entry, number, state, row.as_deref())).await
    }

    /// A line for people.
    pub async fn log(&self, text: impl Into<String>) -> Result<()> {
        let text = text.into();
        tracing::info!(plan = %self.plan, device = %self.device, "{text}");
        self.write(move |conn, entry| plans::log(conn, &entry.plan, Some(&entry.device), &text, entry.at))
            .await
    }

    /// Refuses to go on where the device's lease was lost: `Locked`.
    pub(super) async fn may_write(&self) -> Result<()> {
        let (device, lease) = (self.device.clone(), self.lease.clone());
        self.store.read(move |conn| leases::check(conn, &device.0, &lease)).await
    }

    /// What the journal knows of the device.
    pub async fn progress(&self) -> Result<DeviceProgress> {
        let (plan, device) = (self.plan.clone(), self.device.clone());
        self.store.read(move |conn| plans::progress(conn, &plan, &device)).await
    }

    /// The rows that steps added.
    pub(super) async fn ids(&self) -> Result<Ids> {
        let progress = self.progress().await?;
        let added = progress.steps.into_iter().filter_map(|(step, (_, row))| Some((step, row?)));
        Ok(added.collect::<BTreeMap<_, _>>())
    }

    /// The guard that was armed, and its deadline.
    pub(super) async fn armed(&self) -> Result<Option<(Armed, i64)>> {
        let guard = self.progress().await?.guard;
        let name = GuardName::of(&self.plan);
        Ok(guard.map(|(tier, job, deadline)| (Armed { tier, name, job }, deadline)))
    }

    async fn write<F>(&self, work: F) -> Result<()>
    where
        F: FnOnce(&mut dyn crate::store::Conn, plans::Entry) -> Result<()> + Send + 'static,
    {
        let entry =
            plans::Entry { plan: self.plan.clone(), device: self.device.clone(), at: clock::now_ms() };
        let lease = self.lease.clone();
        self.store
            .write(move |conn| {
                leases::check(conn, &entry.device.0, &lease)?;
                work(conn, entry)
            })
            .await
    }
}
