//! Putting lists of fields together at compile time, so that what menus share is written once.

use super::field::Field;

/// How many fields `groups` have together.
pub const fn total(groups: &[&[Field]]) -> usize {
    let mut sum = 0;
    let mut rest = groups;
    while let [group, tail @ ..] = rest {
        sum += group.len();
        rest = tail;
    }
    sum
}

/// The fields of `groups`, one after the other.
///
/// # Panics
/// When `N` is not their [`total`]; in a constant that is an error of compilation.
pub const fn joined<const N: usize>(groups: &[&[Field]]) -> [Field; N] {
    let mut all = [Field::text(""); N];
    let mut at = 0;
    let mut rest = groups;
    while let [group, tail @ ..] = rest {
        let mut fields = *group;
        while let [field, more @ ..] = fields {
            all[at] = *field;
            at += 1;
            fields = more;
        }
        rest = tail;
    }
    assert!(at == N, "N is the total of the groups");
    all
}

/// Counters with these names.
pub const fn counters<const N: usize>(names: &[&'static str; N]) -> [Field; N] {
    let mut all = [Field::counter(""); N];
    let mut at = 0;
    while at < N {
        all[at] = Field::counter(names[at]);
        at += 1;
    }
    all
}

/// The given groups of fields as one `&'static [Field]`.
macro_rules! fields {
    ($($group:expr),+ $(,)?) => {{
        const GROUPS: &[&[$crate::catalogue::menu::Field]] = &[$($group),+];
        const ALL: [$crate::catalogue::menu::Field; $crate::catalogue::menu::total(GROUPS)] =
            $crate::catalogue::menu::joined(GROUPS);
        &ALL
    }};
}
pub(crate) use fields;
