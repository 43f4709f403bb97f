//! Chains as people write them, judged.

use serde_json::json;

use super::*;

/// The default configuration's lists, with the default route by ether1.
fn outside() -> Outside {
    let row = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    Outside {
        interfaces: vec!["ether1".to_owned()],
        lists: vec![row(&[("name", "WAN")]), row(&[("name", "LAN")])],
        members: vec![
            row(&[("list", "WAN"), ("interface", "ether1")]),
            row(&[("list", "LAN"), ("interface", "bridge")]),
        ],
    }
}

fn judged(rows: &[Value]) -> (Vec<Chain>, Vec<(String, Vec<String>)>) {
    let rules: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let mut row = row.as_object().cloned().unwrap_or_default();
            row.insert(".id".to_owned(), json!(format!("*{n}")));
            row.entry("packets").or_insert(json!(7));
            Rule::from(&row)
        })
        .collect();
    let (chains, findings) = judge("ip/firewall/filter", &rules, &outside());
    (chains, findings.into_iter().map(|finding| (finding.code, finding.ids)).collect())
}

fn codes(rows: &[Value]) -> Vec<String> {
    judged(rows).1.into_iter().map(|(code, _)| code).collect()
}

fn established(chain: &str) -> Value {
    json!({"chain": chain, "action": "accept", "connection-state": ["established", "related"]})
}

fn sound() -> Vec<Value> {
    vec![
        established("input"),
        json!({"chain": "input", "action": "accept", "protocol": "icmp"}),
        json!({"chain": "input", "action": "drop"}),
        established("forward"),
        json!({"chain": "forward", "action": "drop", "in-interface-list": "WAN", "connection-nat-state": "!dstnat"}),
    ]
}

#[test]
fn a_sound_firewall_has_no_findings_and_an_empty_one_is_open() {
    let (chains, findings) = judged(&sound());
    assert_eq!(findings, []);
    assert_eq!(
        chains.iter().map(|chain| (chain.chain.as_str(), chain.ends.as_str())).collect::<Vec<_>>(),
        [("input", "drop"), ("forward", "drop"),]
    );
    assert_eq!(codes(&[]), ["no_final_drop", "no_final_drop"]);
}

#[test]
fn what_is_never_reached_is_named_with_what_hides_it() {
    let mut rows = sound();
    rows.push(json!({"chain": "input", "action": "accept", "protocol": "tcp", "dst-port": "22"}));
    rows.push(json!({"chain": "forward", "action": "accept", "src-address-list": "good"}));
    rows.push(json!({"chain": "forward", "action": "drop", "src-address-list": "good", "protocol": "tcp"}));
    rows.push(json!({"chain": "forward", "action": "accept", "src-address-list": "good"}));
    let ids = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    assert_eq!(
        judged(&rows).1,
        [
            ("unreachable".to_owned(), ids("*5", "*2")),
            ("accept_before_drop".to_owned(), ids("*7", "*6")),
            ("duplicate".to_owned(), ids("*8", "*6")),
        ]
    );
}

#[test]
fn a_jump_decides_what_its_chain_decides() {
    let jump = json!({"chain": "input", "action": "jump", "jump-target": "in"});
    let mut rows = vec![jump.clone(), established("in"), json!({"chain": "in", "action": "drop"})];
    rows.extend(sound().split_off(3));
    assert_eq!(codes(&rows), Vec::<String>::new(), "its answers and its drop are those of the chain");
    rows.insert(1, json!({"chain": "input", "action": "accept", "protocol": "tcp"}));
    assert_eq!(codes(&rows), ["unreachable"]);
    rows.insert(0, json!({"chain": "in", "action": "return", "src-address-list": "good"}));
    assert_eq!(codes(&rows), ["no_final_drop"], "what returns goes on after the jump, and no drop follows");
    // A loop is a mistake on the router, and no reason to hang here.
    let around = json!({"chain": "in", "action": "jump", "jump-target": "in"});
    assert!(codes(&[jump, around]).contains(&"no_final_drop".to_owned()));
}

#[test]
fn what_is_off_hides_nothing_and_what_is_invalid_is_said() {
    let mut rows = sound();
    rows.insert(0, json!({"chain": "input", "action": "drop", "disabled": true}));
    rows.push(json!({"chain": "input", "action": "drop", "invalid": true, "in-interface": "*9"}));
    assert_eq!(codes(&rows), ["invalid"]);
}

#[test]
fn open_chains_missing_answers_and_idle_rules_are_found() {
    assert!(codes(&[json!({"chain": "input", "action": "accept"})]).contains(&"accept_all".to_owned()));
    let mut rows = sound();
    rows.push(json!({"chain": "input", "action": "accept"}));
    assert_eq!(codes(&rows), ["unreachable"], "a drop before it keeps all packets from it");
    let mut rows = sound();
    rows.remove(0);
    assert_eq!(codes(&rows), ["no_established"]);
    let mut rows = sound();
    rows[1]["packets"] = json!(0);
    assert_eq!(judged(&rows).1, [("unused".to_owned(), vec!["*1".to_owned()])]);
}

#[test]
fn only_a_drop_of_all_that_comes_from_outside_closes_a_chain() {
    let ends = |drop: &Value| {
        let rows = [established("input"), drop.clone()];
        let (chains, findings) = judged(&rows);
        let open = findings.iter().filter(|(code, _)| code == "no_final_drop").count();
        assert_eq!(
            open,
            if chains[0].ends == "drop" { 1 } else { 2 },
            "forward is open, and input may be: {drop}"
        );
        chains[0].ends.clone()
    };
    for closed in [
        json!({"in-interface": "ether1"}),
        json!({"in-interface": "!bridge"}),
        json!({"in-interface-list": "WAN"}),
        json!({"in-interface-list": "!LAN"}),
        json!({"in-interface-list": "all"}),
        json!({"in-interface-list": "!LAN", "connection-state": ["new", "invalid"]}),
        json!({"in-interface-list": "WAN", "connection-state": ["!established"], "connection-nat-state": ["!dstnat"]}),
    ] {
        assert_eq!(ends(&drop_where(&closed)), "drop", "{closed}");
    }
    for open in [
        json!({"connection-state": ["invalid"], "in-interface": "ether1"}),
        json!({"connection-state": ["!new"], "in-interface": "ether1"}),
        json!({"in-interface": "guests"}),
        json!({"in-interface": "!ether1"}),
        json!({"in-interface": "!all-vlan"}),
        json!({"in-interface-list": "LAN"}),
        json!({"in-interface-list": "!WAN"}),
        json!({"in-interface-list": "WAN", "connection-nat-state": ["dstnat"]}),
        json!({"in-interface-list": "!LAN", "protocol": "udp"}),
    ] {
        assert_eq!(ends(&drop_where(&open)), "accept", "{open}");
    }
}

#[test]
fn a_drop_from_outside_comes_before_what_is_accepted_after_it_and_may_stand_in_a_chain() {
    let from_outside = json!({"chain": "input", "action": "drop", "in-interface-list": "!LAN"});
    let all = json!({"chain": "input", "action": "accept"});
    let mut rows = vec![established("input"), from_outside.clone(), all.clone()];
    rows.extend(sound().split_off(3));
    assert_eq!(codes(&rows), Vec::<String>::new());
    rows.swap(1, 2);
    assert_eq!(codes(&rows), ["accept_all", "unreachable"]);
    let jump = json!({"chain": "input", "action": "jump", "jump-target": "wan", "in-interface": "ether1"});
    let mut rows = vec![established("input"), jump, json!({"chain": "wan", "action": "drop"})];
    rows.extend(sound().split_off(3));
    assert_eq!(codes(&rows), Vec::<String>::new());
}

fn drop_where(matchers: &Value) -> Value {
    let mut rule = json!({"chain": "input", "action": "drop"});
    rule.as_object_mut().expect("an object").extend(matchers.as_object().cloned().expect("an object"));
    rule
}
