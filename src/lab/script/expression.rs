//! Values: words, texts, variables, brackets, and what operators make of them.

use super::cursor::{Cursor, Read};
use super::statement;
use super::syntax::{Expression, Operator, Statement, What};
use super::text;

/// Operators by how loosely they bind; of two that begin alike the longer one stands first.
const LEVELS: &[&[(&str, Operator)]] = &[
    &[("||", Operator::Or), ("or ", Operator::Or)],
    &[("&&", Operator::And), ("and ", Operator::And)],
    &[
        ("!=", Operator::Unequal),
        ("<=", Operator::AtMost),
        (">=", Operator::AtLeast),
        ("=", Operator::Equal),
        ("<", Operator::Below),
        (">", Operator::Above),
        ("~", Operator::Like),
    ],
    &[(".", Operator::Join), (",", Operator::Append)],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[("*", Operator::Times), ("/", Operator::By)],
];

/// Operators of RouterOS that aren't known here.
const UNKNOWN: &[&str] = &["<<", ">>", "->", "<%%", "^", "|", "&", "%"];

/// Everything up to a closing bracket.
pub(super) fn whole(cursor: &mut Cursor<'_>) -> Read<Expression> {
    cursor.deeper(|cursor| level(cursor, LEVELS))
}

/// Operands joined by operators of the first of `levels`, each made of the rest of them.
fn level(cursor: &mut Cursor<'_>, levels: &[&[(&str, Operator)]]) -> Read<Expression> {
    let Some((own, tighter)) = levels.split_first() else { return unary(cursor) };
    let mut left = level(cursor, tighter)?;
    loop {
        blanks(cursor);
        let spot = cursor.spot();
        let found = own.iter().find(|(sign, _)| cursor.sees(sign));
        let unknown = UNKNOWN
            .iter()
            .find(|sign| cursor.sees(sign) && !["||", "&&"].iter().any(|known| cursor.sees(known)));
        if let Some(sign) = unknown {
            return Err(Cursor::unsupported(&format!("the operator {sign}"), spot));
        }
        let Some((sign, operator)) = found else { return Ok(left) };
        cursor.take(sign);
        let right = level(cursor, tighter)?;
        left = Expression::Both(*operator, Box::new(left), Box::new(right));
    }
}

/// Within brackets a line end is a blank.
fn blanks(cursor: &mut Cursor<'_>) {
    cursor.skip_blanks();
    while matches!(cursor.peek(), Some('\r' | '\n')) {
        cursor.next();
        cursor.skip_blanks();
    }
}

fn unary(cursor: &mut Cursor<'_>) -> Read<Expression> {
    blanks(cursor);
    if cursor.take("!") || cursor.take("not ") {
        return cursor.deeper(unary).map(|inner| Expression::Not(Box::new(inner)));
    }
    if cursor.take("-") {
        return cursor.deeper(unary).map(|inner| Expression::Minus(Box::new(inner)));
    }
    operand(cursor, in_brackets)
}

/// One value, as it stands after a command or a `=`; `word` reads what is neither quoted nor in brackets.
pub(super) fn operand(
    cursor: &mut Cursor<'_>,
    word: impl FnOnce(&mut Cursor<'_>) -> String,
) -> Read<Expression> {
    match cursor.peek() {
        Some('"') => {
            cursor.next();
            text::quoted(cursor)
        }
        Some('$') => dollar(cursor),
        Some('(') => {
            cursor.next();
            let inner = whole(cursor)?;
            blanks(cursor);
            cursor.expect(")").map(|()| inner)
        }
        Some('[') => result(cursor),
        Some('{') => list(cursor),
        _ => {
            let text = word(cursor);
            if text.is_empty() { Err(cursor.syntax()) } else { Ok(Expression::Word(text)) }
        }
    }
}

/// A word of an argument: up to a blank or a bracket.
pub(super) fn bare(cursor: &mut Cursor<'_>) -> String {
    cursor.run_of(|c| !c.is_whitespace() && !";[](){}\"$\\".contains(c))
}

/// A word between operators. An address keeps its dots and slash, a name its dashes, an id its asterisk.
fn in_brackets(cursor: &mut Cursor<'_>) -> String {
    match cursor.peek() {
        Some(c) if c.is_ascii_digit() => {
            let mut text = cursor.run_of(|c| c.is_ascii_alphanumeric() || c == '.' || c == ':');
            if text.contains(['.', ':']) && cursor.take("/") {
                text.push('/');
                text.push_str(&cursor.run_of(|c| c.is_ascii_digit()));
            }
            text
        }
        Some('*') => {
            cursor.next();
            format!("*{}", cursor.run_of(|c| c.is_ascii_hexdigit()))
        }
        _ => cursor.run_of(|c| c.is_alphanumeric() || c == '-' || c == '_'),
    }
}

/// A word of a list.
fn item(cursor: &mut Cursor<'_>) -> String {
    cursor.run_of(|c| !c.is_whitespace() && !";{}[]()\"$=".contains(c))
}

/// What `$` stands before: a variable, a statement's result, a value.
pub(super) fn dollar(cursor: &mut Cursor<'_>) -> Read<Expression> {
    let spot = cursor.spot();
    cursor.next();
    match cursor.peek() {
        Some('[') => result(cursor),
        Some('(') => operand(cursor, bare),
        Some('{') => {
            cursor.next();
            let name = name(cursor)?;
            cursor.expect("}").map(|()| Expression::Variable(name))
        }
        _ => {
            let name = name(cursor)?;
            if cursor.sees("->") {
                return Err(Cursor::unsupported("the operator ->", spot));
            }
            Ok(Expression::Variable(name))
        }
    }
}

/// A variable's name: letters and digits, or anything in quotes.
pub(super) fn name(cursor: &mut Cursor<'_>) -> Read<String> {
    if cursor.take("\"") {
        let name = cursor.run_of(|c| c != '"' && c != '\n');
        return cursor.expect("\"").map(|()| name);
    }
    let name = cursor.run_of(|c| c.is_ascii_alphanumeric());
    if name.is_empty() { Err(cursor.syntax()) } else { Ok(name) }
}

/// `[…]`: a statement that has a value.
fn result(cursor: &mut Cursor<'_>) -> Read<Expression> {
    cursor.next();
    let menu = cursor.menu.clone();
    let inner = cursor.deeper(|cursor| {
        cursor.skip_between();
        statement::one(cursor)
    })?;
    cursor.skip_between();
    cursor.menu = menu;
    cursor.expect("]")?;
    match inner {
        Some(Statement { what: What::Value(value), .. }) => Ok(value),
        Some(statement) => Ok(Expression::Result(Box::new(statement))),
        None => Err(cursor.syntax()),
    }
}

/// `{a;b}`.
fn list(cursor: &mut Cursor<'_>) -> Read<Expression> {
    cursor.next();
    let mut items = Vec::new();
    loop {
        blanks(cursor);
        if cursor.take("}") {
            return Ok(Expression::List(items));
        }
        let spot = cursor.spot();
        items.push(cursor.deeper(|cursor| operand(cursor, item))?);
        blanks(cursor);
        if cursor.sees("=") {
            return Err(Cursor::unsupported("a list with keys", spot));
        }
        if !cursor.take(";") && !cursor.sees("}") {
            return Err(cursor.syntax());
        }
    }
}
