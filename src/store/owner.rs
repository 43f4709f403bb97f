//! Whose new files are. `sudo rosmcp …` runs on a service's data as root, and what it leaves there must not keep the service
//! out: a file that root makes belongs to whom the file belongs that it is for, or else to whom the directory does.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Gives away by `chown` what root has just made at `path`; whatever another user makes is that user's.
///
/// Only for what is new: of a name that was there already, somebody else decides what it leads to.
pub(super) fn give_away(path: &Path, chown: impl FnOnce(Option<u32>, Option<u32>) -> io::Result<()>) {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let Some(owner) = model(path).filter(|owner| owner.uid() != 0) else { return };
    if let Err(error) = chown(Some(owner.uid()), Some(owner.gid())) {
        tracing::warn!(%error, path = %path.display(), uid = owner.uid(), "the new file stays root's");
    }
}

/// The file whose name begins this one's, as the database's begins that of its lock; or else the directory.
fn model(path: &Path) -> Option<Metadata> {
    let name = path.file_name()?.to_str()?;
    let shorter = name.rmatch_indices('.').map(|(at, _)| path.with_file_name(name.get(..at).unwrap_or(name)));
    let file = shorter.filter_map(|path| path.symlink_metadata().ok()).find(Metadata::is_file);
    file.or_else(|| path.parent()?.metadata().ok())
}
