//! Judgements that stand until something changes.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::watch;

use super::{Kind, Management, Verdict, judge, packet, rules, way};
use crate::clock::{self, Instant};
use crate::lab::state::State;

/// How long a judgement stands while nobody changes anything, real time: entries of address lists run out by themselves.
const STANDS: Duration = Duration::from_millis(100);

/// What becomes of a router's connections at the moment.
pub(in crate::lab) struct Lookout {
    /// The port behind which the client is; `None` when the router doesn't have it.
    entry: Option<u32>,
    changes: watch::Receiver<()>,
    judged: Instant,
    verdicts: HashMap<Kind, Verdict>,
}

impl Lookout {
    /// Looks at the router in `state`, of whose changes `changes` tells.
    pub(in crate::lab) fn new(state: &State, changes: watch::Receiver<()>) -> Self {
        let port = state.facts.management.as_ref().map(|management| management.port.as_str());
        let named = |name: &str| state.tables_of("interface").find_map(|table| table.named(name));
        let entry = port.and_then(named).map(|row| row.id);
        Self { entry, changes, judged: clock::monotonic(), verdicts: HashMap::new() }
    }

    /// What becomes of connections of `kind`, when `state` has to be asked.
    pub(in crate::lab) fn verdict<'a, S>(&mut self, kind: Kind, state: impl FnOnce() -> S) -> Verdict
    where
        S: std::ops::Deref<Target = State> + 'a,
    {
        let now = clock::monotonic();
        let changed = self.changes.has_changed().unwrap_or(true);
        if changed || now.saturating_duration_since(self.judged) > STANDS {
            self.changes.mark_unchanged();
            self.verdicts.clear();
            self.judged = now;
        }
        if let Some(verdict) = self.verdicts.get(&kind) {
            return *verdict;
        }
        let verdict = self.judge(&state(), kind);
        self.verdicts.insert(kind, verdict);
        verdict
    }

    fn judge(&self, state: &State, kind: Kind) -> Verdict {
        match (&state.facts.management, self.entry) {
            (Some(management), Some(entry)) => judge(state, management, entry, kind),
            _ => Verdict::Pass,
        }
    }

    /// The interface at which packets of the client arrive, by its present name.
    pub(in crate::lab) fn interface(&self, state: &State) -> Option<String> {
        let (_, interface) = self.arrival(state)?;
        state.name("interface", interface).map(str::to_owned)
    }

    /// Rules that might decide about a connection of `kind` and that the lab can't evaluate, as `/menu *id`.
    pub(in crate::lab) fn unread(&self, state: &State, kind: Kind) -> Vec<String> {
        let unread = |(management, interface)| rules::unread(state, &packet(management, interface, kind));
        self.arrival(state).map(unread).unwrap_or_default()
    }

    fn arrival<'a>(&self, state: &'a State) -> Option<(&'a Management, u32)> {
        let management = state.facts.management.as_ref()?;
        way::arrival(state, self.entry?, management.vlan).map(|interface| (management, interface))
    }
}
