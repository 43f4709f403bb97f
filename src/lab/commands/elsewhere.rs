//! Menus and commands that RouterOS 7.24 has and the simulator hasn't.
//!
//! A request for one of them gets the simulator's own answer instead of a router's "no such command", so that a test
//! sees the gap. Source: RouterOS manual, the command line reference.

/// Directory, and the words below it.
const WORDS: &[(&str, &str)] = &[
    (
        "",
        "app beep caps-man certificate container disk dude execute export file import iot ipv6 lora mpls openflow \
         partitions password port ppp queue radius redo routing snmp special-login task tr069-client undo \
         user-manager zerotier",
    ),
    (
        "ip",
        "cloud dhcp-relay hotspot ipsec kid-control media nat-pmp packing proxy reverse-proxy settings smb socks \
         socksify ssh tftp traffic-flow upnp vrf dhcp-client dhcp-server dns firewall neighbor pool service route \
         arp address",
    ),
    ("ip/dhcp-server", "alert config lease matcher network option option-set setup"),
    ("ip/dns", "adlist cache forwarders static"),
    ("ip/firewall", "address-list calea connection filter layer7-protocol mangle nat raw service-port"),
    ("ip/dhcp-client", "option release renew"),
    ("ip/neighbor", "discovery-settings unset"),
    ("ip/service", "unset webserver"),
    ("ip/ipsec/active-peers", "add"),
    ("ip/ipsec/installed-sa", "edit reset"),
    ("ppp/active", "reset"),
    ("routing/bgp/session", "unset"),
    ("interface/wifi/radio", "unset"),
    ("interface/wifi/registration-table", "edit reset"),
    ("ip/pool/used", "edit reset set"),
    ("ip/dhcp-server/lease", "check-status make-static send-reconfigure"),
    ("ip/route", "check rule"),
    (
        "interface",
        "6to4 bonding bridge detect-internet dot1x eoip eoipv6 ethernet gre gre6 ipip ipipv6 l2tp-client l2tp-ether \
         l2tp-server list lte macsec macvlan mesh ovpn-client ovpn-server ppp-client ppp-server pppoe-client \
         pppoe-server pptp-client pptp-server sstp-client sstp-server veth vlan vpls vrrp vxlan wifi wireguard \
         wireless blink recursive-print",
    ),
    ("interface/bridge", "calea filter host mdb monitor msti nat port settings vlan"),
    ("interface/ethernet", "blink cable-test monitor poe reset-counters reset-mac-address switch"),
    (
        "system",
        "backup clock console default-configuration device-mode gps health history identity keymat-provider leds \
         license logging note ntp package reboot regulatory reset-configuration resource rtrace scheduler script \
         shutdown ssh-exec telnet ups upgrade watchdog",
    ),
    ("system/package", "apply-changes disable downgrade enable uninstall update"),
    ("system/resource", "cpu hardware irq monitor usb"),
    ("system/routerboard", "mode-button reset-button settings upgrade usb wps-button"),
    ("system/license", "renew"),
    ("system/device-mode", "update"),
    ("system/script", "environment job run"),
    (
        "tool",
        "bandwidth-server calea dns-update e-mail fetch flood-ping graphing ip-scan mac-scan mac-server \
         mac-telnet netinstall netwatch ping-speed profile romon sms sniffer snmp-get snmp-walk speed-test \
         traffic-generator traffic-monitor wol",
    ),
    (
        "routing",
        "bfd bgp fantasy filter gmp id igmp-proxy isis nexthop ospf pimsm rip route rpki rule settings stats table",
    ),
    ("user", "aaa active expire-password group recursive-print settings ssh-keys"),
    ("user/active", "add request-logout"),
    ("user/ssh-keys", "reset"),
    ("system/script/job", "comment edit reset set"),
    ("file", "copy head read recursive-print tail"),
    ("console", "clear-history settings"),
];

/// Whether RouterOS has `word` below the directory `path`.
pub(super) fn has(path: &str, word: &str) -> bool {
    WORDS.iter().any(|(at, words)| *at == path && words.split_whitespace().any(|known| known == word))
}
