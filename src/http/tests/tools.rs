//! Tools that do what a test needs.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::domain::access::Tier;
use crate::error::{Error, ErrorKind, Result};
use crate::tools::registry::Registry;
use crate::tools::tool::{Annotations, Context, Tool};

#[derive(Deserialize, JsonSchema)]
struct Nothing {}

#[derive(Deserialize, JsonSchema)]
struct OnDevice {
    device: String,
}

#[derive(Deserialize, JsonSchema)]
struct Steps {
    steps: u32,
}

#[derive(Serialize, JsonSchema)]
struct Said {
    said: String,
}

#[expect(clippy::unnecessary_wraps, reason = "the outcome of a tool")]
fn said(text: impl Into<String>) -> Result<Said> {
    Ok(Said { said: text.into() })
}

pub(super) fn registry(cancelled: &CancellationToken) -> Registry {
    let describe = |said: &Said| format!("said {}", said.said);
    let look = |context: Context, input: OnDevice| async move {
        said(format!("{} by {}", input.device, context.caller.principal))
    };
    let count = |context: Context, input: Steps| async move {
        for step in 1..=input.steps {
            context.progress.report(f64::from(step), Some(f64::from(input.steps)), "counting").await;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        said("all")
    };
    let cancelled = cancelled.clone();
    let wait = move |context: Context, _: Nothing| {
        let cancelled = cancelled.clone();
        async move {
            // The call may be dropped as soon as it is cancelled.
            let _ended = cancelled.drop_guard();
            context.progress.report(1.0, None, "waiting").await;
            context.cancel.cancelled().await;
            said("cancelled")
        }
    };
    let refuse = |_: Context, _: Nothing| async {
        Err::<Said, _>(Error::new(ErrorKind::Unreachable, "no answer from 192.0.2.1").hint("is it on?"))
    };
    let burst = |_: Context, _: Nothing| async { panic!("a bug") };
    Registry::new(vec![
        Tool::read("look", "Look", "Looks at a device.", "test", look, describe)
            .annotated(Annotations::PROBE),
        Tool::read("count", "Count", "Counts with progress.", "test", count, describe),
        Tool::read("wait", "Wait", "Waits to be cancelled.", "test", wait, describe),
        Tool::read("refuse", "Refuse", "Fails.", "test", refuse, describe),
        Tool::read("change", "Change", "Changes something.", "test", burst, describe)
            .annotated(Annotations { read_only: false, ..Annotations::READ })
            .tier(Tier::Advanced),
        Tool::read("burst", "Burst", "Panics.", "test", burst, describe),
    ])
}
