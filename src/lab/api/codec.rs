//! Words and sentences on the wire (RouterOS manual, "API", API words).
//!
//! A word is its length and its bytes; an empty word ends the sentence. What is longer than a router would take ends the
//! connection.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Bytes that a sentence may have before the login.
pub(super) const STRANGER: usize = 4 * 1024;

/// Bytes that a sentence may have after it.
pub(super) const KNOWN: usize = 4 * 1024 * 1024;

/// The words of one sentence, without the empty one at its end.
pub(super) type Sentence = Vec<Vec<u8>>;

/// Reads sentences; stopped between two polls it loses nothing.
pub(super) struct Reader<R> {
    stream: R,
    buffer: Vec<u8>,
    /// How far the sentence at the front of the buffer has been looked at.
    seen: usize,
    /// The most bytes that a sentence may have.
    pub(super) limit: usize,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    /// Reads from `stream`.
    pub(super) fn new(stream: R) -> Self {
        Self { stream, buffer: Vec::new(), seen: 0, limit: STRANGER }
    }

    /// The next sentence that has words; `None` at the end of the stream, an error for what is no sentence.
    pub(super) async fn next(&mut self) -> io::Result<Option<Sentence>> {
        loop {
            if let Some(sentence) = self.take()? {
                if !sentence.is_empty() {
                    return Ok(Some(sentence));
                }
                continue;
            }
            if self.buffer.len() > self.limit {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// The sentence at the front of the buffer, if it is whole.
    fn take(&mut self) -> io::Result<Option<Sentence>> {
        while let Some((head, length)) = length(self.buffer.get(self.seen..).unwrap_or_default())? {
            if self.seen + head + length > self.limit {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if self.seen + head + length > self.buffer.len() {
                return Ok(None);
            }
            self.seen += head + length;
            if length == 0 {
                let rest = self.buffer.split_off(self.seen);
                self.seen = 0;
                let bytes = std::mem::replace(&mut self.buffer, rest);
                return words(&bytes).map(Some);
            }
        }
        Ok(None)
    }
}

/// The words of a whole sentence.
fn words(mut bytes: &[u8]) -> io::Result<Sentence> {
    let mut words = Vec::new();
    while let Some((head, length)) = length(bytes)? {
        let (word, rest) = bytes.get(head..).unwrap_or_default().split_at(length);
        if length > 0 {
            words.push(word.to_vec());
        }
        bytes = rest;
    }
    Ok(words)
}

/// How many bytes tell the length of the word at the front of `bytes`, and that length; `None` until they are there.
fn length(bytes: &[u8]) -> io::Result<Option<(usize, usize)>> {
    let Some(first) = bytes.first().copied() else { return Ok(None) };
    let (more, high) = match first {
        0..0x80 => (0, first),
        0x80..0xc0 => (1, first & 0x3f),
        0xc0..0xe0 => (2, first & 0x1f),
        0xe0..0xf0 => (3, first & 0x0f),
        0xf0 => (4, 0),
        // Control bytes: none is defined.
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    let Some(rest) = bytes.get(1..=more) else { return Ok(None) };
    let length = rest.iter().fold(usize::from(high), |length, byte| length << 8 | usize::from(*byte));
    Ok(Some((more + 1, length)))
}

/// The bytes of a sentence of `words`.
pub(super) fn encode<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in words {
        prefix(word.len(), &mut bytes);
        bytes.extend(word);
    }
    bytes.push(0);
    bytes
}

fn prefix(length: usize, out: &mut Vec<u8>) {
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let (marked, bytes) = match length {
        0..0x80 => (length, 1),
        0x80..0x4000 => (length | 0x8000, 2),
        0x4000..0x20_0000 => (length | 0xc0_0000, 3),
        0x20_0000..0x1000_0000 => (length | 0xe000_0000, 4),
        _ => {
            out.push(0xf0);
            (length, 4)
        }
    };
    out.extend(marked.to_be_bytes().iter().skip(4 - bytes));
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8], limit: usize) -> io::Result<Vec<Sentence>> {
        let mut reader = Reader::new(bytes);
        reader.limit = limit;
        let mut sentences = Vec::new();
        while let Some(sentence) = reader.next().await? {
            sentences.push(sentence);
        }
        Ok(sentences)
    }

    #[tokio::test]
    async fn words_of_every_length_come_back() {
        for length in [1, 0x7f, 0x80, 0x3fff, 0x4000, 0x1f_ffff, 0x20_0000] {
            let word = vec![b'x'; length];
            let bytes = encode([&b"/a"[..], &word]);
            assert_eq!(read(&bytes, KNOWN).await.expect("reads"), [vec![b"/a".to_vec(), word]], "{length}");
        }
    }

    #[test]
    fn lengths_are_written_as_the_manual_says() {
        let written = |length| {
            let mut out = Vec::new();
            prefix(length, &mut out);
            out
        };
        assert_eq!(written(0x80), [0x80, 0x80]);
        assert_eq!(written(0x4000), [0xc0, 0x40, 0]);
        assert_eq!(written(0x20_0000), [0xe0, 0x20, 0, 0]);
        assert_eq!(written(0x1000_0000), [0xf0, 0x10, 0, 0, 0]);
    }

    #[tokio::test]
    async fn empty_sentences_are_ignored_and_half_ones_never_come() {
        let bytes = [&[0, 0][..], &encode([&b"/a"[..]]), &[0], &[5, b'/']].concat();
        assert_eq!(read(&bytes, STRANGER).await.expect("reads"), [vec![b"/a".to_vec()]]);
    }

    #[tokio::test]
    async fn what_is_too_long_or_a_control_byte_is_refused() {
        assert!(read(&[0xf8], STRANGER).await.is_err());
        assert!(read(&[0xf0, 0xff, 0xff, 0xff, 0xff], STRANGER).await.is_err(), "before the word has come");
        let endless = [1, b'x'].repeat(STRANGER);
        assert!(read(&endless, STRANGER).await.is_err());
    }
}
