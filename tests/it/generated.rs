//! Generated files are committed, and this proves them current. `UPDATE_GENERATED=1 cargo test generated` writes them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a directory with what it should hold, or writes it.
fn check(directory: &str, wanted: &BTreeMap<String, String>) {
    let directory = root().join(directory);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::create_dir_all(&directory).expect("a directory");
        for name in found(&directory).keys().filter(|name| !wanted.contains_key(*name)) {
            std::fs::remove_file(directory.join(name)).expect("an old file removed");
        }
        for (name, text) in wanted {
            std::fs::write(directory.join(name), text).expect("a file written");
        }
        return;
    }
    let found = found(&directory);
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        wanted.keys().collect::<Vec<_>>(),
        "{}",
        directory.display()
    );
    for (name, text) in wanted {
        assert!(
            found[name] == *text,
            "{} is not current: UPDATE_GENERATED=1 cargo test generated",
            directory.join(name).display()
        );
    }
}

fn found(directory: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(directory) else { return BTreeMap::new() };
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("text"))
    };
    entries.map(read).collect()
}

#[test]
fn completions_are_current() {
    let shells = [
        ("rosmcp.bash", clap_complete::Shell::Bash),
        ("rosmcp.fish", clap_complete::Shell::Fish),
        ("_rosmcp", clap_complete::Shell::Zsh),
        ("_rosmcp.ps1", clap_complete::Shell::PowerShell),
    ];
    let script = |(name, shell): (&str, clap_complete::Shell)| {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut rosmcp::cli::command(), "rosmcp", &mut text);
        (name.to_owned(), String::from_utf8(text).expect("text"))
    };
    check("completions", &shells.into_iter().map(script).collect());
}

#[test]
fn manual_pages_are_current() {
    let pages: BTreeMap<_, _> = rosmcp::cli::manual_pages(&rosmcp::cli::command()).into_iter().collect();
    assert!(pages.len() > 20, "every verb has a page");
    check("man", &pages);
}

#[test]
fn the_reference_is_current() {
    let pages = [
        ("errors.md", rosmcp::error::markdown()),
        ("metrics.md", rosmcp::observe::metrics::reference::markdown()),
        ("menus.md", rosmcp::catalogue::reference::markdown()),
        ("recipes.md", rosmcp::catalogue::recipes::reference::markdown()),
        ("prompts.md", rosmcp::prompts::reference::markdown()),
        ("resources.md", rosmcp::resources::reference::markdown()),
        ("settings.md", rosmcp::settings::reference::markdown()),
        ("tools.md", rosmcp::tools::reference::markdown()),
    ];
    check("docs/reference", &pages.into_iter().map(|(name, text)| (name.to_owned(), text)).collect());
}

#[test]
fn the_example_settings_are_current_and_read_back() {
    let text = rosmcp::settings::reference::example();
    check("packaging/config", &BTreeMap::from([("config.example.yaml".to_owned(), text)]));
}
