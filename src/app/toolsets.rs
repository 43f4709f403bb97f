//! Which menus a login may touch that is limited to some toolsets.
//!
//! A menu is of the toolset of its area; a login that has the tools for any menu may touch all of them. Tools, plans and
//! resources ask here, so that none of them leads around the limit of another.

use std::collections::BTreeSet;

use crate::catalogue::menus;
use crate::domain::access::{self, Tier};
use crate::domain::principal::Principal;
use crate::error::Result;

/// The toolset of the tools that take any menu of one device.
pub const ANY_MENU: &str = "generic";

/// Refuses a menu that `principal` may touch neither with the tools of its area nor with those for any menu.
pub fn may_touch(principal: &Principal, menu: &str) -> Result<()> {
    let path = menus::normalise(menu);
    access::may_use(
        principal,
        Tier::Fundamental,
        toolset(principal.toolsets.as_ref(), &path),
        &format!("the menu {path:?}"),
    )
}

/// Whether a login that is limited to `toolsets`, if to any, may touch the menu or run the command `path`.
pub(super) fn reach(toolsets: Option<&BTreeSet<String>>, path: &str) -> bool {
    toolsets.is_none_or(|allowed| allowed.contains(toolset(toolsets, path)))
}

/// The toolset that decides about `path`: the one for any menu where the login has it or nobody knows the menu, else that of
/// the nearest menu that is known, as a command belongs to its menu.
fn toolset(toolsets: Option<&BTreeSet<String>>, path: &str) -> &'static str {
    let any = toolsets.is_none_or(|allowed| allowed.contains(ANY_MENU));
    let mut known = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(above, _)| above));
    match known.find_map(menus::find) {
        Some(menu) if !any => menu.area.as_str(),
        _ => ANY_MENU,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::principal::Role;

    #[test]
    fn a_menu_is_of_its_area_and_a_command_of_its_menu() {
        let only = |toolset: &str| Some(BTreeSet::from([toolset.to_owned()]));
        let reach = |toolsets: &Option<BTreeSet<String>>, path: &str| reach(toolsets.as_ref(), path);
        for path in ["ip/dns/static", "ip/dns/cache/flush"] {
            for toolsets in [None, only("dns"), only(ANY_MENU)] {
                assert!(reach(&toolsets, path), "{path}: {toolsets:?}");
            }
            assert!(!reach(&only("ip"), path) && !reach(&Some(BTreeSet::new()), path), "{path}");
        }
        assert!(!reach(&only("dns"), "no/such/menu") && reach(&only(ANY_MENU), "no/such/menu"));
        let mut login = Principal::unlimited("token", "t", Role::OpsRw);
        login.toolsets = only("ip");
        let refused = may_touch(&login, "/ip dns static").unwrap_err();
        assert!(refused.hints().iter().any(|hint| hint.ends_with("of dns")), "{refused:?}");
    }
}
