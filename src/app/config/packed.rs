//! Configurations as they are kept: gzip, then base64, under the SHA-256 of the text.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::domain::hex::hex;
use crate::error::{Error, ErrorKind, Result};
use crate::store::snapshots::Body;

/// `text` as it is kept; `level` is gzip's, 0 to 9.
pub(super) fn pack(text: &str, level: u32) -> Result<Body> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    let packed = packed.map_err(|error| Error::internal("a configuration cannot be compressed", error))?;
    let bytes = i64::try_from(text.len()).unwrap_or(i64::MAX);
    Ok(Body { sha256: sha256(text), bytes, packed: STANDARD.encode(packed) })
}

/// The text of `body`; one that is not what it was kept as is [`ErrorKind::Integrity`].
pub(super) fn unpack(body: &Body) -> Result<String> {
    let damaged = || {
        Error::new(ErrorKind::Integrity, format!("the kept configuration {} is damaged", body.sha256))
            .hint("take a new snapshot: rosmcp config snapshot DEVICE")
    };
    let packed = STANDARD.decode(&body.packed).map_err(|_| damaged())?;
    let mut text = String::new();
    // One byte more than there should be tells a longer text.
    let most = u64::try_from(body.bytes).unwrap_or(0).saturating_add(1);
    GzDecoder::new(packed.as_slice()).take(most).read_to_string(&mut text).map_err(|_| damaged())?;
    if sha256(&text) == body.sha256 { Ok(text) } else { Err(damaged()) }
}

fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_and_a_damaged_one_does_not() {
        let text = "/ip address\nadd address=192.0.2.1/24 interface=ether1\n".repeat(50);
        for level in [0, 6, 9] {
            let body = pack(&text, level).expect("packed");
            assert_eq!(unpack(&body).expect("unpacked"), text);
        }
        let body = pack(&text, 6).expect("packed");
        assert!(body.packed.len() < text.len() / 4);
        let shorter = Body { bytes: 10, ..body.clone() };
        let other = Body { sha256: sha256("other"), ..body.clone() };
        let broken = Body { packed: body.packed.replacen(&body.packed[20..24], "AAAA", 1), ..body };
        for body in [shorter, other, broken] {
            assert_eq!(unpack(&body).expect_err("damaged").kind(), ErrorKind::Integrity);
        }
    }
}
