//! The vault end to end: what opens, what must not, and the envelope that every release opens.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::domain::device::{DeviceId, Endpoint, Fingerprint, TransportKind, Trust};
use crate::vault::envelope::seal_with_nonce;

struct Place {
    row: DeviceId,
    endpoint: Endpoint,
}

impl Place {
    fn new() -> Self {
        let endpoint = Endpoint {
            host: "192.0.2.1".into(),
            port: 443,
            transport: TransportKind::Rest,
            trust: Trust::Pin(Fingerprint([7; 32])),
        };
        Self { row: DeviceId("01JD0000000000000000000001".into()), endpoint }
    }

    fn binding(&self) -> Binding<'_> {
        Binding {
            table: "credentials",
            row: &self.row,
            field: "password",
            version: 1,
            endpoint: &self.endpoint,
        }
    }
}

fn new_installation() -> Installation {
    Installation { id: installation_id().expect("an id"), ..Installation::default() }
}

fn new_key() -> Key {
    Key::generate().expect("a key")
}

fn created() -> (Key, Installation, Vault, KeyRecord) {
    let (key, mut installation) = (new_key(), new_installation());
    let (vault, record) = Vault::create(&key, &mut installation, 0).expect("a vault");
    (key, installation, vault, record)
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn integrity(result: Result<SecretString>) -> String {
    let error = result.expect_err("it must not open");
    assert_eq!(error.kind(), ErrorKind::Integrity, "{error}");
    error.to_string()
}

/// A further data key under an outer key, as rotation makes it.
fn further_key(key: &Key, installation: &Installation, state: KeyState) -> KeyRecord {
    let outer = Outer::derive(key, installation_bytes(installation).expect("an id")).expect("derived keys");
    let (id, data_key) = new_data_key().expect("a data key");
    let wrapped = outer.wrap(id, &data_key).expect("an envelope");
    KeyRecord {
        key_id: hex(&id),
        state,
        created_at: 1,
        wrapped_by: outer.id(),
        wrapped,
        ..KeyRecord::default()
    }
}

#[test]
fn what_was_sealed_opens_after_the_vault_was_opened_again() {
    let (key, installation, vault, record) = created();
    let place = Place::new();
    let sealed = vault.seal(&place.binding(), &secret("pässwörd")).expect("sealed");
    assert_eq!(sealed.key_id, record.key_id);
    let again = Vault::open(&key, None, &installation, &[record]).expect("the same key");
    let opened = again.unseal(&place.binding(), &sealed.envelope).expect("the same place");
    assert_eq!(opened.expose_secret(), "pässwörd");
    assert!(again.verify(&place.binding(), &sealed.envelope).is_ok());
    assert_eq!(again.standing(), Standing::Current);
}

#[test]
fn the_same_secret_never_seals_the_same_twice_and_hides_its_length() {
    let (_, _, vault, _) = created();
    let place = Place::new();
    let seal = |text: &str| vault.seal(&place.binding(), &secret(text)).expect("sealed").envelope;
    assert_ne!(seal("x"), seal("x"));
    assert_eq!(seal("").len(), seal(&"x".repeat(63)).len());
    assert!(seal(&"x".repeat(64)).len() > seal("x").len());
}

#[test]
fn it_opens_in_its_own_place_only() {
    let (_, _, vault, _) = created();
    let place = Place::new();
    let envelope = vault.seal(&place.binding(), &secret("x")).expect("sealed").envelope;
    let other_row = DeviceId("01JD0000000000000000000002".into());
    let moved = |host: &str, port, trust: Trust| Endpoint {
        host: host.into(),
        port,
        transport: TransportKind::Rest,
        trust,
    };
    let pin = || Trust::Pin(Fingerprint([7; 32]));
    let endpoints = [
        moved("192.0.2.2", 443, pin()),
        moved("192.0.2.1", 444, pin()),
        moved("192.0.2.1", 443, Trust::Plain),
        moved("192.0.2.1", 443, Trust::Pin(Fingerprint([8; 32]))),
        Endpoint { transport: TransportKind::Api, ..moved("192.0.2.1", 443, pin()) },
    ];
    let own = place.binding();
    let others = [
        Binding { table: "devices", ..own },
        Binding { row: &other_row, ..own },
        Binding { field: "ssh_key", ..own },
        Binding { version: 2, ..own },
    ];
    let elsewhere = endpoints.iter().map(|endpoint| Binding { endpoint, ..own });
    for binding in others.into_iter().chain(elsewhere) {
        assert!(
            integrity(vault.unseal(&binding, &envelope)).contains("does not authenticate"),
            "{binding:?}"
        );
    }
    // Parts that run into each other must not give the same context.
    let shifted = Binding { table: "credentials0", row: &DeviceId(place.row.0[1..].into()), ..own };
    integrity(vault.unseal(&shifted, &envelope));
}

#[test]
fn it_opens_in_its_own_installation_only() {
    let (key, installation, vault, record) = created();
    let place = Place::new();
    let envelope = vault.seal(&place.binding(), &secret("x")).expect("sealed").envelope;
    let mut other = new_installation();
    let (other_vault, _) = Vault::create(&key, &mut other, 0).expect("a vault");
    assert!(integrity(other_vault.unseal(&place.binding(), &envelope)).contains("unknown data key"));
    // The wrapped data key does not move either: its outer key has another id there.
    let error =
        Vault::open(&key, None, &other, std::slice::from_ref(&record)).err().expect("another installation");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let moved = KeyRecord { wrapped_by: other.outer_key_id.clone().expect("an id"), ..record };
    let error = Vault::open(&key, None, &other, &[moved]).err().expect("another installation");
    assert_eq!(error.kind(), ErrorKind::Integrity);
    // Nor does the whole row of the installation, when its id is changed.
    let renamed = Installation { id: other.id, ..installation };
    assert!(Vault::open(&key, None, &renamed, &[]).is_err());
}

#[test]
fn no_altered_byte_of_an_envelope_goes_unnoticed() {
    let (_, _, vault, _) = created();
    let place = Place::new();
    let envelope = vault.seal(&place.binding(), &secret("x")).expect("sealed").envelope;
    let bytes = STANDARD.decode(&envelope).expect("base64");
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << bit;
            let message = integrity(vault.unseal(&place.binding(), &STANDARD.encode(altered)));
            let expected = match at {
                0..3 => "not an envelope",
                3 => "unknown version",
                4 => "unknown algorithm",
                5..13 => "unknown data key",
                _ => "does not authenticate",
            };
            assert!(message.contains(expected), "byte {at}: {message}");
        }
    }
    for length in 0..bytes.len() {
        integrity(vault.unseal(&place.binding(), &STANDARD.encode(&bytes[..length])));
    }
    integrity(vault.unseal(&place.binding(), &STANDARD.encode([bytes.as_slice(), &[0]].concat())));
    for at in 0..envelope.len() {
        let mut text = envelope.clone().into_bytes();
        text[at] ^= 1;
        let text = String::from_utf8(text).expect("ASCII");
        integrity(vault.unseal(&place.binding(), &text));
    }
    for text in ["", "x", "{}", &format!("{envelope}\n"), &"A".repeat(1024 * 1024)] {
        integrity(vault.unseal(&place.binding(), text));
    }
}

#[test]
fn no_altered_byte_of_a_wrapped_key_goes_unnoticed() {
    let (key, installation, _, record) = created();
    let bytes = STANDARD.decode(&record.wrapped).expect("base64");
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        let record = KeyRecord { wrapped: STANDARD.encode(altered), ..record.clone() };
        let error = Vault::open(&key, None, &installation, &[record]).err().expect("an altered key");
        assert_eq!(error.kind(), ErrorKind::Integrity, "byte {at}: {error}");
    }
    let renamed = KeyRecord { key_id: "0011223344556677".into(), ..record };
    let error = Vault::open(&key, None, &installation, &[renamed]).err().expect("another id");
    assert_eq!(error.kind(), ErrorKind::Integrity);
}

#[test]
fn a_wrong_key_is_noticed_before_anything_is_looked_at() {
    let (_, installation, _, record) = created();
    let garbage = KeyRecord { wrapped: "garbage".into(), ..record };
    let error = Vault::open(&new_key(), None, &installation, &[garbage]).err().expect("a wrong key");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().starts_with("key does not match this database"), "{error}");
    let error = Vault::open(&new_key(), Some(&new_key()), &installation, &[]).err().expect("two wrong keys");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let error = Vault::open(&new_key(), None, &new_installation(), &[]).err().expect("no key yet");
    assert!(error.message().contains("no encryption key yet"), "{error}");
}

#[test]
fn the_check_value_alone_is_not_enough_to_pass() {
    let (key, installation, _, record) = created();
    let (_, other, _, _) = created();
    for mixed in [
        Installation { check_value: other.check_value.clone(), ..installation.clone() },
        Installation { outer_key_id: other.outer_key_id.clone(), ..installation.clone() },
        Installation { check_value: None, ..installation.clone() },
    ] {
        let error = Vault::open(&key, None, &mixed, std::slice::from_ref(&record)).err().expect("a mix");
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}

#[test]
fn a_second_key_is_never_set_up_over_the_first() {
    let (_, mut installation, _, _) = created();
    let before = installation.clone();
    let error = Vault::create(&new_key(), &mut installation, 0).err().expect("it has one");
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(installation, before);
}

#[test]
fn during_rotation_the_active_key_seals_and_the_old_one_still_opens() {
    let (key, installation, vault, old) = created();
    let place = Place::new();
    let before = vault.seal(&place.binding(), &secret("before")).expect("sealed");
    let new = further_key(&key, &installation, KeyState::Active);
    let old = KeyRecord { state: KeyState::DecryptOnly, ..old };
    let gone = KeyRecord { wrapped: "garbage".into(), ..further_key(&key, &installation, KeyState::Retired) };
    let records = [old, new.clone(), gone.clone()];
    let rotated = Vault::open(&key, None, &installation, &records).expect("three keys");
    let after = rotated.seal(&place.binding(), &secret("after")).expect("sealed");
    assert_eq!((after.key_id.as_str(), rotated.active_key_id()), (new.key_id.as_str(), new.key_id.clone()));
    for (sealed, plain) in [(&before, "before"), (&after, "after")] {
        assert!(rotated.knows(&sealed.key_id));
        let opened = rotated.unseal(&place.binding(), &sealed.envelope).expect(plain);
        assert_eq!(opened.expose_secret(), plain);
    }
    assert!(!rotated.knows(&gone.key_id) && !vault.knows(&after.key_id));
    assert!(integrity(vault.unseal(&place.binding(), &after.envelope)).contains("unknown data key"));
}

#[test]
fn exactly_one_data_key_is_active() {
    let (key, installation, _, record) = created();
    let idle = KeyRecord { state: KeyState::DecryptOnly, ..record.clone() };
    let second = further_key(&key, &installation, KeyState::Active);
    for records in [vec![], vec![idle], vec![record.clone(), second], vec![record.clone(), record]] {
        let error = Vault::open(&key, None, &installation, &records).err().expect("not one active key");
        assert_eq!(error.kind(), ErrorKind::Integrity);
    }
}

#[test]
fn while_the_outer_key_changes_the_previous_one_is_accepted() {
    let (old, installation, vault, record) = created();
    let place = Place::new();
    let sealed = vault.seal(&place.binding(), &secret("x")).expect("sealed").envelope;
    let new = new_key();
    // The new key is configured, the database still has the old one.
    let vault = Vault::open(&new, Some(&old), &installation, std::slice::from_ref(&record))
        .expect("the previous key");
    assert_eq!(vault.standing(), Standing::Waiting);
    assert!(vault.verify(&place.binding(), &sealed).is_ok());
    // The database has the new one, and one data key waits to be wrapped anew.
    let outer = Outer::derive(&new, installation_bytes(&installation).expect("an id")).expect("derived keys");
    let changed = Installation {
        outer_key_id: Some(outer.id()),
        check_value: Some(outer.check_value()),
        ..installation.clone()
    };
    let further = KeyRecord { state: KeyState::DecryptOnly, ..record };
    let records = [further, further_key(&new, &changed, KeyState::Active)];
    let vault = Vault::open(&new, Some(&old), &changed, &records).expect("both keys");
    assert_eq!(vault.standing(), Standing::Current);
    assert!(vault.verify(&place.binding(), &sealed).is_ok());
    let error = Vault::open(&new, None, &changed, &records).err().expect("the old key is missing");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(Vault::open(&old, None, &changed, &records).is_err());
}

#[test]
fn a_data_key_is_replaced_in_time_and_never_overused() {
    let (key, installation, _, record) = created();
    let place = Place::new();
    let at = |sealed_count| {
        let record = KeyRecord { sealed_count, ..record.clone() };
        Vault::open(&key, None, &installation, &[record]).expect("a vault")
    };
    assert!(!at(SEALS_WARNED - 1).rotation_is_due() && at(SEALS_WARNED).rotation_is_due());
    let last = at(SEALS_REFUSED - 1);
    last.seal(&place.binding(), &secret("x")).expect("the last one");
    let error = last.seal(&place.binding(), &secret("x")).expect_err("one too many");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[test]
fn a_secret_too_large_to_be_one_is_refused() {
    let (_, _, vault, _) = created();
    let place = Place::new();
    let largest = secret(&"x".repeat(64 * 1024));
    let sealed = vault.seal(&place.binding(), &largest).expect("the largest").envelope;
    assert!(vault.verify(&place.binding(), &sealed).is_ok());
    assert!(vault.seal(&place.binding(), &secret(&"x".repeat(64 * 1024 + 1))).is_err());
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).expect(pointer)
}

/// The envelope of version 1 that every release must open, and must still make byte by byte.
#[test]
fn the_known_answer_of_version_1_holds() {
    let known: Value =
        serde_json::from_str(include_str!("../../../tests/data/envelope-v1.json")).expect("JSON");
    let key = Key::parse(text(&known, "/outer_key")).expect("a key");
    let installation = Installation {
        id: text(&known, "/installation/id").into(),
        outer_key_id: Some(text(&known, "/installation/outer_key_id").into()),
        check_value: Some(text(&known, "/installation/check_value").into()),
        ..Installation::default()
    };
    let record = KeyRecord {
        key_id: text(&known, "/data_key/id").into(),
        state: KeyState::Active,
        created_at: 0,
        sealed_count: 0,
        wrapped_by: text(&known, "/installation/outer_key_id").into(),
        wrapped: text(&known, "/data_key/wrapped").into(),
        ..KeyRecord::default()
    };
    let vault = Vault::open(&key, None, &installation, &[record]).expect("the known keys");
    let data_key: [u8; 32] = unhex(text(&known, "/data_key/bytes")).expect("32 bytes");
    assert_eq!(**vault.keys.get(&vault.active).expect("the data key"), data_key);
    for case in known["sealed"].as_array().expect("cases") {
        let row = DeviceId(text(case, "/row").into());
        let trust = match text(case, "/endpoint/trust") {
            "system" => Trust::System,
            "plain" => Trust::Plain,
            "pin" => Trust::Pin(text(case, "/endpoint/detail").parse().expect("a fingerprint")),
            _ => Trust::Authority(text(case, "/endpoint/detail").into()),
        };
        let endpoint = Endpoint {
            host: text(case, "/endpoint/host").into(),
            port: case["endpoint"]["port"].as_u64().and_then(|port| port.try_into().ok()).expect("a port"),
            transport: text(case, "/endpoint/transport").parse().expect("a transport"),
            trust,
        };
        let version = case["version"].as_i64().expect("a version");
        let binding = Binding {
            table: text(case, "/table"),
            row: &row,
            field: text(case, "/field"),
            version,
            endpoint: &endpoint,
        };
        let plain = text(case, "/plaintext");
        let opened = vault.unseal(&binding, text(case, "/envelope")).expect("the known place");
        assert_eq!(opened.expose_secret(), plain);
        let nonce = unhex(text(case, "/nonce")).expect("12 bytes");
        let again = vault.in_context(&binding, |context| {
            seal_with_nonce(&Zeroizing::new(data_key), vault.active, nonce, context, plain.as_bytes())
        });
        assert_eq!(again.expect("sealed again"), text(case, "/envelope"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_secret_comes_back_in_every_place(
        plain in "\\PC{0,200}", table in "[a-z]{1,12}", row in "[0-9A-Z]{26}", field in "[a-z_]{1,12}",
        version in 0_i64.., host in "[a-z0-9.:-]{1,40}", port in 1_u16..,
    ) {
        let (_, _, vault, _) = created();
        let endpoint = Endpoint { host, port, transport: TransportKind::Api, trust: Trust::System };
        let row = DeviceId(row);
        let binding = Binding { table: &table, row: &row, field: &field, version, endpoint: &endpoint };
        let sealed = vault.seal(&binding, &secret(&plain)).expect("sealed");
        let opened = vault.unseal(&binding, &sealed.envelope).expect("opened");
        prop_assert_eq!(opened.expose_secret(), plain.as_str());
    }

    #[test]
    fn no_text_makes_the_vault_panic_or_open(text in "\\PC{0,300}") {
        let (_, _, vault, _) = created();
        prop_assert!(vault.unseal(&Place::new().binding(), &text).is_err());
    }
}
