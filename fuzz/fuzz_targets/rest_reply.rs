//! Bodies of REST replies: rows or an error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rosmcp::routeros::rest_rows;

fuzz_target!(|body: &[u8]| {
    for row in rest_rows(body).unwrap_or_default() {
        assert!(row.keys().all(|name| name.len() <= 2 * body.len()));
    }
});
