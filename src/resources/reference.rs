//! The resources as a page of the reference.

use std::fmt::Write as _;

use super::registry::registry;

/// `docs/reference/resources.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Resources\n\nWhat an MCP client may read by its address, and follow. Generated from the registry. `{id}` is a \
         device's name or identifier; lists name what is marked with a star one by one. A \
         login that is limited to toolsets reads those of its toolsets.\n\n| address | what it reads | toolset | as | good \
         for |\n|---|---|---|---|---|\n",
    );
    for resource in registry().all() {
        let star = if resource.listed { " \\*" } else { "" };
        let fresh = resource.fresh.as_secs();
        // Writing to a string does not fail.
        let _written = writeln!(
            page,
            "| `{}`{star} | {} | {} | {} | {fresh} s |",
            resource.template, resource.description, resource.toolset, resource.media
        );
    }
    page
}
