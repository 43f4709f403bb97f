//! Router models: configuration text with a header of facts, loaded into a router's state at start.
//!
//! A model is one file `models/<name>.rsc`. `models/common.rsc` is loaded before each of them: what every RouterOS has
//! by itself (services, user groups, the `admin` user, the loopback interface, built-in lists, the main table).
//!
//! # The header: `# key: value`
//!
//! Lines before the first section; any other comment is ignored. Keys marked + may be repeated.
//!
//! | key | value |
//! |---|---|
//! | `version` | `7.24 (stable)`: RouterOS version and channel, unless the lab was started with another |
//! | `uptime` | `3w2d4h5m`: how long it has been up when the lab starts |
//! | `cpu-load` | `2..14`: percent, the walk stays between |
//! | `absent` + | `system/routerboard system/health`: menus that this board lacks |
//! | `rate` + | `ether1 rx=42M tx=3500k`: average traffic in bit/s; counters start at that rate × uptime |
//! | `host` + | `198.51.100.1 rtt=11ms hops=192.0.2.1,203.0.113.9 loss=10 name=gw.example.net`: what answers pings beside own addresses, complete ARP rows and bound leases; all but the address optional; `rtt=timeout` never answers |
//! | `management` | `10.40.0.20 address=10.40.0.1 port=ether2 vlan=99`: who every client of the lab is to the router: its address, the router's address that it calls, the port behind which it is, the VLAN of its frames if they are tagged; without it nothing can cut a client off |
//! | `log` + | `3h12m system,info,account user admin logged in from 192.0.2.7 via winbox`: how long before the start, topics, message |
//!
//! # The body: as `/export` writes it
//!
//! Sections (`/ip address`), then `add name=value …` and `set …` lines, quotes and `\` continuation as in an export.
//! Sections run in the order of the file: a reference (an interface, a pool, a group) must exist before it is used.
//! Rules that differ from a real export:
//!
//! - A model tells everything the board has, so `add` and `set` take **every** field of the menu, read-only ones too
//!   (`status=bound`, `dynamic=yes`, `running=yes`), and read-only menus (`/ip neighbor`, `/ip dns cache`,
//!   `/system package`, `/system health`, `/file`) are filled by `add`.
//! - Settings menus take `set name=value …`, also for facts: `/system resource` `set board-name=CHR cpu=… total-memory=…`,
//!   `/system routerboard`, `/system license`.
//! - Ethernet ports are made by `/interface ethernet` `add default-name=ether1 mac-address=… [name=…]`; `running=no` is a
//!   port without a link. Other interfaces that no menu of their own makes (`lo` is in common.rsc) by `/interface`
//!   `add name=… type=…`.
//! - `set` names its row as an export does: `set ssh disabled=yes`, `set [ find default-name=ether1 ] name=wan`,
//!   `set *1 …`, `set 0 …`.
//! - A row gets the next free `.id` unless it says `.id=*1B`.
//! - `dynamic=yes` marks a row that users can neither change nor remove. Connected routes, the address, the default
//!   route of a bound DHCP client and `/interface` rows come by themselves and are not written.
//! - Time that runs is computed: `expires-after`, `last-seen`, `age`, `ttl`, counters, `uptime`, clock, `cpu-load`,
//!   `free-memory` (walks around what `set free-memory=` says) are given only where the start value matters.
//!
//! Sections, fields and values are checked by the same rules as a client's: an unknown one fails the load with its
//! line. Sections of menus that the running version doesn't have yet are left out, and so are such fields,
//! and rows that name what is left out.

mod facts;
mod load;

pub(super) use facts::{Facts, Host};
pub(super) use load::load;

/// The models that are built in, in the order in which the routers of a lab get them.
const MODELS: &[(&str, &str)] = &[
    ("chr", include_str!("models/chr.rsc")),
    ("home", include_str!("models/home.rsc")),
    ("branch", include_str!("models/branch.rsc")),
    ("cabin", include_str!("models/cabin.rsc")),
];

/// What every router has.
const COMMON: &str = include_str!("models/common.rsc");

/// The names of the models.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODELS.iter().map(|(name, _)| *name)
}

/// The text of the model `name`.
fn text(name: &str) -> Option<&'static str> {
    MODELS.iter().find(|(model, _)| *model == name).map(|(_, text)| *text)
}
