//! The door for the fuzz target of the codec; compiled by `cargo fuzz` only.

use super::codec::{Decoder, encode};

/// The sentences in `pieces`, which come one after another, up to where they are malformed.
pub fn api_sentences<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Vec<Vec<u8>>> {
    let (mut decoder, mut sentences) = (Decoder::default(), Vec::new());
    for piece in pieces {
        decoder.feed(piece);
        loop {
            match decoder.next() {
                Ok(Some(sentence)) => sentences.push(sentence),
                Ok(None) => break,
                Err(_) => return sentences,
            }
        }
    }
    sentences
}

/// The bytes that say `sentences`.
pub fn api_encode(sentences: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for sentence in sentences {
        encode(sentence.iter().map(Vec::as_slice), &mut bytes);
    }
    bytes
}
