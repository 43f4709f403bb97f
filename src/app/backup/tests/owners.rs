//! Whose new files are.

use std::os::unix::fs::{MetadataExt, chown};

use super::*;

const SERVICE: u32 = 4711;

fn of_others(directory: &Path, owner: (u32, u32), found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("the directory") {
        let path = entry.expect("an entry").path();
        let metadata = path.metadata().expect("the file");
        if (metadata.uid(), metadata.gid()) != owner {
            found.push(path.clone());
        }
        if metadata.is_dir() {
            of_others(&path, owner, found);
        }
    }
}

#[tokio::test]
async fn what_root_makes_for_a_service_belongs_to_the_service_and_what_others_make_to_them() {
    let place = Place::new();
    let root = rustix::process::geteuid().is_root();
    if root {
        chown(place.directory.path(), Some(SERVICE), Some(SERVICE)).expect("given away");
    }
    let directory = place.directory.path().metadata().expect("the directory");
    let owner = (directory.uid(), directory.gid());
    assert_eq!(owner.0 == SERVICE, root);
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
    of_others(place.directory.path(), owner, &mut others);
    assert!(others.is_empty(), "{others:?}");
    if root {
        // Where the directory is root's, the database still tells.
        chown(place.database().parent().expect("a directory"), Some(0), Some(0)).expect("taken back");
    }
    std::fs::remove_file(crate::store::beside(&place.database(), ".backup.lock")).expect("removed");
    place.create(&app).await.expect("made");
    of_others(place.database().parent().expect("a directory"), owner, &mut others);
    assert!(others.is_empty(), "{others:?}");
}
