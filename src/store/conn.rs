//! The thin waist between repositories and database engines.
//!
//! Object-safe on purpose: a repository is compiled once and runs against whatever engine is behind the trait.

use std::str::FromStr;
use std::sync::Arc;

use crate::clock::{self, UnixMs};
use crate::error::{Error, ErrorKind, Result};

/// The most rows that one query may return; a query that would return more fails instead of filling the memory.
pub(super) const MAX_ROWS: u32 = 100_000;

/// A connection inside a transaction.
pub trait Conn {
    /// Runs one statement and returns the number of rows it changed.
    ///
    /// A row that exists already is [`ErrorKind::Conflict`], a reference to a missing row [`ErrorKind::NotFound`].
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64>;

    /// Runs one statement and gives each of its rows to `visit` as it comes, however many there are; ends with its error.
    fn visit(&mut self, sql: &str, values: &[Value], visit: &mut dyn FnMut(Row) -> Result<()>) -> Result<()>;

    /// Runs one statement and returns its rows, at most 100,000.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.visit(sql, values, &mut |row| {
            if rows.len() == MAX_ROWS as usize {
                let message = format!("a query returned over {MAX_ROWS} rows");
                return Err(Error::new(ErrorKind::Internal, message));
            }
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs the statements of a migration.
    fn script(&mut self, sql: &str) -> Result<()>;

    /// Whether a table of that name exists; each engine keeps its own catalogue of tables.
    fn has_table(&mut self, name: &str) -> Result<bool>;

    /// The time that all who use the database agree on, Unix milliseconds: its server's, or this machine's where it is a
    /// file.
    fn now(&mut self) -> Result<UnixMs>;

    /// Every table, one that others refer to before them.
    fn tables(&mut self) -> Result<Vec<Table>>;

    /// Lets the rest of this transaction take as long as it likes; a server ends a statement that takes long, and a transaction
    /// that does nothing for a while.
    fn unhurried(&mut self) -> Result<()>;
}

/// A difference between clocks that is none, milliseconds.
const SAME_TIME: i64 = 1000;

/// How far [`Conn::now`] is ahead of this machine's clock, milliseconds; nothing where they differ by less than a second.
pub(super) fn ahead(conn: &mut dyn Conn) -> Result<i64> {
    let ahead = conn.now()?.saturating_sub(clock::now_ms());
    Ok(if ahead.abs() < SAME_TIME { 0 } else { ahead })
}

/// A table of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<String>,
    /// The columns of its primary key.
    pub key: Vec<String>,
}

impl Table {
    /// From rows of `name` and `pk`, the column's place in the primary key from 1, or 0.
    pub(super) fn read(name: String, columns: &[Row]) -> Result<Self> {
        let mut key = Vec::new();
        for column in columns {
            let place: i64 = column.get("pk")?;
            if place > 0 {
                key.push((place, column.get::<String>("name")?));
            }
        }
        key.sort();
        let columns = columns.iter().map(|column| column.get("name")).collect::<Result<_>>()?;
        Ok(Self { name, columns, key: key.into_iter().map(|(_, name)| name).collect() })
    }
}

/// A value as databases know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Null,
    /// TEXT.
    Text(String),
    /// BIGINT.
    Integer(i64),
    /// BOOLEAN; `SQLite` gives it back as an integer.
    Bool(bool),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Text(_) => "text",
            Self::Integer(_) => "integer",
            Self::Bool(_) => "boolean",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A Rust type that a column can be read as.
pub trait FromValue: Sized {
    /// What the type is called in errors.
    const EXPECTED: &'static str;

    /// The value as this type, `None` where it is of another type.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for String {
    const EXPECTED: &'static str = "text";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FromValue for i64 {
    const EXPECTED: &'static str = "an integer";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

impl FromValue for u16 {
    const EXPECTED: &'static str = "an integer from 0 to 65535";

    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|number| number.try_into().ok())
    }
}

impl FromValue for bool {
    const EXPECTED: &'static str = "a truth value";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            Value::Integer(0) => Some(false),
            Value::Integer(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    const EXPECTED: &'static str = "bytes";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// One row of a query's result.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// A row of `values` under `columns`, which all rows of a result share.
    pub(super) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The column as `T`; a value of another type is [`ErrorKind::Integrity`].
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let value = self.value(column)?;
        T::from_value(value).ok_or_else(|| {
            let message =
                format!("column {column:?} holds {} where {} belongs", value.type_name(), T::EXPECTED);
            damaged(message)
        })
    }

    /// The column's text read as a word of the field; a word that nobody knows is [`ErrorKind::Integrity`].
    pub fn word<T: FromStr>(&self, column: &str) -> Result<T> {
        let text: String = self.get(column)?;
        text.parse().map_err(|_| unknown(column, &text))
    }

    /// The values, in the order of the query's columns.
    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The column's value, whatever it is.
    pub(super) fn value(&self, column: &str) -> Result<&Value> {
        let position = self.columns.iter().position(|name| name == column);
        position.and_then(|position| self.values.get(position)).ok_or_else(|| {
            Error::new(ErrorKind::Internal, format!("the query returned no column {column:?}"))
        })
    }
}

/// The error for `text` in `column` that this binary cannot read.
pub(super) fn unknown(column: &str, text: &str) -> Error {
    damaged(format!("column {column:?} holds {text:?}, which this rosmcp does not know"))
}

fn damaged(message: String) -> Error {
    Error::new(ErrorKind::Integrity, message)
        .hint("somebody else wrote to the database; run `rosmcp doctor`, or restore a backup")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::Environment;

    fn row(values: Vec<(&str, Value)>) -> Row {
        let (columns, values): (Vec<_>, Vec<_>) =
            values.into_iter().map(|(name, value)| (name.to_owned(), value)).unzip();
        Row::new(columns.into(), values)
    }

    #[test]
    fn columns_read_as_what_they_are() {
        let row = row(vec![("a", "x".into()), ("b", 7.into()), ("c", Value::Null), ("d", vec![1_u8].into())]);
        assert_eq!(row.get::<String>("a").expect("text"), "x");
        assert_eq!(row.get::<Option<i64>>("b").expect("an integer"), Some(7));
        assert_eq!(row.get::<Option<String>>("c").expect("nothing"), None);
        assert_eq!(row.get::<Vec<u8>>("d").expect("bytes"), [1]);
    }

    #[test]
    fn a_truth_value_reads_from_either_engine() {
        let row = row(vec![("a", true.into()), ("b", 0.into()), ("c", 2.into())]);
        assert!(row.get::<bool>("a").expect("a boolean"));
        assert!(!row.get::<bool>("b").expect("an integer"));
        assert!(row.get::<bool>("c").is_err());
    }

    #[test]
    fn a_wrong_type_names_the_column_and_a_missing_column_is_our_fault() {
        let row = row(vec![("port", 70_000.into()), ("name", Value::Null)]);
        let error = row.get::<u16>("port").expect_err("out of range");
        assert_eq!(error.kind(), ErrorKind::Integrity);
        assert!(error.message().contains("\"port\""), "{error}");
        assert_eq!(row.get::<String>("name").expect_err("null").kind(), ErrorKind::Integrity);
        assert_eq!(row.get::<String>("host").expect_err("absent").kind(), ErrorKind::Internal);
    }

    #[test]
    fn a_word_nobody_knows_is_an_integrity_error() {
        let row = row(vec![("environment", "moon".into())]);
        assert_eq!(row.word::<Environment>("environment").expect_err("unknown").kind(), ErrorKind::Integrity);
    }
}
