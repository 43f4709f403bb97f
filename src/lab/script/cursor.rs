//! Walks over a script's text and knows the line and column of each place.

use crate::lab::tree::Tree;

/// The longest script that is read, in characters.
const LONGEST: usize = 1024 * 1024;

/// How deep brackets may stand within one another.
const DEEPEST: usize = 64;

/// Why a script isn't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) enum Refused {
    /// RouterOS refuses it too, in these words.
    Wrong(String),
    /// Only the simulator doesn't know it.
    Unsupported(String),
}

/// What reading comes to.
pub(super) type Read<T> = Result<T, Refused>;

/// A place in a text, as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) line: usize,
    column: usize,
}

/// A script that is being read.
pub(super) struct Cursor<'a> {
    /// The menus that its commands may name.
    pub(super) tree: &'a Tree,
    /// The menu that a command without a path is in.
    pub(super) menu: String,
    chars: Vec<char>,
    at: usize,
    spot: Spot,
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// The start of `source`.
    pub(super) fn new(source: &str, tree: &'a Tree) -> Read<Self> {
        let chars: Vec<_> = source.chars().collect();
        if chars.len() > LONGEST {
            return Err(Refused::Unsupported(format!("a script of more than {LONGEST} characters")));
        }
        let spot = Spot { line: 1, column: 1 };
        Ok(Self { tree, menu: String::new(), chars, at: 0, spot, depth: 0 })
    }

    /// Where the next character stands.
    pub(super) fn spot(&self) -> Spot {
        self.spot
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Whether `text` stands next.
    pub(super) fn sees(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(n, c)| self.chars.get(self.at + n) == Some(&c))
    }

    /// Takes the next character.
    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        if c == '\n' {
            self.spot = Spot { line: self.spot.line + 1, column: 1 };
        } else {
            self.spot.column += 1;
        }
        Some(c)
    }

    /// Takes `text` if it stands next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let seen = self.sees(text);
        if seen {
            for _ in text.chars() {
                self.next();
            }
        }
        seen
    }

    /// Takes characters as long as they are `wanted`.
    pub(super) fn run_of(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| wanted(*c)) {
            self.next();
            text.push(c);
        }
        text
    }

    /// What stands here, read by `read`, without moving on.
    pub(super) fn ahead<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let (at, spot) = (self.at, self.spot);
        let seen = read(self);
        (self.at, self.spot) = (at, spot);
        seen
    }

    /// Skips blanks, and line ends after a backslash.
    pub(super) fn skip_blanks(&mut self) {
        while self.take("\\\r\n") || self.take("\\\n") || matches!(self.peek(), Some(' ' | '\t')) {
            if matches!(self.peek(), Some(' ' | '\t')) {
                self.next();
            }
        }
    }

    /// Skips blanks, line ends, semicolons and comments: all that may stand between two statements.
    pub(super) fn skip_between(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some('#') => {
                    self.run_of(|c| c != '\n');
                }
                Some(c) if c.is_whitespace() || c == ';' => {
                    self.next();
                }
                _ => return,
            }
        }
    }

    /// Whether the statement ends here.
    pub(super) fn ends(&self) -> bool {
        matches!(self.peek(), None | Some('\n' | '\r' | ';' | ']' | '}' | ')'))
    }

    /// Reads what stands in brackets.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= DEEPEST {
            return Err(Refused::Unsupported(format!("more than {DEEPEST} brackets within one another")));
        }
        self.depth += 1;
        let inner = read(self);
        self.depth -= 1;
        inner
    }

    /// Takes `text`, or refuses the script.
    pub(super) fn expect(&mut self, text: &str) -> Read<()> {
        if self.take(text) { Ok(()) } else { Err(self.syntax()) }
    }

    /// `syntax error` here.
    pub(super) fn syntax(&self) -> Refused {
        Self::wrong("syntax error", self.spot)
    }

    /// `expected end of command` at `spot`.
    pub(super) fn leftover(spot: Spot) -> Refused {
        Self::wrong("expected end of command", spot)
    }

    /// A refusal in the words of RouterOS.
    pub(super) fn wrong(words: &str, spot: Spot) -> Refused {
        Refused::Wrong(format!("{words} (line {} column {})", spot.line, spot.column))
    }

    /// A refusal of what only RouterOS knows.
    pub(super) fn unsupported(what: &str, spot: Spot) -> Refused {
        Refused::Unsupported(format!("{what} in a script (line {} column {})", spot.line, spot.column))
    }
}
