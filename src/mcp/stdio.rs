//! One client on standard input and output.
//!
//! Nothing but protocol goes to standard output; logs go to standard error. Ends when the client closes its side.

mod lines;

use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use self::lines::Lines;
use super::server::{Callers, Server};
use crate::app::App;
use crate::domain::principal::Principal;
use crate::error::{Error, Result};
use crate::tools::registry::Registry;

/// Serves the process's standard streams until the client closes them or `shutdown` is cancelled; every call is made by
/// the program at their other end, for `user` of the shell.
pub async fn serve_stdio(
    registry: &'static Registry,
    app: Arc<App>,
    user: &str,
    shutdown: CancellationToken,
) -> Result<()> {
    let server = Server::new(registry, app, Callers::One(Principal::pipe(user)));
    let (input, output) = rmcp::transport::io::stdio_pipes();
    serve(server, input, output, shutdown).await
}

async fn serve<R, W>(server: Server, input: R, output: W, shutdown: CancellationToken) -> Result<()>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let running = match server.serve_with_ct(Lines::new(input, output), shutdown).await {
        Ok(running) => running,
        // Leaving before or instead of a handshake is no fault.
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => return Ok(()),
        Err(error) => return Err(Error::usage("the client did not begin with a handshake").caused_by(error)),
    };
    match running.waiting().await {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::internal("serving standard input ended without a result", error)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

    use super::*;

    async fn started() -> (DuplexStream, tokio::task::JoinHandle<Result<()>>, CancellationToken) {
        let registry = Box::leak(Box::new(Registry::new(Vec::new())));
        let app = Arc::new(App::scratch().await);
        let server = Server::new(registry, app, Callers::One(Principal::shell("ann")));
        let (client, theirs) = tokio::io::duplex(64 * 1024);
        let (input, output) = tokio::io::split(theirs);
        let shutdown = CancellationToken::new();
        (client, tokio::spawn(serve(server, input, output, shutdown.clone())), shutdown)
    }

    async fn ask(client: &mut BufReader<DuplexStream>, message: &Value) -> Value {
        client.get_mut().write_all(format!("{message}\n").as_bytes()).await.unwrap();
        let mut line = String::new();
        client.read_line(&mut line).await.unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn initialize() -> Value {
        let info = json!({"name": "test", "version": "1"});
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info});
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
    }

    #[tokio::test]
    async fn a_client_is_served_until_it_closes_its_side() {
        let (client, task, _shutdown) = started().await;
        let mut client = BufReader::new(client);
        assert_eq!(ask(&mut client, &initialize()).await["result"]["serverInfo"]["name"], "rosmcp");
        client
            .get_mut()
            .write_all(b"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n")
            .await
            .unwrap();
        let list = ask(&mut client, &json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"})).await;
        assert_eq!(list["result"]["tools"], json!([]));
        let call = json!({"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "x", "arguments": []}});
        let refused = ask(&mut client, &call).await;
        assert_eq!((&refused["id"], &refused["error"]["code"]), (&json!(3), &json!(-32602)), "{refused}");
        drop(client);
        task.await.unwrap().unwrap();
    }

    async fn say(client: &mut BufReader<DuplexStream>, text: &[u8]) -> Value {
        client.get_mut().write_all(&[text, b"\n"].concat()).await.unwrap();
        let mut line = String::new();
        client.read_line(&mut line).await.unwrap();
        serde_json::from_str(&line).unwrap()
    }

    #[tokio::test]
    async fn a_line_that_is_no_message_is_answered_and_the_next_one_served() {
        let (client, task, _shutdown) = started().await;
        let mut client = BufReader::new(client);
        let mut expect = async |text: &[u8], code: i32, id: Value| {
            let answer = say(&mut client, text).await;
            let got = (&answer["jsonrpc"], &answer["error"]["code"], &answer["id"]);
            assert_eq!(got, (&json!("2.0"), &json!(code), &id), "{}", String::from_utf8_lossy(text));
            assert!(answer.as_object().unwrap().contains_key("id"), "{answer}");
        };
        expect(b"{", -32700, Value::Null).await;
        expect(b"\xff\xfe", -32700, Value::Null).await;
        expect(b"{\"jsonrpc\":\"2.0\",\"id\":1,}", -32700, Value::Null).await;
        expect(b"[]", -32600, Value::Null).await;
        expect(b"{\"id\":7,\"method\":5}", -32600, json!(7)).await;
        assert_eq!(ask(&mut client, &initialize()).await["result"]["serverInfo"]["name"], "rosmcp");
        // Neither is a request, so neither has an answer: the next line's is the first to come.
        let silent = b"\n{\"jsonrpc\":\"2.0\",\"method\":\"$/unknown\",\"params\":1}\n";
        client.get_mut().write_all(silent).await.unwrap();
        let list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"});
        assert_eq!(ask(&mut client, &list).await["id"], 2);
        let long = [b"\"", vec![b'x'; 17 * 1024 * 1024].as_slice(), b"\""].concat();
        assert_eq!(say(&mut client, &long).await["error"]["code"], -32600);
        assert_eq!(ask(&mut client, &list).await["id"], 2);
        // The last line may lack its end.
        client.get_mut().write_all(list.to_string().as_bytes()).await.unwrap();
        client.get_mut().shutdown().await.unwrap();
        let mut line = String::new();
        client.read_line(&mut line).await.unwrap();
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["id"], 2);
        drop(client);
        task.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn leaving_without_a_word_is_no_fault() {
        let (client, task, _shutdown) = started().await;
        drop(client);
        task.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_stop_ends_it_while_the_client_is_there() {
        let (client, task, shutdown) = started().await;
        let mut client = BufReader::new(client);
        ask(&mut client, &initialize()).await;
        shutdown.cancel();
        task.await.unwrap().unwrap();
    }
}
