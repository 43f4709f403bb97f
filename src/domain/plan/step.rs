//! A step as it is asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// Adds a row.
    Add,
    /// Changes a row, or the settings of a menu.
    Set,
    /// Removes a row.
    Remove,
    /// Puts a row of an ordered list elsewhere.
    Move,
    /// Enables a row.
    Enable,
    /// Disables a row.
    Disable,
    /// Runs a command; `menu` is its path.
    Run,
}

impl Op {
    /// The word that users write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Set => "set",
            Self::Remove => "remove",
            Self::Move => "move",
            Self::Enable => "enable",
            Self::Disable => "disable",
            Self::Run => "run",
        }
    }
}

/// One step of a change as a person, a script or a model asks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepRequest {
    /// What to do.
    pub op: Op,
    /// E.g. ip/firewall/filter.
    pub menu: String,
    /// The one row, by its fields.
    #[serde(rename = "match", default, skip_serializing_if = "Map::is_empty")]
    pub matching: Map<String, Value>,
    /// Or by its `.id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is written; null clears a field.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
    /// In ordered lists: the row it goes before, {fields} or "*ID"; null is the end.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    pub place_before: Option<Value>,
    /// An `add` that finds its row there already changes it instead; recipes ask for it.
    #[serde(skip)]
    pub ensure: bool,
    /// A `remove` that means every row that matches, except those with one of these values; recipes ask for it.
    #[serde(skip)]
    pub except: Option<Except>,
}

/// Rows that a `remove` of many spares.
#[derive(Debug, Clone, PartialEq)]
pub struct Except {
    /// By which field.
    pub field: String,
    /// With which values.
    pub kept: Vec<Value>,
}

impl StepRequest {
    /// Refuses what the step's `op` has no use for: it would be asked for, and not be done.
    pub fn check(&self) -> Result<()> {
        let (row, values, place) = match self.op {
            Op::Add => (false, true, true),
            Op::Set => (true, true, false),
            Op::Enable | Op::Disable | Op::Remove => (true, false, false),
            Op::Move => (true, false, true),
            Op::Run => (false, false, false),
        };
        let placed = self.place_before.as_ref().is_some_and(|place| !place.is_null());
        for (given, takes, what) in [
            (self.id.is_some() || !self.matching.is_empty(), row, "neither match nor id"),
            (!self.values.is_empty(), values, "no values"),
            (placed, place, "no place_before"),
        ] {
            if given && !takes {
                let error = Error::usage(format!("{} takes {what}", self.op.as_str()));
                return Err(error.hint("what else is to be done is a step of its own"));
            }
        }
        if self.op == Op::Move && self.place_before.is_none() {
            // Left out, it would mean the end, which in a firewall is behind the rule that drops the rest.
            return Err(Error::usage("move needs place_before")
                .hint("the row that it goes before, {fields} or \"*ID\"; null moves it to the end"));
        }
        Ok(())
    }

    /// A step that does `op` in `menu`.
    pub fn new(op: Op, menu: impl Into<String>) -> Self {
        let (matching, values) = (Map::new(), Map::new());
        Self {
            op,
            menu: menu.into(),
            matching,
            id: None,
            values,
            place_before: None,
            ensure: false,
            except: None,
        }
    }
}

/// What is given, null included, which says something else than nothing does.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_an_op_has_no_use_for_is_refused() {
        let step = |step| serde_json::from_value::<StepRequest>(step).expect("a step").check();
        for good in [
            json!({"op": "add", "menu": "m", "values": {"a": 1}, "place_before": "*1"}),
            json!({"op": "set", "menu": "m", "id": "*1", "values": {"a": 1}, "place_before": null}),
            json!({"op": "move", "menu": "m", "match": {"a": 1}, "place_before": "*1"}),
            json!({"op": "move", "menu": "m", "id": "*1", "place_before": null}),
            json!({"op": "remove", "menu": "m", "id": "*1"}),
        ] {
            step(good.clone()).unwrap_or_else(|error| panic!("{good}: {error}"));
        }
        for bad in [
            json!({"op": "add", "menu": "m", "id": "*1"}),
            json!({"op": "add", "menu": "m", "match": {"a": 1}}),
            json!({"op": "set", "menu": "m", "id": "*1", "values": {"a": 1}, "place_before": "*1"}),
            json!({"op": "enable", "menu": "m", "id": "*1", "values": {"a": 1}}),
            json!({"op": "disable", "menu": "m", "id": "*1", "place_before": "*2"}),
            json!({"op": "remove", "menu": "m", "id": "*1", "values": {"a": 1}}),
            json!({"op": "move", "menu": "m", "id": "*1", "values": {"a": 1}}),
            json!({"op": "move", "menu": "m", "id": "*1"}),
            json!({"op": "run", "menu": "m", "id": "*1"}),
        ] {
            assert!(step(bad.clone()).is_err(), "{bad}");
        }
    }
}
