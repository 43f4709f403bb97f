//! A resource as a value: its contract, what it reads, and when it reads otherwise.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;

use super::template::{self, Values};
use crate::app::App;
use crate::app::complete::Words;
use crate::domain::access::Tier;
use crate::domain::device::Device;
use crate::domain::principal::Caller;
use crate::error::{Error, Result};
use crate::events::Topic;

/// The media type of structured contents.
pub const JSON: &str = "application/json";
/// The media type of text.
pub const TEXT: &str = "text/plain";

/// What a request for a resource brings with it.
#[derive(Clone)]
pub struct Context {
    /// The use cases.
    pub app: Arc<App>,
    /// Who asks.
    pub caller: Caller,
}

impl Context {
    /// The same, with the installation as the caller may see it.
    #[must_use]
    pub(super) fn narrowed(self) -> Self {
        Self { app: Arc::new(self.app.seen_by(&self.caller.principal)), caller: self.caller }
    }
}

/// What a resource reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Contents {
    /// Structured.
    Json(Value),
    /// As text.
    Text(String),
}

impl Contents {
    /// `value` as JSON.
    pub fn json(value: &impl Serialize) -> Result<Self> {
        serde_json::to_value(value)
            .map(Self::Json)
            .map_err(|error| Error::internal("a resource cannot be written as JSON", error))
    }
}

type Read = Arc<dyn Fn(Context, Values) -> BoxFuture<'static, Result<Contents>> + Send + Sync>;
type Topics = Arc<dyn Fn(Context, Values) -> BoxFuture<'static, Result<Vec<Topic>>> + Send + Sync>;

/// A resource, or a family of them.
#[derive(Clone)]
pub struct Resource {
    /// Its URI, or the template of its URIs.
    pub template: &'static str,
    /// A name for programs.
    pub name: &'static str,
    /// A few words for people.
    pub title: &'static str,
    /// What it reads, for a model that decides whether to read it.
    pub description: String,
    /// The media type of its contents.
    pub media: &'static str,
    /// How much it matters, 0 to 1.
    pub priority: f32,
    /// For how long a copy is good enough.
    pub fresh: Duration,
    /// Whether it holds text that outsiders may have written.
    pub untrusted: bool,
    /// Whether a list names it for each device.
    pub listed: bool,
    /// How much trust it asks for.
    pub tier: Tier,
    /// The toolset of the tool that reads the same, which a login limited to toolsets must have.
    pub toolset: &'static str,
    words: &'static [(&'static str, Words)],
    read: Read,
    topics: Topics,
}

impl Resource {
    /// A resource of the installation that a tool of `toolset` reads as well, `description` being a sentence; `topics` say
    /// when it reads otherwise.
    pub fn new<F, Fut>(
        toolset: &'static str,
        template: &'static str,
        name: &'static str,
        title: &'static str,
        description: impl Into<String>,
        topics: fn(&Values) -> Vec<Topic>,
        read: F,
    ) -> Self
    where
        F: Fn(Context, Values) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Contents>> + Send + 'static,
    {
        Self {
            template,
            name,
            title,
            description: description.into(),
            media: JSON,
            priority: 0.5,
            fresh: Duration::from_secs(5),
            untrusted: false,
            listed: false,
            tier: Tier::Fundamental,
            toolset,
            words: &[],
            read: Arc::new(move |context, values| Box::pin(read(context, values))),
            topics: Arc::new(move |_, values| Box::pin(std::future::ready(Ok(topics(&values))))),
        }
    }

    /// A resource of one device, whose name or id is the variable `id`; what a device says is marked as untrusted.
    pub fn of_device<F, Fut>(
        toolset: &'static str,
        template: &'static str,
        name: &'static str,
        title: &'static str,
        description: impl Into<String>,
        topics: impl Fn(&Device, &Values) -> Vec<Topic> + Send + Sync + 'static,
        read: F,
    ) -> Self
    where
        F: Fn(Context, Device, Values) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Contents>> + Send + 'static,
    {
        let topics = Arc::new(topics);
        Self {
            words: &[("id", Words::Devices)],
            untrusted: true,
            read: Arc::new(move |context, values| {
                let read = read.clone();
                Box::pin(async move {
                    let device = context.app.reachable_device(values.get("id")).await?;
                    read(context, device, values).await
                })
            }),
            topics: Arc::new(move |context, values| {
                let topics = topics.clone();
                Box::pin(async move {
                    let device = context.app.reachable_device(values.get("id")).await?;
                    Ok(topics(&device, &values))
                })
            }),
            ..Self::new(toolset, template, name, title, description, |_| Vec::new(), unread)
        }
    }

    /// With other words for its variables.
    #[must_use]
    pub fn completing(mut self, words: &'static [(&'static str, Words)]) -> Self {
        self.words = words;
        self
    }

    /// With text instead of JSON as its contents.
    #[must_use]
    pub fn as_text(mut self) -> Self {
        self.media = TEXT;
        self
    }

    /// A copy is good enough for so long.
    #[must_use]
    pub fn fresh_for(mut self, fresh: Duration) -> Self {
        self.fresh = fresh;
        self
    }

    /// Named in lists, for each device if it is one of a device, and more important than others.
    #[must_use]
    pub fn listed(mut self) -> Self {
        self.listed = true;
        self.priority = 0.8;
        self
    }

    /// Asks for more trust than reading; who may read, follow and see it follows from that.
    #[must_use]
    pub fn tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// What it holds may have been written by outsiders.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.untrusted = true;
        self
    }

    /// Whether its template has variables, so that it stands for many resources.
    pub fn is_template(&self) -> bool {
        template::variables(self.template).next().is_some()
    }

    /// What its URI begins with: `device`, `fleet`, `audit`.
    pub fn scheme(&self) -> &'static str {
        self.template.split("://").next().unwrap_or_default()
    }

    /// Whether each device has one.
    pub fn is_of_device(&self) -> bool {
        self.template.starts_with("device://")
    }

    /// Whether each plan has one.
    pub fn is_of_plan(&self) -> bool {
        self.template.starts_with("plan://")
    }

    /// Its URI for the device (or whatever its first variable stands for) called `name`.
    pub fn uri(&self, name: &str) -> String {
        template::filled(self.template, name)
    }

    /// Which words its variable `name` takes; `None` when it has no such variable.
    pub fn words(&self, name: &str) -> Option<Words> {
        let variable = template::variables(self.template).find(|variable| *variable == name)?;
        let own = self.words.iter().find(|(word, _)| *word == variable);
        Some(own.map_or(Words::Free, |(_, words)| *words))
    }

    /// Whether one of its variables takes `words`.
    pub(super) fn takes(&self, words: Words) -> bool {
        self.words.iter().any(|(_, own)| *own == words)
    }

    pub(super) fn values(&self, uri: &str) -> Option<Values> {
        template::matched(self.template, uri)
    }

    pub(super) async fn read(&self, context: Context, values: Values) -> Result<Contents> {
        (self.read)(context, values).await
    }

    pub(super) async fn topics(&self, context: Context, values: Values) -> Result<Vec<Topic>> {
        (self.topics)(context, values).await
    }
}

async fn unread(_: Context, _: Values) -> Result<Contents> {
    Err(Error::not_found("there is nothing to read"))
}
