//! The subjects that menus belong to.

/// The subject a menu belongs to; each area has one read tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the variants are RouterOS's own menu names")]
pub enum Area {
    System,
    Interface,
    Bridge,
    Wifi,
    Ip,
    Ipv6,
    Dhcp,
    Dns,
    Firewall,
    Routing,
    Vpn,
    Queue,
    User,
    Certificate,
    Log,
    File,
    Script,
    Container,
    Tool,
}

impl Area {
    /// Every area, in the order of the tools.
    pub const ALL: &'static [Area] = &[
        Area::System,
        Area::Interface,
        Area::Bridge,
        Area::Wifi,
        Area::Ip,
        Area::Ipv6,
        Area::Dhcp,
        Area::Dns,
        Area::Firewall,
        Area::Routing,
        Area::Vpn,
        Area::Queue,
        Area::User,
        Area::Certificate,
        Area::Log,
        Area::File,
        Area::Script,
        Area::Container,
        Area::Tool,
    ];

    /// The area's name, the first word of its read tool.
    pub const fn as_str(self) -> &'static str {
        match self {
            Area::System => "system",
            Area::Interface => "interface",
            Area::Bridge => "bridge",
            Area::Wifi => "wifi",
            Area::Ip => "ip",
            Area::Ipv6 => "ipv6",
            Area::Dhcp => "dhcp",
            Area::Dns => "dns",
            Area::Firewall => "firewall",
            Area::Routing => "routing",
            Area::Vpn => "vpn",
            Area::Queue => "queue",
            Area::User => "user",
            Area::Certificate => "certificate",
            Area::Log => "log",
            Area::File => "file",
            Area::Script => "script",
            Area::Container => "container",
            Area::Tool => "tool",
        }
    }
}
