//! A socket that a supervisor opens and hands over, as systemd's socket units do (`sd_listen_fds(3)`).

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};

use super::support::Installation;

/// Becomes rosmcp with its standard input as the one socket that is handed over.
const HAND_OVER: &str = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" \"$@\"";

/// rosmcp, started on demand for a socket at `address`.
fn activated(installation: &Installation, address: &str, arguments: &[&str]) -> (Child, SocketAddr) {
    let listener = TcpListener::bind(address).expect("a port");
    let bound = listener.local_addr().expect("an address");
    let rosmcp = installation.command(&[]);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", HAND_OVER]).arg(rosmcp.get_program()).args(arguments).env_clear();
    shell.envs(rosmcp.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let child = shell
        .stdin(OwnedFd::from(listener))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell starts");
    (child, bound)
}

#[test]
fn a_request_that_came_before_the_server_is_answered_by_it() {
    let installation = Installation::new();
    // The port of the settings is another one, and in use: it must not matter.
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let arguments = ["--set", "metrics_enabled=false", "serve", "--port", &port, "--lab", "1"];
    let (mut child, address) = activated(&installation, "127.0.0.1:0", &arguments);
    let mut stream = TcpStream::connect(address).expect("a connection");
    let request = format!("GET /live HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a request sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("alive"), "{answer}");
    let stop = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
    assert!(stop.success() && child.wait().expect("the end").success());
}

#[test]
fn where_it_really_listens_decides_whether_a_login_is_needed() {
    let installation = Installation::new();
    let arguments = ["--set", "metrics_enabled=false", "serve", "--host", "127.0.0.1"];
    let (mut child, _) = activated(&installation, "0.0.0.0:0", &arguments);
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert!(!child.wait().expect("the end").success(), "{said}");
    assert!(said.contains("login"), "{said}");
}
