//! Ways of working, written down once: what a person picks from a menu and a model then follows.
//!
//! A prompt is text and arguments. Nothing that a device or a stranger said is ever part of one: an argument is a name
//! that has been checked, or is shown as a quotation.

mod change;
pub mod prompt;
pub mod reference;
pub mod registry;
mod review;
mod trouble;
