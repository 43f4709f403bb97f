//! Sessions beside the usual one: for proving that a router lets us in, and for commands that belong together.

use std::sync::Arc;

use super::{Session, SessionLimits};
use crate::domain::device::TransportKind;
use crate::error::{Error, Result};
use crate::routeros::api::Api;

impl Session {
    /// A session with the same router as the same user that shares nothing with this one: its first call makes a new
    /// TCP connection, shakes hands anew and logs in.
    ///
    /// Whether it answers says whether the router can still be reached after a change. It has a queue of its own,
    /// because a call whose answer the change has cut off keeps its place in the other one for up to a minute.
    pub fn fresh(&self) -> Result<Self> {
        let inner = &self.0;
        Self::new(&inner.endpoint, inner.credential.clone(), inner.limits.clone())
    }

    /// A session over one new connection of the binary API, logged in, that is never replaced: its calls run one
    /// after another on that connection, and once it has ended every later one fails with nothing sent.
    ///
    /// For what RouterOS binds to a connection, as safe mode is: dropping the session ends the connection, and RouterOS
    /// undoes what safe mode was to undo. `Usage` over REST, where connections have no state that a client could own.
    pub async fn exclusive(&self) -> Result<Self> {
        let inner = &self.0;
        if inner.endpoint.transport != TransportKind::Api {
            return Err(Error::usage(
                "over REST no connection is one's own, so no commands can be bound to one",
            )
            .hint("rosmcp device edit NAME --transport api lets the device be reached over the binary API"));
        }
        let api = Api::new(&inner.endpoint, inner.credential.clone(), &inner.limits)?;
        let alone = api.alone().await.map_err(|failure| failure.error)?;
        let limits = SessionLimits { retry_attempts: 1, ..inner.limits.clone() };
        Ok(Self::over(Arc::new(alone), inner.endpoint.clone(), inner.credential.clone(), 1, limits))
    }
}
