//! What a device's RouterOS can do, where versions, packages and boards differ.

use std::collections::BTreeSet;

use super::version::Version;

/// What decides what a RouterOS can do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Build {
    /// Its version.
    pub version: Version,
    /// Its enabled packages.
    pub packages: BTreeSet<String>,
    /// The board; some have menus that others have not.
    pub board: String,
}

/// Where a device keeps its wireless interfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wireless {
    /// `interface/wifi`, from 7.13.
    Wifi,
    /// `interface/wifiwave2`, before 7.13.
    WifiWave2,
    /// `interface/wireless`: the older drivers, a package from 7.13.
    Wireless,
}

impl Wireless {
    /// The menu.
    pub const fn menu(self) -> &'static str {
        match self {
            Self::Wifi => "interface/wifi",
            Self::WifiWave2 => "interface/wifiwave2",
            Self::Wireless => "interface/wireless",
        }
    }
}

/// What a RouterOS can do, as its own console says (`/console/inspect`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abilities {
    /// What it was asked for.
    pub build: Build,
    /// Its wireless menus; a board may have two of them.
    pub wireless: Vec<Wireless>,
    /// `/file/read`, which gives out a file in pieces.
    pub file_read: bool,
}

impl Abilities {
    /// Where this device keeps what `menu` holds on others; `None` when there is no such place.
    pub fn instead_of(&self, menu: &str) -> Option<&'static str> {
        let all = [Wireless::Wifi, Wireless::WifiWave2, Wireless::Wireless];
        let below = |one: &Wireless| {
            menu.strip_prefix(one.menu()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let asked = all.iter().find(|one| below(one))?;
        self.wireless.iter().find(|one| *one != asked).map(|one| one.menu())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(wireless: &[Wireless]) -> Abilities {
        let build =
            Build { version: Version::new(7, 12, 0), packages: BTreeSet::new(), board: "hAP".to_owned() };
        Abilities { build, wireless: wireless.to_vec(), file_read: false }
    }

    #[test]
    fn wireless_menus_stand_for_each_other() {
        assert_eq!(
            with(&[Wireless::WifiWave2]).instead_of("interface/wifi/radio"),
            Some("interface/wifiwave2")
        );
        assert_eq!(with(&[Wireless::Wifi]).instead_of("interface/wireless"), Some("interface/wifi"));
        assert_eq!(with(&[Wireless::Wifi]).instead_of("interface/wifi"), None);
        assert_eq!(with(&[Wireless::Wifi]).instead_of("interface/wifimax"), None);
        assert_eq!(with(&[]).instead_of("interface/wifi"), None);
        assert_eq!(with(&[Wireless::Wifi]).instead_of("ip/address"), None);
    }
}
