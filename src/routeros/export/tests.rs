//! Reading and writing exports.

use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> Export {
    Export::parse(text).expect("an export")
}

/// The words of the only command of `/x` / `add WORDS`, printed.
fn words(words: &str) -> Vec<String> {
    let export = parsed(&format!("/x\nadd {words}"));
    let command = export.sections[0].commands().next().expect("a command").clone();
    command.words.iter().map(ToString::to_string).collect()
}

fn text(words: &str) -> Vec<u8> {
    let export = parsed(&format!("/x\nadd {words}"));
    match &export.sections[0].commands().next().expect("a command").words[0].value {
        Value::Text(bytes) => bytes.clone(),
        Value::Find(_) => panic!("not a text"),
    }
}

#[test]
fn an_export_is_read_menu_by_menu() {
    let export = parsed(
        "# 2026-01-02 03:04:05 by RouterOS 7.24\r\n#\r\n/interface ethernet\r\n\
         set [ find default-name=ether1 ] comment=\"up link\"\r\n/ip firewall filter\r\n\
         # chain is empty\r\nadd action=drop !connection-bytes chain=input\r\n\r\n/ip ssh\r\nset ssh x=\r\n",
    );
    assert_eq!(export.header, [" 2026-01-02 03:04:05 by RouterOS 7.24", ""]);
    let paths: Vec<_> = export.sections.iter().map(|section| section.path.as_str()).collect();
    assert_eq!(paths, ["interface/ethernet", "ip/firewall/filter", "ip/ssh"]);
    assert_eq!(export.sections[1].entries[0], Entry::Comment(" chain is empty".into()));
    let [Word { name: None, value: Value::Find(found) }, comment] =
        &export.sections[0].commands().next().expect("a command").words[..]
    else {
        panic!("a find and a word")
    };
    assert_eq!(found[0].name.as_deref(), Some("default-name"));
    assert_eq!(comment.value, Value::Text(b"up link".to_vec()));
}

#[test]
fn continued_lines_are_one_wherever_they_break() {
    for broken in [
        "a=1 \\\n    b=\"x y\" c=[ find d=e ]",
        "a=\\\r\n    1 b=\"x\\\r\n    \\_y\" c=[ find d=\\\n e ]",
        "a\\\n=1 b=\\\n\"x y\\\n\" c=\\\n  [\\\nfind \\\n\\\n   d=e ]\\\n",
    ] {
        assert_eq!(words(broken), ["a=1", "b=\"x y\"", "c=[ find d=e ]"], "{broken}");
    }
}

#[test]
fn escapes_are_bytes() {
    assert_eq!(
        text(r#"a="\"\\\$\?\n\r\t\_\a\b\v\f\E2\82\AC\B0""#),
        b"\"\\$?\n\r\t \x07\x08\x0b\x0c\xe2\x82\xac\xb0"
    );
    assert_eq!(text("a=\"ä\""), "ä".as_bytes());
    assert_eq!(text("public-key=abc="), b"abc=");
}

#[test]
fn quotes_stand_only_where_they_must() {
    assert_eq!(
        words(r#"a="10.0.0.1/8" b="" c=!x d="x=y" e="a;b" "f" "g=h" .i=j k=*2"#),
        ["a=10.0.0.1/8", "b=\"\"", "c=!x", "d=\"x=y\"", "e=\"a;b\"", "f", "\"g=h\"", ".i=j", "k=*2"]
    );
}

#[test]
fn what_is_no_export_is_refused_where_it_goes_wrong() {
    for (text, line, column, says) in [
        ("add a=b", 1, 1, "before the first menu"),
        ("/ip address\n\n  ?", 3, 3, "neither a menu"),
        ("/ip address\n:put 1", 2, 1, "neither a menu"),
        ("/x\nadd ä=\"b", 2, 5, "not a name"),
        ("/x\nadd c=\"äb", 2, 7, "not closed"),
        ("/x\nadd c=\"ä\\\n  \\q\"", 3, 3, "an escape"),
        ("/x\nadd c=\"\\00\"", 2, 8, "NUL"),
        ("/x\nadd c=\"\\B\"", 2, 8, "an escape"),
        ("/x\nadd c=$y", 2, 7, "outside quotes"),
        ("/x\nadd c=a\"b\"", 2, 8, "middle"),
        ("/x\nadd \"a\"b", 2, 8, "a space"),
        ("/x\nadd c=\\x", 2, 7, "backslash"),
        ("/x\nset [ find a=b", 2, 5, "not closed"),
        ("/x\nset [ print ]", 2, 5, "only [find"),
        ("/x\nset =a", 2, 5, "not a name"),
        ("/x\nset a\u{7}", 2, 6, "control"),
        ("/", 1, 2, "not the name"),
        ("/ ip", 1, 2, "not the name"),
        ("/add", 1, 1, "a menu is missing"),
        ("/ip Address", 1, 5, "not the name"),
        ("/ip address a=b", 1, 13, "not the name"),
        ("/ip\\", 1, 2, "not the name"),
    ] {
        let error = Export::parse(text).expect_err(text);
        assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        assert!(error.message.contains(says), "{text:?}: {error}");
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let deep = format!("/x\nset {}", "[ find a=".repeat(100_000));
    let wide = format!("/x\nset{}", " a=b".repeat(3_000));
    let long = format!("/x\nset a={}", "b".repeat(2 * 1024 * 1024));
    let lines = "\n".repeat(500_001);
    let huge = "#".repeat(TEXT_LIMIT + 1);
    for text in [deep, wide, long, lines, huge] {
        let error = Export::parse(&text).expect_err("too much");
        assert!(error.message.contains("more than") || error.message.contains("longer than"), "{error}");
    }
}

fn word_strategy() -> impl Strategy<Value = Word> {
    let name = || proptest::option::of("[a-z0-9._-]{1,8}");
    let bytes = prop_oneof![
        "[a-z0-9./:,!*-]{0,8}".prop_map(String::into_bytes),
        proptest::collection::vec(1..=u8::MAX, 0..12),
        "[\"\\\\$\\[\\]{};=?# \r\nA-F0-9]{0,12}".prop_map(String::into_bytes),
    ];
    let leaf = (name(), bytes.prop_map(Value::Text)).prop_map(|(name, value)| Word { name, value });
    leaf.prop_recursive(3, 12, 3, move |inner| {
        (name(), proptest::collection::vec(inner, 0..3))
            .prop_map(|(name, words)| Word { name, value: Value::Find(words) })
    })
}

fn section_strategy() -> impl Strategy<Value = Section> {
    let command = ("(add|set|remove|import)", proptest::collection::vec(word_strategy(), 0..5))
        .prop_map(|(verb, words)| Entry::Command(Command { verb, words }));
    let entry = prop_oneof![4 => command, 1 => comment().prop_map(Entry::Comment)];
    ("[a-c]{1,3}(/[a-c0-9-]{1,3}){0,2}", proptest::collection::vec(entry, 0..5))
        .prop_map(|(path, entries)| Section { path, entries })
}

fn comment() -> impl Strategy<Value = String> {
    "[^\r\n\0]{0,20}".prop_map(|text| text.trim_end().to_owned())
}

fn export_strategy() -> impl Strategy<Value = Export> {
    let sections = proptest::collection::vec(section_strategy(), 0..5);
    (proptest::collection::vec(comment(), 0..4), sections).prop_map(|(header, mut sections)| {
        sections.dedup_by(|one, other| one.path == other.path);
        Export { header, sections }
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_the_same_export(export in export_strategy()) {
        let text = export.to_string();
        let again = Export::parse(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(&again, &export, "{}", text);
        prop_assert_eq!(again.to_string(), text);
    }

    #[test]
    fn normalising_twice_is_normalising_once(export in export_strategy()) {
        let once = normalise(&export.to_string()).expect("an export").to_string();
        prop_assert_eq!(normalise(&once).expect("an export").to_string(), once);
    }

    #[test]
    fn no_text_upsets_the_parser(text in any::<String>()) {
        if let Ok(export) = Export::parse(&text) {
            prop_assert_eq!(Export::parse(&export.to_string()).expect("it was printed"), export);
        }
    }

    #[test]
    fn no_text_made_of_syntax_upsets_the_parser(text in "(/x|\nadd| |\\\\\n|\\[ ?find|\\]|\"|=|a|\\\\[n_A0]|\r\n|#|\n/y z){0,40}") {
        if let Ok(export) = Export::parse(&text) {
            prop_assert_eq!(Export::parse(&export.to_string()).expect("it was printed"), export);
        }
    }
}
