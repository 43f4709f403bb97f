//! Routes, DHCP, leases.

use super::{Param, Recipe, Template};

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        name: "static_route",
        title: "A static route",
        params: &[
            Param::required("dst_address", "the network"),
            Param::required("gateway", "the next hop"),
            Param::or("distance", "1 to 255", "1"),
            Param::or("routing_table", "the table", "main"),
            Param::optional("comment", "a comment"),
        ],
        steps: &[Template::ensure(
            "ip/route",
            &[
                ("dst-address", "{dst_address}"),
                ("gateway", "{gateway}"),
                ("distance", "{distance}"),
                ("routing-table", "{routing_table}"),
                ("comment", "{comment}"),
            ],
        )],
        verified: "the route",
    },
    Recipe {
        name: "dhcp_server",
        title: "A DHCP pool, its network and its server",
        params: &[
            Param::required("name", "name of pool and server"),
            Param::required("interface", "where it serves"),
            Param::required("ranges", "addresses it gives, a-b"),
            Param::required("network", "the network, a prefix"),
            Param::required("gateway", "the clients' gateway"),
            Param::optional("dns_servers", "the clients' resolvers"),
            Param::or("lease_time", "how long a lease lasts", "30m"),
        ],
        steps: &[
            Template::ensure("ip/pool", &[("name", "{name}"), ("ranges", "{ranges}")]),
            Template::ensure(
                "ip/dhcp-server/network",
                &[("address", "{network}"), ("gateway", "{gateway}"), ("dns-server", "{dns_servers}")],
            ),
            Template::ensure(
                "ip/dhcp-server",
                &[
                    ("name", "{name}"),
                    ("interface", "{interface}"),
                    ("address-pool", "{name}"),
                    ("lease-time", "{lease_time}"),
                    ("disabled", "no"),
                ],
            ),
        ],
        verified: "pool, network and server",
    },
    Recipe {
        name: "static_lease",
        title: "A fixed address for one client",
        params: &[
            Param::required("mac_address", "the client's MAC address"),
            Param::required("address", "its address"),
            Param::required("server", "the DHCP server"),
            Param::optional("comment", "a comment"),
        ],
        steps: &[Template::ensure(
            "ip/dhcp-server/lease",
            &[
                ("mac-address", "{mac_address}"),
                ("address", "{address}"),
                ("server", "{server}"),
                ("comment", "{comment}"),
            ],
        )],
        verified: "the lease",
    },
];
