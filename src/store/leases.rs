//! Who may do what only one may do at a time: carry a plan out, write to a device, run the clockwork.
//!
//! A lease holds for a while and is renewed by its holder; one that died gives way by itself. Times are the database's own
//! ([`Conn::now`]), so that the clocks of several machines need not agree. The epoch grows with every holder: one that was
//! stopped for long and goes on is known by its old epoch.

use std::time::Duration;

use super::conn::Conn;
use crate::clock::{UnixMs, milliseconds};
use crate::error::{Error, ErrorKind, Result};

/// The longest that a lease may hold without being renewed. One that holds longer was given by a clock that jumped.
pub const LONGEST: Duration = Duration::from_secs(30);

/// A lease as its holder knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The run that holds it.
    pub owner: String,
    /// Counts its holders.
    pub epoch: i64,
}

/// Takes the lease of `what` for `length`, at most [`LONGEST`]; [`ErrorKind::Locked`] while another run holds it.
/// `reason` is what others are told meanwhile.
pub fn take(conn: &mut dyn Conn, what: &str, reason: &str, owner: &str, length: Duration) -> Result<Lease> {
    let now = conn.now()?;
    let until = now + milliseconds(length.min(LONGEST));
    let rows =
        conn.query("SELECT owner, epoch, expires_at, reason FROM leases WHERE what = ?1", &[what.into()])?;
    let Some(row) = rows.first() else {
        let sql = "INSERT INTO leases (what, reason, owner, epoch, expires_at) VALUES (?1, ?2, ?3, 1, ?4)";
        conn.execute(sql, &[what.into(), reason.into(), owner.into(), until.into()])?;
        return Ok(Lease { owner: owner.to_owned(), epoch: 1 });
    };
    let (holder, epoch): (String, i64) = (row.get("owner")?, row.get("epoch")?);
    if holder != owner && holds(row.get("expires_at")?, now) {
        return Err(held(&row.get::<String>("reason")?));
    }
    let sql = "UPDATE leases SET reason = ?2, owner = ?3, epoch = ?4, expires_at = ?5 WHERE what = ?1";
    let next = epoch + 1;
    conn.execute(sql, &[what.into(), reason.into(), owner.into(), next.into(), until.into()])?;
    Ok(Lease { owner: owner.to_owned(), epoch: next })
}

/// Whether somebody holds the lease of `what` now.
pub fn is_held(conn: &mut dyn Conn, what: &str) -> Result<bool> {
    let now = conn.now()?;
    let rows = conn.query("SELECT expires_at FROM leases WHERE what = ?1", &[what.into()])?;
    rows.first().map_or(Ok(false), |row| Ok(holds(row.get("expires_at")?, now)))
}

/// Prolongs a lease to `length` from now; says whether it was still held.
pub fn renew(conn: &mut dyn Conn, what: &str, lease: &Lease, length: Duration) -> Result<bool> {
    let now = conn.now()?;
    let sql = "UPDATE leases SET expires_at = ?4 WHERE what = ?1 AND owner = ?2 AND epoch = ?3
        AND expires_at > ?5";
    let until = now + milliseconds(length.min(LONGEST));
    let values = [what.into(), (&lease.owner).into(), lease.epoch.into(), until.into(), now.into()];
    Ok(conn.execute(sql, &values)? == 1)
}

/// Gives a lease back; the epoch stays, so that an old holder is known.
pub fn release(conn: &mut dyn Conn, what: &str, lease: &Lease) -> Result<()> {
    let sql = "UPDATE leases SET expires_at = 0 WHERE what = ?1 AND owner = ?2 AND epoch = ?3";
    conn.execute(sql, &[what.into(), (&lease.owner).into(), lease.epoch.into()]).map(drop)
}

/// Deletes the leases that nobody has held for a day: with the row the epoch begins anew, and no holder of old may still be
/// about.
pub fn forget(conn: &mut dyn Conn) -> Result<u64> {
    let long_ago = conn.now()? - milliseconds(Duration::from_hours(24));
    conn.execute("DELETE FROM leases WHERE expires_at <= ?1", &[long_ago.into()])
}

/// Refuses whoever does not hold the lease of a device now.
pub fn check(conn: &mut dyn Conn, what: &str, lease: &Lease) -> Result<()> {
    let now = conn.now()?;
    let sql = "SELECT 1 FROM leases WHERE what = ?1 AND owner = ?2 AND epoch = ?3 AND expires_at > ?4";
    let values = [what.into(), (&lease.owner).into(), lease.epoch.into(), now.into()];
    if conn.query(sql, &values)?.is_empty() {
        return Err(Error::new(
            ErrorKind::Locked,
            "the lease of the device was lost; nothing more is written",
        )
        .hint("the guard on the router undoes what was written unless the other run confirms it"));
    }
    Ok(())
}

/// A lease beyond what anybody can have been given says nothing: the clock was set back since.
fn holds(until: UnixMs, now: UnixMs) -> bool {
    until > now && until - now <= milliseconds(LONGEST)
}

fn held(reason: &str) -> Error {
    tracing::debug!(plan = reason, "the lease is somebody else's");
    Error::new(ErrorKind::Locked, "another run is at work on this plan or device")
        .hint("wait until it has ended; a run that died gives way after half a minute")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::scratch;

    fn take(conn: &mut dyn Conn, owner: &str) -> Result<Lease> {
        super::take(conn, "d", "p", owner, LONGEST)
    }

    /// As if that much time had passed.
    fn pass(conn: &mut dyn Conn, milliseconds: i64) {
        let sql = "UPDATE leases SET expires_at = expires_at - ?1";
        conn.execute(sql, &[milliseconds.into()]).expect("a lease");
    }

    #[test]
    fn whoever_lost_the_lease_writes_nothing_more() {
        scratch(|conn| {
            assert!(!is_held(conn, "d").expect("read"), "nobody has had it");
            let first = take(conn, "one").expect("free");
            assert!(is_held(conn, "d").expect("read"));
            assert_eq!(take(conn, "two").expect_err("held").kind(), ErrorKind::Locked);
            pass(conn, 20_000);
            assert!(renew(conn, "d", &first, LONGEST).expect("renewed"));
            pass(conn, 20_000);
            assert_eq!(take(conn, "two").expect_err("it was renewed").kind(), ErrorKind::Locked);
            pass(conn, 20_000);
            assert!(!is_held(conn, "d").expect("read"), "its holder died");
            let second = take(conn, "two").expect("the first one died");
            assert_eq!(check(conn, "d", &first).expect_err("old").kind(), ErrorKind::Locked);
            assert!(!renew(conn, "d", &first, LONGEST).expect("old"));
            release(conn, "d", &first).expect("old, no matter");
            check(conn, "d", &second).expect("the holder");
            release(conn, "d", &second).expect("released");
            assert!(take(conn, "three").expect("free").epoch > second.epoch);
        });
    }

    #[test]
    fn only_leases_that_nobody_holds_are_forgotten() {
        scratch(|conn| {
            let old = take(conn, "one").expect("free");
            pass(conn, 40_000);
            assert_eq!(forget(conn).expect("none"), 0, "it ran out just now");
            let day = 24 * 60 * 60 * 1000;
            pass(conn, day);
            assert_eq!(forget(conn).expect("the one that ran out"), 1);
            let new = take(conn, "two").expect("free");
            check(conn, "d", &old).expect_err("the epoch is the same, the owner is not");
            check(conn, "d", &new).expect("the holder");
            release(conn, "d", &new).expect("released");
            pass(conn, day);
            assert_eq!(forget(conn).expect("the one that was given back"), 1);
        });
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_out_for_long() {
        scratch(|conn| {
            let first = take(conn, "one").expect("free");
            pass(conn, -400 * 24 * 60 * 60 * 1000);
            let second = take(conn, "two").expect("nobody was given a lease for 400 days");
            assert!(second.epoch > first.epoch);
        });
    }
}
