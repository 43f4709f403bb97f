//! What a sentence asks for.

use super::codec::Sentence;
use crate::lab::bytes::characters;
use crate::lab::command::Command;
use crate::lab::query::Query;
use crate::lab::trap::{Outcome, Trap};

/// A sentence of a client.
#[derive(Debug)]
pub(super) struct Asked {
    /// The command word without its slash: `ip/address/print`.
    pub(super) word: String,
    /// Its tag, which every reply repeats; none when it is missing or empty.
    pub(super) tag: Option<Vec<u8>>,
    /// Which of the router's requests it is; 0 while it was not counted.
    pub(super) number: u64,
    attributes: Vec<(String, String)>,
    queries: Vec<String>,
    /// The first word that is none of the kinds that the manual knows.
    stray: Option<String>,
}

impl Asked {
    /// Reads a sentence that has words.
    pub(super) fn read(sentence: Sentence) -> Self {
        let mut words = sentence.into_iter();
        let first = text(&words.next().unwrap_or_default());
        let slash = first.strip_prefix('/').map(str::to_owned);
        let stray = slash.is_none().then_some(first);
        let word = slash.unwrap_or_default();
        let mut asked =
            Self { word, tag: None, number: 0, attributes: Vec::new(), queries: Vec::new(), stray };
        for word in words {
            asked.take(&word);
        }
        asked
    }

    fn take(&mut self, word: &[u8]) {
        match word.split_first() {
            Some((b'=', rest)) => {
                let rest = text(rest);
                // A flag may come without the second equals sign.
                let (name, value) = rest.split_once('=').unwrap_or((&rest, ""));
                self.attributes.push((name.to_owned(), value.to_owned()));
            }
            Some((b'?', rest)) => self.queries.push(text(rest)),
            Some((b'.', rest)) if rest.starts_with(b"tag=") => {
                self.tag = rest.get(4..).filter(|tag| !tag.is_empty()).map(<[u8]>::to_vec);
            }
            _ => self.stray = self.stray.take().or_else(|| Some(text(word))),
        }
    }

    /// The attribute `name`.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Path and name of the command; `getall` is another name of `print`.
    pub(super) fn place(&self) -> (&str, &str) {
        match self.word.rsplit_once('/').unwrap_or(("", &self.word)) {
            (path, "getall") => (path, "print"),
            place => place,
        }
    }

    /// The command.
    pub(super) fn command(&self) -> Outcome<Command> {
        if let Some(stray) = &self.stray {
            return Err(Trap::Unsupported(format!("what a router makes of the word {stray:?}")));
        }
        let (path, verb) = self.place();
        let query = Query::read(self.queries.iter().map(String::as_str))
            .map_err(|word| Trap::Unsupported(format!("how a router refuses the query word {word:?}")))?;
        // Only print reads queries.
        let query = if verb == "print" { query } else { Query::default() };
        Ok(Command {
            path: path.to_owned(),
            verb: verb.to_owned(),
            words: self.attributes.clone(),
            query,
            live: None,
        })
    }
}

fn text(bytes: &[u8]) -> String {
    characters(bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Asked {
        Asked::read(words.iter().map(|word| word.as_bytes().to_vec()).collect())
    }

    #[test]
    fn words_are_told_apart_by_their_first_character() {
        let asked = asked(&["/ip/address/getall", "=comment=a=b", "=detail", "?disabled=no", ".tag=7"]);
        let command = asked.command().expect("a command");
        assert_eq!((command.path.as_str(), command.verb.as_str()), ("ip/address", "print"));
        assert_eq!((command.word("comment"), command.word("detail")), (Some("a=b"), Some("")));
        assert_eq!(command.query, Query::read(["disabled=no"]).expect("a query"));
        assert_eq!(asked.tag.as_deref(), Some(&b"7"[..]));
    }

    #[test]
    fn an_empty_tag_is_none_and_unknown_words_are_not_guessed() {
        assert_eq!(asked(&["/a/print", ".tag="]).tag, None);
        assert!(matches!(asked(&["print"]).command(), Err(Trap::Unsupported(_))));
        assert!(matches!(asked(&["/a/print", "name"]).command(), Err(Trap::Unsupported(_))));
    }
}
