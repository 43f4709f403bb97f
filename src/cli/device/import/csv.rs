//! A list as comma- or semicolon-separated values (RFC 4180) with a header.

use secrecy::SecretString;

use super::entry::{Entry, KEYS, unknown};
use crate::cli::device::endpoint::tags;
use crate::error::{Error, Result};

/// The entries of `text`; an error names the line.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>> {
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') && !header.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(false)
        .from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|error| unreadable(&error))?.clone();
    let columns: Vec<_> = columns.iter().map(|name| name.to_ascii_lowercase().replace('-', "_")).collect();
    for (at, column) in columns.iter().enumerate() {
        if !KEYS.contains(&column.as_str()) {
            return Err(unknown(column));
        }
        if columns.iter().take(at).any(|other| other == column) {
            return Err(Error::usage(format!("the column {column:?} is there twice")));
        }
    }
    let rows = reader.records().map(|record| {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut entry = Entry { place: format!("line {line}"), ..Entry::default() };
        let filled = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        for (column, cell) in filled {
            set(&mut entry, column, cell).map_err(|error| {
                let hints = error.hints().to_vec();
                hints.into_iter().fold(Error::usage(format!("line {line}: {error}")), Error::hint)
            })?;
        }
        Ok(entry)
    });
    rows.collect()
}

fn set(entry: &mut Entry, column: &str, cell: &str) -> Result<()> {
    let text = || Some(cell.to_owned());
    match column {
        "name" => cell.clone_into(&mut entry.name),
        "host" => cell.clone_into(&mut entry.host),
        "port" => entry.port = Some(port(cell)?),
        "transport" => entry.transport = text(),
        "username" => entry.username = text(),
        "password" => entry.password = Some(SecretString::from(cell)),
        "environment" => entry.environment = text(),
        "tls_pin" => entry.tls_pin = text(),
        "plain_http" => entry.plain_http = yes(cell)?,
        "tags" => entry.tags = tags(parts(cell))?,
        "capabilities" => entry.capabilities = parts(cell).map(str::to_owned).collect(),
        other => return Err(unknown(other)),
    }
    Ok(())
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

fn port(cell: &str) -> Result<u16> {
    let port = cell.parse::<u16>().ok().filter(|port| *port > 0);
    port.ok_or_else(|| Error::usage(format!("{cell:?} is not a port")).hint("1 to 65535"))
}

fn yes(cell: &str) -> Result<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Error::usage(format!("plain_http is yes or no, not {cell:?}"))),
    }
}

/// The parser's own words may repeat a line, and a line may hold a password: only the place is told.
fn unreadable(error: &csv::Error) -> Error {
    let place = error.position().map(|place| format!(", line {}", place.line())).unwrap_or_default();
    Error::usage(format!("the list is not CSV in which each line has as many cells as the header{place}"))
}
