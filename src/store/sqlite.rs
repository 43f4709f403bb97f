//! The SQLite engine: the only room that names `rusqlite` and `r2d2_sqlite`.
//!
//! One connection writes, a pool of others reads. WAL lets readers go on while it writes; `synchronous=FULL` syncs the log
//! at every commit, because WAL with `NORMAL` loses acknowledged commits on a power cut
//! (<https://www.sqlite.org/pragma.html#pragma_synchronous>). Everything here blocks.

mod conn;
mod database;
mod error;

pub(super) use database::Database;
pub use database::fold;
