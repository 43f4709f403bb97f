//! A place of its own for each test: an installation in a temporary directory, and simulated routers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine;
use rosmcp::lab::{self, Lab, Running};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::database::{self, Database};

/// An installation that `rosmcp init` has set up, with its settings, key and database in a temporary directory.
pub(super) struct Installation {
    directory: TempDir,
    /// Where its data is, if not in a file of the directory.
    server: Option<String>,
}

impl Installation {
    /// Nothing set up yet.
    pub(super) fn empty() -> Self {
        Self { directory: TempDir::new().expect("a temporary directory"), server: None }
    }

    /// Set up by `rosmcp init`.
    pub(super) fn new() -> Self {
        let installation = Self { server: database::of_its_own(), ..Self::empty() };
        installation.rosmcp(&["init", "--non-interactive"]).ok();
        installation
    }

    /// Words that make `serve --lab` use the database that the verbs use, instead of one in memory.
    pub(super) fn own_database(&self) -> &'static [&'static str] {
        if self.server.is_some() { &[] } else { &["--set", "database_url=sqlite:///state/rosmcp/rosmcp.db"] }
    }

    /// Whether its data is in a file of the directory.
    pub(super) fn has_database_file(&self) -> bool {
        self.server.is_none()
    }

    /// Its rows, past rosmcp.
    pub(super) fn database(&self) -> Database {
        match &self.server {
            #[cfg(feature = "postgres")]
            Some(url) => Database::Server(url.clone()),
            _ => Database::File(self.state_directory().join("rosmcp.db")),
        }
    }

    pub(super) fn state_directory(&self) -> PathBuf {
        self.path().join("state/rosmcp")
    }

    /// Keeps its data aside, for [`Installation::put_back`].
    pub(super) fn keep(&self) {
        copy(&self.state_directory(), &self.path().join("kept"));
        self.database().keep();
    }

    /// Puts the data back that was kept.
    pub(super) fn put_back(&self) {
        copy(&self.path().join("kept"), &self.state_directory());
        self.database().put_back();
    }

    /// All that it has stored, file by file, but for its key.
    pub(super) fn stored(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = files_below(self.path());
        found.extend(self.database().dump().map(|rows| ("the server".into(), rows.into_bytes())));
        found
    }

    /// Asserts that `secret` is in nothing that it has stored.
    pub(super) fn keeps_nowhere(&self, secret: &str) {
        for (name, bytes) in self.stored() {
            assert!(!holds(&bytes, secret), "it is in {name}");
        }
    }

    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The command with nothing of this process's environment.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rosmcp"));
        command.args(arguments).env_clear().current_dir(self.path());
        command
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("XDG_STATE_HOME", self.path().join("state"));
        if let Some(url) = &self.server {
            command.env("ROUTEROS_MCP_DATABASE_URL", url);
        }
        command
    }

    pub(super) fn rosmcp(&self, arguments: &[&str]) -> Run {
        self.rosmcp_with(arguments, "")
    }

    /// Runs a verb with `input` on stdin.
    pub(super) fn rosmcp_with(&self, arguments: &[&str], input: &str) -> Run {
        Self::run(&mut self.command(arguments), input)
    }

    /// Runs a command that [`Installation::command`] made.
    pub(super) fn run(command: &mut Command, input: &str) -> Run {
        let what = command.get_args().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("rosmcp starts");
        let written = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
        drop(written);
        Run { what, output: child.wait_with_output().expect("rosmcp ends") }
    }

    /// Adds a router by its pinned certificate, without connecting.
    pub(super) fn add(&self, name: &str, router: &Running, username: &str, password: &str) {
        self.add_with(name, router, username, password, &[]);
    }

    /// Adds a router as [`Self::add`] does, with further flags.
    pub(super) fn add_with(
        &self,
        name: &str,
        router: &Running,
        username: &str,
        password: &str,
        more: &[&str],
    ) {
        let port = router.rest_port.to_string();
        let arguments = [
            "device",
            "add",
            name,
            "--host",
            "127.0.0.1",
            "--port",
            &port,
            "--username",
            username,
            "--password-stdin",
            "--tls-pin",
            &router.certificate_sha256,
            "--no-check",
        ];
        self.rosmcp_with(&[&arguments[..], more].concat(), password).ok();
    }

    /// Adds a router over both transports: `lab-1` over REST, `lab-1-api` over the binary API with TLS.
    pub(super) fn add_both_ways(&self, router: &Running) {
        self.add(&router.name, router, &router.username, &router.password);
        let (name, port) = (format!("{}-api", router.name), router.api_tls_port.to_string());
        let add = ["device", "add", &name, "--host", "127.0.0.1", "--port", &port, "--transport", "api"];
        let pin = &router.certificate_sha256;
        let login = ["--username", &router.username, "--password-stdin", "--tls-pin", pin, "--no-check"];
        self.rosmcp_with(&[&add[..], &login].concat(), &router.password).ok();
    }
}

fn files_below(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.is_file() && path.extension().is_none_or(|extension| extension != "key") {
            found.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
    found
}

pub(super) fn holds(text: &[u8], word: &str) -> bool {
    text.windows(word.len()).any(|window| window == word.as_bytes())
}

/// Replaces the directory `to` by what is in `from`.
fn copy(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).expect("removed");
    }
    std::fs::create_dir_all(to).expect("a directory");
    for entry in std::fs::read_dir(from).into_iter().flatten() {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
}

/// What a verb came to.
pub(super) struct Run {
    what: String,
    output: Output,
}

impl Run {
    pub(super) fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    pub(super) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("text on stdout")
    }

    pub(super) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).expect("text on stderr")
    }

    /// Passes on what was printed by a run that must have succeeded.
    pub(super) fn ok(self) -> String {
        assert_eq!(self.code(), 0, "rosmcp {}: {}", self.what, self.stderr());
        self.stdout()
    }

    pub(super) fn json(self) -> Value {
        let what = self.what.clone();
        serde_json::from_str(&self.ok()).unwrap_or_else(|error| panic!("rosmcp {what}: {error}"))
    }

    /// Passes on what was said by a run that must have failed with `code`.
    pub(super) fn fails(self, code: i32) -> String {
        assert_eq!(self.code(), code, "rosmcp {}: {}{}", self.what, self.stdout(), self.stderr());
        self.stderr()
    }
}

/// Simulated routers, running while this lives.
pub(super) struct Routers {
    lab: Lab,
    runtime: Runtime,
}

impl Routers {
    pub(super) fn start(count: u16) -> Self {
        Self::with(lab::Options { count, ..lab::Options::default() })
    }

    /// Routers as `options` say.
    pub(super) fn with(options: lab::Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let lab = runtime.block_on(lab::start(options)).expect("a lab");
        Self { lab, runtime }
    }

    pub(super) fn all(&self) -> &[Running] {
        self.lab.routers()
    }

    /// Lets requests meet the faults that the JSON in `rules` says, and no others.
    pub(super) fn fault(&self, rules: &str) {
        self.lab.mend();
        self.lab.fault(&lab::Rule::read(rules).expect("rules")).expect("a router of the lab");
    }

    /// Lets another admin do something on the first router.
    pub(super) fn intervene(&self, path: &str, verb: &str, words: &[(&str, &str)]) {
        let done = self.runtime.block_on(self.first().intervene(path, verb, words));
        done.expect("what the other admin does is allowed");
    }

    pub(super) fn first(&self) -> &Running {
        &self.lab.routers()[0]
    }
}

/// Posts to a router over REST, as somebody else would, and returns its answer, which must be 200.
pub(super) fn post(router: &Running, path: &str, body: &Value) -> String {
    let login = format!("{}:{}", router.username, router.password);
    let login = base64::engine::general_purpose::STANDARD.encode(login);
    let body = body.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", router.rest_plain_port)).expect("a connection");
    let head = format!("POST /rest/{path} HTTP/1.1\r\nHost: router\r\nConnection: close\r\n");
    let rest = format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(format!("{head}Authorization: Basic {login}\r\n{rest}").as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer.split_once("\r\n\r\n").expect("a head and a body").1.to_owned()
}
