//! What scripts are read as, and refused for.

use super::cursor::Refused;
use super::read;
use super::value::{Value, like};
use crate::domain::version::Version;
use crate::lab::tree::Tree;

fn tree() -> Tree {
    Tree::catalogue(Version::new(7, 24, 0), &[])
}

fn wrong(source: &str) -> String {
    match read(source, &tree()) {
        Err(Refused::Wrong(words)) => words,
        other => panic!("{source}: {other:?}"),
    }
}

fn unsupported(source: &str) -> String {
    match read(source, &tree()) {
        Err(Refused::Unsupported(what)) => what,
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn both_spellings_of_a_path_are_the_same_command() {
    let tree = tree();
    let one = read("/ip firewall filter add chain=input", &tree).expect("reads");
    for other in ["/ip/firewall/filter/add chain=input", "/ip/firewall/filter add chain=input"] {
        assert_eq!(read(other, &tree).as_ref(), Ok(&one), "{other}");
    }
    let sections = read("/ip firewall filter\nadd chain=input", &tree).expect("reads");
    assert_eq!(sections.statements[0].what, one.statements[0].what);
    assert_eq!(sections.statements[0].line, 2);
}

#[test]
fn what_no_router_reads_is_refused_with_its_place() {
    assert_eq!(wrong("/ip adress print count-only"), "bad command name adress (line 1 column 5)");
    assert_eq!(wrong(":put 1\n  :fly away"), "bad command name fly (line 2 column 4)");
    assert_eq!(wrong("/ip address add wings=2"), "expected end of command (line 1 column 17)");
    assert_eq!(wrong("/ip address remove *1 *2"), "expected end of command (line 1 column 23)");
    for source in [
        ":put \"open",
        ":if (1=1) do={ :put 1",
        ":put (1",
        ":put [/ip address find",
        ":if (1=1)",
        "}",
        ":put )",
    ] {
        assert!(wrong(source).starts_with("syntax error (line 1 column "), "{source}: {}", wrong(source));
    }
}

#[test]
fn what_only_routers_know_is_said_to_be_missing() {
    assert!(unsupported(":put [:pick \"abc\" 1]").contains(":pick"));
    assert!(unsupported("/ip fire filt print").contains("the abbreviation fire"));
    assert!(unsupported(":put ($a->\"x\")").contains("->"));
    assert!(unsupported("/ip firewall filter print where chain=input").contains("where"));
    assert!(unsupported(&"{".repeat(100)).contains("brackets"));
}

#[test]
fn nothing_that_is_typed_makes_the_reader_fail() {
    let tree = tree();
    let whole =
        ":do { :local a \"x\\41$b[\\\"\"; /ip address set [find where a=\"1\" && !b] c=(1 + 2) } on-error={}";
    for end in 0..whole.len() {
        for start in 0..end {
            // Whatever the answer is, there is one.
            drop(read(&whole[start..end], &tree));
        }
    }
}

#[test]
fn words_have_types() {
    for (word, value) in [
        ("yes", Value::Flag(true)),
        ("12", Value::Number(12)),
        ("1m30s", Value::Time(90_000_000)),
        ("00:00:10", Value::Time(10_000_000)),
        ("10.0.0.1", Value::Text("10.0.0.1".into())),
        ("11:22:33:44:55:66", Value::Text("11:22:33:44:55:66".into())),
        ("ether1", Value::Text("ether1".into())),
    ] {
        assert_eq!(Value::of_word(word), value, "{word}");
    }
}

#[test]
fn of_patterns_only_the_anchors_are_known() {
    assert_eq!(like("rosmcp-rb-7", "^rosmcp-"), Ok(true));
    assert_eq!(like("xrosmcp", "^rosmcp"), Ok(false));
    assert_eq!(like("abc", "b"), Ok(true));
    assert_eq!(like("abc", "^abc$"), Ok(true));
    assert!(like("abc", "a.c").is_err());
}
