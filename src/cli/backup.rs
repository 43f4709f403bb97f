//! `rosmcp backup …`: rosmcp's own data, one file per backup.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::context::Cx;
use crate::app::App;
use crate::app::backup::{self, BackupOptions, Pruned, Reader, Subset};
use crate::domain::retention::{Policy, Within};
use crate::error::{Error, ErrorKind, Result};
use crate::settings::Settings;

const LISTED: [&str; 5] = ["file", "created_at", "size", "needs_outer_key", "fault"];
const VERIFIED: [&str; 6] = ["file", "ok", "created_at", "rows", "audit_seq", "fault"];
const VERDICTS: [&str; 4] = ["file", "created_at", "keep", "reasons"];

/// Backups of rosmcp's own data
#[derive(Subcommand)]
pub(super) enum Backup {
    Create(Create),
    List(List),
    Verify(Verify),
    Restore(Restore),
    Prune(Prune),
    Drill(Drill),
}

/// Make a backup while everything goes on
///
/// The file is sealed with the encryption key, which is not in it: keep the key elsewhere. It has its name only once it was
/// read back. For cron: `rosmcp -q backup create --to DIR --prune`; any exit code but 0 wants a look.
#[derive(Args)]
pub(super) struct Create {
    /// The directory; `backup_dir` where this is left out
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Add the configuration of every router, without its secrets
    #[arg(long)]
    with_exports: bool,
    /// Afterwards delete the backups that need not stay, as the settings `backup_keep_…` say
    #[arg(long)]
    prune: bool,
}

/// List backups; needs no key
#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    place: Place,
}

/// Read a backup as a restore would, and compare everything in it
#[derive(Args)]
pub(super) struct Verify {
    /// The backup
    #[arg(conflicts_with_all = ["all", "subset", "dir"])]
    file: Option<PathBuf>,
    /// Every backup in the directory
    #[arg(long)]
    all: bool,
    /// One part of them, so that several runs read all, e.g. 1/5
    #[arg(long, value_name = "N/T")]
    subset: Option<Subset>,
    #[command(flatten)]
    place: Place,
}

/// Restore a backup
///
/// In place, the database that is there is copied first, and nothing may use it meanwhile.
#[derive(Args)]
pub(super) struct Restore {
    /// The backup
    file: PathBuf,
    /// Restore as this new database
    #[arg(long, value_name = "FILE", conflicts_with = "in_place")]
    to: Option<PathBuf>,
    /// Restore in place of the configured database
    #[arg(long)]
    in_place: bool,
}

/// Delete backups that need not stay, by the rules of restic
///
/// Rules that are not given are as the settings `backup_keep_…` say, unless any is given. Some backups stay whatever the rules
/// say: the newest that verifies, the last with a key that is needed, those dated in the future, other installations'.
#[derive(Args)]
pub(super) struct Prune {
    #[command(flatten)]
    place: Place,
    /// Only say what would go, and why the rest stays
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    rules: Rules,
}

/// Restore a backup aside and use it: migrate, open every credential, verify the audit trail
#[derive(Args)]
pub(super) struct Drill {
    /// The backup; the newest in the directory where this is left out
    #[arg(conflicts_with = "dir")]
    file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct Place {
    /// The directory; `backup_dir` where this is left out
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Args)]
struct Rules {
    /// Keep the newest N
    #[arg(long = "keep-last", value_name = "N")]
    last: Option<u32>,
    /// Keep the newest of each of N hours that have one
    #[arg(long = "keep-hourly", value_name = "N")]
    hourly: Option<u32>,
    /// Keep the newest of each of N days that have one
    #[arg(long = "keep-daily", value_name = "N")]
    daily: Option<u32>,
    /// Keep the newest of each of N weeks that have one
    #[arg(long = "keep-weekly", value_name = "N")]
    weekly: Option<u32>,
    /// Keep the newest of each of N months that have one
    #[arg(long = "keep-monthly", value_name = "N")]
    monthly: Option<u32>,
    /// Keep the newest of each of N years that have one
    #[arg(long = "keep-yearly", value_name = "N")]
    yearly: Option<u32>,
    /// Keep what is at most this much older than the newest, e.g. 30d or 1y6m
    #[arg(long = "keep-within", value_name = "LENGTH", value_parser = within)]
    within: Option<Within>,
}

fn within(text: &str) -> Result<Within, String> {
    Within::parse(text).map_err(|error| error.to_string())
}

impl Backup {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Create(verb) => verb.run(cx).await,
            Self::List(verb) => {
                let settings = cx.settings(Vec::new())?.settings;
                let listed = backup::list(&verb.place.directory(&settings)?).await?;
                cx.ui.rows(&LISTED, &listed)
            }
            Self::Verify(verb) => verb.run(cx).await,
            Self::Restore(verb) => verb.run(cx).await,
            Self::Prune(verb) => verb.run(cx).await,
            Self::Drill(verb) => verb.run(cx).await,
        }
    }
}

impl Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let settings = cx.settings(Vec::new())?.settings;
        let directory = Place { dir: self.to.clone() }.directory(&settings)?;
        let bar = cx.ui.bar("backing up");
        let options = BackupOptions { directory: directory.clone(), with_exports: self.with_exports };
        let created = cx
            .with_app(async |app| {
                let created = app.create_backup(&cx.caller(), &options, &bar).await?;
                if self.prune {
                    bar.say("deleting backups that need not stay");
                    prune(cx, app, &directory, settings.backup_policy(), false).await?;
                }
                Ok(created)
            })
            .await?;
        drop(bar);
        // Cron mails whatever is said.
        if !cx.wants_silence() || !created.failed_exports.is_empty() {
            cx.ui.object(&created)?;
        }
        match created.failed_exports.len() {
            0 => Ok(()),
            n => Err(Error::new(
                ErrorKind::Partial,
                format!("the backup is good, but {n} routers did not export"),
            )
            .hint("see failed_exports in its output")),
        }
    }
}

impl Verify {
    async fn run(self, cx: &Cx) -> Result<()> {
        let settings = cx.settings(Vec::new())?.settings;
        let reader = Reader::new(&settings, &cx.environment).await?;
        let bar = cx.ui.bar("verifying");
        if let Some(file) = &self.file {
            let verified = reader.verify(file).await?;
            drop(bar);
            return cx.ui.object(&verified);
        }
        if !self.all && self.subset.is_none() {
            return Err(Error::usage("it is not said which backup to verify")
                .hint("name its file, or give --all or --subset N/T for those in the directory"));
        }
        let verified = reader.verify_all(&self.place.directory(&settings)?, self.subset, &bar).await?;
        drop(bar);
        cx.ui.rows(&VERIFIED, &verified)?;
        let locked = verified.iter().filter(|verified| verified.needs_outer_key.is_some()).count();
        match verified.iter().filter(|verified| !verified.ok).count() - locked {
            0 if locked == 0 => Ok(()),
            0 => Err(Error::new(
                ErrorKind::Partial,
                format!("{locked} backups could not be verified: the key that they need is not given"),
            )
            .hint("give it as encryption_key_previous; the fault names it")),
            n => Err(Error::new(ErrorKind::Integrity, format!("{n} backups are not sound"))
                .hint("make a new one now: rosmcp backup create")),
        }
    }
}

impl Restore {
    async fn run(self, cx: &Cx) -> Result<()> {
        if self.to.is_none() && !self.in_place {
            return Err(Error::usage("it is not said where to restore it to")
                .hint("--to FILE makes a new database of it, --in-place replaces the configured one"));
        }
        let settings = cx.settings(Vec::new())?.settings;
        let reader = Reader::new(&settings, &cx.environment).await?;
        if let Some(to) = &self.to {
            return cx.ui.object(&reader.restore_to(&self.file, to).await?);
        }
        cx.ui.confirm(&format!("replace the database {}?", settings.database_url)).await?;
        let restored = reader.restore_in_place(&cx.caller(), &settings, &cx.environment, &self.file).await?;
        cx.ui.object(&restored)
    }
}

impl Prune {
    async fn run(self, cx: &Cx) -> Result<()> {
        let settings = cx.settings(Vec::new())?.settings;
        let directory = self.place.directory(&settings)?;
        if self.rules.keep_nothing() {
            return Err(Error::usage("the rules keep nothing")
                .hint("give a rule that keeps something, e.g. --keep-last 7, or none for the settings'"));
        }
        let policy = self.rules.policy().unwrap_or_else(|| settings.backup_policy());
        let pruned = cx.with_app(async |app| prune(cx, app, &directory, policy, self.dry_run).await).await?;
        cx.ui.rows(&VERDICTS, &pruned.verdicts)
    }
}

async fn prune(cx: &Cx, app: &App, directory: &Path, policy: Policy, dry_run: bool) -> Result<Pruned> {
    let reader = Reader::new(&app.settings, &cx.environment).await?;
    app.prune_backups(&cx.caller(), &reader, directory, policy, dry_run).await
}

impl Drill {
    async fn run(self, cx: &Cx) -> Result<()> {
        let settings = cx.settings(Vec::new())?.settings;
        let place = match self.file {
            Some(file) => file,
            None => self.place.directory(&settings)?,
        };
        let reader = Reader::new(&settings, &cx.environment).await?;
        let bar = cx.ui.bar("restoring aside");
        let drilled = cx.with_app(async |app| app.drill_backup(&cx.caller(), &reader, &place).await).await;
        drop(bar);
        cx.ui.object(&drilled?)
    }
}

impl Place {
    fn directory(&self, settings: &Settings) -> Result<PathBuf> {
        self.dir.clone().or_else(|| settings.backup_dir.clone()).ok_or_else(|| {
            Error::usage("no directory for backups is given")
                .hint("give --to DIR (or --dir DIR), or set backup_dir")
        })
    }
}

impl Rules {
    /// Whether rules are given, and each says 0.
    fn keep_nothing(&self) -> bool {
        let counts = [self.last, self.hourly, self.daily, self.weekly, self.monthly, self.yearly];
        counts.iter().any(Option::is_some) && self.policy().is_none()
    }

    /// The rules that are given; `None` when none is.
    fn policy(&self) -> Option<Policy> {
        let policy = Policy {
            last: self.last.unwrap_or_default(),
            hourly: self.hourly.unwrap_or_default(),
            daily: self.daily.unwrap_or_default(),
            weekly: self.weekly.unwrap_or_default(),
            monthly: self.monthly.unwrap_or_default(),
            yearly: self.yearly.unwrap_or_default(),
            within: self.within,
        };
        (!policy.is_empty()).then_some(policy)
    }
}
