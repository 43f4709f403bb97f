//! Deleting backups that need not stay. What the rules say is one thing; some stay whatever they say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::super::App;
use super::super::audit::Change;
use super::archive::read_header;
use super::place::{Reader, files, unusable};
use crate::blocking;
use crate::clock::{self, UnixMs};
use crate::domain::backup::BackupHeader;
use crate::domain::principal::Caller;
use crate::domain::retention::Policy;
use crate::error::{Error, ErrorKind, Result};
use crate::store;
use crate::store::backups::{self, RunKind};
use crate::store::contents::{Contents, contents};

/// A good backup must be this young before others are deleted, milliseconds: a day, and an hour for what comes late.
const FRESH_MS: i64 = 25 * 60 * 60 * 1000;

/// Whether a backup stays, and why.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Verdict {
    /// The file.
    pub file: PathBuf,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Whether it stays.
    pub keep: bool,
    /// Why it stays.
    pub reasons: Vec<String>,
}

/// What pruning did, or would do.
#[derive(Debug, Clone, Serialize)]
pub struct Pruned {
    /// Each backup, newest first.
    pub verdicts: Vec<Verdict>,
    /// How many were deleted; none in a dry run.
    pub removed: usize,
}

/// A backup that is looked at.
struct Candidate {
    file: PathBuf,
    header: BackupHeader,
    reasons: Vec<String>,
}

impl App {
    /// Deletes the backups in `directory` that no rule keeps. Whatever the rules say, these stay: the newest that verifies,
    /// the newest that the given key opens, the last with a data key that credentials need, those dated in the future,
    /// other installations', and what cannot be read. Without a good backup of the last 25 hours nothing is deleted.
    pub async fn prune_backups(
        &self,
        caller: &Caller,
        reader: &Reader,
        directory: &Path,
        policy: Policy,
        dry_run: bool,
    ) -> Result<Pruned> {
        if dry_run {
            return self.prune(reader, directory, policy, None).await;
        }
        let mut change = self.change(caller, "backup.prune", None);
        let result = self.prune(reader, directory, policy, Some(&mut change)).await;
        let detail =
            result.as_ref().ok().map(|done| format!("{} deleted in {}", done.removed, directory.display()));
        change.ended(detail, result).await
    }

    /// Deletes nothing where there is no `change` that it is part of.
    async fn prune(
        &self,
        reader: &Reader,
        directory: &Path,
        policy: Policy,
        change: Option<&mut Change<'_>>,
    ) -> Result<Pruned> {
        if policy.is_empty() {
            return Err(Error::usage("no rule says which backups stay, so none is deleted")
                .hint("give --keep-within 30d or the like, or set backup_keep_within"));
        }
        let own = self.store.read(contents).await?;
        let mut candidates = own_backups(directory, &own)?;
        let now = clock::now_ms();
        let times: Vec<_> = candidates.iter().map(|candidate| candidate.header.created_at).collect();
        for (candidate, reasons) in candidates.iter_mut().zip(policy.reasons(&times, now)) {
            candidate.reasons = reasons;
        }
        if change.is_some() {
            self.require_a_fresh_one(now).await?;
        }
        protect(&mut candidates, reader, &own, now).await?;
        let goes: Vec<_> =
            candidates.iter().filter(|it| it.reasons.is_empty()).map(|it| it.file.clone()).collect();
        let mut removed = 0;
        if let Some(change) = change.filter(|_| !goes.is_empty()) {
            removed = goes.len();
            let directory = directory.to_owned();
            // The trail knows of it before a file is gone.
            change.begun(|_| Ok(())).await?;
            blocking::run(move || remove(&goes, &directory)).await?;
        }
        Ok(Pruned { verdicts: candidates.into_iter().map(verdict).collect(), removed })
    }

    /// Refuses to delete when the newest good backup is not from today: something else is wrong then.
    async fn require_a_fresh_one(&self, now: UnixMs) -> Result<()> {
        let newest = self.store.read(move |conn| backups::last_good(conn, RunKind::Create, now)).await?;
        match newest {
            Some(run) if now - run.at <= FRESH_MS => Ok(()),
            Some(run) => Err(stale(&format!("the newest good backup is of {}", clock::rfc3339(run.at)))),
            None => Err(stale("no good backup has been made yet")),
        }
    }
}

fn stale(what: &str) -> Error {
    Error::new(ErrorKind::Refused, format!("{what}, and nothing is deleted without one of the last 25 hours"))
        .hint("make one and delete in the same run: rosmcp backup create --prune")
}

/// The readable backups of this installation, newest first.
fn own_backups(directory: &Path, own: &Contents) -> Result<Vec<Candidate>> {
    let read =
        |file: PathBuf| Some(Candidate { header: read_header(&file).ok()?, file, reasons: Vec::new() });
    let mut candidates: Vec<_> = files(directory)?.into_iter().filter_map(read).collect();
    candidates.retain(|candidate| own.installation.as_deref() == Some(&candidate.header.installation));
    candidates
        .sort_by_key(|candidate| std::cmp::Reverse((candidate.header.created_at, candidate.file.clone())));
    Ok(candidates)
}

/// Adds the reasons that are no rules.
async fn protect(candidates: &mut [Candidate], reader: &Reader, own: &Contents, now: UnixMs) -> Result<()> {
    for candidate in candidates.iter_mut().filter(|candidate| candidate.header.created_at > now) {
        candidate.reasons.push("dated in the future".to_owned());
    }
    let readable = candidates.iter_mut().find(|candidate| reader.key(&candidate.header).is_ok());
    if let Some(candidate) = readable {
        candidate.reasons.push("newest that the key opens".to_owned());
    }
    keep_data_keys(candidates, own);
    let sound = newest_sound(candidates, reader, now).await?;
    let empty = candidates.is_empty();
    match sound.and_then(|at| candidates.get_mut(at)) {
        Some(candidate) => candidate.reasons.push("newest that verifies".to_owned()),
        None if empty => {}
        None => {
            return Err(Error::new(ErrorKind::Integrity, "no backup verifies, so none is deleted")
                .hint("rosmcp backup verify --all, then rosmcp backup create"));
        }
    }
    Ok(())
}

/// The newest backup that verifies. A dry run reads it as well: what it says must be what would happen.
async fn newest_sound(candidates: &[Candidate], reader: &Reader, now: UnixMs) -> Result<Option<usize>> {
    for (at, candidate) in candidates.iter().enumerate().filter(|(_, it)| it.header.created_at <= now) {
        if reader.key(&candidate.header).is_err() {
            continue;
        }
        match reader.verify(&candidate.file).await {
            Ok(_) => return Ok(Some(at)),
            Err(error) if error.kind() == ErrorKind::Integrity => {}
            // A full disk, say: nothing is known then, and nothing is deleted.
            Err(error) => return Err(error.while_doing("verifying before anything is deleted")),
        }
    }
    Ok(None)
}

/// Keeps, for each data key that is still needed, the newest backup that has it where no other kept one does.
fn keep_data_keys(candidates: &mut [Candidate], own: &Contents) {
    let needed: BTreeSet<_> = own.data_keys.iter().collect();
    for key in needed {
        let has = |candidate: &Candidate| candidate.header.data_keys.contains(key);
        if candidates.iter().any(|candidate| has(candidate) && !candidate.reasons.is_empty()) {
            continue;
        }
        if let Some(candidate) = candidates.iter_mut().find(|candidate| has(candidate)) {
            candidate.reasons.push(format!("last with data key {key}"));
        }
    }
}

fn remove(files: &[PathBuf], directory: &Path) -> Result<()> {
    for file in files {
        std::fs::remove_file(file).map_err(|error| unusable(file, &error))?;
    }
    store::sync_directory(directory).map_err(|error| unusable(directory, &error))
}

fn verdict(candidate: Candidate) -> Verdict {
    Verdict {
        file: candidate.file,
        created_at: clock::rfc3339(candidate.header.created_at),
        keep: !candidate.reasons.is_empty(),
        reasons: candidate.reasons,
    }
}
