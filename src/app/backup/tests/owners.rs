//! Whose the files are that root makes.

use std::os::unix::fs::{MetadataExt, chown};

use super::*;

const SERVICE: u32 = 4711;

fn of_others(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("the directory") {
        let path = entry.expect("an entry").path();
        let metadata = path.metadata().expect("the file");
        if (metadata.uid(), metadata.gid()) != (SERVICE, SERVICE) {
            found.push(path.clone());
        }
        if metadata.is_dir() {
            of_others(&path, found);
        }
    }
}

#[tokio::test]
async fn what_root_makes_for_a_service_belongs_to_the_service() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let place = Place::new();
    chown(place.directory.path(), Some(SERVICE), Some(SERVICE)).expect("given away");
    let (mut settings, environment) = place.settings(&place.key);
    settings.audit_log_file = Some(place.directory.path().join("audit.jsonl"));
    let app = App::open(settings, &environment).await.expect("open");
    app.prepare_vault().await.expect("a vault");
    app.audit.record(event()).await.expect("recorded");
    let created = place.create(&app).await.expect("made");
    app.close().await;
    drop(app);
    place.restore_in_place(&created.file).await.expect("restored");
    let app = place.app().await;
    app.audit.record(event()).await.expect("recorded");
    let mut others = Vec::new();
    of_others(place.directory.path(), &mut others);
    assert!(others.is_empty(), "{others:?}");
    // Where the directory is root's, the database still tells.
    chown(place.database().parent().expect("a directory"), Some(0), Some(0)).expect("taken back");
    std::fs::remove_file(crate::store::beside(&place.database(), ".backup.lock")).expect("removed");
    place.create(&app).await.expect("made");
    of_others(place.database().parent().expect("a directory"), &mut others);
    assert!(others.is_empty(), "{others:?}");
}
