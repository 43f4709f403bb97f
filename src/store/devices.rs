//! The inventory: one row per device.

use std::collections::BTreeMap;

use super::conn::{Conn, Row, Value, unknown};
use super::sql::{assignments, columns, placeholders};
use crate::domain::device::{Capability, Device, DeviceId, Endpoint, Facts, Fingerprint, Trust};
use crate::error::{Error, ErrorKind, Result};

/// The columns, in the order of [`values`].
const COLUMNS: &[&str] = &[
    "id",
    "name",
    "host",
    "port",
    "transport",
    "trust",
    "trust_pin",
    "trust_authority",
    "environment",
    "tags",
    "capabilities",
    "identity",
    "version",
    "model",
    "architecture",
    "serial",
    "created_at",
    "updated_at",
    "last_seen_at",
];

/// Adds a device; its name or id in use already is [`ErrorKind::Conflict`].
pub fn insert(conn: &mut dyn Conn, device: &Device) -> Result<()> {
    let sql = format!("INSERT INTO devices ({}) VALUES ({})", columns(COLUMNS), placeholders(COLUMNS.len()));
    conn.execute(&sql, &values(device)?).map_err(|error| name_taken(error, device)).map(drop)
}

/// Writes the whole row of the device with this id; no such device is [`ErrorKind::NotFound`], a name that another
/// device has [`ErrorKind::Conflict`]. Read the device in the same transaction, or another's change is lost.
pub fn update(conn: &mut dyn Conn, device: &Device) -> Result<()> {
    let sql = format!("UPDATE devices SET {} WHERE id = ?1", assignments(COLUMNS));
    let changed = conn.execute(&sql, &values(device)?).map_err(|error| name_taken(error, device))?;
    found(changed, &device.id)
}

/// Records that the device answered at `at` (Unix milliseconds) and what it said of itself; leaves the rest alone.
pub fn record_seen(conn: &mut dyn Conn, id: &DeviceId, facts: &Facts, at: i64) -> Result<()> {
    let sql = "UPDATE devices SET identity = ?2, version = ?3, model = ?4, architecture = ?5, serial = ?6,
        last_seen_at = ?7 WHERE id = ?1";
    let [identity, version, model, architecture, serial] = facts_values(facts);
    let values = [(&id.0).into(), identity, version, model, architecture, serial, at.into()];
    let changed = conn.execute(sql, &values)?;
    found(changed, id)
}

/// Records that the device answered at `at` (Unix milliseconds), unless it is known to have answered later; a device that is
/// gone is left out.
pub fn record_answer(conn: &mut dyn Conn, id: &DeviceId, at: i64) -> Result<()> {
    let sql = "UPDATE devices SET last_seen_at = ?2 WHERE id = ?1 AND COALESCE(last_seen_at, 0) < ?2";
    conn.execute(sql, &[(&id.0).into(), at.into()]).map(drop)
}

/// Removes the device with its credentials; no such device is [`ErrorKind::NotFound`].
pub fn remove(conn: &mut dyn Conn, id: &DeviceId) -> Result<()> {
    let changed = conn.execute("DELETE FROM devices WHERE id = ?1", &[(&id.0).into()])?;
    found(changed, id)
}

/// The device of that name.
pub fn by_name(conn: &mut dyn Conn, name: &str) -> Result<Option<Device>> {
    select(conn, "WHERE name = ?1", &[name.into()]).map(|devices| devices.into_iter().next())
}

/// The device with that id.
pub fn by_id(conn: &mut dyn Conn, id: &DeviceId) -> Result<Option<Device>> {
    select(conn, "WHERE id = ?1", &[(&id.0).into()]).map(|devices| devices.into_iter().next())
}

/// Every device, by name.
pub fn list(conn: &mut dyn Conn) -> Result<Vec<Device>> {
    select(conn, "ORDER BY name", &[])
}

fn select(conn: &mut dyn Conn, rest: &str, values: &[Value]) -> Result<Vec<Device>> {
    let sql = format!("SELECT {} FROM devices {rest}", columns(COLUMNS));
    conn.query(&sql, values)?.iter().map(device).collect()
}

fn values(device: &Device) -> Result<Vec<Value>> {
    let endpoint = &device.endpoint;
    let (trust, pin, authority) = match &endpoint.trust {
        Trust::System => ("system", None, None),
        Trust::Pin(pin) => ("pin", Some(pin.to_string()), None),
        Trust::Authority(pem) => ("authority", None, Some(pem.clone())),
        Trust::Plain => ("plain", None, None),
    };
    let names: Vec<_> = device.capabilities.iter().map(|capability| capability.as_str()).collect();
    let [identity, version, model, architecture, serial] = facts_values(&device.facts);
    Ok(vec![
        (&device.id.0).into(),
        (&device.name).into(),
        (&endpoint.host).into(),
        i64::from(endpoint.port).into(),
        endpoint.transport.as_str().into(),
        trust.into(),
        pin.into(),
        authority.into(),
        device.environment.as_str().into(),
        json(&device.tags)?,
        json(&names)?,
        identity,
        version,
        model,
        architecture,
        serial,
        device.created_at.into(),
        device.updated_at.into(),
        device.last_seen_at.into(),
    ])
}

fn facts_values(facts: &Facts) -> [Value; 5] {
    [&facts.identity, &facts.version, &facts.model, &facts.architecture, &facts.serial]
        .map(|fact| fact.as_deref().into())
}

fn json(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_string(value)
        .map(Value::Text)
        .map_err(|error| Error::internal("a device's labels cannot be written as JSON", error))
}

fn device(row: &Row) -> Result<Device> {
    Ok(Device {
        id: DeviceId(row.get("id")?),
        name: row.get("name")?,
        endpoint: Endpoint {
            host: row.get("host")?,
            port: row.get("port")?,
            transport: row.word("transport")?,
            trust: trust(row)?,
        },
        environment: row.word("environment")?,
        tags: tags(row)?,
        capabilities: capabilities(row)?,
        facts: Facts {
            identity: row.get("identity")?,
            version: row.get("version")?,
            model: row.get("model")?,
            architecture: row.get("architecture")?,
            serial: row.get("serial")?,
        },
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        last_seen_at: row.get("last_seen_at")?,
    })
}

fn trust(row: &Row) -> Result<Trust> {
    let kind: String = row.get("trust")?;
    Ok(match kind.as_str() {
        "system" => Trust::System,
        "pin" => Trust::Pin(row.word::<Fingerprint>("trust_pin")?),
        "authority" => Trust::Authority(row.get("trust_authority")?),
        "plain" => Trust::Plain,
        other => return Err(unknown("trust", other)),
    })
}

fn tags(row: &Row) -> Result<BTreeMap<String, String>> {
    let text: String = row.get("tags")?;
    serde_json::from_str(&text).map_err(|error| unknown("tags", &text).caused_by(error))
}

fn capabilities(row: &Row) -> Result<Vec<Capability>> {
    let text: String = row.get("capabilities")?;
    let names: Vec<String> =
        serde_json::from_str(&text).map_err(|error| unknown("capabilities", &text).caused_by(error))?;
    names.iter().map(|name| name.parse().map_err(|_| unknown("capabilities", name))).collect()
}

fn name_taken(error: Error, device: &Device) -> Error {
    if error.kind() != ErrorKind::Conflict {
        return error;
    }
    Error::new(ErrorKind::Conflict, format!("a device named {:?} exists already", device.name))
        .hint("choose another name, or edit that device")
        .caused_by(error)
}

fn found(changed: u64, id: &DeviceId) -> Result<()> {
    if changed == 0 { Err(Error::not_found(format!("no device has the id {id}"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::{Environment, TransportKind};
    use crate::store::tests::{device as plain, scratch};

    fn full(name: &str, trust: Trust, environment: Environment) -> Device {
        let mut device = plain(name);
        device.endpoint =
            Endpoint { host: "2001:db8::1".into(), port: 65_535, transport: TransportKind::Api, trust };
        device.environment = environment;
        device.tags = BTreeMap::from([("site".into(), "ä\"'".into()), ("role".into(), String::new())]);
        device.capabilities = Capability::ALL.to_vec();
        device.facts = Facts {
            identity: Some("<b>router</b>\u{202e}".into()),
            version: Some("7.24 (stable)".into()),
            model: Some("RB5009".into()),
            architecture: Some("arm64".into()),
            serial: Some("HF1".into()),
        };
        device.last_seen_at = Some(3);
        device
    }

    #[test]
    fn every_variant_comes_back_as_it_went() {
        scratch(|conn| {
            let devices = [
                plain("a"),
                full("b", Trust::Pin(Fingerprint([0xAB; 32])), Environment::Staging),
                full("c", Trust::Authority("-----BEGIN CERTIFICATE-----\n".into()), Environment::Prod),
                full("d", Trust::Plain, Environment::Lab),
            ];
            for device in devices.iter().rev() {
                insert(conn, device).expect("added");
            }
            assert_eq!(list(conn).expect("devices"), devices);
            for device in &devices {
                assert_eq!(by_name(conn, &device.name).expect("a read").as_ref(), Some(device));
                assert_eq!(by_id(conn, &device.id).expect("a read").as_ref(), Some(device));
            }
            assert_eq!(by_name(conn, "A").expect("a read"), None);
        });
    }

    #[test]
    fn a_name_is_taken_once() {
        scratch(|conn| {
            insert(conn, &plain("a")).expect("added");
            insert(conn, &plain("b")).expect("added");
            let twin = Device { id: DeviceId("other".into()), ..plain("a") };
            let renamed = Device { name: "a".into(), ..plain("b") };
            for error in [insert(conn, &twin).expect_err("taken"), update(conn, &renamed).expect_err("taken")]
            {
                assert_eq!(error.kind(), ErrorKind::Conflict);
                assert_eq!(error.message(), "a device named \"a\" exists already");
            }
        });
    }

    #[test]
    fn an_update_writes_the_row_and_a_look_only_its_part() {
        scratch(|conn| {
            insert(conn, &plain("a")).expect("added");
            let mut changed = full("renamed", Trust::Plain, Environment::Staging);
            changed.id = plain("a").id;
            update(conn, &changed).expect("updated");
            assert_eq!(by_id(conn, &changed.id).expect("a read").as_ref(), Some(&changed));
            let facts = Facts { identity: Some("core".into()), ..Facts::default() };
            record_seen(conn, &changed.id, &facts, 99).expect("seen");
            let seen = Device { facts, last_seen_at: Some(99), ..changed };
            assert_eq!(by_id(conn, &seen.id).expect("a read"), Some(seen));
        });
    }

    #[test]
    fn what_is_not_there_is_said() {
        scratch(|conn| {
            let missing = plain("a");
            for result in [
                update(conn, &missing),
                remove(conn, &missing.id),
                record_seen(conn, &missing.id, &Facts::default(), 1),
            ] {
                assert_eq!(result.expect_err("missing").kind(), ErrorKind::NotFound);
            }
        });
    }

    #[test]
    fn a_row_that_this_binary_cannot_read_is_no_device() {
        for damage in ["capabilities = '[\"allow_everything\"]'", "tags = '7'", "environment = 'moon'"] {
            scratch(|conn| {
                insert(conn, &plain("a")).expect("added");
                conn.execute(&format!("UPDATE devices SET {damage}"), &[]).expect("damaged");
                assert_eq!(list(conn).expect_err(damage).kind(), ErrorKind::Integrity);
            });
        }
    }
}
