//! The log in memory: a ring of lines.

use std::collections::VecDeque;

use crate::clock::UnixMs;

/// How many lines `/log` keeps (RouterOS manual, "Log", `memory-lines`).
const LINES: usize = 1000;

/// One line of `/log`.
#[derive(Debug, Clone)]
pub(in crate::lab) struct LogLine {
    /// The number behind `.id`; the first line is `*0`.
    pub(in crate::lab) id: u32,
    /// When.
    pub(in crate::lab) at: UnixMs,
    /// `system,info,account`.
    pub(in crate::lab) topics: String,
    /// What happened.
    pub(in crate::lab) message: String,
}

/// The ring.
#[derive(Debug, Clone, Default)]
pub(in crate::lab) struct Log {
    lines: VecDeque<LogLine>,
    next: u32,
}

impl Log {
    /// Adds a line; the oldest makes room.
    pub(in crate::lab) fn add(&mut self, at: UnixMs, topics: &str, message: impl Into<String>) {
        let line = LogLine { id: self.next, at, topics: topics.to_owned(), message: message.into() };
        self.next = self.next.wrapping_add(1);
        if self.lines.len() >= LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    /// Every line, oldest first.
    pub(in crate::lab) fn lines(&self) -> impl Iterator<Item = &LogLine> {
        self.lines.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_keeps_the_newest_lines_under_their_ids() {
        let mut log = Log::default();
        for n in 0..=LINES {
            log.add(0, "system,info", n.to_string());
        }
        assert_eq!(log.lines().count(), LINES);
        assert_eq!(log.lines().next().map(|line| (line.id, line.message.as_str())), Some((1, "1")));
    }
}
