//! Canaries: secrets of every kind go through one installation, from the shell and through a server that logs all it can,
//! by what works and by what fails. Then they are looked for in whatever was told and in every file.

use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};

use super::browser::{come_back, header, set_out};
use super::client::Served;
use super::mint::{Signer, with};
use super::provider::Provider;
use crate::it::serve::{Server, stateless_with};
use crate::it::support::{Installation, Routers, holds};

const WIREGUARD: &str = "Y2FuYXJ5LXdpcmVndWFyZC1wcml2YXRlLWtleS00NzE=";
const COMMUNITY: &str = "canary-community-4711";
const PPP: &str = "canary-ppp-4711";
const PLANNED: &str = "canary-planned-4711";
const WRONG: &str = "canary-wrong-password-4711";
const DATABASE: &str = "canary-database-4711";
const CLIENT: &str = "canary-client-secret-4711";
const BEARER: &str = "canary-bearer-4711";
const COOKIE: &str = "canary-cookie-4711";
const BODY: &str = "canary-body-4711";
const CODE: &str = "canary-code-4711";
/// Menus that hold secrets, and one that there is not.
const MENUS: [&str; 6] =
    ["interface/wireguard", "interface/wireguard/peers", "snmp/community", "ppp/secret", "user", "no/such"];
/// Of the routers as they are made.
const MADE: [&str; 2] =
    ["g2O9VrfGhc0UgWiA6M9vs1mxwwVkGHMLGQA45qRyIJE=", "JWQN9XmCq31SuIrxKRLXfG9V+9yQkfEQQfXIEv6iCFk="];

#[test]
fn secrets_are_in_no_log_file_metric_answer_or_argument() {
    let (installation, routers) = (Installation::new(), Routers::start(2));
    let mut told = Told { installation: &installation, text: String::new() };
    let devices: Vec<_> = routers
        .all()
        .iter()
        .flat_map(|router| [router.name.clone(), format!("{}-api", router.name)])
        .collect();
    routers.intervene("interface/wireguard", "add", &[("name", "canary"), ("private-key", WIREGUARD)]);
    routers.intervene("snmp/community", "add", &[("name", COMMUNITY)]);
    routers.intervene("ppp/secret", "add", &[("name", "canary"), ("password", PPP)]);
    for router in routers.all() {
        installation.add_both_ways(router);
        for name in [router.name.clone(), format!("{}-api", router.name)] {
            told.run(&["device", "edit", &name, "--allow-advanced-writes"], &[], "");
        }
    }
    installation.add("wrong", routers.first(), "nobody", WRONG);
    told.shell(&devices);
    let provider = Provider::start("");
    let mut secrets = told.server(&provider, &devices);

    let text = told.text;
    for known in ["lab-1-api", "wireguard", "rosmcp_device", "plan.apply", "127.0.0.1:1", "dial", "wrong"] {
        assert!(text.contains(known), "nothing was told of {known}: {text}");
    }
    secrets.extend(routers.all().iter().map(|router| router.password.clone()));
    secrets.push(key_below(installation.path()).trim().to_owned());
    let named = [WIREGUARD, COMMUNITY, PPP, PLANNED, WRONG, DATABASE, CLIENT, BEARER, COOKIE, BODY, CODE];
    secrets.extend(named.iter().chain(&MADE).map(|secret| (*secret).to_owned()));
    let files = installation.stored();
    assert!(files.iter().any(|(name, bytes)| name.ends_with("server.log") && bytes.len() > 1000));
    for secret in secrets {
        assert!(secret.len() > 5, "{secret:?} is too short to be looked for");
        assert!(!holds(text.as_bytes(), &secret), "{secret} was told");
        for (name, bytes) in &files {
            assert!(!holds(bytes, &secret), "{secret} is in {name}");
        }
    }
}

/// What an installation told, wherever.
struct Told<'a> {
    installation: &'a Installation,
    text: String,
}

impl Told<'_> {
    /// Runs a verb that says all it can, and passes on what it printed.
    fn run(&mut self, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> String {
        let mut command = self.installation.command(&[&["-vvv"][..], arguments].concat());
        command.envs(environment.iter().copied());
        let run = Installation::run(&mut command, input);
        self.text.push_str(&run.stdout());
        self.text.push_str(&run.stderr());
        run.stdout()
    }

    /// From the shell: reads, a change, copies, and settings that are right, unreachable and malformed.
    fn shell(&mut self, devices: &[String]) {
        for device in devices {
            for menu in MENUS {
                self.run(&["get", device, menu, "-o", "json"], &[], "");
            }
            self.run(&["config", "export", device], &[], "");
            self.run(&["config", "snapshot", device], &[], "");
        }
        let steps = changes(PLANNED).to_string();
        let plan = self.run(&["plan", "create", "lab-1", "--file", "-", "-o", "json"], &[], &steps);
        let plan: Value = serde_json::from_str(&plan).expect("a plan");
        let text = |name: &str| plan[name].as_str().expect(name).to_owned();
        let (id, digest) = (text("plan_id"), text("digest"));
        self.run(&["plan", "apply", &id, "--digest", &digest], &[], "");
        for how in ["words", "diff", "script", "log"] {
            self.run(&["plan", "show", &id, "--how", how], &[], "");
        }
        self.run(&["device", "test", "wrong"], &[], "");
        self.run(&["device", "set-credential", "wrong", "--password-stdin"], &[], WRONG);
        let client = ("ROUTEROS_MCP_OIDC_CLIENT_SECRET", CLIENT);
        let (open, provider) =
            ("ROUTEROS_MCP_OIDC_ENABLED", ("ROUTEROS_MCP_OIDC_PROVIDER_URL", "http://127.0.0.1:1"));
        for place in
            ["127.0.0.1:1/fleet", "[::/fleet", "127.0.0.1:99999/fleet", "127.0.0.1:1/fleet?sslmode=maybe"]
        {
            let url = format!("postgresql://rosmcp:{DATABASE}@{place}");
            let environment = [("ROUTEROS_MCP_DATABASE_URL", url.as_str()), client, (open, "true"), provider];
            for verb in [
                &["device", "list"][..],
                &["settings", "show"],
                &["settings", "check"],
                &["doctor"],
                &["migrate"],
            ] {
                self.run(verb, &environment, "");
            }
        }
        self.run(&["doctor", "-o", "json"], &[client], "");
    }

    /// Through a server; what it gave to its callers alone, which is as secret.
    fn server(&mut self, provider: &Provider, devices: &[String]) -> Vec<String> {
        let created =
            self.installation.rosmcp(&["token", "create", "robot", "--role", "admin", "-o", "json"]).json();
        let token = created["token"].as_str().expect("a token").to_owned();
        let metrics =
            TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let mut settings =
            provider.settings(&["local_tokens_enabled=true", &format!("metrics_port={metrics}")]);
        settings.push("-vvv".to_owned());
        let log = std::fs::File::create(self.installation.path().join("server.log")).expect("a log");
        let arguments: Vec<_> = settings.iter().map(String::as_str).collect();
        let environment = [("ROUTEROS_MCP_OIDC_CLIENT_SECRET", CLIENT)];
        let server = Server::start_in(self.installation, &arguments, &environment, log.into());
        let server = Served { installation: Installation::empty(), server };
        self.calls(&server.server, &token, devices);
        let access = provider.token(&json!({"sub": "bea"}));
        provider.state().token.clone_from(&access);
        let cookies = self.browsers(&server, &token);
        self.strangers(&server);
        let rogue = Signer::new(jsonwebtoken::Algorithm::ES256, "es");
        let forged =
            rogue.token(&with(&provider.header(), &json!({"kid": "a-strangers-key"})), &provider.claims());
        assert_eq!(server.whoami(&forged).status, 401);
        self.text.push_str(&Server::text_at(metrics, "/metrics"));
        self.text.push_str(&server.server.arguments());
        self.run(&["backup", "create", "--to", "backups"], &[], "");
        self.run(&["audit", "export"], &[], "");
        self.run(&["token", "list", "-o", "json"], &[], "");
        // While the server runs, there is a write-ahead log beside the database.
        for (name, bytes) in self.installation.stored() {
            assert!(!holds(&bytes, &token) && !holds(&bytes, PLANNED), "{name}");
        }
        let refusals = std::fs::read_to_string(self.installation.path().join("server.log")).expect("a log");
        let refusal = refusals
            .lines()
            .find(|line| line.contains("a-strangers-key"))
            .expect("a line about the forged one");
        assert!(
            refusal.contains("refused an access token") && refusal.contains(&provider.issuer),
            "{refusal}"
        );
        let signatures =
            [access, forged].map(|token| token.rsplit('.').next().expect("a signature").to_owned());
        [cookies, vec![token], signatures.to_vec()].concat()
    }

    fn call(&mut self, server: &Server, token: &str, tool: &str, arguments: &Value) -> Value {
        let bearer = format!("authorization: Bearer {token}\r\n");
        let params = json!({"name": tool, "arguments": arguments});
        let (_, answer) = stateless_with(server, &bearer, "tools/call", Some(tool), params);
        self.text.push_str(&answer.to_string());
        answer["result"]["structuredContent"].clone()
    }

    fn calls(&mut self, server: &Server, token: &str, devices: &[String]) {
        for device in devices {
            for menu in MENUS {
                self.call(server, token, "menu_read", &json!({"device": device, "menu": menu}));
            }
            self.call(server, token, "config_export", &json!({"device": device}));
        }
        let plan = json!({"device": "lab-2-api", "steps": changes(PLANNED), "reason": "dial in"});
        let plan = self.call(server, token, "plan_create", &plan);
        let named = json!({"plan_id": plan["plan_id"], "digest": plan["digest"]});
        self.call(server, token, "plan_apply", &named);
        self.call(server, token, "plan_get", &json!({"plan_id": plan["plan_id"]}));
        self.call(server, token, "device_check", &json!({"device": "wrong"}));
        self.call(server, token, "audit_search", &json!({"limit": 200}));
        self.call(server, token, "menu_read", &json!({"device": "lab-1", "menu": "user", "password": BODY}));
    }

    /// Two people with a browser; the cookies that they were given.
    fn browsers(&mut self, served: &Served, token: &str) -> Vec<String> {
        let browser = set_out(served);
        let answer = come_back(served, &browser.cookie, &browser.state, CODE);
        assert_eq!(answer.status, 303, "{}", answer.head);
        let cookies = answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        let mut cookies: Vec<_> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        cookies.push(&browser.cookie);
        let values =
            cookies.iter().filter_map(|cookie| cookie.split_once('=')).map(|(_, value)| value.to_owned());
        let mut secrets: Vec<_> = values.filter(|value| !value.is_empty()).collect();
        for cookie in [cookies[0], COOKIE] {
            let page = served.get("/auth", &[&format!("cookie: {cookie}")]);
            self.text.push_str(&page.head);
        }
        for (token, status) in [(token, 303), (BEARER, 401)] {
            let kind = ["content-type: application/x-www-form-urlencoded"];
            let answer = served.form("/auth/login", &kind, &format!("token={token}"));
            assert_eq!(answer.status, status, "{}", answer.head);
            let cookie = header(&answer, "set-cookie").split([';', '=']).nth(1).unwrap_or_default();
            secrets.extend(Some(cookie.to_owned()).filter(|cookie| !cookie.is_empty()));
        }
        secrets
    }

    /// What is not let in.
    fn strangers(&mut self, served: &Served) {
        let bearer = format!("authorization: Bearer {BEARER}");
        let local = format!("authorization: Bearer rosmcp_{BEARER}_{BEARER}");
        for headers in [[bearer.as_str(), "accept: */*"], [&local, &bearer], [&local, "accept: */*"]] {
            for path in ["/mcp", "/mcp/initialize", "/nowhere"] {
                let answer = served.get(&format!("{path}?token={BEARER}"), &headers);
                self.text.push_str(&format!("{}{}", answer.head, answer.body));
            }
        }
        let answer =
            served.server.post(&json!({"password": BODY}), &format!("{bearer}\r\ncookie: {COOKIE}\r\n"));
        self.text.push_str(&answer.1.to_string());
        let back = come_back(served, &format!("rosmcp_sign_in={COOKIE}"), COOKIE, CODE);
        self.text.push_str(&back.head);
    }
}

/// A change that writes a secret.
fn changes(password: &str) -> Value {
    json!([{"op": "add", "menu": "ppp/secret", "values": {"name": "dial", "password": password}}])
}

/// The key that `init` made, somewhere below `directory`.
fn key_below(directory: &Path) -> String {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let key = key_below(&path);
            if !key.is_empty() {
                return key;
            }
        } else if path.extension().is_some_and(|extension| extension == "key") {
            return std::fs::read_to_string(path).expect("a key");
        }
    }
    String::new()
}
