//! What serving costs: CPU per `tools/call` on the inventory, with login, limits and audit on, against a bare echo of the
//! protocol library in the same run, each on one core over kept connections; and how many strangers it turns away.
//!
//!     cargo bench --bench serving
//!
//! Ends with 1 when a limit is passed.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark is a program for people")]

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::serve::ListenerExt;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ECHO: &str = "serve-echo";
const CONNECTIONS: usize = 64;
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;
/// How many times the CPU of a bare echo a call may cost.
const RATIO: f64 = 1.4;
/// Requests without a token that one core must turn away each second.
const STRANGERS: f64 = 20_000.0;
const VERSION: &str = "2026-07-28";

/// The library with nothing around it.
#[derive(Clone)]
struct Echo;

fn echo_tool() -> Tool {
    let schema = json!({"type": "object", "properties": {"text": {"type": "string"}}});
    Tool::new("echo", "Says it again.", Arc::new(schema.as_object().cloned().unwrap_or_default()))
}

impl ServerHandler for Echo {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(vec![echo_tool()]))
    }

    fn get_tool(&self, _: &str) -> Option<Tool> {
        Some(echo_tool())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let text = arguments.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into())
    }
}

async fn serve_echo(port: u16) {
    let config = StreamableHttpServerConfig::default().with_json_response(true);
    let service = StreamableHttpService::new(|| Ok(Echo), Arc::new(LocalSessionManager::default()), config);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("a socket"));
    axum::serve(listener, Router::new().nest_service("/mcp", service)).await.expect("it serves");
}

/// A server on core 0 with one worker, ended when dropped.
struct Server {
    process: Child,
    address: SocketAddr,
    request: Vec<u8>,
    /// The same from somebody without a token.
    strange: Vec<u8>,
}

impl Server {
    fn start(command: &mut Command, port: u16, request: Vec<u8>, strange: Vec<u8>) -> Self {
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("a server starts");
        let server = Self { process, address: SocketAddr::from(([127, 0, 0, 1], port)), request, strange };
        while std::net::TcpStream::connect(server.address).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn echo() -> Self {
        let (port, program) = (free_port(), std::env::current_exe().expect("this program"));
        let request = request(port, "echo", &json!({"text": "hello"}), "");
        Self::start(pinned(&program).args([ECHO, &port.to_string()]), port, request, Vec::new())
    }

    /// The product with an installation in `directory`.
    fn product(directory: &Path) -> Self {
        let rosmcp = Path::new(env!("CARGO_BIN_EXE_rosmcp"));
        let password = directory.join("password");
        std::fs::write(&password, "of no router").expect("a file");
        let login = ["--username", "bench", "--password-file", password.to_str().expect("a path")];
        let run = |words: &[&str]| {
            let mut command = Command::new(rosmcp);
            let done = at_home(&mut command, directory).args(words).output().expect("rosmcp runs");
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            done.stdout
        };
        run(&["init", "--non-interactive"]);
        for name in ["edge-1", "edge-2", "core-1"] {
            let pin = "ab".repeat(32);
            let add = ["device", "add", name, "--host", "192.0.2.1", "--tls-pin", &pin, "--no-check"];
            run(&[&add[..], &login].concat());
        }
        let token = run(&["token", "create", "bench", "--role", "read_only", "-o", "json"]);
        let token: Value = serde_json::from_slice(&token).expect("JSON");
        let token = token["token"].as_str().expect("a token");
        let port = free_port();
        let login = format!("Authorization: Bearer {token}\r\n");
        let strange = request(port, "device_list", &json!({}), "");
        let request = request(port, "device_list", &json!({}), &login);
        let mut command = pinned(rosmcp);
        at_home(&mut command, directory).args(["-q", "serve", "--port", &port.to_string()]);
        for set in [
            "local_tokens_enabled=true",
            "metrics_enabled=false",
            "rate_limit_failed_logins_per_minute=0",
            "rate_limit_window_seconds=1",
            "rate_limit_read_only_per_minute=1000000",
            "http_max_calls_per_principal=1000",
            "health_check_interval_seconds=3600",
            "health_check_jitter_seconds=300",
        ] {
            command.args(["--set", set]);
        }
        Self::start(&mut command, port, request, strange)
    }

    /// The CPU time of the process so far.
    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("/proc");
        let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks: u64 = [11, 12].iter().map(|at| fields[*at].parse::<u64>().expect("ticks")).sum();
        Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second()).unwrap_or(100)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn pinned(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program).env("TOKIO_WORKER_THREADS", "1");
    command
}

fn at_home<'a>(command: &'a mut Command, directory: &Path) -> &'a mut Command {
    command.env("XDG_CONFIG_HOME", directory.join("config")).env("XDG_STATE_HOME", directory.join("state"))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

fn request(port: u16, tool: &str, arguments: &Value, headers: &str) -> Vec<u8> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
    });
    let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string();
    format!(
        "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: {VERSION}\r\n\
         Mcp-Method: tools/call\r\nMcp-Name: {tool}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends `request` over one connection until `end`, to be answered with `status`; how long each answer took.
async fn client(server: &Server, request: &[u8], status: &str, end: Instant) -> Vec<Duration> {
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let (mut took, mut buffer) = (Vec::new(), Vec::new());
    while Instant::now() < end {
        let began = Instant::now();
        stream.write_all(request).await.expect("a request sent");
        buffer.clear();
        while !whole(&buffer, status) {
            let read = stream.read_buf(&mut buffer).await.expect("an answer");
            assert_ne!(read, 0, "{}", String::from_utf8_lossy(&buffer));
        }
        took.push(began.elapsed());
    }
    took
}

/// Whether an answer is there to its last byte; it must have `status`.
fn whole(answer: &[u8], status: &str) -> bool {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    assert!(head.starts_with(&format!("http/1.1 {status} ")), "{}", String::from_utf8_lossy(answer));
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|length| length.parse().ok()).expect("a length");
    answer.len() >= end + 4 + length
}

/// What a round came to.
struct Round {
    cpu: Duration,
    per_second: f64,
    p99: Duration,
}

async fn round(server: &Server, request: &[u8], status: &str) -> Round {
    let (began, cpu) = (Instant::now(), server.cpu());
    let clients = (0..CONNECTIONS).map(|_| client(server, request, status, began + ROUND));
    let mut took = futures_util::future::join_all(clients).await.concat();
    let (cpu, passed) = (server.cpu().saturating_sub(cpu), began.elapsed());
    took.sort_unstable();
    let calls = u32::try_from(took.len()).expect("a count");
    Round {
        cpu: cpu / calls,
        per_second: f64::from(calls) / passed.as_secs_f64(),
        p99: took[took.len() * 99 / 100],
    }
}

fn median(mut rounds: Vec<Round>) -> Round {
    rounds.sort_by_key(|round| round.cpu);
    rounds.swap_remove(rounds.len() / 2)
}

fn told(name: &str, round: &Round) {
    println!(
        "{name}: CPU per call {:?}, {:.0} calls/s, p99 {:?} at {CONNECTIONS} connections",
        round.cpu, round.per_second, round.p99
    );
}

async fn measured() -> ExitCode {
    let directory = tempfile::TempDir::new().expect("a temporary directory");
    let (echo, product) = (Server::echo(), Server::product(directory.path()));
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for warm_up in std::iter::once(true).chain([false; ROUNDS]) {
        let bare = round(&echo, &echo.request, "200").await;
        let whole = round(&product, &product.request, "200").await;
        if !warm_up {
            theirs.push(bare);
            ours.push(whole);
        }
    }
    let (theirs, ours) = (median(theirs), median(ours));
    let strangers = round(&product, &product.strange, "401").await;
    told("bare echo of the library", &theirs);
    told("device_list with login, limits and audit", &ours);
    let ratio = ours.cpu.as_secs_f64() / theirs.cpu.as_secs_f64();
    let turned_away = 1.0 / strangers.cpu.as_secs_f64();
    told("a request without a token", &strangers);
    println!(
        "ratio {ratio:.2}, at most {RATIO}; {turned_away:.0} strangers a second of CPU, at least {STRANGERS:.0}"
    );
    if ratio <= RATIO && turned_away >= STRANGERS { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    if let [_, word, port] = &words[..]
        && word == ECHO
    {
        runtime.block_on(serve_echo(port.parse().expect("a port")));
        return ExitCode::SUCCESS;
    }
    runtime.block_on(measured())
}
