//! Looking at how things are.

use super::prompt::{Argument, DEVICE, Given, MANNERS, MAYBE_DEVICE, Prompt};
use crate::app::complete::Words;

const ENVIRONMENT: Argument = Argument {
    name: "environment",
    description: "The environment of this server, or all that it manages.",
    default: Some("all"),
    words: Words::AllEnvironments,
};

pub(super) const PROMPTS: &[Prompt] = &[
    Prompt {
        name: "comprehensive-device-review",
        title: "Review a device",
        description: "Goes through a router from hardware to firewall and writes a report with findings by severity.",
        arguments: &[DEVICE],
        text: device_review,
    },
    Prompt {
        name: "fleet-health-review",
        title: "Review the fleet's health",
        description: "Checks every router and says which need attention, and what first.",
        arguments: &[ENVIRONMENT],
        text: fleet_health,
    },
    Prompt {
        name: "security-audit",
        title: "Audit security",
        description: "Looks for exposed services, weak users, firewall gaps and old software.",
        arguments: &[
            MAYBE_DEVICE,
            Argument {
                name: "audit_scope",
                description: "device for one router, fleet for all.",
                default: Some("device"),
                words: Words::Fixed(&["device", "fleet"]),
            },
        ],
        text: security_audit,
    },
    Prompt {
        name: "dhcp-lease-review",
        title: "Review DHCP leases",
        description: "Looks at pools, leases and reservations: what is full, stale, doubled or strange.",
        arguments: &[MAYBE_DEVICE],
        text: dhcp_leases,
    },
];

/// The devices meant, as an instruction.
pub(super) fn scope(device: &str) -> String {
    if device.is_empty() {
        "Begin with `device_list` and do this for each device; `fleet_read` reads one menu of many at once."
            .to_owned()
    } else {
        format!("The device is \"{device}\".")
    }
}

fn device_review(given: &Given) -> String {
    format!(
        "Review the router \"{}\" thoroughly.\n\n\
         1. `system_overview` and `device_check`: hardware, version, uptime, load, what rosmcp itself misses.\n\
         2. `interface_read` (interface): ports that are down though enabled, errors, drops, speed; `interface_traffic`: \
         what they carry now.\n\
         3. `ip_read` (ip/address, ip/neighbor) and `routing_read` (ip/route): overlaps, missing default routes, flapping.\n\
         4. `dhcp_read` and `dns_read`: servers, pools, leases, resolvers; is it an open resolver?\n\
         5. `firewall_review`, then `firewall_read` (ip/firewall/nat): order, rules that never match, what is open from \
         outside.\n\
         6. `user_read`, `system_read` (system/ntp/client, system/package) and `certificate_read`: accounts, time, software, \
         expiry.\n\
         7. `config_drift`: what differs from the configuration that was approved.\n\
         8. `log_read`, the newest lines of topics error, critical and warning.\n\n\
         Write: a summary of three sentences; findings as a table (severity, what, evidence, what to do), worst first; \
         what you could not see.{MANNERS}",
        given.get("device_id")
    )
}

fn fleet_health(given: &Given) -> String {
    let which = match given.get("environment") {
        "all" => "all environments that this server manages".to_owned(),
        environment => format!("the environment {environment}"),
    };
    format!(
        "Review the health of the routers of {which}.\n\n\
         1. `device_list`: how many, which versions and models.\n\
         2. `fleet_health`: the verdict on each.\n\
         3. For each device that is not healthy: `system_overview`, then `log_read` for what led to it. For one that is \
         unreachable: `device_check`, and `ping` from a neighbour that answers.\n\
         4. `fleet_read` of system/package: devices that run another version than most.\n\n\
         Write: one line for the fleet, a table of the devices that need attention in the order in which to take care of \
         them, and what several have in common.{MANNERS}"
    )
}

fn security_audit(given: &Given) -> String {
    let device = if given.get("audit_scope") == "fleet" { "" } else { given.get("device_id") };
    format!(
        "Audit the security of the configuration. {}\n\n\
         1. `ip_read` (ip/service): services that are on, without TLS, or open to any address.\n\
         2. `user_read` (user, user/group): default names, accounts with full rights, no address restriction.\n\
         3. `firewall_review`, then `firewall_read` (ip/firewall/filter) and `ipv6_read` for the rows it names: does the input chain end in a drop? What comes in from the \
         outside interfaces? Address lists that nobody uses.\n\
         4. `dns_read` (ip/dns): remote requests allowed to strangers?\n\
         5. `upgrade_check`: the version, and whether it is behind.\n\
         6. `certificate_read`: expired or soon expiring; weak keys.\n\
         7. `vpn_read`, `tool_read` (tool/mac-server and others) and `menu_read` (ip/proxy, ip/socks, ip/upnp): doors \
         that are open without need.\n\n\
         Write findings as a table: severity, device, what, evidence (menu and row), why it matters, the RouterOS command that \
         mends it. Say what is well done, too.{MANNERS}",
        scope(device)
    )
}

fn dhcp_leases(given: &Given) -> String {
    format!(
        "Review DHCP. {}\n\n\
         1. `dhcp_read` (ip/dhcp-server, ip/dhcp-server/network) and `ip_read` (ip/pool): which pools serve which network, how \
         large they are.\n\
         2. `dhcp_read` (ip/dhcp-server/lease): bound against pool size; leases waiting or offered for long; two leases \
         of one MAC address; reservations that were not seen for long.\n\
         3. `ip_read` (ip/arp): addresses in use that no lease explains.\n\n\
         Write: use of each pool in percent with a warning from 80 on, a table of strange leases with the reason, and \
         reservations worth making or dropping.{MANNERS}",
        scope(given.get("device_id"))
    )
}
