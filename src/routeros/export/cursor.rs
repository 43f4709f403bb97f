//! A place in the text that knows its line and steps over continued lines.

use std::fmt;

/// Why a text is no export, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// Where the reading is. Reading is byte by byte and never goes back, so a text is read in one pass.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, line_start: 0 }
    }

    /// The next byte. A `\` at the end of a line, the line end and the indentation after it count as nothing.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(length) = self.continuation() {
            self.at += length;
            self.new_line();
            while matches!(self.raw(), Some(b' ' | b'\t')) {
                self.at += 1;
            }
        }
        self.raw()
    }

    /// Steps over the byte that [`Self::peek`] showed.
    pub(super) fn bump(&mut self) {
        let byte = self.raw();
        self.at += 1;
        if byte == Some(b'\n') {
            self.new_line();
        }
    }

    /// The next byte as it is: what follows a `\` within quotes.
    pub(super) fn raw(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether a line ends here.
    pub(super) fn at_line_end(&mut self) -> bool {
        match self.peek() {
            None | Some(b'\n') => true,
            Some(b'\r') => self.text.as_bytes().get(self.at + 1) == Some(&b'\n'),
            Some(_) => false,
        }
    }

    /// Steps over spaces and tabs, and says whether there were any.
    pub(super) fn skip_blanks(&mut self) -> bool {
        let mut any = false;
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.bump();
            any = true;
        }
        any
    }

    /// The rest of the line as it is, without trailing white space; comments are not continued.
    pub(super) fn rest_of_line(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        self.at += line.len();
        line.trim_end()
    }

    /// Steps over the end of a line.
    pub(super) fn end_line(&mut self) {
        while self.raw() == Some(b'\r') {
            self.bump();
        }
        if self.raw() == Some(b'\n') {
            self.bump();
        }
    }

    /// How many bytes in front are not yet read.
    pub(super) fn left(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// An error here.
    pub(super) fn error(&self, message: impl Into<String>) -> SyntaxError {
        let before = self.text.as_bytes().get(self.line_start..self.at).unwrap_or_default();
        // The first bytes of characters; the others begin with the bits 10.
        let column = before.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() + 1;
        SyntaxError { line: self.line, column, message: message.into() }
    }

    fn new_line(&mut self) {
        self.line += 1;
        self.line_start = self.at;
    }

    /// The length of `\` and the line end after it.
    fn continuation(&self) -> Option<usize> {
        match self.text.as_bytes().get(self.at..)? {
            [b'\\', b'\n', ..] => Some(2),
            [b'\\', b'\r', b'\n', ..] => Some(3),
            _ => None,
        }
    }
}
