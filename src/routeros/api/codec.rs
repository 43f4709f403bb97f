//! Words and sentences as bytes.
//!
//! A word is its length and its content; a sentence is words up to an empty one. Lengths take one to five bytes
//! (RouterOS manual, "API", API words).

use std::fmt;

/// The longest word that is read or sent, bytes. Words are values; the longest, a script's source, has a tenth of it.
pub(super) const WORD_LIMIT: usize = 1024 * 1024;
/// The most words of one sentence; a row has a word per field.
const WORDS_LIMIT: usize = 2_100;

/// Why bytes are no sentence; nothing after them can be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A control byte (0xF8 and above), which the API reserves.
    Control(u8),
    /// A word longer than [`WORD_LIMIT`].
    Word(usize),
    /// More than [`WORDS_LIMIT`] words, or more than [`WORD_LIMIT`] times four bytes.
    Sentence,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control(byte) => write!(f, "the reserved control byte {byte:#04x}"),
            Self::Word(length) => write!(f, "a word of {length} bytes"),
            Self::Sentence => f.write_str("a sentence that is too long"),
        }
    }
}

/// Appends `words` as a sentence; the caller keeps each below [`WORD_LIMIT`] and not empty.
pub(super) fn encode<'a>(words: impl IntoIterator<Item = &'a [u8]>, into: &mut Vec<u8>) {
    for word in words {
        encode_length(word.len(), into);
        into.extend_from_slice(word);
    }
    into.push(0);
}

fn encode_length(length: usize, into: &mut Vec<u8>) {
    // Above four bytes there is nothing; callers stay far below.
    let [a, b, c, d] = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    match length {
        0..0x80 => into.push(d),
        0x80..0x4000 => into.extend([c | 0x80, d]),
        0x4000..0x20_0000 => into.extend([b | 0xC0, c, d]),
        0x20_0000..0x1000_0000 => into.extend([a | 0xE0, b, c, d]),
        _ => into.extend([0xF0, a, b, c, d]),
    }
}

/// The length at the front of `bytes` and how many bytes it takes; `None` while they are not all there.
fn decode_length(bytes: &[u8]) -> Result<Option<(usize, usize)>, Malformed> {
    let Some((&first, rest)) = bytes.split_first() else { return Ok(None) };
    let (more, high) = match first {
        0x00..=0x7F => (0, first),
        0x80..=0xBF => (1, first & 0x3F),
        0xC0..=0xDF => (2, first & 0x1F),
        0xE0..=0xEF => (3, first & 0x0F),
        0xF0..=0xF7 => (4, 0),
        0xF8..=0xFF => return Err(Malformed::Control(first)),
    };
    let Some(low) = rest.get(..more) else { return Ok(None) };
    let length = low.iter().fold(usize::from(high), |length, byte| (length << 8) | usize::from(*byte));
    Ok(Some((length, more + 1)))
}

/// A sentence as it came: words without their lengths.
pub(super) type Sentence = Vec<Vec<u8>>;

/// Makes sentences of bytes as they come, in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    buffer: Vec<u8>,
    read: usize,
    words: Sentence,
    size: usize,
}

impl Decoder {
    /// Takes the next piece.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if self.read > 0 {
            self.buffer.drain(..self.read);
            self.read = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole sentence that was fed, `None` when more bytes are needed. Empty sentences are passed over.
    pub(super) fn next(&mut self) -> Result<Option<Sentence>, Malformed> {
        while let Some(word) = self.word()? {
            if !word.is_empty() {
                self.keep(word)?;
            } else if !self.words.is_empty() {
                self.size = 0;
                return Ok(Some(std::mem::take(&mut self.words)));
            }
        }
        Ok(None)
    }

    fn word(&mut self) -> Result<Option<Vec<u8>>, Malformed> {
        let unread = self.buffer.get(self.read..).unwrap_or_default();
        let Some((length, width)) = decode_length(unread)? else { return Ok(None) };
        if length > WORD_LIMIT {
            return Err(Malformed::Word(length));
        }
        let Some(word) = unread.get(width..width + length) else { return Ok(None) };
        let word = word.to_vec();
        self.read += width + length;
        Ok(Some(word))
    }

    fn keep(&mut self, word: Vec<u8>) -> Result<(), Malformed> {
        self.size += word.len();
        if self.words.len() == WORDS_LIMIT || self.size > 4 * WORD_LIMIT {
            return Err(Malformed::Sentence);
        }
        self.words.push(word);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn length(length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode_length(length, &mut bytes);
        bytes
    }

    #[test]
    fn lengths_take_as_many_bytes_as_the_manual_says() {
        for (value, bytes) in [
            (0, &[0x00][..]),
            (0x7F, &[0x7F]),
            (0x80, &[0x80, 0x80]),
            (0x3FFF, &[0xBF, 0xFF]),
            (0x4000, &[0xC0, 0x40, 0x00]),
            (0x1F_FFFF, &[0xDF, 0xFF, 0xFF]),
            (0x20_0000, &[0xE0, 0x20, 0x00, 0x00]),
            (0xFFF_FFFF, &[0xEF, 0xFF, 0xFF, 0xFF]),
            (0x1000_0000, &[0xF0, 0x10, 0x00, 0x00, 0x00]),
        ] {
            assert_eq!(length(value), bytes, "{value:#x}");
            assert_eq!(decode_length(bytes), Ok(Some((value, bytes.len()))));
            assert_eq!(decode_length(&bytes[..bytes.len() - 1]), Ok(None));
        }
    }

    fn fed(bytes: &[u8]) -> Result<Option<Sentence>, Malformed> {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        decoder.next()
    }

    #[test]
    fn what_is_too_long_or_reserved_is_malformed_before_it_is_read() {
        assert_eq!(fed(&[0xF8]), Err(Malformed::Control(0xF8)));
        assert_eq!(fed(&length(WORD_LIMIT + 1)), Err(Malformed::Word(WORD_LIMIT + 1)));
        assert_eq!(fed(&[0xF7, 0xFF, 0xFF, 0xFF, 0xFF]), Err(Malformed::Word(0xFFFF_FFFF)));
        assert_eq!(fed(&[1, b'x'].repeat(WORDS_LIMIT + 1)), Err(Malformed::Sentence));
        let mut long = length(WORD_LIMIT);
        long.extend(vec![b'x'; WORD_LIMIT]);
        assert_eq!(fed(&long.repeat(5)), Err(Malformed::Sentence));
    }

    #[test]
    fn empty_sentences_are_passed_over() {
        assert_eq!(fed(&[0, 0, 1, b'x', 0]), Ok(Some(vec![b"x".to_vec()])));
        assert_eq!(fed(&[0, 0]), Ok(None));
    }

    proptest! {
        #[test]
        fn sentences_come_out_as_they_went_in_whatever_the_pieces(
            sentences in proptest::collection::vec(
                proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..300), 1..6), 0..6),
            piece in 1_usize..40,
        ) {
            let mut bytes = Vec::new();
            for sentence in &sentences {
                encode(sentence.iter().map(Vec::as_slice), &mut bytes);
            }
            let (mut decoder, mut decoded) = (Decoder::default(), Vec::new());
            for piece in bytes.chunks(piece) {
                decoder.feed(piece);
                while let Some(sentence) = decoder.next().expect("well formed") {
                    decoded.push(sentence);
                }
            }
            prop_assert_eq!(decoded, sentences);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut decoder = Decoder::default();
            decoder.feed(&bytes);
            while let Ok(Some(sentence)) = decoder.next() {
                prop_assert!(!sentence.is_empty());
            }
        }

        #[test]
        fn lengths_are_read_back(value in 0_usize..=0xFFFF_FFFF) {
            let bytes = length(value);
            prop_assert_eq!(decode_length(&bytes), Ok(Some((value, bytes.len()))));
        }
    }
}
