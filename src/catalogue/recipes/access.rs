//! Ways in.

use super::{Param, Recipe, Template};
use crate::domain::plan::Op;

/// The recipe for rosmcp's own password.
pub(super) const OWN_PASSWORD: &str = "own_password";

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        name: OWN_PASSWORD,
        title: "A new random password for rosmcp's own user, on the router and in the store",
        params: &[],
        steps: &[Template::new(Op::Set, "user")],
        verified: "that a login with it gets in; only then it is stored",
    },
    Recipe {
        name: "service_hardening",
        title: "Switch plain services off and say from where the others may be reached",
        params: &[
            Param::or("disable", "services to switch off", "telnet,ftp,www,api"),
            Param::optional("allowed", "networks that may reach the services in keep"),
            Param::or("keep", "services that are limited to allowed", "www-ssl,ssh,winbox"),
        ],
        steps: &[
            Template::set("ip/service", &[("name", "{each}")], &[("disabled", "yes")]).each("disable"),
            Template::set("ip/service", &[("name", "{each}")], &[("address", "{allowed}")])
                .each("keep")
                .when("allowed"),
        ],
        verified: "each service's state and addresses, and that rosmcp still gets in",
    },
];
