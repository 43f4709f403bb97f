//! What reading devices costs: CPU per read over a kept TLS connection, and the time of a sweep over 500 routers.
//!
//!     cargo bench --bench device_reads
//!
//! The routers are simulated ones in a process of their own, so that their CPU is not counted. The bare call is reqwest
//! with the same bytes in the same run; what a read costs above it is ours. Ends with 1 when a limit is passed.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark is a program for people")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use rosmcp::domain::credential::Credential;
use rosmcp::domain::device::{Endpoint, TransportKind, Trust};
use rosmcp::routeros::session::{Session, SessionLimits};
use rosmcp::routeros::transport::Print;
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

const READS: u32 = 1000;
const ROUNDS: usize = 5;
const MENU: &str = "system/resource";
/// What a read may cost above a bare call.
const ABOVE: Duration = Duration::from_micros(150);

const ROUTERS: usize = 500;
/// Devices that a sweep asks at the same time.
const AT_ONCE: usize = 64;
const SWEEP: Duration = Duration::from_secs(2);

/// `rosmcp lab`, ended when dropped.
struct Lab {
    process: Child,
    routers: Vec<Value>,
}

impl Lab {
    fn start(count: usize, faults: &str) -> Self {
        let directory = tempfile::TempDir::new().expect("a temporary directory");
        let file = directory.path().join("faults.json");
        std::fs::write(&file, faults).expect("a file");
        let mut process = Command::new(env!("CARGO_BIN_EXE_rosmcp"))
            .args(["lab", "--count", &count.to_string(), "--model", "chr", "--faults"])
            .arg(&file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("rosmcp lab starts");
        let lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let router =
            |line: std::io::Result<String>| serde_json::from_str(&line.expect("a line")).expect("JSON");
        let routers: Vec<_> = lines.take(count).map(router).collect();
        assert_eq!(routers.len(), count, "rosmcp lab ended early");
        Self { process, routers }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn text<'a>(router: &'a Value, name: &str) -> &'a str {
    router[name].as_str().expect("a text")
}

fn port(router: &Value) -> u16 {
    router["rest_port"].as_u64().and_then(|port| port.try_into().ok()).expect("a port")
}

fn session(router: &Value) -> Session {
    let trust = Trust::Pin(text(router, "certificate_sha256").parse().expect("a fingerprint"));
    let host = text(router, "address").to_owned();
    let endpoint = Endpoint { host, port: port(router), transport: TransportKind::Rest, trust };
    let (username, password) = (text(router, "username").to_owned(), text(router, "password").into());
    let limits = SessionLimits { allow_loopback: true, ..SessionLimits::default() };
    Session::new(&endpoint, Credential { username, password }, limits).expect("a session")
}

async fn read(session: &Session) {
    let print = Print { menu: MENU.to_owned(), settings: true, ..Print::default() };
    session.print(print).await.expect("an answer");
}

/// The CPU time of this process.
fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.try_into().unwrap_or_default(), now.tv_nsec.try_into().unwrap_or_default())
}

/// CPU of one call of `work`, on average.
async fn cost(work: impl AsyncFn()) -> Duration {
    work().await;
    let began = cpu();
    for _ in 0..READS {
        work().await;
    }
    cpu().saturating_sub(began) / READS
}

fn median(mut figures: Vec<Duration>) -> Duration {
    figures.sort_unstable();
    figures[figures.len() / 2]
}

/// CPU of a read and of a bare call, the medians of some rounds that take turns.
async fn reads() -> (Duration, Duration) {
    let lab = Lab::start(1, "[]");
    let router = &lab.routers[0];
    let session = session(router);
    let client = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).no_proxy().build();
    let client = client.expect("a client");
    let url = format!("https://{}:{}/rest/{MENU}", text(router, "address"), port(router));
    let bare = async || {
        let request = client.get(&url).basic_auth(text(router, "username"), Some(text(router, "password")));
        let answer = request.send().await.and_then(reqwest::Response::error_for_status).expect("an answer");
        assert!(!answer.bytes().await.expect("a body").is_empty());
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(cost(bare).await);
        ours.push(cost(async || read(&session).await).await);
    }
    (median(ours), median(theirs))
}

/// How long it takes to read one menu of every router, connections included.
async fn sweep() -> Duration {
    let lab = Lab::start(ROUTERS, r#"{"fault":"latency","ms":50}"#);
    let sessions: Vec<_> = lab.routers.iter().map(session).collect();
    let began = Instant::now();
    stream::iter(&sessions).for_each_concurrent(AT_ONCE, read).await;
    began.elapsed()
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let (ours, bare) = runtime.block_on(reads());
    let above = ours.saturating_sub(bare);
    println!("CPU per read: {ours:?}; of a bare call: {bare:?}; above it: {above:?}, at most {ABOVE:?}");
    let sweep = runtime.block_on(sweep());
    println!("sweep of {ROUTERS} routers, 50 ms away: {sweep:?}, at most {SWEEP:?}");
    if above <= ABOVE && sweep <= SWEEP { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
