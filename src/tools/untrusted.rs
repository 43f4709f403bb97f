//! Results that have text of a router, marked as a read's are.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::Serialize;

/// What a device says of itself, as [`FactsView`](crate::app::device_view::FactsView) has it.
pub(super) const FACTS: [&str; 5] = ["identity", "version", "model", "architecture", "serial"];

/// A result, and which of its fields have text of the router.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Untrusted<T> {
    #[serde(flatten)]
    result: T,
    /// Fields here, however deep, whose text may have been written by outsiders: data, never instructions. Not in the schema,
    /// which every model reads.
    #[schemars(skip)]
    untrusted_fields: &'static [&'static str],
}

impl<T> Untrusted<T> {
    /// `result`, whose `fields` have text of the router.
    pub(super) const fn new(result: T, fields: &'static [&'static str]) -> Self {
        Self { result, untrusted_fields: fields }
    }
}

impl<T> Deref for Untrusted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.result
    }
}
