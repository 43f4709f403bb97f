//! Values of scripts and what operators make of them.

use std::cmp::Ordering;

use super::run::Stop;
use super::syntax::{Function, Operator};
use crate::lab::value::{duration, integer};

/// The longest text that a script may make, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) enum Value {
    /// What a variable without a value has.
    Nothing,
    Flag(bool),
    Number(i64),
    /// Microseconds.
    Time(i64),
    Text(String),
    List(Vec<Value>),
}

impl Value {
    /// The value that a word without quotes stands for.
    pub(super) fn of_word(word: &str) -> Self {
        match word {
            "true" | "yes" => Self::Flag(true),
            "false" | "no" => Self::Flag(false),
            _ => match (integer(word), duration::parse(word)) {
                (Some(number), _) => Self::Number(number),
                // A word of digits and units is a time; an address with more colons is none.
                (None, Some(time)) if word.matches(':').count() <= 2 => Self::Time(time),
                _ => Self::Text(word.to_owned()),
            },
        }
    }

    /// As `:put` writes it.
    pub(super) fn print(&self) -> String {
        self.joined(";")
    }

    fn joined(&self, separator: &str) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Time(micros) => duration::print(*micros),
            Self::Text(text) => text.clone(),
            Self::List(items) => {
                items.iter().map(|item| item.joined(separator)).collect::<Vec<_>>().join(separator)
            }
        }
    }

    /// As an argument of a command; a truth value as `yes` and `no`, which stand for words, too.
    pub(super) fn argument(&self) -> String {
        match self {
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            other => other.joined(","),
        }
    }

    /// Its truth.
    pub(super) fn truth(&self) -> Result<bool, Stop> {
        match self {
            Self::Flag(flag) => Ok(*flag),
            other => Err(Stop::unsupported(&format!("a condition of {:?}", other.print()))),
        }
    }

    /// Its items; a single value is a list of one.
    pub(super) fn items(self) -> Vec<Value> {
        match self {
            Self::List(items) => items,
            Self::Nothing => Vec::new(),
            value => vec![value],
        }
    }

    /// Its microseconds, if it can be read as a time.
    pub(super) fn time(&self) -> Option<i64> {
        match self {
            Self::Time(micros) => Some(*micros),
            Self::Number(seconds) => seconds.checked_mul(1_000_000),
            Self::Text(text) => duration::parse(text),
            _ => None,
        }
    }

    /// What `function` makes of it.
    pub(super) fn apply(self, function: Function) -> Value {
        match (function, self) {
            (Function::Length, Self::List(items)) => Self::length(items.len()),
            (Function::Length, Self::Nothing) => Self::Number(0),
            (Function::Length, value) => {
                let mut bytes = Vec::new();
                value.print().chars().for_each(|c| crate::lab::bytes::put(c, &mut bytes));
                Self::length(bytes.len())
            }
            (Function::ToText, value) => Self::Text(value.print()),
            (Function::ToNumber, value) => integer(&value.print()).map_or(Self::Nothing, Self::Number),
        }
    }

    fn length(length: usize) -> Self {
        Self::Number(i64::try_from(length).unwrap_or(i64::MAX))
    }

    /// What stands between `self` and `right` makes of them.
    pub(super) fn combine(self, operator: Operator, right: Self) -> Result<Self, Stop> {
        Ok(match operator {
            Operator::Or => Self::Flag(self.truth()? || right.truth()?),
            Operator::And => Self::Flag(self.truth()? && right.truth()?),
            Operator::Equal => Self::Flag(self.equals(&right)?),
            Operator::Unequal => Self::Flag(!self.equals(&right)?),
            Operator::Below => Self::Flag(self.order(&right)?.is_lt()),
            Operator::Above => Self::Flag(self.order(&right)?.is_gt()),
            Operator::AtMost => Self::Flag(self.order(&right)?.is_le()),
            Operator::AtLeast => Self::Flag(self.order(&right)?.is_ge()),
            Operator::Like => Self::Flag(like(&self.print(), &right.print())?),
            Operator::Join => Self::Text(bounded(self.print() + &right.print())?),
            Operator::Append => Self::List(self.items().into_iter().chain(right.items()).collect()),
            Operator::Plus | Operator::Minus | Operator::Times | Operator::By => {
                self.calculate(operator, &right)?
            }
        })
    }

    fn equals(&self, right: &Self) -> Result<bool, Stop> {
        match (self, right) {
            (Self::Time(_), Self::Text(_)) | (Self::Text(_), Self::Time(_)) => {
                Ok(self.time() == right.time())
            }
            (Self::Text(_), Self::Number(_) | Self::Flag(_))
            | (Self::Number(_) | Self::Flag(_), Self::Text(_)) => Err(Stop::unsupported(&format!(
                "comparing {:?} with {:?}, of another type",
                self.print(),
                right.print()
            ))),
            _ => Ok(self == right),
        }
    }

    fn order(&self, right: &Self) -> Result<Ordering, Stop> {
        match (self, right) {
            (Self::Number(left), Self::Number(right)) => Ok(left.cmp(right)),
            (Self::Time(_), _) | (_, Self::Time(_)) if self.time().is_some() && right.time().is_some() => {
                Ok(self.time().cmp(&right.time()))
            }
            _ => Err(Stop::unsupported(&format!("the order of {:?} and {:?}", self.print(), right.print()))),
        }
    }

    fn calculate(&self, operator: Operator, right: &Self) -> Result<Self, Stop> {
        let (Self::Number(left), Self::Number(right)) = (self, right) else {
            return Err(Stop::unsupported("calculating with anything but numbers"));
        };
        let result = match operator {
            Operator::Plus => left.checked_add(*right),
            Operator::Minus => left.checked_sub(*right),
            Operator::Times => left.checked_mul(*right),
            _ => left.checked_div(*right),
        };
        result.map(Self::Number).ok_or_else(|| Stop::unsupported("a result that is no number"))
    }
}

/// `text`, unless it is too long.
pub(super) fn bounded(text: String) -> Result<String, Stop> {
    if text.len() > LONGEST {
        return Err(Stop::unsupported(&format!("a text of more than {LONGEST} bytes")));
    }
    Ok(text)
}

/// Whether `text` matches `pattern`; of regular expressions only `^` and `$` are known.
pub(super) fn like(text: &str, pattern: &str) -> Result<bool, Stop> {
    let (start, rest) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
    let (end, middle) = rest.strip_suffix('$').map_or((false, rest), |rest| (true, rest));
    if middle.contains(|c| "^$.*+?()[]{}|\\".contains(c)) {
        return Err(Stop::unsupported(&format!("the regular expression {pattern:?}")));
    }
    Ok(match (start, end) {
        (true, true) => text == middle,
        (true, false) => text.starts_with(middle),
        (false, true) => text.ends_with(middle),
        (false, false) => text.contains(middle),
    })
}
