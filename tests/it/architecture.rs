//! The rooms and the arrows between them, held by reading the source.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which rooms a room may use. What is not listed is forbidden; every room may use itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("clock", &["random"]),
    ("random", &["error"]),
    ("blocking", &["error"]),
    ("domain", &["error"]),
    ("settings", &["domain", "error"]),
    ("vault", &["domain", "settings", "error", "blocking", "clock", "random"]),
    ("store", &["domain", "settings", "error", "blocking", "clock"]),
    ("routeros", &["domain", "error", "clock", "random"]),
    ("auth", &["domain", "settings", "error", "clock", "random"]),
    ("observe", &["error", "clock"]),
    ("events", &["domain", "error", "clock"]),
    ("catalogue", &["domain", "error"]),
    ("change", &["catalogue", "store", "routeros", "domain", "error", "clock"]),
    ("lab", &["catalogue", "domain", "error", "clock", "random"]),
    (
        "app",
        &[
            "change",
            "catalogue",
            "store",
            "routeros",
            "vault",
            "auth",
            "observe",
            "events",
            "settings",
            "domain",
            "error",
            "blocking",
            "clock",
            "random",
        ],
    ),
    ("jobs", &["app", "events", "domain", "error", "clock"]),
    ("resources", &["app", "catalogue", "events", "domain", "error"]),
    ("prompts", &["app", "domain", "error"]),
    ("tools", &["app", "catalogue", "domain", "error", "clock"]),
    ("mcp", &["tools", "resources", "prompts", "events", "app", "observe", "domain", "error", "clock"]),
    (
        "http",
        &[
            "mcp", "tools", "events", "app", "settings", "observe", "domain", "error", "blocking", "clock",
            "random",
        ],
    ),
    (
        "cli",
        &[
            "app",
            "tools",
            "mcp",
            "http",
            "jobs",
            "lab",
            "catalogue",
            "settings",
            "observe",
            "vault",
            "routeros",
            "auth",
            "domain",
            "error",
            "blocking",
            "clock",
        ],
    ),
];

/// In which places a driver or framework may be named.
const DRIVERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["store/sqlite"]),
    ("r2d2_sqlite", &["store/sqlite"]),
    ("tokio_postgres", &["store/postgres"]),
    ("tokio_postgres_rustls", &["store/postgres"]),
    ("rmcp", &["mcp"]),
    ("axum", &["http"]),
    ("maud", &["http"]),
    ("clap", &["cli"]),
    ("clap_mangen", &["cli/man"]),
    ("indicatif", &["cli/ui"]),
    ("comfy_table", &["cli/ui"]),
    ("keyring", &["vault"]),
    ("aes_gcm", &["vault"]),
    ("prometheus_client", &["observe/metrics"]),
    ("opentelemetry", &["observe/traces/otlp"]),
    ("tracing_opentelemetry", &["observe/traces/otlp"]),
    ("sd_notify", &["cli/serve/supervisor"]),
    ("listenfd", &["cli/serve/listeners"]),
    ("hmac", &["vault"]),
    ("aead_stream", &["vault"]),
    ("tar", &["app/backup/archive"]),
    ("flate2", &["app/backup/archive", "app/config/packed"]),
    ("similar", &["app/config/compare"]),
    ("reqwest", &["routeros", "http/probe", "auth/fetch", "observe/traces/otlp"]),
    ("jsonwebtoken", &["auth"]),
];

struct Source {
    /// Path below `src/` without the extension: `store/sqlite`.
    place: String,
    /// Code without comments and without what is compiled for tests only.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &["rs"], &mut files);
    let read = |path: PathBuf| {
        let place = path.strip_prefix(&root).expect("below src").with_extension("");
        let text = std::fs::read_to_string(&path).expect("a readable source file");
        let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        Source { place: place.to_string_lossy().into_owned(), code: lines.collect::<Vec<_>>().join("\n") }
    };
    files.into_iter().map(read).collect()
}

/// The files below `directory` whose names end in one of `kinds`.
fn walk(directory: &Path, kinds: &[&str], files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("a readable directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, kinds, files);
        } else if path.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known)) {
            files.push(path);
        }
    }
}

fn room(place: &str) -> &str {
    place.split('/').next().unwrap_or(place)
}

/// The rooms that `code` names: `crate::store::…` and `use crate::{store::…, …}`.
fn used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => rooms.push(std::mem::take(&mut word)),
                    c if depth == 0 => word.push(c),
                    _ => {}
                }
            }
            rooms.push(word);
        } else {
            rooms.push(rest.to_owned());
        }
    }
    let name = |text: String| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    rooms.into_iter().map(name).filter(|room: &String| !room.is_empty()).collect()
}

#[test]
fn rooms_use_only_what_they_may() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let (sources, mut wrong, mut unused) = (sources(), Vec::new(), BTreeSet::new());
    unused.extend(ARROWS.iter().flat_map(|(room, uses)| uses.iter().map(|used| (*room, (*used).to_owned()))));
    for source in sources.iter().filter(|source| !matches!(source.place.as_str(), "lib" | "main")) {
        let own = room(&source.place);
        let Some(allowed) = arrows.get(own) else {
            wrong.push(format!("{} is in no room that the table knows", source.place));
            continue;
        };
        for used in used(&source.code) {
            unused.remove(&(own, used.clone()));
            let known = arrows.contains_key(used.as_str());
            if known && used != own && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", source.place));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unused.is_empty(), "these are allowed and nobody uses them: {unused:?}");
}

#[test]
fn drivers_are_named_in_their_room_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (driver, places) in DRIVERS {
            let names = [format!("{driver}::"), format!("use {driver};"), format!("extern crate {driver}")];
            let names_it = names.iter().any(|name| {
                source.code.match_indices(name.as_str()).any(|(at, _)| {
                    !source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            });
            let allowed = places
                .iter()
                .any(|place| source.place == *place || source.place.starts_with(&format!("{place}/")));
            if names_it && !allowed {
                wrong.push(format!("{} names {driver}", source.place));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_fit_in_the_head() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|source| (source.code.lines().count(), source.place))
        .filter(|(lines, _)| *lines > 450)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn module_files_stand_beside_their_directory() {
    let hubs: Vec<_> = sources().into_iter().filter(|source| source.place.ends_with("/mod")).collect();
    assert!(hubs.is_empty(), "{:?}", hubs.iter().map(|source| &source.place).collect::<Vec<_>>());
}

/// `rosmcp device test` in a hint, a remark or a guide: whoever follows it finds that verb.
#[test]
fn verbs_that_are_named_are_there() {
    let command = rosmcp::cli::command();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md")];
    for directory in ["src", "docs", "packaging"] {
        walk(&root.join(directory), &["rs", "md", "conf", "env", "service", "timer", "yml"], &mut files);
    }
    let mut named = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("text");
        for group in command.get_subcommands().filter(|verb| verb.has_subcommands()) {
            for rest in text.split(&format!("rosmcp {} ", group.get_name())).skip(1) {
                let is_of_a_verb = |c: &char| c.is_ascii_lowercase() || *c == '-';
                let verb: String = rest.chars().take_while(is_of_a_verb).collect();
                if verb.is_empty() || verb.starts_with('-') {
                    continue;
                }
                named += 1;
                assert!(
                    group.find_subcommand(&verb).is_some(),
                    "{}: {} {verb}",
                    file.display(),
                    group.get_name()
                );
            }
        }
    }
    assert!(named > 50, "{named} are few");
}
