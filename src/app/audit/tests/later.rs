//! What cannot be written at once follows later.

use std::time::Duration;

use super::*;
use crate::app::audit::sink::Sink;
use crate::app::audit::writer::{Entry, Event, Signer, Writer};
use crate::store::{StoreOptions, migrations};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn file(&self) -> std::path::PathBuf {
        self.0.path().join("logs/audit.jsonl")
    }

    async fn app(&self) -> App {
        let url = format!("sqlite:///{}", self.0.path().join("rosmcp.db").display());
        let file = self.file().display().to_string();
        let settings = settings_with(&[("database_url", &url), ("audit_log_file", &file)]);
        App::open(settings, &nothing_set()).await.expect("open")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).expect("the file")
    }
}

async fn record(app: &App, count: usize) {
    for _ in 0..count {
        app.audit.record(event("tool.call")).await.expect("recorded");
    }
}

#[tokio::test]
async fn rows_that_the_file_could_not_take_follow() {
    let place = Place::new();
    let app = place.app().await;
    record(&app, 3).await;
    assert_eq!(app.metrics.audit_failures.get([]), 3, "there is no directory");
    std::fs::create_dir(place.file().parent().expect("a directory")).expect("made");
    record(&app, 1).await;
    app.close().await;
    assert_eq!(check_lines(&place.text(), GENESIS.to_owned()), 4);
}

#[tokio::test]
async fn what_follows_outlives_the_process_and_half_a_row_goes() {
    let place = Place::new();
    std::fs::create_dir(place.file().parent().expect("a directory")).expect("made");
    let app = place.app().await;
    record(&app, 2).await;
    app.close().await;
    let aside = place.0.path().join("aside");
    std::fs::rename(place.file(), &aside).expect("moved");
    std::fs::create_dir(place.file()).expect("in the way");
    let app = place.app().await;
    record(&app, 2).await;
    app.close().await;
    std::fs::remove_dir(place.file()).expect("out of the way");
    let whole = std::fs::read_to_string(aside).expect("the file");
    for half in ["", "{\"ev", "{\"event\":{\"action\":\"tool.c"] {
        std::fs::write(place.file(), format!("{whole}{half}")).expect("half a row");
        let app = place.app().await;
        record(&app, 1).await;
        let rows = app.verify_audit(None, None).await.expect("verified").rows;
        app.close().await;
        let rows = usize::try_from(rows).expect("few");
        assert_eq!(check_lines(&place.text(), GENESIS.to_owned()), rows, "{half}");
    }
}

#[tokio::test]
async fn what_is_not_ours_stays_and_a_trail_of_another_time_begins_anew() {
    let place = Place::new();
    std::fs::create_dir(place.file().parent().expect("a directory")).expect("made");
    std::fs::write(place.file(), "made by hand").expect("written");
    let app = place.app().await;
    record(&app, 1).await;
    let text = place.text();
    let rest = text.strip_prefix("made by hand\n").expect("it stays");
    assert_eq!(check_lines(rest, GENESIS.to_owned()), 1);
    // As where the database was restored to a time before the file's last row.
    let later = rest.replace("\"seq\":1", "\"seq\":7");
    std::fs::write(place.file(), &later).expect("written");
    record(&app, 1).await;
    let text = place.text();
    assert_eq!(text.strip_prefix(&later).expect("it stays").lines().count(), 1);
    app.close().await;
}

#[tokio::test]
async fn events_that_a_busy_database_does_not_take_are_stored_later() {
    let options = StoreOptions { wait: Duration::from_millis(50), ..StoreOptions::memory() };
    let store = Store::open(&options).expect("memory");
    migrations::run(&store).await.expect("migrated");
    let scratch = App::scratch().await;
    let (sender, receiver) = mpsc::channel(QUEUE);
    let (metrics, signer) = (scratch.metrics.clone(), Arc::new(Signer::default()));
    let writer =
        Writer::new(store.clone(), receiver, Arc::default(), signer, None, metrics, scratch.events.clone());
    let writer = tokio::spawn(writer.run());
    let (begun, has_begun) = oneshot::channel();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let busy = store.clone();
    let slow = async move {
        let hold = move |_: &mut dyn Conn| {
            begun.send(()).expect("it waits");
            ended.recv().expect("the end");
            Ok(())
        };
        busy.write(hold).await
    };
    let slow = tokio::spawn(slow);
    has_begun.await.expect("begun");
    let record = async |action: &str| {
        let (stored, answer) = oneshot::channel();
        sender.send(Entry::Event(Event { event: event(action), stored: Some(stored) })).await.expect("sent");
        answer.await.expect("an answer")
    };
    sender.send(Entry::unwatched(event("one"))).await.expect("sent");
    assert_eq!(record("refused").await.expect_err("busy").kind(), ErrorKind::Busy);
    sender.send(Entry::unwatched(event("two"))).await.expect("sent");
    assert_eq!(record("refused").await.expect_err("busy").kind(), ErrorKind::Busy);
    end.send(()).expect("it waits");
    slow.await.expect("no panic").expect("written");
    assert_eq!(record("three").await.expect("its own number"), 3);
    drop(sender);
    writer.await.expect("no panic");
    let rows = store.read(|conn| audit::after(conn, 0, 10)).await.expect("rows");
    let actions: Vec<_> = rows.iter().map(|row| row.event.action.as_str()).collect();
    assert_eq!(actions, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_host_finds_its_rows_behind_however_many_of_others() {
    const OTHERS: usize = 10_500;
    let store = Store::open(&StoreOptions::memory()).expect("memory");
    migrations::run(&store).await.expect("migrated");
    let place = Place::new();
    std::fs::create_dir(place.file().parent().expect("a directory")).expect("made");
    let mut sink = Sink::new(place.file(), store.clone(), "own");
    let of = |instance: &str| AuditEvent { instance: Some(instance.to_owned()), ..event("tool.call") };
    let store_rows = async |events: Vec<AuditEvent>| {
        let append = move |conn: &mut dyn Conn| Ok((chain::head(conn)?, audit::append_all(conn, &events)?));
        store.write(append).await.expect("rows")
    };
    let (before, rows) = store_rows(vec![of("own")]).await;
    sink.append(&before, &rows).await.expect("appended");
    store_rows(vec![of("other"); OTHERS]).await;
    let (before, rows) = store_rows(vec![of("own")]).await;
    sink.append(&before, &rows).await.expect("the first turn");
    assert!(sink.lags());
    sink.append(&chain_end(&store).await, &[]).await.expect("the second turn");
    assert!(!sink.lags());
    assert_eq!(place.text().lines().count(), 2);
}

async fn chain_end(store: &Store) -> chain::Head {
    store.read(chain::head).await.expect("the end")
}
