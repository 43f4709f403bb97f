//! Surface: the command line. One file per verb; [`ui`] is the only place that prints, prompts or draws progress.

mod audit;
mod backup;
mod completions;
mod config;
mod context;
mod device;
mod doctor;
mod get;
mod global;
mod health;
mod init;
mod key;
mod keygen;
mod lab;
mod man;
mod menu;
mod migrate;
mod open_files;
mod password;
mod plan;
mod run;
mod serve;
mod settings;
mod targets;
mod token;
mod tool;
mod tree;
mod ui;

pub use man::pages as manual_pages;
pub use run::main;
pub use tree::command;
