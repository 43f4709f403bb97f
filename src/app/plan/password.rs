//! Our own password on a router: changed there and in the store together, whatever happens in between.
//!
//! The new password is sealed in the plan before anything is sent, so whichever of the two the router takes, rosmcp
//! knows it. Which one that is, a login tells; then the store follows. This is why it needs no guard on the router, where
//! the old password would have to be written down.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::super::App;
use super::run::Act;
use crate::change::{self, Applied, Job, Settled};
use crate::clock;
use crate::domain::credential::Credential;
use crate::domain::device::Device;
use crate::domain::plan::{Action, DeviceState, Op, Plan, StepRequest, Text};
use crate::error::{Error, ErrorKind, Result};
use crate::random;
use crate::routeros::session::{Session, SessionLimits};

/// Characters of a new password, from an alphabet of 62: 190 bits.
const LENGTH: usize = 32;
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// How long a router that does not answer is asked again.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_secs(1);
/// How often both passwords may be refused: more tries might lock us out for a while.
const MOST_REFUSALS: u32 = 3;

impl App {
    /// The one step: a new random password for the user that rosmcp logs in as.
    pub(super) async fn password_step(&self, device: &Device) -> Result<Vec<StepRequest>> {
        let sealed = self.sealed_credential(&device.id).await?.ok_or_else(|| {
            Error::new(ErrorKind::Configuration, format!("no credential is stored for {:?}", device.name))
        })?;
        let mut step = StepRequest::new(Op::Set, "user");
        step.matching = Map::from_iter([("name".to_owned(), Value::from(sealed.username))]);
        let password = random_password()?.expose_secret().to_owned();
        step.values = Map::from_iter([("password".to_owned(), Value::from(password))]);
        Ok(vec![step])
    }

    /// Changes the password, or takes a change of it up; in the end the store has the one that the router takes.
    pub(super) async fn rotate_password(
        &self,
        job: &Job<'_>,
        device: &Device,
        plan: &Plan,
        act: Act,
    ) -> Result<Applied> {
        let new = new_password(job)?;
        if act == Act::Apply
            && let Err(error) = change::send_only(job).await?
        {
            return Ok(Applied::Refused(error));
        }
        let settled = self.which_password(job, device, new).await?;
        tracing::info!(plan = plan.id, device = device.name, ?settled, "a password was changed or kept");
        Ok(Applied::Settled(settled))
    }

    /// Finds out which password the router takes, and stores it.
    async fn which_password(&self, job: &Job<'_>, device: &Device, new: SecretString) -> Result<Settled> {
        let sealed = self.sealed_credential(&device.id).await?.ok_or_else(|| {
            Error::new(ErrorKind::Configuration, format!("no credential is stored for {:?}", device.name))
        })?;
        let old = self.unseal(device, &sealed).await?;
        let new = Credential { username: old.username.clone(), password: new };
        let (until, mut refusals) = (clock::monotonic() + PATIENCE, 0);
        loop {
            let why = match self.enters(job, device, &new).await {
                Ok(()) => return self.password_is_new(job, device, &old, &new).await,
                Err(error) => error,
            };
            match self.enters(job, device, &old).await {
                Ok(()) => {
                    let kept = "the router takes the old password; it is the stored one";
                    job.journal.state(DeviceState::RolledBack, Some(kept)).await?;
                    return Ok(Settled::RolledBack(kept.to_owned()));
                }
                Err(error)
                    if error.kind() == ErrorKind::DeviceAuth && why.kind() == ErrorKind::DeviceAuth =>
                {
                    refusals += 1;
                }
                Err(error) => tracing::debug!(%error, "the router cannot be asked yet"),
            }
            if refusals >= MOST_REFUSALS || clock::monotonic() >= until {
                let open = format!("it is not known which password the router takes: {why}");
                job.journal.state(DeviceState::NeedsAttention, Some(&open)).await?;
                return Ok(Settled::NeedsAttention(open));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether a new login with this credential gets into the router that was planned for.
    async fn enters(&self, job: &Job<'_>, device: &Device, credential: &Credential) -> Result<()> {
        let limits: SessionLimits = self.sessions.limits().clone();
        let session = Session::new(&device.endpoint, credential.clone(), limits)?;
        change::same_router(&session, job.plan).await
    }

    async fn password_is_new(
        &self,
        job: &Job<'_>,
        device: &Device,
        old: &Credential,
        new: &Credential,
    ) -> Result<Settled> {
        if old.password.expose_secret() != new.password.expose_secret() {
            self.replace_credential(device, new).await?;
        }
        change::sent_is_verified(job).await?;
        job.journal.state(DeviceState::Applied, None).await?;
        job.journal.log("a login with the new password has proved it, and it is stored").await?;
        Ok(Settled::Applied)
    }
}

/// The new password, which the plan keeps sealed.
fn new_password(job: &Job<'_>) -> Result<SecretString> {
    let sealed = job.plan.steps.iter().find_map(|step| match &step.action {
        Some(Action::Set { values, .. }) => match values.get("password") {
            Some(Text::Sealed { sealed }) => Some((step.number, sealed)),
            _ => None,
        },
        _ => None,
    });
    let (number, sealed) =
        sealed.ok_or_else(|| Error::new(ErrorKind::Integrity, "the plan has no sealed password"))?;
    (job.unseal)(&format!("{number}/password"), sealed)
}

fn random_password() -> Result<SecretString> {
    let mut password = String::with_capacity(LENGTH);
    while password.len() < LENGTH {
        let bytes = random::bytes::<LENGTH>()?;
        // The multiples of 62 below 256: what lies above would make some characters likelier.
        let even = bytes.iter().filter(|byte| **byte < 248);
        let characters =
            even.filter_map(|byte| ALPHABET.get(usize::from(byte % 62)).copied().map(char::from));
        password.extend(characters.take(LENGTH - password.len()));
    }
    Ok(SecretString::from(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_and_never_the_same() {
        let (one, other) = (random_password().unwrap(), random_password().unwrap());
        assert_eq!(one.expose_secret().len(), LENGTH);
        assert!(one.expose_secret().bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(one.expose_secret(), other.expose_secret());
    }
}
