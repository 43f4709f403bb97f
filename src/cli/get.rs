//! `rosmcp get`: read a menu.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::Args;
use serde_json::Value;

use super::context::Cx;
use super::global::Format;
use super::targets::Selection;
use crate::app::App;
use crate::app::fleet::{DeviceRead, FleetRead};
use crate::app::read::{Page, ReadRequest};
use crate::catalogue::menus;
use crate::domain::filter::Condition;
use crate::domain::row::TypedRow;
use crate::error::{Error, Result};

/// The most columns of a table that nobody chose the fields of.
const WIDEST_TABLE: usize = 9;

/// Read a menu of one router, or of many with -l or --all
#[derive(Args)]
#[command(
    after_help = "Examples:\n  rosmcp get edge-1 ip/address\n  rosmcp get edge-1 interface --where running=yes --fields name,mtu\n  rosmcp get -l site=ams ip/route --where 'distance>1'"
)]
pub(super) struct Get {
    /// DEVICE MENU, or only MENU with -l or --all
    #[arg(required = true, num_args = 1..=8, value_names = ["DEVICE", "MENU"])]
    words: Vec<String>,
    /// A condition: field=value, !=, >, >=, <, <=, ~ (contains), field? (present) or field!? (absent); all must hold
    #[arg(long = "where", value_name = "CONDITION")]
    conditions: Vec<String>,
    /// Only these fields, separated by commas
    #[arg(long, value_delimiter = ',')]
    fields: Vec<String>,
    /// Rows per device, 1 to 1000; all of them when left out
    #[arg(long)]
    limit: Option<usize>,
    #[command(flatten)]
    selection: Selection,
}

impl Get {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let conditions = self.conditions.iter().map(|text| Condition::parse(text)).collect::<Result<_>>()?;
        let many = self.selection.selector.is_some() || self.selection.all;
        let (device, menu) = match (self.words.as_slice(), many) {
            ([menu], true) => (None, menu),
            ([device, menu], false) => (Some(device), menu),
            ([_, _, ..], true) => return Err(Error::usage("a device is named beside -l or --all")),
            ([device, menu @ ..], false) if !menu.is_empty() => {
                return Err(Error::usage("the menu is one path, its words joined by \"/\"")
                    .hint(format!("did you mean: rosmcp get {device} {}", menu.join("/"))));
            }
            _ => return Err(Error::usage("the menu is missing").hint("rosmcp get DEVICE MENU")),
        };
        let request = ReadRequest {
            menu: menu.clone(),
            conditions,
            fields: self.fields.clone(),
            limit: self.limit.or(Some(crate::app::read::MAX_LIMIT)),
            cursor: None,
            bytes: None,
        };
        match device {
            Some(device) => self.one(cx, device, request).await,
            None => self.many(cx, &request).await,
        }
    }

    async fn one(&self, cx: &Cx, device: &str, request: ReadRequest) -> Result<()> {
        let read = async |app: &Arc<App>| match self.limit {
            Some(_) => app.read(device, &request).await.map(|page| (page.rows, page.notes)),
            None => app.read_whole(device, &request).await,
        };
        let (rows, notes) = cx.with_app(read).await?;
        for note in &notes {
            cx.ui.note(note);
        }
        match rows.as_slice() {
            [row] if !row.contains_key(".id") => cx.ui.object(row),
            rows => self.print(cx, &[], rows),
        }
    }

    /// Prints rows; a table without `--fields` shows `first` and the most telling fields only, and says so.
    fn print(&self, cx: &Cx, first: &[&str], rows: &[TypedRow]) -> Result<()> {
        let menu = self.words.last().map_or("", String::as_str);
        let mut columns: Vec<&str> = first.to_vec();
        if !self.fields.is_empty() {
            columns.extend(self.fields.iter().map(String::as_str));
            let fields: Vec<_> = columns.iter().map(|&name| name.to_owned()).collect();
            return cx.ui.rows_with(&columns, &fields, rows);
        }
        let known = menus::find(menu).into_iter().flat_map(|menu| std::iter::once(".id").chain(menu.names()));
        let fields: Vec<_> =
            first.iter().map(|&name| name.to_owned()).chain(known.map(str::to_owned)).collect();
        let telling = telling(menu, rows);
        let more = telling.len().saturating_sub(WIDEST_TABLE);
        if cx.ui.format() == Format::Table && more > 0 {
            let fields = if more == 1 { "field" } else { "fields" };
            cx.ui.note(&format!("{more} more {fields}: choose with --fields, or print all with -o json"));
        }
        columns.extend(telling.into_iter().take(WIDEST_TABLE));
        cx.ui.rows_with(&columns, &fields, rows)
    }

    async fn many(&self, cx: &Cx, request: &ReadRequest) -> Result<()> {
        let targets = self.selection.targets(&[])?;
        let read = cx.with_app(async |app| app.fleet_read(&targets, request).await).await?;
        let flattened = !matches!(cx.ui.format(), Format::Json | Format::Yaml);
        if flattened {
            self.print(cx, &["device"], &flat(&read))?;
        } else {
            cx.ui.object(&read)?;
        }
        // JSON and YAML have said it already, each in its place.
        for device in read.devices.iter().filter(|_| flattened) {
            if let Some(page) = &device.page {
                page.notes.iter().for_each(|note| cx.ui.note(&format!("{}: {note}", device.device)));
                if page.truncated && self.limit.is_none() {
                    let (shown, total) = (page.rows.len(), page.total);
                    cx.ui.complain(&format!("{}: the first {shown} of {total} rows", device.device));
                }
            }
            if let Some(error) = &device.error {
                cx.ui.complain(&format!("{}: {}", device.device, error.message));
            }
        }
        read.error().map_or(Ok(()), Err)
    }
}

/// The fields of a menu that occur in `rows`, most telling first: counters and flags that are set nowhere come last. In a
/// menu that the catalogue does not describe, as they come.
fn telling<'a>(menu: &str, rows: &'a [TypedRow]) -> Vec<&'a str> {
    let occurring: BTreeSet<&str> =
        rows.iter().flat_map(TypedRow::keys).map(String::as_str).filter(|name| *name != "device").collect();
    let Some(menu) = menus::find(menu) else { return occurring.into_iter().collect() };
    let known = std::iter::once(".id").chain(menu.names());
    let known = known.filter_map(|name| occurring.get(name).copied());
    let says = |name: &&str| {
        let counts = menu.field(name).is_some_and(|field| field.volatile);
        !counts && rows.iter().any(|row| row.get(*name).is_some_and(|value| *value != Value::Bool(false)))
    };
    let (mut first, rest): (Vec<_>, Vec<_>) = known.partition(says);
    first.extend(rest);
    first
}

/// Every row with its device in front.
fn flat(read: &FleetRead) -> Vec<TypedRow> {
    let rows = |device: &DeviceRead| -> Vec<TypedRow> {
        let rows = device.page.as_ref().map_or(&[][..], |page: &Page| &page.rows);
        rows.iter().map(|row| named(&device.device, row)).collect()
    };
    read.devices.iter().flat_map(rows).collect()
}

fn named(device: &str, row: &TypedRow) -> TypedRow {
    let name = ("device".to_owned(), Value::String(device.to_owned()));
    std::iter::once(name).chain(row.clone()).collect()
}
