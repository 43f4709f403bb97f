//! Which interfaces are on which interface list, with what a list includes and excludes.

use std::collections::BTreeMap;

use super::row::{is_dynamic, is_on, text};
use crate::domain::row::RawRow;

/// The interface lists of a router, and their members.
#[derive(Debug, Clone)]
pub(crate) struct InterfaceLists<'a> {
    lists: Vec<&'a RawRow>,
    members: Vec<&'a RawRow>,
}

impl<'a> InterfaceLists<'a> {
    /// From the rows of `interface/list` and `interface/list/member`.
    pub(crate) fn new(
        lists: impl IntoIterator<Item = &'a RawRow>,
        members: impl IntoIterator<Item = &'a RawRow>,
    ) -> Self {
        let members = members.into_iter().filter(|row| !is_on(row, "disabled"));
        Self { lists: lists.into_iter().collect(), members: members.collect() }
    }

    /// Whether `interface` is on `list`; `None` where the rows do not tell.
    pub(crate) fn has(&self, list: &str, interface: &str) -> Option<bool> {
        self.look(list, interface, &mut BTreeMap::new())
    }

    /// The same; what is `known` keeps lists that include one another from being looked at again and again.
    fn look<'b>(
        &'b self,
        list: &'b str,
        interface: &str,
        known: &mut BTreeMap<&'b str, Option<bool>>,
    ) -> Option<bool> {
        match list {
            "all" => return Some(true),
            "none" => return Some(false),
            _ => {}
        }
        if let Some(known) = known.get(list) {
            return *known;
        }
        let row = self.lists.iter().find(|row| text(row, "name") == Some(list))?;
        known.insert(list, None);
        let mut on = |field: &str| {
            let others = text(row, field).unwrap_or_default().split(',').filter(|name| !name.is_empty());
            let said: Vec<_> = others.map(|name| self.look(name, interface, known)).collect();
            match () {
                () if said.contains(&Some(true)) => Some(true),
                () if said.contains(&None) => None,
                () => Some(false),
            }
        };
        let (included, excluded) = (on("include"), on("exclude"));
        let plain = text(row, "include").is_none() && text(row, "exclude").is_none();
        let of_list =
            |row: &&&RawRow| text(row, "list") == Some(list) && text(row, "interface") == Some(interface);
        let rows: Vec<_> = self.members.iter().filter(of_list).collect();
        let (written, made) =
            (rows.iter().any(|row| !is_dynamic(row)), rows.iter().any(|row| is_dynamic(row)));
        let has = match (included, excluded) {
            // Whether what is written outlasts an exclusion is not certain.
            _ if written => (excluded == Some(false)).then_some(true),
            _ if plain => Some(made),
            // Why RouterOS has made that member is not known.
            _ if made => included.filter(|on| *on && excluded == Some(false)),
            (Some(true), Some(false)) => Some(true),
            (_, Some(true)) | (Some(false), _) => Some(false),
            _ => None,
        };
        known.insert(list, has);
        has
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&str]) -> Vec<RawRow> {
        let row = |text: &&str| {
            let pairs = text.split_whitespace().filter_map(|word| word.split_once('='));
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        texts.iter().map(row).collect()
    }

    #[test]
    fn a_list_has_what_it_includes_and_not_what_it_excludes() {
        let lists = rows(&[
            "name=LAN",
            "name=MGMT include=LAN",
            "name=INSIDE include=MGMT exclude=GUEST",
            "name=GUEST",
            "name=A include=B",
            "name=B include=A,LAN",
            "name=STATIC include=static",
            "name=dynamic builtin=true",
        ]);
        let members = rows(&[
            "list=LAN interface=bridge",
            "list=LAN interface=vlan7",
            "list=GUEST interface=vlan7",
            "list=LAN interface=ether9 disabled=true",
            "list=GUEST interface=pppoe-7 dynamic=true",
            "list=MGMT interface=old dynamic=true",
        ]);
        let all = InterfaceLists::new(&lists, &members);
        for (list, interface, has) in [
            ("LAN", "bridge", Some(true)),
            ("LAN", "ether1", Some(false)),
            ("LAN", "ether9", Some(false)),
            ("MGMT", "bridge", Some(true)),
            ("INSIDE", "bridge", Some(true)),
            ("INSIDE", "vlan7", Some(false)),
            ("GUEST", "pppoe-7", Some(true)),
            ("MGMT", "old", None),
            ("A", "bridge", Some(true)),
            ("A", "ether1", None),
            ("STATIC", "ether1", None),
            ("all", "ether1", Some(true)),
            ("none", "ether1", Some(false)),
            ("unknown", "ether1", None),
        ] {
            assert_eq!(all.has(list, interface), has, "{list} {interface}");
        }
    }
}
