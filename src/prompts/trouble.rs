//! Finding out what is wrong.

use super::prompt::{Argument, Given, MANNERS, MAYBE_DEVICE, Prompt};
use super::review::scope;
use crate::app::complete::Words;

pub(super) const PROMPTS: &[Prompt] = &[
    Prompt {
        name: "troubleshoot-device",
        title: "Troubleshoot a device",
        description: "Finds out why a router is unreachable, slow, ill or configured wrongly.",
        arguments: &[
            MAYBE_DEVICE,
            Argument {
                name: "issue_type",
                description: "connectivity, performance, health or config.",
                default: Some("connectivity"),
                words: Words::Fixed(&["connectivity", "performance", "health", "config"]),
            },
        ],
        text: device,
    },
    Prompt {
        name: "troubleshoot-dns-ntp",
        title: "Troubleshoot DNS and time",
        description: "Finds out why names do not resolve or clocks are wrong.",
        arguments: &[
            MAYBE_DEVICE,
            Argument {
                name: "issue_type",
                description: "dns, ntp or both.",
                default: Some("both"),
                words: Words::Fixed(&["dns", "ntp", "both"]),
            },
        ],
        text: dns_ntp,
    },
    Prompt {
        name: "troubleshoot-wireless",
        title: "Troubleshoot Wi-Fi",
        description: "Finds out why Wi-Fi clients are slow, dropped or not let in.",
        arguments: &[
            MAYBE_DEVICE,
            Argument {
                name: "issue_type",
                description: "What is wrong, in a few words: coverage, speed, drops, login.",
                default: Some("coverage, speed and drops"),
                words: Words::Free,
            },
        ],
        text: wireless,
    },
];

fn device(given: &Given) -> String {
    let steps = match given.get("issue_type") {
        "performance" => {
            "1. `system_overview`: load, memory, uptime.\n\
             2. `menu_read` (system/resource/cpu), twice: which core, is it steady?\n\
             3. `interface_read`: errors, drops, speed and duplex; `queue_read`: queues that drop.\n\
             4. `firewall_read` (ip/firewall/filter): rules with many packets, fasttrack; `menu_read` \
             (ip/firewall/connection) with limit 1 for the number of connections."
        }
        "health" => {
            "1. `fleet_health` for the device, `system_overview`.\n\
             2. `system_read` (system/health, system/resource): temperature, voltage, bad blocks, free storage.\n\
             3. `log_read`: reboots, kernel failures, disk errors; compare with the uptime."
        }
        "config" => {
            "1. `system_read` (system/history): what was changed last, by whom.\n\
             2. `device_check`, then the menus that the trouble is about: `interface_read`, `ip_read`, `firewall_read`, \
             `routing_read`; compare with a router of the same role by `fleet_read`.\n\
             3. `log_read` around the time of the change."
        }
        _ => {
            "1. `device_check`: does it answer rosmcp, and if not, why?\n\
             2. `interface_read`: links that are down; `ip_read` (ip/address, ip/arp, ip/neighbor): address, gateway \
             in the ARP table; `routing_read` (ip/route): default route.\n\
             3. From the device: `ping` its gateway, then an outside address; `dns_resolve` a name; `traceroute` to where it stops.\n\
             4. `firewall_read`: what drops; `log_read` for link and routing events."
        }
    };
    format!(
        "Find out what is wrong: a {} problem. {}\n\n{steps}\n\n\
         After each step say what it rules out. End with: the cause with the evidence, or the two most likely ones and the \
         test that tells them apart; what to do, with the RouterOS command.{MANNERS}",
        given.get("issue_type"),
        scope(given.get("device_id"))
    )
}

fn dns_ntp(given: &Given) -> String {
    let dns = "- `dns_read` (ip/dns, ip/dns/static): servers, remote requests, static entries that answer wrongly.\n\
               - `ping` each server, then `dns_resolve` a name: a server that answers and a name that does not resolve is DNS.\n\
               - `firewall_read`: port 53 in input and output.\n";
    let ntp = "- `system_read` (system/ntp/client, system/clock): status, servers, offset, time zone.\n\
               - `ping` each server; names need DNS first.\n\
               - `firewall_read`: UDP port 123.\n\
               - A clock that is far off breaks certificates: compare with `certificate_read`.\n";
    let steps = match given.get("issue_type") {
        "dns" => dns.to_owned(),
        "ntp" => ntp.to_owned(),
        _ => format!("{dns}{ntp}"),
    };
    format!(
        "Find out why names or time are wrong. {}\n\n{steps}\n\
         Say for each server: reachable, answering, right. End with the cause, the evidence and the command that mends \
         it.{MANNERS}",
        scope(given.get("device_id"))
    )
}

fn wireless(given: &Given) -> String {
    format!(
        "Find out what is wrong with Wi-Fi ({}). {}\n\n\
         1. `wifi_read` (interface/wifi): which interfaces run, channel, band, country; disabled or not started, and why.\n\
         2. `wifi_read` (interface/wifi/registration-table): clients with signal, rates, uptime; weaker than -75 dBm is poor.\n\
         3. Routers with the older driver: `wifi_read` (interface/wireless, interface/wireless/registration-table).\n\
         4. `dhcp_read` (ip/dhcp-server/lease): do clients that associate also get an address?\n\
         5. `log_read`, topic wireless: disconnect reasons, wrong passphrases, radar.\n\n\
         End with: causes by likelihood with evidence, changes of channel, width, power or placement with the command for \
         each.{MANNERS}",
        given.get("issue_type"),
        scope(given.get("device_id"))
    )
}
