//! `rosmcp config snapshot`.

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::config::kept::{self, Taken};
use crate::cli::context::Cx;
use crate::cli::global::Format;
use crate::cli::targets::Selection;
use crate::error::Result;

const COLUMNS: [&str; 4] = ["device", "outcome", "id", "bytes"];

/// Keep the configuration that routers have now; one that is still the same takes no more room
#[derive(Args)]
#[command(
    after_help = "Examples:\n  rosmcp config snapshot edge-1\n  rosmcp config snapshot --all --approve"
)]
pub(in crate::cli) struct Snapshot {
    /// Names of devices
    devices: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// Call it right: `config drift` compares with it from now on
    #[arg(long)]
    approve: bool,
}

#[derive(Serialize, JsonSchema)]
struct Line<'a> {
    device: &'a str,
    outcome: &'a str,
    id: &'a str,
    bytes: String,
}

impl Snapshot {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let targets = self.selection.targets(&self.devices)?;
        let (caller, approve) = (cx.caller(), self.approve);
        let taken = cx.with_app(async |app| app.take_snapshots(&caller, &targets, approve).await).await?;
        if cx.ui.format() == Format::Table {
            cx.ui.rows(&COLUMNS, &taken.iter().map(line).collect::<Vec<_>>())?;
            taken.iter().flat_map(|taken| &taken.notes).for_each(|note| cx.ui.note(note));
            let failed = taken.iter().filter_map(|taken| Some((&taken.device, taken.error.as_ref()?)));
            if taken.len() > 1 {
                failed.for_each(|(device, error)| cx.ui.complain(&format!("{device}: {}", error.message)));
            }
        } else {
            cx.ui.rows(&[], &taken)?;
        }
        kept::error(&taken).map_or(Ok(()), Err)
    }
}

fn line(taken: &Taken) -> Line<'_> {
    let snapshot = taken.snapshot.as_ref();
    Line {
        device: &taken.device,
        outcome: taken.outcome,
        id: snapshot.map_or("", |snapshot| snapshot.id.as_str()),
        bytes: snapshot.map_or_else(String::new, |snapshot| snapshot.bytes.to_string()),
    }
}
