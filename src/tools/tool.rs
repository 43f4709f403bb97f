//! A tool as a value: its contract and what it runs.
//!
//! Input and output are typed structs; serde reads them and schemars describes them, so the schema and the parser are
//! one declaration. MCP definitions, `rosmcp tool list|show|call`, the reference and authorisation derive from here.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::misfit::misfit;
use super::schema;
use crate::app::App;
use crate::app::progress::Progress;
use crate::domain::access::{self, Tier};
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, ErrorKind, Result, in_json_terms};

/// What a client may assume of a tool (MCP `ToolAnnotations`); hints, never a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Annotations {
    /// Changes nothing.
    pub read_only: bool,
    /// May destroy something.
    pub destructive: bool,
    /// Calling it again has no further effect.
    pub idempotent: bool,
    /// Reaches beyond rosmcp and its devices (a ping to anywhere).
    pub open_world: bool,
}

impl Annotations {
    /// Reads from rosmcp or its devices.
    pub const READ: Self = Self { read_only: true, destructive: false, idempotent: true, open_world: false };
    /// Reads by sending packets to somewhere.
    pub const PROBE: Self = Self { read_only: true, destructive: false, idempotent: true, open_world: true };
}

/// What a call brings with it.
#[derive(Clone)]
pub struct Context {
    /// The use cases.
    pub app: Arc<App>,
    /// Who calls.
    pub caller: Caller,
    /// Where progress goes.
    pub progress: Arc<dyn Progress>,
    /// Cancelled when the caller gives up.
    pub cancel: CancellationToken,
}

/// What a call answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The typed output as compact JSON, an object that matches the tool's output schema. Written once, because it goes out as
    /// it is, as a value and as text.
    pub structured: Box<RawValue>,
    /// A sentence or two for a person or a model that reads only text.
    pub text: String,
}

impl Answer {
    /// [`Answer::structured`], to be looked into.
    pub fn object(&self) -> Result<Map<String, Value>> {
        serde_json::from_str(self.structured.get())
            .map_err(|error| Error::internal("a tool's output cannot be read again", error))
    }
}

/// How a call goes on whose output waits for a person's approval, once that person was asked to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// By the same call again.
    Again,
    /// By the tool of this name with the plan's id: the call itself has had its effect.
    As(&'static str),
}

type Run = Arc<dyn Fn(Context, Map<String, Value>) -> BoxFuture<'static, Result<Answer>> + Send + Sync>;

/// A tool.
#[derive(Clone)]
pub struct Tool {
    /// `snake_case`, at most 64 characters of `[a-z0-9_]`.
    pub name: String,
    /// A few words for people.
    pub title: String,
    /// What it returns, for a model that decides whether to call it.
    pub description: String,
    /// How much trust it asks for.
    pub tier: Tier,
    /// The group it is listed under.
    pub toolset: &'static str,
    /// Hints for clients.
    pub annotations: Annotations,
    /// After which a call is cancelled.
    pub timeout: Duration,
    /// JSON Schema 2020-12 of the arguments, an object schema.
    pub input_schema: Map<String, Value>,
    /// JSON Schema 2020-12 of [`Answer::structured`].
    pub output_schema: Map<String, Value>,
    /// How it goes on when its output waits for an approval; `None` where none ever does.
    pub waiting: Option<Waiting>,
    run: Run,
}

impl Tool {
    /// A read tool from a typed function; `describe` turns its output into the text.
    pub fn read<I, O, F, Fut>(
        name: impl Into<String>,
        title: impl Into<String>,
        description: impl Into<String>,
        toolset: &'static str,
        function: F,
        describe: fn(&O) -> String,
    ) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
        F: Fn(Context, I) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        let run: Run = Arc::new(move |context, arguments| {
            let function = function.clone();
            Box::pin(async move {
                let input = parse::<I>(arguments)?;
                let output = function(context, input).await?;
                answer(&output, describe)
            })
        });
        Self {
            name: name.into(),
            title: title.into(),
            description: description.into(),
            tier: Tier::Fundamental,
            toolset,
            annotations: Annotations::READ,
            timeout: Duration::from_mins(1),
            input_schema: schema::input::<I>(),
            output_schema: schema::output::<O>(),
            waiting: None,
            run,
        }
    }

    /// A tool that asks for more trust than reading; who may call it and who sees it follows from that.
    #[must_use]
    pub fn tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// Refuses a principal whose role or toolsets do not cover the tool.
    pub fn allowed_to(&self, principal: &Principal) -> Result<()> {
        access::may_use(principal, self.tier, self.toolset, &self.name)
    }

    /// Other hints than a plain read's.
    #[must_use]
    pub fn annotated(mut self, annotations: Annotations) -> Self {
        self.annotations = annotations;
        self
    }

    /// A tool whose output may wait for an approval.
    #[must_use]
    pub fn waiting(mut self, waiting: Waiting) -> Self {
        self.waiting = Some(waiting);
        self
    }

    /// Replaces the schema of the property `name`, for words that only the catalogue knows.
    #[must_use]
    pub fn with_property(mut self, name: &str, schema: Value) -> Self {
        if let Some(Value::Object(properties)) = self.input_schema.get_mut("properties") {
            properties.insert(name.to_owned(), schema);
        }
        self
    }

    /// Runs the tool itself: arguments are checked, nothing else is.
    pub async fn run(&self, context: Context, arguments: Map<String, Value>) -> Result<Answer> {
        (self.run)(context, arguments).await
    }
}

/// An argument that may be left out may be null as well: some clients fill in every one.
fn parse<I: DeserializeOwned + JsonSchema>(mut arguments: Map<String, Value>) -> Result<I> {
    arguments.retain(|_, given| !given.is_null());
    arguments.values_mut().for_each(whole);
    I::deserialize(&arguments).map_err(|error| {
        misfit(&schema::full_input::<I>(), &arguments).unwrap_or_else(|| {
            Error::usage(format!("the arguments do not fit the tool: {}", in_json_terms(&error)))
        })
    })
}

/// Makes an integer of a number such as 2.0, which JSON Schema counts as one.
fn whole(given: &mut Value) {
    let number = given.as_f64().filter(|_| given.is_f64());
    if let Some(Ok(whole)) = number.map(|number| number.to_string().parse::<i64>()) {
        *given = Value::from(whole);
    }
}

fn answer<O: Serialize>(output: &O, describe: fn(&O) -> String) -> Result<Answer> {
    let text = describe(output);
    let structured = serde_json::value::to_raw_value(output)
        .map_err(|error| Error::internal("a tool's output cannot be written as JSON", error))?;
    if !structured.get().starts_with('{') {
        return Err(Error::new(ErrorKind::Internal, "a tool's output is not an object"));
    }
    Ok(Answer { structured, text })
}
