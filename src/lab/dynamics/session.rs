//! The log, the history, logins and open connections.

use super::put;
use crate::catalogue::menu::Menu;
use crate::domain::version::Version;
use crate::lab::command::Record;
use crate::lab::table::tag;
use crate::lab::view::View;

/// `/log`.
pub(super) fn log(view: &View<'_>) -> Vec<Record> {
    let line = |line: &crate::lab::state::LogLine| {
        Record::from([
            (".id", tag(line.id)),
            ("time", view.stamp(line.at)),
            ("topics", line.topics.clone()),
            ("message", line.message.clone()),
            ("extra-info", String::new()),
        ])
    };
    view.state.log.lines().map(line).collect()
}

/// `/system/history`, newest first; what the model tells of the past comes last.
pub(super) fn history(view: &View<'_>, menu: &'static Menu) -> Vec<Record> {
    let change = |change: &crate::lab::state::Change| {
        Record::from([
            (".id", tag(change.id)),
            ("action", change.action.clone()),
            ("by", change.by.clone()),
            ("policy", "write".to_owned()),
            ("time", view.stamp(change.at)),
            ("undo", change.undo(view.state)),
            ("redo", change.redo(view.state)),
            ("undoable", (!change.undone).to_string()),
            ("redoable", change.undone.to_string()),
        ])
    };
    let now = view.state.history.iter().rev().map(change);
    let before = view.state.rows(menu.path).iter().map(|row| view.record(menu, row));
    now.chain(before).collect()
}

/// `/user/active`.
pub(super) fn active(view: &View<'_>) -> Vec<Record> {
    let login = |login: &crate::lab::live::Active| {
        Record::from([
            (".id", tag(login.id)),
            ("when", view.stamp(login.since)),
            ("name", login.user.clone()),
            ("address", login.address.clone()),
            ("via", login.via.to_owned()),
            ("group", login.group.clone()),
            ("by-romon", "false".to_owned()),
            ("radius", "false".to_owned()),
        ])
    };
    view.live.active.iter().map(login).collect()
}

/// The first version that lists connections and other listeners among the services.
const LISTS_CONNECTIONS: Version = Version::new(7, 19, 0);

/// One row per open connection, named like the service's own row.
pub(super) fn services(view: &View<'_>, records: &mut Vec<Record>) {
    let connections = view.state.tree.version() >= LISTS_CONNECTIONS;
    for record in records.iter_mut() {
        super::default(record, "address", "");
        if !record.contains_key("certificate") {
            record.remove("tls-version");
        }
        if connections {
            put(record, "dynamic", false);
            super::default(record, "proto", "tcp");
        } else {
            record.retain(|name, _| !matches!(*name, "dynamic" | "proto"));
        }
    }
    if !connections {
        return;
    }
    for connection in &view.live.connections {
        records.push(Record::from([
            (".id", tag(connection.id)),
            ("name", connection.service.to_owned()),
            ("port", connection.local.port().to_string()),
            ("proto", "tcp".to_owned()),
            ("connection", "true".to_owned()),
            ("dynamic", "true".to_owned()),
            ("disabled", "false".to_owned()),
            ("invalid", "false".to_owned()),
            ("local", connection.local.ip().to_string()),
            ("remote", connection.remote.to_string()),
            ("vrf", "main".to_owned()),
        ]));
    }
}
