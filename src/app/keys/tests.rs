use std::collections::BTreeMap;
use std::path::Path;

use secrecy::ExposeSecret;

use super::super::App;
use super::super::backup::BackupOptions;
use super::super::device::NewDevice;
use super::super::progress::{Progress, Unwatched};
use crate::clock;
use crate::domain::credential::Credential;
use crate::domain::device::{TransportKind, Trust};
use crate::domain::principal::{Caller, Principal};
use crate::error::{ErrorKind, Result};
use crate::settings::{self, ProcessEnvironment, Request};
use crate::store::backups::{self, BackupRun, RunKind};
use crate::store::credentials;
use crate::vault::Key;

fn caller() -> Caller {
    Caller::new(Principal::shell("anna"), "r")
}

/// The installation in `directory`, opened with these keys.
async fn open(directory: &Path, key: &str, previous: Option<&str>) -> Result<App> {
    let mut overrides = vec![
        ("database_url".to_owned(), format!("sqlite:///{}", directory.join("rosmcp.db").display())),
        ("encryption_key".to_owned(), key.to_owned()),
    ];
    overrides.extend(previous.map(|key| ("encryption_key_previous".to_owned(), key.to_owned())));
    let pairs = overrides
        .into_iter()
        .map(|(key, value)| (format!("ROUTEROS_MCP_{}", key.to_ascii_uppercase()), value));
    let environment = ProcessEnvironment::from_pairs(pairs);
    let request = Request { config: None, overrides: Vec::new(), environment: environment.clone() };
    let app = App::open(settings::load(&request)?.settings, &environment).await?;
    app.prepare_vault().await?;
    Ok(app)
}

fn new_key() -> String {
    Key::generate().expect("a key").encode().expose_secret().to_owned()
}

async fn add(app: &App, name: &str) {
    let new = NewDevice {
        name: name.into(),
        host: "192.0.2.1".into(),
        port: None,
        transport: TransportKind::Rest,
        trust: Trust::System,
        environment: None,
        tags: BTreeMap::new(),
        capabilities: vec![],
        credential: Credential { username: "rosmcp".into(), password: format!("password of {name}").into() },
    };
    app.add_device(&caller(), new).await.expect("added");
}

async fn password(app: &App, name: &str) -> String {
    let device = app.device(name).await.expect("a device");
    let sealed = app.sealed_credential(&device.id).await.expect("readable").expect("a credential");
    app.unseal(&device, &sealed).await.expect("it opens").password.expose_secret().to_owned()
}

async fn rotate(app: &App) -> super::KeyRotation {
    app.rotate_keys(&caller(), &Unwatched).await.expect("rotated")
}

#[tokio::test]
async fn rotation_seals_everything_anew_and_a_running_server_follows() {
    let directory = tempfile::tempdir().expect("a directory");
    let key = new_key();
    let (server, shell) = (
        open(directory.path(), &key, None).await.expect("open"),
        open(directory.path(), &key, None).await.expect("open"),
    );
    for n in 0..250 {
        add(&server, &format!("r{n}")).await;
    }
    let before = server.key_status().await.expect("status");
    let done = rotate(&shell).await;
    assert_eq!((done.resealed, done.resumed, done.failed.len()), (250, false, 0));
    assert_ne!(done.key_id, before.data_keys[0].key_id);
    let after = server.key_status().await.expect("status");
    assert_eq!(after.data_keys.iter().map(|key| key.credentials).collect::<Vec<_>>(), [0, 250]);
    // The server had the old key only.
    assert_eq!(password(&server, "r7").await, "password of r7");
    rotate(&shell).await;
    add(&server, "late").await;
    assert_eq!(password(&shell, "late").await, "password of late");
    let verified = server.verify_keys().await.expect("verified");
    assert_eq!((verified.ok, verified.by_key.len(), verified.failed.len()), (251, 1, 0));
}

#[tokio::test]
async fn an_interrupted_rotation_is_finished_and_no_third_key_made() {
    let directory = tempfile::tempdir().expect("a directory");
    let app = open(directory.path(), &new_key(), None).await.expect("open");
    add(&app, "a").await;
    add(&app, "b").await;
    // Where a crash leaves it: the new key is there, and nothing is sealed with it.
    app.replace_data_key(&mut app.change(&caller(), "key.rotate", None)).await.expect("replaced");
    let done = rotate(&app).await;
    assert_eq!((done.resealed, done.resumed), (2, true));
    assert_eq!(app.key_status().await.expect("status").data_keys.len(), 2);
}

#[tokio::test]
async fn a_damaged_credential_is_named_and_stays_as_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let app = open(directory.path(), &new_key(), None).await.expect("open");
    add(&app, "good").await;
    add(&app, "bad").await;
    let bad = app.device("bad").await.expect("a device").id;
    app.store
        .write(move |conn| {
            let sql = "UPDATE credentials SET sealed = 'UjUwMQ==' WHERE device_id = ?1";
            conn.execute(sql, &[bad.0.into()])
        })
        .await
        .expect("damaged");
    let done = rotate(&app).await;
    assert_eq!(done.resealed, 1);
    assert!(done.failed[0].starts_with("bad:"), "{:?}", done.failed);
    let stored = app.store.read(credentials::list).await.expect("rows");
    assert!(stored.iter().any(|row| row.credential.sealed == "UjUwMQ=="));
}

#[tokio::test]
async fn while_the_outer_key_changes_old_and_new_both_open_until_the_old_one_is_retired() {
    let directory = tempfile::tempdir().expect("a directory");
    let (old, new, third) = (new_key(), new_key(), new_key());
    let place = directory.path();
    let app = open(place, &old, None).await.expect("open");
    add(&app, "a").await;
    app.close().await;
    assert_eq!(open(place, &new, None).await.err().expect("refused").kind(), ErrorKind::Configuration);
    let app = open(place, &new, Some(&old)).await.expect("the old one opens it still");
    let done = app.change_outer_key(&caller()).await.expect("changed");
    assert_eq!((done.rewrapped, done.previous_outer_key_id.is_some()), (1, true));
    assert_eq!(app.change_outer_key(&caller()).await.expect("again").rewrapped, 0);
    assert!(app.verify_audit(None, None).await.expect("verified").ok);
    assert_eq!(
        app.rotate_keys(&caller(), &Unwatched).await.expect_err("unconfirmed").kind(),
        ErrorKind::Conflict
    );
    app.close().await;
    for (key, previous) in
        [(&old, None), (&new, None), (&new, Some(old.as_str())), (&old, Some(new.as_str()))]
    {
        let app = open(place, key, previous).await.expect("either opens it");
        assert_eq!(password(&app, "a").await, "password of a");
        app.close().await;
    }
    let app = open(place, &third, Some(&old)).await;
    assert!(app.is_err(), "a third key is not the database's");
    let app = open(place, &old, None).await.expect("behind");
    assert_eq!(
        app.retire_keys(&caller(), true).await.expect_err("not with the old key").kind(),
        ErrorKind::Conflict
    );
    app.close().await;
    let app = open(place, &new, None).await.expect("open");
    assert!(app.retire_keys(&caller(), true).await.expect("retired").outer_key_id.is_some());
    assert!(app.verify_audit(None, None).await.expect("verified").ok);
    app.close().await;
    assert!(open(place, &old, None).await.is_err());
    let app = open(place, &new, None).await.expect("open");
    assert_eq!(password(&app, "a").await, "password of a");
    assert_eq!(rotate(&app).await.resealed, 1);
}

#[tokio::test]
async fn a_data_key_is_put_away_only_when_nothing_needs_it_and_a_backup_is_newer() {
    let directory = tempfile::tempdir().expect("a directory");
    let app = open(directory.path(), &new_key(), None).await.expect("open");
    add(&app, "a").await;
    app.replace_data_key(&mut app.change(&caller(), "key.rotate", None)).await.expect("replaced");
    let retire = async |without| app.retire_keys(&caller(), without).await.expect("looked");
    assert!(retire(true).await.kept[0].contains("1 credentials need it"));
    rotate(&app).await;
    assert!(retire(false).await.kept[0].contains("no verified backup"));
    assert_eq!(retire(true).await.data_keys.len(), 1);
    assert_eq!(password(&app, "a").await, "password of a");
    app.reopened_vault().await.expect("it opens without the retired key");
}

#[tokio::test]
async fn a_server_that_has_both_outer_keys_backs_up_before_and_after_the_change() {
    let directory = tempfile::tempdir().expect("a directory");
    let (place, old, new) = (directory.path(), new_key(), new_key());
    open(place, &old, None).await.expect("open").close().await;
    let server = open(place, &new, Some(&old)).await.expect("open");
    let options = BackupOptions { directory: place.join("backups"), with_exports: false };
    let before = server.create_backup(&caller(), &options, &Unwatched).await.expect("made");
    let shell = open(place, &new, Some(&old)).await.expect("open");
    let changed = shell.change_outer_key(&caller()).await.expect("changed");
    let after = server.create_backup(&caller(), &options, &Unwatched).await.expect("made");
    assert_eq!(Some(before.needs_outer_key), changed.previous_outer_key_id);
    assert_eq!(after.needs_outer_key, changed.outer_key_id);
}

#[tokio::test]
async fn several_that_begin_on_an_empty_database_open_the_same_vault() {
    let directory = tempfile::tempdir().expect("a directory");
    let key = new_key();
    let apps = futures_util::future::join_all((0..4).map(|_| open(directory.path(), &key, None))).await;
    for app in apps {
        let app = app.expect("opened");
        app.vault().await.expect("a vault");
        let records = app.store.read(crate::store::keys::list).await.expect("keys");
        assert_eq!(records.len(), 1, "all have the same one");
    }
}

/// Replaces the data key as soon as the database is copied.
struct Replacing<'a>(&'a App);

#[async_trait::async_trait]
impl Progress for Replacing<'_> {
    async fn report(&self, _done: f64, _total: Option<f64>, message: &str) {
        if message.starts_with("writing") {
            rotate(self.0).await;
        }
    }
}

#[tokio::test]
async fn a_backup_counts_from_the_moment_of_its_data() {
    let directory = tempfile::tempdir().expect("a directory");
    let app = open(directory.path(), &new_key(), None).await.expect("open");
    add(&app, "a").await;
    let options = BackupOptions { directory: directory.path().join("backups"), with_exports: false };
    let made = app.create_backup(&caller(), &options, &Replacing(&app)).await.expect("made");
    let not_newer = async || {
        let retired = app.retire_keys(&caller(), false).await.expect("looked");
        assert!(
            retired.data_keys.is_empty() && retired.kept[0].contains("no verified backup"),
            "{retired:?}"
        );
    };
    not_newer().await;
    let (at, file) = (clock::now_ms(), made.file.display().to_string());
    let run = BackupRun { at, kind: RunKind::Create, ok: true, file, detail: None };
    app.store.write(move |conn| backups::record(conn, &run)).await.expect("as if the clock had jumped");
    not_newer().await;
    app.create_backup(&caller(), &options, &Unwatched).await.expect("made");
    assert_eq!(app.retire_keys(&caller(), false).await.expect("looked").data_keys.len(), 1);
}
