//! The keyring of the operating system as a source of the outer key; the only place that names its driver.

use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Under what the key is kept there.
#[cfg(feature = "keyring")]
const ENTRY: (&str, &str) = ("rosmcp", "encryption_key");

/// Reads the key from the keyring; a keyring that is not there or does not have it is a configuration error. Blocks.
#[cfg(feature = "keyring")]
pub(super) fn read() -> Result<Zeroizing<String>> {
    let (service, user) = ENTRY;
    let wrong = |error: keyring::Error| {
        let what = match error {
            keyring::Error::NoEntry => format!("has no entry with service {service} and user {user}"),
            _ => "can't be read".to_owned(),
        };
        Error::configuration(format!("the keyring of the operating system {what}"))
            .hint("a server without a desktop session has no keyring: use encryption_key_file or a systemd credential")
            .caused_by(error)
    };
    let entry = keyring::Entry::new(service, user).map_err(wrong)?;
    entry.get_password().map(Zeroizing::new).map_err(wrong)
}

/// Says that this build has no keyring.
#[cfg(not(feature = "keyring"))]
pub(super) fn read() -> Result<Zeroizing<String>> {
    Err(Error::configuration("this rosmcp was built without the keyring of the operating system")
        .hint("build with --features keyring, or use encryption_key_file"))
}
