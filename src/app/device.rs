//! The inventory: adding, changing and removing devices, their trust and their credentials.

use std::collections::BTreeMap;

use super::App;
use super::sessions::binding;
use crate::clock;
use crate::domain::credential::{Credential, SealedCredential};
use crate::domain::device::{
    Capability, Device, DeviceId, Endpoint, Environment, Facts, TransportKind, Trust, check_host, check_name,
};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::tls::{self, PresentedCertificate};
use crate::store::{Conn, credentials, devices, keys, plans, snapshots};

/// What `device add` is told.
pub struct NewDevice {
    /// Its name, unique.
    pub name: String,
    /// Host name or address.
    pub host: String,
    /// TCP port; the transport's own when `None`.
    pub port: Option<u16>,
    /// REST or binary API.
    pub transport: TransportKind,
    /// How it proves who it is.
    pub trust: Trust,
    /// Where it belongs; this installation's environment when `None`.
    pub environment: Option<Environment>,
    /// Free labels.
    pub tags: BTreeMap<String, String>,
    /// What may be done to it.
    pub capabilities: Vec<Capability>,
    /// How rosmcp logs in.
    pub credential: Credential,
}

/// What `device edit` changes; `None` leaves a thing as it is.
#[derive(Default)]
pub struct DeviceEdit {
    /// A new name.
    pub name: Option<String>,
    /// A new host.
    pub host: Option<String>,
    /// A new port.
    pub port: Option<u16>,
    /// Another transport.
    pub transport: Option<TransportKind>,
    /// Another way to trust it.
    pub trust: Option<Trust>,
    /// Another environment.
    pub environment: Option<Environment>,
    /// Tags to set.
    pub set_tags: BTreeMap<String, String>,
    /// Tags to remove.
    pub remove_tags: Vec<String>,
    /// Capabilities to grant.
    pub grant: Vec<Capability>,
    /// Capabilities to withdraw.
    pub withdraw: Vec<Capability>,
    /// A credential for the new endpoint; a stored one is bound to the old endpoint and is not carried over.
    pub credential: Option<Credential>,
}

impl App {
    /// Adds a device with its credential; contacts nobody.
    pub async fn add_device(&self, caller: &Caller, new: NewDevice) -> Result<Device> {
        let change = self.change(caller, "device.add", Some(&new.name));
        let result = self.insert_device(new).await;
        change.ended(None, result).await
    }

    /// Whether a device with these values may be added; contacts nobody and stores nothing.
    pub fn check_new(&self, new: &NewDevice) -> Result<()> {
        check_name(&new.name)?;
        check_host(&new.host)?;
        check_plain(&new.trust, new.environment.unwrap_or(self.settings.environment))
    }

    async fn insert_device(&self, new: NewDevice) -> Result<Device> {
        self.check_new(&new)?;
        let environment = new.environment.unwrap_or(self.settings.environment);
        let plain = new.trust == Trust::Plain;
        let now = clock::now_ms();
        let device = Device {
            id: DeviceId(ulid::Ulid::generate().to_string()),
            name: new.name,
            endpoint: Endpoint {
                host: check_host(&new.host)?,
                port: new.port.unwrap_or(Endpoint::default_port(new.transport, plain)),
                transport: new.transport,
                trust: new.trust,
            },
            environment,
            tags: new.tags,
            capabilities: new.capabilities,
            facts: Facts::default(),
            created_at: now,
            updated_at: now,
            last_seen_at: None,
        };
        let sealed = self.seal(&device, &new.credential, 1).await?;
        let inserted = device.clone();
        self.store
            .write(move |conn| {
                devices::insert(conn, &inserted)?;
                put_credential(conn, &inserted.id, &sealed)
            })
            .await?;
        Ok(device)
    }

    /// Changes a device. Where the endpoint changes, the credential has to be given anew ([`ErrorKind::Refused`] without): a
    /// password is only ever sent to where it was meant for.
    pub async fn edit_device(&self, caller: &Caller, name: &str, edit: DeviceEdit) -> Result<Device> {
        let change = self.change(caller, "device.edit", Some(name));
        let detail = Some(describe_edit(&edit));
        let result = self.apply_edit(name, edit).await;
        change.ended(detail, result).await
    }

    async fn apply_edit(&self, name: &str, edit: DeviceEdit) -> Result<Device> {
        if describe_edit(&edit).is_empty() {
            return Err(Error::usage("nothing is changed")
                .hint("name what to change; see `rosmcp device edit --help`"));
        }
        let before = self.device(name).await?;
        let credential = edit.credential.clone();
        let after = edited(&before, edit)?;
        if before.endpoint != after.endpoint && credential.is_none() {
            return Err(Error::new(
                ErrorKind::Refused,
                "the stored password is bound to the old address and is not sent to a new one",
            )
            .hint("give the credential again: --username USER --password-stdin"));
        }
        let sealed = match credential {
            Some(credential) => {
                let version = self.next_version(&after.id).await?;
                Some(self.seal(&after, &credential, version).await?)
            }
            None => None,
        };
        self.replace_device(&before, after, sealed).await
    }

    /// Stores `after` in place of `before`, with its credential if that changes too; what the device has said of
    /// itself meanwhile is kept, and another edit in between is a conflict.
    async fn replace_device(
        &self,
        before: &Device,
        mut after: Device,
        sealed: Option<SealedCredential>,
    ) -> Result<Device> {
        let seen = before.updated_at;
        self.store
            .write(move |conn| {
                let stored = devices::by_id(conn, &after.id)?.filter(|stored| stored.updated_at == seen);
                let stored = stored.ok_or_else(|| changed_meanwhile(&after))?;
                if stored.endpoint != after.endpoint {
                    not_while_it_is_changed(conn, &after)?;
                }
                after.facts = stored.facts;
                after.last_seen_at = stored.last_seen_at;
                devices::update(conn, &after)?;
                if let Some(sealed) = sealed {
                    put_credential(conn, &after.id, &sealed)?;
                }
                Ok(after)
            })
            .await
    }

    /// Removes a device of this installation's environment with its credential and its kept configurations.
    pub async fn remove_device(&self, caller: &Caller, name: &str) -> Result<()> {
        let device = self.reachable_device(name).await?;
        let change = self.change(caller, "device.remove", Some(&device.name));
        let gone = device.clone();
        let result = self
            .store
            .write(move |conn| {
                not_while_it_is_changed(conn, &gone)?;
                devices::remove(conn, &gone.id)?;
                snapshots::sweep(conn).map(drop)
            })
            .await;
        change.ended(None, result).await
    }

    /// Stores another credential for a device.
    pub async fn set_credential(&self, caller: &Caller, name: &str, credential: Credential) -> Result<()> {
        let device = self.device(name).await?;
        let change = self.change(caller, "device.set_credential", Some(&device.name));
        let result = self.replace_credential(&device, &credential).await;
        change.ended(Some(format!("user {}", credential.username)), result).await
    }

    /// Puts `credential` in the place of the device's stored one.
    pub(super) async fn replace_credential(&self, device: &Device, credential: &Credential) -> Result<()> {
        let version = self.next_version(&device.id).await?;
        let sealed = self.seal(device, credential, version).await?;
        let id = device.id.clone();
        self.store.write(move |conn| put_credential(conn, &id, &sealed)).await
    }

    /// The certificate that the device presents now; no credential is sent.
    pub async fn presented_certificate(&self, device: &Device) -> Result<PresentedCertificate> {
        tls::presented(&device.endpoint, self.sessions.limits()).await
    }

    /// Trusts exactly `certificate` for the device from now on; its credential is bound to the new pin.
    pub async fn trust_certificate(
        &self,
        caller: &Caller,
        device: &Device,
        certificate: &PresentedCertificate,
    ) -> Result<Device> {
        let change = self.change(caller, "device.trust", Some(&device.name));
        let result = self.pin(device, certificate).await;
        change.ended(Some(format!("certificate {}", certificate.fingerprint)), result).await
    }

    async fn pin(&self, device: &Device, certificate: &PresentedCertificate) -> Result<Device> {
        let mut pinned = device.clone();
        pinned.endpoint.trust = Trust::Pin(certificate.fingerprint);
        pinned.updated_at = clock::now_ms();
        let sealed = match self.sealed_credential(&device.id).await? {
            Some(old) => {
                let credential = self.unseal(device, &old).await?;
                Some(self.seal(&pinned, &credential, old.version + 1).await?)
            }
            None => None,
        };
        self.replace_device(device, pinned, sealed).await
    }

    async fn next_version(&self, device: &DeviceId) -> Result<i64> {
        Ok(self.sealed_credential(device).await?.map_or(1, |sealed| sealed.version + 1))
    }

    async fn seal(&self, device: &Device, credential: &Credential, version: i64) -> Result<SealedCredential> {
        if credential.username.is_empty() {
            return Err(Error::usage("the user name is empty").hint("--username USER"));
        }
        let sealed = self.sealing_vault().await?.seal(&binding(device, version), &credential.password)?;
        Ok(SealedCredential {
            username: credential.username.clone(),
            version,
            key_id: sealed.key_id,
            sealed: sealed.envelope,
        })
    }
}

fn put_credential(conn: &mut dyn Conn, device: &DeviceId, sealed: &SealedCredential) -> Result<()> {
    keys::add_sealed_count(conn, &sealed.key_id, 1)?;
    credentials::put(conn, device, credentials::LOGIN, sealed)
}

fn changed_meanwhile(device: &Device) -> Error {
    Error::new(
        ErrorKind::Conflict,
        format!("the entry of {:?} was changed or removed meanwhile", device.name),
    )
    .hint("look at it again: device_list, or rosmcp device list")
}

/// Whoever takes up what a crash leaves has to reach the router that was written to.
fn not_while_it_is_changed(conn: &mut dyn Conn, device: &Device) -> Result<()> {
    let Some(plan) = plans::under_way_on(conn, &device.id, None)? else { return Ok(()) };
    let message = format!("{:?} is being changed by plan {plan}", device.name);
    Err(Error::new(ErrorKind::Locked, message)
        .hint(format!("wait until it has ended, or end it: rosmcp plan rollback {plan}")))
}

fn check_plain(trust: &Trust, environment: Environment) -> Result<()> {
    if *trust == Trust::Plain && environment == Environment::Prod {
        return Err(Error::new(ErrorKind::Refused, "plain HTTP is refused for devices in prod")
            .hint("enable the service www-ssl on the device and use --tls-pin or `device trust`"));
    }
    Ok(())
}

fn edited(before: &Device, edit: DeviceEdit) -> Result<Device> {
    let mut after = before.clone();
    if let Some(name) = edit.name {
        check_name(&name)?;
        after.name = name;
    }
    if let Some(host) = edit.host {
        after.endpoint.host = check_host(&host)?;
    }
    let plain_before = before.endpoint.trust == Trust::Plain;
    after.endpoint.transport = edit.transport.unwrap_or(after.endpoint.transport);
    after.endpoint.trust = edit.trust.unwrap_or(after.endpoint.trust);
    let plain = after.endpoint.trust == Trust::Plain;
    let was_default = before.endpoint.port == Endpoint::default_port(before.endpoint.transport, plain_before);
    if let Some(port) = edit.port {
        after.endpoint.port = port;
    } else if was_default {
        after.endpoint.port = Endpoint::default_port(after.endpoint.transport, plain);
    }
    after.environment = edit.environment.unwrap_or(after.environment);
    check_plain(&after.endpoint.trust, after.environment)?;
    after.tags.extend(edit.set_tags);
    after.tags.retain(|tag, _| !edit.remove_tags.contains(tag));
    after.capabilities.extend(edit.grant);
    after.capabilities.sort_unstable();
    after.capabilities.dedup();
    after.capabilities.retain(|capability| !edit.withdraw.contains(capability));
    after.updated_at = clock::now_ms();
    Ok(after)
}

/// The fields that an edit touches, for the audit.
fn describe_edit(edit: &DeviceEdit) -> String {
    let mut touched = Vec::new();
    let mut note = |touches: bool, what: &str| {
        if touches {
            touched.push(what.to_owned());
        }
    };
    note(edit.name.is_some(), "name");
    note(edit.host.is_some(), "host");
    note(edit.port.is_some(), "port");
    note(edit.transport.is_some(), "transport");
    note(edit.trust.is_some(), "trust");
    note(edit.environment.is_some(), "environment");
    note(!edit.set_tags.is_empty() || !edit.remove_tags.is_empty(), "tags");
    note(edit.credential.is_some(), "credential");
    touched.extend(edit.grant.iter().map(|capability| format!("+{}", capability.as_str())));
    touched.extend(edit.withdraw.iter().map(|capability| format!("-{}", capability.as_str())));
    touched.join(" ")
}
