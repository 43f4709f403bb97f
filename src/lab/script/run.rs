//! Runs a script that has been read.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::invoke;
use super::scope::Scopes;
use super::syntax::{Block, Expression, Operator, Statement, What};
use super::value::{Value, bounded};
use crate::lab::command::Login;
use crate::lab::router::Router;

/// How many statements a script may run.
const MOST_STEPS: u32 = 200_000;

/// After how many statements others get their turn.
const TURN: u32 = 64;

/// How deep blocks may run within one another.
const DEEPEST: usize = 128;

/// Why a script ends before its last statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) enum Stop {
    /// It failed; what RouterOS says of it.
    Failed(String),
    /// It came to something that isn't simulated.
    Unsupported(String),
    /// It said so itself.
    Return,
    /// Somebody removed its job, or the router went down.
    Killed,
}

impl Stop {
    /// A script came to `what`, which only RouterOS knows.
    pub(super) fn unsupported(what: &str) -> Self {
        Self::Unsupported(format!("{what} in a script"))
    }
}

/// What became of a script.
#[derive(Debug)]
pub(in crate::lab) struct Finished {
    /// What it put out.
    pub(in crate::lab) output: String,
    /// How it ended.
    pub(in crate::lab) end: Result<(), Stop>,
}

/// Something that a script waits for.
pub(super) type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Stop>> + Send + 'a>>;

/// Runs `script` on `router` as `login`.
pub(in crate::lab) async fn run(router: Arc<Router>, login: Login, script: &Block) -> Finished {
    let mut run =
        Run { router, login, scopes: Scopes::default(), output: String::new(), steps: 0, depth: 0, line: 1 };
    let end = match run.block(script).await {
        Err(Stop::Return) => Ok(()),
        end => end,
    };
    Finished { output: run.output, end }
}

/// A script that runs.
pub(super) struct Run {
    pub(super) router: Arc<Router>,
    pub(super) login: Login,
    /// The line of the statement that runs.
    pub(super) line: usize,
    scopes: Scopes,
    output: String,
    steps: u32,
    depth: usize,
}

impl Run {
    /// `message (place; line N)`, as RouterOS tells of a failure.
    pub(super) fn failed(&self, message: &str, place: &str) -> Stop {
        Stop::Failed(format!("{message} ({place}; line {})", self.line))
    }

    /// Appends a line to the output.
    pub(super) fn put(&mut self, text: &str) -> Result<(), Stop> {
        if !self.output.is_empty() {
            self.output.push('\n');
        }
        self.output.push_str(text);
        self.output = bounded(std::mem::take(&mut self.output))?;
        Ok(())
    }

    fn block<'a>(&'a mut self, block: &'a Block) -> Pending<'a, ()> {
        Box::pin(async move {
            if self.depth >= DEEPEST {
                return Err(Stop::unsupported(&format!("more than {DEEPEST} blocks within one another")));
            }
            self.depth += 1;
            self.scopes.enter();
            let mut end = Ok(());
            for statement in &block.statements {
                end = self.statement(statement).await.map(drop);
                if end.is_err() {
                    break;
                }
            }
            self.scopes.leave();
            self.depth -= 1;
            end
        })
    }

    async fn step(&mut self) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(Stop::unsupported(&format!("more than {MOST_STEPS} statements")));
        }
        if self.steps.is_multiple_of(TURN) {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Runs one statement; returns what it comes to.
    fn statement<'a>(&'a mut self, statement: &'a Statement) -> Pending<'a, Value> {
        Box::pin(async move {
            self.step().await?;
            self.line = statement.line;
            match &statement.what {
                What::Command(call) => return invoke::call(self, call).await,
                What::Value(value) => return self.value(value).await,
                What::Parsed(text) => return self.parsed(text).await,
                What::Put(value) => {
                    let text = self.value(value).await?.print();
                    self.put(&text)?;
                }
                What::Error(value) => {
                    let text = self.value(value).await?.print();
                    return Err(self.failed(&text, ":error"));
                }
                What::Delay(value) => self.delay(value).await?,
                What::Log(topic, message) => self.log(topic, message).await?,
                What::Return(value) => {
                    if let Some(value) = value {
                        self.value(value).await?;
                    }
                    return Err(Stop::Return);
                }
                what @ (What::Local(..) | What::Global(..) | What::Set(..)) => self.variable(what).await?,
                what => self.control(what).await?,
            }
            Ok(Value::Nothing)
        })
    }

    /// Reads a text and runs it as a function, which knows no variable of its caller.
    async fn parsed(&mut self, text: &Expression) -> Result<Value, Stop> {
        let text = self.value(text).await?.print();
        let block = self.router.read_script(&text)?;
        let (outside, line) = (std::mem::take(&mut self.scopes), self.line);
        let end = self.block(&block).await;
        (self.scopes, self.line) = (outside, line);
        match end {
            Ok(()) | Err(Stop::Return) => Ok(Value::Nothing),
            Err(stop) => Err(stop),
        }
    }

    async fn delay(&mut self, span: &Expression) -> Result<(), Stop> {
        let span = self.value(span).await?;
        let micros = span.time().filter(|micros| *micros >= 0);
        let micros = micros.ok_or_else(|| Stop::unsupported(&format!("a delay of {:?}", span.print())))?;
        self.router.clock.sleep(Duration::from_micros(micros.unsigned_abs())).await;
        Ok(())
    }

    async fn log(&mut self, topic: &Expression, message: &Expression) -> Result<(), Stop> {
        let (topic, message) = (self.value(topic).await?.print(), self.value(message).await?.print());
        if !matches!(topic.as_str(), "debug" | "error" | "info" | "warning") {
            return Err(Stop::unsupported(&format!(":log {topic}")));
        }
        let now = self.router.clock.now().wall;
        self.router.state().log.add(now, &format!("script,{topic}"), message);
        Ok(())
    }

    async fn variable(&mut self, what: &What) -> Result<(), Stop> {
        let (What::Local(name, value) | What::Global(name, value) | What::Set(name, value)) = what else {
            return Ok(());
        };
        let value = match value {
            Some(value) => Some(self.value(value).await?),
            None => None,
        };
        let mut state = self.router.state();
        match what {
            What::Local(..) => self.scopes.local(name, value.unwrap_or(Value::Nothing)),
            What::Global(..) => self.scopes.global(&mut state, name, value.as_ref())?,
            _ => self.scopes.set(&mut state, name, value.unwrap_or(Value::Nothing))?,
        }
        Ok(())
    }

    /// Blocks that run, or don't, or again.
    async fn control(&mut self, what: &What) -> Result<(), Stop> {
        match what {
            What::Block(block) | What::Try(block, None) => self.block(block).await,
            What::Try(block, Some(otherwise)) => match self.block(block).await {
                Err(Stop::Failed(_)) => self.block(otherwise).await,
                end => end,
            },
            What::If(condition, then, otherwise) => {
                let chosen = if self.value(condition).await?.truth()? { then } else { otherwise };
                self.block(chosen).await
            }
            What::While { condition, body, first } => {
                let mut unasked = *first;
                while std::mem::take(&mut unasked) || self.value(condition).await?.truth()? {
                    self.step().await?;
                    self.block(body).await?;
                }
                Ok(())
            }
            What::Each(name, list, body) => {
                for item in self.value(list).await?.items() {
                    self.with(name, item, body).await?;
                }
                Ok(())
            }
            What::Count { name, from, to, step, body } => {
                self.count(name, [Some(from), Some(to), step.as_ref()], body).await
            }
            _ => Ok(()),
        }
    }

    /// Runs `body` with a variable of its own.
    async fn with(&mut self, name: &str, value: Value, body: &Block) -> Result<(), Stop> {
        self.step().await?;
        self.scopes.enter();
        self.scopes.local(name, value);
        let end = self.block(body).await;
        self.scopes.leave();
        end
    }

    async fn count(
        &mut self,
        name: &str,
        bounds: [Option<&Expression>; 3],
        body: &Block,
    ) -> Result<(), Stop> {
        let mut numbers = [0, 0, 1];
        for (number, bound) in numbers.iter_mut().zip(bounds) {
            match bound {
                None => {}
                Some(bound) => match self.value(bound).await? {
                    Value::Number(value) => *number = value,
                    other => return Err(Stop::unsupported(&format!(":for with {:?}", other.print()))),
                },
            }
        }
        let [mut at, to, step] = numbers;
        if step == 0 {
            return Err(Stop::unsupported(":for in steps of 0"));
        }
        while (step > 0 && at <= to) || (step < 0 && at >= to) {
            self.with(name, Value::Number(at), body).await?;
            at = at.saturating_add(step);
        }
        Ok(())
    }

    /// What `expression` comes to.
    pub(super) fn value<'a>(&'a mut self, expression: &'a Expression) -> Pending<'a, Value> {
        Box::pin(async move {
            match expression {
                Expression::Word(word) => Ok(Value::of_word(word)),
                Expression::Text(parts) => self.text(parts).await.map(Value::Text),
                Expression::Variable(name) => Ok(self.scopes.get(&self.router.state(), name)),
                Expression::List(items) => {
                    let mut values = Vec::new();
                    for item in items {
                        values.push(self.value(item).await?);
                    }
                    Ok(Value::List(values))
                }
                Expression::Result(statement) => {
                    let line = self.line;
                    let value = self.statement(statement).await;
                    self.line = if value.is_ok() { line } else { self.line };
                    value
                }
                Expression::Function(function, value) => Ok(self.value(value).await?.apply(*function)),
                Expression::Not(value) => Ok(Value::Flag(!self.value(value).await?.truth()?)),
                Expression::Minus(value) => {
                    Value::Number(0).combine(Operator::Minus, self.value(value).await?)
                }
                Expression::Both(operator, left, right) => self.both(*operator, left, right).await,
            }
        })
    }

    /// `||` and `&&` look at their right side only when they must.
    async fn both(
        &mut self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
    ) -> Result<Value, Stop> {
        let left = self.value(left).await?;
        match operator {
            Operator::Or if left.truth()? => return Ok(Value::Flag(true)),
            Operator::And if !left.truth()? => return Ok(Value::Flag(false)),
            _ => {}
        }
        let right = self.value(right).await?;
        left.combine(operator, right)
    }

    async fn text(&mut self, parts: &[Expression]) -> Result<String, Stop> {
        let mut text = String::new();
        for part in parts {
            match part {
                Expression::Word(plain) => text.push_str(plain),
                part => text.push_str(&self.value(part).await?.print()),
            }
        }
        bounded(text)
    }
}
