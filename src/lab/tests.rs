//! The lab from outside: real sockets, raw HTTP.

mod access;
mod api;
mod client;
mod clock;
mod export;
mod faults;
mod management;
mod menus;
mod power;
mod reading;
mod refusing;
mod safe_mode;
mod scripts;
mod writing;

use super::{Lab, Options, start};
use client::Client;

/// One router of the model `model` whose time runs `speed` times as fast, and a client of its admin.
async fn router(model: &str, speed: u32) -> (Lab, Client) {
    let options = Options { count: 1, model: Some(model.to_owned()), speed, ..Options::default() };
    let lab = start(options).await.expect("a lab");
    let client = Client::of(&lab.routers()[0]);
    (lab, client)
}
