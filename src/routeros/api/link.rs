//! One connection with the router and the commands that are running on it.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::codec::{Decoder, encode};
use super::reply::{Collected, Heard, Refusal, Word, hear};
use crate::routeros::connect::{Stream, UNACKNOWLEDGED};
use crate::routeros::text::clean;
use crate::routeros::transport::Reply;
use crate::routeros::watch::Hints;

/// How a command ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The router answered it.
    Answered(Result<Reply, Refusal>),
    /// The connection ended first, for this reason.
    Cut(Cut),
}

/// Why a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cut {
    /// It was closed or reset.
    Closed(io::ErrorKind),
    /// The router said `!fatal` and why.
    Fatal(String),
    /// What came is not the API.
    Garbled(String),
}

/// A connection; dropping it closes it.
pub(super) struct Link {
    writer: Writer,
    commands: Arc<Mutex<Commands>>,
    giving_up: CancellationToken,
    reader: JoinHandle<()>,
}

/// Gone when the connection has ended.
type Writer = Arc<AsyncMutex<Option<WriteHalf<Box<dyn Stream>>>>>;

#[derive(Default)]
struct Commands {
    next: u32,
    running: HashMap<u32, Running>,
    cut: Option<Cut>,
}

enum Running {
    /// A command that ends, and who waits for it.
    Command { collected: Collected, ended: oneshot::Sender<Ended> },
    /// One that goes on, and who hears of each row.
    Following(Hints),
}

impl Running {
    /// Takes the next sentence; whether it was the last one.
    fn hear(&mut self, heard: Heard, limit: usize) -> Option<Result<Reply, Refusal>> {
        match (self, heard.word) {
            (Self::Command { collected, .. }, _) => collected.take(heard, limit),
            (Self::Following(hints), Word::Re) => {
                hints.touched(heard.attributes.get(".id").cloned());
                None
            }
            (Self::Following(hints), Word::Trap) => {
                // An interruption is no refusal.
                hints.end(heard.attributes.get("category").map(String::as_str) != Some("2"));
                None
            }
            (Self::Following(_), Word::Done) => Some(Ok(Reply::default())),
            (Self::Following(_), Word::Empty | Word::Fatal) => None,
        }
    }

    /// Tells whom it concerns; whoever stopped waiting does not need to know.
    fn end(self, how: Ended) {
        match self {
            Self::Command { ended, .. } => drop(ended.send(how)),
            Self::Following(hints) => hints.end(false),
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Link {
    /// Reads from `stream` from now on; an answer may have `limit` bytes.
    pub(super) fn new(stream: Box<dyn Stream>, limit: usize) -> Self {
        let (mut reader, writer) = tokio::io::split(stream);
        let writer = Arc::new(AsyncMutex::new(Some(writer)));
        let (commands, giving_up) = (Arc::<Mutex<Commands>>::default(), CancellationToken::new());
        let listening = {
            let (writer, commands, giving_up) = (writer.clone(), commands.clone(), giving_up.clone());
            async move {
                let reason = tokio::select! {
                    reason = listen(&mut reader, &commands, limit) => reason,
                    () = giving_up.cancelled() => Cut::Closed(io::ErrorKind::TimedOut),
                };
                cut(&commands, reason);
                writer.lock().await.take();
            }
        };
        Self { writer, commands, giving_up, reader: tokio::spawn(listening) }
    }

    /// Whether commands can still be sent.
    pub(super) fn is_open(&self) -> bool {
        self.commands.lock().cut.is_none()
    }

    /// Sends a command and returns its tag and where its end will be told; an error when nothing was sent because the
    /// connection had ended before.
    pub(super) async fn send(&self, words: &[String]) -> Result<(u32, oneshot::Receiver<Ended>), Cut> {
        let (ended, end) = oneshot::channel();
        let tag = self.start(words, Running::Command { collected: Collected::default(), ended }).await?;
        Ok((tag, end))
    }

    /// Sends a command that goes on and gives `hints` of what comes; returns its tag.
    pub(super) async fn follow(&self, words: &[String], hints: Hints) -> Result<u32, Cut> {
        self.start(words, Running::Following(hints)).await
    }

    async fn start(&self, words: &[String], running: Running) -> Result<u32, Cut> {
        let tag = self.expect(running)?;
        let written = tokio::time::timeout(UNACKNOWLEDGED, self.write(tag, words)).await;
        // After half a sentence nothing else can be said on this connection.
        match written {
            Ok(Ok(())) => {}
            Ok(Err(error)) => cut(&self.commands, Cut::Closed(error.kind())),
            Err(_) => cut(&self.commands, Cut::Closed(io::ErrorKind::TimedOut)),
        }
        Ok(tag)
    }

    /// Asks the router to stop the command with `tag`; whether it does shows in the command's own end.
    pub(super) async fn cancel(&self, tag: u32) {
        // Its answer is not waited for.
        let _ = self.send(&["/cancel".to_owned(), format!("=tag={tag}")]).await;
    }

    /// Ends the connection for everybody: the router does not react on it.
    pub(super) fn give_up(&self) {
        cut(&self.commands, Cut::Closed(io::ErrorKind::TimedOut));
        self.giving_up.cancel();
    }

    fn expect(&self, running: Running) -> Result<u32, Cut> {
        let mut commands = self.commands.lock();
        if let Some(cut) = &commands.cut {
            return Err(cut.clone());
        }
        let tag = commands.next;
        commands.next = commands.next.wrapping_add(1);
        commands.running.insert(tag, running);
        Ok(tag)
    }

    async fn write(&self, tag: u32, words: &[String]) -> io::Result<()> {
        let tag = format!(".tag={tag}");
        // The login's sentence holds the password.
        let mut sentence = Zeroizing::new(Vec::new());
        encode(words.iter().map(String::as_bytes).chain([tag.as_bytes()]), &mut sentence);
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        writer.write_all(&sentence).await?;
        writer.flush().await
    }
}

/// Tells every running command that the connection ended.
fn cut(commands: &Mutex<Commands>, reason: Cut) {
    let mut commands = commands.lock();
    let reason = commands.cut.get_or_insert(reason).clone();
    for (_, running) in commands.running.drain() {
        running.end(Ended::Cut(reason.clone()));
    }
}

/// Hands what comes to the commands it belongs to, until the connection ends; returns why it did.
async fn listen(reader: &mut ReadHalf<Box<dyn Stream>>, commands: &Mutex<Commands>, limit: usize) -> Cut {
    let (mut decoder, mut buffer, mut strays) = (Decoder::default(), vec![0; 16 * 1024], 0);
    loop {
        let read = match reader.read(&mut buffer).await {
            Ok(0) => return Cut::Closed(io::ErrorKind::UnexpectedEof),
            Ok(read) => read,
            Err(error) => return Cut::Closed(error.kind()),
        };
        decoder.feed(buffer.get(..read).unwrap_or_default());
        if let Err(reason) = hand_out(&mut decoder, commands, &mut strays, limit) {
            return reason;
        }
    }
}

fn hand_out(
    decoder: &mut Decoder,
    commands: &Mutex<Commands>,
    strays: &mut usize,
    limit: usize,
) -> Result<(), Cut> {
    while let Some(sentence) = decoder.next().map_err(|error| Cut::Garbled(error.to_string()))? {
        let heard = hear(sentence).ok_or_else(|| Cut::Garbled("a sentence that is no reply".to_owned()))?;
        if heard.word == Word::Fatal {
            return Err(Cut::Fatal(clean(&heard.reason)));
        }
        let mut commands = commands.lock();
        let Some(tag) = heard.tag.filter(|tag| commands.running.contains_key(tag)) else {
            // The rest of an answer that was too large, or nothing that was ever asked for.
            *strays += heard.size;
            if *strays > limit {
                return Err(Cut::Garbled("answers that nobody asked for".to_owned()));
            }
            continue;
        };
        *strays = 0;
        let end = commands.running.get_mut(&tag).and_then(|running| running.hear(heard, limit));
        if let Some(end) = end
            && let Some(running) = commands.running.remove(&tag)
        {
            running.end(Ended::Answered(end));
        }
    }
    Ok(())
}
