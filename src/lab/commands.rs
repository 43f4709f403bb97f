//! Commands beside those that every menu has, and where each command lives.

mod backup;
mod bandwidth;
mod elsewhere;
mod import;
mod inspect;
mod note;
mod ping;
mod probe;
mod resolve;
pub(super) mod scripts;
mod system;
mod torch;
mod traceroute;
mod traffic;
mod update;

pub(super) use inspect::arguments;

use super::command::{Command, Login, Output};
use super::router::Router;
use super::safe_mode;
use super::state::State;
use super::trap::{Outcome, Trap};
use super::tree::Tree;
use super::{export, files};
use crate::catalogue::menu::Menu;
use crate::catalogue::menus;

/// Where a command is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// One of the usual commands of this menu.
    Menu(&'static Menu),
    /// A command of its own.
    Command(Handler),
}

/// The commands that the simulator has beside the usual ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handler {
    Ping,
    Traceroute,
    Torch,
    BandwidthTest,
    Resolve,
    CheckForUpdates,
    Inspect,
    MonitorTraffic,
    Log,
    FlushCache,
    ResetCounters,
    Export,
    Import,
    ReadFile,
    RunScript,
    Execute,
    Reboot,
    Undo,
    Redo,
    SafeMode,
    BackUp,
    Restore,
}

const SAFE_MODE: &str = "safe-mode";

/// The handlers, by directory (`*` is any menu) and name.
const HANDLERS: &[(&str, &str, Handler)] = &[
    ("", "ping", Handler::Ping),
    ("tool", "ping", Handler::Ping),
    ("tool", "traceroute", Handler::Traceroute),
    ("tool", "torch", Handler::Torch),
    ("tool", "bandwidth-test", Handler::BandwidthTest),
    ("", "resolve", Handler::Resolve),
    ("system/package/update", "check-for-updates", Handler::CheckForUpdates),
    ("console", "inspect", Handler::Inspect),
    ("interface", "monitor-traffic", Handler::MonitorTraffic),
    ("interface", "reset-counters", Handler::ResetCounters),
    ("log", "info", Handler::Log),
    ("log", "warning", Handler::Log),
    ("log", "error", Handler::Log),
    ("log", "debug", Handler::Log),
    ("file", "read", Handler::ReadFile),
    ("", "import", Handler::Import),
    ("system/script", "run", Handler::RunScript),
    ("", "execute", Handler::Execute),
    ("", "undo", Handler::Undo),
    ("", "redo", Handler::Redo),
    ("system", "reboot", Handler::Reboot),
    ("system/backup", "save", Handler::BackUp),
    ("system/backup", "load", Handler::Restore),
    (SAFE_MODE, "print", Handler::SafeMode),
    (SAFE_MODE, "get", Handler::SafeMode),
    (SAFE_MODE, "take", Handler::SafeMode),
    (SAFE_MODE, "release", Handler::SafeMode),
    (SAFE_MODE, "unroll", Handler::SafeMode),
    (SAFE_MODE, "toggle", Handler::SafeMode),
    ("ip/dns/cache", "flush", Handler::FlushCache),
    ("ip/firewall/filter", "reset-counters", Handler::ResetCounters),
    ("ip/firewall/nat", "reset-counters", Handler::ResetCounters),
    ("ip/firewall/mangle", "reset-counters", Handler::ResetCounters),
    ("ip/firewall/raw", "reset-counters", Handler::ResetCounters),
    ("ip/firewall/filter", "reset-counters-all", Handler::ResetCounters),
    ("ip/firewall/nat", "reset-counters-all", Handler::ResetCounters),
    ("ip/firewall/mangle", "reset-counters-all", Handler::ResetCounters),
    ("ip/firewall/raw", "reset-counters-all", Handler::ResetCounters),
];

/// Where the command `verb` of the directory `path` is, or how a router says that there is none.
pub(super) fn place(tree: &Tree, path: &str, verb: &str) -> Outcome<Place> {
    if !tree.is_directory(path) {
        return Err(no_directory(tree, path));
    }
    if !tree.has_command(path, verb) {
        return Err(Trap::no_such(verb));
    }
    if verb == "export" {
        return Ok(Place::Command(Handler::Export));
    }
    if let Some((.., handler)) = HANDLERS.iter().find(|(at, name, _)| *at == path && *name == verb) {
        return Ok(Place::Command(*handler));
    }
    match tree.menu(path) {
        Some(menu) if tree.verbs(menu).contains(&verb) => Ok(Place::Menu(menu)),
        Some(menu) if menu.commands.contains(&verb) => Err(unsupported(path, verb)),
        _ => Err(no_word(path, verb)),
    }
}

/// What a router says of `path`, which is no directory of its.
pub(super) fn no_directory(tree: &Tree, path: &str) -> Trap {
    let mut known = String::new();
    for word in path.split('/') {
        let next = if known.is_empty() { word.to_owned() } else { format!("{known}/{word}") };
        if !tree.is_directory(&next) {
            return no_word(&known, word);
        }
        known = next;
    }
    Trap::no_such(path)
}

/// What a router says of `word`, which it doesn't have below `path`; or that only the simulator lacks it.
fn no_word(path: &str, word: &str) -> Trap {
    // What the catalogue has and this router lacks is missing on a real one of its kind, too.
    let lacking = menus::find(&format!("{path}/{word}")).is_some();
    if !lacking && elsewhere::has(path, word) { unsupported(path, word) } else { Trap::no_such(word) }
}

/// RouterOS has it, the simulator doesn't.
fn unsupported(path: &str, word: &str) -> Trap {
    let slash = if path.is_empty() { "" } else { "/" };
    Trap::Unsupported(format!("{slash}{path}/{word}"))
}

/// The names of the commands that `path` has.
pub(super) fn names(tree: &Tree, path: &str) -> Vec<&'static str> {
    let own = HANDLERS.iter().filter(|(at, ..)| *at == path).map(|(_, name, _)| *name);
    let menu = tree.menu(path);
    let usual = menu.map(|menu| tree.verbs(menu)).unwrap_or_default();
    let listed = menu.map_or(&[][..], |menu| menu.commands).iter().copied();
    let everywhere = tree.is_directory(path).then_some("export");
    let mut names: Vec<_> = own.chain(usual).chain(listed).chain(everywhere).collect();
    names.retain(|name| tree.has_command(path, name));
    names.sort_unstable();
    names.dedup();
    names
}

/// Runs the command of `handler`.
pub(super) async fn run(
    router: &Router,
    login: &Login,
    handler: Handler,
    command: &Command,
) -> Outcome<Output> {
    match handler {
        Handler::Ping => ping::run(router, command).await,
        Handler::Traceroute => traceroute::run(router, command).await,
        Handler::Torch => torch::run(router, command).await,
        Handler::BandwidthTest => bandwidth::run(router, command).await,
        Handler::Resolve => resolve::run(router, command),
        Handler::CheckForUpdates => update::check(router, command).await,
        Handler::Inspect => inspect::run(router, command),
        Handler::MonitorTraffic => traffic::monitor(router, command).await,
        Handler::Log => note::log(router, command),
        Handler::FlushCache => Ok(note::flush_cache(router)),
        Handler::ResetCounters => traffic::reset(router, command),
        Handler::Export => export::run(router, login, command),
        Handler::Import => import::run(router, login, command).await,
        Handler::ReadFile => files::read(router, command),
        Handler::RunScript => scripts::run(router, login, command).await,
        Handler::Reboot => system::reboot(router, command),
        Handler::Undo => system::undo(router, command),
        Handler::Redo => system::redo(router, command),
        Handler::SafeMode => safe_mode::run(router, login, command),
        Handler::BackUp => backup::save(router, command),
        Handler::Restore => backup::load(router, login, command),
        Handler::Execute => scripts::execute(router, login, command).await,
    }
}

/// Whether `address` answers the router.
pub(super) fn answers(state: &State, address: std::net::IpAddr) -> bool {
    probe::peer(state, address).rtt.is_some()
}

/// Refuses arguments that are none of `known`.
pub(super) fn only(command: &Command, known: &[&str]) -> Outcome<()> {
    match command.words.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(Trap::unknown_parameter(name)),
        None => Ok(()),
    }
}
