//! Local tokens: making, listing, revoking and recognising them.

use std::collections::BTreeSet;
use std::time::Duration;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Serialize;

use super::App;
use super::audit::Change;
use super::plan::void_approvals;
use crate::auth::local::{self, Presented, TokenDigest};
use crate::clock::{self, UnixMs};
use crate::domain::audit::AuditEvent;
use crate::domain::device::check_name;
use crate::domain::principal::{Caller, Principal, Role};
use crate::domain::scope::DeviceScope;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::store::Conn;
use crate::store::tokens::{self, TokenRow};

/// Between two records of the same token's use.
const USE_RECORDED: UnixMs = 60_000;

/// What `token create` is told.
pub struct TokenRequest {
    /// Its name, an identity for ever.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Which devices it may see.
    pub devices: DeviceScope,
    /// The toolsets it is limited to; `None` for all.
    pub toolsets: Option<BTreeSet<String>>,
    /// Whether a person uses it rather than a program.
    pub person: bool,
    /// How long it is good for.
    pub lifetime: Duration,
}

/// A token without its secret.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TokenView {
    /// Its name.
    pub name: String,
    /// What it may do.
    #[schemars(with = "String")]
    pub role: Role,
    /// `active`, `expired` or `revoked`.
    pub state: &'static str,
    /// Names and selectors of the devices it may see; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<Vec<String>>,
    /// The toolsets it is limited to; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolsets: Option<Vec<String>>,
    /// Whether a person uses it rather than a program.
    pub person: bool,
    /// Who made it.
    pub created_by: String,
    /// When, RFC 3339.
    pub created_at: String,
    /// When it ends, RFC 3339.
    pub expires_at: String,
    /// When it was last used, RFC 3339, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
}

impl App {
    /// Makes a token; its text is in the answer and nowhere else.
    pub async fn create_token(
        &self,
        caller: &Caller,
        request: TokenRequest,
    ) -> Result<(TokenView, SecretString)> {
        let detail = Some(format!("{} as {}", request.name, request.role));
        let change = self.change_of(AuditEvent { detail, ..self.audit_event(caller, "token.create") });
        let result = insert_token(&change, caller, request).await;
        change.ended(None, result).await
    }

    /// Every token there is or was, newest first.
    pub async fn tokens(&self) -> Result<Vec<TokenView>> {
        let rows = self.store.read(tokens::list).await?;
        Ok(rows.iter().map(view).collect())
    }

    /// Revokes the token `name`; running servers notice within seconds. What its holder has approved and nobody has used is
    /// void, and those plans wait for an approval again.
    pub async fn revoke_token(&self, caller: &Caller, name: &str) -> Result<()> {
        let detail = Some(name.to_owned());
        let change = self.change_of(AuditEvent { detail, ..self.audit_event(caller, "token.revoke") });
        let (wanted, now) = (name.to_owned(), clock::now_ms());
        let revoke = move |conn: &mut dyn Conn, _: &mut AuditEvent| match tokens::revoke(conn, &wanted, now)?
        {
            0 => Err(not_revocable(&wanted, &tokens::list(conn)?)),
            _ => void_approvals(conn, &wanted, now),
        };
        let result = change.made(revoke).await;
        change.ended(None, result).await
    }

    /// Whom a presented token stands for and until when; `None` where it is unknown, wrong, expired or revoked.
    pub(super) async fn token_owner(&self, presented: &Presented) -> Result<Option<(Principal, UnixMs)>> {
        let (id, now) = (presented.id.clone(), clock::now_ms());
        let Some(row) = self.store.read(move |conn| tokens::by_id(conn, &id)).await? else { return Ok(None) };
        let proved = TokenDigest::from_hex(&row.digest).is_some_and(|kept| kept.is(&presented.digest));
        if !proved || row.revoked_at.is_some() || row.expires_at <= now {
            return Ok(None);
        }
        let owner = (principal(&row)?, row.expires_at);
        if row.last_used_at.is_none_or(|last| now - last >= USE_RECORDED) {
            let name = row.name.clone();
            let recorded = self.store.write(move |conn| tokens::record_used(conn, &row.id, now)).await;
            // Reading goes on where the disk is full; that the token is good does not hang on this.
            if let Err(error) = recorded {
                tracing::warn!(%error, token = name, "that a token was used could not be recorded");
            }
        }
        Ok(Some(owner))
    }
}

async fn insert_token(
    change: &Change<'_>,
    caller: &Caller,
    request: TokenRequest,
) -> Result<(TokenView, SecretString)> {
    check_name(&request.name).map_err(|_| {
        Error::usage(format!("{:?} is not a token name", request.name))
            .hint("1 to 64 letters, digits, \".\", \"_\" or \"-\", beginning with a letter or digit")
    })?;
    let new = local::generate()?;
    let now = clock::now_ms();
    let lifetime = clock::milliseconds(request.lifetime);
    let row = TokenRow {
        id: new.id,
        name: request.name,
        digest: new.digest.to_hex(),
        role: request.role,
        devices: request.devices.entries().map(|entries| entries.into_iter().map(str::to_owned).collect()),
        toolsets: request.toolsets.map(|toolsets| toolsets.into_iter().collect()),
        person: request.person,
        created_at: now,
        created_by: caller.principal.to_string(),
        expires_at: now.saturating_add(lifetime),
        last_used_at: None,
        revoked_at: None,
    };
    let view = view(&row);
    change.made(move |conn, _| tokens::insert(conn, &row)).await?;
    Ok((view, new.text))
}

/// Why the token `name` can't be revoked, being none of the active ones.
fn not_revocable(name: &str, all: &[TokenRow]) -> Error {
    if all.iter().any(|token| token.name == name) {
        return Error::new(ErrorKind::Conflict, format!("the token {name:?} is revoked already"));
    }
    let error = Error::not_found(format!("there is no token named {name:?}"));
    match nearest(name, all.iter().map(|token| token.name.as_str())) {
        Some(near) => error.hint(format!("did you mean {near:?}?")),
        None => error.hint("`rosmcp token list` names them all"),
    }
}

fn principal(row: &TokenRow) -> Result<Principal> {
    let devices = match &row.devices {
        None => DeviceScope::All,
        Some(entries) => DeviceScope::only(entries.iter().map(String::as_str))?,
    };
    Ok(Principal {
        devices,
        toolsets: row.toolsets.clone().map(BTreeSet::from_iter),
        person: row.person,
        ..Principal::unlimited(Principal::TOKEN, &row.name, row.role)
    })
}

fn view(row: &TokenRow) -> TokenView {
    let state = match (row.revoked_at, row.expires_at <= clock::now_ms()) {
        (Some(_), _) => "revoked",
        (None, true) => "expired",
        (None, false) => "active",
    };
    TokenView {
        name: row.name.clone(),
        role: row.role,
        state,
        devices: row.devices.clone(),
        toolsets: row.toolsets.clone(),
        person: row.person,
        created_by: row.created_by.clone(),
        created_at: clock::rfc3339(row.created_at),
        expires_at: clock::rfc3339(row.expires_at),
        last_used_at: row.last_used_at.map(clock::rfc3339),
    }
}
