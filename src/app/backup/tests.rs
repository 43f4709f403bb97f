mod mended;
mod owners;

use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use super::*;
use crate::app::App;
use crate::app::audit::AuditFilter;
use crate::app::progress::Unwatched;
use crate::clock;
use crate::domain::audit::AuditEvent;
use crate::domain::principal::{Caller, Principal};
use crate::domain::retention::{Policy, Within};
use crate::error::{ErrorKind, Result};
use crate::settings::{self, ProcessEnvironment, Request, Settings};
use crate::vault::Key;

/// An installation with its own directories for the database and for backups.
struct Place {
    directory: tempfile::TempDir,
    key: String,
}

impl Place {
    fn new() -> Self {
        let key = Key::generate().expect("a key").encode().expose_secret().to_owned();
        Self { directory: tempfile::tempdir().expect("a directory"), key }
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("state/rosmcp.db")
    }

    fn backups(&self) -> PathBuf {
        self.directory.path().join("backups")
    }

    fn settings(&self, key: &str) -> (Settings, ProcessEnvironment) {
        let url = format!("sqlite:///{}", self.database().display());
        let environment = ProcessEnvironment::from_pairs([
            ("ROUTEROS_MCP_DATABASE_URL", url.as_str()),
            ("ROUTEROS_MCP_ENCRYPTION_KEY", key),
        ]);
        let request = Request { config: None, overrides: Vec::new(), environment: environment.clone() };
        (settings::load(&request).expect("settings").settings, environment)
    }

    async fn app(&self) -> App {
        let (settings, environment) = self.settings(&self.key);
        let app = App::open(settings, &environment).await.expect("open");
        app.prepare_vault().await.expect("a vault");
        app
    }

    async fn reader(&self) -> Reader {
        let (settings, environment) = self.settings(&self.key);
        Reader::new(&settings, &environment).await.expect("a key")
    }

    async fn restore_in_place(&self, file: &Path) -> Result<Restored> {
        let (settings, environment) = self.settings(&self.key);
        let reader = Reader::new(&settings, &environment).await?;
        reader.restore_in_place(&caller(), &settings, &environment, file).await
    }

    async fn create(&self, app: &App) -> Result<Created> {
        let options = BackupOptions { directory: self.backups(), with_exports: false };
        app.create_backup(&caller(), &options, &Unwatched).await
    }

    /// What is in the directory of backups, finished or not.
    fn found(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.backups()).expect("the directory");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }
}

fn caller() -> Caller {
    Caller::new(Principal::shell("anna"), "r")
}

fn event() -> AuditEvent {
    crate::domain::audit::tests::event(clock::now_ms(), "test")
}

fn thirty_days() -> Policy {
    Policy { within: Some(Within::parse("30d").expect("days")), ..Policy::default() }
}

#[tokio::test]
async fn a_backup_restores_to_what_there_was_and_nothing_is_left_over() {
    let place = Place::new();
    let app = place.app().await;
    app.audit.record(event()).await.expect("recorded");
    let created = place.create(&app).await.expect("made");
    assert_eq!(place.found().len(), 1);
    assert!(!created.needs_outer_key.is_empty());
    app.audit.record(event()).await.expect("recorded");
    let reader = place.reader().await;
    let verified = reader.verify(&created.file).await.expect("sound");
    assert_eq!((verified.audit_seq, verified.rows), (1, created.rows));
    let to = place.directory.path().join("new/rosmcp.db");
    let restored = reader.restore_to(&created.file, &to).await.expect("restored");
    assert_eq!((restored.audit_seq, restored.safety_copy), (1, None));
    let again = reader.restore_to(&created.file, &to).await.expect_err("it is there");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    let drilled = app.drill_backup(&caller(), &reader, &place.backups()).await.expect("drilled");
    assert_eq!((drilled.audit_rows, drilled.migrations), (1, 0));
    let status = app.backup_status().await.expect("status");
    assert_eq!((status.last_ok, status.drill_ok), (Some(true), Some(true)));
    let state: Vec<_> = std::fs::read_dir(place.database().parent().expect("a directory"))
        .expect("the directory")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("work"))
        .collect();
    assert!(state.is_empty(), "{state:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_holds_a_whole_prefix() {
    let place = Place::new();
    let app = std::sync::Arc::new(place.app().await);
    let writing = {
        let app = app.clone();
        tokio::spawn(async move {
            for _ in 0..400 {
                app.audit.record(event()).await.expect("recorded");
            }
        })
    };
    let mut ends = Vec::new();
    while !writing.is_finished() || ends.is_empty() {
        ends.push(place.create(&app).await.expect("made").audit_seq);
    }
    writing.await.expect("no panic");
    assert!(ends.is_sorted(), "{ends:?}");
    let drilled = place.reader().await.drill(&super::place::files(&place.backups()).expect("files")[0]).await;
    assert_eq!(drilled.expect("drilled").audit_rows, ends[0]);
}

#[tokio::test]
async fn in_place_the_old_database_is_kept_and_must_not_be_in_use() {
    let place = Place::new();
    let app = place.app().await;
    app.audit.record(event()).await.expect("recorded");
    let created = place.create(&app).await.expect("made");
    for _ in 0..5 {
        app.audit.record(event()).await.expect("recorded");
    }
    let error = place.restore_in_place(&created.file).await.expect_err("in use");
    assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
    app.close().await;
    drop(app);
    let restored = place.restore_in_place(&created.file).await.expect("restored");
    let kept = restored.safety_copy.expect("a copy");
    let app = place.app().await;
    let trail = app.verify_audit(None, None).await.expect("whole");
    assert!(trail.ok && trail.last == 2, "what was backed up, and that it was restored: {trail:?}");
    let rows = app.audit.recent(AuditFilter { limit: 1, ..AuditFilter::default() }).await.expect("rows");
    let detail = rows[0].event.detail.as_deref().expect("a detail");
    assert!(
        rows[0].event.action == "backup.restore" && detail.contains(&kept.display().to_string()),
        "{rows:?}"
    );
    app.close().await;
    drop(app);
    std::fs::rename(&kept, place.database()).expect("put back");
    let app = place.app().await;
    let whole = app.verify_audit(None, None).await.expect("whole");
    assert!(whole.ok && whole.last >= 6, "{whole:?}");
}

#[tokio::test]
async fn a_damaged_database_can_be_replaced_and_its_copy_is_kept() {
    let place = Place::new();
    let app = place.app().await;
    let created = place.create(&app).await.expect("made");
    app.close().await;
    drop(app);
    std::fs::write(place.database(), "no database at all").expect("damaged");
    let restored = place.restore_in_place(&created.file).await.expect("restored");
    let kept = std::fs::read_to_string(restored.safety_copy.expect("a copy")).expect("text");
    assert_eq!(kept, "no database at all");
    place.app().await;
}

#[tokio::test]
async fn without_its_key_a_backup_does_not_open_and_says_which_one_it_needs() {
    let place = Place::new();
    let app = place.app().await;
    let created = place.create(&app).await.expect("made");
    let (settings, environment) = place.settings(Place::new().key.as_str());
    let stranger = Reader::new(&settings, &environment).await.expect("a key");
    let error = stranger.verify(&created.file).await.expect_err("another key");
    assert!(error.to_string().contains(&created.needs_outer_key), "{error}");
    assert_eq!(list(&place.backups()).await.expect("listed").len(), 1, "a list needs no key");
    let bytes = std::fs::read(&created.file).expect("bytes");
    assert!(!bytes.windows(44).any(|window| window == place.key.as_bytes()), "the key is not in it");
}

#[tokio::test]
async fn whatever_is_altered_in_a_backup_it_is_refused() {
    let place = Place::new();
    let app = place.app().await;
    let created = place.create(&app).await.expect("made");
    let good = std::fs::read(&created.file).expect("bytes");
    let reader = place.reader().await;
    let damaged = place.backups().join("damaged.rosmcp");
    let refused = async |bytes: &[u8], what: String| {
        std::fs::write(&damaged, bytes).expect("written");
        assert!(reader.verify(&damaged).await.is_err(), "{what}");
    };
    for at in (0..good.len()).step_by(good.len() / 120).chain([0, 5, 8, 9, good.len() - 1]) {
        let mut bytes = good.clone();
        bytes[at] ^= 4;
        refused(&bytes, format!("bit of byte {at}")).await;
    }
    for cut in [0, 3, 9, good.len() / 2, good.len() - 17, good.len() - 1] {
        refused(&good[..cut], format!("cut at {cut}")).await;
    }
    refused(&[&good[..], b"x"].concat(), "a byte more".into()).await;
    std::fs::write(&damaged, &good).expect("written");
    reader.verify(&damaged).await.expect("the original is sound");
}

#[tokio::test]
async fn a_failing_run_leaves_the_good_backup_and_no_half_one() {
    let place = Place::new();
    let app = place.app().await;
    let good = place.create(&app).await.expect("made");
    // Where the sealed file should go there is something in the way.
    let blocked = BackupOptions { directory: good.file.clone(), with_exports: false };
    assert!(app.create_backup(&caller(), &blocked, &Unwatched).await.is_err());
    assert_eq!(app.backup_status().await.expect("status").last_ok, Some(false));
    assert_eq!(place.found().len(), 1);
    place.reader().await.verify(&good.file).await.expect("still sound");
}

/// Makes the header of a backup say another time; such a file no longer opens.
fn redated(from: &Path, to: &Path, at: i64) {
    let bytes = std::fs::read(from).expect("bytes");
    let length = u32::from_be_bytes(bytes[5..9].try_into().expect("four")) as usize;
    let mut header: serde_json::Value = serde_json::from_slice(&bytes[9..9 + length]).expect("JSON");
    header["created_at"] = at.into();
    let json = serde_json::to_vec(&header).expect("JSON");
    let length = u32::try_from(json.len()).expect("short").to_be_bytes();
    std::fs::write(to, [&bytes[..5], &length, &json, &bytes[9 + header_end(&bytes)..]].concat())
        .expect("written");
}

fn header_end(bytes: &[u8]) -> usize {
    u32::from_be_bytes(bytes[5..9].try_into().expect("four")) as usize
}

#[tokio::test]
async fn pruning_keeps_what_the_rules_say_and_what_nobody_may_delete() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let place = Place::new();
    let app = place.app().await;
    let (reader, now) = (place.reader().await, clock::now_ms());
    let prune =
        async |dry_run| app.prune_backups(&caller(), &reader, &place.backups(), thirty_days(), dry_run).await;
    std::fs::create_dir(place.backups()).expect("a directory");
    assert_eq!(prune(false).await.expect_err("none was made").kind(), ErrorKind::Refused);
    let good = place.create(&app).await.expect("made");
    for days in [1, 20, 40, 400, -100] {
        redated(&good.file, &place.backups().join(format!("{days}.rosmcp")), now - days * DAY);
    }
    // The newest is no good one: its header was altered.
    redated(&good.file, &place.backups().join("newest.rosmcp"), clock::now_ms());
    std::fs::write(place.backups().join("notes.rosmcp"), "not a backup").expect("written");
    let dry = prune(true).await.expect("looked");
    assert_eq!((dry.removed, place.found().len()), (0, 8));
    let done = prune(false).await.expect("pruned");
    let said = |pruned: &Pruned| {
        let verdicts = pruned.verdicts.iter();
        verdicts
            .map(|verdict| (verdict.file.clone(), verdict.keep, verdict.reasons.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&dry), said(&done), "a dry run says what would happen");
    assert_eq!(done.removed, 2);
    let mut left = place.found();
    left.sort();
    assert_eq!(left[..4], ["-100.rosmcp", "1.rosmcp", "20.rosmcp", "newest.rosmcp"]);
    let of = |name: &str| done.verdicts.iter().find(|verdict| verdict.file.ends_with(name)).expect(name);
    assert!(of("-100.rosmcp").reasons.contains(&"dated in the future".to_owned()));
    let newest = done.verdicts.iter().find(|verdict| verdict.file == good.file).expect("the good one");
    assert!(newest.reasons.contains(&"newest that verifies".to_owned()), "{newest:?}");
    let none = app.prune_backups(&caller(), &reader, &place.backups(), Policy::default(), false).await;
    assert_eq!(none.expect_err("no rules").kind(), ErrorKind::Usage);
}

#[tokio::test(start_paused = true)]
async fn two_runs_do_not_pile_up() {
    let place = Place::new();
    let app = place.app().await;
    let lock = crate::store::beside(&place.database(), ".backup.lock");
    let held = crate::store::alone(&lock, "a test", "wait").expect("free");
    assert_eq!(place.create(&app).await.expect_err("held").kind(), ErrorKind::Locked);
    drop(held);
    place.create(&app).await.expect("made");
}

#[tokio::test]
async fn a_machine_that_has_nothing_yet_but_the_key_restores() {
    let place = Place::new();
    let app = place.app().await;
    let created = place.create(&app).await.expect("made");
    let machine = Place { key: place.key.clone(), ..Place::new() };
    let to = machine.directory.path().join("other/place/rosmcp.db");
    machine.reader().await.restore_to(&created.file, &to).await.expect("restored");
    assert!(to.exists() && !machine.database().exists());
    let restored = machine.restore_in_place(&created.file).await.expect("restored");
    assert_eq!((restored.safety_copy, restored.rows), (None, created.rows));
    assert!(machine.app().await.verify_audit(None, None).await.expect("verified").ok);
}

#[tokio::test]
async fn the_log_of_a_database_that_is_gone_does_not_get_into_the_restored_one() {
    let place = Place::new();
    let app = place.app().await;
    let created = place.create(&app).await.expect("made");
    app.close().await;
    drop(app);
    for ending in ["-wal", "-journal"] {
        let to = place.directory.path().join(format!("gone{ending}.db"));
        std::fs::write(crate::store::beside(&to, ending), "a log").expect("written");
        let error = place.reader().await.restore_to(&created.file, &to).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        assert!(error.to_string().contains(ending) && !to.exists(), "{error}");
    }
    std::fs::remove_file(place.database()).expect("gone");
    std::fs::write(crate::store::beside(&place.database(), "-wal"), "a log").expect("written");
    let restored = place.restore_in_place(&created.file).await.expect("restored");
    let kept = crate::store::beside(&restored.safety_copy.expect("a copy"), "-wal");
    assert_eq!(std::fs::read_to_string(kept).expect("text"), "a log");
    assert!(place.app().await.verify_audit(None, None).await.expect("verified").ok);
}

#[tokio::test]
async fn what_killed_runs_have_left_goes_with_the_next_one() {
    let place = Place::new();
    let app = place.app().await;
    let made = place.create(&app).await.expect("made");
    let name = made.file.file_name().expect("a name").to_string_lossy().into_owned();
    let strangers = ".rosmcp-20260101T000000000Z-00000000.rosmcp.partial";
    for left in [format!(".{name}.partial"), strangers.to_owned()] {
        std::fs::write(place.backups().join(left), "half").expect("written");
    }
    place.create(&app).await.expect("made");
    let partial: Vec<_> = place.found().into_iter().filter(|name| name.ends_with(".partial")).collect();
    assert_eq!(partial, [strangers]);
}

#[tokio::test]
async fn a_drill_takes_the_newest_that_is_ours_and_not_from_the_future() {
    let place = Place::new();
    let app = place.app().await;
    let good = place.create(&app).await.expect("made");
    redated(&good.file, &place.backups().join("future.rosmcp"), clock::now_ms() + 24 * 60 * 60 * 1000);
    let stranger = Place::new();
    let other = stranger.create(&stranger.app().await).await.expect("made");
    std::fs::copy(&other.file, place.backups().join(other.file.file_name().expect("a name")))
        .expect("copied");
    let reader = place.reader().await;
    let drilled = app.drill_backup(&caller(), &reader, &place.backups()).await.expect("drilled");
    assert_eq!(drilled.file, good.file);
}

#[tokio::test]
async fn a_key_that_must_not_be_used_makes_no_database() {
    let place = Place::new();
    for key in ["your-base64-encoded-32-byte-key", &place.key[..20]] {
        let (settings, environment) = place.settings(key);
        let error = App::open(settings, &environment).await.err().expect("refused");
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(!place.database().parent().expect("a directory").exists());
    }
}

/// As where the database is on a server: there is no file beside which to work.
#[tokio::test]
async fn without_a_database_file_only_one_lock_stays_with_the_backups() {
    let place = Place::new();
    let app = place.app().await;
    let file = place.create(&app).await.expect("made").file;
    let reader = Reader { database: None, ..place.reader().await };
    reader.verify(&file).await.expect("sound");
    reader.verify_all(&place.backups(), None, &Unwatched).await.expect("looked");
    reader.drill(&file).await.expect("drilled");
    let mut left = place.found();
    left.sort();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(left[0], file.file_name().expect("a name").to_string_lossy());
}
