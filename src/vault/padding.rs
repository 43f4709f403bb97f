//! Padding that hides how long a password is: ISO/IEC 7816-4, to a multiple of 64 bytes.

use zeroize::Zeroizing;

/// The multiple.
const BLOCK: usize = 64;

/// The first byte after the plaintext; zeros follow.
const MARK: u8 = 0x80;

/// `plain` with padding, at least one byte of it.
pub(super) fn pad(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let padded_length = (plain.len() / BLOCK + 1) * BLOCK;
    // The whole capacity at once: growing would leave copies of the plaintext behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_length));
    padded.extend_from_slice(plain);
    padded.push(MARK);
    padded.resize(padded_length, 0);
    padded
}

/// What was padded; `None` when `padded` is not the result of [`pad`].
pub(super) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    let plain = padded.get(..end)?;
    (padded.get(end) == Some(&MARK) && padded.len() == (plain.len() / BLOCK + 1) * BLOCK).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_multiples_and_every_plaintext_comes_back() {
        for length in [0, 1, 62, 63, 64, 65, 127, 128, 1000] {
            for byte in [0, b'x', MARK] {
                let plain = vec![byte; length];
                let padded = pad(&plain);
                assert_eq!(padded.len() % BLOCK, 0);
                assert!(padded.len() > length);
                assert_eq!(unpad(&padded), Some(plain.as_slice()));
            }
        }
    }

    #[test]
    fn what_was_not_padded_is_refused() {
        assert_eq!(unpad(&[]), None);
        assert_eq!(unpad(&[0; 64]), None);
        assert_eq!(unpad(&[b'x'; 64]), None);
        assert_eq!(unpad(&[MARK; 63]), None);
        let mut twice = pad(b"x").to_vec();
        twice.extend([0; 64]);
        assert_eq!(unpad(&twice), None);
    }
}
