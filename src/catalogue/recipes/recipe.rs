//! How a recipe is described, and how parameters become steps.

use serde_json::{Map, Value};

use crate::domain::plan::{Except, Op, StepRequest};
use crate::error::{Error, Result, nearest};

/// How many items a list parameter may have.
const MOST_ITEMS: usize = 150;

/// A common change.
#[derive(Debug)]
pub struct Recipe {
    /// Its name, `snake_case`.
    pub name: &'static str,
    /// What it does, a few words.
    pub title: &'static str,
    /// What it asks for.
    pub params: &'static [Param],
    /// What it becomes.
    pub steps: &'static [Template],
    /// What is read back before it is confirmed.
    pub verified: &'static str,
}

/// A parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name, `snake_case`.
    pub name: &'static str,
    /// What it is, a few words.
    pub about: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What it is when it is not given.
    pub default: Option<&'static str>,
    /// Whether an empty text is an answer.
    pub clears: bool,
}

impl Param {
    /// One that must be given.
    pub const fn required(name: &'static str, about: &'static str) -> Self {
        Self { name, about, required: true, default: None, clears: false }
    }

    /// One that may be left out.
    pub const fn optional(name: &'static str, about: &'static str) -> Self {
        Self { name, about, required: false, default: None, clears: false }
    }

    /// One with a default.
    pub const fn or(name: &'static str, about: &'static str, default: &'static str) -> Self {
        Self { name, about, required: false, default: Some(default), clears: false }
    }

    /// With an empty text for taking away what is there.
    #[must_use]
    pub const fn or_nothing(mut self) -> Self {
        self.clears = true;
        self
    }
}

/// A step with places for parameters: `{name}`. A field whose parameter is not given is left out.
#[derive(Debug)]
pub struct Template {
    /// What it does.
    pub op: Op,
    /// The menu.
    pub menu: &'static str,
    /// An `add` changes the row that is there already.
    pub ensure: bool,
    /// Which row.
    pub matching: &'static [(&'static str, &'static str)],
    /// What is written.
    pub values: &'static [(&'static str, &'static str)],
    /// A parameter that is an object of further fields to match.
    pub match_from: Option<&'static str>,
    /// A parameter that is an object of further fields to write.
    pub values_from: Option<&'static str>,
    /// A parameter that says before which row.
    pub place_before: Option<&'static str>,
    /// A list parameter: once for each item, which `{each}` stands for.
    pub each: Option<&'static str>,
    /// Only when this parameter is given and not false.
    pub when: Option<&'static str>,
    /// A field and a list parameter: every row that matches goes, except those that have an item in that field.
    pub except: Option<(&'static str, &'static str)>,
}

impl Template {
    /// A step without anything.
    pub const fn new(op: Op, menu: &'static str) -> Self {
        Self {
            op,
            menu,
            ensure: false,
            matching: &[],
            values: &[],
            match_from: None,
            values_from: None,
            place_before: None,
            each: None,
            when: None,
            except: None,
        }
    }

    /// A row that is there afterwards, added or changed.
    pub const fn ensure(menu: &'static str, values: &'static [(&'static str, &'static str)]) -> Self {
        Self { ensure: true, values, ..Self::new(Op::Add, menu) }
    }

    /// Settings, or the row that `matching` says.
    pub const fn set(
        menu: &'static str,
        matching: &'static [(&'static str, &'static str)],
        values: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { matching, values, ..Self::new(Op::Set, menu) }
    }

    /// Once for each item of a list parameter.
    #[must_use]
    pub const fn each(mut self, param: &'static str) -> Self {
        self.each = Some(param);
        self
    }

    /// Only when the parameter is given and not false.
    #[must_use]
    pub const fn when(mut self, param: &'static str) -> Self {
        self.when = Some(param);
        self
    }

    /// Before the row that the parameter says.
    #[must_use]
    pub const fn placed(mut self, param: &'static str) -> Self {
        self.place_before = Some(param);
        self
    }

    /// With the fields of an object parameter.
    #[must_use]
    pub const fn with(mut self, param: &'static str) -> Self {
        self.values_from = Some(param);
        self
    }

    /// On the row that an object parameter says.
    #[must_use]
    pub const fn on(mut self, param: &'static str) -> Self {
        self.match_from = Some(param);
        self
    }
}

impl Recipe {
    /// The steps for `params`; unknown, missing, empty and misshapen parameters are usage errors. Null is as good as not
    /// given.
    pub fn steps(&self, params: &Map<String, Value>) -> Result<Vec<StepRequest>> {
        let given = self.complete(params)?;
        let mut steps = Vec::new();
        for template in self.steps {
            if template.when.is_some_and(|name| !is_on(given.get(name))) {
                continue;
            }
            let Some(each) = template.each else {
                steps.push(template.step(&given, None)?);
                continue;
            };
            let items = items(each, given.get(each))?;
            for item in items {
                steps.push(template.step(&given, Some(&item))?);
            }
        }
        if steps.is_empty() {
            return Err(Error::usage(format!("with these parameters {} does nothing", self.name)));
        }
        Ok(steps)
    }

    fn complete(&self, params: &Map<String, Value>) -> Result<Map<String, Value>> {
        for name in params.keys() {
            if !self.params.iter().any(|param| param.name == name) {
                let error = Error::usage(format!("{} has no parameter {name:?}", self.name));
                let ending = format!("_{name}");
                let longer = self.params.iter().filter(|param| param.name.ends_with(&ending));
                let longer: Vec<_> = longer.map(|param| format!("{:?}", param.name)).collect();
                if longer.len() > 1 {
                    return Err(error.hint(format!("did you mean {}?", longer.join(" or "))));
                }
                return Err(match nearest(name, self.params.iter().map(|param| param.name)) {
                    Some(near) => error.hint(format!("did you mean {near:?}?")),
                    None => error.hint(format!("it takes: {}", self.named())),
                });
            }
        }
        let mut given: Map<_, _> = params
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for param in self.params {
            if let Some(value) = given.get(param.name) {
                if is_blank(value) && !param.clears {
                    return Err(self.empty(param));
                }
                continue;
            }
            match param.default {
                Some(default) => drop(given.insert(param.name.to_owned(), Value::from(default))),
                None if param.required => {
                    return Err(Error::usage(format!(
                        "{} needs {:?}: {}",
                        self.name, param.name, param.about
                    ))
                    .hint(format!("it takes: {}", self.named())));
                }
                None => {}
            }
        }
        Ok(given)
    }

    /// What a script forgot to fill in would erase what the router has.
    fn empty(&self, param: &Param) -> Error {
        Error::usage(format!("{:?} of {} is empty: {}", param.name, self.name, param.about))
            .hint("leave it out; where a list shall be empty, give []")
    }

    fn named(&self) -> String {
        self.params.iter().map(|param| param.name).collect::<Vec<_>>().join(", ")
    }
}

impl Template {
    fn step(&self, given: &Map<String, Value>, each: Option<&Value>) -> Result<StepRequest> {
        let mut step = StepRequest::new(self.op, self.menu);
        step.ensure = self.ensure;
        step.matching = fields(self.matching, given, each);
        step.values = fields(self.values, given, each);
        for (from, to) in [(self.match_from, &mut step.matching), (self.values_from, &mut step.values)] {
            let Some(name) = from else { continue };
            match given.get(name) {
                Some(Value::Object(more)) => to.extend(more.clone()),
                Some(_) => return Err(Error::usage(format!("{name:?} is an object of fields"))),
                None => {}
            }
        }
        if let Some((field, name)) = self.except {
            step.except = Some(Except { field: field.to_owned(), kept: items(name, given.get(name))? });
        }
        step.place_before = self.place_before.and_then(|name| given.get(name)).cloned();
        Ok(step)
    }
}

fn is_on(value: Option<&Value>) -> bool {
    !matches!(value, None | Some(Value::Null | Value::Bool(false)))
}

/// Whether it is a text of nothing but commas and blanks.
fn is_blank(value: &Value) -> bool {
    let nothing = |c: char| c == ',' || c.is_whitespace();
    value.as_str().is_some_and(|text| text.chars().all(nothing))
}

fn items(name: &str, value: Option<&Value>) -> Result<Vec<Value>> {
    let items = match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(Value::String(text)) => {
            text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Value::from).collect()
        }
        Some(_) => return Err(Error::usage(format!("{name:?} is a list"))),
    };
    if items.len() > MOST_ITEMS {
        return Err(Error::usage(format!("{name:?} has more than {MOST_ITEMS} items")));
    }
    Ok(items)
}

fn fields(
    templates: &[(&'static str, &'static str)],
    given: &Map<String, Value>,
    each: Option<&Value>,
) -> Map<String, Value> {
    let value = |text: &str| if text == "each" { each } else { given.get(text) };
    let filled =
        templates.iter().filter_map(|(field, text)| Some(((*field).to_owned(), fill(text, &value)?)));
    filled.collect()
}

/// The text with its places filled; a text that is one place keeps the value's own type.
fn fill<'a>(text: &str, value: &impl Fn(&str) -> Option<&'a Value>) -> Option<Value> {
    if let Some(name) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'))
        && !name.contains('{')
    {
        return value(name).cloned();
    }
    let mut filled = text.to_owned();
    for name in placeholders(text) {
        let value = match value(name)? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        filled = filled.replace(&format!("{{{name}}}"), &value);
    }
    Some(Value::from(filled))
}

/// The parameters that a text has places for.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RECIPE: Recipe = Recipe {
        name: "test",
        title: "A test",
        params: &[
            Param::required("name", "a name"),
            Param::optional("list", "items"),
            Param::or("ttl", "a time", "1h"),
            Param::optional("more", "fields"),
        ],
        steps: &[
            Template::ensure(
                "ip/dns/static",
                &[("name", "{name}.example"), ("ttl", "{ttl}"), ("comment", "{more}")],
            ),
            Template::ensure("ip/firewall/address-list", &[("list", "{name}"), ("address", "{each}")])
                .each("list"),
        ],
        verified: "",
    };

    fn steps(params: Value) -> Result<Vec<StepRequest>> {
        let Value::Object(params) = params else { return Ok(Vec::new()) };
        RECIPE.steps(&params)
    }

    #[test]
    fn parameters_fill_places_and_fields_without_one_are_left_out() {
        let made = steps(json!({"name": "a", "list": ["10.0.0.1", "10.0.0.2"]})).unwrap();
        assert_eq!(made.len(), 3);
        assert_eq!(Value::Object(made[0].values.clone()), json!({"name": "a.example", "ttl": "1h"}));
        assert_eq!(made[2].values["address"], "10.0.0.2");
        let made = steps(json!({"name": "a", "ttl": null})).unwrap();
        assert_eq!(made[0].values["ttl"], "1h");
    }

    #[test]
    fn what_does_not_fit_is_told() {
        assert!(steps(json!({})).unwrap_err().message().contains("needs \"name\""));
        assert!(steps(json!({"name": null})).unwrap_err().message().contains("needs \"name\""));
        assert_eq!(steps(json!({"name": "a", "lst": []})).unwrap_err().hints(), ["did you mean \"list\"?"]);
        assert!(steps(json!({"name": "a", "list": 1})).is_err());
        for blank in ["", " , "] {
            assert!(steps(json!({"name": "a", "list": blank})).unwrap_err().message().contains("is empty"));
        }
        assert_eq!(steps(json!({"name": "a", "list": []})).unwrap().len(), 1);
    }

    #[test]
    fn a_hostile_parameter_stays_one_value() {
        let hostile = "x\"; {list} $[/user/add]";
        let made = steps(json!({"name": hostile})).unwrap();
        assert_eq!(made[0].values["name"], format!("{hostile}.example"));
    }
}
