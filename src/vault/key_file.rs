//! Key files: read only when nobody else can, written only where nothing is.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::key::Key;
use crate::error::{self, Error, Result};

/// The largest key file, in bytes.
pub(super) const MAX_BYTES: u64 = 4096;

/// Who may not have access to a key file, as bits of its mode.
#[derive(Clone, Copy)]
pub(super) enum Closed {
    /// Nobody but the owner may have any.
    ToAllButOwner = 0o077,
    /// Nobody outside owner and group: systemd lets the service's user in through an ACL, which shows as group bits.
    ToOthers = 0o007,
}

/// Reads a key file. Refused with a configuration error: one that others can read or write, one that a link places
/// outside its directory, one that is not a regular file, one larger than 4 KiB.
pub(super) fn read(path: &Path, closed: Closed) -> Result<Zeroizing<String>> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => wrong(path, "does not exist"),
        ErrorKind::PermissionDenied => wrong(path, "can't be read: permission denied"),
        _ => wrong(path, "can't be read").caused_by(error),
    };
    let real = path.canonicalize().map_err(failed)?;
    if !real.starts_with(directory(path).canonicalize().map_err(failed)?) {
        return Err(wrong(path, "is a link that leads out of its directory"));
    }
    // Looked at before it is opened, because opening a pipe waits, and again once it is open, because it may be another.
    check(path, &real.metadata().map_err(failed)?, closed)?;
    let file = File::open(&real).map_err(failed)?;
    check(path, &file.metadata().map_err(failed)?, closed)?;
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(MAX_BYTES).unwrap_or_default()));
    file.take(MAX_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

fn check(path: &Path, metadata: &Metadata, closed: Closed) -> Result<()> {
    if !metadata.is_file() {
        return Err(wrong(path, "is not a regular file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(wrong(path, "is larger than 4 KiB"));
    }
    if open_bits(metadata, closed) != 0 {
        let chmod = format!("chmod 600 {}", path.display());
        return Err(wrong(path, "is open to other users").hint(chmod));
    }
    Ok(())
}

#[cfg(unix)]
fn open_bits(metadata: &Metadata, closed: Closed) -> u32 {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & closed as u32
}

#[cfg(not(unix))]
fn open_bits(_metadata: &Metadata, _closed: Closed) -> u32 {
    0
}

fn wrong(path: &Path, what: &str) -> Error {
    Error::configuration(format!("the key file {} {what}", path.display()))
}

/// The directory of a file, `.` for a bare name.
fn directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a new key file that only its owner can read, and makes sure that it survives a power cut. A conflict error
/// where something is already: keys are never overwritten.
pub fn create(path: &Path, key: &Key) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(path)?;
        writeln!(file, "{}", key.encode().expose_secret())?;
        file.sync_all()?;
        File::open(directory(path))?.sync_all()
    };
    write().map_err(|error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let message = format!("{} exists already, and a key is never overwritten", path.display());
            Error::new(error::ErrorKind::Conflict, message)
        }
        _ => wrong(path, &format!("can't be written: {error}")),
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::PathBuf;

    use super::*;

    fn written(directory: &Path, name: &str, mode: u32) -> PathBuf {
        let path = directory.join(name);
        std::fs::write(&path, "text\n").expect("a file");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("its mode");
        path
    }

    fn refusal(path: &Path) -> String {
        read(path, Closed::ToAllButOwner).expect_err("a refusal").to_string()
    }

    #[test]
    fn only_a_closed_regular_file_is_read() {
        let place = tempfile::tempdir().expect("a directory");
        for mode in [0o400, 0o600, 0o700] {
            let path = written(place.path(), &format!("good-{mode:o}"), mode);
            assert_eq!(read(&path, Closed::ToAllButOwner).expect("the text").as_str(), "text\n");
        }
        for mode in [0o640, 0o604, 0o620, 0o602, 0o644, 0o601] {
            assert!(
                refusal(&written(place.path(), &format!("bad-{mode:o}"), mode))
                    .contains("open to other users")
            );
        }
        let granted = written(place.path(), "credential", 0o440);
        assert!(read(&granted, Closed::ToOthers).is_ok());
        assert!(read(&written(place.path(), "open", 0o444), Closed::ToOthers).is_err());
        assert!(refusal(place.path()).contains("not a regular file"));
        assert!(refusal(&place.path().join("none")).contains("does not exist"));
        let large = written(place.path(), "large", 0o600);
        std::fs::write(&large, vec![b'x'; 4097]).expect("a large file");
        assert!(refusal(&large).contains("4 KiB"));
        assert!(refusal(Path::new("/dev/zero")).contains("not a regular file"));
    }

    #[test]
    fn a_link_must_stay_in_its_directory() {
        let (place, elsewhere) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("another"));
        let inside = written(place.path(), "..data", 0o600);
        symlink(&inside, place.path().join("inside")).expect("a link");
        assert!(read(&place.path().join("inside"), Closed::ToAllButOwner).is_ok());
        let outside = written(elsewhere.path(), "key", 0o600);
        symlink(&outside, place.path().join("outside")).expect("a link");
        assert!(refusal(&place.path().join("outside")).contains("leads out"));
    }

    #[test]
    fn a_key_is_written_closed_and_never_over_anything() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("key");
        let key = Key::generate().expect("a key");
        create(&path, &key).expect("a key file");
        assert_eq!(std::fs::metadata(&path).expect("it").mode() & 0o777, 0o600);
        let before = read(&path, Closed::ToAllButOwner).expect("its text");
        assert_eq!(before.trim(), key.encode().expose_secret());
        let error = create(&path, &Key::generate().expect("another")).expect_err("it exists");
        assert_eq!(error.kind(), error::ErrorKind::Conflict);
        assert_eq!(*before, *read(&path, Closed::ToAllButOwner).expect("unchanged"));
    }
}
