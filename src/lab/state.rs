//! Everything that one simulated router knows: its tables, the ids it gives, its log, its traffic.
//!
//! A plain value: loading a model makes one, routers of the same model start from clones of it.

mod history;
mod log;
mod references;
mod saved;
mod schedule;
mod traffic;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::dynamics;
use super::models::Facts;
use super::safe_mode::SafeMode;
use super::table::{Origin, Row, Table};
use super::time;
use super::tree::{INTERFACES, Tree, interface_type};
use super::value::Value;
use crate::catalogue::menu::{Menu, MenuKind};
use crate::clock::UnixMs;

pub(super) use history::{Change, Step};
pub(super) use log::{Log, LogLine};
pub(super) use saved::Saved;
pub(super) use schedule::{Due, Schedule, is_start_time};
pub(super) use traffic::{Traffic, hash};

/// Menus whose rows run out.
const EXPIRING: [&str; 3] =
    ["ip/firewall/address-list", "ipv6/firewall/address-list", "ip/dhcp-server/lease"];
/// Static and DHCP routes count from here.
const ROUTES: u32 = 0x8000_0001;
/// Connected routes count from here.
const CONNECTED: u32 = 0x2018_0000;

/// The state of one router.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// The menus it has.
    pub(super) tree: Arc<Tree>,
    /// What its model says beside configuration.
    pub(super) facts: Arc<Facts>,
    /// The log ring.
    pub(super) log: Log,
    /// The changes of `/system/history`, oldest first.
    pub(super) history: Vec<Change>,
    /// Who holds safe mode.
    pub(super) safe_mode: Option<SafeMode>,
    /// When the entries of `/system/scheduler` run next.
    pub(super) schedule: Schedule,
    /// Byte and packet counters, by menu and row.
    pub(super) traffic: HashMap<(&'static str, u32), Traffic>,
    backups: HashMap<u32, Saved>,
    tables: BTreeMap<&'static str, Table>,
    initial: Arc<BTreeMap<&'static str, Table>>,
    next_ids: HashMap<&'static str, u32>,
}

impl State {
    /// A router without configuration.
    pub(super) fn new(tree: Arc<Tree>, facts: Arc<Facts>) -> Self {
        let mut tables = BTreeMap::new();
        for menu in tree.menus() {
            let mut table = Table::new(menu);
            if menu.kind == MenuKind::Settings {
                table.rows.push(Row::new(0, Origin::Builtin));
            }
            tables.insert(menu.path, table);
        }
        Self {
            tree,
            facts,
            log: Log::default(),
            history: Vec::new(),
            safe_mode: None,
            backups: HashMap::new(),
            schedule: Schedule::default(),
            traffic: HashMap::new(),
            tables,
            initial: Arc::default(),
            next_ids: HashMap::from([("ip/route", ROUTES), ("ip/service", 0)]),
        }
    }

    /// The rows of the menu at `path`; none where the menu doesn't exist.
    pub(super) fn rows(&self, path: &str) -> &[Row] {
        self.tables.get(path).map_or(&[], |table| &table.rows)
    }

    /// Takes what is there for what RouterOS has by itself.
    pub(super) fn found(&mut self) {
        self.initial = Arc::new(self.tables.clone());
    }

    /// The row `id` of the menu `path` as RouterOS has it by itself.
    pub(super) fn initial(&self, path: &str, id: u32) -> Option<&Row> {
        self.initial.get(path)?.row(id)
    }

    /// The table at `path`.
    pub(super) fn table_mut(&mut self, path: &str) -> Option<&mut Table> {
        self.tables.get_mut(path)
    }

    /// The row of a settings menu.
    pub(super) fn settings(&self, path: &str) -> Option<&Row> {
        self.rows(path).first()
    }

    /// The written text of one setting.
    pub(super) fn setting(&self, path: &str, name: &str) -> Option<&str> {
        self.settings(path).and_then(|row| row.text(name))
    }

    /// `at` as the router's clock shows it.
    pub(super) fn stamp(&self, at: UnixMs) -> String {
        time::stamp(at, &time::zone(self.zone()))
    }

    /// The router's time zone.
    pub(super) fn zone(&self) -> &str {
        self.setting("system/clock", "time-zone-name").unwrap_or("UTC")
    }

    /// Whether device-mode lets `feature` be used (RouterOS manual, "Device-mode").
    pub(super) fn device_mode_allows(&self, feature: &str) -> bool {
        self.setting("system/device-mode", feature) != Some("false")
    }

    /// The tables that hold the rows of `path`: for `/interface` those of every kind of interface.
    pub(super) fn tables_of<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a Table> + use<'a> {
        let own = self.tables.get(path);
        let kinds = if path == "interface" { INTERFACES } else { &[] };
        own.into_iter().chain(kinds.iter().filter_map(|(kind, _)| self.tables.get(kind)))
    }

    /// The row `id` of the menu `path` and the table that it lives in.
    pub(super) fn row(&self, path: &str, id: u32) -> Option<(&Table, &Row)> {
        self.tables.get(path).into_iter().chain(self.tables_of(path)).find_map(|table| {
            let row = table.row(id)?;
            Some((table, row))
        })
    }

    /// The path of the table that the row `id` of the menu `path` lives in.
    pub(super) fn home(&self, path: &str, id: u32) -> Option<&'static str> {
        self.row(path, id).map(|(table, _)| table.menu.path)
    }

    /// The row `id` of the menu `path`, to be changed.
    pub(super) fn row_mut(&mut self, path: &str, id: u32) -> Option<&mut Row> {
        let home = self.home(path, id)?;
        self.tables.get_mut(home)?.row_mut(id)
    }

    /// An id that the menu `path` has never given before.
    pub(super) fn allocate(&mut self, path: &'static str) -> u32 {
        let next = self.next_ids.entry(family(path)).or_insert(1);
        let id = *next;
        *next = next.saturating_add(1);
        id
    }

    /// An id for a connected route: they are numbered apart from static ones, in steps of 16.
    pub(super) fn allocate_connected(&mut self) -> u32 {
        let next = self.next_ids.entry("ip/route connected").or_insert(CONNECTED);
        let id = *next;
        *next = next.saturating_add(0x10);
        id
    }

    /// Keeps the menu `path` from giving `id`.
    pub(super) fn reserve(&mut self, path: &'static str, id: u32) {
        let next = self.next_ids.entry(family(path)).or_insert(1);
        *next = (*next).max(id.saturating_add(1));
    }

    /// Appends a row with `values` that RouterOS made by itself; returns its id.
    pub(super) fn push_dynamic(
        &mut self,
        menu: &'static Menu,
        id: u32,
        by: (&'static str, u32),
        values: Vec<(&'static str, Value)>,
    ) {
        let mut row = Row::new(id, Origin::Dynamic(Some(by)));
        for (name, value) in values {
            row.put(name, Some(value));
        }
        if let Some(table) = self.tables.get_mut(menu.path) {
            table.rows.push(row);
        }
    }

    /// Removes rows whose time is up at the uptime `now`; a static lease only ends.
    pub(super) fn expire(&mut self, now: i64) {
        for path in EXPIRING {
            let Some(table) = self.tables.get_mut(path) else { continue };
            let over = |row: &Row| row.expires.is_some_and(|expires| expires <= now);
            table.rows.retain(|row| !over(row) || row.origin == Origin::User);
            for row in table.rows.iter_mut().filter(|row| over(row)) {
                dynamics::end_lease(row);
            }
        }
    }

    /// The uptime at which the next row expires.
    pub(super) fn next_expiry(&self) -> Option<i64> {
        let rows = EXPIRING.iter().flat_map(|path| self.rows(path));
        rows.filter(|row| dynamics::runs_out(row)).filter_map(|row| row.expires).min()
    }
}

/// All interfaces share one sequence of ids; every other menu has its own.
fn family(path: &'static str) -> &'static str {
    if interface_type(path).is_some() { "interface" } else { path }
}
