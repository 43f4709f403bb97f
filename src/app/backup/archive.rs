//! The file format: `"RMCB" | version 1 | header length (32 bits, big-endian) | header (JSON) | sealed(gzip(tar))`.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::place::{unreadable, unusable};
use crate::domain::backup::{BackupHeader, Manifest, Member};
use crate::domain::hex::hex;
use crate::error::{Error, ErrorKind, Result};
use crate::store;
use crate::vault::BackupKey;

const MAGIC: &[u8; 5] = b"RMCB\x01";
/// The version of the format.
pub(super) const FORMAT: u32 = 1;
/// The largest header and the largest manifest that are read.
const MAX_JSON: u64 = 16 * 1024 * 1024;
/// The most files in a backup.
const MAX_MEMBERS: usize = 100_000;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DATABASE: &str = "database.sqlite";

/// What goes into an archive under a name: the file at a path, or bytes.
pub(super) enum Content<'a> {
    File(&'a Path),
    Bytes(&'a [u8]),
}

/// The member that `content` makes.
pub(super) fn member(name: &str, content: &Content<'_>) -> Result<Member> {
    let (mut digest, size) = (Sha256::new(), &mut 0);
    let mut count = |bytes: &[u8]| {
        digest.update(bytes);
        *size += bytes.len() as u64;
    };
    match content {
        Content::Bytes(bytes) => count(bytes),
        Content::File(path) => {
            let file = File::open(path).map_err(|error| unusable(path, &error))?;
            each_block(file, &mut count).map_err(|error| unusable(path, &error))?;
        }
    }
    Ok(Member { name: name.to_owned(), size: *size, sha256: hex(&digest.finalize()) })
}

/// Writes the new file `path`, for the user alone, and syncs it.
pub(super) fn write(
    path: &Path,
    key: &BackupKey,
    manifest: &Manifest,
    contents: &[(Member, Content<'_>)],
) -> Result<()> {
    let header = prefix(&manifest.header)?;
    let failed = |error: io::Error| unusable(path, &error);
    let mut file = store::create_new(path).map_err(failed)?;
    file.write_all(&header).map_err(failed)?;
    let sealing = key.seal(&header, io::BufWriter::new(file))?;
    let mut tar = tar::Builder::new(GzEncoder::new(sealing, Compression::fast()));
    let json = json(manifest)?;
    add(&mut tar, MANIFEST, json.len() as u64, json.as_slice()).map_err(failed)?;
    for (member, content) in contents {
        match content {
            Content::Bytes(bytes) => add(&mut tar, &member.name, member.size, *bytes),
            Content::File(path) => {
                File::open(path).and_then(|file| add(&mut tar, &member.name, member.size, file))
            }
        }
        .map_err(failed)?;
    }
    let finish = || tar.into_inner()?.finish()?.finish()?.into_inner()?.sync_all();
    finish().map_err(failed)
}

fn add<W: Write>(tar: &mut tar::Builder<W>, name: &str, size: u64, content: impl Read) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    tar.append_data(&mut header, name, content)
}

/// Reads the header of the file at `path`; a file that is no backup is an integrity error.
pub(super) fn read_header(path: &Path) -> Result<BackupHeader> {
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    header_of(&mut file, path).map(|(header, _)| header)
}

/// Whether the backup has that data key; of one that is not there any more its time must tell.
pub(in crate::app) fn has_key_if_there(path: &Path, key_id: &str) -> bool {
    read_header(path).map_or(true, |header| header.data_keys.iter().any(|key| key == key_id))
}

/// The header and the bytes that it stands in.
fn header_of(file: &mut File, path: &Path) -> Result<(BackupHeader, Vec<u8>)> {
    let fault = |what: &str| broken(path, what);
    let mut start = [0; MAGIC.len() + 4];
    file.read_exact(&mut start).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => fault("it is no backup of rosmcp"),
        _ => unreadable(path, &error),
    })?;
    let (magic, length) = start.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(fault("it is no backup of rosmcp, or one of a newer version"));
    }
    let length = u32::from_be_bytes(length.try_into().map_err(|_| fault("it has no header"))?);
    if u64::from(length) > MAX_JSON {
        return Err(fault("its header is too long"));
    }
    let mut bytes = start.to_vec();
    file.take(length.into()).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    let json = bytes.get(start.len()..).unwrap_or_default();
    let header: BackupHeader = serde_json::from_slice(json).map_err(|_| fault("its header is damaged"))?;
    if header.format != FORMAT {
        return Err(fault(&format!("it has format {}, this rosmcp reads {FORMAT}", header.format)));
    }
    Ok((header, bytes))
}

/// What is done with each member while an archive is read: bytes of the file under that name.
pub(super) trait Take {
    /// Begins with a file.
    fn begin(&mut self, member: &Member) -> io::Result<()>;
    /// More of it.
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// The file is whole, and is what the manifest says.
    fn end(&mut self) -> io::Result<()>;
}

/// Reads the whole archive, compares every file in it with the manifest, and hands it to `take` on the way. Whatever was
/// altered, is missing or follows is an integrity error.
pub(super) fn read(path: &Path, key: &BackupKey, take: &mut dyn Take) -> Result<Manifest> {
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let (header, bytes) = header_of(&mut file, path)?;
    let mut tar = tar::Archive::new(GzDecoder::new(key.open(&bytes, BufReader::new(file))?));
    // A disk that is full under what is taken out says nothing against the backup.
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem => {
            unusable(path, &error)
        }
        _ => broken(path, &error.to_string()),
    };
    let mut entries = tar.entries().map_err(failed)?;
    let first = entries.next().ok_or_else(|| broken(path, "it is empty"))?.map_err(failed)?;
    let manifest = read_manifest(first, path)?;
    if manifest.header != header || manifest.members.len() > MAX_MEMBERS {
        return Err(broken(path, "its manifest does not belong to it"));
    }
    let mut members = manifest.members.iter();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let member = members.next().ok_or_else(|| broken(path, "it holds more than its manifest says"))?;
        read_member(entry, member, take).map_err(failed)?;
    }
    if let Some(missing) = members.next() {
        return Err(broken(path, &format!("it lacks {}", missing.name)));
    }
    // The tar archive ends before the compressed text does, and that before the file: what remains must authenticate too.
    let mut compressed = tar.into_inner();
    let mut rest = io::copy(&mut compressed.by_ref().take(MAX_JSON), &mut io::sink()).map_err(failed)?;
    rest += io::copy(&mut compressed.into_inner(), &mut io::sink()).map_err(failed)?;
    // The end of a tar archive is two blocks of zeros, of which the reader has taken one or two.
    if rest > 1024 {
        return Err(broken(path, "something follows its last file"));
    }
    Ok(manifest)
}

fn read_manifest<R: Read>(entry: tar::Entry<'_, R>, path: &Path) -> Result<Manifest> {
    let named = entry.path_bytes().as_ref() == MANIFEST.as_bytes();
    let mut json = Vec::new();
    let read = entry.take(MAX_JSON).read_to_end(&mut json);
    read.map_err(|error| broken(path, &error.to_string()))?;
    if !named {
        return Err(broken(path, "its manifest is missing"));
    }
    serde_json::from_slice(&json).map_err(|_| broken(path, "its manifest is damaged"))
}

fn read_member<R: Read>(entry: tar::Entry<'_, R>, member: &Member, take: &mut dyn Take) -> io::Result<()> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{} {what}", member.name));
    if entry.path_bytes().as_ref() != member.name.as_bytes() || entry.size() != member.size {
        return Err(wrong("is not what its manifest says"));
    }
    let mut digest = Sha256::new();
    take.begin(member)?;
    let mut taken = Ok(());
    each_block(entry, &mut |bytes| {
        digest.update(bytes);
        if taken.is_ok() {
            taken = take.bytes(bytes);
        }
    })?;
    taken?;
    if hex(&digest.finalize()) != member.sha256 {
        return Err(wrong("has another digest than its manifest says"));
    }
    take.end()
}

fn each_block(mut from: impl Read, then: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut block = vec![0; 64 * 1024];
    loop {
        match from.read(&mut block)? {
            0 => return Ok(()),
            count => then(block.get(..count).unwrap_or_default()),
        }
    }
}

fn prefix(header: &BackupHeader) -> Result<Vec<u8>> {
    let json = json(header)?;
    let length =
        u32::try_from(json.len()).map_err(|error| Error::internal("the header is too long", error))?;
    Ok([MAGIC.as_slice(), &length.to_be_bytes(), &json].concat())
}

fn json(thing: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(thing).map_err(|error| Error::internal("a manifest cannot be written", error))
}

pub(super) fn broken(path: &Path, what: &str) -> Error {
    Error::new(ErrorKind::Integrity, format!("the backup {} is not sound: {what}", path.display()))
        .hint("keep it, and use another one: rosmcp backup list")
}
