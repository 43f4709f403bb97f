//! Simulated RouterOS v7 routers on loopback.

mod models;
mod text;
