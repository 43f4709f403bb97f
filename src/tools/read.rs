//! `system_read`, `interface_read`, …: one read tool per area of the catalogue, its menus as an enum.

use serde_json::json;

use super::arguments::ReadArguments;
use super::tool::{Context, Tool};
use crate::app::read::Page;
use crate::catalogue::menu::Area;
use crate::catalogue::menus;
use crate::error::{Error, Result, nearest};

/// A read tool for each area that has menus.
pub(super) fn tools() -> impl Iterator<Item = Tool> {
    Area::ALL.iter().copied().filter(|area| menus::of(*area).next().is_some()).map(tool)
}

fn tool(area: Area) -> Tool {
    let paths: Vec<_> = menus::of(area).map(|menu| menu.path).collect();
    Tool::read(
        format!("{}_read", area.as_str()),
        format!("Read {}", area.as_str()),
        format!("Reads a router's {} menus.", area.as_str()),
        area.as_str(),
        move |context, input| run(area, context, input),
        describe,
    )
    .with_property("menu", json!({"type": "string", "enum": paths}))
}

/// A page in a sentence.
pub(super) fn describe(page: &Page) -> String {
    let more = if page.truncated { ", more with next_cursor" } else { "" };
    format!("{} of {} rows of {} on {}{more}", page.rows.len(), page.total, page.menu, page.device)
}

async fn run(area: Area, context: Context, input: ReadArguments) -> Result<Page> {
    let path = menus::printed(&input.menu);
    if !menus::of(area).any(|menu| menu.path == path) {
        let error = Error::usage(format!("{}_read does not read {path:?}", area.as_str()));
        if let Some(menu) = menus::find(&path) {
            return Err(error.hint(format!("{}_read does", menu.area.as_str())));
        }
        if let Some(apart) = menus::says_which_rows(&input.menu) {
            return Err(error.hint(apart));
        }
        let ending = menus::ending_in(area, &path);
        if !ending.is_empty() {
            let quoted: Vec<_> = ending.iter().map(|path| format!("{path:?}")).collect();
            return Err(error.hint(format!("did you mean {}?", quoted.join(" or "))));
        }
        return Err(match nearest(&path, menus::of(area).map(|menu| menu.path)) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint("menu_read reads any menu"),
        });
    }
    context.app.read(&input.device, &input.rows.request(path)?).await
}
