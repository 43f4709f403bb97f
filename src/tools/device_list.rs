//! `device_list`: the devices that can be asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::{Context, Tool};
use super::untrusted::{FACTS, Untrusted};
use crate::app::device_view::DeviceView;
use crate::domain::selector::Selector;
use crate::error::Result;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Input {
    /// `site=ams,role!=edge`; keys are name, transport and tags.
    #[serde(default)]
    selector: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output {
    /// The devices, by name.
    devices: Vec<DeviceView>,
    /// Why there are none. Not in the schema: whoever has no devices reads it as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    note: Option<String>,
}

pub(super) fn tool() -> Tool {
    Tool::read(
        "device_list",
        "List devices",
        "Lists the routers in the inventory with address, RouterOS version, model and tags. Start here: other tools \
         take a device's name.",
        "fleet",
        run,
        |output: &Untrusted<Output>| {
            let names: Vec<_> = output.devices.iter().map(|device| device.name.as_str()).collect();
            match names.as_slice() {
                [] => output.note.clone().unwrap_or_else(|| "no devices".to_owned()),
                [name] => format!("1 device: {name}"),
                names => format!("{} devices: {}", names.len(), names.join(", ")),
            }
        },
    )
}

async fn run(context: Context, input: Input) -> Result<Untrusted<Output>> {
    let selector = input.selector.as_deref().map_or(Ok(Selector::default()), str::parse)?;
    let devices = context.app.own_views(&selector).await?;
    let note = match &input.selector {
        _ if !devices.is_empty() => None,
        Some(selector) => {
            let all = context.app.own_views(&Selector::default()).await?.len();
            Some(format!("no device matches {selector:?}; without a selector there are {all}"))
        }
        None => {
            let nothing = "there is no device that you may see: rosmcp device add adds one, or ask whoever runs this server";
            Some(nothing.to_owned())
        }
    };
    Ok(Untrusted::new(Output { devices, note }, &FACTS))
}
