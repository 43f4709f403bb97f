//! Tests of the client against peers that misbehave, on real sockets.

mod api;
mod certificates;
mod http;
mod outcomes;
mod server;
