//! From sentences to the answer of one command.

use super::codec::Sentence;
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind};
use crate::routeros::error::refused;
use crate::routeros::text::{FIELDS_LIMIT, ROWS_LIMIT, clean, field_name, text};
use crate::routeros::transport::{Failure, Reply, Request, Stage};

/// What a sentence from the router is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A row.
    Re,
    /// The command has ended.
    Done,
    /// The command has failed; `!done` follows.
    Trap,
    /// There are no rows; `!done` follows.
    Empty,
    /// The connection ends.
    Fatal,
}

/// A sentence from the router.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heard {
    /// What it is.
    pub(super) word: Word,
    /// The tag of the command it belongs to.
    pub(super) tag: Option<u32>,
    /// Its attributes.
    pub(super) attributes: RawRow,
    /// Its size in bytes.
    pub(super) size: usize,
    /// What `!fatal` gives as its reason.
    pub(super) reason: String,
}

/// Reads a sentence; `None` when it does not begin as a reply does.
pub(super) fn hear(sentence: Sentence) -> Option<Heard> {
    let size = sentence.iter().map(Vec::len).sum();
    let mut words = sentence.into_iter();
    let word = match words.next()?.as_slice() {
        b"!re" => Word::Re,
        b"!done" => Word::Done,
        b"!trap" => Word::Trap,
        b"!empty" => Word::Empty,
        b"!fatal" => Word::Fatal,
        _ => return None,
    };
    let mut heard = Heard { word, tag: None, attributes: RawRow::new(), size, reason: String::new() };
    for word in words {
        heard.attribute(&text(&word));
    }
    Some(heard)
}

impl Heard {
    fn attribute(&mut self, word: &str) {
        if let Some((name, value)) = word.strip_prefix('=').and_then(|rest| rest.split_once('=')) {
            if self.attributes.len() < FIELDS_LIMIT {
                self.attributes.insert(field_name(name).into_owned(), value.to_owned());
            }
        } else if let Some(tag) = word.strip_prefix(".tag=") {
            self.tag = tag.parse().ok();
        } else {
            word.clone_into(&mut self.reason);
        }
    }
}

/// Why an answer did not become a [`Reply`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The router's category and words.
    Trap(Option<u8>, String),
    /// More than the limits allow.
    TooLarge,
}

/// The answer of one command while it comes.
#[derive(Debug, Default)]
pub(super) struct Collected {
    rows: Vec<RawRow>,
    size: usize,
    trap: Option<Refusal>,
}

impl Collected {
    /// Takes the next sentence; the answer once it is whole, or too large for `limit` bytes.
    pub(super) fn take(&mut self, heard: Heard, limit: usize) -> Option<Result<Reply, Refusal>> {
        self.size += heard.size;
        if self.size > limit || self.rows.len() > ROWS_LIMIT {
            return Some(Err(Refusal::TooLarge));
        }
        match heard.word {
            Word::Re => self.rows.push(heard.attributes),
            Word::Trap => self.trap = self.trap.take().or(Some(trap(heard.attributes))),
            Word::Done => return Some(self.whole(heard.attributes)),
            Word::Empty | Word::Fatal => {}
        }
        None
    }

    fn whole(&mut self, mut done: RawRow) -> Result<Reply, Refusal> {
        match self.trap.take() {
            Some(trap) => Err(trap),
            None => Ok(Reply { rows: std::mem::take(&mut self.rows), ret: done.remove("ret") }),
        }
    }
}

fn trap(mut attributes: RawRow) -> Refusal {
    let category = attributes.remove("category").and_then(|category| category.parse().ok());
    Refusal::Trap(category, attributes.remove("message").unwrap_or_default())
}

/// What a refusal of `request` means: the same words mean the same over REST.
pub(super) fn failure(refusal: Refusal, request: &Request, limit: usize) -> Failure {
    match refusal {
        Refusal::Trap(Some(2), words) => {
            let message = format!("the router interrupted the command: {}", clean(&words));
            Failure::at(Stage::Lost, Error::new(ErrorKind::Timeout, message))
        }
        Refusal::Trap(_, words) if words.trim().is_empty() => {
            let error =
                Error::new(ErrorKind::DeviceRejected, "the router refused the command without a reason");
            Failure::at(Stage::Answered, error)
        }
        Refusal::Trap(_, words) => refused(&words, request),
        Refusal::TooLarge => crate::routeros::error::too_large(limit, request),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(words: &[&str]) -> Sentence {
        words.iter().map(|word| word.as_bytes().to_vec()).collect()
    }

    fn heard(words: &[&str]) -> Heard {
        hear(sentence(words)).expect("a reply")
    }

    #[test]
    fn sentences_are_read() {
        let row = heard(&["!re", ".tag=7", "=.id=*1", "=comment=a=b", "=empty="]);
        assert_eq!((row.word, row.tag), (Word::Re, Some(7)));
        let expected = [(".id", "*1"), ("comment", "a=b"), ("empty", "")];
        assert_eq!(row.attributes, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let fatal = heard(&["!fatal", "session terminated on request"]);
        assert_eq!((fatal.word, fatal.reason.as_str()), (Word::Fatal, "session terminated on request"));
        assert_eq!(hear(sentence(&["hello"])), None);
        assert_eq!(hear(vec![]), None);
    }

    fn collected(sentences: &[&[&str]], limit: usize) -> Option<Result<Reply, Refusal>> {
        let mut collected = Collected::default();
        sentences.iter().find_map(|words| collected.take(heard(words), limit))
    }

    #[test]
    fn rows_end_with_done_and_a_trap_is_reported_then() {
        let reply =
            collected(&[&["!re", "=a=1"], &["!re", "=a=2"], &["!done", "=ret=*3"]], 1000).expect("whole");
        let reply = reply.expect("no trap");
        assert_eq!((reply.rows.len(), reply.ret.as_deref()), (2, Some("*3")));
        assert_eq!(collected(&[&["!empty"], &["!done"]], 1000), Some(Ok(Reply::default())));
        assert_eq!(collected(&[&["!re", "=a=1"]], 1000), None);
        let trap = Refusal::Trap(Some(1), "bad".into());
        let sentences: [&[&str]; 3] =
            [&["!trap", "=category=1", "=message=bad"], &["!trap", "=message=worse"], &["!done"]];
        assert_eq!(collected(&sentences, 1000), Some(Err(trap)));
        assert_eq!(collected(&[&["!re", "=a=12345678"]], 10), Some(Err(Refusal::TooLarge)));
    }

    #[test]
    fn the_same_words_mean_the_same_as_over_rest() {
        let print =
            Request::Print(crate::routeros::transport::Print { menu: "x".into(), ..Default::default() });
        for (category, words, kind, stage) in [
            (Some(0), "no such command prefix", ErrorKind::DeviceRejected, Stage::Answered),
            (Some(0), "no such item", ErrorKind::NotFound, Stage::Answered),
            (None, "not enough permissions (9)", ErrorKind::DeviceAuth, Stage::Answered),
            (Some(2), "interrupted", ErrorKind::Timeout, Stage::Lost),
            (None, "", ErrorKind::DeviceRejected, Stage::Answered),
        ] {
            let failure = failure(Refusal::Trap(category, words.into()), &print, 1);
            assert_eq!((failure.error.kind(), failure.stage), (kind, stage), "{words}");
        }
    }
}
