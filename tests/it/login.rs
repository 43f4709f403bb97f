//! Logging in over HTTP: access tokens, good and bad, of every profile; local tokens; what each may do.

mod accepted;
mod browser;
mod canaries;
mod client;
mod ends;
mod keys;
mod local;
mod metadata;
mod mint;
mod provider;
mod refused;
