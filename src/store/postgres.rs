//! The PostgreSQL engine: the only room that names `tokio_postgres`.
//!
//! Repositories meet the same rules as on SQLite: a read sees one state and changes nothing; writes take turns, over all
//! instances, by one advisory lock that the transaction holds; a statement that fails leaves the transaction as it was
//! before that statement. Session state is not relied on between transactions, prepared statements are: a pooler in
//! front must pool sessions, not transactions. Everything here blocks.

mod client;
mod conn;
mod database;
mod error;
mod link;
mod placeholders;
mod tls;
mod url;
mod value;

pub(super) use database::Database;
