//! Asking a router's DNS client for a name.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::App;
use super::diagnose::{PATIENCE, run};
use super::sanitise::clean_text;
use crate::domain::device::check_host;
use crate::domain::row::RawRow;
use crate::error::{Error, ErrorKind, Result, WhileDoing};

/// What a name means to a router.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Resolved {
    /// The device that was asked.
    pub device: String,
    /// The name.
    pub name: String,
    /// The server that it asked, where one was given; else its own settings decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// What it answered.
    pub address: String,
}

impl App {
    /// Has the device `name` resolve `wanted`, with its own servers or with `server`.
    pub async fn resolve(
        &self,
        name: &str,
        wanted: &str,
        server: Option<&str>,
        cancel: &CancellationToken,
    ) -> Result<Resolved> {
        let device = self.reachable_device(name).await?;
        let doing = || format!("resolving {wanted} on {:?}", device.name);
        let mut arguments = RawRow::from([("domain-name".to_owned(), check_host(wanted)?)]);
        if let Some(server) = server {
            arguments.insert("server".to_owned(), check_host(server)?);
        }
        let session = self.session(&device).await?;
        let reply =
            session.call_within(run("resolve", &arguments), PATIENCE, cancel).await.while_doing(doing)?;
        let silent = || {
            Error::new(ErrorKind::DeviceRejected, "the router answered without an address")
                .while_doing(doing())
        };
        let address = reply.ret.as_deref().filter(|text| !text.is_empty()).ok_or_else(silent)?;
        Ok(Resolved {
            device: device.name.clone(),
            name: wanted.to_owned(),
            server: server.map(str::to_owned),
            address: clean_text(address),
        })
    }
}
