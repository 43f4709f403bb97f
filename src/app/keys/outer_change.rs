//! A change of the outer key: one transaction wraps every data key by the new one and keeps what the old one wrapped, so
//! that whoever still starts with the old key can.

use serde::Serialize;

use super::super::App;
use super::super::audit::Change;
use crate::domain::audit::Checkpoint;
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::store::audit::checkpoints;
use crate::store::{Conn, installation, keys};
use crate::vault::{self, AuditKey, Standing, Vault};

/// What a change of the outer key did.
#[derive(Debug, Clone, Serialize)]
pub struct OuterKeyChange {
    /// The outer key that the database is under now.
    pub outer_key_id: String,
    /// The one before, accepted until `key retire`.
    pub previous_outer_key_id: Option<String>,
    /// Data keys that were wrapped anew; 0 when the database was under the key already.
    pub rewrapped: usize,
}

impl App {
    /// Puts the data keys under the configured outer key, where the database still is under `encryption_key_previous`.
    pub async fn change_outer_key(&self, caller: &Caller) -> Result<OuterKeyChange> {
        let change = self.change(caller, "key.change_outer", None);
        let result = self.move_to_configured_key(&change).await;
        let detail = result.as_ref().ok().map(described);
        change.ended(detail, result).await
    }

    async fn move_to_configured_key(&self, change: &Change<'_>) -> Result<OuterKeyChange> {
        let vault = self.reopened_vault().await?;
        if vault.standing() != Standing::Waiting {
            return self.nothing_to_move(&vault).await;
        }
        let given = self.given_keys().await?;
        let (current, previous) = given
            .and_then(|keys| keys.previous.map(|previous| (keys.current, previous)))
            .ok_or_else(|| Error::configuration("encryption_key_previous is not set"))?;
        // The first of the vault's keys made the checkpoints so far; the other one is to.
        let [from, to] = vault.audit_keys() else {
            return Err(Error::new(ErrorKind::Internal, "a key to authenticate the trail with is missing"));
        };
        let (from, to) = (from.clone(), to.clone());
        let again = (from.clone(), to.clone());
        let done = change
            .made(move |conn, row| {
                let found = installation::get(conn)?.unwrap_or_default();
                let rewrapped = vault::rewrap(&current, &previous, &found, &keys::list(conn)?)?;
                for record in &rewrapped.records {
                    keys::rewrap(conn, record)?;
                }
                installation::set_outer_key(conn, &rewrapped.installation)?;
                authenticate_anew(conn, &from, &to)?;
                let done = OuterKeyChange {
                    outer_key_id: rewrapped.installation.outer_key_id.unwrap_or_default(),
                    previous_outer_key_id: rewrapped.installation.previous_outer_key_id,
                    rewrapped: rewrapped.records.len(),
                };
                row.detail = Some(described(&done));
                Ok(done)
            })
            .await?;
        self.reopened_vault().await?;
        // With the row may have come a checkpoint, by the key before.
        self.store.write(move |conn| authenticate_anew(conn, &again.0, &again.1)).await?;
        Ok(done)
    }

    async fn nothing_to_move(&self, vault: &Vault) -> Result<OuterKeyChange> {
        if vault.standing() == Standing::Behind {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the database is under a newer key than the one given here",
            )
            .hint("give that key as encryption_key"));
        }
        let found = self.store.read(installation::get).await?.unwrap_or_default();
        Ok(OuterKeyChange {
            outer_key_id: vault.outer_key_id(),
            previous_outer_key_id: found.previous_outer_key_id,
            rewrapped: 0,
        })
    }
}

/// What the trail says of it.
fn described(done: &OuterKeyChange) -> String {
    let before = done.previous_outer_key_id.as_deref().unwrap_or("none");
    format!("outer key {}, before {before}", done.outer_key_id)
}

/// Gives the checkpoints that `from` authenticates a MAC of `to`. One that is not authentic is not made so.
pub(super) fn authenticate_anew(conn: &mut dyn Conn, from: &AuditKey, to: &AuditKey) -> Result<()> {
    for point in checkpoints::all(conn)?.into_iter().filter(|point| point.key_id == from.id()) {
        if !from.verifies(&point.message(), &point.mac) {
            return Err(Error::new(
                ErrorKind::Integrity,
                format!("the audit checkpoint at row {} is not authentic", point.seq),
            )
            .hint("see `rosmcp audit verify`; nothing was changed"));
        }
        let mac = to.mac(&point.message())?;
        checkpoints::insert(conn, &Checkpoint { key_id: to.id().to_owned(), mac, ..point })?;
    }
    Ok(())
}
