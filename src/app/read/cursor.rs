//! Where a page begins: the row before it, and which query it belongs to, so that no other query is begun in its middle.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::canonical;
use crate::domain::device::Device;
use crate::domain::filter::Condition;
use crate::domain::row::TypedRow;
use crate::error::{Error, Result};

/// Hexadecimal digits by which a query is known: enough to tell mistakes, for there is nothing to gain by forging one.
const QUERY: usize = 16;
const LONGEST: usize = 256;

#[derive(Serialize, Deserialize)]
struct Cursor {
    /// The `.id` of the last row of the page before.
    after: String,
    /// How many rows came before, for when that row is gone.
    seen: usize,
    /// The query that it goes on with.
    query: String,
}

/// What the rows of a menu of `device` that satisfy `conditions` are known by.
pub(super) fn query(device: &Device, menu: &str, conditions: &[Condition]) -> Result<String> {
    let mut digest = canonical::digest(&(&device.id.0, menu, conditions))?;
    digest.truncate(QUERY);
    Ok(digest)
}

/// The cursor of the page that follows the row `after`, the `seen`-th of `query`.
pub(super) fn after(after: String, seen: usize, query: String) -> Result<String> {
    let json = serde_json::to_vec(&Cursor { after, seen, query })
        .map_err(|error| Error::internal("a cursor cannot be written", error))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// Where in `rows` the page that `cursor` asks for begins: after the row it names, or where that row was.
pub(super) fn start(cursor: &str, query: &str, rows: &[TypedRow]) -> Result<usize> {
    const HINT: &str = "pass the next_cursor of the page before, or leave it out";
    let unknown = || Error::usage("the cursor is not one that rosmcp gave out").hint(HINT);
    if cursor.len() > LONGEST {
        return Err(unknown());
    }
    let json = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| unknown())?;
    let cursor: Cursor = serde_json::from_slice(&json).map_err(|_| unknown())?;
    if cursor.query != query {
        return Err(Error::usage("the cursor belongs to another device, menu or filter").hint(HINT));
    }
    let at = rows.iter().position(|row| row.get(".id").and_then(Value::as_str) == Some(&cursor.after));
    Ok(at.map_or(cursor.seen.min(rows.len()), |at| at + 1))
}
