//! The words of the field, pure: no I/O, no tokio, no clock. Imports nothing of ours but [`crate::error`].

pub mod abilities;
pub mod access;
pub mod audit;
pub mod backup;
pub mod canonical;
pub mod credential;
pub mod device;
pub mod field;
pub mod filter;
pub mod harmless;
pub mod health;
pub mod hex;
pub mod keyring;
pub mod plan;
pub mod policy;
pub mod principal;
pub mod retention;
pub mod risk;
pub mod row;
pub mod scope;
pub mod selector;
pub mod version;
pub mod window;
