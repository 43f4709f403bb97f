//! Plans as lists show them, without their documents.

use crate::clock::UnixMs;
use crate::domain::plan::{Identity, PlanState, Summary};
use crate::error::Result;
use crate::store::conn::{Conn, Row, Value, ahead};

/// Documents that are read at once.
const AT_ONCE: i64 = 100;

/// A plan in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPlan {
    /// Identifier.
    pub id: String,
    /// How far it is, as it was last written down.
    pub state: PlanState,
    /// Who asked for it.
    pub requester: Identity,
    /// Unix milliseconds.
    pub created_at: UnixMs,
    /// Unix milliseconds.
    pub expires_at: UnixMs,
    /// What it is about; `None` where its document is damaged.
    pub summary: Option<Summary>,
}

impl ListedPlan {
    /// How far it is at `now`.
    pub fn state_at(&self, now: UnixMs) -> PlanState {
        self.state.at(now, self.expires_at)
    }
}

/// The newest plans first, at most `limit`; only those in `state`, and older than the plan `before`, where these are said.
pub fn list(
    conn: &mut dyn Conn,
    state: Option<PlanState>,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<ListedPlan>> {
    let mut values: Vec<Value> = vec![i64::from(limit).into()];
    let mut conditions = Vec::new();
    let asked = [("id <", before), ("state =", state.map(PlanState::as_str))];
    for (condition, wanted) in asked.into_iter().filter_map(|(condition, wanted)| Some((condition, wanted?)))
    {
        values.push(wanted.into());
        conditions.push(format!("{condition} ?{}", values.len()));
    }
    let which =
        if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    let sql = format!(
        "SELECT id, state, issuer, subject, created_at, expires_at, summary FROM plans {which}
            ORDER BY id DESC LIMIT ?1"
    );
    let ahead = ahead(conn)?;
    conn.query(&sql, &values)?.iter().map(|row| listed(row, ahead)).collect()
}

fn listed(row: &Row, ahead: i64) -> Result<ListedPlan> {
    let summary: Option<String> = row.get("summary")?;
    Ok(ListedPlan {
        id: row.get("id")?,
        state: row.word("state")?,
        requester: Identity { issuer: row.get("issuer")?, subject: row.get("subject")? },
        created_at: row.get("created_at")?,
        expires_at: row.get::<UnixMs>("expires_at")?.saturating_sub(ahead),
        summary: summary.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

/// What a list is to show of a plan; `None` where the document is damaged, which looking at the plan tells.
pub(super) fn summary(document: &str) -> Option<String> {
    let summary: Summary = serde_json::from_str(document).ok()?;
    serde_json::to_string(&summary).ok()
}

/// Sums up the plans of a database that kept no summaries yet; see [`crate::store::migrations`].
pub(in crate::store) fn summarise(conn: &mut dyn Conn) -> Result<()> {
    let mut last = String::new();
    loop {
        let sql = "SELECT id, document FROM plans WHERE id > ?1 ORDER BY id LIMIT ?2";
        let rows = conn.query(sql, &[last.into(), AT_ONCE.into()])?;
        let Some(newest) = rows.last() else { return Ok(()) };
        last = newest.get("id")?;
        for row in rows {
            let values = [row.get::<String>("id")?.into(), summary(&row.get::<String>("document")?).into()];
            conn.execute("UPDATE plans SET summary = ?2 WHERE id = ?1", &values)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::plan;
    use super::super::{StoredPlan, insert};
    use super::*;
    use crate::domain::device::DeviceId;
    use crate::domain::plan::Touched;
    use crate::domain::risk::Risk;
    use crate::store::tests::scratch;

    #[test]
    fn a_list_reads_no_documents() {
        scratch(|conn| {
            insert(conn, &plan("p"), &[]).expect("inserted");
            conn.execute("UPDATE plans SET document = 'gone'", &[]).expect("damaged");
            let touched = Touched { id: DeviceId("d".into()), name: "edge-1".into() };
            let summary = Summary { risk: Risk::Low, reason: "tidying up".into(), devices: vec![touched] };
            assert_eq!(list(conn, None, None, 10).expect("read")[0].summary, Some(summary));
        });
    }

    #[test]
    fn plans_from_before_there_were_summaries_get_theirs() {
        scratch(|conn| {
            for id in 0..=AT_ONCE {
                insert(conn, &plan(&format!("p{id:03}")), &[]).expect("inserted");
            }
            let damaged = StoredPlan { document: "damaged".into(), ..plan("q") };
            insert(conn, &damaged, &[]).expect("inserted");
            let before = list(conn, None, None, 1000).expect("read");
            conn.execute("UPDATE plans SET summary = NULL", &[]).expect("as before");
            summarise(conn).expect("summed up");
            let after = list(conn, None, None, 1000).expect("read");
            assert_eq!(after, before);
            assert_eq!(after.iter().filter(|plan| plan.summary.is_none()).count(), 1);
        });
    }
}
