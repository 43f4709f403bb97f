//! Rules as people write them, and packets of rosmcp.

use super::*;

fn rule(text: &str) -> RawRow {
    let pairs = text.split_whitespace().filter_map(|word| word.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn packet() -> Packet<'static> {
    Packet {
        source: Some("192.168.88.10".parse().unwrap()),
        destination: Some("192.168.88.1".parse().unwrap()),
        source_port: None,
        destination_port: Some(443),
        arriving: Side { interface: Some("bridge"), lists: BTreeMap::from([("LAN", true), ("WAN", false)]) },
        leaving: Side::default(),
        source_lists: vec!["admins"],
        destination_lists: Vec::new(),
        state: "new",
    }
}

fn said_by(chain: &str, rules: &[&str], packet: &Packet<'_>) -> Verdict {
    let rules: Vec<_> = rules.iter().map(|text| rule(text)).collect();
    verdict(&rules.iter().collect::<Vec<_>>(), chain, packet)
}

fn said(rules: &[&str]) -> Verdict {
    said_by("input", rules, &packet())
}

#[test]
fn a_translation_takes_a_connection_away_unless_it_stays_where_it_goes() {
    let said = |rule: &str| said_by("dstnat", &[&format!("chain=dstnat {rule}")], &packet());
    for (rule, verdict) in [
        ("action=dst-nat to-addresses=10.0.0.1", Verdict::Drop),
        ("action=dst-nat to-addresses=192.168.88.1", Verdict::Accept),
        ("action=dst-nat to-ports=8443", Verdict::Drop),
        ("action=redirect to-ports=443", Verdict::Accept),
        ("action=redirect to-ports=3128", Verdict::Drop),
        ("action=redirect protocol=udp dst-port=53", Verdict::Accept),
        ("action=dst-nat to-addresses=10.0.0.1 time=8h-9h,mon", Verdict::Unknown),
    ] {
        assert_eq!(said(rule), verdict, "{rule}");
    }
}

#[test]
fn an_answer_is_of_a_connection_that_is_known_and_goes_the_other_way() {
    let to = packet();
    let answer = Packet {
        source: to.destination,
        destination: to.source,
        source_port: to.destination_port,
        destination_port: None,
        arriving: Side::default(),
        leaving: to.arriving,
        source_lists: Vec::new(),
        destination_lists: to.source_lists,
        state: "established",
    };
    for (rule, verdict) in [
        ("", Verdict::Drop),
        ("connection-state=new", Verdict::Accept),
        ("protocol=tcp src-port=443", Verdict::Drop),
        ("protocol=tcp dst-port=443", Verdict::Unknown),
        ("out-interface-list=!LAN", Verdict::Accept),
        ("dst-address-list=admins", Verdict::Drop),
        ("in-interface=bridge", Verdict::Unknown),
    ] {
        let rule = format!("chain=output action=drop {rule}");
        assert_eq!(said_by("output", &[&rule], &answer), verdict, "{rule}");
    }
}

#[test]
fn chains_that_multiply_end_as_unknown() {
    let mut rules = Vec::new();
    for (from, to) in ["input", "a", "b", "c", "d", "e", "f", "g"].windows(2).map(|pair| (pair[0], pair[1])) {
        rules.extend(std::iter::repeat_n(format!("chain={from} action=jump jump-target={to}"), 20));
    }
    rules.push("chain=g action=log".to_owned());
    assert_eq!(said(&rules.iter().map(String::as_str).collect::<Vec<_>>()), Verdict::Unknown);
}

#[test]
fn the_first_rule_that_matches_decides_and_the_end_accepts() {
    assert_eq!(said(&[]), Verdict::Accept);
    assert_eq!(said(&["chain=input action=drop"]), Verdict::Drop);
    assert_eq!(said(&["chain=forward action=drop"]), Verdict::Accept);
    assert_eq!(said(&["chain=input action=drop disabled=true"]), Verdict::Accept);
    assert_eq!(
        said(&["chain=input connection-state=established,related", "chain=input action=drop"]),
        Verdict::Drop
    );
    assert_eq!(
        said(&["chain=input src-address=192.168.88.0/24", "chain=input action=drop"]),
        Verdict::Accept
    );
    assert_eq!(said(&["chain=input action=drop in-interface-list=!LAN"]), Verdict::Accept);
    assert_eq!(said(&["chain=input action=drop src-address-list=!admins"]), Verdict::Accept);
    assert_eq!(said(&["chain=input action=drop protocol=tcp dst-port=22,400-500"]), Verdict::Drop);
    assert_eq!(said(&["chain=input action=reject src-address=192.168.88.5-192.168.88.12"]), Verdict::Drop);
    assert_eq!(said(&["chain=input action=log", "chain=input action=drop protocol=udp"]), Verdict::Accept);
}

#[test]
fn chains_are_followed_and_return() {
    let jump = "chain=input action=jump jump-target=mine";
    assert_eq!(said(&[jump, "chain=mine action=drop"]), Verdict::Drop);
    assert_eq!(said(&[jump, "chain=mine action=return", "chain=mine action=drop"]), Verdict::Accept);
    assert_eq!(said(&[jump, "chain=mine action=jump jump-target=mine"]), Verdict::Unknown);
}

#[test]
fn what_cannot_be_evaluated_is_unknown_unless_it_does_not_matter() {
    let odd = "chain=input action=drop layer7-protocol=x";
    assert_eq!(said(&[odd]), Verdict::Unknown);
    assert_eq!(said(&[odd, "chain=input action=drop"]), Verdict::Drop);
    let jump = "chain=input action=jump jump-target=mine";
    let maybe = "chain=mine action=accept time=8h-9h,mon";
    assert_eq!(said(&[jump, maybe, "chain=input action=drop"]), Verdict::Unknown);
    assert_eq!(said(&["chain=mine action=drop", odd, jump]), Verdict::Drop);
    assert_eq!(
        said(&["chain=input action=accept time=8h-9h,mon", "chain=input action=drop"]),
        Verdict::Unknown
    );
}
