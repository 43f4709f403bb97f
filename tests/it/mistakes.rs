//! What people mistype, and what a script forgot to fill in: told, never guessed.

use super::support::{Installation, Routers};

/// An installation that knows `edge`.
fn installation() -> (Installation, Routers) {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    installation.add("edge", router, &router.username, &router.password);
    (installation, routers)
}

#[test]
fn what_is_given_twice_or_empty_is_not_guessed_at() {
    let (installation, _routers) = installation();
    let recipe = ["plan", "create", "edge", "--recipe", "dns_ntp_rollout"];
    for (params, said) in [
        (&["--param", "dns_servers="][..], "is empty"),
        (&["--param", "dns_servers= , "], "is empty"),
        (&["--param", "dns_servers=192.0.2.1", "--param", "dns_servers=192.0.2.2"], "more than once"),
    ] {
        let told = installation.rosmcp(&[&recipe[..], params].concat()).fails(2);
        assert!(told.contains(said), "{params:?}: {told}");
    }
    let told =
        installation.rosmcp(&["device", "list", "--set", "debug=true", "--set", "debug=false"]).fails(2);
    assert!(told.contains("--set debug is given more than once"), "{told}");
    let twice = ["--tag", "site=ams", "--tag", "site=rtm"];
    installation.rosmcp(&[&["device", "edit", "edge"][..], &twice].concat()).fails(2);
    installation.rosmcp(&["device", "edit", "edge", "--tag", "site=ams"]).ok();
}

#[test]
fn a_device_of_another_environment_is_not_removed() {
    let (installation, _routers) = installation();
    installation.rosmcp(&["device", "edit", "edge", "--environment", "prod"]).ok();
    let told = installation.rosmcp(&["device", "remove", "edge", "--yes"]).fails(4);
    assert!(told.contains("prod"), "{told}");
    installation.rosmcp(&["device", "show", "edge"]).ok();
    installation.rosmcp(&["device", "remove", "edge", "--yes", "--set", "environment=prod"]).ok();
}

#[test]
fn a_limit_of_nothing_is_a_mistake() {
    let (installation, _routers) = installation();
    for verb in
        [&["plan", "list"][..], &["audit", "list"], &["config", "history", "edge"], &["get", "edge", "log"]]
    {
        installation.rosmcp(&[verb, &["--limit", "0"]].concat()).fails(2);
    }
}

#[test]
fn a_token_that_nobody_could_see_is_revoked() {
    let (installation, _routers) = installation();
    let mut command = installation.command(&["token", "create", "bot", "--role", "read_only"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let ended = command.stdout(full).output().expect("it ends");
    assert_eq!(ended.status.code(), Some(1), "{}", String::from_utf8_lossy(&ended.stderr));
    let tokens = installation.rosmcp(&["token", "list", "-o", "json"]).json();
    assert_eq!((&tokens[0]["name"], &tokens[0]["state"]), (&"bot".into(), &"revoked".into()), "{tokens}");
}

#[test]
fn a_file_that_is_not_there_is_not_found_whatever_it_was_for() {
    let (installation, _routers) = installation();
    for arguments in [
        &["plan", "create", "edge", "--file", "none"][..],
        &["device", "import", "none"],
        &["device", "set-credential", "edge", "--username", "x", "--password-file", "none"],
        &["device", "edit", "edge", "--ca-file", "none"],
        &["lab", "--faults", "none"],
        &["backup", "verify", "none"],
        &["--config", "none", "device", "list"],
    ] {
        let told = installation.rosmcp(arguments).fails(8);
        assert!(told.contains("none"), "{arguments:?}: {told}");
    }
    // Nor can anybody read a directory, whoever he is.
    let directory = installation.path().join("kept.rosmcp");
    std::fs::create_dir(&directory).expect("a directory");
    let told = installation.rosmcp(&["backup", "verify", "kept.rosmcp"]).fails(2);
    assert!(told.contains("kept.rosmcp"), "{told}");
}

#[test]
fn what_a_router_does_not_have_is_told_with_what_it_has() {
    let (installation, routers) = installation();
    let told = installation.rosmcp(&["get", "edge", "/ip/"]).fails(2);
    assert!(told.contains("ip/address") && told.contains("ip/firewall/filter"), "{told}");
    let call =
        |tool: &str, arguments: &str| installation.rosmcp(&["tool", "call", tool, "--json", arguments]);
    let told = call("interface_traffic", r#"{"device":"edge","interfaces":["ether1","ethr2"]}"#).fails(8);
    assert!(told.contains("ethr2") && told.contains("ether2") && !told.contains("\"ether1\""), "{told}");
    let told = call("menu_read", r#"{"device":"edge","menu":"log","limit":"ten"}"#).fails(2);
    assert!(told.contains("limit: expected a whole number from 1 to 1000, got \"ten\""), "{told}");
    let listed = call("device_list", r#"{"selector":"site=nowhere"}"#).ok();
    assert!(listed.contains("no device matches"), "{listed}");
    let read = ["tool", "call", "fleet_read", "-o", "json", "--json", r#"{"menu":"/ip/address/"}"#];
    let read = installation.rosmcp(&read).json();
    assert_eq!((&read["menu"], &read["succeeded"]), (&"ip/address".into(), &1.into()), "{read}");
    let seen =
        || installation.rosmcp(&["device", "show", "edge", "-o", "json"]).json()["last_seen_at"].clone();
    assert!(seen().is_string(), "whoever was asked has been seen");
    drop(routers);
    let shortly = ["--set", "routeros_rest_timeout_seconds=1", "--set", "routeros_retry_attempts=1"];
    let silent = ["tool", "call", "fleet_read", "--json", r#"{"menu":"ip/address"}"#];
    installation.rosmcp(&[&silent[..], &shortly].concat()).fails(13);
}

#[test]
fn what_is_missing_is_named_with_what_there_is_to_choose() {
    let (installation, _routers) = installation();
    for (arguments, said) in [
        (&["get", "edge", "ip", "address"][..], "get edge ip/address"),
        (&["plan", "create", "edge"], "--recipe"),
        (&["backup", "verify"], "--all"),
        (&["backup", "restore", "some.backup"], "--in-place"),
        (&["backup", "prune", "--keep-last", "0", "--dir", "."], "keep nothing"),
        (&["device", "edit", "edge", "--allow-dhcp-writes", "--deny-dhcp-writes"], "both"),
    ] {
        let told = installation.rosmcp(arguments).fails(2);
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
}
