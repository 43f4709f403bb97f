//! A change of rosmcp's own data and its row are one transaction.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::FutureExt;
use secrecy::SecretString;

use super::*;
use crate::app::device::NewDevice;
use crate::app::plan::Sample;
use crate::app::token::TokenRequest;
use crate::domain::credential::Credential;
use crate::domain::device::{TransportKind, Trust};
use crate::domain::plan::{DeviceState, PlanState};
use crate::domain::principal::{Principal, Role};
use crate::domain::scope::DeviceScope;
use crate::error::ErrorKind;

fn shell() -> Caller {
    Caller::new(Principal::shell("ann"), "r")
}

fn token(name: &str) -> TokenRequest {
    TokenRequest {
        name: name.to_owned(),
        role: Role::ReadOnly,
        devices: DeviceScope::All,
        toolsets: None,
        person: false,
        lifetime: Duration::from_hours(1),
    }
}

/// What the trail says of `action`, oldest first.
async fn outcomes(app: &App, action: &str) -> Vec<String> {
    let filter = AuditFilter { action: Some(action.to_owned()), limit: 1000, ..AuditFilter::default() };
    let rows = app.audit.recent(filter).await.expect("rows");
    rows.into_iter().rev().map(|row| row.event.outcome).collect()
}

async fn states(app: &App) -> Vec<(String, &'static str)> {
    app.tokens().await.expect("tokens").into_iter().map(|token| (token.name, token.state)).collect()
}

#[tokio::test]
async fn a_change_whose_row_cannot_be_stored_is_undone() {
    let app = app(&[]).await;
    app.create_token(&shell(), token("kept")).await.expect("made");
    obstruct(&app, true).await;
    let error = app.create_token(&shell(), token("lost")).await.expect_err("not recorded");
    assert!(error.to_string().contains("nothing was changed"), "{error}");
    app.revoke_token(&shell(), "kept").await.expect_err("not recorded");
    obstruct(&app, false).await;
    assert_eq!(states(&app).await, [("kept".to_owned(), "active")]);
    assert_eq!(outcomes(&app, "token.create").await, ["ok"]);
    assert!(app.verify_audit(None, None).await.expect("verified").ok);
}

#[tokio::test]
async fn what_becomes_of_a_plan_is_undone_where_its_row_cannot_be_stored() {
    let app = app(&[]).await;
    let (waiting, digest) = app.sample_plan(Sample::default()).await;
    let (late, _) = app.sample_plan(Sample { lasts: -1, ..Sample::default() }).await;
    let (died, _) = app.sample_plan(Sample::default()).await;
    app.sample_moved(&died, PlanState::NeedsAttention, DeviceState::RolledBack, None).await;
    obstruct(&app, true).await;
    app.cancel_plan(&shell(), &waiting).await.expect_err("not recorded");
    app.expire_plans().await.expect_err("not recorded");
    app.recover_plans().await.expect_err("not recorded");
    obstruct(&app, false).await;
    app.approve_sample(&waiting, &digest).await;
    assert_eq!(app.expire_plans().await.expect("recorded"), 1);
    assert_eq!(app.recover_plans().await.expect("recorded"), [died]);
    for (action, wanted) in [
        ("plan.cancel", &[][..]),
        ("plan.approve", &["ok"]),
        ("plan.expire", &["ok"]),
        ("plan.recover", &["rolled_back"]),
    ] {
        assert_eq!(outcomes(&app, action).await, wanted, "{action}");
    }
    assert_eq!(app.plan(&late).await.expect("a plan").status, PlanState::Expired);
}

#[tokio::test]
async fn a_change_that_is_refused_says_so_and_takes_nobody_else_s_row_with_it() {
    let app = app(&[]).await;
    app.audit.note(event("tool.call")).await.expect("noted");
    let error = app.revoke_token(&shell(), "none").await.expect_err("there is none");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    app.audit.record(event("tool.call")).await.expect("recorded");
    assert_eq!(outcomes(&app, "tool.call").await, ["ok", "ok"]);
    assert_eq!(outcomes(&app, "token.revoke").await, ["not_found"]);
    assert_eq!(app.metrics.audit_failures.get([]), 0, "the trail is well");
}

#[tokio::test]
async fn a_change_whose_caller_has_gone_is_made_or_not_and_has_one_row() {
    let app = app(&[]).await;
    app.create_token(&shell(), token("one")).await.expect("made");
    // As far as the writer's queue, and no further.
    assert!(app.revoke_token(&shell(), "one").now_or_never().is_none());
    assert!(app.revoke_token(&shell(), "none").now_or_never().is_none());
    app.audit.record(event("tool.call")).await.expect("everything before it is through");
    app.audit.record(event("tool.call")).await.expect("and what that left");
    assert_eq!(states(&app).await, [("one".to_owned(), "revoked")]);
    assert_eq!(outcomes(&app, "token.revoke").await, ["ok", "not_found"]);
}

#[tokio::test]
async fn the_trail_says_whether_a_password_was_the_same_and_never_which() {
    let app = app(&[]).await;
    let credential =
        |password: &str| Credential { username: "u".into(), password: SecretString::from(password) };
    for name in ["a", "b"] {
        let new = NewDevice {
            name: name.into(),
            host: "192.0.2.1".into(),
            port: None,
            transport: TransportKind::Rest,
            trust: Trust::System,
            environment: None,
            tags: BTreeMap::new(),
            capabilities: Vec::new(),
            credential: credential("first password"),
        };
        app.add_device(&shell(), new).await.expect("added");
    }
    for password in ["first password", "other password"] {
        app.set_credential(&shell(), "a", credential(password)).await.expect("set");
    }
    let rows = app.audit.recent(AuditFilter::default()).await.expect("rows");
    assert!(!format!("{rows:?}").contains("password"), "{rows:?}");
    let digests: Vec<_> =
        rows.into_iter().rev().map(|row| row.event.after_digest.expect("a digest")).collect();
    let [a, b, again, other] = digests.as_slice() else { panic!("{digests:?}") };
    assert!(a == again && a != other, "{digests:?}");
    assert_ne!(a, b, "nobody sees which devices share a password");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_change_the_same_database_write_one_chain_and_their_files_in_order() {
    let directory = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite:///{}", directory.path().join("rosmcp.db").display());
    let open = async |name: &str| {
        let file = directory.path().join(format!("{name}.jsonl")).display().to_string();
        let settings = settings_with(&[("database_url", &url), ("audit_log_file", &file)]);
        App::open(settings, &nothing_set()).await.expect("open")
    };
    let (server, other) = (open("server").await, open("other").await);
    let caller = shell();
    let work = async |app: &App, name: &str| {
        for number in 0..20 {
            app.audit.note(event("tool.call")).await.expect("noted");
            app.create_token(&caller, token(&format!("{name}{number}"))).await.expect("made");
        }
    };
    tokio::join!(work(&server, "a"), work(&server, "b"), work(&other, "c"));
    other.close().await;
    server.audit.record(event("tool.call")).await.expect("everything before it is through");
    assert_eq!(states(&server).await.len(), 60);
    assert_eq!(outcomes(&server, "token.create").await, ["ok"; 60]);
    let found = server.verify_audit(None, None).await.expect("verified");
    assert_eq!((found.ok, found.rows), (true, 121), "{found:?}");
    server.close().await;
    let mut all = std::collections::BTreeSet::new();
    for name in ["server", "other"] {
        let text = std::fs::read_to_string(directory.path().join(format!("{name}.jsonl"))).expect("the file");
        let seqs: Vec<_> = text
            .lines()
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
                line["event"]["seq"].as_i64().expect("a number")
            })
            .collect();
        assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{name}: {seqs:?}");
        all.extend(seqs);
    }
    assert_eq!(all, (1..=121).collect(), "each row is in one of the files");
}
