//! Local tokens: what they may do, and the digest that proves them.
//!
//! A revoked token keeps its row, so that its name, which is an identity in the audit trail, is never somebody else's.

use super::conn::{Conn, Row, Value, unknown};
use super::sql::{columns, placeholders};
use crate::clock::UnixMs;
use crate::domain::principal::Role;
use crate::error::{Error, ErrorKind, Result};

const COLUMNS: &[&str] = &[
    "id",
    "name",
    "digest",
    "role",
    "devices",
    "toolsets",
    "person",
    "created_at",
    "created_by",
    "expires_at",
    "last_used_at",
    "revoked_at",
];

/// A token's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Identifier, part of the token.
    pub id: String,
    /// What people call it, and the subject of its principal.
    pub name: String,
    /// SHA-256 of the token, hexadecimal.
    pub digest: String,
    /// What it may do.
    pub role: Role,
    /// Names and selectors of the devices it may see; `None` for all.
    pub devices: Option<Vec<String>>,
    /// The toolsets it is limited to; `None` for all.
    pub toolsets: Option<Vec<String>>,
    /// Whether a person uses it rather than a program.
    pub person: bool,
    /// When it was made.
    pub created_at: UnixMs,
    /// Who made it.
    pub created_by: String,
    /// When it ends.
    pub expires_at: UnixMs,
    /// When it was last used, to the minute.
    pub last_used_at: Option<UnixMs>,
    /// When it was revoked.
    pub revoked_at: Option<UnixMs>,
}

/// Adds a token; its name in use already, or used once, is [`ErrorKind::Conflict`].
pub fn insert(conn: &mut dyn Conn, token: &TokenRow) -> Result<()> {
    let sql =
        format!("INSERT INTO local_tokens ({}) VALUES ({})", columns(COLUMNS), placeholders(COLUMNS.len()));
    conn.execute(&sql, &values(token)?).map(drop).map_err(|error| {
        if error.kind() != ErrorKind::Conflict {
            return error;
        }
        Error::new(ErrorKind::Conflict, format!("a token named {:?} exists or existed", token.name))
            .hint("choose another name: it is the identity in the audit trail, so it is not used twice")
            .caused_by(error)
    })
}

/// The token with that identifier.
pub fn by_id(conn: &mut dyn Conn, id: &str) -> Result<Option<TokenRow>> {
    select(conn, "WHERE id = ?1", &[id.into()]).map(|tokens| tokens.into_iter().next())
}

/// Every token, newest first.
pub fn list(conn: &mut dyn Conn) -> Result<Vec<TokenRow>> {
    select(conn, "ORDER BY created_at DESC, name", &[])
}

/// Revokes the token of that name at `at`; how many that were (none where it is unknown or revoked already).
pub fn revoke(conn: &mut dyn Conn, name: &str, at: UnixMs) -> Result<u64> {
    conn.execute(
        "UPDATE local_tokens SET revoked_at = ?2 WHERE name = ?1 AND revoked_at IS NULL",
        &[name.into(), at.into()],
    )
}

/// Whether the token of that name was revoked.
pub fn is_revoked(conn: &mut dyn Conn, name: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM local_tokens WHERE name = ?1 AND revoked_at IS NOT NULL";
    Ok(!conn.query(sql, &[name.into()])?.is_empty())
}

/// Records that the token was used at `at`.
pub fn record_used(conn: &mut dyn Conn, id: &str, at: UnixMs) -> Result<()> {
    conn.execute("UPDATE local_tokens SET last_used_at = ?2 WHERE id = ?1", &[id.into(), at.into()]).map(drop)
}

fn select(conn: &mut dyn Conn, rest: &str, values: &[Value]) -> Result<Vec<TokenRow>> {
    let sql = format!("SELECT {} FROM local_tokens {rest}", columns(COLUMNS));
    conn.query(&sql, values)?.iter().map(token).collect()
}

fn values(token: &TokenRow) -> Result<Vec<Value>> {
    Ok(vec![
        (&token.id).into(),
        (&token.name).into(),
        (&token.digest).into(),
        token.role.as_str().into(),
        json(token.devices.as_ref())?,
        json(token.toolsets.as_ref())?,
        token.person.into(),
        token.created_at.into(),
        (&token.created_by).into(),
        token.expires_at.into(),
        token.last_used_at.into(),
        token.revoked_at.into(),
    ])
}

fn json(list: Option<&Vec<String>>) -> Result<Value> {
    list.map_or(Ok(Value::Null), |list| {
        serde_json::to_string(list)
            .map(Value::Text)
            .map_err(|error| Error::internal("a token's limits cannot be written as JSON", error))
    })
}

fn token(row: &Row) -> Result<TokenRow> {
    Ok(TokenRow {
        id: row.get("id")?,
        name: row.get("name")?,
        digest: row.get("digest")?,
        role: row.word("role")?,
        devices: names(row, "devices")?,
        toolsets: names(row, "toolsets")?,
        person: row.get("person")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        expires_at: row.get("expires_at")?,
        last_used_at: row.get("last_used_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

fn names(row: &Row, column: &str) -> Result<Option<Vec<String>>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|error| unknown(column, &text).caused_by(error)))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::scratch;

    fn token(name: &str) -> TokenRow {
        TokenRow {
            id: format!("id-{name}"),
            name: name.into(),
            digest: "ab".repeat(32),
            role: Role::OpsRw,
            devices: Some(vec!["tag:site=ams,role!=edge".into()]),
            toolsets: None,
            person: false,
            created_at: 1,
            created_by: "local:ann".into(),
            expires_at: 2,
            last_used_at: None,
            revoked_at: None,
        }
    }

    #[test]
    fn a_token_comes_back_whole_and_is_revoked_once() {
        scratch(|conn| {
            let full = TokenRow { toolsets: Some(vec![]), devices: None, person: true, ..token("b") };
            insert(conn, &token("a")).expect("added");
            insert(conn, &full).expect("added");
            assert_eq!(list(conn).expect("tokens"), [token("a"), full]);
            record_used(conn, "id-a", 7).expect("used");
            assert_eq!(revoke(conn, "a", 8).expect("revoked"), 1);
            assert_eq!(revoke(conn, "a", 9).expect("a look"), 0);
            let revoked = ["a", "b", "c"].map(|name| is_revoked(conn, name).expect("a look"));
            assert_eq!(revoked, [true, false, false]);
            let expected = TokenRow { last_used_at: Some(7), revoked_at: Some(8), ..token("a") };
            assert_eq!(by_id(conn, "id-a").expect("a read"), Some(expected));
            assert_eq!(by_id(conn, "id-c").expect("a read"), None);
            let again = TokenRow { id: "other".into(), ..token("a") };
            assert_eq!(insert(conn, &again).expect_err("taken").kind(), ErrorKind::Conflict);
        });
    }
}
