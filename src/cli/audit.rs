//! `rosmcp audit …`: who did what.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::context::Cx;
use crate::app::{AuditEntry, AuditFilter};
use crate::clock;
use crate::domain::audit::Decision;
use crate::error::{Error, ErrorKind, Result};

const COLUMNS: [&str; 10] =
    ["seq", "at", "issuer", "subject", "action", "tool", "device", "decision", "outcome", "duration_ms"];

/// The audit trail
#[derive(Subcommand)]
pub(super) enum Audit {
    List(List),
    Verify(Verify),
    Export(Export),
}

/// List what was done, newest first
#[derive(Args)]
pub(super) struct List {
    /// How many rows, 1 to 10000
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Only this device
    #[arg(long)]
    device: Option<String>,
    /// Only this tool
    #[arg(long)]
    tool: Option<String>,
    /// Only this action, e.g. device.add, or every one of a kind, e.g. device
    #[arg(long)]
    action: Option<String>,
    /// Only this person or service
    #[arg(long)]
    subject: Option<String>,
    /// Only this plan
    #[arg(long)]
    plan: Option<String>,
    /// Only this outcome: ok, intent, or the kind of an error
    #[arg(long)]
    outcome: Option<String>,
    /// Only what was allowed, or what role, scope or policy denied
    #[arg(long, value_parser = PossibleValuesParser::new(Decision::ALL.map(Decision::as_str)).try_map(|word| word.parse::<Decision>()))]
    decision: Option<Decision>,
    /// Only since then, e.g. 2026-01-31T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = clock::parse_rfc3339)]
    since: Option<clock::UnixMs>,
    /// Only older rows than this one
    #[arg(long, value_name = "SEQ")]
    before: Option<i64>,
}

/// Check that no row was altered, taken out or put in
///
/// Prints what was found and the first row that is not as it should be; exit code 16 when there is one. Without an
/// encryption key the checkpoints are compared with the rows, but not authenticated.
#[derive(Args)]
pub(super) struct Verify {
    /// The first row
    #[arg(long, value_name = "SEQ")]
    from: Option<i64>,
    /// The last row
    #[arg(long, value_name = "SEQ")]
    to: Option<i64>,
}

/// Print every row, oldest first, as a JSON object a line with the hashes that bind it to the row before
#[derive(Args)]
pub(super) struct Export {
    /// Only since then, e.g. 2026-01-31T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = clock::parse_rfc3339)]
    since: Option<clock::UnixMs>,
}

impl Audit {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::List(verb) => verb.run(cx).await,
            Self::Verify(verb) => verb.run(cx).await,
            Self::Export(verb) => {
                cx.with_app(async |app| {
                    app.audit.export(verb.since, |line| cx.ui.print(line)).await.map(drop)
                })
                .await
            }
        }
    }
}

impl List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let filter = AuditFilter {
            limit: self.limit,
            device: self.device,
            tool: self.tool,
            action: self.action.clone(),
            subject: self.subject,
            plan_id: self.plan,
            outcome: self.outcome,
            decision: self.decision,
            since: self.since,
            before_seq: self.before,
        };
        let (rows, unknown) = cx
            .with_app(async |app| {
                let rows = app.audit.recent(filter).await?;
                let action = self.action.as_deref().filter(|_| rows.is_empty());
                let unknown = match action {
                    Some(action) => app.audit.is_unknown(action).await?,
                    None => None,
                };
                Ok((rows, unknown))
            })
            .await?;
        if let Some(note) = unknown {
            cx.ui.note(&note);
        }
        cx.ui.rows(&COLUMNS, &rows.into_iter().map(AuditEntry::from).collect::<Vec<_>>())
    }
}

impl Verify {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found = cx.with_app(async |app| app.verify_audit(self.from, self.to).await).await?;
        cx.ui.object(&found)?;
        match (found.broken_seq, found.fault) {
            (Some(seq), fault) => {
                let fault = fault.unwrap_or_default();
                Err(Error::new(
                    ErrorKind::Integrity,
                    format!("the audit trail is broken at row {seq}: {fault}"),
                )
                .hint("compare with audit_log_file, an earlier `rosmcp audit export` or a backup"))
            }
            (None, _) => Ok(()),
        }
    }
}
