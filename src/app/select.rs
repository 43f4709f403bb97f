//! Which devices a request means, and whether this installation may touch them.

use super::App;
use crate::domain::device::{Device, DeviceId};
use crate::domain::selector::Selector;
use crate::error::{Error, ErrorKind, Result, nearest};
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
        let (found, all) = self
            .store
            .read(move |conn| {
                let found = match devices::by_name(conn, &wanted)? {
                    Some(device) => Some(device),
                    None => devices::by_id(conn, &DeviceId(wanted))?,
                };
                let all = if found.is_none() { devices::list(conn)? } else { Vec::new() };
                Ok((found, all))
            })
            .await?;
        found.ok_or_else(|| {
            let error = Error::not_found(format!("there is no device named {name:?}"));
            match nearest(name, all.iter().map(|device| device.name.as_str())) {
                Some(near) => error.hint(format!("did you mean {near:?}?")),
                None => error.hint("`rosmcp device list` names them all"),
            }
        })
    }

    /// The device `name`, refused when it belongs to another environment than this installation.
    pub async fn reachable_device(&self, name: &str) -> Result<Device> {
        let device = self.device(name).await?;
        self.check_environment(&device)?;
        Ok(device)
    }

    /// Every device in the inventory that matches, by name; other environments' devices included.
    pub async fn devices(&self, selector: &Selector) -> Result<Vec<Device>> {
        let all = self.store.read(devices::list).await?;
        Ok(all.into_iter().filter(|device| selector.matches(device)).collect())
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
            .hint("`rosmcp device list` shows every device with its environment and tags"));
        }
        Ok(found)
    }

    async fn named(&self, names: &[String]) -> Result<Vec<Device>> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            found.push(self.reachable_device(name).await?);
        }
        Ok(found)
    }

    fn check_environment(&self, device: &Device) -> Result<()> {
        let own = self.settings.environment;
        if device.environment == own {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Refused,
            format!(
                "the device {:?} belongs to the environment {}, this is {own}",
                device.name, device.environment
            ),
        )
        .hint(format!("run rosmcp with environment={} to touch it", device.environment)))
    }
}
