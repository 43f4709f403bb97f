//! The address book of WinBox 3, as it stores (`Addresses.cdb`) and exports it (`.wbx`).
//!
//! Four bytes of signature, then records. A record is a run of fields and ends with two zero bytes; a field is its
//! length (two bytes, little endian, counting what follows), the length of its name (one byte), the name and the
//! value. The format is not documented; this is how files of WinBox 3 look.

use secrecy::SecretString;

use super::entry::Entry;
use crate::domain::device::check_host;
use crate::error::{Error, Result};

const SIGNATURE: [u8; 4] = [0x0f, 0x10, 0xc0, 0xbe];
/// The longest name of a device.
const LONGEST_NAME: usize = 64;

/// Whether these bytes begin like an address book.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// The routers of an address book that have an IP address or a host name; the others are told to `skipped`. WinBox's
/// port is that of its own protocol and says nothing about REST or the API.
pub(super) fn entries(bytes: &[u8], skipped: impl Fn(&str)) -> Result<Vec<Entry>> {
    let Some(body) = bytes.strip_prefix(&SIGNATURE) else {
        return Err(Error::usage("the list is no address book of WinBox: it does not begin like one"));
    };
    let mut entries: Vec<Entry> = Vec::new();
    for (at, record) in records(body)?.into_iter().enumerate() {
        let place = format!("record {}", at + 1);
        let Some(host) = host(&record.host) else {
            skipped(&format!("left out {place}, {:?}: neither a host name nor an IP address", record.host));
            continue;
        };
        let name = free_name(&name(&record, &host), &entries);
        let group = name_like(&record.group);
        entries.push(Entry {
            place,
            name,
            host,
            username: (!record.login.is_empty()).then_some(record.login),
            password: record.password,
            tags: (!group.is_empty()).then(|| ("group".to_owned(), group)).into_iter().collect(),
            ..Entry::default()
        });
    }
    Ok(entries)
}

#[derive(Default)]
struct Record {
    host: String,
    group: String,
    note: String,
    login: String,
    password: Option<SecretString>,
}

fn records(mut body: &[u8]) -> Result<Vec<Record>> {
    let broken = || Error::usage("the address book of WinBox ends in the middle of a field");
    let (mut records, mut record, mut filled) = (Vec::new(), Record::default(), false);
    while let [low, high, rest @ ..] = body {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        if length == 0 {
            if std::mem::take(&mut filled) {
                records.push(std::mem::take(&mut record));
            }
            body = rest;
            continue;
        }
        let (field, after) = rest.split_at_checked(length).ok_or_else(broken)?;
        let (name_length, named) = field.split_first().ok_or_else(broken)?;
        let (name, value) = named.split_at_checked(usize::from(*name_length)).ok_or_else(broken)?;
        record.take(name, value);
        filled = true;
        body = after;
    }
    if filled {
        records.push(record);
    }
    if body.is_empty() { Ok(records) } else { Err(broken()) }
}

impl Record {
    /// Keeps a field that matters here; of several with one name, the last that says something.
    fn take(&mut self, name: &[u8], value: &[u8]) {
        if value.is_empty() {
            return;
        }
        let text = || String::from_utf8_lossy(value).into_owned();
        match name {
            b"host" => self.host = text(),
            b"group" => self.group = text(),
            b"note" => self.note = text(),
            b"login" => self.login = text(),
            b"pwd" => self.password = Some(SecretString::from(text())),
            _ => {}
        }
    }
}

/// The host of `host`, `host:port`, `[v6]` or `[v6]:port`; `None` for MAC addresses and the like.
fn host(text: &str) -> Option<String> {
    if let Ok(host) = check_host(text) {
        return Some(host);
    }
    let (host, port) = text.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    check_host(host).ok()
}

/// A name for the device: what the note says first, else the host.
fn name(record: &Record, host: &str) -> String {
    let note = name_like(record.note.lines().next().unwrap_or_default());
    if note.is_empty() { name_like(host) } else { note }
}

/// `text` with everything that a name cannot hold as `-`, at most 64 characters; empty when nothing is left.
fn name_like(text: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
    let mapped: String = text.trim().chars().map(allowed).take(LONGEST_NAME).collect();
    mapped.trim_matches(['-', '.', '_']).to_owned()
}

/// `name`, with a number after it when it is taken: an address book may hold one router twice.
fn free_name(name: &str, entries: &[Entry]) -> String {
    let taken = |name: &str| entries.iter().any(|entry| entry.name == name);
    let numbered = (2..).map(|number| {
        let suffix = format!("-{number}");
        let kept: String = name.chars().take(LONGEST_NAME - suffix.len()).collect();
        kept + &suffix
    });
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn book(records: &[&[(&str, &str)]]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        for record in records {
            for (name, value) in *record {
                let length = u16::try_from(1 + name.len() + value.len()).expect("short");
                bytes.extend(length.to_le_bytes());
                bytes.push(u8::try_from(name.len()).expect("short"));
                bytes.extend(name.bytes().chain(value.bytes()));
            }
            bytes.extend([0, 0]);
        }
        bytes
    }

    #[test]
    fn an_address_book_becomes_entries() {
        let bytes = book(&[
            &[
                ("host", "192.0.2.1:8291"),
                ("login", "admin"),
                ("note", "Core AMS"),
                ("pwd", "s3cret"),
                ("group", "NL"),
            ],
            &[("host", "[2001:db8::1]:8291"), ("login", "admin"), ("note", "Core AMS")],
            &[("host", "4C:5E:0C:11:22:33"), ("login", "admin")],
            &[("host", "edge.example.com"), ("pwd", ""), ("keep-pwd", "\u{1}")],
        ]);
        let skipped = std::cell::RefCell::new(Vec::new());
        let entries = entries(&bytes, |what| skipped.borrow_mut().push(what.to_owned())).expect("a book");
        let told: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.host.as_str())).collect();
        assert_eq!(
            told,
            [
                ("Core-AMS", "192.0.2.1"),
                ("Core-AMS-2", "2001:db8::1"),
                ("edge.example.com", "edge.example.com")
            ]
        );
        assert_eq!(entries[0].tags["group"], "NL");
        assert_eq!(entries[0].password.as_ref().map(ExposeSecret::expose_secret), Some("s3cret"));
        assert!(entries[1].password.is_none() && entries[2].username.is_none());
        assert_eq!(skipped.borrow().len(), 1, "{skipped:?}");
    }

    #[test]
    fn every_cut_of_an_address_book_is_an_error_or_fewer_records() {
        let bytes =
            book(&[&[("host", "192.0.2.1"), ("login", "admin")], &[("host", "192.0.2.2"), ("note", "x")]]);
        for end in 0..bytes.len() {
            match entries(&bytes[..end], |_| {}) {
                Ok(entries) => assert!(end >= SIGNATURE.len() && entries.len() <= 2, "{end}"),
                Err(error) => assert!(error.to_string().contains("address book"), "{error}"),
            }
        }
    }
}
