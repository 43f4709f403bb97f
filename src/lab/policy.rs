//! Policies: what a user may do (RouterOS manual, "User", table of policies).

use crate::catalogue::menus::POLICIES as NAMES;

/// A set of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Policies(u32);

impl Policies {
    /// Whether `name` is among them.
    pub(super) fn has(self, name: &str) -> bool {
        NAMES.iter().position(|known| *known == name).is_some_and(|at| self.0 & (1 << at) != 0)
    }

    /// Whether `other` has all of them.
    pub(super) fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// This set after `text` (`read,!write`), which changes only what it lists; the unknown word is the error.
    pub(super) fn changed(self, text: &str) -> Result<Self, String> {
        let mut bits = self.0;
        for word in text.split(',').filter(|word| !word.is_empty()) {
            let (name, on) = word.strip_prefix('!').map_or((word, true), |name| (name, false));
            let at = NAMES.iter().position(|known| *known == name).ok_or_else(|| name.to_owned())?;
            if on {
                bits |= 1 << at;
            } else {
                bits &= !(1 << at);
            }
        }
        Ok(Self(bits))
    }

    /// All there are.
    pub(super) fn all() -> Self {
        Self::read(&NAMES.join(","))
    }

    /// The set in `text` alone.
    pub(super) fn read(text: &str) -> Self {
        Self::default().changed(text).unwrap_or_default()
    }

    /// The names of those that are held.
    pub(super) fn listed(self) -> String {
        let held: Vec<_> = NAMES.iter().copied().filter(|name| self.has(name)).collect();
        held.join(",")
    }

    /// All names, `!` before those that are missing: as `/user/group` shows them, what is held first.
    pub(super) fn show(self) -> String {
        let held = NAMES.iter().filter(|name| self.has(name)).map(|name| (*name).to_owned());
        let missing = NAMES.iter().filter(|name| !self.has(name)).map(|name| format!("!{name}"));
        held.chain(missing).collect::<Vec<_>>().join(",")
    }
}

/// The policies that the command `verb` in `path` needs.
pub(super) fn needed(path: &str, verb: &str) -> &'static [&'static str] {
    match (path, verb) {
        (_, "print" | "get" | "find" | "export" | "inspect" | "monitor" | "monitor-traffic") => &["read"],
        (_, "ping" | "traceroute" | "torch" | "bandwidth-test" | "resolve" | "fetch") => &["test"],
        ("file", "read") => &["ftp", "test"],
        ("system", "reboot" | "shutdown" | "reset-configuration") => &["reboot"],
        ("user" | "user/group" | "user/ssh-keys", _) => &["write", "policy"],
        _ => &["write"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_touches_only_what_it_lists() {
        let policies = Policies::read("read,write,api");
        let changed = policies.changed("!write,test").expect("known words");
        assert!(changed.has("read") && changed.has("test") && !changed.has("write"));
        assert_eq!(policies.changed("fly"), Err("fly".to_owned()));
        assert!(changed.show().starts_with("read,test,api,!local,"));
    }
}
