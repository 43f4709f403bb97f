//! `/console/inspect`: the router describes its own commands (RouterOS manual, "REST API", console inspect).

use super::{HANDLERS, names, only};
use crate::catalogue::menu::{Menu, MenuKind};
use crate::domain::field::FieldType;
use crate::domain::version::Version;
use crate::lab::command::{Command, Output, Record};
use crate::lab::export::WHERE;
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};
use crate::lab::tree::Tree;
use crate::lab::value::Refusal;

/// What a path of `inspect` leads to.
enum Node {
    Directory(String),
    Command(String, &'static str),
    Argument(String, &'static str),
}

/// Answers `child`, `self`, `syntax` and `completion`.
pub(super) fn run(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &["request", "path", "input", ".proplist", "as-value"])?;
    let request = command.word("request").ok_or_else(|| Trap::missing("request"))?;
    let tree = router.state().tree.clone();
    let path = command.word("path").unwrap_or_default();
    let words: Vec<_> = path.split([',', '/', ' ']).filter(|word| !word.is_empty()).collect();
    let node = find(&tree, &words);
    let mut rows = match (request, node) {
        ("child", Some(node)) => children(&tree, &node),
        ("self", Some(node)) => vec![described(&tree, &node, "self")],
        ("syntax", Some(node)) => vec![syntax(&tree, &node)],
        ("completion", Some(node)) => completions(&tree, &node, command.word("input").unwrap_or_default()),
        ("child" | "self" | "syntax" | "completion", None) => Vec::new(),
        ("highlight" | "error", _) => {
            return Err(Trap::Unsupported(format!("/console/inspect request={request}")));
        }
        _ => return Err(Trap::value("request", &Refusal::NoMatch)),
    };
    if let Some(wanted) = command.word(".proplist") {
        for row in &mut rows {
            row.retain(|name, _| wanted.split(',').any(|want| want == *name));
        }
    }
    Ok(Output::Rows(rows))
}

fn find(tree: &Tree, words: &[&str]) -> Option<Node> {
    let depth = (0..=words.len()).rev().find(|depth| tree.is_directory(&words[..*depth].join("/")))?;
    let path = words[..depth].join("/");
    let verb = |word: &str| names(tree, &path).into_iter().find(|name| *name == word);
    match &words[depth..] {
        [] => Some(Node::Directory(path)),
        [word] => verb(word).map(|verb| Node::Command(path.clone(), verb)),
        [word, argument] => {
            let verb = verb(word)?;
            let argument = arguments(tree, &path, verb).into_iter().find(|name| name == argument)?;
            Some(Node::Argument(path, argument))
        }
        _ => None,
    }
}

/// The node itself, then what stands below it, sorted.
fn children(tree: &Tree, node: &Node) -> Vec<Record> {
    let mut rows = match node {
        Node::Directory(path) => {
            let directories = tree.children(path).into_iter().map(|name| {
                let menu = tree.menu(&join(path, name)).is_some();
                record(name, if menu { "path" } else { "dir" }, "child")
            });
            let commands = names(tree, path).into_iter().map(|name| record(name, "cmd", "child"));
            directories.chain(commands).collect()
        }
        Node::Command(path, verb) => {
            arguments(tree, path, verb).into_iter().map(|name| record(name, "arg", "child")).collect()
        }
        Node::Argument(..) => Vec::new(),
    };
    rows.sort_by(|a: &Record, b| a.get("name").cmp(&b.get("name")));
    rows.insert(0, described(tree, node, "self"));
    rows
}

fn described(tree: &Tree, node: &Node, kind: &str) -> Record {
    match node {
        Node::Directory(path) => {
            let name = path.rsplit('/').next().unwrap_or_default();
            record(name, if tree.menu(path).is_some() { "path" } else { "dir" }, kind)
        }
        Node::Command(_, verb) => record(verb, "cmd", kind),
        Node::Argument(_, argument) => record(argument, "arg", kind),
    }
}

fn record(name: &str, node: &str, kind: &str) -> Record {
    Record::from([("name", name.to_owned()), ("node-type", node.to_owned()), ("type", kind.to_owned())])
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

/// The arguments of the command `verb` in `path`, sorted.
pub(in crate::lab) fn arguments(tree: &Tree, path: &str, verb: &str) -> Vec<&'static str> {
    let mut arguments =
        if verb == "export" || HANDLERS.iter().any(|(at, name, _)| *at == path && *name == verb) {
            let since = |name: &str| SINCE.iter().find(|(known, _)| *known == name).map(|(_, since)| *since);
            let has = |name: &&str| since(name).is_none_or(|since| since <= tree.version());
            own_arguments(verb).into_iter().filter(has).collect()
        } else {
            tree.menu(path).map(|menu| usual_arguments(tree, menu, verb)).unwrap_or_default()
        };
    arguments.sort_unstable();
    arguments
}

/// Arguments of the commands below that came later.
const SINCE: &[(&str, Version)] =
    &[("dry-run", Version::new(7, 16, 0)), ("path", Version::new(7, 23, 0)), ("where", WHERE)];

fn own_arguments(verb: &str) -> Vec<&'static str> {
    match verb {
        "ping" => vec![
            "address",
            "arp-ping",
            "count",
            "dscp",
            "interface",
            "interval",
            "size",
            "src-address",
            "ttl",
            "vrf",
        ],
        "traceroute" => vec![
            "address",
            "count",
            "duration",
            "interface",
            "max-hops",
            "protocol",
            "size",
            "src-address",
            "timeout",
            "use-dns",
        ],
        "inspect" => vec!["input", "path", "request"],
        "export" => {
            vec!["compact", "file", "hide-sensitive", "path", "show-sensitive", "terse", "verbose", "where"]
        }
        "import" => vec!["dry-run", "file-name", "from-line", "verbose"],
        "read" => vec!["chunk-size", "file", "offset"],
        "monitor-traffic" => vec!["duration", "interface", "interval", "once"],
        "reset-counters" => vec!["numbers"],
        "info" | "warning" | "error" | "debug" => vec!["message"],
        "run" => vec!["number", "use-script-permissions"],
        "execute" => vec!["as-string", "file", "script"],
        "save" => vec!["dont-encrypt", "encryption", "name", "password"],
        "load" => vec!["name", "password"],
        "take" | "toggle" => vec!["on-error"],
        "get" => vec!["value-name"],
        _ => Vec::new(),
    }
}

fn usual_arguments(tree: &Tree, menu: &'static Menu, verb: &str) -> Vec<&'static str> {
    let fields = menu.fields.iter().filter(|field| field.writable && tree.has(field)).map(|field| field.name);
    let list = menu.kind != MenuKind::Settings;
    match verb {
        // Since 7.18 a file isn't made of another.
        "add" if menu.path == "file" && tree.version() >= Version::new(7, 18, 0) => fields.collect(),
        "add" => {
            let extra = if menu.kind == MenuKind::Ordered {
                &["copy-from", "place-before"][..]
            } else {
                &["copy-from"]
            };
            fields.chain(extra.iter().copied()).collect()
        }
        "set" if list => fields.chain(["numbers"]).collect(),
        "set" => fields.collect(),
        "remove" | "enable" | "disable" => vec!["numbers"],
        "comment" => vec!["comment", "numbers"],
        "unset" => vec!["numbers", "value-name"],
        "move" => vec!["destination", "numbers"],
        "get" if list => vec!["number", "value-name"],
        "get" => vec!["value-name"],
        "print" => {
            vec!["as-value", "brief", "count-only", "detail", "proplist", "terse", "where", "without-paging"]
        }
        "find" => vec!["where"],
        _ => Vec::new(),
    }
}

/// What the console says of a place, in a few words.
fn syntax(tree: &Tree, node: &Node) -> Record {
    let text = match node {
        Node::Argument(path, argument) => tree
            .menu(path)
            .and_then(|menu| menu.field(argument))
            .map_or(String::new(), |field| words(field.kind)),
        Node::Directory(path) => tree.menu(path).map_or(String::new(), |menu| menu.title.to_owned()),
        Node::Command(..) => String::new(),
    };
    let symbol = match node {
        Node::Argument(_, argument) => argument,
        _ => "",
    };
    Record::from([
        ("nested", "0".to_owned()),
        ("nonorm", "false".to_owned()),
        ("symbol", symbol.to_owned()),
        ("symbol-type", "explanation".to_owned()),
        ("text", text),
        ("type", "syntax".to_owned()),
    ])
}

/// A type as the console explains it.
fn words(kind: FieldType) -> String {
    match kind {
        FieldType::Flag => "yes|no".to_owned(),
        FieldType::Integer | FieldType::Bytes | FieldType::BitRate => "integer number".to_owned(),
        FieldType::Duration => "time interval".to_owned(),
        FieldType::Address => "A.B.C.D    (IP address)".to_owned(),
        FieldType::Prefix => "A.B.C.D/M    (IP prefix)".to_owned(),
        FieldType::Mac => "AB[:|-|.]CD[:|-|.]EF[:|-|.]GH[:|-|.]IJ[:|-|.]KL    (MAC address)".to_owned(),
        FieldType::Enum(words) => words.join("|"),
        FieldType::List(item) => format!("{}[,…]", words(*item)),
        _ => "string value".to_owned(),
    }
}

/// Words that may follow; for an argument the words of its type.
fn completions(tree: &Tree, node: &Node, input: &str) -> Vec<Record> {
    let candidates: Vec<String> = match node {
        Node::Argument(path, argument) => {
            match tree.menu(path).and_then(|menu| menu.field(argument)).map(|field| field.kind) {
                Some(FieldType::Enum(words)) => words.iter().map(|word| (*word).to_owned()).collect(),
                Some(FieldType::Flag) => vec!["no".to_owned(), "yes".to_owned()],
                _ => Vec::new(),
            }
        }
        Node::Directory(path) => {
            let words = tree.children(path).into_iter().chain(names(tree, path));
            words.map(str::to_owned).collect()
        }
        Node::Command(path, verb) => arguments(tree, path, verb).into_iter().map(str::to_owned).collect(),
    };
    let fitting = candidates.into_iter().filter(|word| word.starts_with(input));
    fitting.map(|word| completion(word, node)).collect()
}

fn completion(word: String, node: &Node) -> Record {
    let style = match node {
        Node::Directory(_) => "dir",
        Node::Command(..) => "arg",
        Node::Argument(..) => "none",
    };
    Record::from([
        ("completion", word),
        ("offset", "0".to_owned()),
        ("preference", "80".to_owned()),
        ("show", "true".to_owned()),
        ("style", style.to_owned()),
        ("text", String::new()),
        ("type", "completion".to_owned()),
    ])
}
