//! Whether a router's software could be newer. Nothing is ever downloaded or installed.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::App;
use super::diagnose::{PATIENCE, run, ticking};
use super::progress::Progress;
use super::sanitise::clean_text;
use crate::domain::device::Device;
use crate::domain::row::{RawRow, TypedRow, flag, text};
use crate::domain::version::Version;
use crate::error::{ErrorKind, Result, WhileDoing};

/// What there is to know before an upgrade.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UpgradeCheck {
    /// The device.
    pub device: String,
    /// The release channel that it follows.
    pub channel: Option<String>,
    /// The version that runs.
    pub installed: Option<String>,
    /// The newest of the channel, as the router has just been told.
    pub latest: Option<String>,
    /// Whether that is newer; absent when the router could not find out.
    pub newer: Option<bool>,
    /// The router's own words.
    pub status: Option<String>,
    /// Packages with their version; what is disabled says so.
    pub packages: Vec<String>,
    /// Firmware of the board; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmware: Option<Firmware>,
}

/// Firmware of a board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Firmware {
    /// What runs.
    pub current: String,
    /// What would be installed.
    pub upgrade: String,
}

impl App {
    /// Has the device `name` ask for new versions, and reads what it has.
    pub async fn upgrade_check(
        &self,
        name: &str,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<UpgradeCheck> {
        let device = self.reachable_device(name).await?;
        let doing = || format!("looking for a new version for {:?}", device.name);
        let session = self.session(&device).await?;
        let command = run("system/package/update/check-for-updates", &RawRow::new());
        let asked = ticking(session.call_within(command, PATIENCE, cancel), progress, "the router is asking");
        let last = asked.await.while_doing(doing)?.rows.pop().unwrap_or_default();
        let packages = self.rows(&device, "system/package", &["name", "version", "disabled"]).await;
        let packages = packages.while_doing(doing)?;
        let firmware = self.firmware(&device).await.while_doing(doing)?;
        let said = |field: &str| last.get(field).map(|text| clean_text(text)).filter(|text| !text.is_empty());
        let (installed, latest) = (said("installed-version"), said("latest-version"));
        Ok(UpgradeCheck {
            device: device.name.clone(),
            newer: is_newer(installed.as_deref(), latest.as_deref()),
            channel: said("channel"),
            status: said("status"),
            installed,
            latest,
            packages: packages.iter().map(package).collect(),
            firmware,
        })
    }

    async fn firmware(&self, device: &Device) -> Result<Option<Firmware>> {
        let row = match self.settings_row(device, "system/routerboard").await {
            Ok(row) => row,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let current = text(&row, "current-firmware");
        let upgrade = text(&row, "upgrade-firmware");
        Ok((!current.is_empty()).then_some(Firmware { current, upgrade }))
    }
}

fn package(row: &TypedRow) -> String {
    let off = if flag(row, "disabled") { " (disabled)" } else { "" };
    format!("{} {}{off}", text(row, "name"), text(row, "version"))
}

/// `None` where either is not a version.
fn is_newer(installed: Option<&str>, latest: Option<&str>) -> Option<bool> {
    let (installed, latest): (Version, Version) = (installed?.parse().ok()?, latest?.parse().ok()?);
    Some(latest > installed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_versions_can_be_compared() {
        assert_eq!(is_newer(Some("7.22.1"), Some("7.24")), Some(true));
        assert_eq!(is_newer(Some("7.24"), Some("7.24")), Some(false));
        assert_eq!(is_newer(Some("7.24"), None), None);
        assert_eq!(is_newer(Some("7.24"), Some("soon")), None);
    }
}
