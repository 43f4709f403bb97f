//! Starting and stopping simulated routers.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::admin::Admin;
use super::certificate::{self, Identity};
use super::clockwork;
use super::device_mode;
use super::doors::{Door, Doors, bind};
use super::faults::{Rule, Rules};
use super::management::{Kind, Management, Verdict};
use super::models;
use super::router::Router;
use super::table::Origin;
use super::time::{Clock, Moment};
use super::write::{self, Author};
use crate::error::{Error, ErrorKind, Result, WhileDoing as _};
use crate::random;

/// The user that every router has.
const USER: &str = "admin";

/// How many routers a lab may have.
const MOST_ROUTERS: u16 = 1000;

/// What a lab shall be.
#[derive(Clone)]
pub struct Options {
    /// How many routers, named `lab-1`, `lab-2`, ….
    pub count: u16,
    /// The model of all of them; without one they take turns.
    pub model: Option<String>,
    /// The RouterOS version of all of them (`7.22.1`); without one each model's own.
    pub version: Option<String>,
    /// The password of `admin`; without one each router gets its own random one.
    pub password: Option<String>,
    /// The device-mode of all of them (`home`, `advanced`); without one each model's own.
    pub device_mode: Option<String>,
    /// How long a router's time goes by until it takes a client whose packets are lost for gone; 9 minutes at most on
    /// real ones.
    pub patience: Duration,
    /// How many times as fast as the host's clock the routers' time runs.
    pub speed: u32,
    /// What shall go wrong from the start.
    pub faults: Vec<Rule>,
    /// Whether there is an admin port, where faults can be had while the lab runs.
    pub admin: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            count: 3,
            model: None,
            version: None,
            device_mode: None,
            password: None,
            patience: Duration::from_mins(9),
            speed: 1,
            faults: Vec::new(),
            admin: false,
        }
    }
}

/// A simulated router that answers.
#[derive(Clone)]
pub struct Running {
    /// `lab-1`.
    pub name: String,
    /// Its model.
    pub model: String,
    /// Its RouterOS version, with the channel.
    pub version: String,
    /// Where it listens.
    pub address: IpAddr,
    /// The port of `https`.
    pub rest_port: u16,
    /// The port of plain `http`.
    pub rest_plain_port: u16,
    /// The port of the plain binary API.
    pub api_port: u16,
    /// The port of the binary API over TLS.
    pub api_tls_port: u16,
    /// A user of the group `full`.
    pub username: String,
    /// His password.
    pub password: String,
    /// SHA-256 of its certificate, lower-case hexadecimal.
    pub certificate_sha256: String,
    /// Who its clients are to it; `None` for a model that doesn't say.
    pub management: Option<Management>,
    pub(super) router: Arc<Router>,
    doors: Arc<Doors>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the password.
        let ports = (self.rest_port, self.rest_plain_port, self.api_port, self.api_tls_port);
        f.debug_struct("Running").field("name", &self.name).field("ports", &ports).finish_non_exhaustive()
    }
}

impl Running {
    /// Adds a user with exactly `policies` (`read,api,rest-api`), in a group of its own.
    ///
    /// Fails with `Configuration` when the router refuses it.
    pub fn add_user(&self, name: &str, password: &str, policies: &str) -> Result<()> {
        let group = format!("{name}-group");
        self.seed("user/group", &[("name", &group), ("policy", policies)])?;
        self.seed("user", &[("name", name), ("password", password), ("group", &group)])
    }

    /// Lets `span` of the router's time pass in no time: what is due meanwhile runs, once.
    pub fn advance(&self, span: Duration) {
        self.router.clock.advance(span);
    }

    /// Sets the router's wall clock so many milliseconds forward or back, while its uptime goes on.
    pub fn jump(&self, millis: i64) {
        self.router.clock.jump(millis);
    }

    /// What the router's clocks show.
    pub(super) fn now(&self) -> Moment {
        self.router.clock.now()
    }

    /// How clients reach it at the moment, as JSON: who they are to it, where their packets arrive, and for every
    /// service its port, the port on loopback that stands for it now, whether a new connection comes through, and which
    /// firewall rules that decision had to leave out.
    ///
    /// A service that moved to another port gets its port on loopback by this. Fails with `Internal` when there is none.
    pub async fn reach(&self) -> Result<serde_json::Value> {
        let doors = self.doors.all().await?;
        let services: serde_json::Map<_, _> = doors.iter().map(|door| self.service(door)).collect();
        Ok(json!({
            "router": self.name,
            "management": self.management,
            "interface": self.router.interface(),
            "services": services,
        }))
    }

    fn service(&self, door: &Door) -> (String, serde_json::Value) {
        let kind = Kind { service: door.service, port: door.port, established: false };
        let reachable = self.router.verdict(kind) == Verdict::Pass;
        let told = json!({
            "port": door.port,
            "listens": door.listens,
            "reachable": reachable,
            "rules-not-evaluated": self.router.unread(kind),
        });
        (door.service.to_owned(), told)
    }

    /// What shall go wrong.
    pub(super) fn faults(&self) -> &Rules {
        &self.router.faults
    }

    /// Adds a row as a model does, with any field.
    pub(super) fn seed(&self, path: &str, words: &[(&str, &str)]) -> Result<()> {
        let words: Vec<_> =
            words.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut state = self.router.state();
        let menu =
            state.tree.menu(path).ok_or_else(|| Error::configuration(format!("the lab has no /{path}")))?;
        write::seed(&mut state, menu, None, &words, Author::Model(Origin::User), self.router.clock.now())
            .map_err(|trap| Error::configuration(format!("the lab refuses a row of /{path}: {trap:?}")))
    }
}

/// Simulated routers, stopped when they are dropped.
#[derive(Debug)]
pub struct Lab {
    routers: Vec<Running>,
    admin: Option<SocketAddr>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Lab {
    /// The routers, in the order of their names.
    pub fn routers(&self) -> &[Running] {
        &self.routers
    }

    /// Where the admin port is: `http://127.0.0.1:PORT`.
    pub fn admin_url(&self) -> Option<String> {
        self.admin.map(|address| format!("http://{address}"))
    }

    /// Lets requests meet the faults that `rules` say, from now on.
    ///
    /// Fails with `NotFound` when a rule names a router that the lab doesn't have; then none of them holds.
    pub fn fault(&self, rules: &[Rule]) -> Result<()> {
        lay(&self.routers, rules)
    }

    /// Forgets every fault.
    pub fn mend(&self) {
        self.routers.iter().for_each(|router| router.faults().clear());
    }

    /// Closes every listener and connection; returns when they are gone.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Starts routers on 127.0.0.1 at free ports.
///
/// Fails with `Usage` for a count out of range and with `Configuration` for an unknown model or version.
pub async fn start(options: Options) -> Result<Lab> {
    if !(1..=MOST_ROUTERS).contains(&options.count) {
        return Err(Error::usage(format!("a lab has 1 to {MOST_ROUTERS} routers")));
    }
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.close();
    let mut lab = Lab { routers: Vec::new(), admin: None, stop, tasks };
    let models: Vec<_> = models::names().collect();
    for (number, model) in (1..=options.count).zip(models.iter().cycle()) {
        let model = options.model.as_deref().unwrap_or(model);
        let name = format!("lab-{number}");
        let running = launch(&lab, &options, &name, model).await;
        lab.routers.push(running.while_doing(|| format!("starting the simulated router {name}"))?);
    }
    lab.fault(&options.faults)?;
    if options.admin {
        lab.admin = Some(administer(&lab)?);
    }
    Ok(lab)
}

/// Gives each rule to the routers that it is about.
pub(super) fn lay(routers: &[Running], rules: &[Rule]) -> Result<()> {
    let about = |rule: &Rule, router: &Running| rule.router.as_ref().is_none_or(|name| *name == router.name);
    if let Some(name) = rules
        .iter()
        .filter(|rule| !routers.iter().any(|router| about(rule, router)))
        .find_map(|rule| rule.router.as_ref())
    {
        return Err(Error::new(ErrorKind::NotFound, format!("the lab has no router {name:?}")));
    }
    for rule in rules {
        for router in routers.iter().filter(|router| about(rule, router)) {
            router.faults().add(rule.clone());
        }
    }
    Ok(())
}

/// Opens the admin port; returns where.
fn administer(lab: &Lab) -> Result<SocketAddr> {
    let (listener, address) = bind(Ipv4Addr::LOCALHOST.into())?;
    let (routers, stop, tasks) = (lab.routers.clone(), lab.stop.clone(), lab.tasks.clone());
    lab.tasks.spawn(Admin { routers, address, stop, tasks }.serve(listener));
    Ok(address)
}

/// Starts one router.
async fn launch(lab: &Lab, options: &Options, name: &str, model: &str) -> Result<Running> {
    let address = IpAddr::from(Ipv4Addr::LOCALHOST);
    let password = options.password.clone().map_or_else(random_password, Ok)?;
    let router = boot(options, name, model, &password, lab.stop.clone())?;
    lab.tasks.spawn(clockwork::run(router.clone()));
    let Identity { tls, sha256 } = certificate::identity(name, address)?;
    let doors = Doors::new(router.clone(), address, tls, lab.stop.clone(), lab.tasks.clone());
    let open = doors.all().await?;
    let port = |service| open.iter().find(|door| door.service == service).map_or(0, |door| door.listens);
    let version = router.state().facts.version.clone();
    let management = router.state().facts.management.clone();
    Ok(Running {
        name: name.to_owned(),
        model: model.to_owned(),
        version,
        address,
        rest_port: port("www-ssl"),
        rest_plain_port: port("www"),
        api_port: port("api"),
        api_tls_port: port("api-ssl"),
        username: USER.to_owned(),
        password,
        certificate_sha256: sha256,
        management,
        router,
        doors: Arc::new(doors),
    })
}

/// Loads the model and makes it this router: its name, its password, its open services.
fn boot(
    options: &Options,
    name: &str,
    model: &str,
    password: &str,
    stop: CancellationToken,
) -> Result<Arc<Router>> {
    let clock = std::cell::OnceCell::new();
    let now = |uptime: i64| -> Moment { clock.get_or_init(|| Clock::start(uptime, options.speed)).now() };
    let mut state = models::load(model, options.version.as_deref(), now)?;
    for (path, row, field, value) in [
        ("system/identity", None, "name", name),
        ("user", Some(USER), "password", password),
        ("ip/service", Some("www"), "disabled", "no"),
        ("ip/service", Some("www-ssl"), "disabled", "no"),
        ("ip/service", Some("api"), "disabled", "no"),
        ("ip/service", Some("api-ssl"), "disabled", "no"),
    ] {
        personal(&mut state, path, row, field, value).map_err(|trap| {
            Error::configuration(format!("the lab model {model} has no usable /{path}: {trap:?}"))
        })?;
    }
    if let Some(mode) = &options.device_mode {
        for (field, value) in device_mode::fields(mode)? {
            personal(&mut state, "system/device-mode", None, field, value)
                .map_err(|trap| Error::configuration(format!("{model} has no device-mode: {trap:?}")))?;
        }
    }
    let clock = clock.into_inner().unwrap_or_else(|| Clock::start(0, options.speed));
    Ok(Router::new(state, clock, options.patience, stop))
}

/// Sets one field that differs from router to router.
fn personal(
    state: &mut super::state::State,
    path: &str,
    row: Option<&str>,
    field: &str,
    value: &str,
) -> super::trap::Outcome<()> {
    let Some(menu) = state.tree.menu(path) else { return Ok(()) };
    let id = row.map_or(Ok(0), |name| write::find(state, menu, name))?;
    let now = Moment { wall: crate::clock::now_ms(), uptime: state.facts.uptime };
    write::set_rows(
        state,
        menu,
        &[id],
        &[(field.to_owned(), value.to_owned())],
        Author::Model(Origin::User),
        now,
    )
}

/// 24 random hexadecimal digits.
fn random_password() -> Result<String> {
    Ok(certificate::hex(&random::bytes::<12>()?))
}
