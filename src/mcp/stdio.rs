//! One client on standard input and output.
//!
//! Nothing but protocol goes to standard output; logs go to standard error. Ends when the client closes its side.

use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::server::{Callers, Server};
use crate::app::App;
use crate::domain::principal::Principal;
use crate::error::{Error, Result};
use crate::tools::registry::Registry;

/// Serves the process's standard streams until the client closes them or `shutdown` is cancelled; every call is made by
/// `user` of the shell.
pub async fn serve_stdio(
    registry: &'static Registry,
    app: Arc<App>,
    user: &str,
    shutdown: CancellationToken,
) -> Result<()> {
    let server = Server::new(registry, app, Callers::One(Principal::shell(user)));
    let (input, output) = rmcp::transport::io::stdio_pipes();
    serve(server, input, output, shutdown).await
}

async fn serve<R, W>(server: Server, input: R, output: W, shutdown: CancellationToken) -> Result<()>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let running = match server.serve_with_ct((input, output), shutdown).await {
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
