//! The binary API with one router as one user.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::ExposeSecret;
use tokio::sync::{Mutex, oneshot};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::link::{Cut, Ended, Link};
use super::reply::{Refusal, failure};
use super::say::{listening, words};
use crate::clock::{Instant, monotonic};
use crate::domain::credential::Credential;
use crate::domain::device::Endpoint;
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::connect::{connect, secure, timed_out, unreachable, unsent};
use crate::routeros::session::SessionLimits;
use crate::routeros::text::clean;
use crate::routeros::tls::client_config;
use crate::routeros::transport::{Failure, Reply, Request, Stage, Transport};
use crate::routeros::watch::{News, news};

/// How long a router may take to stop a command; one that takes longer does not listen any more.
const STOPPING: Duration = Duration::from_secs(3);

/// The binary API with one router as one user; connects when it is first used, and again when it must.
pub(in crate::routeros) struct Api {
    endpoint: Endpoint,
    credential: Credential,
    connector: TlsConnector,
    limits: SessionLimits,
    link: Mutex<Option<Arc<Link>>>,
}

impl Api {
    /// A client for `endpoint`; does no I/O.
    pub(in crate::routeros) fn new(
        endpoint: &Endpoint,
        credential: Credential,
        limits: &SessionLimits,
    ) -> Result<Self> {
        Ok(Self {
            endpoint: endpoint.clone(),
            credential,
            connector: TlsConnector::from(Arc::new(client_config(&endpoint.trust)?)),
            limits: limits.clone(),
            link: Mutex::default(),
        })
    }

    /// The open connection, or a new one that is logged in.
    async fn link(&self) -> Result<Arc<Link>, Failure> {
        self.in_time(async {
            let mut link = self.link.lock().await;
            match link.as_ref().filter(|link| link.is_open()) {
                Some(link) => Ok(link.clone()),
                None => Ok(link.insert(self.log_in().await?).clone()),
            }
        })
        .await
    }

    /// A connection of its own, logged in, for commands that belong together.
    pub(in crate::routeros) async fn alone(self) -> Result<Alone, Failure> {
        let link = self.in_time(self.log_in()).await?;
        Ok(Alone { api: self, link })
    }

    async fn in_time(
        &self,
        link: impl Future<Output = Result<Arc<Link>, Failure>>,
    ) -> Result<Arc<Link>, Failure> {
        let limit = self.limits.connect_timeout();
        let late = || unsent(timed_out(&self.endpoint.authority(), limit));
        tokio::time::timeout(limit, link).await.unwrap_or_else(|_| Err(late()))
    }

    async fn log_in(&self) -> Result<Arc<Link>, Failure> {
        let stream = connect(&self.endpoint, self.limits.allow_loopback).await.map_err(unsent)?;
        let stream = secure(&self.endpoint, &self.connector, stream).await?;
        let link = Link::new(stream, self.limits.max_body);
        let name = format!("=name={}", self.credential.username);
        let password = format!("=password={}", self.credential.password.expose_secret());
        let login = Zeroizing::new(vec!["/login".to_owned(), name, password]);
        let (_, end) = link.send(&login).await.map_err(|cut| self.cut(cut, Stage::Unsent))?;
        match ended(end).await {
            Ended::Answered(Ok(reply)) if reply.ret.is_none() => Ok(Arc::new(link)),
            Ended::Answered(Ok(_)) => Err(Failure::at(Stage::Answered, outdated())),
            Ended::Answered(Err(refusal)) => Err(Failure::at(Stage::Answered, unauthorized(&refusal))),
            Ended::Cut(cut) => Err(self.cut(cut, Stage::Unsent)),
        }
    }

    /// Has the router stop the command; a connection on which that does not help is given up.
    async fn stop(&self, link: &Link, tag: u32, end: oneshot::Receiver<Ended>) -> Ended {
        link.cancel(tag).await;
        let stopped = tokio::time::timeout(STOPPING, ended(end)).await;
        stopped.unwrap_or_else(|_| {
            link.give_up();
            Ended::Cut(Cut::Closed(std::io::ErrorKind::TimedOut))
        })
    }

    fn cut(&self, cut: Cut, stage: Stage) -> Failure {
        let authority = self.endpoint.authority();
        match cut {
            Cut::Closed(kind) => Failure::at(stage, unreachable(&authority, kind)),
            Cut::Fatal(reason) => {
                let message = format!("the router ended the connection: {reason}");
                Failure::at(stage, Error::new(ErrorKind::Unreachable, message))
            }
            Cut::Garbled(what) => {
                let message = format!("what answered is not the RouterOS API: {}", clean(&what));
                let error = Error::new(ErrorKind::Unreachable, message)
                    .hint("check the port; the API is served by /ip/service api-ssl (8729) or api (8728)");
                Failure::at(if stage == Stage::Unsent { Stage::Untrusted } else { Stage::Garbled }, error)
            }
        }
    }
}

#[async_trait]
impl Transport for Api {
    async fn call(
        &self,
        request: &Request,
        deadline: Instant,
        given_up: &CancellationToken,
    ) -> Result<Reply, Failure> {
        let words = words(request).map_err(|error| Failure::at(Stage::Withheld, error))?;
        let link = self.link().await?;
        self.exchange(&link, &words, request, deadline, given_up).await
    }

    fn stops(&self) -> bool {
        true
    }

    async fn follow(&self, menu: &str) -> Result<Option<News>, Failure> {
        let words = listening(menu).map_err(|error| Failure::at(Stage::Withheld, error))?;
        let link = self.link().await?;
        let (hints, news, unheard) = news();
        let tag = link.follow(&words, hints).await.map_err(|cut| self.cut(cut, Stage::Unsent))?;
        tokio::spawn(async move {
            unheard.cancelled().await;
            link.cancel(tag).await;
        });
        Ok(Some(news))
    }
}

/// One connection that is never replaced: once it has ended, nothing is sent any more. Dropping it ends it.
pub(in crate::routeros) struct Alone {
    api: Api,
    link: Arc<Link>,
}

#[async_trait]
impl Transport for Alone {
    async fn call(
        &self,
        request: &Request,
        deadline: Instant,
        given_up: &CancellationToken,
    ) -> Result<Reply, Failure> {
        let words = words(request).map_err(|error| Failure::at(Stage::Withheld, error))?;
        self.api.exchange(&self.link, &words, request, deadline, given_up).await
    }

    fn stops(&self) -> bool {
        true
    }
}

impl Api {
    /// Sends `words` over `link` and waits for the answer to `request`, which they say.
    async fn exchange(
        &self,
        link: &Link,
        words: &[String],
        request: &Request,
        deadline: Instant,
        given_up: &CancellationToken,
    ) -> Result<Reply, Failure> {
        let began = monotonic();
        let (tag, mut end) = link.send(words).await.map_err(|cut| self.cut(cut, Stage::Unsent))?;
        let ended = tokio::select! {
            ended = &mut end => ended.unwrap_or(LOST),
            () = given_up.cancelled() => self.stop(link, tag, end).await,
            () = tokio::time::sleep_until(deadline) => {
                self.stop(link, tag, end).await;
                let waited = monotonic().saturating_duration_since(began);
                return Err(Failure::at(Stage::Lost, timed_out(&self.endpoint.authority(), waited)));
            }
        };
        match ended {
            Ended::Answered(Ok(reply)) => Ok(reply),
            Ended::Answered(Err(refusal)) => {
                if refusal == Refusal::TooLarge {
                    link.cancel(tag).await;
                }
                Err(failure(refusal, request, self.limits.max_body))
            }
            Ended::Cut(cut) => Err(self.cut(cut, Stage::Lost)),
        }
    }
}

/// A command whose end nobody tells: its connection is gone.
const LOST: Ended = Ended::Cut(Cut::Closed(std::io::ErrorKind::UnexpectedEof));

async fn ended(end: oneshot::Receiver<Ended>) -> Ended {
    end.await.unwrap_or(LOST)
}

fn unauthorized(refusal: &Refusal) -> Error {
    let words = match refusal {
        Refusal::Trap(_, words) => clean(words),
        Refusal::TooLarge => "an answer that is too large".to_owned(),
    };
    Error::new(ErrorKind::DeviceAuth, format!("the router refused the user name or the password: {words}"))
        .hint("check both, or set them anew with: rosmcp device set-credential NAME")
        .hint("the user's group needs the policy api: /user/group/set GROUP policy=api,read")
        .hint("the user's own address list must contain the address rosmcp comes from: /user/print detail")
}

/// Before 6.43 the login was a challenge that a password in the clear would answer to anybody.
fn outdated() -> Error {
    Error::new(ErrorKind::DeviceRejected, "the router asks for the login of RouterOS 6.42 and older")
        .hint("rosmcp needs RouterOS 7")
}
