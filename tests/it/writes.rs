//! What the client writes, against simulated routers: every verb, over both transports, and what reading back shows.

use std::time::Duration;

use rosmcp::error::ErrorKind;
use rosmcp::routeros::session::Session;
use rosmcp::routeros::transport::Request;

use super::client::{BOTH, fault, lab, session, values};
use super::readback::{Outcome, Shown, Writes};

fn rule(comment: &str) -> Request {
    let values = values(&[("chain", "forward"), ("action", "accept"), ("comment", comment)]);
    Request::Add { menu: menu(), values }
}

fn menu() -> String {
    "ip/firewall/filter".to_owned()
}

/// The id of what was added.
async fn added(session: &Session, request: Request) -> String {
    match session.write(request).await {
        Outcome::Applied(reply) => reply.ret.expect("the new row's id"),
        other => panic!("{other:?}"),
    }
}

/// Carries out `request`, whose effect must show afterwards and not before.
async fn takes_effect(session: &Session, request: Request) {
    let before = session.read_back(&request).await.expect("read");
    assert!(!matches!(before, Shown::Done(_)), "{request:?}: {before:?}");
    let outcome = session.write(request.clone()).await;
    assert!(matches!(outcome, Outcome::Applied(_)), "{request:?}: {outcome:?}");
    let after = session.read_back(&request).await.expect("read");
    assert!(matches!(after, Shown::Done(_)), "{request:?}: {after:?}");
}

#[tokio::test]
async fn every_verb_takes_effect_and_shows_it() {
    let lab = lab().await;
    for transport in BOTH {
        let session = session(&lab.routers()[0], transport);
        takes_effect(&session, rule("first")).await;
        let first =
            session.find("ip/firewall/filter", &[("comment", "first")], &[".id"]).await.expect("rows");
        let first = first[0][".id"].clone();
        let second = added(&session, rule("second")).await;
        let id = || second.clone();
        let row = session.row(&menu(), &second, &["comment"]).await.expect("read").expect("the row");
        assert_eq!(row["comment"], "second");
        let set = values(&[("comment", "changed"), ("log", "yes")]);
        takes_effect(&session, Request::Set { menu: menu(), id: Some(id()), values: set }).await;
        takes_effect(&session, Request::Switch { menu: menu(), id: id(), on: false }).await;
        takes_effect(&session, Request::Switch { menu: menu(), id: id(), on: true }).await;
        takes_effect(&session, Request::Move { menu: menu(), id: id(), before: Some(first.clone()) }).await;
        takes_effect(&session, Request::Move { menu: menu(), id: id(), before: None }).await;
        let note = values(&[("note", &format!("{transport:?}"))]);
        takes_effect(&session, Request::Set { menu: "system/note".into(), id: None, values: note }).await;
        takes_effect(&session, Request::Remove { menu: menu(), id: id() }).await;
        takes_effect(&session, Request::Remove { menu: menu(), id: first }).await;
    }
}

#[tokio::test]
async fn a_refusal_is_not_applied_in_the_routers_words() {
    let lab = lab().await;
    let gone = || "*FFFF".to_owned();
    for transport in BOTH {
        let session = session(&lab.routers()[0], transport);
        for (request, kind, words) in [
            (
                Request::Add { menu: menu(), values: values(&[("chain", "forward"), ("colour", "red")]) },
                ErrorKind::DeviceRejected,
                "unknown parameter colour",
            ),
            (Request::Remove { menu: menu(), id: gone() }, ErrorKind::NotFound, "no row *FFFF"),
            (Request::Switch { menu: menu(), id: gone(), on: true }, ErrorKind::NotFound, "no row *FFFF"),
            (Request::Move { menu: menu(), id: gone(), before: None }, ErrorKind::NotFound, "no row *FFFF"),
        ] {
            match session.write(request.clone()).await {
                Outcome::NotApplied(error) => {
                    assert_eq!(error.kind(), kind, "{request:?} over {transport:?}: {error}");
                    assert!(error.message().contains(words), "{request:?} over {transport:?}: {error}");
                }
                other => panic!("{request:?} over {transport:?}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn after_a_lost_answer_reading_back_tells_what_happened() {
    let lab = lab().await;
    for transport in BOTH {
        let session = session(&lab.routers()[0], transport);
        let done = rule(&format!("done over {transport:?}"));
        fault(&lab, r#"{"match":{"verb":"add"},"fault":"lost-answer"}"#);
        let outcome = session.write(done.clone()).await;
        assert!(matches!(outcome, Outcome::Unknown), "{outcome:?}");
        assert!(matches!(session.read_back(&done).await.expect("read"), Shown::Done(Some(_))));

        let not_done = rule(&format!("not done over {transport:?}"));
        fault(&lab, r#"{"match":{"verb":"add"},"fault":"ignored"}"#);
        let outcome = session.write(not_done.clone()).await;
        assert!(matches!(outcome, Outcome::Applied(_)), "{outcome:?}");
        assert_eq!(session.read_back(&not_done).await.expect("read"), Shown::NotDone(None));
        lab.mend();
    }
}

#[tokio::test]
async fn a_fresh_session_still_works_where_the_usual_one_waits_for_an_answer() {
    let lab = lab().await;
    for transport in BOTH {
        let session = session(&lab.routers()[0], transport);
        fault(&lab, r#"{"match":{"path":"ip/pool"},"fault":"hang","count":1}"#);
        let add = Request::Add { menu: "ip/pool".into(), values: values(&[("name", "x")]) };
        let short = Duration::from_millis(200);
        let never = tokio_util::sync::CancellationToken::new();
        let outcome = session.write_within(add, short, &never).await;
        assert!(matches!(outcome, Outcome::Unknown), "{outcome:?}");
        let fresh = session.fresh().expect("a session");
        fresh.find("ip/pool", &[], &[]).await.expect("rows over a new connection");
    }
}
