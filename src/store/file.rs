//! The database file: where it may live, who may read it, that its name survives a power cut.

use std::ffi::OsString;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{fchown, lchown};
use std::path::{Path, PathBuf};

use super::owner;
use crate::error::{Error, ErrorKind, Result};

/// File systems on which `SQLite`'s shared memory and locks do not hold between hosts
/// (<https://www.sqlite.org/wal.html>, "WAL does not work over a network filesystem").
const NETWORK: &[&str] = &[
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "gfs2",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "orangefs",
    "smb3",
    "smbfs",
    "fuse.ceph",
    "fuse.glusterfs",
    "fuse.s3fs",
    "fuse.sshfs",
];

/// Makes sure that the file exists, on a local file system, and returns its absolute path.
///
/// A file or directory that it creates is the user's alone (0600, 0700).
pub(super) fn prepare(path: &Path, create: bool) -> Result<PathBuf> {
    let path =
        std::path::absolute(path).map_err(|error| unusable("the database path is unusable", path, error))?;
    if path.file_name().is_none() || path.is_dir() {
        return Err(Error::configuration(format!("the database {} is a directory", path.display()))
            .hint("name a file in it, e.g. rosmcp.db"));
    }
    let exists =
        path.try_exists().map_err(|error| unusable("the database cannot be reached", &path, error))?;
    if exists {
        return refuse_network(&path).map(|()| path);
    }
    if !create {
        return Err(Error::configuration(format!("there is no database {}", path.display()))
            .hint("run `rosmcp init`, or check database_url"));
    }
    create_directory(parent(&path))?;
    refuse_network(&path)?;
    create_file(&path)?;
    Ok(path)
}

/// Creates a file that only the user may read; one that exists already is left as it is.
fn create_file(path: &Path) -> Result<()> {
    match create_new(path) {
        Ok(_) => sync_directory(parent(path)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
    .map_err(|error| unusable("the database cannot be created", path, error))
}

/// Creates an empty file that only the user may read, never one that exists. See [`super::owner`] for whose it is.
pub fn create_new(path: &Path) -> io::Result<File> {
    make(path, OpenOptions::new().write(true))
}

/// Opens a file as `options` say, created as [`create_new`] does if need be.
pub fn open_or_create(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    match make(path, options) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            private(options.create_new(false).create(true)).open(path)
        }
        made => made,
    }
}

fn make(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = private(options.create_new(true)).open(path)?;
    owner::give_away(path, |user, group| fchown(&file, user, group));
    Ok(file)
}

/// Removes the files in `directory` whose name is `meant`, which runs that were killed have left. What cannot be removed is left to
/// the next run.
pub fn clear(directory: &Path, meant: impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        if meant(&entry.file_name().to_string_lossy()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Makes a file's content and then its final name durable.
pub fn publish(temporary: &Path, path: &Path) -> io::Result<()> {
    File::open(temporary)?.sync_all()?;
    std::fs::rename(temporary, path)?;
    sync_directory(parent(path))
}

/// `path` with `suffix` appended to its file name.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Creates what is missing of `directory`, each level 0700, and makes the new names durable.
pub fn create_directory(directory: &Path) -> Result<()> {
    let directory = std::path::absolute(directory)
        .map_err(|error| unusable("the directory cannot be created", directory, error))?;
    let missing: Vec<_> = directory.ancestors().take_while(|level| !level.exists()).collect();
    for level in missing.into_iter().rev() {
        let made = private_directory().create(level);
        if made.is_ok() {
            owner::give_away(level, |user, group| lchown(level, user, group));
        }
        match made.and_then(|()| sync_directory(parent(level))) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(unusable("the directory cannot be created", level, error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn unusable(what: &str, path: &Path, error: io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "run as the user that owns the directory, or choose another database_url"
        }
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only; choose another database_url",
        io::ErrorKind::StorageFull => "free some space on that file system",
        _ => "check the path",
    };
    Error::configuration(format!("{what}: {}: {error}", path.display())).hint(hint).caused_by(error)
}

fn refuse_network(path: &Path) -> Result<()> {
    // A host without this file cannot tell; then nothing is refused.
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else { return Ok(()) };
    let Ok(directory) = parent(path).canonicalize() else { return Ok(()) };
    match file_system(&mounts, &directory) {
        Some(kind) if NETWORK.contains(&kind) => Err(Error::new(
            ErrorKind::Configuration,
            format!("the database {} is on a network file system ({kind})", path.display()),
        )
        .hint("put it on a local disk: SQLite's locks do not hold across hosts")),
        _ => Ok(()),
    }
}

/// The type of the file system that holds `directory`, from the lines of `/proc/self/mountinfo` (proc(5)).
fn file_system<'a>(mounts: &'a str, directory: &Path) -> Option<&'a str> {
    let mount = |line: &'a str| {
        let (fields, rest) = line.split_once(" - ")?;
        let point = PathBuf::from(unescape(fields.split(' ').nth(4)?));
        directory.starts_with(&point).then_some((point.components().count(), rest.split(' ').next()?))
    };
    // Of mounts on the same point the last one covers the others; `max_by_key` returns the last maximum.
    mounts.lines().filter_map(mount).max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind)
}

/// Spaces, tabs, line feeds and backslashes stand as three octal digits in mount points.
fn unescape(field: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(field.to_owned(), |field, (escaped, plain)| field.replace(escaped, plain))
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(unix)]
fn private_directory() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

/// Makes the names in a directory durable.
#[cfg(unix)]
pub fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &OpenOptions {
    options
}

#[cfg(not(unix))]
fn private_directory() -> DirBuilder {
    DirBuilder::new()
}

/// Directories cannot be opened for syncing here; NTFS journals names itself.
#[cfg(not(unix))]
pub fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /srv rw shared:5 - nfs4 nas:/srv rw
41 40 0:41 / /srv/fast\\040disk rw - xfs /dev/vdb rw
42 27 0:42 / /data rw - ext4 /dev/vdc rw
43 42 0:43 / /data rw - cifs //nas/data rw
";

    #[test]
    fn the_deepest_and_latest_mount_decides() {
        let kind = |path: &str| file_system(MOUNTS, Path::new(path));
        assert_eq!(kind("/var/lib"), Some("ext4"));
        assert_eq!(kind("/srv/rosmcp"), Some("nfs4"));
        assert_eq!(kind("/srv/fast disk/rosmcp"), Some("xfs"));
        assert_eq!(kind("/srvx"), Some("ext4"));
        assert_eq!(kind("/data"), Some("cifs"));
    }

    #[test]
    fn a_missing_database_is_only_created_when_asked() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("a/b/rosmcp.db");
        let error = prepare(&path, false).expect_err("nothing there");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(!directory.path().join("a").exists());
        assert!(prepare(&path, true).expect("created").is_absolute());
        assert!(path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_created_belongs_to_the_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("a/b/rosmcp.db");
        prepare(&path, true).expect("created");
        let mode = |path: &Path| path.metadata().expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&directory.path().join("a")), 0o700);
        assert_eq!(mode(&directory.path().join("a/b")), 0o700);
    }

    #[test]
    fn a_directory_is_no_database() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(
            prepare(directory.path(), true).expect_err("a directory").message().contains("is a directory")
        );
    }

    #[test]
    fn where_nothing_can_be_created_the_path_is_named() {
        let error = prepare(Path::new("/proc/rosmcp.db"), true).expect_err("procfs");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains("/proc/rosmcp.db"), "{error}");
    }
}
