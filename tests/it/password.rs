//! Our own password: changed on the router and in the store, or in neither, wherever it is struck.

use super::matrix::bench::{Bench, Checked, must};
use super::matrix::points;
use super::site::{BOTH_WAYS, Site, names};

fn bench(device: &str) -> (Bench, String) {
    let site = Site::new();
    let old = site.router().password_of("admin").expect("a password");
    let plan = site.run(&["plan", "create", device, "--recipe", "own_password", "-o", "json"]).json();
    assert_eq!(plan["risk"], "high", "{plan}");
    (Bench::of(site, &plan), old)
}

/// rosmcp gets in, the journal says with which password, and the new one is written nowhere in the clear.
fn check(bench: &Bench, device: &str, old: &str) -> Checked {
    let now = bench.site.router().password_of("admin").expect("a password");
    let status = bench.site.status(&bench.plan);
    let good: &[&str] = if now == old { &["rolled_back", "approved"] } else { &["applied"] };
    must(good.contains(&status.as_str()), || format!("changed: {}, but the plan is {status}", now != old))?;
    let checked = bench.site.run(&["device", "test", device]);
    must(checked.code() == 0, || format!("locked out: {}", checked.stderr()))
}

#[test]
fn store_and_router_have_the_same_password_wherever_it_is_struck() {
    std::thread::scope(|scope| {
        for (device, one_of) in [("lab-1", 2), ("lab-1-api", 3)] {
            scope.spawn(move || {
                let (bench, old) = bench(device);
                for point in points(bench.requests, one_of) {
                    let outcome = bench.blow(point).and_then(|()| check(&bench, device, &old));
                    outcome.unwrap_or_else(|why| panic!("{device} {point:?}: {why}"));
                }
            });
        }
    });
}

#[test]
fn a_new_password_is_nowhere_to_be_read() {
    for device in BOTH_WAYS {
        let site = Site::new();
        let old = site.router().password_of("admin").expect("a password");
        let plan = site.run(&["plan", "create", device, "--recipe", "own_password", "-o", "json"]).json();
        site.apply(&plan).ok();
        let new = site.router().password_of("admin").expect("a password");
        assert!(new != old && new.len() == 32, "it is another one");
        site.run(&["device", "test", device]).ok();
        let (id, _) = names(&plan);
        for how in ["words", "diff", "script", "log"] {
            assert!(!site.run(&["plan", "show", id, "--how", how]).ok().contains(&new), "{how}");
        }
        assert!(!site.run(&["audit", "list", "-o", "json"]).ok().contains(&new));
        site.installation.keeps_nowhere(&new);
        // A plan is good for one apply, and the next one makes yet another password.
        site.apply(&plan).fails(9);
    }
}
