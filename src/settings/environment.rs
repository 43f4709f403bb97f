//! The process environment: one snapshot, the only reader.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{CONFIG_FILE, PREFIX};

/// Where packages put the settings of the service.
const SYSTEM_CONFIG: &str = "/etc/routeros-mcp/config.yaml";
/// Where a service without HOME and without systemd's `StateDirectory=` keeps its state.
const SYSTEM_STATE: &str = "/var/lib/routeros-mcp";

/// The uid of root.
const ROOT: u32 = 0;
/// The highest uid that systems give to accounts of services, as the one of a server.
const LAST_SERVICE: u32 = 999;

/// The variables that rosmcp looks at besides `ROUTEROS_MCP_*`.
const NAMES: &[&str] = &[
    "HOME",
    "USER",
    "LOGNAME",
    "SUDO_USER",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "STATE_DIRECTORY",
    "CREDENTIALS_DIRECTORY",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
];

/// A snapshot of the environment variables that rosmcp looks at; an empty variable counts as not set.
#[derive(Clone)]
pub struct ProcessEnvironment {
    variables: BTreeMap<String, OsString>,
    system_config: Option<PathBuf>,
    uid: Option<u32>,
    /// What the system's user database calls that uid.
    login: Option<String>,
}

impl ProcessEnvironment {
    /// The environment of this process.
    pub fn from_process() -> Self {
        let wanted = |name: &str| name.starts_with(PREFIX) || NAMES.contains(&name);
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| wanted(name))
            .collect();
        let uid = std::fs::metadata("/proc/self").ok().map(|process| process.uid());
        let login = whoami::username().ok().filter(|login| !login.is_empty());
        Self { variables, system_config: Some(PathBuf::from(SYSTEM_CONFIG)), uid, login }
    }

    /// An environment for tests: these variables, and no settings file of the system.
    pub fn from_pairs<N: Into<String>, V: Into<OsString>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let variables = pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, system_config: None, uid: None, login: None }
    }

    /// The value of a variable; `None` when it is not set, empty or not UTF-8.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.to_str().filter(|text| !text.is_empty())
    }

    /// The absolute path that a variable holds; a relative one is ignored, as the XDG specification demands.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.variables.get(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// The login name of whoever runs this process, as the system's user database has it: variables can say anything. Root and
    /// the account of a service are no people, so there the variables say who came to them: `SUDO_USER`, and for a service
    /// `USER` or `LOGNAME` as well. A uid without a name (in a container) goes by `USER` or `LOGNAME`, else by its number,
    /// and is `unknown` where the system does not tell that either.
    pub fn user(&self) -> String {
        let said = |names: &[&str]| names.iter().find_map(|name| self.text(name)).map(str::to_owned);
        let came = match self.uid {
            Some(ROOT) => said(&["SUDO_USER"]),
            Some(..=LAST_SERVICE) => said(&["SUDO_USER", "USER", "LOGNAME"]),
            _ => None,
        };
        let name = came.or_else(|| self.login.clone()).or_else(|| said(&["USER", "LOGNAME"]));
        name.or_else(|| self.uid.map(|uid| format!("uid-{uid}"))).unwrap_or_else(|| "unknown".to_owned())
    }

    /// Whether output is to be coloured: `NO_COLOR` says no, else `CLICOLOR_FORCE` (other than 0) says yes, else it is
    /// a terminal that can.
    pub fn wants_color(&self, terminal: bool) -> bool {
        let forced = self.text("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        let able = terminal && self.text("TERM") != Some("dumb");
        self.text("NO_COLOR").is_none() && (forced || able)
    }

    /// The directory for state: systemd's `STATE_DIRECTORY` (its first), else `$XDG_STATE_HOME/rosmcp`, else
    /// `~/.local/state/rosmcp`, else `/var/lib/routeros-mcp`.
    pub fn state_directory(&self) -> PathBuf {
        let systemd = self.text("STATE_DIRECTORY").and_then(|list| list.split(':').next());
        if let Some(first) = systemd.map(Path::new).filter(|path| path.is_absolute()) {
            return first.to_owned();
        }
        self.xdg("XDG_STATE_HOME", ".local/state").unwrap_or_else(|| PathBuf::from(SYSTEM_STATE))
    }

    /// The settings files that are looked for without `--config`, best first.
    pub fn config_files(&self) -> Vec<PathBuf> {
        let own = self.xdg("XDG_CONFIG_HOME", ".config").map(|directory| directory.join("config.yaml"));
        own.into_iter().chain(self.system_config.clone()).collect()
    }

    /// Where a new settings file of this person goes, `None` without a HOME.
    pub fn own_config_file(&self) -> Option<PathBuf> {
        self.xdg("XDG_CONFIG_HOME", ".config").map(|directory| directory.join("config.yaml"))
    }

    /// The file in which systemd's `LoadCredential=encryption_key:…` hands over the key, whether or not it exists.
    pub fn key_credential(&self) -> Option<PathBuf> {
        self.path("CREDENTIALS_DIRECTORY").map(|directory| directory.join("encryption_key"))
    }

    /// The names of all settings variables: what a child process has no business to see.
    pub fn setting_names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str).filter(|name| name.starts_with(PREFIX))
    }

    /// Each settings variable that is not empty; `None` for a value that is not UTF-8.
    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.setting_names()
            .filter(|name| *name != CONFIG_FILE)
            .filter_map(|name| Some((name, self.variables.get(name)?.to_str())))
            .filter(|(_, value)| *value != Some(""))
    }

    fn xdg(&self, variable: &str, under_home: &str) -> Option<PathBuf> {
        let base = self.path(variable).or_else(|| Some(self.path("HOME")?.join(under_home)));
        base.map(|base| base.join("rosmcp"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(pairs: &[(&str, &str)]) -> PathBuf {
        ProcessEnvironment::from_pairs(pairs.iter().copied()).state_directory()
    }

    #[test]
    fn state_goes_to_systemd_then_xdg_then_home_then_the_system() {
        let home = ("HOME", "/home/ada");
        assert_eq!(state(&[]), Path::new("/var/lib/routeros-mcp"));
        assert_eq!(state(&[home]), Path::new("/home/ada/.local/state/rosmcp"));
        assert_eq!(
            state(&[home, ("XDG_STATE_HOME", "relative")]),
            Path::new("/home/ada/.local/state/rosmcp")
        );
        assert_eq!(state(&[home, ("XDG_STATE_HOME", "/s")]), Path::new("/s/rosmcp"));
        let both = [home, ("XDG_STATE_HOME", "/s"), ("STATE_DIRECTORY", "/var/lib/a:/var/lib/b")];
        assert_eq!(state(&both), Path::new("/var/lib/a"));
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let environment =
            ProcessEnvironment::from_pairs([("NO_COLOR", ""), ("LOGNAME", "ada"), ("USER", "")]);
        assert!(environment.wants_color(true));
        assert_eq!(environment.user(), "ada");
        let service = ProcessEnvironment { uid: Some(998), ..ProcessEnvironment::from_pairs([("USER", "")]) };
        assert_eq!(service.user(), "uid-998");
    }

    #[test]
    fn whoever_has_a_name_in_the_system_is_not_called_what_a_variable_says() {
        let said = [("USER", "eve"), ("LOGNAME", "eve")];
        let sudo = [("SUDO_USER", "ann"), ("USER", "eve")];
        for (uid, login, variables, user) in [
            (1000, Some("bea"), &said, "bea"),
            (1000, Some("bea"), &sudo, "bea"),
            (0, Some("root"), &said, "root"),
            (0, Some("root"), &sudo, "ann"),
            (999, Some("mcp"), &said, "eve"),
            (999, Some("mcp"), &sudo, "ann"),
            (65532, None, &said, "eve"),
        ] {
            let process = ProcessEnvironment {
                uid: Some(uid),
                login: login.map(str::to_owned),
                ..ProcessEnvironment::from_pairs(*variables)
            };
            assert_eq!(process.user(), user, "{uid} {variables:?}");
        }
    }

    #[test]
    fn colour_follows_the_variables_that_everybody_knows() {
        let color = |pairs: &[(&str, &str)], terminal| {
            ProcessEnvironment::from_pairs(pairs.iter().copied()).wants_color(terminal)
        };
        assert!(color(&[], true) && !color(&[], false));
        assert!(!color(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(color(&[("CLICOLOR_FORCE", "1")], false) && !color(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!color(&[("TERM", "dumb")], true));
    }

    #[test]
    fn the_snapshot_of_a_process_holds_nothing_that_is_none_of_our_business() {
        let environment = ProcessEnvironment::from_process();
        assert!(environment.text("PATH").is_none());
    }
}
