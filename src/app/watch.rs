//! Following a menu: what is added, changed and removed, typed, secrets taken out.

use serde::Serialize;

use super::App;
use super::fleet::Failure;
use super::look::is_our_own_doing;
use super::read::Shape;
use super::sanitise::clean;
use crate::domain::device::Device;
use crate::domain::row::{RawRow, TypedRow};
use crate::error::{Result, WhileDoing};
use crate::routeros::watch::{Change, Changes, Pace, Watch};

/// Something that happened to a menu of a device.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum RowChange {
    /// A row is there that was not.
    Added {
        /// The row.
        row: TypedRow,
    },
    /// A row reads differently.
    Changed {
        /// The row as it reads now.
        row: TypedRow,
        /// The fields that differ.
        fields: Vec<String>,
    },
    /// A row is gone.
    Removed {
        /// The row as it last read.
        row: TypedRow,
    },
    /// The rows come in another order.
    Reordered {
        /// All ids in the order that holds now.
        ids: Vec<String>,
    },
    /// The device cannot be read for now; what follows may come late.
    Silent {
        /// Why.
        error: Failure,
    },
    /// The device can be read again.
    Answering,
}

/// The changes of one menu of one device; dropping it ends the watch.
#[derive(Debug)]
pub struct MenuChanges {
    /// The rows when the watch began.
    pub first: Vec<TypedRow>,
    shape: Shape,
    changes: Changes,
}

impl RowChange {
    /// Whether somebody who follows `menu` should read it again. Logins in the log are no news: reading may be one.
    pub fn is_news(&self, menu: &str) -> bool {
        match self {
            Self::Added { row } | Self::Changed { row, .. } => !is_our_own_doing(menu, row),
            // A log forgets its oldest rows all the time.
            Self::Removed { .. } => menu != "log",
            Self::Reordered { .. } | Self::Silent { .. } | Self::Answering => true,
        }
    }
}

impl MenuChanges {
    /// The next change, as soon as there is one; it may be dropped while it waits.
    pub async fn next(&mut self) -> Option<RowChange> {
        let change = self.changes.next().await?;
        let read = |row| read(&self.shape, row);
        Some(match change {
            Change::Added(row) => RowChange::Added { row: read(row) },
            Change::Changed { row, fields } => RowChange::Changed { row: read(row), fields },
            Change::Removed(row) => RowChange::Removed { row: read(row) },
            Change::Reordered(ids) => RowChange::Reordered { ids },
            Change::Silent(error) => RowChange::Silent { error: (&error).into() },
            Change::Answering => RowChange::Answering,
        })
    }
}

impl App {
    /// Reads a menu of `device` and follows its changes; counters and timers are no changes.
    ///
    /// Over the binary API a change is told at once; over REST the menu is read every two seconds while it changes, and
    /// ever more slowly, down to once a minute, while it does not.
    pub async fn watch(&self, device: &Device, menu: &str) -> Result<MenuChanges> {
        let shape = Shape::of(menu)?;
        let doing = || format!("following {} of {:?}", shape.path(), device.name);
        let watch = Watch {
            menu: shape.path().to_owned(),
            fields: Vec::new(),
            ignored: shape.volatile(),
            settings: shape.is_settings(),
            pace: Pace::default(),
        };
        let changes = self.session(device).await?.watch(watch).await;
        let mut changes = match changes {
            Ok(changes) => changes,
            Err(error) => return Err(self.absent(device, &shape, error).await).while_doing(doing),
        };
        let first = std::mem::take(&mut changes.first).into_iter().map(|row| read(&shape, row)).collect();
        Ok(MenuChanges { first, shape, changes })
    }
}

fn read(shape: &Shape, row: RawRow) -> TypedRow {
    shape.typed(row).into_iter().map(|(name, value)| (name, clean(value))).collect()
}
