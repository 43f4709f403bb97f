//! Preparing a change.

use super::prompt::{Argument, CHANGES, Given, MANNERS, Prompt};
use crate::app::complete::Words;

const ENVIRONMENT: Argument = Argument {
    name: "environment",
    description: "The environment; without one, that of this server.",
    default: Some(""),
    words: Words::Environments,
};

pub(super) const PROMPTS: &[Prompt] = &[
    Prompt {
        name: "address-list-sync",
        title: "Bring an address list into line",
        description: "Compares a firewall address list across routers and proposes what makes them equal.",
        arguments: &[
            ENVIRONMENT,
            Argument {
                name: "list_name",
                description: "Name of the address list; without one, all lists.",
                default: Some(""),
                words: Words::Free,
            },
        ],
        text: address_lists,
    },
    Prompt {
        name: "device-onboarding",
        title: "Take a device in",
        description: "Leads through adding a router: account, certificate, trust, first checks.",
        arguments: &[ENVIRONMENT],
        text: onboarding,
    },
    Prompt {
        name: "dns-ntp-rollout",
        title: "Roll DNS and NTP out",
        description: "Compares resolvers and time servers across routers and prepares the same for all, step by step.",
        arguments: &[
            ENVIRONMENT,
            Argument {
                name: "dry_run",
                description: "true to only say what would be done.",
                default: Some("true"),
                words: Words::Fixed(&["true", "false"]),
            },
        ],
        text: dns_ntp,
    },
];

fn address_lists(given: &Given) -> String {
    let which = match given.get("list_name") {
        "" => "every firewall address list".to_owned(),
        name => format!("the firewall address list called \"{name}\""),
    };
    format!(
        "Compare {which} on the routers of the environment {}.\n\n\
         1. `device_list`: which routers.\n\
         2. `fleet_read` of ip/firewall/address-list (static entries: dynamic is no): entries with list, address, comment, \
         disabled.\n\
         3. `firewall_read` (ip/firewall/filter, ip/firewall/nat, ip/firewall/raw) on those that differ: which rules use the \
         list, and so what a difference means.\n\n\
         Write a table: entry, on which routers it is, on which it is missing or disabled, which of both seems meant. Then \
         what has to change on each router; the recipe is `address_list_sync`. {CHANGES}{MANNERS}",
        given.get("environment")
    )
}

fn onboarding(given: &Given) -> String {
    format!(
        "Help a person to take a new router into the environment {environment}. Ask for its name, address and tags first, never for \
         a password.\n\n\
         1. In a shell: rosmcp device bootstrap. It prints the script that makes an account and TLS on the router; the person \
         writes a password into the line that begins with :local password, and pastes it into the router's terminal.\n\
         2. In the shell, where the password is asked for: rosmcp device add NAME --host HOST --username rosmcp --no-check \
         --environment {environment}\n\
         3. rosmcp device trust NAME, after comparing the fingerprint with /certificate/print detail on the router.\n\
         4. When that is done: `device_check`, and mend what it finds with the command it names.\n\
         5. `system_overview`, `interface_read`, `ip_read` and `firewall_read`: write down how the router was found.\n\n\
         Go step by step, and go on only when the step before has worked.{MANNERS}",
        environment = given.get("environment")
    )
}

fn dns_ntp(given: &Given) -> String {
    let mode = if given.get("dry_run") == "false" {
        format!(
            "The recipe is `dns_ntp_rollout`, and a plan goes over the routers in waves. When a person has agreed to the result, \
             prepare the change for one router first, and for the others after it has proved itself. {CHANGES}"
        )
    } else {
        "This is a dry run: say what would be done and make no plan.".to_owned()
    };
    format!(
        "Bring DNS resolvers and NTP servers of the routers of the environment {} into line.\n\n\
         1. `device_list`: which routers.\n\
         2. `fleet_read` of ip/dns, system/ntp/client and system/clock: what is set, whether time is synchronised.\n\
         3. Ask which servers are meant, unless most routers agree.\n\
         4. From one router per site: `ping` each server.\n\n\
         Write a table: router, DNS now and then, NTP now and then, risk. Then what has to change, with the check afterwards (names \
         resolve, the clock is synchronised). {mode} {MANNERS}",
        given.get("environment")
    )
}
