//! What somebody has approved whose token was revoked since: void, as long as nobody has used it.

use crate::clock::UnixMs;
use crate::domain::plan::{Identity, PlanState};
use crate::domain::principal::Principal;
use crate::error::Result;
use crate::store::Conn;
use crate::store::{plans, tokens};

/// Takes the approvals of the revoked token `name` back; their plans wait for an approval again.
pub(in crate::app) fn of_token(conn: &mut dyn Conn, name: &str, now: UnixMs) -> Result<()> {
    let holder = Identity { issuer: Principal::TOKEN.to_owned(), subject: name.to_owned() };
    plans::approved_by(conn, &holder)?.iter().try_for_each(|plan| of_plan(conn, plan, now))
}

/// The same for whatever of the plan `id` was approved with a token that is revoked.
pub(super) fn of_plan(conn: &mut dyn Conn, id: &str, now: UnixMs) -> Result<()> {
    for given in plans::approvals(conn, id)? {
        let approver = &given.approver;
        if given.used_at.is_some() || !is_revoked(conn, approver)? {
            continue;
        }
        plans::forget_approval(conn, id, approver)?;
        let why = format!("the approval of {approver} is void, for that token was revoked");
        plans::log(conn, id, None, &why, now)?;
        plans::change_state(conn, id, &[PlanState::Approved], PlanState::Pending, Some(&why), now)?;
    }
    Ok(())
}

/// Whether `who` is known by a token that was revoked.
pub(super) fn is_revoked(conn: &mut dyn Conn, who: &Identity) -> Result<bool> {
    Ok(who.issuer == Principal::TOKEN && tokens::is_revoked(conn, &who.subject)?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{ApprovalRequest, Sample, Verdict, begin};
    use crate::app::App;
    use crate::app::token::TokenRequest;
    use crate::domain::plan::PlanState;
    use crate::domain::principal::{Caller, Principal, Role};
    use crate::domain::scope::DeviceScope;
    use crate::error::ErrorKind;
    use crate::store::plans;

    fn by(issuer: &str, subject: &str) -> Caller {
        Caller::new(Principal::unlimited(issuer, subject, Role::Admin), "r")
    }

    async fn approve(app: &App, who: &Caller, (id, digest): &(String, String)) -> Result<(), ErrorKind> {
        let request = ApprovalRequest {
            id: id.clone(),
            digest: digest.clone(),
            verdict: Verdict::Approve,
            acknowledge: false,
            in_person: true,
            note: None,
        };
        app.judge_plan(who, request).await.map_err(|error| error.kind())
    }

    #[tokio::test]
    async fn an_approval_ends_with_the_token_of_its_giver() {
        let app = App::scratch().await;
        let root = by(Principal::SHELL, "root");
        let request = TokenRequest {
            name: "bea".into(),
            role: Role::Approver,
            devices: DeviceScope::All,
            toolsets: None,
            person: true,
            lifetime: Duration::from_hours(1),
        };
        app.create_token(&root, request).await.unwrap();
        let (bea, carl) = (by(Principal::TOKEN, "bea"), by("https://idp.test", "bea"));
        let (one, two) = (Sample::default(), Sample { approvals: 2, ..Sample::default() });
        let (waits, used) = (app.sample_plan(one).await, app.sample_plan(Sample::default()).await);
        let (others, half) = (app.sample_plan(Sample::default()).await, app.sample_plan(two).await);
        for plan in [&waits, &used, &half] {
            approve(&app, &bea, plan).await.unwrap();
        }
        approve(&app, &carl, &others).await.unwrap();
        let plan = used.0.clone();
        let applying = app.store.write(move |conn| {
            plans::use_approvals(conn, &plan, 1)?;
            plans::change_state(conn, &plan, &[PlanState::Approved], PlanState::Applying, None, 1)
        });
        assert!(applying.await.unwrap());

        app.revoke_token(&root, "bea").await.unwrap();
        let standing = async |id: &str| {
            let view = app.plan(id).await.unwrap();
            (view.status, view.approved_by)
        };
        assert_eq!(standing(&waits.0).await, (PlanState::Pending, None));
        assert_eq!(standing(&half.0).await, (PlanState::Pending, None));
        assert_eq!(standing(&others.0).await.0, PlanState::Approved, "a namesake is another person");
        assert_eq!(standing(&used.0).await, (PlanState::Applying, Some("token:bea".into())));
        let log = app.plan_log(&waits.0).await.unwrap();
        assert!(log.last().unwrap().text.contains("token:bea is void"), "{log:?}");
        // One whose run did not come to anything was used, and is not good again.
        let plan = used.0.clone();
        let given_back =
            app.store.write(move |conn| begin::give_back(conn, &plan, PlanState::Approved, "why"));
        given_back.await.unwrap();
        assert_eq!(standing(&used.0).await, (PlanState::Pending, None));
        // What a server still remembers of the token is worth nothing either.
        assert_eq!(approve(&app, &bea, &waits).await, Err(ErrorKind::Refused));
        approve(&app, &carl, &waits).await.unwrap();
    }
}
