//! Filling the inventory: lists of routers, and the script that prepares one.

use serde_json::{Value, json};

use super::support::{Installation, Routers, post};

/// Writes a list into the installation and returns its name.
fn list(installation: &Installation, name: &str, text: &str) -> String {
    let path = installation.path().join(name);
    std::fs::write(&path, text).expect("a list is written");
    path.display().to_string()
}

fn names(installation: &Installation) -> Vec<String> {
    let devices = installation.rosmcp(&["device", "list", "-o", "json"]).json();
    let names = devices.as_array().expect("devices").iter();
    names.map(|device| device["name"].as_str().expect("a name").to_owned()).collect()
}

fn outcomes(imported: &Value) -> Vec<&str> {
    let rows = imported.as_array().expect("rows").iter();
    rows.map(|row| row["outcome"].as_str().expect("an outcome")).collect()
}

#[test]
fn a_list_is_added_whole_and_once() {
    let (installation, routers) = (Installation::new(), Routers::start(2));
    let (one, other) = (&routers.all()[0], &routers.all()[1]);
    let header = "name,host,port,transport,username,password,tls_pin,tags,capabilities\n";
    let row = |name: &str, transport: &str, port: u16, router: &rosmcp::lab::Running| {
        format!(
            "{name},127.0.0.1,{port},{transport},{},{},{},site=ams;role=edge,allow_advanced_writes\n",
            router.username, router.password, router.certificate_sha256
        )
    };
    let good = [
        header.to_owned(),
        row("one", "rest", one.rest_port, one),
        row("other", "api", other.api_tls_port, other),
    ]
    .concat();
    let file = list(&installation, "routers.csv", &good);
    let dry = installation.rosmcp(&["device", "import", &file, "--dry-run", "-o", "json"]).json();
    assert_eq!(outcomes(&dry), ["would be added", "would be added"]);
    assert!(names(&installation).is_empty());

    let imported = installation.rosmcp(&["device", "import", &file, "-o", "json"]).json();
    assert_eq!(outcomes(&imported), ["added", "added"]);
    for name in ["one", "other"] {
        installation.rosmcp(&["device", "test", name]).ok();
    }
    let shown = installation.rosmcp(&["device", "show", "other", "-o", "json"]).json();
    assert_eq!(shown["tags"], json!({"role": "edge", "site": "ams"}));
    assert_eq!(shown["capabilities"], json!(["allow_advanced_writes"]));

    let again = installation.rosmcp(&["device", "import", &file, "-o", "json"]).json();
    assert_eq!(outcomes(&again), ["there already", "there already"]);
    let moved =
        list(&installation, "moved.csv", &[header, &row("one", "rest", other.rest_port, other)].concat());
    let said = installation.rosmcp(&["device", "import", &moved]).fails(2);
    assert!(said.contains("another address"), "{said}");
}

#[test]
fn one_wrong_entry_and_nothing_is_added() {
    let installation = Installation::new();
    let text = "name;host;username;password\nedge-1;192.0.2.1;rosmcp;hush-a\nedge 2;192.0.2.2;rosmcp;hush-b\n\
                edge-1;192.0.2.3;rosmcp;hush-c\nedge-4;;rosmcp;hush-d\n";
    let file = list(&installation, "routers.csv", text);
    let said = installation.rosmcp(&["device", "import", &file]).fails(2);
    for line in ["line 3", "line 4", "line 5"] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(!said.contains("hush"), "{said}");
    assert!(names(&installation).is_empty());

    let unknown = list(&installation, "unknown.csv", "name,host,user_name\nedge,192.0.2.1,x\n");
    let said = installation.rosmcp(&["device", "import", &unknown]).fails(2);
    assert!(said.contains("username"), "what was meant: {said}");
    let ragged = list(&installation, "ragged.csv", "name,host,password\nedge,192.0.2.1,hush,more\n");
    let said = installation.rosmcp(&["device", "import", &ragged]).fails(2);
    assert!(said.contains("line 2") && !said.contains("hush"), "{said}");
}

#[test]
fn yaml_and_a_password_for_all() {
    let installation = Installation::new();
    let text = "- name: edge-1\n  host: 192.0.2.1\n  tags: {site: ams}\n- name: edge-2\n  host: 2001:db8::2\n  \
                username: other\n  password: 0123\n";
    let file = list(&installation, "routers.yaml", text);
    let arguments = ["device", "import", &file, "--username", "rosmcp", "--password-stdin", "-o", "json"];
    let imported = installation.rosmcp_with(&arguments, "for-all\n").json();
    assert_eq!(outcomes(&imported), ["added", "added"]);
    let broken = list(&installation, "broken.yaml", "- name: edge-3\n  host: 192.0.2.3\n  pasword: hush\n");
    let said = installation.rosmcp(&["device", "import", &broken]).fails(2);
    assert!(said.contains("line 3") && !said.contains("hush"), "{said}");
}

#[test]
fn the_address_book_of_winbox_is_read() {
    let installation = Installation::new();
    let mut book = vec![0x0f, 0x10, 0xc0, 0xbe];
    for record in [
        [("host", "192.0.2.1:8291"), ("login", "admin"), ("note", "Core AMS"), ("pwd", "hush")],
        [("host", "4C:5E:0C:11:22:33"), ("login", "admin"), ("note", "by MAC"), ("pwd", "hush")],
    ] {
        for (name, value) in record {
            book.extend(u16::try_from(1 + name.len() + value.len()).expect("short").to_le_bytes());
            book.push(u8::try_from(name.len()).expect("short"));
            book.extend(name.bytes().chain(value.bytes()));
        }
        book.extend([0, 0]);
    }
    let file = installation.path().join("book.wbx");
    std::fs::write(&file, book).expect("a book is written");
    let run = installation.rosmcp(&["device", "import", &file.display().to_string()]);
    assert!(run.stderr().contains("4C:5E:0C:11:22:33") && !run.stderr().contains("hush"), "{}", run.stderr());
    run.ok();
    assert_eq!(names(&installation), ["Core-AMS"]);
}

#[test]
fn the_account_of_the_bootstrap_script_is_enough() {
    let (installation, routers) = (Installation::new(), Routers::start(1));
    let router = routers.first();
    let bootstrap = ["device", "bootstrap", "--password-stdin", "--allow-from", "10.40.0.0/24"];
    let script = installation.rosmcp_with(&bootstrap, "a \"quoted\" $password").ok();
    // Certificates cannot be signed by a script of the lab; what comes before is run as it is.
    let (account, tls) = script.split_once(":local certificate").expect("the account, then TLS");
    assert!(tls.contains("/ip/service/set www-ssl") && tls.contains("tls-version=only-1.2"), "{tls}");
    let body = json!({"script": format!("{account}}}"), "as-string": ""});
    for _ in 0..2 {
        let answer: Value = serde_json::from_str(&post(router, "execute", &body)).expect("JSON");
        assert_eq!(answer, json!({"ret": ""}), "{account}");
    }
    installation.add("edge", router, "rosmcp", "a \"quoted\" $password");
    let check = installation.rosmcp(&["device", "test", "edge", "-o", "json"]).json();
    assert_eq!((&check["reachable"], &check["findings"]), (&json!(true), &json!([])));

    let taken = ["device", "bootstrap", "--password-stdin", "--username", &router.username];
    let script = installation.rosmcp_with(&taken, "p").ok();
    let (account, _) = script.split_once(":local certificate").expect("the account, then TLS");
    let body = json!({"script": format!("{account}}}"), "as-string": ""});
    let answer = post(router, "execute", &body);
    assert!(answer.contains("there is another account of that name"), "{answer}");
    let users: Value = serde_json::from_str(&post(router, "user/print", &json!({}))).expect("JSON");
    let ours = |row: &Value| row["name"] == router.username.as_str() && row["group"] == "rosmcp";
    assert!(!users.as_array().expect("rows").iter().any(ours), "{users}");

    let empty =
        installation.rosmcp(&["device", "bootstrap", "--transport", "api", "--write", "--exports"]).ok();
    assert!(empty.contains(":error") && empty.contains("write,ftp") && empty.contains("api-ssl"), "{empty}");
    installation.rosmcp(&["device", "bootstrap", "--allow-from", "10.0.0.0/33"]).fails(2);
}
