//! `fleet_read`: one menu of many devices.

use schemars::JsonSchema;
use serde::Deserialize;

use super::arguments::{RowArguments, TargetArguments};
use super::tool::{Context, Tool};
use crate::app::fleet::{FleetRead, without};
use crate::app::read::{MAX_PAGE_BYTES, ReadRequest};
use crate::app::toolsets;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    menu: String,
    #[serde(flatten)]
    targets: TargetArguments,
    #[serde(flatten)]
    rows: RowArguments,
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "fleet_read",
        "Read a menu of many devices",
        "Reads one menu of several routers at once; each device has its own page or error.",
        "fleet",
        run,
        |read: &FleetRead| {
            let failed = read.devices.iter().filter(|device| device.error.is_some());
            let without = without(failed.map(|device| device.device.as_str()));
            format!("{} of {} devices answered{without}", read.succeeded, read.devices.len())
        },
    )
}

async fn run(context: Context, input: Input) -> Result<FleetRead> {
    toolsets::may_touch(&context.caller.principal, &input.menu)?;
    let request = ReadRequest { bytes: Some(MAX_PAGE_BYTES), ..input.rows.request(input.menu)? };
    let read = context.app.fleet_read(&input.targets.targets()?, &request).await?;
    read.nobody().map_or(Ok(read), Err)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::app::App;
    use crate::app::progress::Unwatched;
    use crate::domain::principal::{Caller, Principal};
    use crate::error::ErrorKind;
    use crate::tools::registry::registry;

    #[tokio::test]
    async fn a_limited_login_reads_the_menus_that_its_toolsets_read() {
        let app = Arc::new(App::scratch().await);
        let refused = async |toolsets: &[&str], menu: &str| {
            let toolsets = toolsets.iter().map(|toolset| (*toolset).to_owned()).collect();
            let principal = Principal { toolsets: Some(toolsets), ..Principal::lab() };
            let context = Context {
                app: app.clone(),
                caller: Caller::new(principal, "r1"),
                progress: Arc::new(Unwatched),
                cancel: CancellationToken::new(),
            };
            let arguments = json!({"menu": menu}).as_object().cloned().unwrap_or_default();
            let answer = registry().call(context, "fleet_read", arguments).await;
            answer.is_err_and(|error| error.kind() == ErrorKind::Refused)
        };
        for menu in ["user", "/user", "ip/firewall/filter", "zerotier", "ip firewall filter"] {
            assert!(refused(&["fleet", "ip"], menu).await, "{menu}");
            assert!(!refused(&["fleet", "generic"], menu).await, "{menu}");
        }
        assert!(!refused(&["fleet", "ip"], "/ip/address").await);
        assert!(!refused(&["fleet", "user"], "user").await);
    }
}
