//! What a list shows of a plan.

use serde::{Deserialize, Serialize};

use crate::domain::device::DeviceId;
use crate::domain::risk::Risk;

/// The few parts of a plan's document that its line in a list needs, under the names that they have there: a document can be
/// read as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The highest risk in it.
    pub risk: Risk,
    /// Why, in the requester's words.
    pub reason: String,
    /// What it touches.
    pub devices: Vec<Touched>,
}

/// A device that a plan touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// Its immutable id.
    pub id: DeviceId,
    /// Its name when the plan was made.
    pub name: String,
}
