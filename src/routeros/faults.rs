//! Faults on real sockets.
