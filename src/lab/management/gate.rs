//! Where packets of one connection pass or are lost.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Sleep;

use super::{Kind, Verdict};
use crate::clock::{self, Instant};
use crate::lab::router::Router;

/// Real time between two attempts of packets that are lost, as TCP sends them again.
const RESENT: Duration = Duration::from_millis(50);

/// Real time after which the client's TCP has certainly given up, so that nothing needs to be kept for it.
const GIVEN_UP: Duration = Duration::from_mins(15);

/// The gate of one connection to `service`.
#[derive(Clone)]
pub(in crate::lab) struct Gate {
    router: Arc<Router>,
    service: &'static str,
    /// The router's port that the client calls.
    port: u16,
    /// Whether an answer may leave although the way is cut.
    last_word: Arc<AtomicBool>,
}

impl Gate {
    /// The gate of a new connection to `port`, where the router had `service`.
    pub(in crate::lab) fn new(router: Arc<Router>, service: &'static str, port: u16) -> Self {
        Self { router, service, port, last_word: Arc::default() }
    }

    fn verdict(&self, established: bool) -> Verdict {
        self.router.verdict(Kind { service: self.service, port: self.port, established })
    }

    fn open(&self) -> bool {
        self.verdict(true) == Verdict::Pass
    }

    /// Returns whether the first packet of the connection comes through, once that is decided.
    pub(in crate::lab) async fn admits(&self, stream: &TcpStream) -> bool {
        let begun = clock::monotonic();
        loop {
            match self.verdict(false) {
                Verdict::Pass => return true,
                Verdict::Refused => return false,
                Verdict::Silent => tokio::time::sleep(RESENT).await,
            }
            let left = tokio::time::timeout(Duration::ZERO, stream.peek(&mut [0])).await;
            if matches!(left, Ok(Ok(0) | Err(_))) || given_up(begun) {
                return false;
            }
        }
    }

    /// What `work` comes to; if it cuts the way that its client came, its answer may still leave.
    pub(in crate::lab) async fn answer<T>(&self, work: impl Future<Output = T>) -> T {
        let open = self.open();
        let done = work.await;
        if open && !self.open() {
            self.last_word.store(true, Ordering::Relaxed);
        }
        done
    }
}

fn given_up(since: Instant) -> bool {
    clock::monotonic().saturating_duration_since(since) > GIVEN_UP
}

/// Holds up one connection's packets while they would be lost.
pub(in crate::lab) struct Barrier {
    gate: Gate,
    wrote: bool,
    silent: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Barrier {
    /// Nothing is held up yet.
    pub(in crate::lab) fn new(gate: Gate) -> Self {
        Self { gate, wrote: false, silent: None }
    }

    /// Ready when a packet from the client comes through.
    pub(in crate::lab) fn poll_in(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            match self.gate.verdict(true) {
                Verdict::Pass => {
                    self.silent = None;
                    return Poll::Ready(Ok(()));
                }
                Verdict::Refused => return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
                Verdict::Silent => ready!(self.poll_resent(cx))?,
            }
        }
    }

    /// Ready when a packet to the client comes through.
    pub(in crate::lab) fn poll_out(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.gate.last_word.load(Ordering::Relaxed) {
            self.wrote = true;
            return Poll::Ready(Ok(()));
        }
        self.poll_in(cx)
    }

    /// All of an answer has left.
    pub(in crate::lab) fn flushed(&mut self) {
        if std::mem::take(&mut self.wrote) {
            self.gate.last_word.store(false, Ordering::Relaxed);
        }
    }

    fn poll_resent(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let silent =
            self.silent.get_or_insert_with(|| (clock::monotonic(), Box::pin(tokio::time::sleep(RESENT))));
        if given_up(silent.0) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        ready!(silent.1.as_mut().poll(cx));
        silent.1 = Box::pin(tokio::time::sleep(RESENT));
        Poll::Ready(Ok(()))
    }
}
