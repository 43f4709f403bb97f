//! Messages as lines: one JSON text each.
//!
//! The protocol library's own framing leaves a line that is not JSON, or too long, without an answer, so that a client which
//! waits for one waits for ever. Here each gets the error of JSON-RPC 2.0 §5.1, with the id where one can be read.

use std::io;
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::ErrorCode;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// The longest line, bytes: what a message may have over HTTP at most.
const LONGEST: usize = 16 * 1024 * 1024;

/// One client at the other end of two streams.
pub(super) struct Lines<R, W> {
    read: BufReader<R>,
    /// What has been read of a line: reading is given up whenever there is something else to do, and goes on later.
    line: Vec<u8>,
    /// Whether what has been read of the line was thrown away.
    too_long: bool,
    /// `None` once it is closed.
    write: Arc<Mutex<Option<W>>>,
    /// The answer to a line that was no message; the next line is read when it is written.
    answering: Option<JoinHandle<io::Result<()>>>,
}

/// A line that is no message: the code, what is wrong, and the id where one can be read.
type Fault = (ErrorCode, &'static str, Value);

impl<R: AsyncRead + Unpin, W: AsyncWrite + Send + Unpin + 'static> Lines<R, W> {
    pub(super) fn new(read: R, write: W) -> Self {
        Self {
            read: BufReader::new(read),
            line: Vec::new(),
            too_long: false,
            write: Arc::new(Mutex::new(Some(write))),
            answering: None,
        }
    }

    /// The next line without its end, which the last may lack; `None` at the end of the stream. A future that is dropped has
    /// lost nothing.
    async fn line(&mut self) -> io::Result<Option<Result<Vec<u8>, Fault>>> {
        loop {
            let some = self.read.fill_buf().await?;
            if some.is_empty() {
                let last = std::mem::take(&mut self.line);
                return Ok((!last.is_empty()).then_some(Ok(last)));
            }
            let end = some.iter().position(|byte| *byte == b'\n');
            let length = end.unwrap_or(some.len());
            if self.too_long || self.line.len() + length > LONGEST {
                self.too_long = true;
                self.line = Vec::new();
            } else {
                self.line.extend(some.get(..length).unwrap_or_default());
            }
            self.read.consume(end.map_or(length, |end| end + 1));
            if end.is_some() {
                let line = std::mem::take(&mut self.line);
                let too_long = std::mem::take(&mut self.too_long);
                let fault = (ErrorCode::INVALID_REQUEST, "the message is longer than 16 MiB", Value::Null);
                return Ok(Some(if too_long { Err(fault) } else { Ok(line) }));
            }
        }
    }

    fn answer(&mut self, (code, message, id): Fault) {
        let fault = json!({"jsonrpc": "2.0", "id": id, "error": {"code": code.0, "message": message}});
        self.answering = Some(tokio::spawn(write(self.write.clone(), fault.to_string().into_bytes())));
    }
}

impl<R, W> Transport<RoleServer> for Lines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let (to, text) = (self.write.clone(), serde_json::to_vec(&item));
        async move { write(to, text?).await }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(answering) = self.answering.as_mut() {
                let written = answering.await;
                self.answering = None;
                written.ok()?.ok()?;
            }
            let line = match self.line().await {
                Ok(line) => line?,
                Err(error) => {
                    tracing::error!(%error, "reading standard input");
                    return None;
                }
            };
            match line.and_then(|line| message(&line)) {
                Ok(Some(message)) => return Some(message),
                Ok(None) => {}
                Err(fault) => self.answer(fault),
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        drop(self.write.lock().await.take());
        Ok(())
    }
}

async fn write<W: AsyncWrite + Unpin>(to: Arc<Mutex<Option<W>>>, mut text: Vec<u8>) -> io::Result<()> {
    text.push(b'\n');
    let mut to = to.lock().await;
    let to = to.as_mut().ok_or(io::ErrorKind::NotConnected)?;
    to.write_all(&text).await?;
    to.flush().await
}

/// The message in `line`; `None` where there is none to answer: an empty line, or a notification that nobody knows.
fn message(line: &[u8]) -> Result<Option<RxJsonRpcMessage<RoleServer>>, Fault> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    if let Ok(message) = serde_json::from_slice(line) {
        return Ok(Some(message));
    }
    let value: Value = serde_json::from_slice(line)
        .map_err(|_| (ErrorCode::PARSE_ERROR, "the line is not JSON", Value::Null))?;
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned();
    if value.get("method").is_some() && value.get("id").is_none() {
        return Ok(None);
    }
    Err((ErrorCode::INVALID_REQUEST, "the JSON is not a message of JSON-RPC 2.0", id.unwrap_or_default()))
}
