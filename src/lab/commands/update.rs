//! `/system package update check-for-updates`: two sections, the second one the answer (a capture of 7.22.1).
//!
//! What MikroTik's servers have is what the model's `latest-version` says; without one, nothing is newer.

use std::time::Duration;

use super::only;
use crate::lab::command::{Command, Output, Record};
use crate::lab::router::Router;
use crate::lab::trap::Outcome;

const MENU: &str = "system/package/update";

/// Asks, which takes a moment.
pub(super) async fn check(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &["once", "as-value", ".proplist", "fetch-changelog"])?;
    let (first, second) = {
        let state = router.state();
        let setting = |name| state.setting(MENU, name).map(str::to_owned);
        let running = state.facts.version.split(' ').next().unwrap_or_default().to_owned();
        let installed = setting("installed-version").unwrap_or(running);
        let latest = setting("latest-version").unwrap_or_else(|| installed.clone());
        let channel = setting("channel").unwrap_or_else(|| "stable".to_owned());
        let is_latest = latest == installed;
        let told = Record::from([("channel", channel), ("installed-version", installed)]);
        let mut asking = told.clone();
        asking.insert("status", "finding out latest version...".to_owned());
        let mut answer = told;
        answer.insert("latest-version", latest);
        let status = if is_latest { "System is already up to date" } else { "New version is available" };
        answer.insert("status", status.to_owned());
        (asking, answer)
    };
    let mut rows = Vec::new();
    for (section, mut row) in [("0", first), ("1", second)] {
        row.insert(".section", section.to_owned());
        command.tell(row, &mut rows).await;
        if section == "0" {
            router.clock.sleep(Duration::from_millis(300)).await;
        }
    }
    Ok(Output::Rows(rows))
}
