//! `rosmcp plan create`.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value};

use super::rollout::RolloutFlags;
use super::show;
use crate::app::plan::NewPlan;
use crate::blocking;
use crate::cli::context::Cx;
use crate::cli::targets::Selection;
use crate::domain::plan::{Confirm, StepRequest};
use crate::error::{Error, Result, WhileDoing, in_json_terms};
use crate::tools::steps;

/// The longest file of steps, bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Plan a change; routers are read, nothing is written
///
/// Steps are a JSON array, e.g. [{"op": "set", "menu": "system/identity", "values": {"name": "edge-1"}}]
#[derive(Args)]
pub(in crate::cli) struct Create {
    /// Names of devices
    devices: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// The steps
    #[arg(long, value_name = "JSON", conflicts_with_all = ["file", "recipe"])]
    steps: Option<String>,
    /// A file with the steps; - is stdin
    #[arg(long, short, value_name = "FILE", conflicts_with = "recipe")]
    file: Option<PathBuf>,
    /// A recipe; `rosmcp plan recipes` lists them
    #[arg(long)]
    recipe: Option<String>,
    /// A parameter of the recipe
    #[arg(long, value_name = "NAME=VALUE", requires = "recipe")]
    param: Vec<String>,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
    /// Seconds after which the router undoes what nobody confirmed, 30 to 3600
    #[arg(long, value_name = "SECONDS")]
    confirm_within: Option<u32>,
    /// Wait for `plan confirm` instead of confirming once everything is checked
    #[arg(long)]
    confirm_manually: bool,
    #[command(flatten)]
    rollout: RolloutFlags,
}

impl Create {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        if self.steps.is_none() && self.file.is_none() && self.recipe.is_none() {
            return Err(Error::usage("it is not said what to change").hint(
                "give --steps JSON, --file FILE or --recipe NAME; `rosmcp plan recipes` lists the recipes",
            ));
        }
        let targets = self.selection.targets(&self.devices)?;
        let (steps, recipe) = steps(self.requested().await?, self.recipe.as_deref(), &self.params()?)?;
        let confirm = if self.confirm_manually { Confirm::Manual } else { Confirm::Automatic };
        let new = NewPlan {
            targets,
            steps,
            recipe,
            reason: self.reason,
            confirm_within: self.confirm_within,
            confirm,
            rollout: self.rollout.rollout(),
        };
        cx.with_app(async |app| {
            let view = app.create_plan(&cx.caller(), new).await?;
            show::print(cx, &view)
        })
        .await
    }

    async fn requested(&self) -> Result<Vec<StepRequest>> {
        let text = match (&self.steps, &self.file) {
            (Some(text), _) => text.clone(),
            (None, Some(file)) => read(file.clone()).await?,
            (None, None) => return Ok(Vec::new()),
        };
        serde_json::from_str(&text).map_err(|error| {
            Error::usage(format!("the steps are not a JSON array of steps: {}", in_json_terms(&error)))
                .hint(r#"[{"op":"add","menu":"ip/dns/static","values":{"name":"a.example","address":"192.0.2.1"}}]"#)
        })
    }

    /// A value that is JSON is taken as such, anything else as text.
    fn params(&self) -> Result<Map<String, Value>> {
        let one = |text: &String| {
            let (name, value) = text.split_once('=').ok_or_else(|| {
                Error::usage(format!("--param {text:?} has no \"=\"")).hint("write --param NAME=VALUE")
            })?;
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            Ok((name.to_owned(), value))
        };
        let mut params = Map::new();
        for text in &self.param {
            let (name, value) = one(text)?;
            if params.contains_key(&name) {
                return Err(Error::usage(format!("--param {name} is given more than once"))
                    .hint(format!("several items are one list: --param '{name}=A,B'")));
            }
            params.insert(name, value);
        }
        Ok(params)
    }
}

async fn read(file: PathBuf) -> Result<String> {
    let doing = format!("reading the steps in {}", file.display());
    let work = move || {
        let mut text = String::new();
        let source: Box<dyn Read> = if file.as_os_str() == "-" {
            Box::new(std::io::stdin())
        } else {
            let opened = std::fs::File::open(&file);
            Box::new(opened.map_err(|error| Error::unreadable("the file", &file, &error))?)
        };
        source
            .take(LONGEST + 1)
            .read_to_string(&mut text)
            .map_err(|error| Error::unreadable("the file", &file, &error))?;
        if text.len() as u64 > LONGEST {
            return Err(Error::usage(format!("the steps are longer than {LONGEST} bytes"))
                .hint("make several plans of them"));
        }
        Ok(text)
    };
    blocking::run(work).await.while_doing(|| doing)
}
