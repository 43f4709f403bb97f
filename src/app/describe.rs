//! What a menu is: its fields as the catalogue describes them, and what a device's own version says.

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use crate::catalogue::menu::{Field, Menu};
use crate::catalogue::menus;
use crate::domain::device::Device;
use crate::domain::field::FieldType;
use crate::domain::row::RawRow;
use crate::error::{Error, Result, WhileDoing, nearest};
use crate::routeros::transport::Request;

/// A menu described.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MenuDescription {
    /// Its path.
    pub menu: String,
    /// What it holds; absent where the catalogue does not know the menu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `list`, `ordered list` or `settings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The fields by which two rows are the same thing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub identity: Vec<String>,
    /// The fields that the catalogue describes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fields: Vec<FieldDescription>,
    /// What the device itself says, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_device: Option<OnDevice>,
}

/// A field described.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldDescription {
    /// Its name.
    pub name: String,
    /// What its value means: `text`, `integer`, `flag`, `duration`, `prefix`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The unit of the number.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub unit: &'static str,
    /// The words it can be.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub words: Vec<&'static str>,
    /// The menu whose row it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub references: Option<&'static str>,
    /// Whether it can be set.
    #[serde(skip_serializing_if = "is_false")]
    pub writable: bool,
    /// Whether a new row needs it.
    #[serde(skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether it is never shown.
    #[serde(skip_serializing_if = "is_false")]
    pub secret: bool,
    /// Whether outsiders may have written it.
    #[serde(skip_serializing_if = "is_false")]
    pub untrusted: bool,
    /// Its value when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<&'static str>,
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl App {
    /// Describes a menu; with a device, also as that device's version knows it.
    pub async fn describe_menu(&self, path: &str, device: Option<&str>) -> Result<MenuDescription> {
        let Some(name) = device else { return offline(path) };
        let path = menus::normalise(path);
        let on_device = self.on_device(&self.reachable_device(name).await?, &path).await?;
        Ok(MenuDescription { on_device: Some(on_device), ..description(path) })
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
    async fn children(&self, device: &Device, path: &str) -> Result<Vec<(String, String)>> {
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

/// Describes a menu as the catalogue knows it, without any device.
pub fn offline(path: &str) -> Result<MenuDescription> {
    let path = menus::normalise(path);
    if menus::find(&path).is_none() {
        return Err(unknown(&path));
    }
    Ok(description(path))
}

fn description(path: String) -> MenuDescription {
    let menu = menus::find(&path);
    MenuDescription {
        title: menu.map(|menu| menu.title.to_owned()),
        kind: menu.map(|menu| menu.kind.as_str().to_owned()),
        identity: menu.map_or_else(Vec::new, |menu| menu.identity.iter().map(|&name| name.into()).collect()),
        fields: menu.map_or_else(Vec::new, fields),
        menu: path,
        on_device: None,
    }
}

fn unknown(path: &str) -> Error {
    let error = Error::not_found(format!("the catalogue does not describe a menu {path:?}"));
    match nearest(path, menus::all().map(|menu| menu.path)) {
        Some(near) => error.hint(format!("did you mean {near:?}?")),
        None => error.hint("name a device to ask its own console"),
    }
}

fn fields(menu: &Menu) -> Vec<FieldDescription> {
    menu.fields.iter().map(field).collect()
}

fn field(field: &Field) -> FieldDescription {
    let item = match field.kind {
        FieldType::List(item) => *item,
        other => other,
    };
    let is_list = matches!(field.kind, FieldType::List(_));
    FieldDescription {
        name: field.name.to_owned(),
        kind: if is_list { format!("list of {}", item.name()) } else { item.name().to_owned() },
        unit: item.unit(),
        words: if let FieldType::Enum(words) = item { words.to_vec() } else { Vec::new() },
        references: if let FieldType::Reference(menu) = item { Some(menu) } else { None },
        writable: field.writable,
        required: field.required,
        secret: field.secret,
        untrusted: field.untrusted,
        default: field.default,
    }
}
