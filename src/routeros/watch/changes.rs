//! What differs between two looks at a menu.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::row::RawRow;
use crate::error::Error;

/// Something that happened to a menu.
#[derive(Debug)]
pub enum Change {
    /// A row is there that was not.
    Added(RawRow),
    /// A row reads differently.
    Changed {
        /// The row as it reads now.
        row: RawRow,
        /// The fields that differ, sorted.
        fields: Vec<String>,
    },
    /// A row is gone; as it last read.
    Removed(RawRow),
    /// The rows that were there before come in another order: all ids, in the order that holds now.
    Reordered(Vec<String>),
    /// The router cannot be read for now; what follows may come late. Told once, before [`Change::Answering`].
    Silent(Error),
    /// The router can be read again.
    Answering,
}

/// The rows of a menu at one look, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows {
    rows: BTreeMap<String, RawRow>,
    order: Vec<String>,
}

impl Rows {
    /// What was read of a whole menu; rows without an id are told apart by their place.
    pub(super) fn of(rows: Vec<RawRow>) -> Self {
        let mut this = Self::default();
        for (place, row) in rows.into_iter().enumerate() {
            let id = row.get(".id").cloned().unwrap_or_else(|| format!("#{place}"));
            if this.rows.insert(id.clone(), row).is_none() {
                this.order.push(id);
            }
        }
        this
    }

    /// The same with the row `id` as it reads now.
    pub(super) fn with(&self, id: &str, row: Option<RawRow>) -> Self {
        let mut this = self.clone();
        if let Some(row) = row {
            if this.rows.insert(id.to_owned(), row).is_none() {
                this.order.push(id.to_owned());
            }
        } else {
            this.rows.remove(id);
            this.order.retain(|one| one != id);
        }
        this
    }

    /// Whether the row `id`, known before, is gone or reads differently now.
    pub(super) fn differs(&self, id: &str, now: Option<&RawRow>, ignored: &BTreeSet<String>) -> bool {
        let before = self.rows.get(id);
        before.is_some_and(|before| now.is_none_or(|now| !differing(before, now, ignored).is_empty()))
    }

    /// What is told of the way from these rows to `now`; differences in the fields `ignored` are none.
    pub(super) fn until(&self, now: &Self, ignored: &BTreeSet<String>) -> Vec<Change> {
        let gone = self.order.iter().filter(|id| !now.rows.contains_key(*id));
        let removed = gone.filter_map(|id| self.rows.get(id).cloned().map(Change::Removed));
        let present = now.order.iter().filter_map(|id| {
            let row = now.rows.get(id)?;
            let Some(before) = self.rows.get(id) else { return Some(Change::Added(row.clone())) };
            let fields = differing(before, row, ignored);
            (!fields.is_empty()).then(|| Change::Changed { row: row.clone(), fields })
        });
        let mut changes: Vec<_> = removed.chain(present).collect();
        if self.common(now) != now.common(self) {
            changes.push(Change::Reordered(now.order.clone()));
        }
        changes
    }

    /// The ids that `other` has too, in the order of these rows.
    fn common<'a>(&'a self, other: &Self) -> Vec<&'a String> {
        self.order.iter().filter(|id| other.rows.contains_key(*id)).collect()
    }
}

fn differing(before: &RawRow, now: &RawRow, ignored: &BTreeSet<String>) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let differs = |name: &&String| !ignored.contains(*name) && before.get(*name) != now.get(*name);
    names.into_iter().filter(differs).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> RawRow {
        let pair = |word: &str| word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        text.split(' ').filter_map(pair).collect()
    }

    fn rows(texts: &[&str]) -> Rows {
        Rows::of(texts.iter().map(|text| row(text)).collect())
    }

    fn told(before: &Rows, now: &Rows) -> Vec<String> {
        let ignored = BTreeSet::from(["bytes".to_owned()]);
        let told = before.until(now, &ignored).into_iter().map(|change| match change {
            Change::Added(row) => format!("+{}", row[".id"]),
            Change::Changed { row, fields } => format!("{}:{}", row[".id"], fields.join(",")),
            Change::Removed(row) => format!("-{}", row[".id"]),
            Change::Reordered(order) => order.join(" "),
            Change::Silent(error) => error.to_string(),
            Change::Answering => "answering".to_owned(),
        });
        told.collect()
    }

    #[test]
    fn what_differs_is_told_and_what_counts_is_not() {
        let before = rows(&[".id=*1 name=a bytes=1", ".id=*2 name=b", ".id=*3 name=c"]);
        let now = rows(&[".id=*1 name=a bytes=2", ".id=*3 name=d comment=x", ".id=*4 name=e"]);
        assert_eq!(told(&before, &now), ["-*2", "*3:comment,name", "+*4"]);
        assert_eq!(told(&now, &now), Vec::<String>::new());
    }

    #[test]
    fn another_order_is_told_and_a_new_row_is_none() {
        let before = rows(&[".id=*1 a=a", ".id=*2 a=a", ".id=*3 a=a"]);
        assert_eq!(told(&before, &rows(&[".id=*3 a=a", ".id=*1 a=a", ".id=*2 a=a"])), ["*3 *1 *2"]);
        let inserted = rows(&[".id=*1 a=a", ".id=*4 a=a", ".id=*2 a=a", ".id=*3 a=a"]);
        assert_eq!(told(&before, &inserted), ["+*4"]);
    }

    #[test]
    fn one_row_is_looked_at_alone() {
        let before = rows(&[".id=*1 a=a", ".id=*2 a=a"]);
        assert_eq!(told(&before, &before.with("*1", None)), ["-*1"]);
        assert_eq!(told(&before, &before.with("*2", Some(row(".id=*2 a=b")))), ["*2:a"]);
        assert_eq!(told(&before, &before.with("*3", Some(row(".id=*3 a=b")))), ["+*3"]);
    }

    #[test]
    fn settings_are_one_row_without_an_id() {
        let (before, now) = (Rows::of(vec![row("name=a")]), Rows::of(vec![row("name=b")]));
        let changes = before.until(&now, &BTreeSet::new());
        assert!(
            matches!(&changes[..], [Change::Changed { fields, .. }] if fields == &["name"]),
            "{changes:?}"
        );
    }
}
