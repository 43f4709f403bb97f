//! Which rows a `find` finds.

use super::run::{Pending, Run, Stop};
use super::syntax::{Condition, Expression, Operator};
use super::value::{Value, like};
use crate::catalogue::menu::Menu;
use crate::domain::field::FieldType;
use crate::lab::command::Record;
use crate::lab::value::{duration, flag, integer};

/// A condition whose values are known.
pub(super) enum Test {
    Field(String),
    Compare(String, Operator, String),
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

/// `condition` with the values that its expressions come to.
pub(super) fn settle<'a>(run: &'a mut Run, condition: &'a Condition) -> Pending<'a, Test> {
    Box::pin(async move {
        Ok(match condition {
            Condition::Field(name) => Test::Field(name.clone()),
            Condition::Compare(name, operator, value) => {
                let text = match value {
                    Expression::Word(word) => word.clone(),
                    value => match run.value(value).await? {
                        Value::Nothing => return Err(Stop::unsupported("find by nothing")),
                        value => value.argument(),
                    },
                };
                Test::Compare(name.clone(), *operator, text)
            }
            Condition::Not(inner) => Test::Not(Box::new(settle(run, inner).await?)),
            Condition::And(left, right) => {
                let left = settle(run, left).await?;
                Test::And(Box::new(left), Box::new(settle(run, right).await?))
            }
            Condition::Or(left, right) => {
                let left = settle(run, left).await?;
                Test::Or(Box::new(left), Box::new(settle(run, right).await?))
            }
        })
    })
}

impl Test {
    /// Whether it holds for `row` of `menu`.
    pub(super) fn holds(&self, menu: &Menu, row: &Record) -> Result<bool, Stop> {
        match self {
            Self::Field(name) => Ok(shown(menu, row, name).is_some_and(|text| text != "false")),
            Self::Compare(name, operator, text) => compare(menu, row, name, *operator, text),
            Self::Not(inner) => Ok(!inner.holds(menu, row)?),
            Self::And(left, right) => Ok(left.holds(menu, row)? && right.holds(menu, row)?),
            Self::Or(left, right) => Ok(left.holds(menu, row)? || right.holds(menu, row)?),
        }
    }
}

/// What `row` has under `name`: shown, its default, or for a flag false.
fn shown(menu: &Menu, row: &Record, name: &str) -> Option<String> {
    let field = menu.field(name);
    let default = field.and_then(|field| match (field.kind, field.default) {
        (FieldType::Flag, default) => flag(default.unwrap_or("false")),
        (_, default) => default.map(str::to_owned),
    });
    row.get(name).cloned().or(default)
}

fn compare(menu: &Menu, row: &Record, name: &str, operator: Operator, text: &str) -> Result<bool, Stop> {
    let Some(shown) = shown(menu, row, name) else {
        if text.is_empty() {
            return Err(Stop::unsupported(&format!("find {name}=\"\" where there is no {name}")));
        }
        return Ok(operator == Operator::Unequal);
    };
    let equal = same(menu, name, &shown, text);
    match operator {
        Operator::Equal => Ok(equal),
        Operator::Unequal => Ok(!equal),
        Operator::Like => like(&shown, text),
        Operator::AtMost | Operator::AtLeast if equal => Ok(true),
        _ => {
            let numbers =
                integer(&shown).zip(integer(text)).or(duration::parse(&shown).zip(duration::parse(text)));
            let (left, right) =
                numbers.ok_or_else(|| Stop::unsupported(&format!("find by the order of {name}")))?;
            Ok(if matches!(operator, Operator::Below | Operator::AtMost) {
                left < right
            } else {
                left > right
            })
        }
    }
}

/// Whether `shown` and `text` are the same value of the field `name`.
fn same(menu: &Menu, name: &str, shown: &str, text: &str) -> bool {
    if shown == text {
        return true;
    }
    match menu.field(name).map(|field| field.kind) {
        Some(FieldType::Duration) => {
            duration::parse(shown).is_some_and(|micros| duration::parse(text) == Some(micros))
        }
        Some(FieldType::Integer) => integer(shown).is_some_and(|number| integer(text) == Some(number)),
        Some(FieldType::Flag) | None => flag(text).is_some_and(|text| text == shown),
        Some(FieldType::Mac) => shown.eq_ignore_ascii_case(text),
        _ => false,
    }
}
