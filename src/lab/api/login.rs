//! The login: nothing else is heard before it.

use std::time::Duration;

use tokio::io::AsyncRead;

use super::codec::{KNOWN, Reader, encode};
use super::reply::Voice;
use super::sentence::Asked;
use crate::lab::command::Login;
use crate::lab::faults::{Fault, Front};
use crate::lab::router::{Denied, Router};
use crate::lab::trap::Trap;
use crate::random;

/// Sentences that a stranger may send.
const ATTEMPTS: usize = 16;

/// Words of a router that knows no such user or another password.
const WRONG: &str = "invalid user name or password (6)";

/// A client that is logged in, until this is dropped.
pub(super) struct Known<'a> {
    /// Who it is.
    pub(super) login: Login,
    router: &'a Router,
    active: u32,
}

impl Drop for Known<'_> {
    fn drop(&mut self) {
        self.router.logout_api(self.active);
    }
}

/// Hears sentences until one logs in; `None` when the connection shall end.
pub(super) async fn welcome<'a, R: AsyncRead + Unpin>(
    router: &'a Router,
    client: (std::net::IpAddr, u64),
    reader: &mut Reader<R>,
    voice: &Voice,
) -> Option<Known<'a>> {
    for _ in 0..ATTEMPTS {
        let asked = Asked::read(reader.next().await.ok()??);
        let voice = voice.about(asked.tag.clone());
        if asked.word != "login" {
            voice.fatal("not logged in").await;
            return None;
        }
        let Some(user) = asked.attribute("name") else {
            challenge(&voice).await;
            continue;
        };
        let (from, connection) = client;
        let number = router.ear.hear(Front::Api, connection, "", "login");
        let mut late = Duration::ZERO;
        match router.faults.strike("", "login", Front::Api) {
            None => {}
            Some(Fault::Latency(delay)) => tokio::time::sleep(delay).await,
            Some(Fault::Stall(delay)) => late = delay,
            Some(Fault::Hang) => std::future::pending().await,
            Some(Fault::Unauthorized | Fault::Status(..) | Fault::Refused(_)) => {
                refuse(&voice).await;
                continue;
            }
            Some(fault) => {
                voice.wire(super::fault::wire(&fault, encode([&b"!done"[..]]))).await;
                return None;
            }
        }
        let password = asked.attribute("password");
        // The answer to a challenge of versions before 6.43 is no password.
        let known = password.ok_or(Denied::Unauthorized).and_then(|it| router.login_api(user, it, from));
        router.ear.done(number);
        tokio::time::sleep(late).await;
        match known {
            Ok((login, active)) => {
                reader.limit = KNOWN;
                voice.done().await;
                return Some(Known { login, router, active });
            }
            Err(Denied::Unauthorized) => refuse(&voice).await,
            Err(Denied::NoApi) => {
                voice.trap(&Trap::NO_API).await;
                voice.done().await;
            }
        }
    }
    None
}

async fn refuse(voice: &Voice) {
    voice.trap(&Trap::Refused(WRONG.to_owned())).await;
    voice.done().await;
}

/// A login without a name asks for the challenge of old versions; it is still given and never accepted.
async fn challenge(voice: &Voice) {
    let ret = random::bytes::<16>().map(|bytes| crate::lab::certificate::hex(&bytes)).unwrap_or_default();
    voice.output(crate::lab::command::Output::Ret(ret), 0, false).await;
}
