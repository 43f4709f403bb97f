//! `/export`: the configuration as a text of commands.
//!
//! Compact, verbose and terse, of the whole router, of one directory, or of what `path` lists; in the order of menus, with the
//! quotes and the line breaks of RouterOS (manual, "Configuration Management", and exports of real routers). Secrets are left
//! out unless asked for by a user who may see them. Users, certificates, keys and files are no part of it.

mod fields;
mod order;
mod select;
mod text;

use super::command::{Command, Login, Output};
use super::files;
use super::router::Router;
use super::trap::{Outcome, Trap};
use super::view::View;
use crate::catalogue::menu::{Menu, MenuKind};
use crate::domain::version::Version;

use select::Selection;
use text::Page;

/// The first version that takes `path`.
const PATHS: Version = Version::new(7, 23, 0);
/// The first version that takes `where`.
pub(super) const WHERE: Version = Version::new(7, 13, 0);
/// The first version in which a cloud router tells its system id.
const SYSTEM_ID: Version = Version::new(7, 20, 0);

/// What an export shall look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Defaults too.
    pub(super) verbose: bool,
    /// One whole command per line.
    pub(super) terse: bool,
    /// Secrets too.
    pub(super) secrets: bool,
}

/// Runs `/export`: writes the file that `file` names; without it nothing comes of it, for the text is only for consoles.
pub(super) fn run(router: &Router, login: &Login, command: &Command) -> Outcome<Output> {
    let text = spoken(router, login, command, None)?;
    if let Some(file) = file(command) {
        keep(router, file, &text)?;
    }
    Ok(Output::Done)
}

/// Writes an export to the file that was asked for.
pub(super) fn keep(router: &Router, file: &str, text: &str) -> Outcome<()> {
    let name = format!("{}.rsc", file.strip_suffix(".rsc").unwrap_or(file));
    files::write(&mut router.state(), &name, "script", text, router.clock.now())
}

/// The file that an export shall be written to.
pub(super) fn file(command: &Command) -> Option<&str> {
    command.word("file").filter(|name| !name.is_empty())
}

/// What `/export` says on a console, of all rows or of those with the ids `rows`.
pub(super) fn spoken(
    router: &Router,
    login: &Login,
    command: &Command,
    rows: Option<Vec<String>>,
) -> Outcome<String> {
    let version = router.state().tree.version();
    for (name, _) in &command.words {
        match name.as_str() {
            "compact" | "verbose" | "terse" | "show-sensitive" | "hide-sensitive" | "file" => {}
            "path" if version >= PATHS => {}
            // Scripts say it as a condition; what it is as one word over REST and the API isn't known.
            "where" if version >= WHERE => return Err(Trap::Unsupported("where as an argument".to_owned())),
            name => return Err(Trap::unknown_parameter(name)),
        }
    }
    if file(command).is_some() && !login.policies.has("ftp") {
        return Err(Trap::NOT_ENOUGH);
    }
    let style = Style {
        verbose: command.flag("verbose"),
        terse: command.flag("terse"),
        secrets: command.flag("show-sensitive") && !command.flag("hide-sensitive"),
    };
    let paths = command.word("path").unwrap_or_default();
    let selection = Selection::read(&router.state().tree, &command.path, paths)?.rows(rows);
    Ok(router.look(login, |view| text(view, &selection, style)))
}

/// The configuration that `view` sees of what is selected.
pub(super) fn text(view: &View<'_>, selection: &Selection, style: Style) -> String {
    let mut page = Page::new(style.terse);
    header(view, &mut page);
    let mut menus: Vec<&'static Menu> =
        view.state.tree.menus().filter(|menu| selection.has(menu.path)).collect();
    menus.sort_by_key(|menu| order::place(menu.path));
    let style = Style { secrets: style.secrets && view.sensitive, ..style };
    for menu in menus.into_iter().filter(|menu| order::exported(menu)) {
        section(view, menu, selection, style, &mut page);
    }
    page.finish()
}

/// When, by what and of which router.
fn header(view: &View<'_>, page: &mut Page) {
    let version = view.state.facts.version.split(' ').next().unwrap_or_default();
    page.remark(&format!("{} by RouterOS {version}", view.stamp(view.now.wall)));
    let fact = |menu: &str, name: &str| view.state.setting(menu, name).unwrap_or_default().to_owned();
    let board = fact("system/routerboard", "model");
    if board.is_empty() && view.state.tree.version() >= SYSTEM_ID {
        page.remark(&format!("system id = {}", fact("system/license", "system-id")));
    } else {
        page.remark(&format!("software id = {}", fact("system/license", "software-id")));
    }
    page.remark("");
    if !board.is_empty() {
        page.remark(&format!("model = {board}"));
        page.remark(&format!("serial number = {}", fact("system/routerboard", "serial-number")));
    }
}

/// The commands of one menu.
fn section(view: &View<'_>, menu: &'static Menu, selection: &Selection, style: Style, page: &mut Page) {
    let rows = view.state.rows(menu.path).iter().enumerate();
    for (number, row) in rows.filter(|(_, row)| selection.has_row(&row.tag())) {
        let Some(verb) = fields::verb(view.state, menu, row, number) else { continue };
        let words = fields::words(view, menu, row, style);
        // An interface that has every value of its kind still has to be made.
        let said = verb == "add" || !words.is_empty();
        if said && (menu.kind != MenuKind::Settings || !words.is_empty()) {
            page.command(menu.path, &verb, &words);
        }
    }
}
