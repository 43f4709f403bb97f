//! The canonical form: one command a line, `/ip address` before the commands of a menu, quotes only where they must be.

use std::fmt::{self, Display, Formatter};

use super::tree::{Command, Entry, Export, Section, Value, Word};
use crate::routeros::script::quote_bytes;

impl Display for Export {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.header.iter().try_for_each(|comment| writeln!(f, "#{comment}"))?;
        self.sections.iter().try_for_each(|section| section.fmt(f))
    }
}

impl Display for Section {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "/{}", self.path.replace('/', " "))?;
        self.entries.iter().try_for_each(|entry| match entry {
            Entry::Command(command) => writeln!(f, "{command}"),
            Entry::Comment(comment) => writeln!(f, "#{comment}"),
        })
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.verb)?;
        self.words.iter().try_for_each(|word| write!(f, " {word}"))
    }
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "{name}=")?;
        }
        self.value.fmt(f)
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => match std::str::from_utf8(text) {
                Ok(bare) if !text.is_empty() && text.iter().copied().all(is_plain) => f.write_str(bare),
                _ => f.write_str(&quote_bytes(text)),
            },
            Self::Find(words) => {
                f.write_str("[ find")?;
                words.iter().try_for_each(|word| write!(f, " {word}"))?;
                f.write_str(" ]")
            }
        }
    }
}

/// What means itself outside quotes.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:/,*@+%!".contains(&byte)
}
