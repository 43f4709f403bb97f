//! Logs and traces: what belongs to one request is found by its ids, from the caller's trace down to the router.

#[cfg(feature = "otel")]
use std::io::{BufRead, BufReader, Read, Write};
#[cfg(feature = "otel")]
use std::net::TcpListener;

use serde_json::{Value, json};

use super::serve::{Server, stateless_with};
use super::support::Installation;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// Has the first simulated router read, as a part of the trace.
fn read_traced(server: &Server) {
    let headers = format!("x-request-id: the-one\r\ntraceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n");
    let params = json!({"name": "menu_read", "arguments": {"device": "lab-1", "menu": "ip/address"}});
    assert_eq!(stateless_with(server, &headers, "tools/call", Some("menu_read"), params).0, 200);
}

#[test]
fn lines_of_a_request_name_its_id_and_its_callers_trace_down_to_the_router() {
    let installation = Installation::new();
    let log = installation.path().join("server.log");
    let file = std::fs::File::create(&log).expect("a log file");
    let arguments = ["--lab", "1", "-vvv", "--set", "log_format=json", "--set", "metrics_enabled=false"];
    let server = Server::start_with(&installation, &arguments, file.into());
    read_traced(&server);
    assert_eq!(server.get("/live").0, 200);
    drop(server);
    let text = std::fs::read_to_string(&log).expect("a log");
    let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let named = |line: &&Value| line["spans"][0]["request_id"] == "the-one";
    let ours: Vec<_> = lines.iter().filter(named).collect();
    assert!(ours.iter().all(|line| line["spans"][0]["trace_id"] == TRACE), "{ours:#?}");
    assert!(ours.iter().any(|line| line["message"] == "answered" && line["status"] == 200), "{text}");
    assert!(ours.iter().any(|line| line["spans"][1]["tool"] == "menu_read"), "{text}");
    let others = lines.iter().filter(|line| line["route"] == "/live");
    assert!(
        others.clone().count() > 0 && others.clone().all(|line| line["spans"][0].get("trace_id").is_none())
    );
}

#[cfg(not(feature = "otel"))]
#[test]
fn a_build_that_sends_no_traces_says_so() {
    let installation = Installation::new();
    let set = "otlp_traces_url=http://127.0.0.1:4318/v1/traces";
    let said = installation.rosmcp(&["serve", "--lab", "1", "--port", "0", "--set", set]).fails(10);
    assert!(said.contains("--features otel"), "{said}");
}

/// The body of the next request to a collector, which is answered as OTLP says.
#[cfg(feature = "otel")]
fn taken(collector: &TcpListener) -> Value {
    let (stream, _) = collector.accept().expect("a connection");
    let mut stream = BufReader::new(stream);
    let (mut length, mut line) = (0, String::new());
    while stream.read_line(&mut line).expect("a head") > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    let answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    stream.get_mut().write_all(answer).expect("an answer sent");
    serde_json::from_slice(&body).expect("JSON")
}

#[cfg(feature = "otel")]
#[test]
fn a_collector_gets_the_spans_of_a_call_within_its_callers_trace() {
    let collector = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("otlp_traces_url=http://{}/v1/traces", collector.local_addr().expect("an address"));
    let installation = Installation::new();
    let settings = ["--lab", "1", "--set", &url, "--set", "metrics_enabled=false"];
    let server = Server::start(&installation, &settings);
    read_traced(&server);
    let (mut request, mut call) = (None, None);
    while request.is_none() || call.is_none() {
        let document = taken(&collector);
        let resource = &document["resourceSpans"][0];
        let about = resource["resource"]["attributes"].to_string();
        assert!(about.contains("\"rosmcp\"") && about.contains("\"lab\""), "{about}");
        for span in resource["scopeSpans"][0]["spans"].as_array().expect("spans") {
            if span["traceId"] == TRACE {
                let place = if span["kind"] == 2 { &mut request } else { &mut call };
                *place = Some(span.clone());
            }
        }
    }
    let (request, call) = (request.expect("found"), call.expect("found"));
    assert_eq!(
        (&request["name"], &request["parentSpanId"]),
        (&json!("POST /mcp"), &json!("00f067aa0ba902b7"))
    );
    assert_eq!((&call["name"], &call["parentSpanId"]), (&json!("tools/call menu_read"), &request["spanId"]));
    let attributes = request["attributes"].to_string();
    for told in ["http.response.status_code", "200", "the-one"] {
        assert!(attributes.contains(told), "{told}: {attributes}");
    }
    assert!(!request.to_string().contains("ip/address"), "no argument is told: {request}");
    let time = |name: &str| request[name].as_str().and_then(|time| time.parse::<u64>().ok()).expect("a time");
    assert!(time("startTimeUnixNano") < time("endTimeUnixNano"));
}
