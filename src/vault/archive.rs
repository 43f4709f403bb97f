//! Sealing a whole file: chunks of 64 KiB under AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway,
//! Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015), so that chunks can't be
//! altered, reordered, repeated or cut off unnoticed.
//!
//! Each file has a key of its own, derived from the outer key and from the file's header, which has to be unique: whoever
//! alters the header has another key.

use std::io::{self, Read, Write};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::{Aes256Gcm, KeyInit};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::envelope::KeyBytes;
use super::key::{KEY_BYTES, Key};
use super::outer::Outer;
use super::ring::installation_bytes;
use crate::domain::keyring::Installation;
use crate::error::{Error, Result};

/// Bytes of a chunk before it is sealed.
const CHUNK: usize = 64 * 1024;
/// What sealing adds to a chunk.
const TAG: usize = 16;
/// The part of the nonce that stays; the key is used for one file only.
const NONCE: [u8; 7] = [0; 7];

/// The key of an installation's backups, by which outer key it comes from.
#[derive(Clone)]
pub struct BackupKey {
    id: String,
    key: KeyBytes,
}

/// The backup keys that `current` and `previous` give for the installation, by its id.
pub fn backup_keys(current: &Key, previous: Option<&Key>, installation: &str) -> Result<Vec<BackupKey>> {
    let installation = Installation { id: installation.to_owned(), ..Installation::default() };
    let id = installation_bytes(&installation)?;
    let derive = |key| Outer::derive(key, id).map(|outer| outer.backup_key());
    std::iter::once(current).chain(previous).map(derive).collect()
}

impl BackupKey {
    pub(super) fn new(id: String, key: KeyBytes) -> Self {
        Self { id, key }
    }

    /// The outer key that it is derived from, in hexadecimal.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Seals what is written to it behind `header`, which must be unique, into `out`. [`SealingWriter::finish`] ends it.
    pub fn seal<W: Write>(&self, header: &[u8], out: W) -> Result<SealingWriter<W>> {
        let stream = EncryptorBE32::from_aead(self.cipher(header)?, &NONCE.into());
        Ok(SealingWriter { stream: Some(stream), chunk: Vec::with_capacity(CHUNK + TAG), out })
    }

    /// Opens what was sealed behind `header`; what does not authenticate is an error of reading.
    pub fn open<R: Read>(&self, header: &[u8], input: R) -> Result<OpeningReader<R>> {
        let stream = DecryptorBE32::from_aead(self.cipher(header)?, &NONCE.into());
        Ok(OpeningReader { stream: Some(stream), ahead: Vec::new(), chunk: Vec::new(), at: 0, input })
    }

    fn cipher(&self, header: &[u8]) -> Result<Aes256Gcm> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Hkdf::<Sha256>::new(Some(&Sha256::digest(header)), self.key.as_slice())
            .expand(b"rosmcp/backup/file/1", key.as_mut_slice())
            .map_err(|error| Error::internal("a key of that length can't be derived", error.to_string()))?;
        Ok(Aes256Gcm::new((&*key).into()))
    }
}

/// Seals what is written to it.
pub struct SealingWriter<W> {
    /// `None` once a chunk could not be written: what came after it would not open.
    stream: Option<EncryptorBE32<Aes256Gcm>>,
    chunk: Vec<u8>,
    out: W,
}

impl<W: Write> SealingWriter<W> {
    /// Seals the last chunk and returns what it was written to. A file without it does not open.
    pub fn finish(mut self) -> io::Result<W> {
        let stream = self.stream.take().ok_or_else(given_up)?;
        stream.encrypt_last_in_place(b"", &mut self.chunk).map_err(|_| too_large())?;
        self.out.write_all(&self.chunk)?;
        Ok(self.out)
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let mut stream = self.stream.take().ok_or_else(given_up)?;
        stream.encrypt_next_in_place(b"", &mut self.chunk).map_err(|_| too_large())?;
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        self.stream = Some(stream);
        Ok(())
    }
}

impl<W: Write> Write for SealingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.len() >= CHUNK {
            self.pass_on()?;
        }
        let room = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(bytes.get(..room).unwrap_or_default());
        Ok(room)
    }

    /// What is not a whole chunk waits for [`SealingWriter::finish`].
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what was sealed.
pub struct OpeningReader<R> {
    /// `None` after the last chunk.
    stream: Option<DecryptorBE32<Aes256Gcm>>,
    /// The next chunk, sealed: only who has looked beyond a chunk knows whether it is the last.
    ahead: Vec<u8>,
    chunk: Vec<u8>,
    at: usize,
    input: R,
}

impl<R: Read> OpeningReader<R> {
    fn next_chunk(&mut self) -> io::Result<()> {
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        if self.ahead.is_empty() {
            self.ahead = self.sealed_chunk()?;
        }
        let mut chunk = std::mem::take(&mut self.ahead);
        if chunk.len() == CHUNK + TAG {
            self.ahead = self.sealed_chunk()?;
        }
        if self.ahead.is_empty() {
            stream.decrypt_last_in_place(b"", &mut chunk).map_err(|_| forged())?;
        } else {
            stream.decrypt_next_in_place(b"", &mut chunk).map_err(|_| forged())?;
            self.stream = Some(stream);
        }
        (self.chunk, self.at) = (chunk, 0);
        Ok(())
    }

    fn sealed_chunk(&mut self) -> io::Result<Vec<u8>> {
        let mut chunk = Vec::with_capacity(CHUNK + TAG);
        self.input.by_ref().take((CHUNK + TAG) as u64).read_to_end(&mut chunk)?;
        Ok(chunk)
    }
}

impl<R: Read> Read for OpeningReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() && self.stream.is_some() {
            self.next_chunk()?;
        }
        let left = self.chunk.get(self.at..).unwrap_or_default();
        let count = left.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), left.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

fn forged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "it does not authenticate: it was altered, cut off, or sealed with another key",
    )
}

fn given_up() -> io::Error {
    io::Error::other("writing has failed before")
}

fn too_large() -> io::Error {
    io::Error::other("it is too large to be sealed in one file")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> BackupKey {
        BackupKey::new("k".into(), Zeroizing::new([byte; 32]))
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut writer = key(1).seal(b"header", Vec::new()).expect("a key");
        writer.write_all(plain).expect("written");
        writer.finish().expect("finished")
    }

    fn opened(key: &BackupKey, header: &[u8], sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        key.open(header, sealed).expect("a key").read_to_end(&mut plain)?;
        Ok(plain)
    }

    /// A disk with room for so many bytes.
    struct Small(usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn after_a_write_that_failed_nothing_more_is_written() {
        let mut writer = key(1).seal(b"header", Small(CHUNK + TAG)).expect("a key");
        assert!(writer.write_all(&vec![7; 3 * CHUNK]).is_err(), "the disk is full");
        // Whoever drops a compressor or an archive tries again.
        assert!(writer.write_all(&[7]).is_err());
        assert!(writer.finish().is_err());
    }

    #[test]
    fn every_length_comes_back_as_it_went_in() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7] {
            let plain: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).expect("small")).collect();
            let sealed = sealed(&plain);
            assert_eq!(sealed.len(), length + TAG * length.div_ceil(CHUNK).max(1));
            assert_eq!(opened(&key(1), b"header", &sealed).expect("opened"), plain, "{length}");
        }
    }

    #[test]
    fn another_key_another_header_and_whatever_is_done_to_the_chunks_are_refused() {
        let sealed = sealed(&vec![7; 2 * CHUNK + 5]);
        let whole = CHUNK + TAG;
        assert!(opened(&key(2), b"header", &sealed).is_err());
        assert!(opened(&key(1), b"Header", &sealed).is_err());
        for at in (0..sealed.len()).step_by(997).chain([sealed.len() - 1]) {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(opened(&key(1), b"header", &flipped).is_err(), "byte {at}");
        }
        for cut in [0, 1, TAG, whole - 1, whole, whole + 1, 2 * whole, sealed.len() - 1] {
            assert!(opened(&key(1), b"header", &sealed[..cut]).is_err(), "cut at {cut}");
        }
        let swapped = [&sealed[whole..2 * whole], &sealed[..whole], &sealed[2 * whole..]].concat();
        assert!(opened(&key(1), b"header", &swapped).is_err());
        let repeated = [&sealed[..whole], &sealed[..whole], &sealed[whole..]].concat();
        assert!(opened(&key(1), b"header", &repeated).is_err());
        assert!(opened(&key(1), b"header", &[&sealed[..], b"x"].concat()).is_err());
    }
}
