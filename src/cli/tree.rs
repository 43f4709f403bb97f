//! The tree of verbs.

use clap::{CommandFactory, Parser, Subcommand};

use super::global::Global;
use super::{
    audit, backup, completions, config, device, doctor, get, health, init, key, keygen, lab, man, menu,
    migrate, plan, serve, settings, token, tool,
};

/// Runs fleets of MikroTik RouterOS v7 routers safely, from a shell and from AI assistants.
#[derive(Parser)]
#[command(name = "rosmcp", version, after_help = EXAMPLES, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  rosmcp serve --lab 3                       an MCP server with three simulated routers
  rosmcp init                                set up a database and its key
  rosmcp device add edge-1 --host 192.0.2.1 --username rosmcp
  rosmcp get edge-1 ip/address
  rosmcp health --all

Exit codes: 0 ok, 1 internal, 2 usage, 3 some devices failed, 4 refused, 5 differences found, 6 rolled back, 7 outcome open,
8 not found, 9 conflict, 10 configuration or key, 11 locked, 12 device login, 13 unreachable, 14 rejected by the router,
15 busy, 16 integrity, 130 interrupted.";

#[derive(Subcommand)]
pub(super) enum Verb {
    Init(init::Init),
    Keygen(keygen::Keygen),
    #[command(subcommand)]
    Key(key::Key),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    Device(device::DeviceVerb),
    Get(get::Get),
    #[command(subcommand)]
    Plan(plan::PlanVerb),
    #[command(subcommand)]
    Config(config::Config),
    #[command(subcommand)]
    Menu(menu::Menu),
    #[command(subcommand)]
    Tool(tool::Tool),
    Health(health::Health),
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Backup(backup::Backup),
    #[command(subcommand)]
    Audit(audit::Audit),
    #[command(subcommand)]
    Token(token::Token),
    Serve(serve::Serve),
    Lab(lab::Lab),
    #[command(subcommand)]
    Settings(settings::SettingsVerb),
    Completions(completions::Completions),
    Man(man::Man),
}

/// The whole command tree, for completions, manual pages and the reference.
pub fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tree_is_sound() {
        super::command().debug_assert();
    }

    #[test]
    fn no_flag_takes_a_secret() {
        fn walk(command: &clap::Command) {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                assert!(!["password", "secret", "token"].contains(&name), "{} {name}", command.get_name());
            }
            command.get_subcommands().for_each(walk);
        }
        walk(&super::command());
    }
}
