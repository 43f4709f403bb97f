//! What stays the same while the configuration does.

use super::cursor::SyntaxError;
use super::tree::{Entry, Export};

/// What the header says of the device itself; all else there (date, version, software id, system id) comes and goes.
const KEPT: [&str; 2] = ["model =", "serial number ="];

/// How RouterOS remarks that it left a menu out: `#error exporting "/ip/dns" (timeout)`.
const LEFT_OUT: &str = "error exporting ";

/// `text` without what changes while the configuration does not, so that two exports of an unchanged router are equal.
///
/// Comments go, because an export's comments are remarks on the router's state (`# Interface not active`): the date in
/// either form, the software and system id, all but model and serial number. Menus without a command go. Line breaks,
/// quotes and the verbose way of repeating the menu become the canonical form. What stays beside the configuration is
/// RouterOS's remark that it could not export a menu: such an export is not the whole configuration.
pub fn normalise(text: &str) -> Result<Export, SyntaxError> {
    let mut export = Export::parse(text)?;
    export.header.retain(|comment| {
        KEPT.iter().any(|kept| comment.trim_start().starts_with(kept)) || is_left_out(comment)
    });
    for section in &mut export.sections {
        section.entries.retain(|entry| match entry {
            Entry::Command(_) => true,
            Entry::Comment(comment) => is_left_out(comment),
        });
    }
    let mut whole = Export { header: export.header, sections: Vec::new() };
    for section in export.sections.into_iter().filter(|section| !section.entries.is_empty()) {
        whole.enter(section.path);
        if let Some(last) = whole.sections.last_mut() {
            last.entries.extend(section.entries);
        }
    }
    Ok(whole)
}

fn is_left_out(comment: &str) -> bool {
    comment.trim_start().starts_with(LEFT_OUT)
}

impl Export {
    /// RouterOS's remarks that it could not export a menu, in its words; the export is whole when there are none.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        let comments =
            self.sections.iter().flat_map(|section| &section.entries).filter_map(|entry| match entry {
                Entry::Comment(comment) => Some(comment),
                Entry::Command(_) => None,
            });
        self.header
            .iter()
            .chain(comments)
            .map(|comment| comment.trim())
            .filter(|comment| is_left_out(comment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> String {
        normalise(text).expect("an export").to_string()
    }

    #[test]
    fn what_comes_and_goes_is_dropped_and_the_device_is_kept() {
        let old = "# jul/24/2026 12:21:16 by RouterOS 7.9\n# software id = AAAA-BBBB\n#\n# model = RB5009\n\
                   # serial number = HX0\n/ip address\nadd address=192.0.2.1/24 interface=ether1\n";
        let new = "# 2026-07-25 00:00:01 by RouterOS 7.24rc2\n# system id = abc\n#\n# model = RB5009\n\
                   # serial number = HX0\n/interface vlan\n/ip address\n# Interface not active\n\
                   add address=192.0.2.1/24 \\\n    interface=ether1\n";
        let expected = "# model = RB5009\n# serial number = HX0\n/ip address\n\
                        add address=192.0.2.1/24 interface=ether1\n";
        assert_eq!(normal(old), expected);
        assert_eq!(normal(new), expected);
    }

    #[test]
    fn the_terse_form_becomes_the_compact_one() {
        let terse = "/ip address add address=192.0.2.1/24 interface=ether1\n\
                     /ip/address add address=192.0.2.2/24 interface=ether1 comment=\"a b\"\n";
        let compact = "/ip address\nadd address=192.0.2.1/24 interface=ether1\n\
                       add address=192.0.2.2/24 interface=ether1 comment=\"a b\"\n";
        assert_eq!(normal(terse), compact);
        assert_eq!(normal(&normal(terse)), compact);
    }

    #[test]
    fn a_menu_that_could_not_be_exported_is_not_forgotten() {
        let text = "# x by RouterOS 7.20\n/ip dns\n#error exporting \"/ip/dns\" (timeout)\n# other\n";
        let export = normalise(text).expect("an export");
        assert_eq!(export.to_string(), "/ip dns\n#error exporting \"/ip/dns\" (timeout)\n");
        assert_eq!(export.left_out().collect::<Vec<_>>(), ["error exporting \"/ip/dns\" (timeout)"]);
    }
}
