//! SQL in the log, where the settings ask for it: what is run and how long it takes, never a value.

use super::conn::{Conn, Row, Table, Value};
use crate::clock::{self, UnixMs};
use crate::error::Result;

/// The most characters of a statement that are logged; migrations are longer.
const LONGEST: usize = 2_000;

/// Gives `conn` to `work`, and logs each statement at level DEBUG if `echo` says so.
pub(super) fn echoed<T>(
    conn: &mut dyn Conn,
    echo: bool,
    work: impl FnOnce(&mut dyn Conn) -> Result<T>,
) -> Result<T> {
    if echo { work(&mut Echo(conn)) } else { work(conn) }
}

struct Echo<'a>(&'a mut dyn Conn);

impl Echo<'_> {
    fn log<T>(
        &mut self,
        sql: &str,
        run: impl FnOnce(&mut dyn Conn) -> Result<T>,
        rows: impl FnOnce(&T) -> u64,
    ) -> Result<T> {
        let started = clock::monotonic();
        let result = run(self.0);
        let (rows, ok) = result.as_ref().map_or((0, false), |result| (rows(result), true));
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(sql = on_one_line(sql), rows, ok, micros, "ran SQL");
        result
    }
}

impl Conn for Echo<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        self.log(sql, |conn| conn.execute(sql, values), |changed| *changed)
    }

    fn visit(&mut self, sql: &str, values: &[Value], visit: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut rows = 0;
        let counted = |conn: &mut dyn Conn| {
            conn.visit(sql, values, &mut |row| {
                rows += 1;
                visit(row)
            })?;
            Ok(rows)
        };
        self.log(sql, counted, |rows| *rows).map(drop)
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        self.log(sql, |conn| conn.script(sql), |()| 0)
    }

    fn has_table(&mut self, name: &str) -> Result<bool> {
        self.0.has_table(name)
    }

    fn now(&mut self) -> Result<UnixMs> {
        self.0.now()
    }

    fn tables(&mut self) -> Result<Vec<Table>> {
        self.0.tables()
    }

    fn unhurried(&mut self) -> Result<()> {
        self.0.unhurried()
    }
}

fn on_one_line(sql: &str) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_one_line_of_bounded_length() {
        assert_eq!(on_one_line("SELECT 1\n    FROM t"), "SELECT 1 FROM t");
        assert_eq!(on_one_line(&"ä".repeat(3_000)).chars().count(), LONGEST + 1);
    }
}
