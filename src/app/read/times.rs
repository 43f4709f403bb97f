//! Conditions on dates and times, which only the router's own clock can complete: without a date a time is today's there.

use std::cmp::Ordering;

use jiff::civil::DateTime;
use serde_json::Value;

use super::{App, Shape};
use crate::domain::device::Device;
use crate::domain::field::FieldType;
use crate::domain::filter::{Comparison, Condition};
use crate::domain::row::TypedRow;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::routeros::value::Moment;

impl Shape {
    /// Whether `condition` compares with a date or time, and so whatever form each has.
    pub(super) fn is_timed(&self, condition: &Condition) -> bool {
        let is_moment = || condition.value.as_str().and_then(Moment::parse).is_some();
        let compared = match condition.comparison {
            Comparison::Equal | Comparison::NotEqual => is_moment(),
            other => other.is_ordering(),
        };
        compared && self.kind_of(&condition.field) == FieldType::Time
    }

    /// What RouterOS means where it leaves a field out of a row: a flag that was never written is as it is by default, others
    /// are not set.
    fn unsaid(&self, field: &str) -> Option<Value> {
        let field = self.field(field).filter(|field| field.kind == FieldType::Flag)?;
        Some(Value::Bool(field.default == Some("true")))
    }

    /// Whether `row` satisfies `condition`, by a router's clock that shows `now`.
    pub(super) fn holds(&self, condition: &Condition, row: &TypedRow, now: Option<DateTime>) -> bool {
        if !self.is_timed(condition) {
            let presence = matches!(condition.comparison, Comparison::Present | Comparison::Absent);
            let unsaid = self.unsaid(&condition.field).filter(|_| !presence);
            return condition.holds(row.get(&condition.field).or(unsaid.as_ref()));
        }
        let order = || {
            let found = whole(row.get(&condition.field)?, now)?;
            Some(found.cmp(&whole(&condition.value, now)?))
        };
        match (condition.comparison, order()) {
            (Comparison::Equal, order) => order == Some(Ordering::Equal),
            (Comparison::NotEqual, order) => order != Some(Ordering::Equal),
            (comparison, order) => order.is_some_and(|order| comparison.allows(order)),
        }
    }
}

impl App {
    /// Leaves those of `rows` for which all `conditions` hold. The router's clock is read where a time leaves out its date or
    /// its year, and after the rows, so that nothing in them is later.
    pub(super) async fn retain_matching(
        &self,
        device: &Device,
        shape: &Shape,
        conditions: &[Condition],
        rows: &mut Vec<TypedRow>,
    ) -> Result<()> {
        let timed = || conditions.iter().filter(|condition| shape.is_timed(condition));
        let told = |condition: &Condition| rows.iter().any(|row| short(row.get(&condition.field)));
        let needed =
            !rows.is_empty() && timed().any(|condition| short(Some(&condition.value)) || told(condition));
        let now = if needed { Some(self.router_clock(device).await?) } else { None };
        rows.retain(|row| conditions.iter().all(|condition| shape.holds(condition, row, now)));
        Ok(())
    }

    async fn router_clock(&self, device: &Device) -> Result<DateTime> {
        let doing = || "asking the router which day it is, for a time without its date";
        let clock = Box::pin(self.settings_row(device, "system/clock")).await.while_doing(doing)?;
        let text = |field: &str| clock.get(field).and_then(Value::as_str).unwrap_or_default();
        let (date, time) = (text("date"), text("time"));
        match Moment::parse(&format!("{date} {time}")) {
            Some(Moment::Whole(now)) => Ok(now),
            _ => Err(Error::new(
                ErrorKind::DeviceRejected,
                format!("the router's clock shows no date that is understood: {date:?} {time:?}"),
            )
            .hint("give the date as well, as in 2026-11-27 17:00:00"))
            .while_doing(doing),
        }
    }
}

/// Whether it is a time that only a clock can complete.
fn short(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).and_then(Moment::parse).is_some_and(Moment::needs_clock)
}

fn whole(value: &Value, now: Option<DateTime>) -> Option<DateTime> {
    match (Moment::parse(value.as_str()?)?, now) {
        (Moment::Whole(moment), _) => Some(moment),
        (moment, now) => moment.at(now?),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn since(value: &str, rows: &[&str]) -> Vec<String> {
        kept(Comparison::AtLeast, value, rows)
    }

    fn kept(comparison: Comparison, value: &str, rows: &[&str]) -> Vec<String> {
        let now = Some(DateTime::constant(2026, 1, 2, 18, 0, 0, 0));
        let shape = Shape::of("log").unwrap();
        let condition = Condition { field: "time".to_owned(), comparison, value: json!(value) };
        let condition = shape.conditions(&[condition]).unwrap().remove(0);
        let row = |time: &str| json!({"time": time}).as_object().cloned().unwrap();
        let held = rows.iter().filter(|time| shape.holds(&condition, &row(time), now));
        held.map(|time| (*time).to_owned()).collect()
    }

    #[test]
    fn times_compare_whatever_form_each_has() {
        let rows = [
            "2025-12-31 23:00:00",
            "dec/31 23:00:00",
            "2026-01-02 16:59:59",
            "2026-01-02 17:00:00",
            "16:59:59",
            "17:00:01",
            "never",
        ];
        assert_eq!(since("17:00", &rows), ["2026-01-02 17:00:00", "17:00:01"]);
        assert_eq!(since("2026-01-01", &rows), &rows[2..6]);
        assert_eq!(since("dec/31/2025 23:00:00", &rows), &rows[..6]);
        assert!(since("2027-01-01", &rows).is_empty());
        assert_eq!(kept(Comparison::Equal, "2026-01-02 17:00:01", &rows), ["17:00:01"]);
        assert_eq!(kept(Comparison::Equal, "17:00:00", &rows), ["2026-01-02 17:00:00"]);
        assert_eq!(kept(Comparison::NotEqual, "2026-01-02 17:00:01", &rows).len(), rows.len() - 1);
        assert_eq!(kept(Comparison::Equal, "never", &rows), ["never"]);
    }
}
