//! The end of old keys: the outer key before the last change no longer opens the database, and data keys that nothing
//! needs any more are put away. They stay wrapped, for old backups.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::App;
use super::super::audit::Change;
use super::super::backup::has_key_if_there;
use super::super::plan::document;
use super::outer_change::authenticate_anew;
use crate::clock;
use crate::domain::keyring::{KeyRecord, KeyState};
use crate::domain::plan::DevicePlan;
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::store::backups::{self, RunKind};
use crate::store::{Conn, credentials, installation, keys, plans};
use crate::vault::{AuditKey, Standing, Vault};

/// What retiring did.
#[derive(Debug, Clone, Serialize)]
pub struct KeyRetirement {
    /// The outer key that no longer opens the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outer_key_id: Option<String>,
    /// Data keys that were put away.
    pub data_keys: Vec<String>,
    /// Data keys that stay, with the reason.
    pub kept: Vec<String>,
}

impl App {
    /// Ends the life of old keys. A data key is put away once no credential and no unfinished plan needs it, and a verified
    /// backup exists that was made after it was replaced or `without_backup` says that none is wanted.
    pub async fn retire_keys(&self, caller: &Caller, without_backup: bool) -> Result<KeyRetirement> {
        let change = self.change(caller, "key.retire", None);
        let result = self.retire(&change, without_backup).await;
        change.ended(None, result).await
    }

    async fn retire(&self, change: &Change<'_>, without_backup: bool) -> Result<KeyRetirement> {
        let vault = self.reopened_vault().await?;
        if vault.standing() != Standing::Current {
            return Err(Error::new(ErrorKind::Conflict, "the database is not under the configured key")
                .hint("give the new key as encryption_key, and the old one as encryption_key_previous")
                .hint("then `rosmcp key rotate --outer` puts it under the new one"));
        }
        let authentic = vault.audit_keys().to_vec();
        change
            .made(move |conn, row| {
                let outer_key_id = confirm(conn, &authentic)?;
                let mut done = KeyRetirement { outer_key_id, data_keys: Vec::new(), kept: Vec::new() };
                put_away(conn, without_backup, &mut done)?;
                let outer = done.outer_key_id.as_deref().unwrap_or("none");
                row.detail = Some(format!("outer key {outer}, data keys {}", done.data_keys.join(" ")));
                Ok(done)
            })
            .await
    }
}

/// Forgets what the outer key before wrapped; returns that key's id.
fn confirm(conn: &mut dyn Conn, authentic: &[AuditKey]) -> Result<Option<String>> {
    let mut found = installation::get(conn)?.unwrap_or_default();
    let Some(previous) = found.previous_outer_key_id.take() else { return Ok(None) };
    // Whoever ran with the old key meanwhile made checkpoints with it.
    if let [current, rest @ ..] = authentic
        && let Some(old) = rest.iter().find(|key| key.id() == previous)
    {
        authenticate_anew(conn, old, current)?;
    }
    found.previous_check_value = None;
    installation::set_outer_key(conn, &found)?;
    for record in keys::list(conn)? {
        keys::rewrap(conn, &KeyRecord { previous_wrapped_by: None, previous_wrapped: None, ..record })?;
    }
    Ok(Some(previous))
}

/// How many secrets of plans that may still be carried on each data key opens.
fn count_planned(conn: &mut dyn Conn) -> Result<BTreeMap<String, usize>> {
    let mut count = BTreeMap::new();
    for id in plans::unfinished(conn)? {
        // A damaged one is never applied.
        let Some(Ok(plan)) = plans::get(conn, &id)?.as_ref().map(document) else { continue };
        for envelope in plan.devices.iter().flat_map(DevicePlan::envelopes) {
            *count.entry(Vault::key_of(envelope)?).or_default() += 1;
        }
    }
    Ok(count)
}

fn put_away(conn: &mut dyn Conn, without_backup: bool, done: &mut KeyRetirement) -> Result<()> {
    let records = keys::list(conn)?;
    let active = records.iter().filter(|record| record.state == KeyState::Active);
    let active = active.max_by_key(|record| record.created_at);
    let backup = backups::last_good(conn, RunKind::Create, clock::now_ms())?;
    let backed_up = without_backup
        || backup.zip(active).is_some_and(|(backup, active)| {
            backup.at > active.created_at && has_key_if_there(backup.file.as_ref(), &active.key_id)
        });
    let needed = credentials::count_by_key(conn)?;
    let planned = count_planned(conn)?;
    for record in records.into_iter().filter(|record| record.state == KeyState::DecryptOnly) {
        if let Some(count) = needed.get(&record.key_id) {
            done.kept
                .push(format!("{}: {count} credentials need it; finish `rosmcp key rotate`", record.key_id));
        } else if let Some(count) = planned.get(&record.key_id) {
            done.kept
                .push(format!("{}: {count} secrets of plans need it; apply or cancel them", record.key_id));
        } else if backed_up {
            keys::set_state(conn, &record.key_id, KeyState::Retired)?;
            done.data_keys.push(record.key_id);
        } else {
            done.kept.push(format!("{}: no verified backup is newer than its successor", record.key_id));
        }
    }
    Ok(())
}
