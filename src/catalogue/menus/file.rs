//! `file`: what lies on the router's disk.

use crate::catalogue::menu::{Area, Field, Menu, Risk};
use crate::domain::field::FieldType::{Bytes, Flag, Text, Time};

const FILE: &[Field] = &[
    Field::text("name").required(),
    // Kinds beside these two name what RouterOS found: `backup`, `script`, `package`, `disk`.
    Field::text("type").or(&["file", "directory"]).since(7, 15),
    Field::state("size", Bytes),
    Field::state("last-modified", Time).since(7, 16),
    Field::state("creation-time", Time).until(7, 16),
    // Up to 60 KB; keys, exports and backups lie there.
    Field::text("contents").secret(),
    Field::fact("package-name", Text),
    Field::fact("package-version", Text),
    Field::fact("package-architecture", Text),
    Field::fact("package-build-time", Time),
    Field::state("shared", Flag),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[Menu::list("file", "Files", Area::File, FILE)
    .identity(&["name"])
    .holds_more()
    .risk(Risk::High)
    .commands(&["copy", "head", "read", "tail"])];
