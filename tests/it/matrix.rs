//! A plan of twenty steps, struck at every request that rosmcp sends: killed before or after the answer, the answer lost, the
//! router rebooted. Each time the router must end as before or as planned, with nothing twice and no guard left, and
//! journal and audit trail must say which.
//!
//! A sample runs with the other tests; every point with `cargo test --test it matrix -- --ignored --nocapture`.

pub(super) mod bench;

use std::sync::atomic::{AtomicUsize, Ordering};

use bench::{Bench, Blow, Point, Way};
use parking_lot::Mutex;
use rosmcp::lab;

/// Benches for each way; they take turns at its points.
const AT_ONCE: usize = 2;

/// What is tried, `one of` so many points; the complaints.
fn strike_all(ways: &[Way], one_of: usize) -> Vec<String> {
    let (tried, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let turns: Vec<_> = ways.iter().map(|way| (*way, AtomicUsize::new(0))).collect();
    std::thread::scope(|scope| {
        for (way, next) in &turns {
            for _ in 0..AT_ONCE {
                let (tried, wrong) = (&tried, &wrong);
                scope.spawn(move || {
                    let bench = Bench::new(*way);
                    let points = points(bench.requests, one_of);
                    while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                        tried.fetch_add(1, Ordering::Relaxed);
                        if let Err(why) = bench.strike(*point) {
                            let what = format!("{way:?}, {point:?}: {why}");
                            wrong.lock().push(what);
                        }
                    }
                });
            }
        }
    });
    let (tried, wrong) = (tried.into_inner(), wrong.into_inner());
    assert!(tried > ways.len() * 4, "only {tried} points show nothing");
    wrong
}

/// Each blow at each request, or every so manieth of them.
pub(super) fn points(requests: u64, one_of: usize) -> Vec<Point> {
    let blows = [Blow::KilledBefore, Blow::KilledAfter, Blow::AnswerLost, Blow::Unheard, Blow::Rebooted];
    let all = (1..=requests).flat_map(|request| blows.map(|blow| Point { blow, request }));
    // Steps that share no factor with the number of blows meet each of them.
    let step = if one_of.is_multiple_of(blows.len()) { one_of + 1 } else { one_of };
    all.step_by(step).collect()
}

#[test]
fn wherever_it_is_struck_a_plan_ends_as_before_or_as_planned() {
    let wrong = strike_all(&[Way::Rest, Way::Api], 44);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "every point takes many minutes; .ci/long runs it"]
fn every_point_of_every_way() {
    let wrong = strike_all(&[Way::Rest, Way::Api, Way::Job, Way::SafeMode], 1);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An old secret can't be read, so what safe mode would undo cannot be undone by hand.
#[test]
fn once_safe_mode_is_released_an_unheard_look_undoes_nothing() {
    let bench = Bench::new(Way::SafeMode);
    let releases = |heard: &lab::Heard| heard.path == "safe-mode" && heard.verb == "release";
    let release = bench.site.router().heard().into_iter().find(releases).expect("a release").number;
    let lost = Point { blow: Blow::AnswerLost, request: release };
    let unheard = [release + 1, bench.requests].map(|request| Point { blow: Blow::Unheard, request });
    for point in [lost].into_iter().chain(unheard) {
        bench.strike(point).unwrap_or_else(|why| panic!("{point:?}: {why}"));
        assert!(bench.is_as_planned(), "{point:?}");
    }
}

#[test]
fn a_row_never_keeps_the_marker_by_which_it_is_found() {
    let bench = Bench::new(Way::Api);
    let heard = bench.site.router().heard();
    let adds = heard.iter().filter(|heard| heard.path == "ip/firewall/address-list" && heard.verb == "add");
    // The second row gets no comment of its own: the next command to its menu takes the marker off.
    let added = adds.map(|heard| heard.number).nth(1).expect("a second row");
    let cleans =
        |heard: &&lab::Heard| heard.number > added && heard.verb == "set" && heard.path.ends_with("list");
    let request = heard.iter().find(cleans).expect("the marker is taken off").number;
    bench.strike(Point { blow: Blow::Unheard, request }).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn a_kill_meets_a_login_too() {
    let bench = Bench::new(Way::Api);
    let login =
        bench.site.router().heard().into_iter().rfind(|heard| heard.verb == "login").expect("a login");
    let point = Point { blow: Blow::KilledAfter, request: login.number };
    bench.strike(point).unwrap_or_else(|why| panic!("{point:?}: {why}"));
}
