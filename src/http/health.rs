//! What a supervisor or a load balancer asks: `/live`, `/ready`, `/health`.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Extracted;
use axum::http::StatusCode;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::readiness::{Readiness, State};
use crate::app::login::Login;
use crate::clock::{self, UnixMs};
use crate::error::{ErrorKind, Result};
use crate::observe::metrics::Metrics;

const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// Asks something whether it works.
pub type Probe = Arc<dyn Fn() -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// Remembers a moment, Unix milliseconds.
pub type Recall = Arc<dyn Fn() -> BoxFuture<'static, Option<UnixMs>> + Send + Sync>;

/// What the answers are made of.
#[derive(Clone)]
pub struct Health {
    /// Where the server is in its life.
    pub readiness: Readiness,
    /// Whether the database answers.
    pub database: Probe,
    /// When the last good backup was made, if there is one.
    pub backup: Recall,
    /// Whether an identity provider is configured.
    pub oidc: bool,
    /// Who gets in, where a login is needed.
    pub login: Option<Arc<Login>>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// The process runs.
pub(super) async fn live() -> Json<Value> {
    Json(json!({"status": "alive"}))
}

/// The server takes traffic: 200; else 503 with the reason.
pub(super) async fn ready(Extracted(health): Extracted<Health>) -> (StatusCode, Json<Value>) {
    let reason = match health.readiness.state() {
        State::Starting => Some("starting"),
        State::Draining => Some("draining"),
        // Without the identity provider's keys nobody could get in.
        State::Ready if health.login.as_ref().is_some_and(|login| !login.ready()) => Some("oidc"),
        State::Ready => health.faults().await.first().copied(),
    };
    match reason {
        None => (StatusCode::OK, Json(json!({"status": "ready"}))),
        Some(reason) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "unavailable", "reason": reason})))
        }
    }
}

/// The server and what it stands on work: 200; else 503 with the faults.
pub(super) async fn health(Extracted(health): Extracted<Health>) -> (StatusCode, Json<Value>) {
    let faults = health.faults().await;
    let timestamp = clock::rfc3339(clock::now_ms());
    if faults.is_empty() {
        let oidc = if health.oidc { "configured" } else { "disabled" };
        let mut healthy = json!({
            "status": "healthy",
            "timestamp": timestamp,
            "version": env!("CARGO_PKG_VERSION"),
            "database": "connected",
            "oidc": oidc,
        });
        if let Some(at) = tokio::time::timeout(PROBE_TIMEOUT, (health.backup)()).await.ok().flatten() {
            healthy["last_backup"] = clock::rfc3339(at).into();
        }
        let left = health.metrics.plans_needing_attention.get([]);
        if left > 0.0 {
            healthy["plans_needing_attention"] = left.into();
        }
        (StatusCode::OK, Json(healthy))
    } else {
        let unhealthy = json!({"status": "unhealthy", "timestamp": timestamp, "errors": faults});
        (StatusCode::SERVICE_UNAVAILABLE, Json(unhealthy))
    }
}

impl Health {
    /// What doesn't work, in words that tell a stranger nothing more; the log has the cause.
    async fn faults(&self) -> Vec<&'static str> {
        match tokio::time::timeout(PROBE_TIMEOUT, (self.database)()).await {
            Ok(Ok(())) => Vec::new(),
            Ok(Err(error)) => {
                tracing::error!(%error, hints = ?error.hints(), "the database does not answer");
                // What the store calls the configuration's fault is a disk that is full, read-only or failing.
                let storage = error.kind() == ErrorKind::Configuration;
                vec![if storage { "storage" } else { "database unavailable" }]
            }
            Err(_) => {
                tracing::error!("the database did not answer within {} s", PROBE_TIMEOUT.as_secs());
                vec!["database timeout"]
            }
        }
    }
}
