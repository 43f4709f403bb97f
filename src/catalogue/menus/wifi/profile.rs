//! The properties of Wi-Fi profiles.
//!
//! Each profile has a menu of its own, and its properties appear with the profile's name before them in
//! configurations and interfaces: `passphrase`, `security.passphrase`. So each is a macro over that prefix.

/// What a configuration says itself.
macro_rules! configuration {
    ($prefix:literal) => {
        &[
            Field::text(concat!($prefix, "ssid")).untrusted(),
            Field::one_of(
                concat!($prefix, "mode"),
                &["ap", "station", "station-bridge", "station-pseudobridge"],
            )
            .default_value("ap"),
            Field::text(concat!($prefix, "country")),
            Field::flag(concat!($prefix, "hide-ssid")),
            Field::text(concat!($prefix, "manager")).or(&["capsman", "capsman-or-local", "local"]),
            Field::list(concat!($prefix, "chains"), &Integer),
            Field::list(concat!($prefix, "tx-chains"), &Integer),
            Field::integer(concat!($prefix, "tx-power")),
            Field::integer(concat!($prefix, "antenna-gain")),
            Field::duration(concat!($prefix, "beacon-interval")),
            Field::integer(concat!($prefix, "dtim-period")),
            Field::text(concat!($prefix, "distance")).since(7, 14),
            Field::one_of(concat!($prefix, "installation"), &["any", "indoor", "outdoor"]).since(7, 17),
            Field::one_of(concat!($prefix, "multicast-enhance"), &["disabled", "enabled"]),
            Field::one_of(concat!($prefix, "qos-classifier"), &["priority", "dscp-high-3-bits"]),
            Field::flag(concat!($prefix, "station-roaming")).since(7, 17),
            Field::integer(concat!($prefix, "max-clients")).since(7, 18),
            Field::one_of(concat!($prefix, "hw-protection-mode"), &["none", "rts-cts", "cts-to-self"])
                .since(7, 21),
        ]
    };
}

/// Channel profiles.
macro_rules! channel {
    ($prefix:literal) => {
        &[
            Field::text(concat!($prefix, "band")).or(BANDS),
            Field::list(concat!($prefix, "frequency"), &Text),
            Field::list(concat!($prefix, "secondary-frequency"), &Text).or(&["disabled"]),
            Field::text(concat!($prefix, "width")).or(WIDTHS),
            Field::one_of(concat!($prefix, "skip-dfs-channels"), &["disabled", "all", "10min-cac"]),
            Field::text(concat!($prefix, "reselect-interval")).since(7, 15),
            Field::text(concat!($prefix, "reselect-time")).since(7, 19),
            Field::flag(concat!($prefix, "deprioritize-unii-3-4")).since(7, 20),
            Field::text(concat!($prefix, "preamble-puncturing")).since(7, 22),
            Field::flag(concat!($prefix, "afc")).since(7, 24),
        ]
    };
}

/// Security profiles.
macro_rules! security {
    ($prefix:literal) => {
        &[
            Field::list(concat!($prefix, "authentication-types"), &Enum(AUTHENTICATION)),
            Field::text(concat!($prefix, "passphrase")).secret(),
            Field::list(concat!($prefix, "encryption"), &Enum(CIPHERS)),
            Field::one_of(concat!($prefix, "group-encryption"), CIPHERS),
            Field::duration(concat!($prefix, "group-key-update")),
            Field::one_of(concat!($prefix, "management-protection"), &["disabled", "allowed", "required"]),
            Field::one_of(
                concat!($prefix, "management-encryption"),
                &["cmac", "cmac-256", "gmac", "gmac-256"],
            ),
            Field::one_of(concat!($prefix, "beacon-protection"), &["disabled", "enabled"]).since(7, 21),
            Field::one_of(concat!($prefix, "wps"), &["disable", "push-button"]),
            Field::flag(concat!($prefix, "ft")),
            Field::flag(concat!($prefix, "ft-over-ds")),
            Field::text(concat!($prefix, "ft-mobility-domain")),
            Field::text(concat!($prefix, "ft-nas-identifier")),
            Field::flag(concat!($prefix, "ft-preserve-vlanid")),
            Field::duration(concat!($prefix, "ft-r0-key-lifetime")),
            Field::duration(concat!($prefix, "ft-reassociation-deadline")),
            Field::list(concat!($prefix, "dh-groups"), &Enum(&["19", "20", "21"])),
            Field::one_of(concat!($prefix, "sae-pwe"), &["both", "hash-to-element", "hunting-and-pecking"]),
            Field::integer(concat!($prefix, "sae-anti-clogging-threshold")).or(&["disabled"]),
            Field::integer(concat!($prefix, "sae-max-failure-rate")).or(&["disabled"]),
            Field::flag(concat!($prefix, "disable-pmkid")),
            Field::text(concat!($prefix, "connect-group")),
            Field::text(concat!($prefix, "connect-priority")),
            Field::text(concat!($prefix, "multi-passphrase-group")).since(7, 17),
            Field::interface(concat!($prefix, "owe-transition-interface")).or(&["auto"]),
            Field::list(concat!($prefix, "eap-methods"), &Enum(&["peap", "tls", "ttls"])),
            Field::text(concat!($prefix, "eap-username")),
            Field::text(concat!($prefix, "eap-password")).secret(),
            Field::text(concat!($prefix, "eap-anonymous-identity")),
            Field::one_of(
                concat!($prefix, "eap-certificate-mode"),
                &[
                    "dont-verify-certificate",
                    "no-certificates",
                    "verify-certificate",
                    "verify-certificate-with-crl",
                ],
            ),
            Field::reference(concat!($prefix, "eap-tls-certificate"), "certificate").or(&["none"]),
            Field::flag(concat!($prefix, "eap-accounting")),
        ]
    };
}

/// Datapath profiles.
macro_rules! datapath {
    ($prefix:literal) => {
        &[
            Field::reference(concat!($prefix, "bridge"), "interface/bridge").or(&["none"]),
            Field::integer(concat!($prefix, "bridge-cost")),
            Field::integer(concat!($prefix, "bridge-horizon")).or(&["none"]),
            Field::flag(concat!($prefix, "client-isolation")),
            Field::reference(concat!($prefix, "interface-list"), "interface/list").or(BUILTIN_LISTS),
            Field::integer(concat!($prefix, "vlan-id")).or(&["none"]),
            Field::one_of(
                concat!($prefix, "traffic-processing"),
                &["on-cap", "on-capsman", "on-capsman-secure"],
            )
            .since(7, 19),
            Field::text(concat!($prefix, "openflow-switch")).since(7, 20),
        ]
    };
}

/// AAA profiles.
macro_rules! aaa {
    ($prefix:literal) => {
        &[
            Field::text(concat!($prefix, "called-format")),
            Field::text(concat!($prefix, "calling-format")),
            Field::duration(concat!($prefix, "interim-update")).or(&["disabled"]),
            Field::duration(concat!($prefix, "mac-caching")).or(&["disabled"]),
            Field::text(concat!($prefix, "nas-identifier")),
            Field::text(concat!($prefix, "password-format")),
            Field::text(concat!($prefix, "username-format")),
        ]
    };
}

/// Steering profiles.
macro_rules! steering {
    ($prefix:literal) => {
        &[
            Field::list(concat!($prefix, "neighbor-group"), &Text),
            Field::flag(concat!($prefix, "rrm")),
            Field::flag(concat!($prefix, "wnm")),
            Field::flag(concat!($prefix, "2g-probe-delay")).since(7, 18),
            Field::integer(concat!($prefix, "transition-request-count")).since(7, 21),
            Field::duration(concat!($prefix, "transition-request-period")).since(7, 21),
            Field::integer(concat!($prefix, "transition-threshold")).since(7, 21),
            Field::duration(concat!($prefix, "transition-threshold-time")).since(7, 21),
            Field::duration(concat!($prefix, "transition-time")).or(&["immediate", "unlimited"]).since(7, 21),
        ]
    };
}

/// Interworking (Hotspot 2.0) profiles.
macro_rules! interworking {
    ($prefix:literal) => {
        &[
            Field::list(concat!($prefix, "3gpp-info"), &Text),
            Field::text(concat!($prefix, "3gpp-info-raw")).since(7, 21),
            Field::list(concat!($prefix, "authentication-types"), &Text),
            Field::list(concat!($prefix, "connection-capabilities"), &Text),
            Field::list(concat!($prefix, "domain-names"), &Text),
            Field::flag(concat!($prefix, "esr")),
            Field::new(concat!($prefix, "hessid"), Mac),
            Field::flag(concat!($prefix, "hotspot20")),
            Field::flag(concat!($prefix, "hotspot20-dgaf")),
            Field::flag(concat!($prefix, "internet")),
            Field::text(concat!($prefix, "ipv4-availability")),
            Field::text(concat!($prefix, "ipv6-availability")),
            Field::text(concat!($prefix, "network-type")),
            Field::list(concat!($prefix, "operational-classes"), &Integer),
            Field::list(concat!($prefix, "operator-names"), &Text),
            Field::list(concat!($prefix, "realms"), &Text),
            Field::list(concat!($prefix, "realms-raw"), &Text).since(7, 21),
            Field::list(concat!($prefix, "roaming-ois"), &Text),
            Field::flag(concat!($prefix, "uesa")),
            Field::text(concat!($prefix, "venue")),
            Field::list(concat!($prefix, "venue-names"), &Text),
            Field::flag(concat!($prefix, "wan-at-capacity")),
            Field::integer(concat!($prefix, "wan-downlink")),
            Field::integer(concat!($prefix, "wan-downlink-load")),
            Field::integer(concat!($prefix, "wan-measurement-duration")),
            Field::text(concat!($prefix, "wan-status")),
            Field::flag(concat!($prefix, "wan-symmetric")),
            Field::integer(concat!($prefix, "wan-uplink")),
            Field::integer(concat!($prefix, "wan-uplink-load")),
        ]
    };
}

pub(super) use {aaa, channel, configuration, datapath, interworking, security, steering};
