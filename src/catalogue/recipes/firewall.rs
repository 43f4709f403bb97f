//! Rules, forwards, address lists.

use super::{Param, Recipe, Template};
use crate::domain::plan::Op;

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        name: "firewall_rule_add",
        title: "A filter rule at its place",
        params: &[
            Param::required("rule", "its fields, e.g. {\"chain\": \"forward\", \"action\": \"drop\"}"),
            Param::optional("place_before", "the row it goes before: fields or \"*ID\""),
        ],
        steps: &[Template::new(Op::Add, "ip/firewall/filter").with("rule").placed("place_before")],
        verified: "the rule",
    },
    Recipe {
        name: "firewall_rule_modify",
        title: "Change one filter rule",
        params: &[
            Param::required("rule", "which one: fields that only it has"),
            Param::required("values", "what it shall say"),
        ],
        steps: &[Template::new(Op::Set, "ip/firewall/filter").on("rule").with("values")],
        verified: "the rule",
    },
    Recipe {
        name: "firewall_rule_remove",
        title: "Remove one filter rule",
        params: &[Param::required("rule", "which one: fields that only it has")],
        steps: &[Template::new(Op::Remove, "ip/firewall/filter").on("rule")],
        verified: "that the rule is gone",
    },
    Recipe {
        name: "nat_port_forward",
        title: "Forward a port to a host inside",
        params: &[
            Param::required("in_interface", "where connections come in"),
            Param::required("port", "the port outside"),
            Param::required("to_address", "the host inside"),
            Param::required("to_port", "its port"),
            Param::or("protocol", "tcp or udp", "tcp"),
            Param::optional("comment", "a comment"),
        ],
        steps: &[Template::ensure(
            "ip/firewall/nat",
            &[
                ("chain", "dstnat"),
                ("action", "dst-nat"),
                ("in-interface", "{in_interface}"),
                ("protocol", "{protocol}"),
                ("dst-port", "{port}"),
                ("to-addresses", "{to_address}"),
                ("to-ports", "{to_port}"),
                ("comment", "{comment}"),
            ],
        )],
        verified: "the rule",
    },
    Recipe {
        name: "address_list_update",
        title: "Put addresses into a list and take others out",
        params: &[
            Param::required("list", "the list"),
            Param::optional("add", "addresses to have in it"),
            Param::optional("remove", "addresses not to have in it"),
            Param::optional("comment", "a comment for new ones"),
        ],
        steps: &[
            Template::ensure(
                "ip/firewall/address-list",
                &[("list", "{list}"), ("address", "{each}"), ("comment", "{comment}")],
            )
            .each("add"),
            Template {
                matching: &[("list", "{list}"), ("address", "{each}")],
                ..Template::new(Op::Remove, "ip/firewall/address-list")
            }
            .each("remove"),
        ],
        verified: "each address",
    },
    Recipe {
        name: "address_list_sync",
        title: "Have exactly these addresses in a list",
        params: &[
            Param::required("list", "the list"),
            Param::required("addresses", "all of its addresses"),
            Param::optional("comment", "a comment for new ones"),
        ],
        steps: &[
            Template::ensure(
                "ip/firewall/address-list",
                &[("list", "{list}"), ("address", "{each}"), ("disabled", "no"), ("comment", "{comment}")],
            )
            .each("addresses"),
            Template {
                matching: &[("list", "{list}")],
                except: Some(("address", "addresses")),
                ..Template::new(Op::Remove, "ip/firewall/address-list")
            },
        ],
        verified: "each address, and that no other is left",
    },
];
