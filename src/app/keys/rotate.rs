//! A new data key, and every credential under it: online, in batches, and resumable at any point.

use serde::Serialize;

use super::super::App;
use super::super::audit::Change;
use super::super::progress::Progress;
use super::super::sessions::binding;
use crate::clock;
use crate::domain::credential::SealedCredential;
use crate::domain::device::Device;
use crate::domain::keyring::KeyState;
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::store::credentials::StoredCredential;
use crate::store::{credentials, devices, keys};
use crate::vault::{Sealed, Vault};

/// Credentials sealed anew in one transaction.
const BATCH: u32 = 100;

/// What a rotation did.
#[derive(Debug, Clone, Serialize)]
pub struct KeyRotation {
    /// The data key that seals now.
    pub key_id: String,
    /// Whether it finished an earlier rotation instead of making a new key.
    pub resumed: bool,
    /// Credentials sealed anew.
    pub resealed: usize,
    /// Credentials that did not open and stay as they are, with the reason.
    pub failed: Vec<String>,
}

impl App {
    /// Makes a new data key and seals every credential with it; what others read and write meanwhile stays good. Where an
    /// earlier rotation was interrupted, that one is finished. Old keys still open what backups hold.
    pub async fn rotate_keys(&self, caller: &Caller, progress: &dyn Progress) -> Result<KeyRotation> {
        let mut change = self.change(caller, "key.rotate", None);
        let result = self.rotate(&mut change, progress).await;
        let detail = result.as_ref().ok().map(|done| {
            format!("data key {}, {} sealed anew, {} failed", done.key_id, done.resealed, done.failed.len())
        });
        change.ended(detail, result).await
    }

    async fn rotate(&self, change: &mut Change<'_>, progress: &dyn Progress) -> Result<KeyRotation> {
        let resumed = self.unfinished().await? > 0;
        if !resumed {
            self.replace_data_key(change).await?;
        }
        let vault = self.reopened_vault().await?;
        let total = self.unfinished().await?;
        let mut done =
            KeyRotation { key_id: vault.active_key_id(), resumed, resealed: 0, failed: Vec::new() };
        let mut after = (String::new(), String::new());
        loop {
            let batch = self.batch(&vault, after.clone()).await?;
            let Some((last, _)) = batch.last() else { return Ok(done) };
            after = (last.device.0.clone(), last.kind.clone());
            self.reseal(&vault, batch, &mut done).await?;
            let at = u32::try_from(done.resealed + done.failed.len()).unwrap_or(u32::MAX);
            let message = format!("{at} of {total} credentials are under the new key");
            progress
                .report(f64::from(at), f64::from(u32::try_from(total).unwrap_or(u32::MAX)).into(), &message)
                .await;
        }
    }

    /// How many credentials are not under the key that seals.
    async fn unfinished(&self) -> Result<i64> {
        self.vault().await?;
        self.store
            .read(|conn| {
                let active = keys::active(conn)?.unwrap_or_default();
                let counts = credentials::count_by_key(conn)?;
                Ok(counts.iter().filter(|(key, _)| **key != active).map(|(_, count)| count).sum())
            })
            .await
    }

    pub(super) async fn replace_data_key(&self, change: &mut Change<'_>) -> Result<()> {
        let vault = self.reopened_vault().await?;
        let (old, record) = (vault.active_key_id(), vault.next_data_key(clock::now_ms())?);
        change
            .begun(move |conn| {
                let installation = crate::store::installation::get(conn)?.unwrap_or_default();
                if installation.previous_outer_key_id.is_some() {
                    return Err(unconfirmed());
                }
                if installation.outer_key_id.as_deref() != Some(&record.wrapped_by)
                    || keys::active(conn)?.as_deref() != Some(&old)
                {
                    return Err(Error::new(ErrorKind::Conflict, "the keys were changed meanwhile")
                        .hint("look at `rosmcp key status` and try again"));
                }
                keys::set_state(conn, &old, KeyState::DecryptOnly)?;
                keys::insert(conn, &record)
            })
            .await
    }

    /// The next credentials to seal anew, each with its device.
    async fn batch(&self, vault: &Vault, after: (String, String)) -> Result<Vec<(StoredCredential, Device)>> {
        let active = vault.active_key_id();
        self.store
            .read(move |conn| {
                let found = credentials::sealed_by_others(conn, &active, (&after.0, &after.1), BATCH)?;
                let mut batch = Vec::with_capacity(found.len());
                for credential in found {
                    // A credential goes with its device, so that there always is one.
                    if let Some(device) = devices::by_id(conn, &credential.device)? {
                        batch.push((credential, device));
                    }
                }
                Ok(batch)
            })
            .await
    }

    async fn reseal(
        &self,
        vault: &Vault,
        batch: Vec<(StoredCredential, Device)>,
        done: &mut KeyRotation,
    ) -> Result<()> {
        let mut ready = Vec::with_capacity(batch.len());
        for (old, device) in batch {
            match resealed(vault, &device, &old) {
                Ok(new) => ready.push((old, new)),
                Err(error) => done.failed.push(format!("{}: {error}", device.name)),
            }
        }
        let key_id = vault.active_key_id();
        done.resealed += self
            .store
            .write(move |conn| {
                let mut count = 0;
                for (old, new) in &ready {
                    // One that changed meanwhile was sealed by whoever changed it.
                    count += usize::from(credentials::reseal(conn, old, new)?);
                }
                keys::add_sealed_count(conn, &key_id, i64::try_from(count).unwrap_or(i64::MAX))?;
                Ok(count)
            })
            .await?;
        Ok(())
    }
}

/// The credential under the active key, opened again to be sure that it holds the same.
fn resealed(vault: &Vault, device: &Device, old: &StoredCredential) -> Result<SealedCredential> {
    let place = binding(device, old.credential.version);
    let secret = vault.unseal(&place, &old.credential.sealed)?;
    let Sealed { key_id, envelope } = vault.seal(&place, &secret)?;
    let again = vault.unseal(&place, &envelope)?;
    if secrecy::ExposeSecret::expose_secret(&again) != secrecy::ExposeSecret::expose_secret(&secret) {
        return Err(Error::new(
            ErrorKind::Integrity,
            "it did not come out of the new envelope as it went in",
        ));
    }
    Ok(SealedCredential { key_id, sealed: envelope, ..old.credential.clone() })
}

fn unconfirmed() -> Error {
    Error::new(ErrorKind::Conflict, "the last change of the outer key is not confirmed yet")
        .hint("once everything starts with the new key, confirm it with `rosmcp key retire`")
}
