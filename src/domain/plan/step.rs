//! A step as it is asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
