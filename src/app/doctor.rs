//! Whether an installation is well: each part is tried, and each line says what was seen and what mends it.

use schemars::JsonSchema;
use serde::Serialize;

use super::App;
use super::check::DeviceCheck;
use super::fleet::Outcome;
use crate::clock;
use crate::domain::selector::Selector;
use crate::error::{Error, Result};

/// A backup older than this is worth a warning, milliseconds: two days.
const OLD_BACKUP_MS: i64 = 2 * 24 * 60 * 60 * 1000;

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Well.
    Ok,
    /// It works, and something should be done.
    Warning,
    /// It does not work.
    Failed,
    /// It was not looked at.
    Skipped,
}

/// One part that was looked at.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Examined {
    /// The part.
    pub check: String,
    /// How it is.
    pub status: Status,
    /// What was seen.
    pub evidence: String,
    /// What mends it.
    pub mend: String,
}

impl Examined {
    /// A part of which `evidence` was seen, with nothing to mend.
    pub fn new(check: &str, status: Status, evidence: impl Into<String>) -> Self {
        Self { check: check.to_owned(), status, evidence: evidence.into(), mend: String::new() }
    }

    /// What mends it.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = mend.into();
        self
    }

    /// A part that failed with `error`.
    pub fn failed(check: &str, error: &Error) -> Self {
        Self::new(check, Status::Failed, error.to_string()).mend(error.hints().join("; "))
    }

    fn from(check: &str, result: Result<Self>) -> Self {
        result.unwrap_or_else(|error| Self::failed(check, &error))
    }
}

impl App {
    /// Examines the database, the key, the audit trail, the backups and every device. What fails is in a line.
    pub async fn examine(&self) -> Vec<Examined> {
        let mut lines = vec![
            Examined::from("database", self.examine_database().await),
            Examined::from("key", self.examine_key().await),
            Examined::from("audit", self.examine_audit().await),
            Examined::from("backups", self.examine_backups().await),
        ];
        match self.devices(&Selector::default()).await {
            Ok(devices) => {
                let asked = self
                    .for_each(devices, |app, device| async move { app.check_device(&device).await })
                    .await;
                lines.extend(asked.into_iter().map(examine_device));
            }
            Err(error) => lines.push(Examined::failed("devices", &error)),
        }
        lines
    }

    async fn examine_database(&self) -> Result<Examined> {
        self.store.probe().await?;
        self.store.check_thoroughly().await?;
        let found = self.store.read(crate::store::contents::contents).await?;
        let rows: i64 = found.tables.values().sum();
        let evidence =
            format!("sound, schema {}, {rows} rows in {} tables", found.schema_version, found.tables.len());
        Ok(Examined::new("database", Status::Ok, evidence))
    }

    async fn examine_key(&self) -> Result<Examined> {
        let status = self.key_status().await?;
        let Some(source) = status.source else {
            return Ok(
                Examined::new("key", Status::Failed, "no encryption key is configured").mend("rosmcp init")
            );
        };
        let found = self.verify_keys().await?;
        if let Some(first) = found.failed.first() {
            let evidence = format!(
                "{} of {} credentials do not open: {first}",
                found.failed.len(),
                found.ok + found.failed.len()
            );
            return Ok(Examined::new("key", Status::Failed, evidence)
                .mend("rosmcp device set-credential NAME, or restore a backup"));
        }
        let evidence = format!("from {source}; all {} credentials open", found.ok);
        if status.previous_outer_key_id.is_some() {
            let evidence = format!("{evidence}; the key before the last change is still accepted");
            return Ok(Examined::new("key", Status::Warning, evidence).mend("rosmcp key retire"));
        }
        Ok(Examined::new("key", Status::Ok, evidence))
    }

    async fn examine_audit(&self) -> Result<Examined> {
        let found = self.verify_audit(None, None).await?;
        if let Some(seq) = found.broken_seq {
            let evidence = format!("broken at row {seq}: {}", found.fault.unwrap_or_default());
            return Ok(Examined::new("audit", Status::Failed, evidence)
                .mend("compare with audit_log_file or a backup"));
        }
        let evidence = format!("{} rows are whole, {} checkpoints", found.rows, found.checkpoints);
        Ok(Examined::new("audit", Status::Ok, evidence))
    }

    async fn examine_backups(&self) -> Result<Examined> {
        let status = self.backup_status().await?;
        let make = "rosmcp backup create --to DIR; packaging has a timer and a cron line";
        let Some(at) = status.last_success else {
            return Ok(Examined::new("backups", Status::Warning, "none was ever made").mend(make));
        };
        let drill = status.last_drill.map_or("never drilled".to_owned(), |at| {
            let outcome = if status.drill_ok == Some(true) { "well" } else { "badly" };
            format!("drilled {} ({outcome})", clock::rfc3339(at))
        });
        let evidence = format!("the last good one is of {}, {drill}", clock::rfc3339(at));
        Ok(if clock::now_ms() - at > OLD_BACKUP_MS || status.last_ok == Some(false) {
            Examined::new("backups", Status::Warning, evidence).mend(make)
        } else if status.drill_ok == Some(true) {
            Examined::new("backups", Status::Ok, evidence)
        } else {
            Examined::new("backups", Status::Warning, evidence).mend("rosmcp backup drill")
        })
    }
}

fn examine_device(asked: Outcome<(DeviceCheck, Option<Error>)>) -> Examined {
    let check = format!("device {}", asked.device.name);
    let result = asked.result.map(|(found, error)| {
        if let Some(error) = error {
            return Examined::failed(&check, &error);
        }
        let version = found.facts.version.unwrap_or_else(|| "an unknown version".to_owned());
        match found.findings.first() {
            Some(finding) => {
                Examined::new(&check, Status::Warning, finding.what.clone()).mend(finding.mend.clone())
            }
            None => Examined::new(&check, Status::Ok, format!("answers, RouterOS {version}")),
        }
    });
    Examined::from(&check, result)
}
