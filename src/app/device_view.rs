//! A device as people and programs see it: no secret, and its own words made harmless.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::sanitise::clean_text;
use crate::clock;
use crate::domain::device::{Device, DeviceId, Facts, Trust};
use crate::domain::selector::Selector;
use crate::error::Result;
use crate::store::{Together, devices, plans};

/// What a device says of itself, made harmless to read.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct FactsView {
    /// What it calls itself; text from the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// RouterOS version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Board name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// CPU architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
    /// Serial number, or the system id of a CHR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
}

impl From<&Facts> for FactsView {
    fn from(facts: &Facts) -> Self {
        let clean = |text: &Option<String>| text.as_deref().map(clean_text);
        Self {
            identity: clean(&facts.identity),
            version: clean(&facts.version),
            model: clean(&facts.model),
            architecture: clean(&facts.architecture),
            serial: clean(&facts.serial),
        }
    }
}

/// A device as people and programs see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeviceView {
    /// Its name.
    pub name: String,
    /// Immutable identifier.
    pub id: String,
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// `rest` or `api`.
    pub transport: String,
    /// `system`, `pin`, `authority` or `plain`.
    pub trust: String,
    /// The pinned certificate's SHA-256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned_certificate: Option<String>,
    /// `lab`, `staging` or `prod`.
    pub environment: String,
    /// Free labels.
    pub tags: BTreeMap<String, String>,
    /// What may be done to it beyond reading.
    pub capabilities: Vec<String>,
    /// What it last said of itself.
    #[serde(flatten)]
    pub facts: FactsView,
    /// When it last answered, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<String>,
    /// Whether calls to it are let through: `closed`, `open` (it did not answer five times in a row and is left alone for
    /// a while) or `half_open`; absent while this process has made none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaker: Option<String>,
    /// The plan that left it in need of a person, or "another plan"; locked for plans until that is settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs_attention: Option<String>,
}

/// The devices, and the plans that left some of them in need of a person.
pub(super) struct Inventory {
    devices: Vec<Device>,
    blocked: BTreeMap<DeviceId, String>,
}

impl Inventory {
    /// As it is stored; the calls of a moment read it together.
    pub(super) fn together() -> Together<Self> {
        Together::new(|conn| Ok(Self { devices: devices::list(conn)?, blocked: plans::blocked(conn)? }))
    }
}

impl App {
    /// Every device that matches, by name, with what this process knows of it; other environments' devices included.
    pub async fn views(&self, selector: &Selector) -> Result<Vec<DeviceView>> {
        self.views_of(|device| self.means(selector, device)).await
    }

    /// The same of this installation's own environment.
    pub async fn own_views(&self, selector: &Selector) -> Result<Vec<DeviceView>> {
        let own = self.settings.environment;
        self.views_of(|device| device.environment == own && self.means(selector, device)).await
    }

    async fn views_of(&self, wanted: impl Fn(&Device) -> bool) -> Result<Vec<DeviceView>> {
        let inventory = self.inventory.read(&self.store).await?;
        let devices: Vec<_> = inventory.devices.iter().filter(|device| wanted(device)).collect();
        let blocked = devices.iter().filter_map(|device| inventory.blocked.get(&device.id));
        let told = self.told_plans(blocked.cloned().collect()).await?;
        let view = |device: &Device| DeviceView {
            breaker: self.breaker(&device.id).map(str::to_owned),
            needs_attention: inventory.blocked.get(&device.id).map(|plan| named(plan, &told)),
            ..DeviceView::from(device)
        };
        Ok(devices.into_iter().map(view).collect())
    }

    /// `device` as people and programs see it, with what this process knows of it.
    pub async fn view(&self, device: &Device) -> Result<DeviceView> {
        let blocked = self.blocked_by(device).await?;
        let told = self.told_plans(blocked.iter().cloned().collect()).await?;
        let needs_attention = blocked.map(|plan| named(&plan, &told));
        let breaker = self.breaker(&device.id).map(str::to_owned);
        Ok(DeviceView { breaker, needs_attention, ..DeviceView::from(device) })
    }

    /// The plan that left `device` in need of a person.
    pub(super) async fn blocked_by(&self, device: &Device) -> Result<Option<String>> {
        let id = device.id.clone();
        self.store.read(move |conn| plans::blocked_by(conn, &id)).await
    }
}

/// What `plan` is called for somebody who may be told of `told`.
fn named(plan: &str, told: &BTreeSet<String>) -> String {
    if told.contains(plan) { plan.to_owned() } else { "another plan".to_owned() }
}

impl From<&Device> for DeviceView {
    fn from(device: &Device) -> Self {
        let (trust, pinned_certificate) = match &device.endpoint.trust {
            Trust::System => ("system", None),
            Trust::Pin(fingerprint) => ("pin", Some(fingerprint.to_string())),
            Trust::Authority(_) => ("authority", None),
            Trust::Plain => ("plain", None),
        };
        Self {
            name: device.name.clone(),
            id: device.id.to_string(),
            host: device.endpoint.host.clone(),
            port: device.endpoint.port,
            transport: device.endpoint.transport.to_string(),
            trust: trust.to_owned(),
            pinned_certificate,
            environment: device.environment.to_string(),
            tags: device.tags.clone(),
            capabilities: device.capabilities.iter().map(|flag| flag.as_str().to_owned()).collect(),
            facts: FactsView::from(&device.facts),
            last_seen_at: device.last_seen_at.map(clock::rfc3339),
            breaker: None,
            needs_attention: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;
    use crate::domain::principal::{Principal, Role};

    #[tokio::test]
    async fn a_plan_is_named_only_to_who_may_see_it() {
        let app = App::scratch().await;
        let plan = app.sample_in_need().await;
        let edge = Device { id: DeviceId(crate::app::plan::SAMPLE_DEVICE.into()), ..device("edge-1", &[]) };
        let stored = edge.clone();
        app.store.write(move |conn| devices::insert(conn, &stored)).await.unwrap();
        let toolsets = Some(["fleet".to_owned()].into());
        let some = Principal { toolsets, ..Principal::unlimited("token", "t", Role::OpsRw) };
        for (view, named) in [(app.seen_by(&some), "another plan"), (App::clone(&app), &plan)] {
            let one = view.view(&edge).await.unwrap();
            let all = view.views(&Selector::default()).await.unwrap();
            assert_eq!(one.needs_attention.as_deref(), Some(named));
            assert_eq!(
                all.iter().map(|view| view.needs_attention.as_deref()).collect::<Vec<_>>(),
                [Some(named)]
            );
        }
    }
}
