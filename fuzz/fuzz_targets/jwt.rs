//! Access tokens before anything is believed of them: taken apart or refused, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rosmcp::auth::compact_jwt;

fuzz_target!(|token: &str| {
    if let Some((header, claims)) = compact_jwt(token) {
        assert!(token.len() <= 16 * 1024 && token.split('.').count() == 3);
        assert!(header.len() + claims.len() <= token.len());
    }
});
