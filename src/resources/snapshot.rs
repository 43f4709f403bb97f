//! `snapshot://…`: configurations that devices had.

use std::time::Duration;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use crate::error::Result;

pub(super) fn resources() -> [Resource; 1] {
    [Resource::new(
        "config",
        "snapshot://{id}",
        "snapshot",
        "Kept configuration",
        "A configuration that a router had, as RouterOS commands, without secrets; config_history names them.",
        |_| Vec::new(),
        text,
    )
    .as_text()
    .fresh_for(Duration::from_hours(24))
    .untrusted()]
}

async fn text(context: Context, values: Values) -> Result<Contents> {
    let (_, _, text) = context.app.snapshot(values.get("id")).await?;
    Ok(Contents::Text(text))
}
