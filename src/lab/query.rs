//! What `print` shall find: API query words and the filters of a REST address.
//!
//! Source: RouterOS manual, "API", queries. A query is a stack machine; a row is found when no false stands on the
//! stack at the end, and the stack starts as an endless true.

use super::command::Record;

/// The words of a query, without their leading `?`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    words: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Has(String),
    Lacks(String),
    Equals(String, String),
    Below(String, String),
    Above(String, String),
    Operations(String),
}

impl Query {
    /// The query that `words` make; the first word that is none is the error.
    pub(super) fn read<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let words = words.into_iter().map(|text| word(text).ok_or_else(|| text.to_owned()));
        Ok(Self { words: words.collect::<Result<_, _>>()? })
    }

    /// Rows where every one of `pairs` holds.
    pub(super) fn all(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { words: pairs.into_iter().map(|(name, value)| Word::Equals(name, value)).collect() }
    }

    /// Whether `row` is found.
    pub(super) fn finds(&self, row: &Record) -> bool {
        let mut stack = Vec::new();
        for word in &self.words {
            match word {
                Word::Operations(operations) => operate(&mut stack, operations),
                word => stack.push(holds(word, row)),
            }
        }
        !stack.contains(&false)
    }
}

fn word(text: &str) -> Option<Word> {
    let pair = |text: &str| text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    match text.chars().next()? {
        '#' => Some(Word::Operations(text[1..].to_owned())),
        '-' => Some(Word::Lacks(text[1..].to_owned())),
        '<' => pair(&text[1..]).map(|(name, value)| Word::Below(name, value)),
        '>' => pair(&text[1..]).map(|(name, value)| Word::Above(name, value)),
        '=' => pair(&text[1..]).map(|(name, value)| Word::Equals(name, value)),
        _ => Some(match pair(text) {
            Some((name, value)) => Word::Equals(name, value),
            None => Word::Has(text.to_owned()),
        }),
    }
}

fn holds(word: &Word, row: &Record) -> bool {
    match word {
        Word::Has(name) => row.contains_key(name.as_str()),
        Word::Lacks(name) => !row.contains_key(name.as_str()),
        Word::Equals(name, value) => row.get(name.as_str()).is_some_and(|shown| same(shown, value)),
        Word::Below(name, value) => compare(row, name, value).is_some_and(std::cmp::Ordering::is_lt),
        Word::Above(name, value) => compare(row, name, value).is_some_and(std::cmp::Ordering::is_gt),
        Word::Operations(_) => true,
    }
}

/// Truth values are the same in both spellings.
fn same(shown: &str, asked: &str) -> bool {
    shown == asked || matches!((shown, asked), ("true", "yes") | ("false", "no"))
}

/// By number where both are numbers, else by text.
fn compare(row: &Record, name: &str, asked: &str) -> Option<std::cmp::Ordering> {
    let shown = row.get(name)?;
    match (shown.parse::<i64>(), asked.parse::<i64>()) {
        (Ok(shown), Ok(asked)) => Some(shown.cmp(&asked)),
        _ => Some(shown.as_str().cmp(asked)),
    }
}

/// Runs the characters after `#`: `!`, `&`, `|`, `.`, and stack indices, which copy that value to the top or, at the end
/// of the word, put it in the place of all.
fn operate(stack: &mut Vec<bool>, operations: &str) {
    let mut chars = operations.chars().peekable();
    while let Some(c) = chars.next() {
        let pushed = match c {
            '!' => !stack.pop().unwrap_or(true),
            '&' => stack.pop().unwrap_or(true) & stack.pop().unwrap_or(true),
            '|' => stack.pop().unwrap_or(true) | stack.pop().unwrap_or(true),
            '.' => stack.last().copied().unwrap_or(true),
            digit if digit.is_ascii_digit() => {
                let mut number = digit.to_string();
                while let Some(next) = chars.next_if(char::is_ascii_digit) {
                    number.push(next);
                }
                let index = number.parse::<usize>().unwrap_or(usize::MAX);
                let value = stack.iter().rev().nth(index).copied().unwrap_or(true);
                if chars.peek().is_none() {
                    stack.clear();
                }
                // After an index a dot means nothing.
                chars.next_if_eq(&'.');
                value
            }
            _ => continue,
        };
        stack.push(pushed);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(words: &[&str]) -> bool {
        let row = Record::from([
            ("name", "ether1".to_owned()),
            ("type", "ether".to_owned()),
            ("mtu", "1500".to_owned()),
            ("running", "true".to_owned()),
        ]);
        Query::read(words.iter().copied()).expect("a query").finds(&row)
    }

    /// A condition as people think of it, which is worked out without a stack.
    #[derive(Debug, Clone)]
    enum Thought {
        Is(&'static str, bool),
        Not(Box<Self>),
        Both(Box<Self>, Box<Self>),
        Either(Box<Self>, Box<Self>),
    }

    impl Thought {
        fn any() -> impl Strategy<Value = Self> {
            let words = vec![
                Self::Is("type=ether", true),
                Self::Is("type=vlan", false),
                Self::Is("mtu", true),
                Self::Is("-mtu", false),
                Self::Is(">mtu=900", true),
                Self::Is("<mtu=900", false),
                Self::Is("running=yes", true),
            ];
            proptest::sample::select(words).prop_recursive(6, 64, 2, |inner| {
                let pair = (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
                prop_oneof![
                    inner.prop_map(|one| Self::Not(Box::new(one))),
                    pair.clone().prop_map(|(one, other)| Self::Both(one, other)),
                    pair.prop_map(|(one, other)| Self::Either(one, other)),
                ]
            })
        }

        fn holds(&self) -> bool {
            match self {
                Self::Is(_, holds) => *holds,
                Self::Not(one) => !one.holds(),
                Self::Both(one, other) => one.holds() && other.holds(),
                Self::Either(one, other) => one.holds() || other.holds(),
            }
        }

        /// The query words that say it: what is joined first, then the operation.
        fn say(&self, words: &mut Vec<&'static str>) {
            match self {
                Self::Is(word, _) => words.push(word),
                Self::Not(one) => {
                    one.say(words);
                    words.push("#!");
                }
                Self::Both(one, other) | Self::Either(one, other) => {
                    one.say(words);
                    other.say(words);
                    words.push(if matches!(self, Self::Both(..)) { "#&" } else { "#|" });
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_condition_finds_what_it_means(thought in Thought::any()) {
            let mut words = Vec::new();
            thought.say(&mut words);
            prop_assert_eq!(finds(&words), thought.holds(), "{:?}", words);
        }

        #[test]
        fn any_words_are_a_query_or_none(words in proptest::collection::vec("[?#!&|.<>=a-c0-9-]{0,6}", 0..8)) {
            if let Ok(query) = Query::read(words.iter().map(String::as_str)) {
                query.finds(&Record::from([("a", "1".to_owned())]));
            }
        }
    }

    #[test]
    fn words_of_the_manual_find_rows() {
        assert!(finds(&[]));
        assert!(finds(&["type=ether"]) && !finds(&["type=vlan"]));
        assert!(finds(&["name"]) && !finds(&["comment"]) && finds(&["-comment"]));
        assert!(finds(&[">mtu=900"]) && finds(&["<mtu=9000"]) && !finds(&[">mtu=1500"]));
        assert!(finds(&["running=yes"]));
    }

    #[test]
    fn operations_work_on_the_stack() {
        assert!(finds(&["type=ether", "type=vlan", "#|"]));
        assert!(!finds(&["type=ether", "type=vlan", "#&"]));
        assert!(finds(&["type=vlan", "#!"]));
        assert!(finds(&["type=vlan", "type=ether", "#|", "running=true", "#&"]));
        assert!(finds(&["#&", "#|", "#!", "#!"]), "an empty stack is an endless true");
        assert!(finds(&["type=vlan", "type=ether", "#0"]), "an index at the end replaces everything");
        assert!(!finds(&["type=vlan", "type=ether", "#1"]));
        assert!(!finds(&["type=vlan", "type=ether", "#0."]), "before a dot it copies");
    }

    #[test]
    fn a_word_without_a_value_where_one_is_needed_is_refused() {
        assert_eq!(Query::read(["<mtu"]), Err("<mtu".to_owned()));
        assert_eq!(Query::read([""]), Err(String::new()));
    }
}
