//! The tools there are, in their fixed order, and the one way to call one.

use std::sync::OnceLock;

use super::tool::{Answer, Context, Tool};
use crate::domain::principal::Principal;
use crate::error::{Error, Result, nearest};

/// Every tool, in the order in which they are listed.
pub struct Registry {
    tools: Vec<Tool>,
}

impl Registry {
    /// A registry of `tools`, listed in that order.
    pub fn new(tools: Vec<Tool>) -> Self {
        Self { tools }
    }

    /// The tools that `principal` may call, in the fixed order.
    pub fn visible_to(&self, _principal: &Principal) -> impl Iterator<Item = &Tool> {
        self.tools.iter()
    }

    /// Every tool, in the fixed order.
    pub fn all(&self) -> impl Iterator<Item = &Tool> {
        self.tools.iter()
    }

    /// The tool `name`.
    pub fn get(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.name == name)
    }

    /// Authorises, checks, runs within the tool's time and records one call.
    pub async fn call(
        &self,
        context: Context,
        name: &str,
        arguments: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Answer> {
        let tool = self.get(name).ok_or_else(|| {
            let error = Error::not_found(format!("there is no tool named {name:?}"));
            match nearest(name, self.tools.iter().map(|tool| tool.name.as_str())) {
                Some(near) => error.hint(format!("did you mean {near:?}?")),
                None => error.hint("`tool list` names them all"),
            }
        })?;
        tool.run(context, arguments).await
    }
}

/// The registry of this binary.
pub fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| Registry::new(Vec::new()))
}
