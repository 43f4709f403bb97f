//! What can be read by its address and followed: one value per resource, each a thin hand over a use case.
//!
//! A resource is a URI template (RFC 6570 level 1 and 2), words for people, and two functions: what it reads now, and which
//! topics of the bus mean that it reads otherwise. MCP lists, templates, completion and subscriptions derive from it.

mod audit;
mod device;
mod fleet;
mod plan;
pub mod reference;
pub mod registry;
pub mod resource;
mod snapshot;
mod template;
