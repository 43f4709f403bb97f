//! Values of every type: what was read is said so that it reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rosmcp::domain::field::FieldType;
use rosmcp::routeros::value::{typed, wire};

const KINDS: [FieldType; 16] = [
    FieldType::Text,
    FieldType::Id,
    FieldType::Integer,
    FieldType::Decimal,
    FieldType::Flag,
    FieldType::Duration,
    FieldType::Time,
    FieldType::Bytes,
    FieldType::BitRate,
    FieldType::Percent,
    FieldType::Address,
    FieldType::Prefix,
    FieldType::Mac,
    FieldType::Enum(&["yes", "no", "auto"]),
    FieldType::List(&FieldType::Duration),
    FieldType::List(&FieldType::Text),
];

fuzz_target!(|text: &str| {
    for kind in KINDS {
        let value = typed(kind, text);
        let said = wire(kind, &value).expect("a value of the right shape");
        assert_eq!(typed(kind, &said), value, "{kind:?}");
    }
});
