//! The clocks of routers, driven from outside.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Result};
use crate::lab::run::Running;
use crate::lab::value::duration;

/// What shall happen to the clocks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Of which router; without it of all.
    router: Option<String>,
    /// How much time passes.
    advance: Option<String>,
    /// By how much the wall clock is set forward, or back after a `-`.
    jump: Option<String>,
}

/// Each router's wall clock, in Unix milliseconds, and its uptime, in milliseconds.
pub(super) fn show(routers: &[Running]) -> Value {
    let one = |router: &Running| {
        let now = router.now();
        json!({ "router": router.name, "wall_ms": now.wall, "uptime_ms": now.uptime })
    };
    json!(routers.iter().map(one).collect::<Vec<_>>())
}

/// Does what `body` asks for; `Usage` for a body that can't be read, `NotFound` for a router that there isn't.
pub(super) fn change(routers: &[Running], body: &[u8]) -> Result<()> {
    let bad = |error: serde_json::Error| Error::usage(format!("that is no change of time: {error}"));
    let change: Change = serde_json::from_slice(body).map_err(bad)?;
    let advance = change.advance.as_deref().map(millis).transpose()?.unwrap_or_default();
    let jump = change.jump.as_deref().map(millis).transpose()?.unwrap_or_default();
    let advance = u64::try_from(advance).map_err(|_| Error::usage("time passes in one direction only"))?;
    let meant: Vec<_> = routers
        .iter()
        .filter(|router| change.router.as_ref().is_none_or(|name| *name == router.name))
        .collect();
    if meant.is_empty() {
        let name = change.router.unwrap_or_default();
        return Err(Error::new(ErrorKind::NotFound, format!("the lab has no router {name:?}")));
    }
    for router in meant {
        router.advance(Duration::from_millis(advance));
        router.jump(jump);
    }
    Ok(())
}

/// Milliseconds in `1h30m` or `-5s`.
fn millis(text: &str) -> Result<i64> {
    let (sign, span) = text.strip_prefix('-').map_or((1, text), |span| (-1, span));
    let millis = duration::millis(span);
    millis.map(|millis| sign * millis).ok_or_else(|| Error::usage(format!("{text:?} is no span of time")))
}
