//! What RouterOS's strings mean, and how to say it back.
//!
//! On the wire every value is a string (RouterOS manual, "REST API"). [`typed`] reads one by the field's type; the one rule
//! is that what does not parse stays the text it was, so `never`, `none`, `auto` and words of later versions are shown as the
//! router said them and nothing is invented. [`Moment`] reads dates and times where they are compared. [`wire`] is the way
//! back, for filters and writes. Whether a value is allowed in a field is not decided here.

mod duration;
mod moment;
mod quantity;
mod typed;
mod wire;

pub use moment::Moment;
pub use typed::typed;
pub use wire::wire;
