//! How a router proves who it is.
//!
//! By the system's roots, by an authority of its own, or by being exactly the certificate that was pinned. Whatever
//! the rule, it is checked in the handshake, before any credential is sent. TLS 1.2 and 1.3 with forward secrecy only
//! (rustls). [`presented`] shows what a device presents, without a credential, so that a person can decide to pin it.

mod config;
mod explain;
mod presented;
mod verify;

pub(super) use config::client_config;
pub(super) use explain::explain;
pub use presented::{PresentedCertificate, presented};
