//! Which role and which devices a token's claims stand for. What nothing maps is no role.

use serde_json::{Map, Value};

use super::compact::Reason;
use crate::domain::principal::Role;
use crate::domain::scope::DeviceScope;
use crate::error::{Error, Result};
use crate::settings::{RoleMap, Settings};

/// Claims asked for the role when no setting names one, the first that is there counts.
const USUAL: [&str; 3] = ["role", "roles", "https://routeros-mcp/role"];
/// Claims asked for the devices, the first that is there counts.
const DEVICES: [&str; 2] = ["device_scope", "https://routeros-mcp/devices"];
/// Claims that people can often choose themselves (RFC 9700 and the providers' own warnings).
const CHOSEN_BY_USERS: [&str; 6] = ["email", "preferred_username", "name", "nickname", "upn", "unique_name"];
/// Claims whose text is a list separated by blanks (RFC 8693 §4.2).
const SCOPES: [&str; 2] = ["scope", "scp"];
/// Of several roles the first of these counts.
const STRONGEST_FIRST: [Role; 4] = [Role::Admin, Role::OpsRw, Role::Approver, Role::ReadOnly];

/// How a role is found.
#[derive(Debug, Clone)]
pub(super) struct RoleRules {
    claim: Option<String>,
    map: RoleMap,
}

impl RoleRules {
    /// The rules of the settings; a configuration error where the role would come from a name people choose.
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let claim = settings.oidc_role_claim.clone();
        if claim.as_deref().is_some_and(|claim| CHOSEN_BY_USERS.contains(&claim)) {
            return Err(Error::configuration(
                "oidc_role_claim must not be a name or an address, which people can choose themselves",
            )
            .hint("use a claim that only the identity provider sets: roles, groups, or one of your own"));
        }
        Ok(Self { claim, map: settings.oidc_role_map.clone() })
    }

    /// The role that `claims` stand for, `None` where they name none that is known.
    pub(super) fn role(&self, claims: &Map<String, Value>) -> Result<Option<Role>, Reason> {
        let found = match &self.claim {
            Some(name) => at(claims, name).map(|value| (name.as_str(), value)),
            None => USUAL.iter().find_map(|name| Some((*name, claims.get(*name)?))),
        };
        let Some((name, value)) = found else { return Ok(None) };
        let values = texts(name, value)?;
        let roles: Vec<Role> = values.iter().filter_map(|value| self.of(value)).collect();
        Ok(STRONGEST_FIRST.into_iter().find(|role| roles.contains(role)))
    }

    fn of(&self, value: &str) -> Option<Role> {
        if self.map.0.is_empty() { value.parse().ok() } else { self.map.role(value) }
    }

    /// The scopes that stand for roles, where the role comes from scopes.
    pub(super) fn scopes(&self) -> Vec<(String, Role)> {
        match &self.claim {
            Some(claim) if SCOPES.contains(&claim.as_str()) => {
                if self.map.0.is_empty() {
                    Role::ALL.iter().map(|role| (role.to_string(), *role)).collect()
                } else {
                    self.map.0.clone()
                }
            }
            _ => Vec::new(),
        }
    }
}

/// The devices that `claims` limit their principal to; every device where no claim says anything.
pub(super) fn devices(claims: &Map<String, Value>) -> Result<DeviceScope, Reason> {
    let Some(value) = DEVICES.iter().find_map(|name| claims.get(*name)) else { return Ok(DeviceScope::All) };
    let entries: Vec<&str> = match value {
        // A selector has commas of its own.
        Value::String(text) if text.contains('=') => vec![text],
        Value::String(text) => text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect(),
        Value::Array(items) => items
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or("the device scope is not a list of texts")?,
        _ => return Err("the device scope is neither a text nor a list"),
    };
    DeviceScope::only(entries).map_err(|_| "an entry of the device scope means nothing")
}

/// The claim of that very name, else the one that dots lead to: `realm_access.roles`.
fn at<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        at(claims.get(first)?.as_object()?, rest)
    })
}

fn texts<'a>(name: &str, value: &'a Value) -> Result<Vec<&'a str>, Reason> {
    match value {
        Value::String(text) if SCOPES.contains(&name) => {
            Ok(text.split(' ').filter(|word| !word.is_empty()).collect())
        }
        Value::String(text) => Ok(vec![text]),
        Value::Array(items) => items
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or("the role claim is not a list of texts"),
        _ => Err("the role claim is neither a text nor a list"),
    }
}
