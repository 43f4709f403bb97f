//! What a device's RouterOS can do: asked of its own console, once for each version, set of packages and board.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::Value;

use super::App;
use super::read::ReadRequest;
use crate::domain::abilities::{Abilities, Build, Wireless};
use crate::domain::device::Device;
use crate::domain::row::TypedRow;
use crate::error::{Error, ErrorKind, Result, WhileDoing};

/// How many builds are remembered; a fleet has a few.
const MOST: usize = 256;

/// What has been learnt, by build.
#[derive(Debug, Default)]
pub(super) struct Learnt(Mutex<HashMap<Build, Arc<Abilities>>>);

impl Learnt {
    fn of(&self, build: &Build) -> Option<Arc<Abilities>> {
        self.0.lock().get(build).cloned()
    }

    fn remember(&self, abilities: &Arc<Abilities>) {
        let mut learnt = self.0.lock();
        if learnt.len() >= MOST {
            learnt.clear();
        }
        learnt.insert(abilities.build.clone(), abilities.clone());
    }
}

impl App {
    /// What the RouterOS of `device` can do; reads its version and packages, and asks its console when they are new.
    pub async fn abilities(&self, device: &Device) -> Result<Arc<Abilities>> {
        let doing = || format!("asking {:?} what it can do", device.name);
        let build = self.build(device).await.while_doing(doing)?;
        if let Some(known) = self.learnt.of(&build) {
            return Ok(known);
        }
        let learnt = Arc::new(self.ask(device, build).await.while_doing(doing)?);
        self.learnt.remember(&learnt);
        Ok(learnt)
    }

    async fn build(&self, device: &Device) -> Result<Build> {
        let resource = self.settings_row(device, "system/resource").await?;
        let text = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default();
        let (version, board) = (text("version").parse()?, text("board-name").to_owned());
        let request = ReadRequest {
            menu: "system/package".to_owned(),
            fields: vec!["name".to_owned(), "disabled".to_owned()],
            ..ReadRequest::default()
        };
        let packages = match self.read_device(device, &request).await {
            Ok(page) => page.rows.iter().filter_map(enabled).collect(),
            Err(error) if is_absent(&error) => BTreeSet::new(),
            Err(error) => return Err(error),
        };
        Ok(Build { version, packages, board })
    }

    async fn ask(&self, device: &Device, build: Build) -> Result<Abilities> {
        let names = async |path: &str| -> Result<BTreeSet<String>> {
            let children = self.children(device, path).await?;
            Ok(children.into_iter().map(|(name, _)| name).collect())
        };
        let (interface, file) = (names("interface").await?, names("file").await?);
        let wireless =
            [("wifi", Wireless::Wifi), ("wifiwave2", Wireless::WifiWave2), ("wireless", Wireless::Wireless)];
        Ok(Abilities {
            build,
            wireless: wireless
                .iter()
                .filter(|(name, _)| interface.contains(*name))
                .map(|(_, one)| *one)
                .collect(),
            file_read: file.contains("read"),
        })
    }
}

fn enabled(row: &TypedRow) -> Option<String> {
    let disabled = row.get("disabled").and_then(Value::as_bool).unwrap_or(false);
    (!disabled).then(|| row.get("name")?.as_str().map(str::to_owned)).flatten()
}

fn is_absent(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DeviceRejected)
}
