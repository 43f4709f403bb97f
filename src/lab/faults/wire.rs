//! Answers byte by byte: slowly, cut off, or such as no router would send.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use crate::lab::management::{Barrier, Gate};

/// What comes after the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum End {
    /// The connection goes on.
    Open,
    /// It is closed.
    Close,
    /// It is reset.
    Reset,
}

/// Bytes to send.
pub(in crate::lab) struct Wire {
    bytes: Vec<u8>,
    sent: usize,
    pace: Option<Duration>,
    pause: Option<Pin<Box<Sleep>>>,
    end: End,
}

impl Wire {
    /// All of `bytes` at once.
    pub(in crate::lab) fn new(bytes: Vec<u8>, end: End) -> Self {
        Self { bytes, sent: 0, pace: None, pause: None, end }
    }

    /// One byte in each `pace`.
    pub(in crate::lab) fn slowly(bytes: Vec<u8>, pace: Duration) -> Self {
        Self { pace: Some(pace), ..Self::new(bytes, End::Open) }
    }

    /// Sends what is left; the end once all is sent.
    pub(in crate::lab) fn poll_send<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<End>> {
        while self.sent < self.bytes.len() {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
            }
            let most = if self.pace.is_some() { self.sent + 1 } else { self.bytes.len() };
            let next = self.bytes.get(self.sent..most).unwrap_or_default();
            self.sent += ready!(Pin::new(&mut *stream).poll_write(cx, next))?;
            if let Some(pace) = self.pace {
                self.pause = Some(Box::pin(tokio::time::sleep(pace)));
                ready!(Pin::new(&mut *stream).poll_flush(cx))?;
            }
        }
        ready!(Pin::new(stream).poll_flush(cx))?;
        Poll::Ready(Ok(self.end))
    }
}

/// The say that a front has in what goes over its connection.
#[derive(Clone, Default)]
pub(in crate::lab) struct Tamper {
    instead: Arc<Mutex<Option<Wire>>>,
    reset: Arc<AtomicBool>,
}

impl Tamper {
    /// Sends `wire` in the place of the next answer.
    pub(in crate::lab) fn instead(&self, wire: Wire) {
        *self.instead.lock() = Some(wire);
    }

    /// Lets the connection end with a reset.
    pub(in crate::lab) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }

    /// Whether it ends so.
    pub(in crate::lab) fn is_reset(&self) -> bool {
        self.reset.load(Ordering::Relaxed)
    }

    fn take(&self) -> Option<Wire> {
        self.instead.lock().take()
    }
}

/// A connection on which a [`Wire`] may take the place of an answer.
pub(in crate::lab) struct Line<S> {
    stream: S,
    tamper: Tamper,
    wire: Option<Wire>,
}

impl<S> Line<S> {
    /// `stream`, with `tamper` having its say.
    pub(in crate::lab) fn new(stream: S, tamper: Tamper) -> Self {
        Self { stream, tamper, wire: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(wire) = self.tamper.take() {
            self.wire = Some(wire);
        }
        // The answer that the wire replaces is never sent.
        if self.wire.is_some() {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let Some(wire) = &mut this.wire else { return Pin::new(&mut this.stream).poll_flush(cx) };
        let end = ready!(wire.poll_send(&mut this.stream, cx))?;
        this.wire = None;
        match end {
            End::Open => return Poll::Ready(Ok(())),
            End::Close => {}
            End::Reset => this.tamper.reset(),
        }
        Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A TCP connection that ends with a reset if it is told so, and is silent while the way is cut.
pub(in crate::lab) struct Socket {
    stream: TcpStream,
    tamper: Tamper,
    barrier: Barrier,
}

impl Socket {
    /// `stream`, which `tamper` may let end with a reset and `gate` may cut.
    pub(in crate::lab) fn new(stream: TcpStream, tamper: Tamper, gate: Gate) -> Self {
        Self { stream, tamper, barrier: Barrier::new(gate) }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.tamper.reset.load(Ordering::Relaxed) {
            // Without it the end is an ordinary one.
            drop(self.stream.set_zero_linger());
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.barrier.poll_in(cx))?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.barrier.poll_out(cx))?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.barrier.flushed();
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
