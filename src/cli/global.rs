//! The flags that every verb takes.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use crate::settings;

/// Flags of every verb.
#[derive(Args)]
#[command(next_help_heading = "Flags of every verb")]
pub(super) struct Global {
    /// Settings file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = settings::CONFIG_FILE,
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
