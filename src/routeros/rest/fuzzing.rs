//! The door for the fuzz target of the replies; compiled by `cargo fuzz` only.

use super::rows::{Body, parse};
use crate::domain::row::RawRow;

/// The rows of a reply's body, `None` when it is not RouterOS's.
pub fn rest_rows(body: &[u8]) -> Option<Vec<RawRow>> {
    match parse(body).ok()? {
        Body::Rows(rows) => Some(rows),
        Body::One(row) => Some(vec![row]),
    }
}
