//! The binary API's framing: sentences come out the same however the bytes are cut, and are said as they came.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rosmcp::routeros::{api_encode, api_sentences};

fuzz_target!(|input: (Vec<u8>, u16)| {
    let (bytes, at) = input;
    let (one, other) = bytes.split_at(usize::from(at).min(bytes.len()));
    let whole = api_sentences([&bytes[..]]);
    assert_eq!(api_sentences([one, other]), whole);
    let said = api_encode(&whole);
    assert_eq!(api_sentences([&said[..]]), whole);
});
