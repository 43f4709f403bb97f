//! What a menu is: its fields as the catalogue describes them, and what a device's own version says.

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use crate::catalogue::entry::MenuEntry;
use crate::catalogue::menus;
use crate::domain::device::Device;
use crate::domain::row::RawRow;
use crate::error::{Error, Result, WhileDoing};
use crate::routeros::transport::Request;

/// A menu described.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MenuDescription {
    /// Its path.
    pub menu: String,
    /// As the catalogue describes it; absent where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<MenuEntry>,
    /// As the device itself says, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_device: Option<OnDevice>,
}

/// A menu as the device's own console knows it (`/console/inspect`).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OnDevice {
    /// The device.
    pub device: String,
    /// Menus below this one.
    pub submenus: Vec<String>,
    /// Its commands.
    pub commands: Vec<String>,
    /// The arguments that `add` (or `set`, for settings) takes in the device's version.
    pub arguments: Vec<String>,
}

impl App {
    /// Describes a menu; with a device, also as that device's version knows it.
    pub async fn describe_menu(&self, path: &str, device: Option<&str>) -> Result<MenuDescription> {
        let path = menus::normalise(path);
        let Some(name) = device else {
            return Ok(MenuDescription { catalogue: Some(entry(&path)?), menu: path, on_device: None });
        };
        let on_device = self.on_device(&self.reachable_device(name).await?, &path).await?;
        let catalogue = menus::find(&path).map(MenuEntry::from);
        Ok(MenuDescription { menu: path, catalogue, on_device: Some(on_device) })
    }

    async fn on_device(&self, device: &Device, path: &str) -> Result<OnDevice> {
        let doing = || format!("asking {:?} about {path}", device.name);
        let children = self.children(device, path).await.while_doing(doing)?;
        if children.is_empty() {
            return Err(Error::not_found(format!("{:?} has no menu {path}", device.name))
                .hint("its version, its packages or its hardware do not have it"));
        }
        let named = |kinds: &[&str]| -> Vec<String> {
            let wanted = children.iter().filter(|(_, kind)| kinds.contains(&kind.as_str()));
            wanted.map(|(name, _)| name.clone()).collect()
        };
        let commands = named(&["cmd"]);
        let verb = ["add", "set"].into_iter().find(|verb| commands.iter().any(|command| command == verb));
        let arguments = match verb {
            Some(verb) => self.children(device, &format!("{path}/{verb}")).await.while_doing(doing)?,
            None => Vec::new(),
        };
        Ok(OnDevice {
            device: device.name.clone(),
            submenus: named(&["dir", "path"]),
            arguments: arguments.into_iter().map(|(name, _)| name).collect(),
            commands,
        })
    }

    /// The names below `path` in the device's own console, with their node types.
    pub(super) async fn children(&self, device: &Device, path: &str) -> Result<Vec<(String, String)>> {
        let arguments = RawRow::from([
            ("request".to_owned(), "child".to_owned()),
            ("path".to_owned(), path.replace('/', ",")),
        ]);
        let request = Request::Run { path: "console/inspect".to_owned(), arguments, read_only: true };
        let rows = self.session(device).await?.call(request).await?.rows;
        let child = |row: RawRow| {
            let is_child = row.get("type").is_some_and(|kind| kind == "child");
            let name = super::sanitise::clean_text(row.get("name")?);
            is_child.then(|| (name, row.get("node-type").cloned().unwrap_or_default()))
        };
        Ok(rows.into_iter().filter_map(child).collect())
    }
}

/// A menu as the catalogue describes it; one that it does not is an error with the nearest path.
pub fn entry(path: &str) -> Result<MenuEntry> {
    menus::find(path).map(MenuEntry::from).ok_or_else(|| unknown(path))
}

fn unknown(path: &str) -> Error {
    let error = Error::not_found(format!("the catalogue does not describe a menu {path:?}"));
    if let Some(below) = menus::below(path) {
        return error.hint(format!("it leads to {}", below.join(", ")));
    }
    match menus::like(path) {
        Some(near) => error.hint(format!("did you mean {near:?}?")),
        None => error.hint("name a device to ask its own console"),
    }
}
