//! `/listen`: the rows of a menu as they change.

use std::collections::BTreeMap;
use std::time::Duration;

use super::reply::Voice;
use crate::catalogue::menu::Menu;
use crate::lab::command::{Command, Login, Record};
use crate::lab::commands;
use crate::lab::policy;
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};

/// How often rows that change by themselves are looked at, in the router's time.
const PULSE: Duration = Duration::from_secs(1);

/// Rows by id; the one of a settings menu has none.
type Rows = BTreeMap<String, Record>;

/// Says every row of the menu that appears, changes or vanishes from now on, until it is dropped; why it is refused, if
/// it is.
///
/// Counters and timers are no changes.
pub(super) async fn listen(router: &Router, login: &Login, command: &Command, voice: &Voice) -> Trap {
    let menu = match menu(router, login, command) {
        Ok(menu) => menu,
        Err(trap) => return trap,
    };
    let wanted: Option<Vec<_>> =
        command.word(".proplist").map(|text| text.split(',').map(str::trim).collect());
    let mut changes = router.changes();
    let mut before = rows(router, login, menu);
    loop {
        tokio::select! {
            _ = changes.changed() => {}
            () = router.clock.sleep(PULSE) => {}
        }
        let now = rows(router, login, menu);
        for mut row in changed(menu, &before, &now) {
            if let Some(wanted) = &wanted {
                row.retain(|name, _| *name == ".dead" || wanted.contains(name));
            }
            voice.row(&row).await;
        }
        before = now;
    }
}

fn menu(router: &Router, login: &Login, command: &Command) -> Outcome<&'static Menu> {
    let tree = router.state().tree.clone();
    // Where there is print, there is listen.
    commands::place(&tree, &command.path, "print")?;
    if !policy::needed(&command.path, "print").iter().all(|policy| login.policies.has(policy)) {
        return Err(Trap::NOT_ENOUGH);
    }
    tree.menu(&command.path).ok_or_else(|| Trap::Unsupported(format!("/{}/listen", command.path)))
}

fn rows(router: &Router, login: &Login, menu: &'static Menu) -> Rows {
    let rows = router.look(login, |view| view.rows(menu));
    rows.into_iter().map(|row| (row.get(".id").cloned().unwrap_or_default(), row)).collect()
}

/// The rows of `now` that weren't so `before`, and the ids of those that are gone.
fn changed(menu: &Menu, before: &Rows, now: &Rows) -> Vec<Record> {
    let steady = |row: &Record| {
        let mut row = row.clone();
        row.retain(|name, _| menu.field(name).is_none_or(|field| !field.volatile));
        row
    };
    let new = now.iter().filter(|(id, row)| before.get(*id).map(&steady) != Some(steady(row)));
    let gone = before.keys().filter(|id| !now.contains_key(*id));
    let dead = |id: &String| Record::from([(".id", id.clone()), (".dead", "true".to_owned())]);
    new.map(|(_, row)| row.clone()).chain(gone.map(dead)).collect()
}
