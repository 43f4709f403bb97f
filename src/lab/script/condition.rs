//! What `find` shall find: `list=blocked dynamic=no`, `where name~"^x" && !disabled`.

use super::cursor::{Cursor, Read};
use super::expression;
use super::syntax::{Condition, Operator};

const COMPARISONS: &[(&str, Operator)] = &[
    ("!=", Operator::Unequal),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("=", Operator::Equal),
    ("<", Operator::Below),
    (">", Operator::Above),
    ("~", Operator::Like),
];

/// The condition up to the closing bracket; `None` when there is none, which finds everything.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Read<Option<Condition>> {
    cursor.skip_blanks();
    if cursor.ahead(|cursor| word(cursor) == "where" && cursor.peek() != Some('=')) {
        cursor.take("where");
        cursor.skip_blanks();
    }
    if cursor.ends() { Ok(None) } else { either(cursor).map(Some) }
}

fn word(cursor: &mut Cursor<'_>) -> String {
    cursor.run_of(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.')
}

/// Alternatives.
fn either(cursor: &mut Cursor<'_>) -> Read<Condition> {
    let mut left = all(cursor)?;
    while cursor.take("||") || cursor.take("or ") {
        left = Condition::Or(Box::new(left), Box::new(all(cursor)?));
    }
    Ok(left)
}

/// Terms that must all hold; `and` may be left out.
fn all(cursor: &mut Cursor<'_>) -> Read<Condition> {
    let mut left = term(cursor)?;
    loop {
        cursor.skip_blanks();
        if cursor.ends() || cursor.sees("||") || cursor.sees("or ") {
            return Ok(left);
        }
        if !cursor.take("&&") {
            cursor.take("and ");
        }
        left = Condition::And(Box::new(left), Box::new(term(cursor)?));
    }
}

fn term(cursor: &mut Cursor<'_>) -> Read<Condition> {
    cursor.skip_blanks();
    if cursor.take("!") || cursor.take("not ") {
        return cursor.deeper(term).map(|inner| Condition::Not(Box::new(inner)));
    }
    if cursor.take("(") {
        let inner = cursor.deeper(either)?;
        cursor.skip_blanks();
        return cursor.expect(")").map(|()| inner);
    }
    let spot = cursor.spot();
    let field = word(cursor);
    if field.is_empty() {
        return Err(cursor.syntax());
    }
    let known = cursor.tree.menu(&cursor.menu).is_none_or(|menu| {
        field == ".id"
            || matches!(field.as_str(), "dynamic" | "invalid")
            || cursor.tree.field(menu, &field).is_some()
    });
    if !known {
        return Err(Cursor::unsupported(&format!("find by {field}, which /{} hasn't,", cursor.menu), spot));
    }
    cursor.skip_blanks();
    let Some((sign, operator)) = COMPARISONS.iter().find(|(sign, _)| cursor.sees(sign)) else {
        return Ok(Condition::Field(field));
    };
    cursor.take(sign);
    cursor.skip_blanks();
    let value = cursor.deeper(|cursor| expression::operand(cursor, value))?;
    Ok(Condition::Compare(field, *operator, value))
}

/// A word that a field is compared with.
fn value(cursor: &mut Cursor<'_>) -> String {
    cursor.run_of(|c| !c.is_whitespace() && !";[](){}\"$\\&|".contains(c))
}
