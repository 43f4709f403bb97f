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
