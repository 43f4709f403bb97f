//! Persistence: what rosmcp must not forget.
//!
//! Promises: a transaction that was acknowledged survives a crash of the process and a power cut; one that was not is as
//! if it had never begun. Readers never wait for the writer. A database of another program, of a newer rosmcp or with
//! an altered schema is refused before anything is written to it.
//!
//! Repositories (one file per aggregate) are free functions over `&mut dyn` [`Conn`] and write each SQL statement once,
//! for every engine: columns are TEXT, BIGINT and BOOLEAN, identifiers text, times Unix milliseconds, placeholders
//! `?N`. They run inside [`Store::read`] and [`Store::write`], each of which is one transaction.
//!
//! It encrypts nothing and decides nothing about keys: secrets arrive sealed.

pub mod audit;
pub mod backups;
mod conn;
pub mod contents;
pub mod credentials;
pub mod devices;
mod echo;
mod engine;
mod file;
pub mod health;
pub mod installation;
pub mod keys;
pub mod leases;
mod lock;
pub mod migrations;
pub mod news;
mod owner;
pub mod plans;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
pub mod snapshots;
mod sql;
mod sqlite;
#[cfg(test)]
mod tests;
mod together;
pub mod tokens;
pub mod transfer;

pub use conn::{Conn, FromValue, Row, Table, Value};
pub use file::{beside, clear, create_directory, create_new, open_or_create, publish, sync_directory};
pub use lock::{Lock, alone, take_over};
pub use pool::{Connections, Location, ServerOptions, Store, StoreOptions};
pub use sqlite::fold;
pub use together::Together;
