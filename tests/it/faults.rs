//! Faults on the wire: each ends in the right error within its time, harms no other router, and is over when it is over.

use serde_json::Value;

use super::support::{Installation, Routers};

/// A fault of the requests for a small menu, and what reading it comes to over REST and over the API.
const FAULTS: &[(&str, &str, &str)] = &[
    (r#""fault":"latency","ms":100,"jitter_ms":50"#, "ok", "ok"),
    (r#""fault":"stall","ms":100"#, "ok", "ok"),
    (r#""fault":"drip","ms":0"#, "ok", "ok"),
    (r#""fault":"drip","ms":500"#, "timeout", "timeout"),
    (r#""fault":"hang""#, "timeout", "timeout"),
    (r#""fault":"reset""#, "unreachable", "unreachable"),
    (r#""fault":"reset","at":10"#, "unreachable", "unreachable"),
    (r#""fault":"truncate""#, "unreachable", "unreachable"),
    (r#""fault":"lost-answer""#, "unreachable", "unreachable"),
    (r#""fault":"garbage""#, "unreachable", "unreachable"),
    // A word that ends too early makes the next one's length one that never comes.
    (r#""fault":"wrong-length","by":-2"#, "unreachable", "timeout"),
    (r#""fault":"wrong-length","by":100"#, "timeout", "timeout"),
    (r#""fault":"status","status":503"#, "device_rejected", "device_rejected"),
    (
        r#""fault":"status","status":500,"detail":"failure: the disk is full""#,
        "device_rejected",
        "device_rejected",
    ),
    // Over the API only a login can be refused; later the router ends the connection.
    (r#""fault":"unauthorized""#, "device_auth", "unreachable"),
];

/// Reads the menu of every device at once, with short limits.
fn read(installation: &Installation) -> Value {
    let mut command = installation.command(&["get", "--all", "system/identity", "-o", "json"]);
    command.env("ROUTEROS_MCP_ROUTEROS_REST_TIMEOUT_SECONDS", "2");
    command.env("ROUTEROS_MCP_ROUTEROS_RETRY_ATTEMPTS", "2");
    command.env("ROUTEROS_MCP_ROUTEROS_RETRY_BACKOFF_SECONDS", "0.1");
    serde_json::from_str(&Installation::run(&mut command, "").stdout()).expect("JSON")
}

/// What reading came to for `device`.
fn outcome(read: &Value, device: &str) -> String {
    let devices = read["devices"].as_array().expect("devices");
    let one = devices.iter().find(|one| one["device"] == device).expect("the device");
    one["error"]["kind"].as_str().unwrap_or("ok").to_owned()
}

#[test]
fn every_fault_of_a_read_ends_in_its_error_and_only_there() {
    let (installation, routers) = (Installation::new(), Routers::start(2));
    routers.all().iter().for_each(|router| installation.add_both_ways(router));
    let mut wrong = Vec::new();
    for (fault, rest, api) in FAULTS {
        routers.fault(&format!(
            r#"{{"router":"lab-1","match":{{"path":"system/identity","verb":"print"}},{fault}}}"#
        ));
        let read = read(&installation);
        let expected = [("lab-1", *rest), ("lab-1-api", *api), ("lab-2", "ok"), ("lab-2-api", "ok")];
        for (device, expected) in expected {
            let outcome = outcome(&read, device);
            if outcome != expected {
                wrong.push(format!("{fault}: {device} is {outcome}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    routers.fault("[]");
    let read = read(&installation);
    for device in ["lab-1", "lab-1-api"] {
        assert_eq!(outcome(&read, device), "ok", "{device} when it is over");
    }
}

#[test]
fn a_read_outlives_what_passes() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    installation.add_both_ways(routers.first());
    for fault in ["reset", "truncate", "lost-answer", "garbage"] {
        let once = |over: &str| {
            let matches = format!(r#"{{"path":"system/identity","verb":"print","over":"{over}"}}"#);
            format!(r#"{{"match":{matches},"fault":"{fault}","count":1}}"#)
        };
        routers.fault(&format!("[{},{}]", once("rest"), once("api")));
        let read = read(&installation);
        for device in ["lab-1", "lab-1-api"] {
            assert_eq!(outcome(&read, device), "ok", "{fault}: {device} is asked again");
        }
    }
}

#[test]
fn a_login_that_goes_wrong_says_so() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    installation.add_both_ways(routers.first());
    for (fault, kind) in [("unauthorized", "device_auth"), ("hang", "timeout"), ("reset", "unreachable")] {
        routers.fault(&format!(r#"{{"match":{{"verb":"login"}},"fault":"{fault}"}}"#));
        let read = read(&installation);
        assert_eq!(outcome(&read, "lab-1-api"), kind, "{fault}");
        assert_eq!(outcome(&read, "lab-1"), "ok", "REST has no login of its own");
    }
}
