//! What is left when something fails, and what is said then.

use async_trait::async_trait;
use parking_lot::Mutex;

use super::*;
use crate::app::progress::Progress;

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("the directory");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_copy_that_fails_leaves_nothing_that_looks_like_one() {
    let place = Place::new();
    let app = place.app().await;
    let created = place.create(&app).await.expect("made");
    let directory = place.directory.path().join("full");
    std::fs::create_dir(&directory).expect("made");
    let (from, to) = (directory.join("from.db"), directory.join("rosmcp.db"));
    place.reader().await.restore_to(&created.file, &from).await.expect("restored");
    std::fs::write(crate::store::beside(&to, "-wal"), "a log").expect("written");
    let half = crate::store::beside(&to, ".before-restore-20250101T000000000Z.partial");
    std::fs::write(half, "half").expect("what a killed run leaves");
    // Cannot be copied, as where the disk is full.
    std::fs::create_dir(&to).expect("made");
    let kept = crate::store::beside(&to, ".before-restore-20260101T000000000Z");
    super::super::restore::swap(&from, &to, Some(&kept)).expect_err("it cannot be kept");
    let left: Vec<_> = names(&directory).into_iter().filter(|name| !name.starts_with("from.db")).collect();
    assert_eq!(left, ["rosmcp.db", "rosmcp.db-wal"]);
}

#[tokio::test]
async fn a_backup_whose_key_is_not_given_is_not_called_unsound() {
    let place = Place::new();
    let app = place.app().await;
    let created = place.create(&app).await.expect("made");
    let stranger = Place::new();
    let other = stranger.create(&stranger.app().await).await.expect("made");
    std::fs::copy(&other.file, place.backups().join("other.rosmcp")).expect("copied");
    std::fs::write(place.backups().join("spoilt.rosmcp"), "no backup").expect("written");
    let verified = place.reader().await.verify_all(&place.backups(), None, &Unwatched).await.expect("looked");
    let of = |name: &Path| verified.iter().find(|verified| verified.file.ends_with(name)).expect("there");
    assert!(of(created.file.file_name().expect("a name").as_ref()).ok);
    let (other_one, spoilt) = (of("other.rosmcp".as_ref()), of("spoilt.rosmcp".as_ref()));
    assert_eq!((other_one.ok, other_one.needs_outer_key.as_ref()), (false, Some(&other.needs_outer_key)));
    assert_eq!((spoilt.ok, spoilt.needs_outer_key.as_ref()), (false, None));
}

/// Lets go of what a backup waits for as soon as it says that it waits.
struct Yielding(Mutex<Option<crate::store::Lock>>, Mutex<Vec<String>>);

#[async_trait]
impl Progress for Yielding {
    async fn report(&self, _done: f64, _total: Option<f64>, message: &str) {
        self.1.lock().push(message.to_owned());
        if message.starts_with("waiting") {
            self.0.lock().take();
        }
    }
}

#[tokio::test]
async fn a_backup_waits_for_the_run_before_and_says_so() {
    let place = Place::new();
    let app = place.app().await;
    let lock = crate::store::beside(&place.database(), ".backup.lock");
    let held = crate::store::alone(&lock, "a test", "wait").expect("free");
    let progress = Yielding(Mutex::new(Some(held)), Mutex::default());
    let options = BackupOptions { directory: place.backups(), with_exports: false };
    app.create_backup(&caller(), &options, &progress).await.expect("made");
    let waited = progress.1.lock().iter().filter(|message| message.starts_with("waiting")).count();
    assert_eq!(waited, 1);
}
