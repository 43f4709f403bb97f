//! Snapshots: what a device's configuration was, and when.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::super::audit::Change;
use super::super::fleet::{Failure, verdict};
use super::super::{App, Targets};
use super::{Config, packed};
use crate::blocking;
use crate::clock::{self, UnixMs};
use crate::domain::audit::AuditEvent;
use crate::domain::device::{Device, DeviceId};
use crate::domain::principal::Caller;
use crate::error::{Error, ErrorKind, Result, WhileDoing};
use crate::events::Topic;
use crate::store::Conn;
use crate::store::plans;
use crate::store::snapshots::{self, Body, SnapshotRow};

/// The most snapshots of a list: no more are kept of a device.
pub const MOST: u32 = 100;

/// A configuration that a device had for a time.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Snapshot {
    /// Its identifier.
    pub id: String,
    /// The device.
    pub device: String,
    /// When the device was first seen so, RFC 3339.
    pub taken_at: String,
    /// When it was last seen so.
    pub seen_at: String,
    /// Who asked for it, or `schedule`.
    pub taken_by: String,
    /// The SHA-256 of the text.
    pub sha256: String,
    /// How many bytes the text has.
    pub bytes: i64,
    /// When a person called it right; drift is measured against the last such snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<String>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
}

/// The snapshots of a device.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct History {
    /// The device.
    pub device: String,
    /// Newest first.
    pub snapshots: Vec<Snapshot>,
    /// Pass as `cursor` to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What came of a device's snapshot.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Taken {
    /// The device.
    pub device: String,
    /// `new`, `unchanged` or `failed`.
    pub outcome: &'static str,
    /// The snapshot, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Snapshot>,
    /// What else the reader should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// The error to end with where not every device could be asked.
pub fn error(taken: &[Taken]) -> Option<Error> {
    verdict(taken.iter().map(|taken| taken.error.as_ref()))
}

impl App {
    /// Takes a snapshot of each device that `targets` means, for `caller`; `approve` calls what is found right.
    pub async fn take_snapshots(
        &self,
        caller: &Caller,
        targets: &Targets,
        approve: bool,
    ) -> Result<Vec<Taken>> {
        let devices = self.targets(targets).await?;
        let take = |app, device| Self::take_for(app, caller, device, approve);
        let outcomes = self.for_each(devices, take).await;
        Ok(outcomes.into_iter().map(|outcome| taken(outcome.device.name, outcome.result)).collect())
    }

    async fn take_for(&self, caller: &Caller, device: Device, approve: bool) -> Result<Taken> {
        let action = if approve { "config.approve" } else { "config.snapshot" };
        let change = self.change(caller, action, Some(&device.name));
        let by = caller.principal.to_string();
        let result = self.take_with(&device, &by, approve, Some(&change)).await;
        change.ended(None, result).await
    }

    /// Has `device` export itself and keeps that, or notes that it is still so; then forgets what is beyond the number
    /// to keep. An export that lacks something is not kept.
    pub async fn take_snapshot(&self, device: &Device, by: &str, approve: bool) -> Result<Taken> {
        self.take_with(device, by, approve, None).await
    }

    /// The same as part of `change`, where the trail is to have it.
    async fn take_with(
        &self,
        device: &Device,
        by: &str,
        approve: bool,
        change: Option<&Change<'_>>,
    ) -> Result<Taken> {
        let doing = || format!("taking a snapshot of {:?}", device.name);
        let config = self.whole_config(device).await.while_doing(doing)?;
        let most = self.settings.snapshot_max_size_bytes;
        if config.text.len() > most as usize {
            let message = format!("the configuration has {} bytes, more than {most}", config.text.len());
            let error = Error::new(ErrorKind::Refused, message).hint("raise snapshot_max_size_bytes");
            return Err(error.while_doing(doing()));
        }
        let (row, is_new) = self.keep(device, config.text, by, approve, change).await.while_doing(doing)?;
        if is_new || approve {
            self.events.publish(&Topic::Snapshots(device.id.clone()));
        }
        Ok(Taken {
            device: device.name.clone(),
            outcome: if is_new { "new" } else { "unchanged" },
            snapshot: Some(view(&device.name, row)),
            notes: config.notes,
            error: None,
        })
    }

    /// Keeps `text` as what `device` has now; says whether it is another than last time.
    async fn keep(
        &self,
        device: &Device,
        text: String,
        by: &str,
        approve: bool,
        change: Option<&Change<'_>>,
    ) -> Result<(SnapshotRow, bool)> {
        let level = self.settings.snapshot_compression_level;
        let body = blocking::run(move || packed::pack(&text, level)).await?;
        let now = clock::now_ms();
        let new = SnapshotRow {
            id: ulid::Ulid::generate().to_string(),
            device: device.id.clone(),
            sha256: body.sha256.clone(),
            bytes: body.bytes,
            taken_at: now,
            seen_at: now,
            taken_by: by.to_owned(),
            approved_at: None,
            approved_by: None,
        };
        let (most, approver) = (self.settings.snapshot_retention_count, approve.then(|| by.to_owned()));
        let name = device.name.clone();
        let keep = move |conn: &mut dyn Conn| {
            let (id, is_new) = keep_or_touch(conn, &new, &body)?;
            if let Some(by) = approver {
                snapshots::approve(conn, &id, &by, now)?;
            }
            snapshots::prune(conn, &new.device, most)?;
            // As an error it leaves no text that nobody has.
            let gone = || Error::not_found(format!("{name:?} was removed meanwhile"));
            Ok((snapshots::get(conn, &id)?.ok_or_else(gone)?, is_new))
        };
        let Some(change) = change else { return self.store.write(keep).await };
        let kept = move |conn: &mut dyn Conn, row: &mut AuditEvent| {
            let kept = keep(conn)?;
            row.detail = Some(kept.0.id.clone());
            Ok(kept)
        };
        change.made(kept).await
    }

    /// The newest snapshots of the device `name`, at most `limit`; older than the snapshot `before` where one is said.
    pub async fn config_history(&self, name: &str, before: Option<&str>, limit: u32) -> Result<History> {
        if !(1..=MOST).contains(&limit) {
            return Err(Error::usage(format!("limit must be 1 to {MOST}, is {limit}")));
        }
        let device = self.reachable_device(name).await?;
        let (id, before) = (device.id.clone(), before.map(str::to_owned));
        let list = move |conn: &mut dyn Conn| snapshots::list(conn, &id, before.as_deref(), limit + 1);
        let mut rows = self.store.read(list).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| more).map(|row| row.id.clone());
        let snapshots = rows.into_iter().map(|row| view(&device.name, row)).collect();
        Ok(History { device: device.name, snapshots, next_cursor })
    }

    /// The snapshot `id` and its text; one of a device out of the caller's sight does not exist.
    pub async fn snapshot(&self, id: &str) -> Result<(Device, Snapshot, String)> {
        let wanted = id.to_owned();
        let row = self.store.read(move |conn| snapshots::get(conn, &wanted)).await?;
        let missing = || {
            Error::not_found(format!("there is no snapshot {id:?}"))
                .hint("config_history (rosmcp config history DEVICE) names those of a device")
        };
        let row = row.ok_or_else(missing)?;
        let hidden = |error: Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::Refused => missing(),
            _ => error,
        };
        let device = self.owner(&row.device).await.map_err(hidden)?;
        let text = self.text_of(&row).await?;
        Ok((device.clone(), view(&device.name, row), text))
    }

    /// The snapshot `id` of the device `name` as a configuration.
    pub async fn kept_config(&self, name: &str, id: &str) -> Result<Config> {
        let device = self.reachable_device(name).await?;
        let text = self.kept_text(&device, id).await?;
        Ok(Config { device: device.name, text, notes: Vec::new() })
    }

    /// The text of the snapshot `id`, which must be one of `device`.
    pub(super) async fn kept_text(&self, device: &Device, id: &str) -> Result<String> {
        let (owner, _, text) = self.snapshot(id).await?;
        if owner.id == device.id {
            return Ok(text);
        }
        Err(Error::usage(format!("the snapshot {id} is of {:?}", owner.name)))
    }

    /// When each device's configuration was last seen, and when a plan last changed it.
    pub async fn last_configs(&self) -> Result<HashMap<DeviceId, (Option<UnixMs>, Option<UnixMs>)>> {
        self.store
            .read(|conn| {
                let mut moments: HashMap<_, (Option<UnixMs>, Option<UnixMs>)> = HashMap::new();
                for row in snapshots::latest(conn)? {
                    moments.entry(row.device).or_default().0 = Some(row.seen_at);
                }
                for (device, at) in snapshots::last_changes(conn)? {
                    moments.entry(device).or_default().1 = Some(at);
                }
                Ok(moments)
            })
            .await
    }

    /// The devices whose configuration is not settled, for a plan is being carried out on them.
    pub async fn unsettled(&self) -> Result<Vec<DeviceId>> {
        self.store.read(plans::devices_under_way).await
    }

    /// The text of a snapshot.
    pub(super) async fn text_of(&self, row: &SnapshotRow) -> Result<String> {
        let sha256 = row.sha256.clone();
        let body = self.store.read(move |conn| snapshots::body(conn, &sha256)).await?;
        let body = body.ok_or_else(|| {
            Error::new(ErrorKind::Integrity, format!("the text of the snapshot {} is missing", row.id))
        })?;
        blocking::run(move || packed::unpack(&body)).await
    }
}

/// The snapshot that now holds, and whether it is a new one.
fn keep_or_touch(conn: &mut dyn Conn, new: &SnapshotRow, body: &Body) -> Result<(String, bool)> {
    match snapshots::list(conn, &new.device, None, 1)?.into_iter().next() {
        Some(last) if last.sha256 == new.sha256 => {
            snapshots::seen(conn, &last.id, new.seen_at)?;
            Ok((last.id, false))
        }
        last => {
            let id = behind(last.as_ref().map(|last| last.id.as_str()), &new.id);
            snapshots::insert(conn, &SnapshotRow { id: id.clone(), ..new.clone() }, body)?;
            Ok((id, true))
        }
    }
}

/// `id`, or one that sorts behind `last` where that was made by a clock that ran ahead.
fn behind(last: Option<&str>, id: &str) -> String {
    let last = last.filter(|last| *last >= id).and_then(|last| last.parse::<ulid::Ulid>().ok());
    last.and_then(|last| last.increment().ok()).map_or_else(|| id.to_owned(), |id| id.to_string())
}

/// A snapshot as people and programs see it.
pub(super) fn view(device: &str, row: SnapshotRow) -> Snapshot {
    Snapshot {
        id: row.id,
        device: device.to_owned(),
        taken_at: clock::rfc3339(row.taken_at),
        seen_at: clock::rfc3339(row.seen_at),
        taken_by: row.taken_by,
        sha256: row.sha256,
        bytes: row.bytes,
        approved_at: row.approved_at.map(clock::rfc3339),
        approved_by: row.approved_by,
    }
}

fn taken(device: String, result: Result<Taken>) -> Taken {
    result.unwrap_or_else(|error| Taken {
        device,
        outcome: "failed",
        snapshot: None,
        notes: Vec::new(),
        error: Some((&error).into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::tests::device;
    use crate::store::devices;

    #[tokio::test]
    async fn what_is_kept_after_a_clock_ran_ahead_is_the_newest_all_the_same() {
        let app = App::scratch().await;
        let device = device("a", &[]);
        let added = device.clone();
        app.store.write(move |conn| devices::insert(conn, &added)).await.expect("added");
        let future = ulid::Ulid::from_parts(1 << 47, 1).to_string();
        for (n, sha256) in ["x", "y", "z", "z"].iter().enumerate() {
            let row = SnapshotRow {
                id: if n == 0 { future.clone() } else { ulid::Ulid::generate().to_string() },
                device: device.id.clone(),
                sha256: (*sha256).to_owned(),
                bytes: 1,
                taken_at: 1,
                seen_at: 1,
                taken_by: "ann".to_owned(),
                approved_at: None,
                approved_by: None,
            };
            let body = Body { sha256: row.sha256.clone(), bytes: 1, packed: "cGFj".to_owned() };
            let kept = app.store.write(move |conn| keep_or_touch(conn, &row, &body)).await.expect("kept");
            assert_eq!(kept.1, n < 3, "{sha256}");
        }
        let id = device.id.clone();
        let rows = app.store.read(move |conn| snapshots::list(conn, &id, None, 9)).await.expect("read");
        assert_eq!(rows.iter().map(|row| row.sha256.as_str()).collect::<Vec<_>>(), ["z", "y", "x"]);
    }
}
