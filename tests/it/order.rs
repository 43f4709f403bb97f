//! The place of a rule is part of what a plan is bound to, and of what is confirmed.

use rosmcp::lab::Heard;
use serde_json::{Value, json};

use super::site::{BOTH_WAYS, Site, names};

const FILTER: &str = "ip/firewall/filter";

/// The ids of the rules of the chain input.
fn input(site: &Site) -> Vec<String> {
    let rows = site.rows(FILTER);
    let of_chain = rows.iter().filter(|row| row["chain"] == "input");
    of_chain.map(|row| row[".id"].as_str().expect("an id").to_owned()).collect()
}

fn moved(site: &Site, row: &str, before: &str) {
    site.routers.intervene(FILTER, "move", &[("numbers", row), ("destination", before)]);
}

#[test]
fn a_plan_for_a_rule_holds_only_while_the_rules_stand_as_they_stood() {
    for device in BOTH_WAYS {
        let site = Site::of_model("chr");
        let ids = input(&site);
        let (first, anchor, last) = (&ids[0], &ids[ids.len() - 2], &ids[ids.len() - 1]);
        let drop = json!({"chain": "input", "action": "drop", "protocol": "tcp", "dst-port": "22"});
        for steps in [
            json!([{"op": "add", "menu": FILTER, "values": drop, "place_before": anchor}]),
            json!([{"op": "disable", "menu": FILTER, "id": last}]),
            json!([{"op": "set", "menu": FILTER, "id": anchor, "values": {"dst-port": "5353"}}]),
        ] {
            let plan = site.plan(device, &steps);
            moved(&site, anchor, first);
            site.router().forget_heard();
            let said = site.apply(&plan).fails(9);
            assert!(said.contains("the order of ip/firewall/filter was changed"), "{device} {steps}: {said}");
            assert!(!site.router().heard().iter().any(Heard::is_write), "{device} {steps}");
            moved(&site, anchor, last);
            assert_eq!(input(&site), ids);
        }
        let comment = json!([{"op": "set", "menu": FILTER, "id": anchor, "values": {"comment": "DNS"}}]);
        let plan = site.plan(device, &comment);
        moved(&site, anchor, first);
        site.apply(&plan).ok();
    }
}

#[test]
fn a_rule_that_does_not_stand_where_it_was_moved_is_not_confirmed() {
    for device in BOTH_WAYS {
        let site = Site::of_model("chr");
        let ids = input(&site);
        let (first, row, last) = (&ids[0], &ids[ids.len() - 2], &ids[ids.len() - 1]);
        let steps = json!([
            {"op": "move", "menu": FILTER, "id": row, "place_before": first},
            {"op": "add", "menu": FILTER, "values": {"chain": "input", "action": "log"}, "place_before": last},
        ]);
        let plan = |steps: &Value| {
            let plan = site.plan_with(device, steps, &["--confirm-manually"]);
            site.apply(&plan).fails(7);
            plan
        };
        let kept = plan(&steps);
        site.run(&["plan", "confirm", names(&kept).0]).ok();
        let back = json!([{"op": "move", "menu": FILTER, "id": row, "place_before": last}]);
        let undone = plan(&back);
        moved(&site, row, first);
        let said = site.run(&["plan", "confirm", names(&undone).0]).fails(6);
        assert!(said.contains("the order of ip/firewall/filter is not as planned"), "{device}: {said}");
        assert_eq!(input(&site).first(), Some(row), "{device}");
        site.is_clean(device);
    }
}
