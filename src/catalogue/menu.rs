//! How a menu and its fields are described.
//!
//! Descriptions are constants, built with `const fn`s that read like the manual's tables:
//!
//! ```
//! use rosmcp::catalogue::menu::{Area, Field, Menu};
//! use rosmcp::domain::field::FieldType;
//!
//! const POOL: Menu = Menu::list("ip/pool", "IP address pools", Area::Ip, &[
//!     Field::text("name").required(),
//!     Field::new("ranges", FieldType::List(&FieldType::AddressRange)).required(),
//!     Field::text("comment").untrusted(),
//! ])
//! .identity(&["name"]);
//! ```

mod area;
mod describe;
mod field;
mod join;

pub use crate::domain::risk::Risk;
pub use area::Area;
pub use describe::{Changes, Menu, MenuKind};
pub use field::Field;
pub(crate) use join::fields;
pub use join::{counters, joined, total};
