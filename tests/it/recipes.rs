//! Every recipe on a router that has what it is about: applied, verified, found to be so the second time, and undone.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::site::{PAST_THE_DEADLINE, Site};

/// A recipe, its parameters, and what the configuration says afterwards.
type Case = (&'static str, Value, &'static str);

fn of_branch() -> Vec<Case> {
    vec![
        ("identity", json!({"name": "branch-2"}), "name=branch-2"),
        (
            "dns_ntp_rollout",
            json!({"dns_servers": "192.0.2.53", "ntp_servers": "192.0.2.123"}),
            "192.0.2.123",
        ),
        ("service_hardening", json!({"disable": "www"}), " www "),
        ("address_list_update", json!({"list": "l", "add": ["192.0.2.1", "192.0.2.2"]}), "192.0.2.2"),
        ("address_list_sync", json!({"list": "l", "addresses": ["192.0.2.2", "192.0.2.3"]}), "192.0.2.3"),
        (
            "firewall_rule_add",
            json!({"rule": {"chain": "forward", "action": "drop", "comment": "recipe"}, "place_before": null}),
            "comment=recipe",
        ),
        ("firewall_rule_modify", json!({"rule": {"comment": "recipe"}, "values": {"log": true}}), "log=yes"),
        (
            "nat_port_forward",
            json!({"in_interface": "ether1", "port": 8443, "to_address": "10.20.10.9", "to_port": 443}),
            "dst-port=8443",
        ),
        ("interface_comment", json!({"interface": "ether6", "comment": "spare"}), "comment=spare"),
        ("interface_state", json!({"interface": "ether6", "disabled": true}), "ether6"),
        ("bridge_vlan", json!({"bridge": "bridge", "vlan_id": 77, "tagged": "bridge"}), "vlan-ids=77"),
        (
            "wireguard_peer",
            json!({"interface": "wg-hq", "public_key": "+dwhZr4JdfEHvln+EXmVbzHlPGgvi/RmMKRciRLF9og=",
                "allowed_address": "10.255.9.0/24"}),
            "10.255.9.0/24",
        ),
    ]
}

/// With the wireless package of the older drivers.
fn of_cabin() -> Vec<Case> {
    vec![
        ("wireless_ssid", json!({"interface": "wlan2", "ssid": "Spruce 5"}), "ssid=\"Spruce 5\""),
        (
            "wireless_channel",
            json!({"interface": "wlan1", "frequency": 2462, "width": "20/40mhz-eC"}),
            "frequency=2462",
        ),
    ]
}

fn create(site: &Site, recipe: &str, params: &Value, more: &[&str]) -> Value {
    let mut words =
        vec!["plan".to_owned(), "create".into(), "lab-1".into(), "--recipe".into(), recipe.into()];
    for (name, value) in params.as_object().expect("parameters") {
        words.extend(["--param".to_owned(), format!("{name}={value}")]);
    }
    words.extend(["-o".to_owned(), "json".to_owned()]);
    let words: Vec<_> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
    site.run(&words).json()
}

#[test]
fn each_recipe_does_what_it_says_once_and_can_be_undone() {
    for (model, cases) in [("branch", of_branch()), ("cabin", of_cabin())] {
        each_does_what_it_says(model, cases);
    }
}

fn each_does_what_it_says(model: &str, cases: Vec<Case>) {
    let names: Vec<_> = cases.iter().map(|(name, ..)| *name).collect();
    let site = Site::of_model(model);
    for (recipe, params, says) in cases {
        let before = site.configuration();
        let plan = create(&site, recipe, &params, &["--confirm-manually"]);
        assert_eq!(plan["devices"][0]["guard"]["tier"], "scheduler", "{recipe}: {plan}");
        site.apply(&plan).fails(7);
        site.router().advance(PAST_THE_DEADLINE);
        site.becomes(&before).unwrap_or_else(|why| panic!("{recipe}: not undone:\n{why}"));
        site.run(&["plan", "confirm", super::site::names(&plan).0]).fails(6);

        site.apply(&create(&site, recipe, &params, &[])).ok();
        let now = site.configuration();
        assert!(now.iter().any(|line| line.contains(says) && !before.contains(line)), "{recipe}: {now:#?}");
        if recipe == "firewall_rule_add" {
            continue;
        }
        let again = create(&site, recipe, &params, &[]);
        let steps = again["devices"][0]["changes"].as_array().expect("steps");
        assert!(steps.iter().all(|step| step["no_change"] == true), "{recipe}: {again}");
    }
    let listed = site.run(&["plan", "recipes", "-o", "json"]).json();
    let listed: BTreeSet<&str> =
        listed.as_array().expect("recipes").iter().filter_map(|recipe| recipe["name"].as_str()).collect();
    assert!(names.iter().all(|name| listed.contains(name)));
}

#[test]
fn a_list_is_made_to_have_exactly_what_is_wanted() {
    let site = Site::new();
    let list = |addresses: &Value| json!({"list": "sync", "addresses": addresses});
    let held = || {
        let rows = site.rows("ip/firewall/address-list");
        let of_list = rows.iter().filter(|row| row["list"] == "sync");
        of_list.map(|row| row["address"].as_str().unwrap_or_default().to_owned()).collect::<BTreeSet<_>>()
    };
    let others = site.rows("ip/firewall/address-list").len();
    for wanted in [vec!["192.0.2.1", "192.0.2.2"], vec!["192.0.2.2", "192.0.2.3", "198.51.100.0/24"], vec![]]
    {
        if wanted.is_empty() {
            let said = site.run(&[
                "plan",
                "create",
                "lab-1",
                "--recipe",
                "address_list_sync",
                "--param",
                "list=sync",
            ]);
            assert!(said.fails(2).contains("addresses"), "emptying a list by leaving it out is a mistake");
        }
        site.apply(&create(&site, "address_list_sync", &list(&json!(wanted)), &[])).ok();
        assert_eq!(held(), wanted.iter().map(|address| (*address).to_owned()).collect());
    }
    assert_eq!(site.rows("ip/firewall/address-list").len(), others, "other lists are left alone");
}
