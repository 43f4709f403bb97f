//! One connection, from its first byte to its last.

use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadHalf};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::codec::Reader;
use super::fault;
use super::follow;
use super::login;
use super::reply::{Said, Voice};
use super::sentence::Asked;
use crate::domain::version::Version;
use crate::lab::command::{Command, Login, Output};
use crate::lab::faults::Front;
use crate::lab::faults::wire::{End, Tamper, Wire};
use crate::lab::management::Gate;
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};

/// Sentences that wait for a client who reads slowly; more keep their commands waiting.
const QUEUE: usize = 64;

/// The first version that says when there are no rows.
const EMPTIES: Version = Version::new(7, 18, 0);

/// Serves a client, who is at an address and has a connection of that number, until either side has enough.
pub(in crate::lab) async fn serve<S>(
    stream: S,
    router: Arc<Router>,
    client: (IpAddr, u64),
    tamper: Tamper,
    gate: Gate,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (reader, mut writer) = tokio::io::split(stream);
    let (out, mut said) = mpsc::channel(QUEUE);
    let mut writing = pin!(async move {
        while let Some(said) = said.recv().await {
            let mut wire = match said {
                Said::Words(words) => Wire::new(words, End::Open),
                Said::Wire(wire) => wire,
            };
            match poll_fn(|cx| wire.poll_send(&mut writer, cx)).await {
                Ok(End::Open) => {}
                Ok(End::Reset) => return tamper.reset(),
                Ok(End::Close) | Err(_) => return,
            }
        }
        // A client that broke off is its own business.
        drop(writer.shutdown().await);
    });
    tokio::select! {
        () = hear(reader, &router, client, Voice::new(out), gate) => {}
        () = &mut writing => return,
    }
    writing.await;
}

/// Hears the client until it leaves.
async fn hear<S>(stream: ReadHalf<S>, router: &Router, client: (IpAddr, u64), voice: Voice, gate: Gate)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut reader = Reader::new(stream);
    let Some(known) = login::welcome(router, client, &mut reader, &voice).await else { return };
    let connection = client.1;
    let unheard = gate.clone();
    let empties = empties(router);
    let talk = Talk { router, login: &known.login, voice, empties, gate, connection };
    tokio::select! {
        () = talk.converse(&mut reader) => {}
        () = unheard.unheard() => {
            // The session is over; the client learns it when packets come through again.
            drop(talk);
            drop(known);
            unheard.opened().await;
        }
    }
}

fn empties(router: &Router) -> bool {
    router.state().facts.version.parse::<Version>().is_ok_and(|version| version >= EMPTIES)
}

/// A command that runs.
struct Running {
    number: u64,
    tag: Option<Vec<u8>>,
    cancel: CancellationToken,
}

/// What runs; each ends with its number.
type Commands<'a> = FuturesUnordered<Pin<Box<dyn Future<Output = u64> + Send + 'a>>>;

/// A client that is logged in.
pub(super) struct Talk<'a> {
    pub(super) router: &'a Router,
    login: &'a Login,
    voice: Voice,
    empties: bool,
    gate: Gate,
    connection: u64,
}

impl Talk<'_> {
    async fn converse<R: AsyncRead + Unpin>(&self, reader: &mut Reader<R>) {
        let mut commands = Commands::new();
        let mut running: Vec<Running> = Vec::new();
        for number in 0_u64.. {
            let asked = loop {
                tokio::select! {
                    sentence = reader.next() => match sentence {
                        Ok(Some(sentence)) => break Asked::read(sentence),
                        Ok(None) | Err(_) => return,
                    },
                    Some(ended) = commands.next() => running.retain(|command| command.number != ended),
                }
            };
            match asked.word.as_str() {
                "quit" => return self.voice.fatal("session terminated on request").await,
                "cancel" => self.cancel(&asked, &mut running).await,
                _ => {
                    let cancel = CancellationToken::new();
                    running.push(Running { number, tag: asked.tag.clone(), cancel: cancel.clone() });
                    commands.push(Box::pin(async move {
                        // Who cancels it says its end.
                        cancel.run_until_cancelled(self.answer(asked)).await;
                        number
                    }));
                }
            }
        }
    }

    /// Interrupts the commands with the tag that is asked for, or all; the cancel itself ends before they do.
    async fn cancel(&self, asked: &Asked, running: &mut Vec<Running>) {
        let tag = asked.attribute("tag").filter(|tag| !tag.is_empty()).map(str::as_bytes);
        let (hit, spared) = std::mem::take(running)
            .into_iter()
            .partition(|command| tag.is_none() || command.tag.as_deref() == tag);
        *running = spared;
        let hit: Vec<Running> = hit;
        for command in &hit {
            command.cancel.cancel();
            self.voice.about(command.tag.clone()).trap(&Trap::Interrupted).await;
        }
        self.voice.about(asked.tag.clone()).done().await;
        for command in hit {
            self.voice.about(command.tag).done().await;
        }
    }

    /// Answers a command, or lets it meet the fault that waits for it.
    async fn answer(&self, mut asked: Asked) {
        let voice = self.voice.about(asked.tag.clone());
        let (path, verb) = asked.place();
        let number = self.router.ear.hear(Front::Api, self.connection, path, verb);
        let fault = self.router.faults.strike(path, verb, Front::Api);
        asked.number = number;
        match fault {
            None => self.fulfil(&asked, &voice).await,
            Some(fault) => fault::suffer(fault, self, &asked, &voice).await,
        }
    }

    /// Runs a command and says to `voice` all that comes of it.
    pub(super) async fn fulfil(&self, asked: &Asked, voice: &Voice) {
        let outcome = self.run(asked, voice).await;
        self.router.ear.done(asked.number);
        match outcome {
            Ok((output, said)) => voice.output(output, said, self.empties).await,
            Err(trap) => {
                voice.trap(&trap).await;
                if !self.router.state().tree.is_directory(asked.place().0) {
                    // A path that leads nowhere is refused twice.
                    voice.trap(&Trap::Refused("no such command prefix".to_owned())).await;
                }
                voice.done().await;
            }
        }
    }

    /// What the command comes to, and how many rows have been said meanwhile.
    async fn run(&self, asked: &Asked, voice: &Voice) -> Outcome<(Output, usize)> {
        if asked.word == "login" {
            return Err(Trap::Unsupported("a second login on one connection".to_owned()));
        }
        let command = asked.command()?;
        if command.verb == "listen" {
            return Err(follow::listen(self.router, self.login, &command, voice).await);
        }
        let (live, mut rows) = mpsc::channel(1);
        let command = Command { live: Some(live), ..command };
        let executing = async move { self.gate.answer(self.router.execute(self.login, &command)).await };
        let saying = async {
            let mut said = 0;
            while let Some(row) = rows.recv().await {
                voice.row(&row).await;
                said += 1;
            }
            said
        };
        let (output, said) = tokio::join!(executing, saying);
        output.map(|output| (output, said))
    }
}
