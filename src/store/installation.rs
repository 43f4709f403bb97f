//! The one row that says which installation a database belongs to and which outer key opens it.

use super::conn::Conn;
use crate::clock::UnixMs;
use crate::domain::keyring::Installation;
use crate::error::{Error, ErrorKind, Result};

/// The installation; `None` in a new database.
pub fn get(conn: &mut dyn Conn) -> Result<Option<Installation>> {
    let rows = conn.query("SELECT * FROM installation", &[])?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Installation {
        id: row.get("id")?,
        outer_key_id: row.get("outer_key_id")?,
        check_value: row.get("check_value")?,
        previous_outer_key_id: row.get("previous_outer_key_id")?,
        previous_check_value: row.get("previous_check_value")?,
    }))
}

/// Gives a new database its identity, at `now`; one that has one already is [`ErrorKind::Conflict`].
pub fn create(conn: &mut dyn Conn, installation: &Installation, now: UnixMs) -> Result<()> {
    let sql = "INSERT INTO installation (slot, id, outer_key_id, check_value, created_at)
        VALUES (1, ?1, ?2, ?3, ?4)";
    let values = [
        (&installation.id).into(),
        installation.outer_key_id.as_deref().into(),
        installation.check_value.as_deref().into(),
        now.into(),
    ];
    conn.execute(sql, &values).map(drop).map_err(|error| match error.kind() {
        ErrorKind::Conflict => {
            Error::new(ErrorKind::Conflict, "the database belongs to an installation already")
                .caused_by(error)
        }
        _ => error,
    })
}

/// Records which outer keys wrap the data keys from now on, and the values that they are checked against; a database
/// without an installation is [`ErrorKind::NotFound`]. Belongs into the transaction that wraps the data keys.
pub fn set_outer_key(conn: &mut dyn Conn, installation: &Installation) -> Result<()> {
    let sql = "UPDATE installation SET outer_key_id = ?1, check_value = ?2, previous_outer_key_id = ?3,
        previous_check_value = ?4";
    let values = [
        installation.outer_key_id.as_deref().into(),
        installation.check_value.as_deref().into(),
        installation.previous_outer_key_id.as_deref().into(),
        installation.previous_check_value.as_deref().into(),
    ];
    match conn.execute(sql, &values)? {
        0 => Err(Error::not_found("the database belongs to no installation yet").hint("run `rosmcp init`")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::scratch;

    #[test]
    fn there_is_one_and_its_key_can_be_set() {
        scratch(|conn| {
            assert_eq!(get(conn).expect("a read"), None);
            let new = Installation { id: "00ff".into(), ..Installation::default() };
            assert_eq!(set_outer_key(conn, &new).expect_err("none yet").kind(), ErrorKind::NotFound);
            create(conn, &new, 1).expect("created");
            assert_eq!(get(conn).expect("a read"), Some(new.clone()));
            let second = Installation { id: "11".into(), ..new };
            assert_eq!(create(conn, &second, 2).expect_err("twice").kind(), ErrorKind::Conflict);
            let keyed = Installation {
                id: "00ff".into(),
                outer_key_id: Some("k".into()),
                check_value: Some("c".into()),
                previous_outer_key_id: Some("p".into()),
                previous_check_value: Some("d".into()),
            };
            set_outer_key(conn, &keyed).expect("set");
            assert_eq!(get(conn).expect("a read"), Some(keyed));
        });
    }
}
