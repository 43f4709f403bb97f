//! One simulated router: its state, its clock, its users, and the one way to run a command on it.
//!
//! Fronts (REST and the binary API) authenticate and call [`Router::execute`], REST when it is the user's turn
//! ([`Router::run`]); they translate and decide nothing.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::command::{Command, Login, Output};
use super::commands::{self, Place};
use super::faults::{Edit, Rules};
use super::heard::Ear;
use super::jobs::{self, Jobs};
use super::live::{Active, Connection, Live};
use super::management::{Kind, Lookout, Verdict, allowed};
use super::policy::{self, Policies};
use super::power::Power;
use super::session::{Session, Sessions};
use super::state::State;
use super::table::Row;
use super::time::{Clock, Moment};
use super::trap::{Outcome, Trap};
use super::value::Value;
use super::verbs;
use super::view::View;

/// How long a command may take over REST (RouterOS manual, "REST API", timeout).
const SESSION: Duration = Duration::from_mins(1);

/// Connections that a service takes at once where the menu doesn't say (RouterOS manual, "Services").
const MAX_SESSIONS: usize = 20;

/// One router.
pub(super) struct Router {
    /// Its time.
    pub(super) clock: Clock,
    state: Mutex<State>,
    live: Mutex<Live>,
    sessions: Sessions,
    changes: watch::Sender<()>,
    me: Weak<Router>,
    /// The scripts that run.
    pub(super) jobs: Jobs,
    /// How long a client may be silent until it is taken for gone, in the router's time.
    pub(super) patience: Duration,
    /// Whether it runs at all.
    pub(super) power: Power,
    /// Ends everything that runs on it.
    pub(super) stop: CancellationToken,
    lookout: Mutex<Lookout>,
    /// What shall go wrong.
    pub(super) faults: Rules,
    /// What it was asked.
    pub(super) ear: Ear,
}

/// Why a login fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denied {
    /// Unknown user, wrong password, wrong place, or no `rest-api` policy.
    Unauthorized,
    /// The user's group lacks `api` or `read`.
    NoApi,
}

impl Router {
    /// A router in `state` whose time is `clock`, until `stop`; after `patience` a silent client is taken for gone.
    pub(super) fn new(state: State, clock: Clock, patience: Duration, stop: CancellationToken) -> Arc<Self> {
        let changes = watch::Sender::new(());
        let lookout = Mutex::new(Lookout::new(&state, changes.subscribe()));
        Arc::new_cyclic(|me| Self {
            clock,
            state: Mutex::new(state),
            live: Mutex::default(),
            sessions: Sessions::default(),
            changes,
            lookout,
            me: me.clone(),
            jobs: Jobs::default(),
            patience,
            power: Power::default(),
            stop,
            faults: Rules::default(),
            ear: Ear::default(),
        })
    }

    /// The router for something that goes on by itself; `None` when it is about to vanish.
    pub(super) fn shared(&self) -> Option<Arc<Self>> {
        self.me.upgrade()
    }

    /// Tells whoever waits for changes that there may be some.
    pub(super) fn changed(&self) {
        self.changes.send_replace(());
    }

    /// Wakes after every command that may have changed something, and when clients come and go.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// The state, for as long as the guard lives; never held across an await.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock();
        state.expire(self.clock.now().uptime);
        state
    }

    /// What `look` sees.
    pub(super) fn look<T>(&self, login: &Login, look: impl FnOnce(&View<'_>) -> T) -> T {
        let live = self.live.lock().clone();
        let state = self.state();
        look(&View::new(&state, self.clock.now(), &live, login.policies.has("sensitive")))
    }

    /// The session of `user` calling from `from`; a login that is still remembered is used again.
    pub(super) fn login(&self, user: &str, password: &str, from: IpAddr) -> Result<Arc<Session>, Denied> {
        let now = self.clock.now();
        let mut state = self.state();
        let row = user_row(&state, user, password, from).ok_or(Denied::Unauthorized)?;
        if let Some(session) = self.sessions.current(user, from, now.uptime) {
            return Ok(session);
        }
        let (group, policies) = group_of(&state, &row);
        if !policies.has("rest-api") {
            return Err(Denied::Unauthorized);
        }
        if !policies.has("api") || !policies.has("read") {
            return Err(Denied::NoApi);
        }
        self.greet(&mut state, user, &group, from, now);
        let login = Login { user: user.to_owned(), policies, from, session: None };
        Ok(self.sessions.open(login, now.uptime))
    }

    /// Writes down a new login, as the REST server and as its inner API session.
    fn greet(&self, state: &mut State, user: &str, group: &str, from: IpAddr, now: Moment) {
        let mut live = self.live.lock();
        for (via, address) in [("rest-api", from.to_string()), ("api", String::new())] {
            enlist(state, &mut live, (user, group), address, via, now);
        }
    }

    /// Logs `user` in on an API connection from `from`; returns the login and its line in `/user/active`.
    pub(super) fn login_api(&self, user: &str, password: &str, from: IpAddr) -> Result<(Login, u32), Denied> {
        let now = self.clock.now();
        let mut state = self.state();
        let Some(row) = user_row(&state, user, password, from) else {
            let failure = format!("login failure for user {user} from {from} via api");
            state.log.add(now.wall, "system,error,critical", failure);
            return Err(Denied::Unauthorized);
        };
        let (group, policies) = group_of(&state, &row);
        if !policies.has("api") || !policies.has("read") {
            return Err(Denied::NoApi);
        }
        let active = enlist(&mut state, &mut self.live.lock(), (user, &group), from.to_string(), "api", now);
        drop(state);
        self.changed();
        Ok((Login { user: user.to_owned(), policies, from, session: Some(active) }, active))
    }

    /// Ends what [`Router::login_api`] began.
    pub(super) fn logout_api(&self, active: u32) {
        let now = self.clock.now().wall;
        let mut state = self.state();
        let mut live = self.live.lock();
        if let Some(at) = live.active.iter().position(|login| login.id == active) {
            let Active { user, address, via, .. } = live.active.remove(at);
            state.log.add(
                now,
                "system,info,account",
                format!("user {user} logged out from {address} via {via}"),
            );
        }
        state.lose_session(active, self.clock.now());
        drop(state);
        self.changed();
    }

    /// Forgets every login, session and connection, as when the power goes.
    pub(super) fn forget_clients(&self) {
        self.sessions.close_all();
        *self.live.lock() = Live::default();
    }

    /// Runs `work` when it is the session's turn.
    ///
    /// Work of one session runs one after the other. It goes on when the caller gives up. After 60 seconds of the
    /// router's time the session closes, for the work and for everything that waits behind it.
    pub(super) async fn run<T, W>(self: &Arc<Self>, session: Arc<Session>, work: W) -> Outcome<T>
    where
        T: Send + 'static,
        W: Future<Output = Outcome<T>> + Send + 'static,
    {
        let router = self.clone();
        let task = tokio::spawn(async move {
            tokio::select! {
                biased;
                () = session.closed() => Err(Trap::SessionClosed),
                done = session.in_turn(work) => done,
                () = router.clock.sleep(SESSION) => {
                    router.sessions.close(&session);
                    Err(Trap::SessionClosed)
                }
            }
        });
        task.await.unwrap_or(Err(Trap::SessionClosed))
    }

    /// Lets another admin, who may do anything, do something.
    pub(super) async fn intervene(&self, edit: Edit) -> Outcome<Output> {
        self.command(edit.command()).await
    }

    /// Lets another admin run `command`.
    pub(super) async fn command(&self, command: Command) -> Outcome<Output> {
        let (user, from) = ("another".to_owned(), IpAddr::from(Ipv4Addr::LOCALHOST));
        let login = Login { user, policies: Policies::all(), from, session: None };
        self.execute(&login, &command).await
    }

    /// Runs `command` as `login`.
    pub(super) async fn execute(&self, login: &Login, command: &Command) -> Outcome<Output> {
        let place = commands::place(&self.state().tree, &command.path, &command.verb)?;
        let needed = policy::needed(&command.path, &command.verb);
        if !needed.iter().all(|policy| login.policies.has(policy)) {
            return Err(Trap::NOT_ENOUGH);
        }
        let outcome = match place {
            Place::Menu(menu) => verbs::run(self, login, menu, command),
            Place::Command(handler) => commands::run(self, login, handler, command).await,
        };
        if command.path == jobs::MENU && command.verb == "remove" {
            self.kill_removed();
        }
        if !matches!(command.verb.as_str(), "print" | "get" | "find") {
            self.changed();
        }
        outcome
    }

    /// What becomes of the packets of a connection of `kind` at this moment.
    pub(super) fn verdict(&self, kind: Kind) -> Verdict {
        self.lookout.lock().verdict(kind, || self.state())
    }

    /// The interface at which packets of the client arrive, by its present name.
    pub(super) fn interface(&self) -> Option<String> {
        self.lookout.lock().interface(&self.state())
    }

    /// Firewall rules that might decide about new connections of `kind` and that the lab can't evaluate.
    pub(super) fn unread(&self, kind: Kind) -> Vec<String> {
        self.lookout.lock().unread(&self.state(), kind)
    }

    /// Both ends of a connection to `port` as the router sees them, its own end first.
    pub(super) fn ends(&self, port: u16, local: SocketAddr, remote: SocketAddr) -> (SocketAddr, SocketAddr) {
        match &self.state().facts.management {
            Some(way) => ((way.address, port).into(), (way.client, remote.port()).into()),
            None => (local, remote),
        }
    }

    /// The port of `service`.
    pub(super) fn port(&self, service: &str) -> Option<u16> {
        let state = self.state();
        let row = state.rows("ip/service").iter().find(|row| row.text("name") == Some(service))?;
        row.text("port")?.parse().ok()
    }

    /// Notes a TCP connection to `service`; `None` when the router doesn't take it.
    pub(super) fn connect(
        &self,
        service: &'static str,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> Option<u32> {
        let mut state = self.state();
        let row = state.rows("ip/service").iter().find(|row| row.text("name") == Some(service)).cloned();
        let mut live = self.live.lock();
        let open = live.connections.iter().filter(|connection| connection.service == service).count();
        let most =
            row.as_ref().and_then(|row| row.text("max-sessions")?.parse().ok()).unwrap_or(MAX_SESSIONS);
        let welcome = row.is_none_or(|row| row.enabled() && allowed(&row, remote.ip()));
        if !welcome || open >= most {
            return None;
        }
        let id = state.allocate("ip/service");
        live.connections.push(Connection { id, service, local, remote });
        Some(id)
    }

    /// Forgets a TCP connection.
    pub(super) fn disconnect(&self, id: u32) {
        self.live.lock().connections.retain(|connection| connection.id != id);
    }

    /// Whether REST is switched on for a protocol (`rest-plain`, `rest-secure` of `/ip/service/webserver`).
    pub(super) fn rest_is_on(&self, protocol: &str) -> bool {
        !matches!(self.state().setting("ip/service/webserver", protocol), Some("no" | "false"))
    }
}

/// Writes a login of a user of a group to the log and to `/user/active`; returns its number there.
fn enlist(
    state: &mut State,
    live: &mut Live,
    (user, group): (&str, &str),
    address: String,
    via: &'static str,
    now: Moment,
) -> u32 {
    let place = if address.is_empty() { String::new() } else { format!("from {address} ") };
    state.log.add(now.wall, "system,info,account", format!("user {user} logged in {place}via {via}"));
    let id = state.allocate("user/active");
    let (user, group) = (user.to_owned(), group.to_owned());
    live.active.push(Active { id, user, group, address, via, since: now.wall });
    id
}

/// The enabled user of that name, if `password` is right and `from` is allowed.
fn user_row(state: &State, user: &str, password: &str, from: IpAddr) -> Option<Row> {
    let row = state.rows("user").iter().find(|row| row.text("name") == Some(user))?;
    let right = row.text("password").unwrap_or_default() == password;
    (right && row.enabled() && allowed(row, from)).then(|| row.clone())
}

/// Name and policies of the group of a user.
fn group_of(state: &State, user: &Row) -> (String, Policies) {
    let group = match user.get("group") {
        Some(Value::Row { id, .. }) => state.row("user/group", *id).map(|(_, row)| row),
        Some(Value::Text(name)) => state.rows("user/group").iter().find(|row| row.text("name") == Some(name)),
        _ => None,
    };
    let name = group.and_then(|row| row.text("name")).unwrap_or_default().to_owned();
    (name, Policies::read(group.and_then(|row| row.text("policy")).unwrap_or_default()))
}
