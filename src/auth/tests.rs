//! The verifier against a provider over real sockets.
