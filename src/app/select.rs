//! Which devices a request means, and whether this installation and its caller may touch them. Every use case gets its
//! devices here, so that scope and environment are decided in one place.

use super::App;
use crate::domain::access;
use crate::domain::device::{Device, DeviceId};
use crate::domain::selector::Selector;
use crate::error::{Error, Result, nearest};
use crate::store::devices;

/// The devices a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Targets {
    /// These, by name; all of them must exist.
    Names(Vec<String>),
    /// The ones of this environment that match.
    Matching(Selector),
    /// All of this environment.
    All,
}

impl App {
    /// The device `name` (or id), whatever its environment.
    pub async fn device(&self, name: &str) -> Result<Device> {
        let wanted = name.to_owned();
        let scope = self.scope.clone();
        let (found, all) = self
            .store
            .read(move |conn| {
                let found = match devices::by_name(conn, &wanted)? {
                    Some(device) => Some(device),
                    None => devices::by_id(conn, &DeviceId(wanted))?,
                };
                let found = found.filter(|device| scope.contains(device));
                let all = if found.is_none() { devices::list(conn)? } else { Vec::new() };
                Ok((found, all))
            })
            .await?;
        found.ok_or_else(|| {
            let error = Error::not_found(format!("there is no device named {name:?}"));
            let near = all.iter().filter(|device| self.scope.contains(device));
            match nearest(name, near.map(|device| device.name.as_str())) {
                Some(near) => error.hint(format!("did you mean {near:?}?")),
                None => error.hint("list the devices to see their names"),
            }
        })
    }

    /// The device with that id, for whoever works for all callers at once; [`ErrorKind::NotFound`](crate::error::ErrorKind)
    /// when the inventory has it no more.
    pub async fn device_by_id(&self, id: &DeviceId) -> Result<Device> {
        let wanted = id.clone();
        let found = self.store.read(move |conn| devices::by_id(conn, &wanted)).await?;
        found.ok_or_else(|| Error::not_found(format!("no device has the id {id}")))
    }

    /// The device that something kept belongs to: in the caller's sight, and of this installation's environment.
    pub(super) async fn owner(&self, id: &DeviceId) -> Result<Device> {
        let device = self.device_by_id(id).await?;
        if !self.scope.contains(&device) {
            return Err(Error::not_found(format!("no device has the id {id}")));
        }
        access::may_reach(&device, self.settings.environment)?;
        Ok(device)
    }

    /// The device `name`, refused when it belongs to another environment than this installation.
    pub async fn reachable_device(&self, name: &str) -> Result<Device> {
        let device = self.device(name).await?;
        access::may_reach(&device, self.settings.environment)?;
        Ok(device)
    }

    /// Every device in the inventory that matches, by name; other environments' devices included.
    pub async fn devices(&self, selector: &Selector) -> Result<Vec<Device>> {
        let all = self.store.read(devices::list).await?;
        Ok(all.into_iter().filter(|device| self.means(selector, device)).collect())
    }

    /// Whether `device` may be seen and matches.
    pub(super) fn means(&self, selector: &Selector, device: &Device) -> bool {
        self.scope.contains(device) && selector.matches(device)
    }

    /// Every device of this installation's own environment, by name.
    pub async fn own_devices(&self) -> Result<Vec<Device>> {
        let mut devices = self.devices(&Selector::default()).await?;
        devices.retain(|device| device.environment == self.settings.environment);
        Ok(devices)
    }

    /// The devices that `targets` means, all of this environment; an empty selection is an error.
    pub async fn targets(&self, targets: &Targets) -> Result<Vec<Device>> {
        let selector = match targets {
            Targets::Names(names) => return self.named(names).await,
            Targets::Matching(selector) => selector.clone(),
            Targets::All => Selector::default(),
        };
        let mut found = self.devices(&selector).await?;
        found.retain(|device| device.environment == self.settings.environment);
        if found.is_empty() {
            return Err(Error::not_found(format!(
                "no device of the environment {} matches",
                self.settings.environment
            ))
            .hint(selector.vain().unwrap_or("list the devices to see their environments and tags")));
        }
        Ok(found)
    }

    async fn named(&self, names: &[String]) -> Result<Vec<Device>> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let device = self.reachable_device(name).await?;
            if found.iter().all(|one: &Device| one.id != device.id) {
                found.push(device);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;
    use crate::domain::principal::Principal;
    use crate::domain::scope::DeviceScope;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn a_device_out_of_scope_does_not_exist() {
        let app = App::scratch().await;
        for name in ["edge-1", "edge-2", "core-1"] {
            let device = device(name, &[("site", &name[..4])]);
            app.store.write(move |conn| devices::insert(conn, &device)).await.unwrap();
        }
        let mut principal = Principal::lab();
        principal.devices = DeviceScope::only(["tag:site=edge"]).unwrap();
        let view = app.seen_by(&principal);
        let names = |devices: Vec<Device>| devices.into_iter().map(|device| device.name).collect::<Vec<_>>();
        assert_eq!(names(view.devices(&Selector::default()).await.unwrap()), ["edge-1", "edge-2"]);
        assert_eq!(names(view.targets(&Targets::All).await.unwrap()), ["edge-1", "edge-2"]);
        assert!(view.device("edge-1").await.is_ok());
        for name in ["core-1", "id-of-core-1"] {
            let error = view.reachable_device(name).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotFound);
        }
        let owner = |id: &str| DeviceId(format!("id-of-{id}"));
        assert!(view.owner(&owner("core-1")).await.is_err());
        // A name that is another device's id leads to nobody else's things.
        let impostor = device("id-of-edge-1", &[("site", "edge")]);
        app.store.write(move |conn| devices::insert(conn, &impostor)).await.unwrap();
        assert_eq!(view.owner(&owner("edge-1")).await.unwrap().name, "edge-1");
        let error = view.device("core-2").await.unwrap_err();
        assert!(!error.hints().iter().any(|hint| hint.contains("core-1")), "{:?}", error.hints());
        let error = view.targets(&Targets::Names(vec!["edge-1".into(), "core-1".into()])).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(
            app.devices(&Selector::default()).await.unwrap().len(),
            4,
            "the installation keeps them all"
        );
    }
}
