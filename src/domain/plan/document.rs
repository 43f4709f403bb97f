//! The stored plan.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rollout::Rollout;
use super::state::GuardTier;
use crate::domain::device::{DeviceId, Environment};
use crate::domain::policy::Snapshot;
use crate::domain::risk::Risk;

/// A plan as it is stored and digested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of this form, 1.
    pub format: u8,
    /// Identifier, 26 characters.
    pub id: String,
    /// The environment of its devices.
    pub environment: Environment,
    /// Who asked for it.
    pub requester: Identity,
    /// Why, in the requester's words.
    pub reason: String,
    /// The recipe it came from, with its parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
    /// Unix milliseconds.
    pub created_at: i64,
    /// After this, Unix milliseconds, it can't be applied any more.
    pub expires_at: i64,
    /// How many seconds after arming the guard undoes it.
    pub confirm_within: u32,
    /// Who confirms.
    pub confirm: Confirm,
    /// How it goes over its devices; absent where there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Rollout>,
    /// The highest risk of its devices.
    pub risk: Risk,
    /// What policy said when it was made.
    pub policy: Snapshot,
    /// What is done where, in the order of the inventory's names.
    pub devices: Vec<DevicePlan>,
}

impl Plan {
    /// Whether every device is as the plan wants it already.
    pub fn changes_nothing(&self) -> bool {
        self.devices.iter().flat_map(|device| &device.steps).all(|step| step.action.is_none())
    }
}

/// Who a person or program is: an issuer and a subject at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// Who vouches.
    pub issuer: String,
    /// The subject at that issuer.
    pub subject: String,
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.issuer, self.subject)
    }
}

/// What ends the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confirm {
    /// The checks over a fresh connection.
    Automatic,
    /// Those checks, and somebody who calls confirm before the deadline.
    Manual,
}

/// What is done on one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DevicePlan {
    /// The device's immutable id.
    pub id: DeviceId,
    /// Its name when the plan was made.
    pub name: String,
    /// Serial number, or the system id of a CHR; absent where the device tells neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// RouterOS version.
    pub version: String,
    /// The highest risk of its steps and findings.
    pub risk: Risk,
    /// What the analysis found.
    pub findings: Vec<Finding>,
    /// What undoes it when nobody confirms.
    pub guard: GuardPlan,
    /// What was there when it was planned.
    pub bases: Vec<Base>,
    /// The ids, in order, of the lists with an order in which it adds, changes, moves or removes rows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub orders: BTreeMap<String, Vec<String>>,
    /// The steps, in order.
    pub steps: Vec<PlannedStep>,
    /// How it is undone, in the order in which that is done.
    pub undo: Vec<Undo>,
}

impl DevicePlan {
    /// Whether the device is as wished already.
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| step.action.is_none())
    }

    /// The envelopes of the secrets that it writes.
    pub fn envelopes(&self) -> impl Iterator<Item = &str> {
        let actions = self.steps.iter().filter_map(|step| step.action.as_ref());
        let values = actions.filter_map(|action| match action {
            Action::Add { values, .. } | Action::Set { values, .. } | Action::Run { values, .. } => {
                Some(values)
            }
            Action::Remove { .. } | Action::Move { .. } => None,
        });
        values.flat_map(BTreeMap::values).filter_map(|text| match text {
            Text::Sealed { sealed } => Some(sealed.as_str()),
            Text::Plain(_) => None,
        })
    }
}

/// What undoes a plan when nobody confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuardPlan {
    /// Which kind.
    pub tier: GuardTier,
    /// What it does not cover, and why no better one is possible.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<String>,
}

/// Something that the analysis found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// How bad it is.
    pub risk: Risk,
    /// What, in words.
    pub what: String,
    /// The step that does it, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
}

/// What was there when the plan was made: one row, or none that says `absent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The menu.
    pub menu: String,
    /// The row's `.id`; absent for settings and for rows that must not be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// Values that no row may have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub absent: BTreeMap<String, String>,
    /// SHA-256 of the row's configuration, without counters, states and secrets; empty for what must be absent.
    pub digest: String,
}

/// One step, compiled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// From 1.
    pub number: usize,
    /// What it does, a few words.
    pub summary: String,
    /// How much harm it can do.
    pub risk: Risk,
    /// What is sent; `None` when the router is as wished already.
    pub action: Option<Action>,
    /// What changes, property by property.
    pub changes: Vec<Change>,
    /// What of it the undo leaves out, in words: a secret that cannot be read back, which only safe mode restores, or a row that
    /// nothing restores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
}

/// One property's change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The property.
    pub field: String,
    /// What it is now; absent when it is not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it will be; absent when it will not be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// A row that an action is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowRef {
    /// By its `.id`.
    Id(String),
    /// The one that the step of this number adds.
    Added(usize),
}

/// A text that is written, secrets sealed by the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// As it is.
    Plain(String),
    /// In an envelope that opens only for this device and endpoint.
    Sealed {
        /// The envelope.
        sealed: String,
    },
}

impl Text {
    /// The text, `None` for a sealed one.
    pub fn plain(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Sealed { .. } => None,
        }
    }
}

/// What is written, by property.
pub type Values = BTreeMap<String, Text>;

/// What is done on a router.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Action {
    /// Adds a row.
    Add {
        /// The menu.
        menu: String,
        /// Its values.
        values: Values,
        /// The row it goes before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<RowRef>,
    },
    /// Changes a row, or settings where there is no row.
    Set {
        /// The menu.
        menu: String,
        /// The row.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<RowRef>,
        /// The new values; an empty text clears.
        values: Values,
    },
    /// Removes a row.
    Remove {
        /// The menu.
        menu: String,
        /// The row.
        row: RowRef,
    },
    /// Moves a row.
    Move {
        /// The menu.
        menu: String,
        /// The row.
        row: RowRef,
        /// The row it goes before; the end without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<RowRef>,
    },
    /// Runs a command.
    Run {
        /// The command's path.
        path: String,
        /// Its arguments.
        values: Values,
    },
}

impl Action {
    /// The menu, or the command's path.
    pub fn path(&self) -> &str {
        match self {
            Self::Add { menu, .. }
            | Self::Set { menu, .. }
            | Self::Remove { menu, .. }
            | Self::Move { menu, .. } => menu,
            Self::Run { path, .. } => path,
        }
    }
}

/// One action of the undo, and the step that it undoes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    /// The step, from 1.
    pub step: usize,
    /// What undoes it.
    pub action: Action,
    /// The row that an `add` brings back; when it is still there, nothing is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<String>,
}
