//! The header of a model: what a router is beside its configuration.

use std::net::IpAddr;

use crate::clock::UnixMs;
use crate::lab::management::Management;
use crate::lab::value::{duration, with_unit};

/// What a model's header says.
#[derive(Debug, Clone, Default)]
pub(in crate::lab) struct Facts {
    /// `7.24 (stable)`.
    pub(in crate::lab) version: String,
    /// Milliseconds that the router has been up when the lab starts.
    pub(in crate::lab) uptime: i64,
    /// Percent between which `cpu-load` walks.
    pub(in crate::lab) cpu_load: (u8, u8),
    /// Menus that this board lacks.
    pub(in crate::lab) absent: Vec<String>,
    /// Average bits per second received and sent, by interface name.
    pub(in crate::lab) rates: Vec<(String, u64, u64)>,
    /// What answers pings.
    pub(in crate::lab) hosts: Vec<Host>,
    /// How clients reach it.
    pub(in crate::lab) management: Option<Management>,
    /// Log lines: milliseconds before the start, topics, message.
    pub(in crate::lab) log: Vec<(UnixMs, String, String)>,
}

/// A host somewhere beyond the router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) struct Host {
    /// Its address.
    pub(in crate::lab) address: IpAddr,
    /// Its DNS name.
    pub(in crate::lab) name: Option<String>,
    /// Average round trip in microseconds; `None` for one that never answers.
    pub(in crate::lab) rtt: Option<u32>,
    /// The routers on the way.
    pub(in crate::lab) hops: Vec<IpAddr>,
    /// Percent of packets that get lost.
    pub(in crate::lab) loss: u8,
}

impl Facts {
    /// The facts in the header of `text`; the error says which line is wrong.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut facts = Self { cpu_load: (1, 5), version: "7.24 (stable)".to_owned(), ..Self::default() };
        let header = text.lines().take_while(|line| !line.starts_with('/'));
        for line in header {
            if let Some((key, value)) = line.strip_prefix("# ").and_then(|line| line.split_once(": ")) {
                facts.take(key, value.trim()).ok_or_else(|| format!("can't read {line:?}"))?;
            }
        }
        Ok(facts)
    }

    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "version" => value.clone_into(&mut self.version),
            "uptime" => self.uptime = duration::millis(value)?,
            "cpu-load" => {
                let (low, high) = value.split_once("..")?;
                self.cpu_load = (low.parse().ok()?, high.parse().ok()?);
            }
            "absent" => self.absent.extend(value.split_whitespace().map(str::to_owned)),
            "rate" => self.rates.push(rate(value)?),
            "host" => self.hosts.push(host(value)?),
            "management" => self.management = Some(management(value)?),
            "log" => self.log.push(log_line(value)?),
            _ => {}
        }
        Some(())
    }
}

/// `ether1 rx=42M tx=3500k`.
fn rate(text: &str) -> Option<(String, u64, u64)> {
    let mut words = text.split_whitespace();
    let mut rate = (words.next()?.to_owned(), 0, 0);
    for word in words {
        let (name, value) = word.split_once('=')?;
        let bits = u64::try_from(with_unit(value, 1000)?).ok()?;
        match name {
            "rx" => rate.1 = bits,
            "tx" => rate.2 = bits,
            _ => return None,
        }
    }
    Some(rate)
}

/// `198.51.100.1 rtt=11ms hops=192.0.2.1,203.0.113.9 loss=10 name=gw.example.net`.
fn host(text: &str) -> Option<Host> {
    let mut words = text.split_whitespace();
    let address = words.next()?.parse().ok()?;
    let mut host = Host { address, name: None, rtt: Some(10_000), hops: Vec::new(), loss: 0 };
    for word in words {
        let (name, value) = word.split_once('=')?;
        match name {
            "rtt" if value == "timeout" => host.rtt = None,
            "rtt" => host.rtt = Some(u32::try_from(duration::parse(value)?).ok()?),
            "hops" => {
                host.hops = value.split(',').map(|hop| hop.parse().ok()).collect::<Option<_>>()?;
            }
            "loss" => host.loss = value.parse().ok()?,
            "name" => host.name = Some(value.to_owned()),
            _ => return None,
        }
    }
    Some(host)
}

/// `10.40.0.20 address=10.40.0.1 port=ether2 vlan=99`.
fn management(text: &str) -> Option<Management> {
    let mut words = text.split_whitespace();
    let client = words.next()?.parse().ok()?;
    let (mut address, mut port, mut vlan) = (None, None, None);
    for word in words {
        match word.split_once('=')? {
            ("address", value) => address = Some(value.parse().ok()?),
            ("port", value) => port = Some(value.to_owned()),
            ("vlan", value) => vlan = Some(value.parse().ok()?),
            _ => return None,
        }
    }
    Some(Management { client, address: address?, port: port?, vlan })
}

/// `3h12m system,info,account user admin logged in`.
fn log_line(text: &str) -> Option<(UnixMs, String, String)> {
    let (ago, rest) = text.split_once(' ')?;
    let (topics, message) = rest.split_once(' ')?;
    Some((duration::millis(ago)?, topics.to_owned(), message.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_up_to_the_first_section() {
        let text = "# by hand\n# version: 7.22.1 (stable)\n# uptime: 1d\n# cpu-load: 2..14\n\
            # absent: system/health\n# rate: ether1 rx=42M tx=3500k\n\
            # host: 198.51.100.1 rtt=11ms hops=192.0.2.1 name=gw.example.net\n\
            # management: 10.0.0.9 address=10.0.0.1 port=ether2 vlan=99\n\
            # log: 3h system,info hello there\n/ip address\n# uptime: 2d\n";
        let facts = Facts::read(text).expect("reads");
        assert_eq!((facts.version.as_str(), facts.uptime), ("7.22.1 (stable)", 86_400_000));
        assert_eq!(facts.rates, [("ether1".to_owned(), 42_000_000, 3_500_000)]);
        assert_eq!(facts.hosts[0].rtt, Some(11_000));
        let way = facts.management.expect("a way");
        assert_eq!(
            (way.client.to_string().as_str(), way.port.as_str(), way.vlan),
            ("10.0.0.9", "ether2", Some(99))
        );
        assert_eq!(facts.log[0].2, "hello there");
        assert!(Facts::read("# host: nonsense").is_err());
    }
}
