//! Arguments that several tools share, described once.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::misfit::misfit_in;
use super::schema;
use crate::app::Targets;
use crate::app::read::ReadRequest;
use crate::catalogue::recipes;
use crate::domain::filter::{Comparison, Condition};
use crate::domain::plan::StepRequest;
use crate::error::{Error, Result, in_json_terms};

/// Arguments of a tool that looks at one device.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OneDevice {
    pub(super) device: String,
}

/// Arguments of a tool that reads one menu of one device.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadArguments {
    pub(super) device: String,
    /// Path, e.g. `ip/address`.
    pub(super) menu: String,
    #[serde(flatten)]
    pub(super) rows: RowArguments,
}

/// Which rows and fields of a menu.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct RowArguments {
    /// {field: value} or {field: {gt|gte|lt|lte|not|contains|present: value}}
    #[serde(default, rename = "where")]
    conditions: Map<String, Value>,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 1000))]
    limit: Option<usize>,
    #[serde(default)]
    cursor: Option<String>,
}

impl RowArguments {
    pub(super) fn request(self, menu: String) -> Result<ReadRequest> {
        let mut conditions = Vec::new();
        for (field, value) in self.conditions {
            add_conditions(&mut conditions, &field, value)?;
        }
        Ok(ReadRequest {
            menu,
            conditions,
            fields: self.fields,
            limit: self.limit,
            cursor: self.cursor,
            bytes: None,
        })
    }
}

const COMPARISONS: &str = "not, gt, gte, lt, lte, contains and present compare";

fn add_conditions(conditions: &mut Vec<Condition>, field: &str, value: Value) -> Result<()> {
    let condition = |comparison, value| Condition { field: field.to_owned(), comparison, value };
    let Value::Object(operators) = value else {
        conditions.push(condition(Comparison::Equal, value));
        return Ok(());
    };
    if operators.is_empty() {
        return Err(
            Error::usage(format!("the condition on {field:?} compares with nothing")).hint(COMPARISONS)
        );
    }
    for (operator, value) in operators {
        conditions.push(match (operator.as_str(), value) {
            ("not", value) => condition(Comparison::NotEqual, value),
            ("gt", value) => condition(Comparison::Greater, value),
            ("gte", value) => condition(Comparison::AtLeast, value),
            ("lt", value) => condition(Comparison::Less, value),
            ("lte", value) => condition(Comparison::AtMost, value),
            ("contains", value) => condition(Comparison::Contains, value),
            ("present", Value::Bool(true)) => condition(Comparison::Present, Value::Null),
            ("present", Value::Bool(false)) => condition(Comparison::Absent, Value::Null),
            ("present", _) => return Err(Error::usage("present is true or false")),
            (other, _) => {
                return Err(Error::usage(format!("{other:?} is not a comparison")).hint(COMPARISONS));
            }
        });
    }
    Ok(())
}

/// The argument `name`, an object whose members every model would read in the schemas of the tools, and which is described in
/// words there.
pub(super) fn object<T: DeserializeOwned + JsonSchema>(
    name: &str,
    mut given: Map<String, Value>,
) -> Result<T> {
    given.retain(|_, given| !given.is_null());
    T::deserialize(&given).map_err(|error| {
        misfit_in(&schema::full_input::<T>(), &given, name)
            .unwrap_or_else(|| Error::usage(format!("{name}: {}", in_json_terms(&error))))
    })
}

/// What a list of things whose ids grow goes on after: the id that was its `next_cursor`.
pub(super) fn cursor(text: &str) -> Result<String> {
    ulid::Ulid::from_string(text).map(|id| id.to_string()).map_err(|_| {
        Error::usage("the cursor is not one that rosmcp gave out")
            .hint("pass the next_cursor of the page before, or leave it out")
    })
}

/// Which devices.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct TargetArguments {
    /// Names; all without this and selector.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    devices: Option<Vec<String>>,
    /// As in `device_list`.
    #[serde(default)]
    selector: Option<String>,
}

impl TargetArguments {
    pub(super) fn targets(self) -> Result<Targets> {
        match (self.devices, self.selector) {
            (Some(_), Some(_)) => Err(Error::usage("give devices or a selector, not both")),
            (Some(names), None) if names.is_empty() => {
                Err(Error::usage("devices is empty").hint("leave it out to mean all devices"))
            }
            (Some(names), None) => Ok(Targets::Names(names)),
            (None, Some(selector)) => Ok(Targets::Matching(selector.parse()?)),
            (None, None) => Ok(Targets::All),
        }
    }
}

/// The steps of a plan: as they are given, or as a recipe makes them, with a word on which recipe it was.
pub fn steps(
    steps: Vec<StepRequest>,
    recipe: Option<&str>,
    params: &Map<String, Value>,
) -> Result<(Vec<StepRequest>, Option<String>)> {
    match recipe {
        None if !params.is_empty() => Err(Error::usage("params belong to a recipe")),
        None => Ok((steps, None)),
        Some(_) if !steps.is_empty() => Err(Error::usage("give steps or a recipe, not both")),
        Some(name) => {
            let recipe = recipes::find(name)?;
            Ok((recipe.steps(params)?, Some(recipe.name.to_owned())))
        }
    }
}
