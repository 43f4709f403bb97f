//! What a supervisor or a load balancer asks: `/live`, `/ready`, `/health`. Who does not name this server's host is told
//! whether it is well, and nothing more.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Extracted;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Json, Router};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::host::Stranger;
use super::readiness::{Readiness, State};
use crate::app::login::Login;
use crate::clock::{self, Instant, UnixMs};
use crate::error::{ErrorKind, Result};
use crate::observe::metrics::Metrics;

/// The routes.
pub(super) const PATHS: [&str; 3] = ["/live", "/ready", "/health"];

const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// For how long an answer serves whoever asks next: strangers ask as well, and must not keep the database busy.
const FRESH: Duration = Duration::from_secs(1);

/// A question about what the server stands on.
pub type Question<T> = Arc<dyn Fn() -> BoxFuture<'static, T> + Send + Sync>;

/// Asks something whether it works.
pub type Probe = Question<Result<()>>;

/// Remembers a moment, Unix milliseconds.
pub type Recall = Question<Option<UnixMs>>;

/// The same question, put once a second at most, however many want to know.
pub fn shared<T: Clone + Send + Sync + 'static>(question: Question<T>) -> Question<T> {
    let last = Arc::new(tokio::sync::Mutex::new(None::<(Instant, T)>));
    Arc::new(move || {
        let (question, last) = (question.clone(), last.clone());
        Box::pin(async move {
            let mut last = last.lock().await;
            if let Some((at, answer)) = &*last
                && at.elapsed() < FRESH
            {
                return answer.clone();
            }
            let answer = question().await;
            *last = Some((clock::monotonic(), answer.clone()));
            answer
        })
    })
}

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

/// Where it is asked.
pub(super) fn routes() -> Router<Health> {
    let [alive, takes_traffic, well] = PATHS;
    Router::new().route(alive, get(live)).route(takes_traffic, get(ready)).route(well, get(health))
}

/// The process runs.
async fn live() -> Json<Value> {
    Json(json!({"status": "alive"}))
}

/// The server takes traffic: 200; else 503 with the reason.
async fn ready(Extracted(health): Extracted<Health>) -> (StatusCode, Json<Value>) {
    let reason = match health.readiness.state() {
        State::Starting => Some("starting"),
        State::Draining => Some("draining"),
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
async fn health(
    Extracted(health): Extracted<Health>,
    stranger: Option<Extension<Stranger>>,
) -> (StatusCode, Json<Value>) {
    let faults = health.faults().await;
    let timestamp = clock::rfc3339(clock::now_ms());
    let status = if faults.is_empty() { "healthy" } else { "unhealthy" };
    let mut told = json!({"status": status, "timestamp": timestamp});
    if !faults.is_empty() {
        told["errors"] = faults.into();
        return (StatusCode::SERVICE_UNAVAILABLE, Json(told));
    }
    if stranger.is_none() {
        health.tell(&mut told).await;
    }
    (StatusCode::OK, Json(told))
}

impl Health {
    /// Adds what a healthy server has to tell.
    async fn tell(&self, told: &mut Value) {
        told["version"] = env!("CARGO_PKG_VERSION").into();
        told["database"] = "connected".into();
        told["oidc"] = if self.oidc { "configured" } else { "disabled" }.into();
        if let Some(at) = tokio::time::timeout(PROBE_TIMEOUT, (self.backup)()).await.ok().flatten() {
            told["last_backup"] = clock::rfc3339(at).into();
        }
        let left = self.metrics.plans_needing_attention.get([]);
        if left > 0.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count above 0")]
            let left = left as u64;
            told["plans_needing_attention"] = left.into();
        }
    }

    /// What doesn't work, in words that tell a stranger nothing more; the log has the cause.
    async fn faults(&self) -> Vec<&'static str> {
        // Without the identity provider's keys nobody could get in.
        let login = self.login.as_ref().filter(|login| !login.ready()).map(|_| "oidc");
        login.into_iter().chain(self.database_fault().await).collect()
    }

    async fn database_fault(&self) -> Option<&'static str> {
        match tokio::time::timeout(PROBE_TIMEOUT, (self.database)()).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => {
                tracing::error!(%error, hints = ?error.hints(), "the database does not answer");
                // What the store calls the configuration's fault is a disk that is full, read-only or failing.
                let storage = error.kind() == ErrorKind::Configuration;
                Some(if storage { "storage" } else { "database unavailable" })
            }
            Err(_) => {
                tracing::error!("the database did not answer within {} s", PROBE_TIMEOUT.as_secs());
                Some("database timeout")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_shared_question_is_put_once_a_second_at_most() {
        let asked = Arc::new(AtomicU32::new(0));
        let counted = asked.clone();
        let question: Question<u32> = Arc::new(move || {
            let number = counted.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move { number })
        });
        let shared = shared(question);
        let all = futures_util::future::join_all((0..100).map(|_| shared())).await;
        assert_eq!(all, vec![0; 100]);
        tokio::time::advance(FRESH).await;
        assert_eq!((shared().await, asked.load(Ordering::Relaxed)), (1, 2));
    }
}
