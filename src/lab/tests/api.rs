//! The binary API, word by word.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::router;
use crate::lab::{Lab, Options, Running, start};

/// Longer than anything here takes.
const PATIENT: Duration = Duration::from_secs(30);

/// A connection that sees every word; words must be shorter than 128 bytes.
pub(super) struct Api(TcpStream);

impl Api {
    async fn connect(router: &Running) -> Self {
        Self(TcpStream::connect((router.address, router.api_port)).await.expect("connects"))
    }

    /// A connection that has logged in.
    pub(super) async fn open(router: &Running, user: &str, password: &str) -> Self {
        let mut api = Self::connect(router).await;
        api.say(&["/login", &format!("=name={user}"), &format!("=password={password}")]).await;
        assert_eq!(api.hear().await, ["!done"]);
        api
    }

    pub(super) async fn admin(router: &Running) -> Self {
        Self::open(router, &router.username, &router.password).await
    }

    pub(super) async fn say(&mut self, words: &[&str]) {
        let word = |word: &&str| [&[u8::try_from(word.len()).expect("short")], word.as_bytes()].concat();
        let bytes: Vec<u8> = words.iter().flat_map(word).chain([0]).collect();
        self.0.write_all(&bytes).await.expect("writes");
    }

    pub(super) async fn hear(&mut self) -> Vec<String> {
        tokio::time::timeout(PATIENT, self.sentence()).await.expect("an answer in time")
    }

    async fn sentence(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        loop {
            let length = self.0.read_u8().await.expect("not closed yet");
            if length == 0 {
                return words;
            }
            assert!(length < 0x80, "a longer word than the tests ask for");
            let mut word = vec![0; usize::from(length)];
            self.0.read_exact(&mut word).await.expect("not closed yet");
            words.push(String::from_utf8(word).expect("text"));
        }
    }

    /// Everything up to the end of an untagged command.
    pub(super) async fn ask(&mut self, words: &[&str]) -> Vec<Vec<String>> {
        self.say(words).await;
        let mut heard = Vec::new();
        while heard.last().is_none_or(|words: &Vec<String>| words[0] != "!done") {
            heard.push(self.hear().await);
        }
        heard
    }

    /// The rows of a command that must succeed.
    pub(super) async fn rows(&mut self, words: &[&str]) -> Vec<BTreeMap<String, String>> {
        let mut heard = self.ask(words).await;
        assert_eq!(heard.pop().expect("an end"), ["!done"]);
        heard.retain(|words| words[0] != "!empty");
        heard.iter().map(|words| row(words)).collect()
    }

    /// What `!done` carries.
    pub(super) async fn ret(&mut self, words: &[&str]) -> String {
        let heard = self.ask(words).await;
        let end = heard.last().expect("an end");
        end.get(1)
            .and_then(|word| word.strip_prefix("=ret="))
            .unwrap_or_else(|| panic!("{heard:?}"))
            .to_owned()
    }

    pub(super) async fn is_closed(&mut self) -> bool {
        tokio::time::timeout(PATIENT, self.0.read_u8()).await.expect("an end in time").is_err()
    }
}

fn row(words: &[String]) -> BTreeMap<String, String> {
    assert_eq!(words[0], "!re", "{words:?}");
    let attributes = words.iter().filter_map(|word| word.strip_prefix('=')?.split_once('='));
    attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

async fn chr() -> (Lab, Api) {
    let (lab, _) = router("chr", 1).await;
    let api = Api::admin(&lab.routers()[0]).await;
    (lab, api)
}

#[tokio::test]
async fn a_wrong_password_may_be_tried_again_and_nothing_is_heard_before() {
    let (lab, _) = router("chr", 1).await;
    let router = &lab.routers()[0];
    let mut api = Api::connect(router).await;
    for words in [["/login", "=name=admin", "=password=wrong"], ["/login", "=name=nobody", "=password="]] {
        api.say(&words).await;
        assert_eq!(api.hear().await, ["!trap", "=message=invalid user name or password (6)"]);
        assert_eq!(api.hear().await, ["!done"]);
    }
    api.say(&["/login", "=name=admin", &format!("=password={}", router.password), ".tag=l"]).await;
    assert_eq!(api.hear().await, ["!done", ".tag=l"]);
    let log =
        api.rows(&["/log/print", "?message=login failure for user admin from 10.40.0.20 via api"]).await;
    assert_eq!(log[0]["topics"], "system,error,critical");

    let mut stranger = Api::connect(router).await;
    stranger.say(&["/interface/print"]).await;
    assert_eq!(stranger.hear().await, ["!fatal", "not logged in"]);
    assert!(stranger.is_closed().await);
}

#[tokio::test]
async fn the_challenge_of_old_versions_is_given_and_never_accepted() {
    let (lab, _) = router("chr", 1).await;
    let mut api = Api::connect(&lab.routers()[0]).await;
    assert_eq!(api.ret(&["/login"]).await.len(), 32);
    let heard = api.ask(&["/login", "=name=admin", "=response=0000"]).await;
    assert_eq!(heard[0], ["!trap", "=message=invalid user name or password (6)"]);
}

#[tokio::test]
async fn a_login_needs_the_policy_and_each_command_its_own() {
    let (lab, _) = router("chr", 1).await;
    let router = &lab.routers()[0];
    router.add_user("web", "p", "read,rest-api").expect("a user");
    router.add_user("eye", "p", "read,api").expect("a user");
    let mut web = Api::connect(router).await;
    let heard = web.ask(&["/login", "=name=web", "=password=p"]).await;
    assert_eq!(heard[0], ["!trap", "=message=std failure: not allowed (9)"]);
    let mut eye = Api::open(router, "eye", "p").await;
    assert!(!eye.rows(&["/interface/print"]).await.is_empty());
    for words in [["/ip/pool/add", "=name=x"], ["/user/add", "=name=x"], ["/ping", "=address=127.0.0.1"]] {
        let heard = eye.ask(&words).await;
        assert_eq!(heard[0], ["!trap", "=message=not enough permissions (9)"], "{words:?}");
    }
}

#[tokio::test]
async fn rows_are_printed_filtered_and_counted() {
    let (_lab, mut api) = chr().await;
    let all = api.rows(&["/interface/print"]).await;
    assert_eq!(
        api.rows(&["/interface/getall", "?type=ether", "?type=loopback", "?#|"]).await.len(),
        all.len()
    );
    let one = api.rows(&["/interface/print", "=.proplist=name,type", "?name=ether1"]).await;
    assert_eq!(one, [BTreeMap::from([("name".into(), "ether1".into()), ("type".into(), "ether".into())])]);
    assert_eq!(api.ret(&["/interface/print", "=count-only="]).await, all.len().to_string());
    assert_eq!(api.ask(&["/interface/print", "?name=none"]).await, [["!empty"], ["!done"]]);
    let identity = api.ask(&["/system/identity/print", ".tag=a b"]).await;
    assert_eq!(identity[0], ["!re", ".tag=a b", "=name=lab-1"]);
}

#[tokio::test]
async fn before_7_18_no_rows_are_just_the_end() {
    let options = Options { count: 1, version: Some("7.17.2".into()), ..Options::default() };
    let lab = start(options).await.expect("a lab");
    let mut api = Api::admin(&lab.routers()[0]).await;
    assert_eq!(api.ask(&["/interface/print", "?name=none"]).await, [["!done"]]);
}

#[tokio::test]
async fn rows_are_added_changed_moved_and_removed() {
    let (_lab, mut api) = chr().await;
    let add = |comment: &'static str| ["/ip/firewall/filter/add", "=chain=forward", "=action=drop", comment];
    let first = api.ret(&add("=comment=a=b")).await;
    let second = api.ret(&add("=src-address=192.0.2.1")).await;
    assert_eq!(
        api.ask(&["/ip/firewall/filter/move", &id(&second), &format!("=destination={first}")]).await,
        [["!done"]]
    );
    let rules = api.rows(&["/ip/firewall/filter/print", "=.proplist=.id,comment,src-address"]).await;
    let at = |id: &str| rules.iter().position(|rule| rule[".id"] == id).expect("there");
    assert_eq!((at(&second) + 1, rules[at(&first)]["comment"].as_str()), (at(&first), "a=b"));
    for (words, name, value) in [
        (["/ip/firewall/filter/disable", ""], "disabled", Some("true")),
        (["/ip/firewall/filter/enable", ""], "disabled", Some("false")),
        (["/ip/firewall/filter/set", "=comment=other"], "comment", Some("other")),
        (["/ip/firewall/filter/unset", "=value-name=src-address"], "src-address", None),
    ] {
        let said: Vec<_> = words.iter().copied().filter(|word| !word.is_empty()).collect();
        let by_id = id(&second);
        assert_eq!(api.ask(&[&said[..], &[&by_id]].concat()).await, [["!done"]], "{words:?}");
        let rule = &api.rows(&["/ip/firewall/filter/print", &format!("?.id={second}")]).await[0];
        assert_eq!(rule.get(name).map(String::as_str), value, "{words:?}");
    }
    assert_eq!(api.ask(&["/ip/firewall/filter/remove", &id(&second)]).await, [["!done"]]);
    let gone = api.ask(&["/ip/firewall/filter/remove", &id(&second)]).await;
    assert_eq!(gone[0], ["!trap", "=category=0", "=message=no such item"]);
}

fn id(id: &str) -> String {
    format!("=.id={id}")
}

#[tokio::test]
async fn refusals_have_the_routers_words_and_categories() {
    let (_lab, mut api) = chr().await;
    for (words, trap) in [
        (
            vec!["/ip/address/add", "=address=192.168.88.1", "=interface=asdf"],
            vec![vec!["!trap", "=category=1", "=message=input does not match any value of interface"]],
        ),
        (vec!["/ip/pool/add", "=bogus=1"], vec![vec!["!trap", "=message=unknown parameter bogus"]]),
        (
            vec!["/no/such/print"],
            vec![
                vec!["!trap", "=category=0", "=message=no such command or directory (no)"],
                vec!["!trap", "=message=no such command prefix"],
            ],
        ),
        (
            vec!["/system/shutdown"],
            vec![vec![
                "!trap",
                "=x-sim-unsupported=/system/shutdown",
                "=message=not simulated: /system/shutdown",
            ]],
        ),
    ] {
        let mut heard = api.ask(&words).await;
        heard.pop();
        heard.retain(|words| words[1] != "=message=no such command prefix" || trap.len() > 1);
        assert_eq!(heard, trap, "{words:?}");
    }
}

#[tokio::test]
async fn commands_run_side_by_side_and_rows_come_as_they_are() {
    let (_lab, mut api) = chr().await;
    api.say(&["/ping", "=address=127.0.0.1", "=interval=100ms", ".tag=p"]).await;
    api.say(&["/system/identity/print", ".tag=i"]).await;
    let (mut pings, mut named) = (0, false);
    while pings < 3 || !named {
        let words = api.hear().await;
        match words[1].as_str() {
            ".tag=p" => pings += 1,
            _ => named = true,
        }
        assert_ne!(words, ["!done", ".tag=p"], "it has no end of its own");
    }
    api.say(&["/cancel", "=tag=p", ".tag=c"]).await;
    let mut rest = Vec::new();
    while rest.last().is_none_or(|words: &Vec<String>| words[..] != ["!done", ".tag=p"]) {
        rest.push(api.hear().await);
    }
    rest.retain(|words| words[0] != "!re" && words[1] != ".tag=i");
    let interrupted = vec!["!trap", ".tag=p", "=category=2", "=message=interrupted"];
    assert_eq!(rest, [interrupted, vec!["!done", ".tag=c"], vec!["!done", ".tag=p"]]);
}

#[tokio::test]
async fn a_listener_hears_what_changes_until_it_is_cancelled() {
    let (lab, mut api) = chr().await;
    let mut other = Api::admin(&lab.routers()[0]).await;
    api.say(&["/ip/pool/listen", ".tag=2"]).await;
    // The commands of one connection begin in the order in which they come.
    let id_of = |words: &[String]| row(words)[".id"].clone();
    api.say(&["/ip/pool/add", "=name=one", "=ranges=192.0.2.1", ".tag=3"]).await;
    let (mut first, mut second) = (api.hear().await, api.hear().await);
    if first[0] == "!done" {
        std::mem::swap(&mut first, &mut second);
    }
    assert_eq!(second[1], ".tag=3");
    assert_eq!((first[1].as_str(), row(&first)["name"].as_str()), (".tag=2", "one"));
    let made = id_of(&first);
    other.ask(&["/ip/pool/set", &id(&made), "=comment=changed"]).await;
    assert_eq!(row(&api.hear().await)["comment"], "changed");
    other.ask(&["/ip/pool/remove", &id(&made)]).await;
    assert_eq!(api.hear().await, ["!re", ".tag=2", &id(&made), "=.dead=true"]);
    api.say(&["/cancel", "=tag=2"]).await;
    assert_eq!(api.hear().await, ["!trap", ".tag=2", "=category=2", "=message=interrupted"]);
    assert_eq!(api.hear().await, ["!done"]);
    assert_eq!(api.hear().await, ["!done", ".tag=2"]);
    other.ask(&["/ip/pool/add", "=name=two", "=ranges=192.0.2.2"]).await;
    assert_eq!(
        api.rows(&["/system/identity/print"]).await.len(),
        1,
        "nothing of the listener comes any more"
    );
}

#[tokio::test]
async fn logins_and_connections_are_seen_while_they_last() {
    let (lab, mut api) = chr().await;
    let router = &lab.routers()[0];
    let mut second = Api::admin(router).await;
    let active = ["/user/active/print", "?via=api", "?address=10.40.0.20"];
    assert_eq!(api.rows(&active).await.len(), 2);
    assert_eq!(api.rows(&["/ip/service/print", "?name=api", "?connection=true"]).await.len(), 2);
    second.say(&["/quit"]).await;
    assert_eq!(second.hear().await, ["!fatal", "session terminated on request"]);
    assert!(second.is_closed().await);
    let deadline = crate::clock::monotonic() + PATIENT;
    while api.rows(&active).await.len() > 1 {
        assert!(crate::clock::monotonic() < deadline, "the login stays for ever");
    }
    let out = api.rows(&["/log/print", "?message=user admin logged out from 10.40.0.20 via api"]).await;
    assert_eq!(out.len(), 1);
}

#[tokio::test]
async fn what_is_no_sentence_ends_the_connection() {
    let (_lab, mut api) = chr().await;
    api.0.write_all(&[0xff, 0xff]).await.expect("writes");
    assert!(api.is_closed().await);
}
