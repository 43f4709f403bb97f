//! A router that holds files in memory, behind the real session.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use secrecy::SecretString;

use super::*;
use crate::clock::Instant;
use crate::domain::credential::Credential;
use crate::domain::device::{Endpoint, TransportKind, Trust};
use crate::routeros::session::SessionLimits;
use crate::routeros::text;
use crate::routeros::transport::{Failure, Reply, Stage, Transport};

/// With `/file/read`, and without.
const NEW: bool = true;
const OLD: bool = false;

/// What goes wrong.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    ExportForbidden,
    ExportLost,
    ReadFails,
    ReadHangs,
    RemoveLostOnce,
    RemoveForbidden,
    ClaimsSize(usize),
    SaysPart,
}

/// An account that the wire in these tests has no use for.
fn nobody() -> (Endpoint, Credential) {
    let (host, transport, trust) = ("192.0.2.1".to_owned(), TransportKind::Rest, Trust::Plain);
    let credential = Credential { username: "rosmcp".to_owned(), password: SecretString::from("s3cret!") };
    (Endpoint { host, port: 443, transport, trust }, credential)
}

struct Router {
    configuration: Vec<u8>,
    fault: Fault,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    calls: Mutex<Vec<String>>,
}

impl Router {
    fn new(configuration: impl Into<Vec<u8>>, fault: Fault) -> Arc<Self> {
        let (files, calls) = (Mutex::default(), Mutex::default());
        Arc::new(Self { configuration: configuration.into(), fault, files, calls })
    }

    fn session(self: &Arc<Self>) -> Session {
        let limits = SessionLimits {
            retry_attempts: 2,
            retry_backoff: Duration::from_millis(1),
            ..SessionLimits::default()
        };
        let (endpoint, credential) = nobody();
        Session::over(self.clone(), endpoint, credential, 1, limits)
    }

    fn files(&self) -> Vec<String> {
        self.files.lock().keys().cloned().collect()
    }

    fn called(&self, path: &str) -> usize {
        self.calls.lock().iter().filter(|call| *call == path).count()
    }

    fn export(&self, arguments: &RawRow) -> Result<Reply, Failure> {
        let name = arguments.get("file").expect("a file");
        assert!(name.starts_with("rosmcp-") && !arguments.contains_key("show-sensitive"));
        match self.fault {
            Fault::ExportForbidden => Err(says(ErrorKind::DeviceAuth, "not enough permissions (9)")),
            fault => {
                let mut files = self.files.lock();
                files.insert(format!("{name}.rsc"), self.configuration.clone());
                if fault == Fault::ExportLost { Err(lost()) } else { Ok(Reply::default()) }
            }
        }
    }

    /// The export as the result of a script, in lines that end in one character.
    fn say(&self, arguments: &RawRow) -> Reply {
        assert_eq!(arguments.get("script").map(String::as_str), Some("/export"));
        let said = text::text(&self.configuration).replace("\r\n", "\n");
        let lines = if self.fault == Fault::SaysPart { 100 } else { usize::MAX };
        Reply { rows: Vec::new(), ret: Some(said.split_inclusive('\n').take(lines).collect()) }
    }

    fn print(&self, print: &Print) -> Reply {
        let files = self.files.lock();
        let named = |(name, _): &(&String, &Vec<u8>)| {
            print.equals.iter().all(|(field, value)| field == "name" && value == *name)
        };
        let row = |(name, bytes): (&String, &Vec<u8>)| {
            let size = if let Fault::ClaimsSize(size) = self.fault { size } else { bytes.len() };
            let mut row = RawRow::from([(".id".into(), "*1".into()), ("name".into(), name.clone())]);
            row.insert("size".into(), size.to_string());
            if bytes.len() <= 60_000 && print.fields.contains(&"contents".to_owned()) {
                row.insert("contents".into(), text::text(bytes).into_owned());
            }
            row
        };
        Reply { rows: files.iter().filter(named).map(row).collect(), ret: None }
    }

    async fn read(&self, arguments: &RawRow) -> Result<Reply, Failure> {
        match self.fault {
            Fault::ReadFails => return Err(says(ErrorKind::DeviceRejected, "failure: odd")),
            Fault::ReadHangs => std::future::pending().await,
            _ => {}
        }
        let number = |name: &str| arguments.get(name).and_then(|text| text.parse().ok()).expect("a number");
        let (size, offset): (usize, usize) = (number("chunk-size"), number("offset"));
        let files = self.files.lock();
        let bytes = files.get(arguments.get("file").expect("a file")).expect("it is there");
        let end = bytes.len().min(offset + size);
        let data = bytes
            .get(offset..end)
            .ok_or_else(|| says(ErrorKind::DeviceRejected, "failure: chunk out of file bounds"))?;
        let row = RawRow::from([("data".to_owned(), text::text(data).into_owned())]);
        Ok(Reply { rows: vec![row], ret: None })
    }

    fn remove(&self, name: &str) -> Result<Reply, Failure> {
        if self.fault == Fault::RemoveForbidden {
            return Err(says(ErrorKind::DeviceAuth, "not enough permissions (9)"));
        }
        if self.fault == Fault::RemoveLostOnce && self.called("file") == 2 {
            return Err(lost());
        }
        match self.files.lock().remove(name) {
            Some(_) => Ok(Reply::default()),
            None => Err(says(ErrorKind::NotFound, "file has no such row")),
        }
    }
}

fn says(kind: ErrorKind, words: &str) -> Failure {
    Failure::at(Stage::Answered, Error::new(kind, words))
}

fn lost() -> Failure {
    Failure::at(Stage::Lost, Error::new(ErrorKind::Unreachable, "the connection ended"))
}

#[async_trait]
impl Transport for Router {
    async fn call(
        &self,
        request: &Request,
        _deadline: Instant,
        given_up: &CancellationToken,
    ) -> Result<Reply, Failure> {
        self.calls.lock().push(request.path().to_owned());
        match request {
            Request::Run { path, arguments, .. } if path == "export" => self.export(arguments),
            Request::Run { path, arguments, .. } if path == "execute" => Ok(self.say(arguments)),
            Request::Run { path, arguments, .. } if path == "file/read" => tokio::select! {
                reply = self.read(arguments) => reply,
                () = given_up.cancelled() => Err(lost()),
            },
            Request::Print(print) if print.menu == "file" => Ok(self.print(print)),
            Request::Remove { menu, id } if menu == "file" => self.remove(id),
            other => panic!("nobody asks {other:?}"),
        }
    }
}

/// Lines of many lengths with characters of one to four bytes, about `size` bytes.
fn configuration(size: usize) -> String {
    let mut text = String::from("/ip pool\r\n");
    for n in 0.. {
        text.push_str(&format!("add comment=\"{}€ä😀\" name=n{n}\r\n", "x".repeat(n % 7)));
        if text.len() >= size {
            break;
        }
    }
    text
}

#[tokio::test]
async fn a_long_export_comes_whole_and_leaves_nothing() {
    let text = configuration(200_000);
    let router = Router::new(text.clone(), Fault::None);
    let fetched = fetch(&router.session(), NEW).await.expect("an export");
    assert_eq!(fetched, Fetched { text, left_behind: None });
    assert_eq!(router.files(), Vec::<String>::new());
    assert_eq!(router.called("file/read"), 7);
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_do_not_hold_it_up() {
    let mut bytes = b"# B\xfcro\n".repeat(8_000);
    bytes.extend(b"\xe2\x82");
    let router = Router::new(bytes.clone(), Fault::None);
    let fetched = fetch(&router.session(), NEW).await.expect("an export");
    assert_eq!(fetched.text, text::text(&bytes));
}

#[tokio::test]
async fn older_routers_show_small_files_and_say_large_ones() {
    let text = configuration(50_000);
    let router = Router::new(text.clone(), Fault::None);
    assert_eq!(fetch(&router.session(), OLD).await.expect("an export").text, text);
    assert_eq!((router.files().len(), router.called("file/read")), (0, 0));

    let text = configuration(61_000);
    let router = Router::new(text.clone(), Fault::None);
    let said = fetch(&router.session(), OLD).await.expect("an export").text;
    assert_eq!(said, text.replace("\r\n", "\n"));
    assert_eq!((router.files().len(), router.called("execute")), (0, 1));

    let router = Router::new(text, Fault::SaysPart);
    let error = fetch(&router.session(), OLD).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::DeviceRejected);
    assert!(error.message().starts_with("this RouterOS gives out small files only"), "{error}");
    assert_eq!(router.files().len(), 0);
}

#[tokio::test]
async fn a_user_without_the_policies_is_told() {
    let router = Router::new(configuration(100), Fault::ExportForbidden);
    let error = fetch(&router.session(), NEW).await.expect_err("forbidden");
    assert_eq!(error.kind(), ErrorKind::DeviceAuth);
    assert!(error.hints().iter().any(|hint| hint.contains("ftp")), "{:?}", error.hints());
    assert_eq!(router.called("file"), 0, "there is nothing to remove");
}

#[tokio::test]
async fn the_file_is_removed_whatever_happens() {
    for (fault, kind) in [
        (Fault::ReadFails, ErrorKind::DeviceRejected),
        (Fault::ExportLost, ErrorKind::Timeout),
        (Fault::ClaimsSize(TEXT_LIMIT + 1), ErrorKind::DeviceRejected),
        (Fault::ClaimsSize(1_000_000), ErrorKind::DeviceRejected),
    ] {
        let router = Router::new(configuration(100), fault);
        let error = fetch(&router.session(), NEW).await.expect_err("an error");
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(router.files().len(), 0, "{error}");
        assert_eq!(router.called("export"), 1, "an export is not sent twice");
    }
}

#[tokio::test]
async fn a_lost_removal_is_repeated_and_a_forbidden_one_is_told() {
    let router = Router::new(configuration(100), Fault::RemoveLostOnce);
    assert_eq!(fetch(&router.session(), NEW).await.expect("an export").left_behind, None);
    assert_eq!(router.files().len(), 0);

    let router = Router::new(configuration(100), Fault::RemoveForbidden);
    let left_behind = fetch(&router.session(), NEW).await.expect("an export").left_behind;
    assert_eq!(left_behind.into_iter().collect::<Vec<_>>(), router.files());
}

#[tokio::test]
async fn what_a_killed_run_left_is_removed_and_nothing_else() {
    let router = Router::new(configuration(100), Fault::None);
    let of = |age: Duration| {
        let at = u64::try_from(clock::now_ms() - clock::milliseconds(age)).expect("after 1970");
        ulid::Ulid::from_parts(at, 7).to_string()
    };
    let (old, new) = (of(LEFT * 2), of(LEFT / 2));
    let left = format!("rosmcp-{}.rsc", old.to_lowercase());
    let others = [
        format!("rosmcp-{}.rsc", new.to_lowercase()),
        format!("rosmcp-{old}.rsc"),
        format!("rosmcp-{}.backup", old.to_lowercase()),
        format!("flash/rosmcp-{}.rsc", old.to_lowercase()),
        "rosmcp-notes.rsc".to_owned(),
        "rosmcp-.rsc".to_owned(),
    ];
    router.files.lock().extend(others.iter().chain([&left]).map(|name| (name.clone(), Vec::new())));
    fetch(&router.session(), NEW).await.expect("an export");
    let mut expected = others.to_vec();
    expected.sort();
    assert_eq!(router.files(), expected);
}

#[tokio::test]
async fn the_file_is_removed_when_the_caller_gives_up() {
    let router = Router::new(configuration(100), Fault::ReadHangs);
    let session = router.session();
    let caller = tokio::spawn(async move { fetch(&session, NEW).await });
    while router.called("file/read") == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(router.files().len(), 1);
    caller.abort();
    let gone = async {
        while !router.files().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone).await.expect("it is removed");
}
