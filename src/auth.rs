//! Who is calling: access tokens of an identity provider, and local tokens.
//!
//! [`Verifier`] is the OAuth 2.1 resource server's half: it believes a JWT only if it is well formed to the byte, made by
//! the configured issuer for this server, in force now, of the provider's access token kind, signed with a key that the
//! issuer publishes, and names a role. Keys are fetched in the background and rarely; no request makes the server ask the
//! provider more than once in half a minute. [`local`] are tokens for installations without a provider.
//!
//! Promises: why a token was refused is in the log, never in the answer; no token is in either. It decides nothing about
//! what a principal may do, and stores nothing.

mod claims;
mod code;
mod compact;
mod discovery;
mod fetch;
#[cfg(fuzzing)]
mod fuzzing;
mod json;
mod jwks;
mod keys;
pub mod local;
mod profile;
mod roles;
mod rules;
#[cfg(test)]
mod tests;
mod verifier;

pub use code::Pending;
pub use fetch::Observer;
#[cfg(fuzzing)]
pub use fuzzing::compact_jwt;
pub use jwks::KeyId;
pub use keys::Pace;
pub use rules::Rules;
pub use verifier::{Verified, Verifier};
