//! Text that may hold any bytes, as RouterOS keeps it.
//!
//! Comments and names may be written in any encoding and come back byte for byte. Inside the lab a byte that is no UTF-8
//! stands as one character of a private range.

/// The private range.
const PRIVATE: u32 = 0xf700;

/// The characters of `bytes`.
pub(super) fn characters(bytes: &[u8]) -> impl Iterator<Item = char> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let stray = chunk.invalid().iter().map(|byte| PRIVATE + u32::from(*byte));
        chunk.valid().chars().chain(stray.filter_map(char::from_u32))
    })
}

/// Appends the bytes that `c` stands for.
pub(super) fn put(c: char, out: &mut Vec<u8>) {
    match u32::from(c).checked_sub(PRIVATE).and_then(|byte| u8::try_from(byte).ok()) {
        Some(byte) => out.push(byte),
        None => out.extend(c.encode_utf8(&mut [0; 4]).bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        let bytes: Vec<u8> = (0..=255).chain("grün €".bytes()).collect();
        let text: String = characters(&bytes).collect();
        let mut out = Vec::new();
        text.chars().for_each(|c| put(c, &mut out));
        assert_eq!(out, bytes);
    }
}
