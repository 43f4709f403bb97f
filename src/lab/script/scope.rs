//! Variables: those of the blocks that run, and those of `/system/script/environment`.

use super::run::Stop;
use super::value::Value;
use crate::lab::state::State;
use crate::lab::table::{Origin, Row};
use crate::lab::value::Value as Stored;

/// Where global variables are kept.
const ENVIRONMENT: &str = "system/script/environment";

/// How many global variables a router keeps.
const MOST: usize = 1000;

/// A variable that a block knows.
#[derive(Debug, Clone)]
enum Variable {
    Local(Value),
    Global,
}

/// The variables of the blocks that run, outermost first.
#[derive(Debug, Clone, Default)]
pub(super) struct Scopes(Vec<Vec<(String, Variable)>>);

impl Scopes {
    /// Enters a block.
    pub(super) fn enter(&mut self) {
        self.0.push(Vec::new());
    }

    /// Leaves it.
    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    fn declare(&mut self, name: &str, variable: Variable) {
        if let Some(block) = self.0.last_mut() {
            block.retain(|(known, _)| known != name);
            block.push((name.to_owned(), variable));
        }
    }

    fn find(&mut self, name: &str) -> Option<&mut Variable> {
        self.0.iter_mut().rev().flatten().find(|(known, _)| known == name).map(|(_, variable)| variable)
    }

    /// Makes a variable of this block.
    pub(super) fn local(&mut self, name: &str, value: Value) {
        self.declare(name, Variable::Local(value));
    }

    /// Lets this block see a global variable, and sets it when a value is given.
    pub(super) fn global(
        &mut self,
        state: &mut State,
        name: &str,
        value: Option<&Value>,
    ) -> Result<(), Stop> {
        self.declare(name, Variable::Global);
        value.map_or(Ok(()), |value| write(state, name, value))
    }

    /// Sets a variable that was declared before.
    pub(super) fn set(&mut self, state: &mut State, name: &str, value: Value) -> Result<(), Stop> {
        match self.find(name) {
            Some(Variable::Local(old)) => *old = value,
            Some(Variable::Global) => return write(state, name, &value),
            None => return Err(Stop::unsupported(&format!("setting {name}, which isn't declared"))),
        }
        Ok(())
    }

    /// A variable's value; nothing where it has none.
    pub(super) fn get(&mut self, state: &State, name: &str) -> Value {
        match self.find(name) {
            Some(Variable::Local(value)) => value.clone(),
            Some(Variable::Global) => read(state, name),
            None => Value::Nothing,
        }
    }
}

fn read(state: &State, name: &str) -> Value {
    let row = state.rows(ENVIRONMENT).iter().find(|row| row.text("name") == Some(name));
    row.and_then(|row| row.text("value")).map_or(Value::Nothing, Value::of_word)
}

fn write(state: &mut State, name: &str, value: &Value) -> Result<(), Stop> {
    if matches!(value, Value::List(_)) {
        return Err(Stop::unsupported("a list in a global variable"));
    }
    let text = Stored::text(value.print());
    let id = state.allocate(ENVIRONMENT);
    let Some(table) = state.table_mut(ENVIRONMENT) else { return Ok(()) };
    if let Some(row) = table.rows.iter_mut().find(|row| row.text("name") == Some(name)) {
        row.put("value", Some(text));
        return Ok(());
    }
    if table.rows.len() >= MOST {
        return Err(Stop::unsupported(&format!("more than {MOST} global variables")));
    }
    let mut row = Row::new(id, Origin::User);
    row.put("name", Some(Stored::text(name)));
    row.put("value", Some(text));
    table.rows.push(row);
    Ok(())
}
