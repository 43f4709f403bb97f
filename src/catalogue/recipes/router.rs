//! The router itself: its name, its time, its resolver.

use super::{Param, Recipe, Template};

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        name: "identity",
        title: "Name the router",
        params: &[Param::required("name", "the name")],
        steps: &[Template::set("system/identity", &[], &[("name", "{name}")])],
        verified: "the name",
    },
    Recipe {
        name: "dns_ntp_rollout",
        title: "Resolvers and time servers",
        params: &[
            Param::optional("dns_servers", "addresses of resolvers"),
            Param::optional("ntp_servers", "names or addresses of time servers"),
        ],
        steps: &[
            Template::set("ip/dns", &[], &[("servers", "{dns_servers}")]).when("dns_servers"),
            Template::set("system/ntp/client", &[], &[("enabled", "yes"), ("servers", "{ntp_servers}")])
                .when("ntp_servers"),
        ],
        verified: "the servers, and that the client is on",
    },
];
