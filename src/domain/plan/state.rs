//! How far a plan, its devices and their steps are, and what guards them meanwhile: words that are stored.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

macro_rules! states {
    ($($(#[doc = $doc:literal])+ $type:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $word:literal,)+ })+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($(#[doc = $meaning])+ $variant,)+ }

        impl $type {
            /// The word that users see.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err(Error::usage(format!("{other:?} is no such state"))
                        .hint(concat!("one of:", $(" ", $word),+))),
                }
            }
        }
    )+ };
}

states! {
    /// How far a plan is.
    PlanState {
        /// It waits for an approval.
        Pending = "pending",
        /// It may be applied: approved, or policy asks for no approval.
        Approved = "approved",
        /// It is being written.
        Applying = "applying",
        /// It is written and verified; the guard waits for a confirmation.
        Confirming = "confirming",
        /// It is in force on every device.
        Applied = "applied",
        /// It is in force on some devices and not begun, or undone, on others.
        Partial = "partial",
        /// It is being undone.
        RollingBack = "rolling_back",
        /// Every device is as before.
        RolledBack = "rolled_back",
        /// Neither as planned nor as before: a person must look.
        NeedsAttention = "needs_attention",
        /// A person said no.
        Rejected = "rejected",
        /// Withdrawn, or settled by a person's word where it needed one.
        Cancelled = "cancelled",
        /// It was not applied in time, or the router had changed meanwhile.
        Expired = "expired",
    }
    /// How far a plan is on one device.
    DeviceState {
        /// Nothing was written.
        Planned = "planned",
        /// It is being written.
        Applying = "applying",
        /// Written and verified; the guard is armed.
        Confirming = "confirming",
        /// In force.
        Applied = "applied",
        /// It is being undone.
        RollingBack = "rolling_back",
        /// As before.
        RolledBack = "rolled_back",
        /// A person must look.
        NeedsAttention = "needs_attention",
        /// A person says that it is settled; nobody has verified how the router is.
        Settled = "settled",
    }
    /// How far a step is on one device.
    StepState {
        /// Nothing was sent.
        Planned = "planned",
        /// About to be sent: recorded before it is.
        Intent = "intent",
        /// Sent, and no answer is known.
        Sent = "sent",
        /// The router took it.
        Acked = "acked",
        /// Read back as planned.
        Verified = "verified",
    }
    /// The kinds of guard, best first.
    GuardTier {
        /// A script and scheduler entries on the router.
        Scheduler = "scheduler",
        /// RouterOS's safe mode on the session that writes.
        SafeMode = "safe_mode",
        /// A background job on the router; a reboot ends it.
        Job = "job",
        /// None.
        None = "none",
    }
}

impl PlanState {
    /// How far a plan that is written down to be here is at `now`, both times Unix milliseconds: what waits past its time has
    /// expired, whether or not anybody has written that down yet.
    #[must_use]
    pub fn at(self, now: i64, expires_at: i64) -> Self {
        let waits = matches!(self, Self::Pending | Self::Approved);
        if waits && now >= expires_at { Self::Expired } else { self }
    }
}
