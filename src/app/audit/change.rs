//! Changes of rosmcp's own data, each with its row in one transaction: there is no change without its row, whatever dies
//! in between.
//!
//! The writer makes them, because it is the one that appends: so the rows of this process have one order, in the database
//! and in the file beside it.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::owed::{Due, Owed};
use super::writer::{Entry, Handed};
use super::{AuditLog, closed};
use crate::app::App;
use crate::clock;
use crate::domain::audit::{AuditEvent, INTENT};
use crate::domain::principal::Caller;
use crate::error::{Result, WhileDoing};
use crate::events::Topic;
use crate::store::Conn;

/// A change of rosmcp's own data under way, which owes the trail a row.
pub(in crate::app) struct Change<'a> {
    app: &'a App,
    owed: Owed,
    /// The row that announced it.
    intent: Option<i64>,
}

impl App {
    /// Begins a change of rosmcp's own data; [`Change::ended`] ends it.
    pub(in crate::app) fn change(
        &self,
        caller: &Caller,
        action: &'static str,
        device: Option<&str>,
    ) -> Change<'_> {
        let device = device.map(str::to_owned);
        self.change_of(AuditEvent { device, ..self.audit_event(caller, action) })
    }

    /// As [`App::change`], of which there is more to say.
    pub(in crate::app) fn change_of(&self, event: AuditEvent) -> Change<'_> {
        Change { app: self, owed: self.audit.owed(event), intent: None }
    }
}

impl Change<'_> {
    /// Makes the change: `work` and its row, which `work` may complete, are one transaction. Where this fails nothing was
    /// changed, and [`Change::ended`] says so. Once the change was handed over it is made even if the caller goes away.
    pub(in crate::app) async fn made<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Conn, &mut AuditEvent) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (due, intent) = (self.owed.0.clone(), self.intent);
        let told = due.clone();
        let work = move |conn: &mut dyn Conn| {
            let mut row = AuditEvent { intent, ..due.row("ok".to_owned()) };
            let done = work(conn, &mut row)?;
            Ok((done, Some(row)))
        };
        let (done, _) = self.app.audit.hand_over(Some(told), work).await?;
        Ok(done)
    }

    /// Makes the first part of a change that takes several transactions, with a row that says that it has begun.
    pub(in crate::app) async fn begun<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut dyn Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let event = self.owed.event().clone();
        let row = AuditEvent { at: clock::now_ms(), outcome: INTENT.to_owned(), ..event };
        let (done, seq) = self.app.audit.hand_over(None, move |conn| Ok((work(conn)?, Some(row)))).await?;
        self.intent = seq;
        Ok(done)
    }

    /// Records what came of it, where the trail does not have it yet, and passes its result on. `detail` replaces what was
    /// said before.
    pub(in crate::app) async fn ended<T>(self, detail: Option<String>, result: Result<T>) -> Result<T> {
        let Self { app, owed, intent } = self;
        let action = owed.event().action.clone();
        let stored = if owed.is_paid() {
            Ok(())
        } else {
            let event = owed.settled(&result);
            let detail = detail.or_else(|| event.detail.clone());
            app.audit.record(AuditEvent { intent, detail, ..event }).await.map(drop)
        };
        let value = result?;
        if action.starts_with("device.") {
            app.events.publish(&Topic::Inventory);
        }
        stored.while_doing(|| format!("recording {action}"))?;
        Ok(value)
    }
}

impl AuditLog {
    /// Runs `work` in one transaction with the row that it says, if any: both are stored when this returns `Ok`, and neither
    /// otherwise.
    pub(in crate::app) async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Conn) -> Result<(T, Option<AuditEvent>)> + Send + 'static,
    ) -> Result<T> {
        Ok(self.hand_over(None, work).await?.0)
    }

    /// The same for a row that is `due`; also returns its number.
    async fn hand_over<T: Send + 'static>(
        &self,
        due: Option<Arc<Due>>,
        work: impl FnOnce(&mut dyn Conn) -> Result<(T, Option<AuditEvent>)> + Send + 'static,
    ) -> Result<(T, Option<i64>)> {
        let (value, made) = oneshot::channel();
        let work = Box::new(move |conn: &mut dyn Conn| {
            let (done, row) = work(conn)?;
            // Whoever gave up waiting needs no answer.
            drop(value.send(done));
            Ok(row)
        });
        let (stored, answer) = oneshot::channel();
        self.send(Entry::Change(Handed { work, due, stored })).await?;
        let seq = answer.await.map_err(|_| closed())??;
        Ok((made.await.map_err(|_| closed())?, seq))
    }
}
