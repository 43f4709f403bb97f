//! The tree of verbs and the flags that all of them take.

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::{
    audit, backup, completions, config, device, get, health, init, key, keygen, lab, man, menu, migrate,
    serve, settings, token, tool,
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

Exit codes: 0 ok, 1 internal, 2 usage, 3 some devices failed, 4 refused, 8 not found, 9 conflict,
10 configuration or key, 11 locked, 12 device login, 13 unreachable, 14 rejected by the router,
15 busy, 16 integrity, 130 interrupted.";

/// Flags of every verb.
#[derive(Args)]
#[command(next_help_heading = "Flags of every verb")]
pub(super) struct Global {
    /// Settings file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "ROUTEROS_MCP_CONFIG_FILE",
        hide_env_values = true,
        help = "Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml"
    )]
    pub(super) config: Option<PathBuf>,
    /// How data is printed
    #[arg(short, long, global = true, value_enum, default_value_t = Format::Table)]
    pub(super) output: Format,
    /// Only errors on stderr
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// More on stderr; twice for debug, three times for trace
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
    /// Colour
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub(super) color: ColorChoice,
    /// Answer every confirmation with yes
    #[arg(short, long, global = true)]
    pub(super) yes: bool,
    /// Never prompt, even on a terminal
    #[arg(long, global = true)]
    pub(super) no_input: bool,
    /// Override a setting, e.g. --set environment=prod
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
}

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Columns for people
    Table,
    /// One JSON document
    Json,
    /// One JSON document a line
    Jsonl,
    /// YAML
    Yaml,
    /// Comma-separated values with a header
    Csv,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On terminals, unless forbidden
    #[value(help = "On terminals, unless NO_COLOR is set")]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

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
    Config(config::Config),
    #[command(subcommand)]
    Menu(menu::Menu),
    #[command(subcommand)]
    Tool(tool::Tool),
    Health(health::Health),
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
