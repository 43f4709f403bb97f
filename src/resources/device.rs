//! `device://…`: one device.

use std::time::Duration;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use crate::app::complete::Words;
use crate::app::config::Form;
use crate::app::config::kept::{self, History};
use crate::app::read::{MAX_LIMIT, ReadRequest};
use crate::catalogue::menu::Menu;
use crate::catalogue::menus;
use crate::domain::device::Device;
use crate::error::Result;
use crate::events::Topic;

/// Resources that are one menu each: template, name, menu, title.
const MENUS: &[(&str, &str, &str, &str)] = &[
    ("device://{id}/interfaces", "device-interfaces", "interface", "Interfaces"),
    ("device://{id}/addresses", "device-addresses", "ip/address", "IPv4 addresses"),
    ("device://{id}/routes", "device-routes", "ip/route", "IPv4 routes"),
    ("device://{id}/neighbors", "device-neighbors", "ip/neighbor", "Neighbours"),
    ("device://{id}/firewall", "device-firewall", "ip/firewall/filter", "Firewall rules"),
    ("device://{id}/bridges", "device-bridges", "interface/bridge", "Bridges"),
    ("device://{id}/dhcp-server", "device-dhcp-server", "ip/dhcp-server", "DHCP servers"),
    ("device://{id}/dhcp-leases", "device-dhcp-leases", "ip/dhcp-server/lease", "DHCP leases"),
    ("device://{id}/wireless", "device-wireless", "interface/wifi", "Wi-Fi interfaces"),
    (
        "device://{id}/wireless/clients",
        "device-wireless-clients",
        "interface/wifi/registration-table",
        "Wi-Fi clients",
    ),
    ("device://{id}/logs", "device-logs", "log", "Log, newest first"),
];

/// What a configuration change leaves on the device: a row here.
const HISTORY: &str = "system/history";

pub(super) fn resources() -> impl Iterator<Item = Resource> {
    let own = [overview(), health(), config(), config_history(), any_menu()];
    let menus = MENUS.iter().filter_map(|(template, name, menu, title)| {
        // One that the catalogue lacked would be missing here; a test looks for that.
        menus::find(menu).map(|menu| one_menu(menu, template, name, title))
    });
    own.into_iter().chain(menus)
}

fn overview() -> Resource {
    Resource::of_device(
        "system",
        "device://{id}/overview",
        "device-overview",
        "Overview of a device",
        "One router at a glance: version, model, health, interfaces by state, addresses, default gateways.",
        |device, _| {
            let menu = |path: &str| Topic::Menu(device.id.clone(), path.to_owned());
            vec![Topic::Health(device.id.clone()), menu("interface"), menu("ip/address"), menu("ip/route")]
        },
        |context: Context, device: Device, _| async move {
            Contents::json(&context.app.overview(&device.name).await?)
        },
    )
    .listed()
}

fn health() -> Resource {
    Resource::of_device(
        "fleet",
        "device://{id}/health",
        "device-health",
        "Health of a device",
        "CPU, memory, storage, temperature and uptime of a router with a verdict, as its last check found them.",
        |device, _| vec![Topic::Health(device.id.clone())],
        |context: Context, device: Device, _| async move {
            Contents::json(&context.app.recent_health(&device).await?)
        },
    )
    .listed()
}

fn config() -> Resource {
    Resource::of_device(
        "config",
        "device://{id}/config",
        "device-config",
        "Configuration of a device",
        "The configuration as RouterOS commands, one a line, without secrets. The router writes it on request.",
        |device, _| vec![Topic::Menu(device.id.clone(), HISTORY.to_owned())],
        |context: Context, device: Device, _| async move {
            Ok(Contents::Text(context.app.config(&device.name, Form::Normalised).await?.text))
        },
    )
    .as_text()
    .fresh_for(Duration::from_mins(1))
}

fn config_history() -> Resource {
    Resource::of_device(
        "config",
        "device://{id}/config-history",
        "device-config-history",
        "Kept configurations of a device",
        "When a router had which configuration, newest first; snapshot://{id} reads one of them.",
        |device, _| vec![Topic::Snapshots(device.id.clone())],
        |context: Context, device: Device, _| async move {
            let newest = context.app.config_history(&device.name, None, kept::MOST).await?;
            // A resource takes no cursor.
            Contents::json(&History { next_cursor: None, ..newest })
        },
    )
}

fn any_menu() -> Resource {
    Resource::of_device(
        "generic",
        "device://{id}/menu/{+path}",
        "device-menu",
        "Any menu of a device",
        "The rows of a menu of a router, typed, by the menu's path.",
        |device, values| vec![Topic::Menu(device.id.clone(), menus::normalise(values.get("path")))],
        |context: Context, device: Device, values: Values| async move {
            rows(&context, &device, values.get("path")).await
        },
    )
    .completing(&[("id", Words::Devices), ("path", Words::Menus)])
}

fn one_menu(
    menu: &'static Menu,
    template: &'static str,
    name: &'static str,
    title: &'static str,
) -> Resource {
    let path = menu.path;
    Resource::of_device(
        menu.area.as_str(),
        template,
        name,
        title,
        format!("The rows of {path} of a router, typed."),
        move |device, _| vec![Topic::Menu(device.id.clone(), path.to_owned())],
        move |context: Context, device: Device, _| async move { rows(&context, &device, path).await },
    )
}

async fn rows(context: &Context, device: &Device, menu: &str) -> Result<Contents> {
    let request = ReadRequest { menu: menu.to_owned(), limit: Some(MAX_LIMIT), ..ReadRequest::default() };
    Contents::json(&context.app.read_device(device, &request).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_menu_is_one_of_the_catalogue() {
        for (template, _, menu, _) in MENUS {
            assert!(menus::find(menu).is_some(), "{template}");
        }
        assert!(menus::find(HISTORY).is_some());
    }
}
