//! Exports: whatever is read prints as what reads the same, and normalising twice is normalising once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rosmcp::routeros::export::{Export, normalise};
use rosmcp::routeros::script::quote;

fuzz_target!(|text: &str| {
    if let Ok(export) = Export::parse(text) {
        assert_eq!(Export::parse(&export.to_string()).as_ref(), Ok(&export));
        let once = normalise(text).expect("it was read").to_string();
        assert_eq!(normalise(&once).expect("it was printed").to_string(), once);
    }
    if let Ok(literal) = quote(text) {
        let note = Export::parse(&format!("/system note set note={literal}")).expect("a literal");
        assert_eq!(note.sections[0].entries.len(), 1);
    }
});
