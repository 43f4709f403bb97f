//! What plans and reviews say of dangers: what a plan does to rules, whatever the kind of step, and which routers are open.

use serde_json::{Value, json};

use super::site::Site;

const FILTER: &str = "ip/firewall/filter";

/// The findings of a plan, in words, with their step.
fn told(site: &Site, steps: &Value) -> Vec<(Value, String)> {
    let plan = site.plan("lab-1", steps);
    let findings = plan["devices"][0]["findings"].as_array().cloned().unwrap_or_default();
    let said =
        |finding: Value| (finding["step"].clone(), finding["what"].as_str().unwrap_or_default().to_owned());
    findings.into_iter().map(said).collect()
}

fn reviewed(site: &Site) -> Value {
    site.run(&["tool", "call", "firewall_review", "--json", r#"{"device":"lab-1"}"#, "-o", "json"]).json()
}

/// The last rule of `chain`.
fn last(site: &Site, chain: &str) -> Value {
    let rows = site.rows(FILTER);
    rows.iter().rfind(|row| row["chain"] == chain).expect("a rule")[".id"].clone()
}

#[test]
fn a_plan_says_what_becomes_of_rules_that_it_sets_enables_moves_or_removes() {
    let site = Site::of_model("chr");
    let rule = [("chain", "forward"), ("action", "drop"), ("comment", "lockdown"), ("disabled", "yes")];
    site.routers.intervene(FILTER, "add", &rule);
    let (everything, no_drop) = (
        "it drops everything in the chain forward that reaches it",
        "after it the chain input no longer drops what no rule names",
    );
    let lockdown = json!({"comment": "lockdown"});
    let drop = last(&site, "input");
    let answers = json!({"chain": "forward", "connection-state": "established,related,untracked"});
    for (step, said) in [
        (json!({"op": "enable", "menu": FILTER, "match": lockdown}), everything),
        (json!({"op": "set", "menu": FILTER, "match": lockdown, "values": {"disabled": false}}), everything),
        (json!({"op": "remove", "menu": FILTER, "id": drop}), no_drop),
        (json!({"op": "disable", "menu": FILTER, "id": drop}), no_drop),
        (json!({"op": "set", "menu": FILTER, "id": drop, "values": {"action": "accept"}}), no_drop),
        (json!({"op": "set", "menu": FILTER, "id": drop, "values": {"src-address": "192.0.2.1"}}), no_drop),
        (
            json!({"op": "set", "menu": FILTER, "match": answers, "values": {"action": "drop"}}),
            "it drops the packets of known connections in the chain forward",
        ),
        (
            json!({"op": "remove", "menu": FILTER, "match": answers}),
            "after it the chain forward no longer lets the answers of known connections through",
        ),
    ] {
        let told = told(&site, &json!([step]));
        assert!(told.contains(&(json!(1), said.to_owned())), "{step}: {told:?}");
    }
    let harmless = json!([{"op": "set", "menu": FILTER, "id": drop, "values": {"comment": "the rest"}}]);
    assert_eq!(told(&site, &harmless), []);
    let replaced = json!([
        {"op": "add", "menu": FILTER, "values": {"chain": "input", "action": "reject"}},
        {"op": "remove", "menu": FILTER, "id": drop},
    ]);
    let told = told(&site, &replaced);
    assert!(!told.iter().any(|(_, what)| what == no_drop), "another one drops: {told:?}");
}

#[test]
fn a_drop_of_some_packets_closes_no_router() {
    let site = Site::of_model("chr");
    let review = || {
        let review = reviewed(&site);
        let input = review["chains"]
            .as_array()
            .expect("chains")
            .iter()
            .find(|chain| chain["menu"] == FILTER && chain["chain"] == "input");
        let findings = review["findings"].as_array().expect("findings").iter();
        let of_input = findings.filter(|finding| {
            finding["message"].as_str().is_some_and(|message| message.contains("input of ip/"))
                || finding["menu"] == "ip/service"
        });
        let mut codes: Vec<_> =
            of_input.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect();
        codes.dedup();
        (input.expect("a chain")["ends"].as_str().expect("a word").to_owned(), codes)
    };
    let (ends, codes) = review();
    assert_eq!(ends, "drop");
    assert!(!codes.iter().any(|code| code == "no_final_drop" || code == "service_open"), "{codes:?}");
    let drop = last(&site, "input");
    let set = |words: &[(&str, &str)]| {
        let id = [(".id", drop.as_str().expect("an id"))];
        site.routers.intervene(FILTER, "set", &[&id[..], words].concat());
    };
    set(&[("in-interface", "ether1")]);
    assert_eq!(review().0, "drop", "the default route leaves by it");
    set(&[("connection-state", "invalid")]);
    let (ends, codes) = review();
    assert_eq!(ends, "accept");
    for code in ["no_final_drop", "service_open"] {
        assert!(codes.iter().any(|known| known == code), "{code}: {codes:?}");
    }
}

#[test]
fn rules_and_entries_that_do_nothing_are_told() {
    let site = Site::of_model("branch");
    let rule = |values: &Value| json!({"op": "add", "menu": FILTER, "place_before": last(&site, "input"), "values": values});
    let entry = json!({"op": "add", "menu": "ip/firewall/address-list",
        "values": {"list": "nosuch", "address": "192.0.2.9"}});
    let by_list = rule(&json!({"chain": "input", "action": "drop", "src-address-list": "nosuch"}));
    let (no_jump, empty, unnamed) = (
        "no rule jumps to the chain forwrd, so nothing comes to it",
        "the address list nosuch has no entries now",
        "no rule names the address list nosuch, so its entries do nothing yet",
    );
    let says = |steps: &Value| {
        let told = told(&site, steps);
        [no_jump, empty, unnamed].map(|what| told.iter().any(|(_, said)| said == what))
    };
    assert_eq!(says(&json!([rule(&json!({"chain": "forwrd", "action": "drop"}))])), [true, false, false]);
    assert_eq!(says(&json!([by_list])), [false, true, false]);
    assert_eq!(says(&json!([entry])), [false, false, true]);
    assert_eq!(says(&json!([entry, by_list])), [false, false, false]);
}

#[test]
fn rules_of_a_protocol_that_is_switched_off_are_not_reviewed() {
    let site = Site::of_model("chr");
    let review = || {
        let review = reviewed(&site);
        let told = |what: &str| review[what].as_array().into_iter().flatten().cloned().collect::<Vec<_>>();
        let v6 = |one: &&Value| one["menu"].as_str().is_some_and(|menu| menu.starts_with("ipv6/"));
        (
            told("findings").iter().filter(v6).count(),
            told("notes").iter().any(|note| note.as_str().is_some_and(|note| note.contains("IPv6"))),
        )
    };
    let (findings, noted) = review();
    assert!(findings > 0 && !noted);
    site.routers.intervene("ipv6/settings", "set", &[("disable-ipv6", "yes")]);
    assert_eq!(review(), (0, true));
}

/// The risks of what a plan of one step says of the way in, and the words.
fn told_of_the_way(site: &Site, step: &Value) -> (String, Value) {
    let plan = site.plan("lab-1", &json!([step]));
    let findings = plan["devices"][0]["findings"].clone();
    let of_the_way = findings
        .as_array()
        .into_iter()
        .flatten()
        .filter(|finding| finding["what"].as_str().is_some_and(|what| what.contains("rosmcp")));
    let risks: Vec<_> = of_the_way.map(|finding| finding["risk"].as_str().unwrap_or_default()).collect();
    (risks.concat(), findings.clone())
}

#[test]
fn what_may_cut_the_way_and_is_not_followed_is_told_where_it_may_be_about_us() {
    let site = Site::of_model("branch");
    let client = site.router().management.clone().expect("the model says how it is managed").client;
    let add = |menu: &str, values: Value| json!({"op": "add", "menu": menu, "values": values});
    let set = |menu: &str, name: &str, values: Value| json!({"op": "set", "menu": menu, "match": {"name": name}, "values": values});
    let mark = |more: Value| {
        let mut values =
            json!({"chain": "prerouting", "action": "mark-routing", "new-routing-mark": "via-two"});
        values.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        add("ip/firewall/mangle", values)
    };
    let arp = |address: &str, interface: &str| {
        add("ip/arp", json!({"address": address, "interface": interface, "mac-address": "02:00:00:00:00:09"}))
    };
    let bridged =
        json!({"op": "set", "menu": "interface/bridge/settings", "values": {"use-ip-firewall": true}});
    for (step, risk) in [
        (mark(json!({})), "high"),
        (mark(json!({"src-address": "192.0.2.0/24"})), ""),
        (add("ip/vrf", json!({"name": "apart", "interfaces": "ether6,vlan99-mgmt"})), "critical"),
        (add("ip/vrf", json!({"name": "apart", "interfaces": "ether6"})), ""),
        (arp(&client.to_string(), "vlan99-mgmt"), "high"),
        (arp("10.20.10.99", "vlan10-office"), ""),
        (bridged, "high"),
        (json!({"op": "set", "menu": "ip/service/webserver", "values": {"rest-secure": false}}), "critical"),
        (json!({"op": "set", "menu": "ip/service/webserver", "values": {"rest-plain": false}}), ""),
        (set("interface/vlan", "vlan99-mgmt", json!({"name": "management"})), ""),
        (set("interface/vlan", "vlan99-mgmt", json!({"comment": "management"})), ""),
        (set("interface/bridge", "bridge", json!({"comment": "VLANs"})), ""),
        (set("interface/vlan", "vlan99-mgmt", json!({"mtu": 1400})), "critical"),
        (set("interface/vlan", "vlan30-guest", json!({"mtu": 1400})), ""),
        (add("interface/vlan", json!({"name": "vlan50", "interface": "bridge", "vlan-id": 50})), ""),
        (add("interface/bridge/vlan", json!({"bridge": "bridge", "vlan-ids": "50", "tagged": "bridge"})), ""),
        (
            add(
                "interface/bridge/vlan",
                json!({"bridge": "bridge", "vlan-ids": "90-99", "tagged": "ether6"}),
            ),
            "critical",
        ),
    ] {
        let (risks, findings) = told_of_the_way(&site, &step);
        assert_eq!(risks, risk, "{step}: {findings}");
    }
}

#[test]
fn interface_lists_are_followed_into_those_that_they_include() {
    let site = Site::of_model("chr");
    site.routers.intervene("interface/list", "add", &[("name", "MGMT"), ("include", "LAN")]);
    let rows = site.rows(FILTER);
    let accept = &rows.iter().find(|row| row["comment"] == "management").expect("a rule")[".id"];
    let id = accept.as_str().expect("an id");
    site.routers.intervene(FILTER, "set", &[(".id", id), ("in-interface-list", "MGMT")]);
    let (risks, findings) = told_of_the_way(&site, &json!({"op": "disable", "menu": FILTER, "id": id}));
    assert_eq!(risks, "critical", "{findings}");
    let harmless = json!({"op": "add", "menu": FILTER, "values": {"chain": "forward", "action": "log"}});
    let (risks, findings) = told_of_the_way(&site, &harmless);
    assert_eq!(risks, "", "{findings}");
}

#[test]
fn services_that_are_taken_from_other_people_are_told() {
    let site = Site::of_model("chr");
    for (name, step, said) in [
        ("winbox", json!({"disabled": true}), "it turns winbox off, by which others may come in"),
        ("ssh", json!({"port": 2222}), "it moves ssh, by which others may come in, to port 2222"),
        ("ssh", json!({"address": "10.40.0.7/32"}), "it lets others come in by ssh from 10.40.0.7/32 only"),
    ] {
        let step = json!([{"op": "set", "menu": "ip/service", "match": {"name": name, "dynamic": false}, "values": step}]);
        let told = told(&site, &step);
        let known = told.iter().any(|(step, what)| *step == json!(1) && what.starts_with(said));
        assert!(known, "{step}: {told:?}");
    }
}
