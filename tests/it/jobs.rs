//! What the server does by itself, on simulated routers.

use std::sync::Arc;
use std::time::Duration;

use rosmcp::app::App;
use rosmcp::app::device::NewDevice;
use rosmcp::domain::credential::Credential;
use rosmcp::domain::device::{Device, TransportKind, Trust};
use rosmcp::domain::health::HealthStatus;
use rosmcp::domain::principal::{Caller, Principal};
use rosmcp::events::{Topic, Watch};
use rosmcp::jobs::{follow, health};
use rosmcp::lab::Running;
use rosmcp::settings::{self, ProcessEnvironment};
use secrecy::SecretString;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::support::{Routers, post};

const LONG: Duration = Duration::from_secs(30);

/// A throw-away installation with these settings.
pub(super) async fn app(overrides: &[(&str, &str)]) -> Arc<App> {
    let environment = ProcessEnvironment::from_pairs(Vec::<(String, String)>::new());
    let overrides = overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let request = settings::Request { config: None, overrides, environment };
    let settings = settings::load(&request).expect("settings").settings;
    Arc::new(App::open_throwaway(settings).await.expect("a throw-away installation"))
}

async fn enlist(app: &App, router: &Running) -> Device {
    enlist_over(app, router, TransportKind::Rest).await
}

/// Adds the router to the inventory.
pub(super) async fn enlist_over(app: &App, router: &Running, transport: TransportKind) -> Device {
    let port = match transport {
        TransportKind::Rest => router.rest_port,
        TransportKind::Api => router.api_tls_port,
    };
    let new = NewDevice {
        name: router.name.clone(),
        host: "127.0.0.1".into(),
        port: Some(port),
        transport,
        trust: Trust::Pin(router.certificate_sha256.parse().expect("a fingerprint")),
        environment: None,
        tags: std::collections::BTreeMap::default(),
        capabilities: Vec::new(),
        credential: Credential {
            username: router.username.clone(),
            password: SecretString::from(router.password.clone()),
        },
    };
    let caller = Caller::new(Principal::lab(), "test");
    app.add_device(&caller, new).await.expect("a device")
}

/// Gives the router another name, as somebody else would.
fn rename(router: &Running, name: &str) {
    post(router, "system/identity/set", &json!({ "name": name }));
}

async fn news(watch: &Watch) -> Vec<String> {
    let news = tokio::time::timeout(LONG, watch.news()).await.expect("news in time");
    news.expect("a watch that goes on").iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_followed_menu_is_news_when_it_changes_and_not_before() {
    let routers = tokio::task::block_in_place(|| Routers::start(1));
    let app = app(&[("sse_update_batch_interval_seconds", "0.1")]).await;
    let device = enlist(&app, routers.first()).await;
    let stop = CancellationToken::new();
    let rhythm = follow::Rhythm { shortest: Duration::from_millis(50), longest: Duration::from_millis(100) };
    let job = tokio::spawn(follow::run(app.clone(), rhythm, stop.clone()));
    let watch = app.events.watch();
    for menu in ["system/identity", "interface"] {
        watch.follow(menu, [Topic::Menu(device.id.clone(), menu.into())]).expect("room");
    }
    // Counters of interfaces go up all the time, which is no news.
    assert!(tokio::time::timeout(Duration::from_millis(500), watch.news()).await.is_err());
    tokio::task::block_in_place(|| rename(routers.first(), "renamed"));
    assert_eq!(news(&watch).await, ["system/identity"]);
    stop.cancel();
    job.await.expect("the job ended");
    tokio::task::block_in_place(|| drop(routers));
}

/// How many connections from here to that port of this machine are open.
fn connections_to(port: u16) -> usize {
    let table = std::fs::read_to_string("/proc/self/net/tcp").expect("the table of connections");
    let (there, open) = (format!(":{port:04X}"), "01");
    let columns = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    columns.filter(|columns| columns[2].ends_with(&there) && columns[3] == open).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_router_that_tells_by_itself_is_not_asked_again_and_again() {
    let routers = tokio::task::block_in_place(|| Routers::start(1));
    let app = app(&[("sse_update_batch_interval_seconds", "0.1")]).await;
    let device = enlist_over(&app, routers.first(), TransportKind::Api).await;
    let stop = CancellationToken::new();
    // Nothing but what the router says can be heard in time.
    let rhythm = follow::Rhythm { shortest: Duration::from_hours(1), longest: Duration::from_hours(1) };
    let job = tokio::spawn(follow::run(app.clone(), rhythm, stop.clone()));
    let watches: Vec<_> = (0..20).map(|_| app.events.watch()).collect();
    for watch in &watches {
        for menu in ["ip/pool", "ip/address", "interface"] {
            watch.follow(menu, [Topic::Menu(device.id.clone(), menu.into())]).expect("room");
        }
    }
    let port = routers.first().api_tls_port;
    // When it is not known yet that somebody listens, an edit is not told; so there is another one.
    let told = async {
        for number in 0.. {
            let body = json!({"name": format!("pool-{number}"), "ranges": "192.0.2.1-192.0.2.9"});
            tokio::task::block_in_place(|| post(routers.first(), "ip/pool/add", &body));
            let heard = tokio::time::timeout(Duration::from_secs(1), watches[0].news()).await;
            if heard.is_ok() {
                break;
            }
        }
    };
    tokio::time::timeout(LONG, told).await.expect("the router's word in time");
    for watch in &watches[1..] {
        assert_eq!(news(watch).await, ["ip/pool"]);
    }
    assert_eq!(connections_to(port), 1);
    stop.cancel();
    job.await.expect("the job ended");
    tokio::task::block_in_place(|| drop(routers));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_are_checked_and_a_change_of_their_health_is_told() {
    let routers = tokio::task::block_in_place(|| Routers::start(2));
    let short = [("health_check_interval_seconds", "10"), ("health_check_jitter_seconds", "0")];
    let app = app(&short).await;
    let device = enlist(&app, routers.first()).await;
    enlist(&app, &routers.all()[1]).await;
    let watch = app.events.watch();
    watch.follow("one", [Topic::Health(device.id.clone())]).expect("room");
    watch.follow("fleet", [Topic::FleetHealth]).expect("room");
    let stop = CancellationToken::new();
    let (standing, stopped) = (app.clone(), stop.clone());
    tokio::spawn(async move { standing.stand_for_clockwork(stopped).await });
    let job = tokio::spawn(health::run(app.clone(), stop.clone()));
    let mut told = news(&watch).await;
    while told.len() < 2 {
        told.extend(news(&watch).await);
    }
    let summary = loop {
        let summary = app.health_summary().await.expect("a summary");
        if summary.unknown == 0 {
            break summary;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(summary.unreachable, 0);
    // A simulated router has just started, which is worth a warning.
    assert_eq!(summary.healthy + summary.warning, 2);
    stop.cancel();
    job.await.expect("the job ended");

    let before = app.recent_health(&device).await.expect("a report");
    let mut now = before.clone();
    now.status = HealthStatus::Critical;
    app.record_health(vec![(device.clone(), now)]).await.expect("stored");
    assert_eq!(app.recent_health(&device).await.expect("a report").status, HealthStatus::Critical);
    let summary = app.health_summary().await.expect("a summary");
    assert_eq!((summary.critical, summary.attention[0].device.as_str()), (1, device.name.as_str()));
    let mut told = news(&watch).await;
    told.sort();
    assert_eq!(told, ["fleet", "one"]);
    tokio::task::block_in_place(|| drop(routers));
}
