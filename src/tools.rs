//! What a model or a script may call: one value per tool, each a thin hand over a use case.

mod arguments;
mod audit_search;
mod config;
mod device_check;
mod device_get;
mod device_list;
mod diagnostics;
mod fleet_health;
mod fleet_read;
mod menu_describe;
mod menu_read;
mod misfit;
mod ping;
mod plan;
mod read;
mod recipe_list;
pub mod reference;
pub mod registry;
mod schema;
mod summaries;
mod system_overview;
pub mod tool;
mod traceroute;
mod untrusted;

pub use arguments::steps;
pub use recipe_list::{RecipeEntry, entries as recipes};
