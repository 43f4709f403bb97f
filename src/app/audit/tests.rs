mod changes;
mod later;

use std::path::Path;

use super::*;
use crate::app::App;
use crate::domain::audit::{CheckpointKind, GENESIS};
use crate::settings::{self, ProcessEnvironment, Request, Settings};
use crate::store::Conn;
use crate::store::audit::{chain, checkpoints};

fn event(action: &str) -> AuditEvent {
    crate::domain::audit::tests::event(clock::now_ms(), action)
}

fn settings_with(overrides: &[(&str, &str)]) -> Settings {
    let overrides = overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    settings::load(&Request { config: None, overrides, environment: nothing_set() })
        .expect("settings")
        .settings
}

fn nothing_set() -> ProcessEnvironment {
    ProcessEnvironment::from_pairs(Vec::<(String, String)>::new())
}

async fn app(overrides: &[(&str, &str)]) -> App {
    let app = App::open_throwaway(settings_with(overrides)).await.expect("open");
    app.prepare_vault().await.expect("a vault");
    app
}

async fn tamper(app: &App, sql: &'static str) {
    app.store.write(move |conn: &mut dyn Conn| conn.script(sql)).await.expect("tampered");
}

/// Makes rows impossible to store, or possible again.
async fn obstruct(app: &App, obstructed: bool) {
    tamper(
        app,
        if obstructed {
            "ALTER TABLE audit_events RENAME TO elsewhere"
        } else {
            "ALTER TABLE elsewhere RENAME TO audit_events"
        },
    )
    .await;
}

#[tokio::test]
async fn an_intent_is_stored_first_and_its_outcome_refers_to_it() {
    let app = app(&[]).await;
    let intent = app.audit.intent(event("plan.apply")).await.expect("recorded");
    let open = app.audit.open_intents(10).await.expect("rows");
    assert_eq!((open.len(), Some(open[0].seq)), (1, intent.seq));
    app.audit.record(intent.outcome("ok", 12)).await.expect("recorded");
    assert!(app.audit.open_intents(10).await.expect("rows").is_empty());
    let rows = app.audit.recent(AuditFilter::default()).await.expect("rows");
    assert_eq!((rows[0].event.outcome.as_str(), rows[0].event.intent), ("ok", intent.seq));
    assert_eq!(rows[1].event.outcome, INTENT);
}

#[tokio::test]
async fn a_change_that_cannot_be_recorded_is_refused_and_reads_go_on() {
    let app = app(&[]).await;
    obstruct(&app, true).await;
    let error = app.audit.intent(event("plan.apply")).await.expect_err("refused");
    assert!(error.to_string().contains("nothing was done"), "{error}");
    app.audit.note(event("tool.call")).await.expect("a read goes on");
    // The writer has tried the read once this one has failed.
    app.audit.record(event("device.add")).await.expect_err("a change does not");
    obstruct(&app, false).await;
    app.audit.record(event("device.add")).await.expect("recorded again");
    let rows = app.audit.recent(AuditFilter::default()).await.expect("rows");
    let lost = rows.iter().find(|row| row.event.action == "audit.lost").expect("the gap is said");
    assert!(lost.event.detail.as_deref().is_some_and(|detail| detail.starts_with("1 ")), "{lost:?}");
    assert!(app.verify_audit(None, None).await.expect("verified").ok);
}

#[tokio::test]
async fn the_settings_decide_what_waits_for_its_record() {
    let strict = app(&[("audit_fail_closed", "all")]).await;
    obstruct(&strict, true).await;
    assert!(strict.audit.note(event("tool.call")).await.is_err());
    let lax = app(&[("audit_fail_closed", "off")]).await;
    obstruct(&lax, true).await;
    assert_eq!(lax.audit.intent(event("plan.apply")).await.expect("goes on").seq, None);
    // Of a change of rosmcp's own data the row is a part.
    lax.audit.with(|_| Ok(((), Some(event("device.add"))))).await.expect_err("nothing was changed");
}

#[tokio::test]
async fn verifying_says_what_is_whole_and_names_the_first_fault() {
    let app = app(&[]).await;
    for _ in 0..5 {
        app.audit.record(event("tool.call")).await.expect("recorded");
    }
    let whole = app.verify_audit(None, None).await.expect("verified");
    assert_eq!((whole.ok, whole.rows, whole.last, whole.unauthenticated), (true, 5, 5, 0));
    assert!(whole.checkpoints > 0, "the first row is worth a checkpoint");
    tamper(&app, "UPDATE audit_events SET subject = 'mallory' WHERE seq = 3").await;
    let broken = app.verify_audit(None, None).await.expect("verified");
    assert_eq!((broken.ok, broken.broken_seq), (false, Some(3)));
    assert!(app.verify_audit(Some(4), None).await.expect("verified").ok, "the part after it binds to it");
}

/// What an outsider does with the file: nothing of this crate but the hash.
fn check_lines(text: &str, mut previous: String) -> usize {
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(value["prev_hash"], previous);
        let event = line.strip_prefix("{\"event\":").and_then(|rest| rest.split(",\"hash\":").next());
        let event = event.expect("an event");
        let digest = <sha2::Sha256 as sha2::Digest>::digest(format!("{previous}{event}"));
        previous = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(value["hash"], previous);
    }
    text.lines().count()
}

#[tokio::test]
async fn the_file_and_the_export_bind_row_to_row() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("audit.jsonl");
    let app = app(&[("audit_log_file", &file.display().to_string())]).await;
    for _ in 0..3 {
        app.audit.record(event("tool.call")).await.expect("recorded");
    }
    let mut text = String::new();
    let count = app.audit.export(None, |line| {
        text.push_str(line);
        Ok(())
    });
    assert_eq!(count.await.expect("exported"), 3);
    app.close().await;
    let read = |path: &Path| std::fs::read_to_string(path).expect("the file");
    assert_eq!(check_lines(&read(&file), GENESIS.to_owned()), 3);
    assert_eq!(read(&file), text);
}

/// Adds so many rows of long ago, with a checkpoint behind them.
async fn old_rows(app: &App, count: usize) {
    let key = app.vault().await.expect("a vault").audit_keys()[0].clone();
    let old = AuditEvent { at: 1000, ..event("tool.call") };
    app.store
        .write(move |conn| {
            audit::append_all(conn, &vec![old; count])?;
            let mut point = writer::signed(&key, chain::head(conn)?, CheckpointKind::Checkpoint)?;
            point.at = 1000;
            point.mac = key.mac(&point.message())?;
            checkpoints::insert(conn, &point)
        })
        .await
        .expect("old rows");
}

#[tokio::test]
async fn a_run_of_retention_that_is_killed_leaves_a_trail_that_verifies() {
    let app = app(&[("audit_retention_days", "30")]).await;
    let (piece, all) = (u64::from(retention::PIECE), 2 * usize::try_from(retention::PIECE).expect("few") + 1);
    old_rows(&app, all).await;
    app.audit.record(event("tool.call")).await.expect("recorded");
    let key = app.vault().await.expect("a vault").audit_keys()[0].clone();
    let last = i64::try_from(all).expect("few");
    assert_eq!(app.retire_piece(&key, last).await.expect("a piece"), piece, "no more at once");
    let found = app.verify_audit(None, None).await.expect("verified");
    assert_eq!((found.ok, found.rows, found.unauthenticated), (true, last + 1 - 1000, 0), "{found:?}");
    // The next run goes on from there.
    assert_eq!(app.retire_audit().await.expect("retired"), piece + 1);
    let found = app.verify_audit(None, None).await.expect("verified");
    assert_eq!((found.ok, found.rows), (true, 1), "{found:?}");
}

#[tokio::test]
async fn what_is_old_goes_and_the_rest_still_verifies() {
    let app = app(&[("audit_retention_days", "30")]).await;
    old_rows(&app, 1).await;
    tamper(&app, "UPDATE audit_checkpoints SET at = 1001").await;
    // The checkpoint's own time is authenticated too, so that moving it shows.
    assert!(!app.verify_audit(None, None).await.expect("verified").ok);
    tamper(&app, "UPDATE audit_checkpoints SET at = 1000").await;
    app.audit.record(event("tool.call")).await.expect("recorded");
    assert_eq!(app.retire_audit().await.expect("retired"), 1);
    let left = app.verify_audit(None, None).await.expect("verified");
    assert_eq!((left.ok, left.rows, left.last), (true, 1, 2));
    assert_eq!(app.retire_audit().await.expect("retired"), 0);
    let head = app.store.read(chain::head).await.expect("the head");
    assert_eq!(head.seq, 2);
}
