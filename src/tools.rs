//! What a model or a script may call: one value per tool, each a thin hand over a use case.

pub mod registry;
pub mod tool;
