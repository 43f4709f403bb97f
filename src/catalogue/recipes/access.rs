//! Ways in.

use super::{Param, Recipe, Template};

pub(super) const RECIPES: &[Recipe] = &[Recipe {
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
}];
