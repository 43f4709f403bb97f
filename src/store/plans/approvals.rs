//! People's consent to plans.

use super::ids;
use crate::clock::UnixMs;
use crate::domain::plan::Identity;
use crate::error::Result;
use crate::store::conn::{Conn, Row, ahead};

/// A person's consent to exactly one digest; good for one apply, together with those of as many others as must consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The digest that was approved.
    pub digest: String,
    /// Who.
    pub approver: Identity,
    /// When, Unix milliseconds.
    pub at: UnixMs,
    /// Until when it is good, Unix milliseconds.
    pub expires_at: UnixMs,
    /// In the approver's words.
    pub note: Option<String>,
    /// When it was used, Unix milliseconds.
    pub used_at: Option<UnixMs>,
}

impl Approval {
    /// Whether it allows to apply the plan with this digest at `now`, used or not.
    pub fn holds(&self, digest: &str, now: UnixMs) -> bool {
        self.digest == digest && now < self.expires_at
    }
}

/// Stores an approval; a person gives one at most, so a second one is [`ErrorKind::Conflict`].
pub fn approve(conn: &mut dyn Conn, id: &str, approval: &Approval) -> Result<()> {
    let ahead = ahead(conn)?;
    conn.execute(
        "INSERT INTO plan_approvals (plan_id, digest, issuer, subject, at, expires_at, note)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            id.into(),
            (&approval.digest).into(),
            (&approval.approver.issuer).into(),
            (&approval.approver.subject).into(),
            approval.at.into(),
            approval.expires_at.saturating_add(ahead).into(),
            approval.note.as_deref().into(),
        ],
    )
    .map(drop)
}

/// Takes the approvals of a plan away whose time is over at `now`: their givers may give them anew.
pub fn forget_expired(conn: &mut dyn Conn, id: &str, now: UnixMs) -> Result<()> {
    let sql = "DELETE FROM plan_approvals WHERE plan_id = ?1 AND expires_at <= ?2";
    let now = now.saturating_add(ahead(conn)?);
    conn.execute(sql, &[id.into(), now.into()]).map(drop)
}

/// The approvals of a plan, one of each person, in the order in which they were given.
pub fn approvals(conn: &mut dyn Conn, id: &str) -> Result<Vec<Approval>> {
    let sql =
        "SELECT digest, issuer, subject, at, expires_at, note, used_at FROM plan_approvals WHERE plan_id = ?1
        ORDER BY at, issuer, subject";
    let ahead = ahead(conn)?;
    let rows = conn.query(sql, &[id.into()])?;
    let read = |row: &Row| {
        Ok(Approval {
            digest: row.get("digest")?,
            approver: Identity { issuer: row.get("issuer")?, subject: row.get("subject")? },
            at: row.get("at")?,
            expires_at: row.get::<UnixMs>("expires_at")?.saturating_sub(ahead),
            note: row.get("note")?,
            used_at: row.get("used_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// The ids of the plans that `approver` has approved and that wait to be applied, or for more approvals.
pub fn approved_by(conn: &mut dyn Conn, approver: &Identity) -> Result<Vec<String>> {
    let given = "SELECT plan_id FROM plan_approvals WHERE issuer = ?1 AND subject = ?2 AND used_at IS NULL";
    let which = format!("state IN ('pending', 'approved') AND id IN ({given})");
    ids(conn, &which, &[(&approver.issuer).into(), (&approver.subject).into()])
}

/// Takes the approval of `approver` away from a plan.
pub fn forget_approval(conn: &mut dyn Conn, id: &str, approver: &Identity) -> Result<()> {
    let sql = "DELETE FROM plan_approvals WHERE plan_id = ?1 AND issuer = ?2 AND subject = ?3";
    conn.execute(sql, &[id.into(), (&approver.issuer).into(), (&approver.subject).into()]).map(drop)
}

/// Uses the approvals of a plan up; says how many were still unused.
pub fn use_approvals(conn: &mut dyn Conn, id: &str, at: UnixMs) -> Result<usize> {
    let sql = "UPDATE plan_approvals SET used_at = ?2 WHERE plan_id = ?1 AND used_at IS NULL";
    Ok(usize::try_from(conn.execute(sql, &[id.into(), at.into()])?).unwrap_or(usize::MAX))
}

/// Makes the approvals good again: nothing was written.
pub fn unuse_approvals(conn: &mut dyn Conn, id: &str) -> Result<()> {
    conn.execute("UPDATE plan_approvals SET used_at = NULL WHERE plan_id = ?1", &[id.into()]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::super::insert;
    use super::super::tests::plan;
    use super::*;
    use crate::error::ErrorKind;
    use crate::store::tests::scratch;

    #[test]
    fn an_approval_is_given_once_by_each_person_and_used_once() {
        scratch(|conn| {
            insert(conn, &plan("p"), &[]).expect("inserted");
            let approver = Identity { issuer: "local".into(), subject: "bert".into() };
            let given =
                Approval { digest: "d".into(), approver, at: 2, expires_at: 50, note: None, used_at: None };
            approve(conn, "p", &given).expect("approved");
            let approver = Identity { issuer: "idp".into(), subject: "bert".into() };
            let other = Approval { approver, at: 3, expires_at: 60, ..given.clone() };
            approve(conn, "p", &other).expect("a namesake is another person");
            assert_eq!(approvals(conn, "p").expect("read"), [given, other.clone()]);
            assert_eq!(approved_by(conn, &other.approver).expect("read"), ["p"]);
            assert_eq!(use_approvals(conn, "p", 3).expect("used"), 2);
            assert_eq!(use_approvals(conn, "p", 4).expect("used up"), 0);
            assert!(approved_by(conn, &other.approver).expect("read").is_empty());
            unuse_approvals(conn, "p").expect("given back");
            forget_expired(conn, "p", 50).expect("forgotten");
            assert_eq!(approvals(conn, "p").expect("read"), std::slice::from_ref(&other));
            assert_eq!(approve(conn, "p", &other).expect_err("twice").kind(), ErrorKind::Conflict);
            forget_approval(conn, "p", &other.approver).expect("forgotten");
            assert!(approvals(conn, "p").expect("read").is_empty());
        });
    }
}
