//! What faults do to a command over the binary API.

use tokio::sync::mpsc;

use super::reply::{Said, Voice};
use super::sentence::Asked;
use super::talk::Talk;
use crate::lab::faults::wire::{End, Wire};
use crate::lab::faults::{Fault, WORDS, not_edited};
use crate::lab::trap::Trap;

/// Bytes that are no words: control bytes, which nothing defines.
const GARBAGE: [u8; 8] = [0xff; 8];

/// Answers a command as the fault says.
pub(super) async fn suffer(fault: Fault, talk: &Talk<'_>, asked: &Asked, voice: &Voice) {
    match fault {
        Fault::Latency(delay) => {
            tokio::time::sleep(delay).await;
            talk.fulfil(asked, voice).await;
        }
        Fault::Hang => std::future::pending().await,
        Fault::Unauthorized => {
            voice.fatal("not logged in").await;
            voice.wire(Wire::new(Vec::new(), End::Close)).await;
        }
        Fault::Reboot(span) => {
            kept(talk, asked, voice).await;
            talk.router.lose_power(span);
            std::future::pending::<()>().await;
        }
        Fault::Edit(edit) => match talk.router.intervene(edit).await {
            Ok(_) => talk.fulfil(asked, voice).await,
            Err(trap) => refuse(voice, Some(not_edited(&trap))).await,
        },
        Fault::Status(_, detail) => refuse(voice, detail).await,
        Fault::Ignored => {
            let before = talk.router.state().clone();
            talk.fulfil(asked, voice).await;
            *talk.router.state() = before;
        }
        Fault::Refused(detail) => {
            kept(talk, asked, voice).await;
            refuse(voice, detail).await;
        }
        fault => {
            let bytes = kept(talk, asked, voice).await;
            if let Fault::Stall(delay) = fault {
                tokio::time::sleep(delay).await;
            }
            voice.wire(wire(&fault, bytes)).await;
        }
    }
}

async fn refuse(voice: &Voice, detail: Option<String>) {
    voice.trap(&Trap::Refused(detail.unwrap_or_else(|| WORDS.to_owned()))).await;
    voice.done().await;
}

/// What becomes of the answer `bytes` on the wire.
pub(super) fn wire(fault: &Fault, mut bytes: Vec<u8>) -> Wire {
    match fault {
        Fault::LostAnswer => Wire::new(Vec::new(), End::Close),
        Fault::Reset(at) => Wire::new(Fault::cut(bytes, Some(*at)), End::Reset),
        Fault::Truncate(at) => Wire::new(Fault::cut(bytes, *at), End::Close),
        Fault::Drip(pace) => Wire::slowly(bytes, *pace),
        Fault::Garbage => Wire::new(GARBAGE.to_vec(), End::Open),
        Fault::WrongLength(by) => {
            if let Some(length) = bytes.first_mut() {
                // The reply word is short: its length is one byte.
                *length = u8::try_from((i32::from(*length) + by).clamp(1, 0x7f)).unwrap_or(0x7f);
            }
            Wire::new(bytes, End::Open)
        }
        _ => Wire::new(bytes, End::Open),
    }
}

/// Runs the command; everything that it says, kept from the client.
async fn kept(talk: &Talk<'_>, asked: &Asked, voice: &Voice) -> Vec<u8> {
    let (out, mut said) = mpsc::channel(1);
    let aside = voice.to(out);
    let speaking = async move { talk.fulfil(asked, &aside).await };
    let listening = async {
        let mut bytes = Vec::new();
        while let Some(said) = said.recv().await {
            if let Said::Words(words) = said {
                bytes.extend(words);
            }
        }
        bytes
    };
    tokio::join!(speaking, listening).1
}
