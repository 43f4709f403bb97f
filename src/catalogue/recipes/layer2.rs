//! Interfaces, bridges, VLANs, Wi-Fi, WireGuard.

use super::{Param, Recipe, Template};

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        name: "interface_comment",
        title: "Comment an interface",
        params: &[
            Param::required("interface", "its name"),
            Param::required("comment", "the comment, \"\" for none").or_nothing(),
        ],
        steps: &[Template::set("interface", &[("name", "{interface}")], &[("comment", "{comment}")])],
        verified: "the comment",
    },
    Recipe {
        name: "interface_state",
        title: "Enable or disable an interface",
        params: &[Param::required("interface", "its name"), Param::required("disabled", "true or false")],
        steps: &[Template::set("interface", &[("name", "{interface}")], &[("disabled", "{disabled}")])],
        verified: "the state",
    },
    Recipe {
        name: "bridge_port",
        title: "Put an interface into a bridge",
        params: &[
            Param::required("bridge", "the bridge"),
            Param::required("interface", "the interface"),
            Param::optional("pvid", "VLAN of untagged frames"),
            Param::optional("comment", "a comment"),
        ],
        steps: &[Template::ensure(
            "interface/bridge/port",
            &[
                ("bridge", "{bridge}"),
                ("interface", "{interface}"),
                ("pvid", "{pvid}"),
                ("comment", "{comment}"),
            ],
        )],
        verified: "the port",
    },
    Recipe {
        name: "bridge_vlan",
        title: "A VLAN on a bridge",
        params: &[
            Param::required("bridge", "the bridge"),
            Param::required("vlan_id", "1 to 4094"),
            Param::optional("tagged", "interfaces where it leaves tagged"),
            Param::optional("untagged", "interfaces where it leaves untagged"),
            Param::optional("interface", "name of an interface in the VLAN"),
        ],
        steps: &[
            Template::ensure(
                "interface/bridge/vlan",
                &[
                    ("bridge", "{bridge}"),
                    ("vlan-ids", "{vlan_id}"),
                    ("tagged", "{tagged}"),
                    ("untagged", "{untagged}"),
                ],
            ),
            Template::ensure(
                "interface/vlan",
                &[("name", "{interface}"), ("interface", "{bridge}"), ("vlan-id", "{vlan_id}")],
            )
            .when("interface"),
        ],
        verified: "the VLAN, and that rosmcp still gets in",
    },
    Recipe {
        name: "wireguard_peer",
        title: "A WireGuard peer",
        params: &[
            Param::required("interface", "the WireGuard interface"),
            Param::required("public_key", "the peer's public key"),
            Param::required("allowed_address", "networks behind it"),
            Param::optional("endpoint_address", "where it is"),
            Param::optional("endpoint_port", "its port"),
            Param::optional("keepalive", "how often it is called"),
            Param::optional("comment", "a comment"),
        ],
        steps: &[Template::ensure(
            "interface/wireguard/peers",
            &[
                ("interface", "{interface}"),
                ("public-key", "{public_key}"),
                ("allowed-address", "{allowed_address}"),
                ("endpoint-address", "{endpoint_address}"),
                ("endpoint-port", "{endpoint_port}"),
                ("persistent-keepalive", "{keepalive}"),
                ("comment", "{comment}"),
            ],
        )],
        verified: "the peer",
    },
    Recipe {
        name: "wifi_ssid",
        title: "The name of a Wi-Fi network",
        params: &[
            Param::required("interface", "the Wi-Fi interface"),
            Param::required("ssid", "1 to 32 characters"),
        ],
        steps: &[Template::set(
            "interface/wifi",
            &[("name", "{interface}")],
            &[("configuration.ssid", "{ssid}")],
        )],
        verified: "the name",
    },
    Recipe {
        name: "wifi_channel",
        title: "Channel and width of a Wi-Fi interface",
        params: &[
            Param::required("interface", "the Wi-Fi interface"),
            Param::optional("frequency", "MHz"),
            Param::optional("width", "e.g. 20/40mhz"),
        ],
        steps: &[Template::set(
            "interface/wifi",
            &[("name", "{interface}")],
            &[("channel.frequency", "{frequency}"), ("channel.width", "{width}")],
        )],
        verified: "the channel",
    },
    Recipe {
        name: "wireless_ssid",
        title: "The name of a Wi-Fi network, older drivers (interface/wireless)",
        params: &[
            Param::required("interface", "the wireless interface"),
            Param::required("ssid", "1 to 32 characters"),
        ],
        steps: &[Template::set("interface/wireless", &[("name", "{interface}")], &[("ssid", "{ssid}")])],
        verified: "the name",
    },
    Recipe {
        name: "wireless_channel",
        title: "Channel and width of a Wi-Fi interface, older drivers (interface/wireless)",
        params: &[
            Param::required("interface", "the wireless interface"),
            Param::optional("frequency", "MHz, or auto"),
            Param::optional("width", "e.g. 20/40mhz-Ce"),
        ],
        steps: &[Template::set(
            "interface/wireless",
            &[("name", "{interface}")],
            &[("frequency", "{frequency}"), ("channel-width", "{width}")],
        )],
        verified: "the channel",
    },
];
