//! The one door to secrets at rest: two levels of keys, the envelope, and where the outer key comes from.
//!
//! An outer key from outside the database wraps the data keys inside it; the active data key seals credentials with
//! AES-256-GCM. What is sealed is bound to its installation, row, field, version and endpoint: moved or altered
//! anywhere it does not open. A wrong outer key is noticed before anything is read or written. Keys and plaintexts
//! have no `Debug` and are wiped from memory. It does not store anything and cannot tell an older sealed value that
//! was put back together with its row from the current one.

mod archive;
mod audit;
mod binding;
mod command;
mod envelope;
mod key;
mod key_file;
mod keyring;
mod outer;
mod padding;
mod ring;
mod source;

pub use archive::{BackupKey, OpeningReader, SealingWriter, backup_keys};
pub use audit::AuditKey;
pub use binding::Binding;
pub use key::Key;
pub use key_file::create as create_key_file;
pub use ring::{Rewrapped, Sealed, Standing, Vault, installation_id, rewrap};
pub use source::{OuterKeys, Source, configured, outer_keys};
