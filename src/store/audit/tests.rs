use super::*;
use crate::store::tests::scratch;

fn call(at: i64, tool: &str, device: Option<&str>) -> AuditEvent {
    let (tool, device) = (Some(tool.into()), device.map(Into::into));
    AuditEvent { tool, device, duration_ms: 12, ..crate::domain::audit::tests::event(at, "tool.call") }
}

fn seqs(conn: &mut dyn Conn, filter: &AuditFilter) -> Vec<i64> {
    recent(conn, filter).expect("rows").into_iter().map(|row| row.seq).collect()
}

fn all() -> AuditFilter {
    AuditFilter::default()
}

#[test]
fn events_come_back_whole_and_newest_first() {
    scratch(|conn| {
        let bare = AuditEvent {
            action: "device.add".into(),
            tool: None,
            detail: Some("ä \"quoted\"\n".into()),
            outcome: "conflict".into(),
            kind: Some("person".into()),
            role: Some("admin".into()),
            client: Some("claude".into()),
            source: Some("192.0.2.9".into()),
            instance: Some("fleet-1".into()),
            environment: Some("lab".into()),
            reason: Some("why".into()),
            plan_id: Some("p".into()),
            plan_digest: Some("d".into()),
            before_digest: Some("b".into()),
            after_digest: Some("a".into()),
            intent: Some(7),
            ..call(1, "", None)
        };
        let events = [bare, call(2, "ping", Some("edge-1"))];
        assert_eq!(append_all(conn, &events).expect("appended").last().expect("a row").seq, 2);
        let rows = recent(conn, &all()).expect("rows");
        assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [2, 1]);
        assert!(rows.into_iter().rev().map(|row| row.event).eq(events));
        assert!(append_all(conn, &[]).expect("nothing").is_empty());
    });
}

#[test]
fn every_restriction_holds_and_they_combine() {
    scratch(|conn| {
        let tools = ["log_read", "ping", "log_read", "ping", "log_read", "ping"];
        let mut events: Vec<_> = (1..).zip(tools).map(|(at, tool)| call(at, tool, Some("edge-1"))).collect();
        events[5].device = Some("edge-2".into());
        events[0].action = "device.add".into();
        events[1].subject = "bert".into();
        events[2].plan_id = Some("p".into());
        events[3].outcome = "refused".into();
        append_all(conn, &events).expect("appended");
        assert_eq!(seqs(conn, &AuditFilter { device: Some("edge-2".into()), ..all() }), [6]);
        assert_eq!(seqs(conn, &AuditFilter { tool: Some("ping".into()), ..all() }), [6, 4, 2]);
        assert_eq!(seqs(conn, &AuditFilter { decision: Some(Decision::Denied), ..all() }), [4]);
        assert_eq!(seqs(conn, &AuditFilter { decision: Some(Decision::Allowed), ..all() }), [6, 5, 3, 2, 1]);
        assert_eq!(seqs(conn, &AuditFilter { action: Some("device.add".into()), ..all() }), [1]);
        assert_eq!(seqs(conn, &AuditFilter { action: Some("device".into()), ..all() }), [1]);
        assert_eq!(seqs(conn, &AuditFilter { action: Some("dev".into()), ..all() }), [] as [i64; 0]);
        assert_eq!(actions(conn).expect("actions"), ["device.add", "tool.call"]);
        assert_eq!(seqs(conn, &AuditFilter { subject: Some("bert".into()), ..all() }), [2]);
        assert_eq!(seqs(conn, &AuditFilter { subject: Some("local:bert".into()), ..all() }), [2]);
        assert_eq!(seqs(conn, &AuditFilter { subject: Some("token:bert".into()), ..all() }), [] as [i64; 0]);
        assert_eq!(seqs(conn, &AuditFilter { plan_id: Some("p".into()), ..all() }), [3]);
        assert_eq!(seqs(conn, &AuditFilter { outcome: Some("refused".into()), ..all() }), [4]);
        assert_eq!(seqs(conn, &AuditFilter { since: Some(5), ..all() }), [6, 5]);
        assert_eq!(seqs(conn, &AuditFilter { before_seq: Some(3), ..all() }), [2, 1]);
        assert_eq!(seqs(conn, &AuditFilter { limit: 2, ..all() }), [6, 5]);
        let both = AuditFilter { tool: Some("ping".into()), before_seq: Some(6), limit: 1, ..all() };
        assert_eq!(seqs(conn, &both), [4]);
    });
}

#[test]
fn a_number_is_never_given_twice() {
    scratch(|conn| {
        append_all(conn, &[call(1, "ping", None), call(2, "ping", None)]).expect("appended");
        conn.execute("DELETE FROM audit_events", &[]).expect("deleted");
        append_all(conn, &[call(3, "ping", None)]).expect("appended");
        assert_eq!(seqs(conn, &all()), [3]);
    });
}

#[test]
fn an_intent_is_open_until_something_reports_on_it() {
    scratch(|conn| {
        let intent = |at| AuditEvent { outcome: "intent".into(), ..call(at, "plan_apply", None) };
        append_all(conn, &[intent(1), intent(2)]).expect("appended");
        append_all(conn, &[AuditEvent { intent: Some(1), ..call(3, "plan_apply", None) }]).expect("appended");
        let open: Vec<_> = open_intents(conn, 10).expect("rows").iter().map(|row| row.seq).collect();
        assert_eq!(open, [2]);
    });
}
