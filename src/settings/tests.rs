//! Layers, names and ranges, tested over the whole table.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::error::{Error, ErrorKind};

/// Every name of the deployment guide, with a value that it gives.
const GUIDE: &[(&str, &str)] = &[
    ("ENVIRONMENT", "prod"),
    ("DEBUG", "false"),
    ("LOG_LEVEL", "INFO"),
    ("LOG_FORMAT", "json"),
    ("MCP_TRANSPORT", "http"),
    ("MCP_HTTP_HOST", "0.0.0.0"),
    ("MCP_HTTP_PORT", "8080"),
    ("MCP_HTTP_BASE_PATH", "/mcp"),
    ("DATABASE_URL", "postgresql+asyncpg://user:password@db.example.com:5432/routeros_mcp"),
    ("DATABASE_POOL_SIZE", "20"),
    ("DATABASE_MAX_OVERFLOW", "10"),
    ("DATABASE_ECHO", "false"),
    ("OIDC_ENABLED", "true"),
    ("OIDC_PROVIDER_URL", "https://login.microsoftonline.com/0a1b/v2.0"),
    ("OIDC_CLIENT_ID", "your-client-id-here"),
    ("OIDC_AUDIENCE", "api://routeros-mcp"),
    ("OIDC_SKIP_VERIFICATION", "false"),
    ("ENCRYPTION_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
    ("SSE_MAX_SUBSCRIPTIONS_PER_DEVICE", "100"),
    ("SSE_CLIENT_TIMEOUT_SECONDS", "1800"),
    ("SSE_UPDATE_BATCH_INTERVAL_SECONDS", "1.0"),
    ("HEALTH_CHECK_INTERVAL_SECONDS", "60"),
    ("HEALTH_CHECK_JITTER_SECONDS", "10"),
    ("METRICS_ENABLED", "true"),
    ("METRICS_PORT", "9090"),
];

/// A run with these variables, this file and these flags.
struct Run {
    directory: TempDir,
    request: Request,
}

impl Run {
    fn new(variables: &[(&str, &str)], file: Option<&str>, flags: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let home = [("HOME".to_owned(), directory.path().display().to_string())];
        let prefixed = variables.iter().map(|(name, value)| (format!("{PREFIX}{name}"), (*value).to_owned()));
        let environment = ProcessEnvironment::from_pairs(home.into_iter().chain(prefixed));
        let config = file.map(|text| {
            let path = directory.path().join("given.yaml");
            fs::write(&path, text).expect("a settings file");
            path
        });
        let overrides = flags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Self { directory, request: Request { config, overrides, environment } }
    }

    fn load(&self) -> crate::error::Result<Resolved> {
        load(&self.request)
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("given.yaml")
    }
}

fn resolved(variables: &[(&str, &str)], file: Option<&str>, flags: &[(&str, &str)]) -> Resolved {
    Run::new(variables, file, flags).load().expect("good settings")
}

fn refusal(variables: &[(&str, &str)], file: Option<&str>, flags: &[(&str, &str)]) -> Error {
    Run::new(variables, file, flags).load().expect_err("a refusal")
}

fn shown(resolved: &Resolved, key: &str) -> (Option<String>, Origin) {
    let row = resolved.shown.iter().find(|row| row.key == key).expect(key);
    (row.value.clone(), row.origin.clone())
}

/// Three distinct values that `setting` can have; two of a switch.
fn samples(setting: &Declaration) -> [String; 3] {
    if let Some(range) = setting.range {
        return [range.low, range.high, range.low + 1.0].map(|amount| amount.to_string());
    }
    let words: Vec<String> = setting.kind().split(", ").map(str::to_owned).collect();
    let fixed = match (setting.key, setting.kind().as_str()) {
        (_, "true or false") => ["true", "false", "true"],
        ("mcp_http_host" | "metrics_host", _) => ["::1", "127.0.0.2", "localhost"],
        ("mcp_http_base_path", _) => ["/a", "/b", "/c"],
        (
            "mcp_public_url"
            | "oidc_provider_url"
            | "oidc_issuer"
            | "mcp_allowed_origins"
            | "otlp_traces_url",
            _,
        ) => ["https://a.example", "https://b.example", "https://c.example"],
        ("backup_daily_at", _) => ["01:00", "02:00", "23:59"],
        ("backup_keep_within", _) => ["1d", "2d", "1y6m"],
        ("mcp_trusted_proxies", _) => ["10.0.0.1/32", "10.0.0.2/32", "10.0.0.0/8"],
        ("maintenance_windows", _) => ["daily 01:00-02:00", "sat 02:00-05:00", "sun 23:00-01:00"],
        ("database_url", _) => ["sqlite:///a.db", "sqlite:///b.db", "sqlite:///c.db"],
        ("oidc_role_map", _) => ["a=admin", "b=admin", "c=admin"],
        ("encryption_key_command", _) => ["[\"a\"]", "[\"b\"]", "[\"c\"]"],
        (_, kind) if words.len() > 1 => {
            let word = |at: usize| kind.split(", ").nth(at % words.len()).unwrap_or_default().to_owned();
            return [word(0), word(1), word(2)];
        }
        _ => ["one", "two", "three"],
    };
    fixed.map(str::to_owned)
}

#[test]
fn for_every_setting_flag_beats_environment_beats_file_beats_default() {
    for setting in TABLE {
        let [in_file, in_environment, on_line] = samples(setting);
        let key = setting.key;
        let upper = key.to_ascii_uppercase();
        let file = format!("{key}: {in_file:?}\n");
        let variables = [(upper.as_str(), in_environment.as_str())];
        let flags = [(key, on_line.as_str())];
        let expected = |text: &str| Some(if setting.kind() == "secret" { "***" } else { text }.to_owned());

        let (_, origin) = shown(&resolved(&[], None, &[]), key);
        assert_eq!(origin, Origin::Default, "{key}");

        let run = Run::new(&[], Some(&file), &[]);
        let from_file = shown(&run.load().expect(key), key);
        assert_eq!(from_file, (expected(&in_file), Origin::File(run.path())), "{key}");

        let from_environment = shown(&resolved(&variables, Some(&file), &[]), key);
        assert_eq!(
            from_environment,
            (expected(&in_environment), Origin::Environment(setting.environment())),
            "{key}"
        );

        if setting.kind() == "secret" {
            assert!(refusal(&variables, Some(&file), &flags).message().contains("command line"), "{key}");
        } else {
            let from_flag = shown(&resolved(&variables, Some(&file), &flags), key);
            assert_eq!(from_flag, (expected(&on_line), Origin::Flag(key.to_owned())), "{key}");
        }
    }
}

#[test]
fn the_guides_configuration_is_accepted_as_it_is() {
    let resolved = resolved(GUIDE, None, &[]);
    assert!(resolved.warnings.is_empty(), "{:?}", resolved.warnings);
    let settings = &resolved.settings;
    assert_eq!(settings.database_pool_size, 20);
    assert_eq!(settings.mcp_http_host, "0.0.0.0");
    assert_eq!(settings.issuer(), Some("https://login.microsoftonline.com/0a1b/v2.0"));
    assert_eq!(login(settings).expect("OIDC"), Login::Token);
    check(settings).expect("a sound configuration");
    for (name, _) in GUIDE {
        assert_eq!(
            *resolved.origin(&name.to_ascii_lowercase()),
            Origin::Environment(format!("{PREFIX}{name}"))
        );
    }
}

#[test]
fn the_guides_names_work_in_the_file_too() {
    let lines = GUIDE.iter().map(|(name, value)| format!("{}: {value}", name.to_ascii_lowercase()));
    let file = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(resolved(&[], Some(&file), &[]).settings.database_pool_size, 20);
}

#[test]
fn every_default_is_valid_and_the_documented_one() {
    let resolved = resolved(&[], None, &[]);
    for setting in TABLE {
        let (value, _) = shown(&resolved, setting.key);
        match setting.default {
            Default::Text("1.0") => assert_eq!(value.as_deref(), Some("1"), "{}", setting.key),
            Default::Text(text) => assert_eq!(value.as_deref(), Some(text), "{}", setting.key),
            Default::Unset => assert_eq!(value, None, "{}", setting.key),
            Default::Computed(..) => assert!(value.is_some(), "{}", setting.key),
        }
    }
    let url = resolved.settings.database_url.to_string();
    assert!(url.starts_with("sqlite:////") && url.ends_with("/.local/state/rosmcp/rosmcp.db"), "{url}");
}

#[test]
fn every_range_holds_at_both_ends_and_not_beyond() {
    for setting in TABLE {
        let Some(range) = setting.range else { continue };
        for good in [range.low, range.high] {
            resolved(&[], None, &[(setting.key, &good.to_string())]);
        }
        for bad in [range.low - 0.01, range.low - 1.0, range.high + 1.0] {
            let error = refusal(&[], None, &[(setting.key, &bad.to_string())]);
            assert!(error.message().contains(&range.to_string()), "{}: {error}", setting.key);
        }
    }
}

#[test]
fn a_wrong_value_is_reported_with_its_place() {
    let error = refusal(&[("MCP_HTTP_PORT", "x")], None, &[]);
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.message(),
        "mcp_http_port must be 1 to 65535, is \"x\", from environment ROUTEROS_MCP_MCP_HTTP_PORT"
    );
    let error = refusal(&[("DEBUG", "perhaps"), ("ENVIRONMENT", "moon")], None, &[]);
    assert!(error.message().starts_with("2 settings are wrong: "), "{error}");
    assert!(error.message().contains("must be one of lab, staging, prod, is \"moon\""), "{error}");
    assert_eq!(refusal(&[], None, &[("mcp_http_port", "0")]).kind(), ErrorKind::Usage);
}

#[test]
fn an_unknown_name_is_an_error_with_a_suggestion() {
    let error = refusal(&[("MCP_HTTP_PROT", "1")], None, &[]);
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.message(), "there is no setting ROUTEROS_MCP_MCP_HTTP_PROT, from the environment");
    assert_eq!(error.hints(), ["did you mean \"ROUTEROS_MCP_MCP_HTTP_PORT\"?"]);
    let error = refusal(&[], Some("mcp_http_prot: 1\n"), &[]);
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.hints(), ["did you mean \"mcp_http_port\"?"]);
    assert_eq!(refusal(&[], None, &[("mcp_http_prot", "1")]).kind(), ErrorKind::Usage);
    assert!(refusal(&[("debug", "1")], None, &[]).hints()[0].contains("ROUTEROS_MCP_DEBUG"));
    assert_eq!(refusal(&[], Some("MCP_HTTP_PORT: 1\n"), &[]).hints(), ["did you mean \"mcp_http_port\"?"]);
}

#[test]
fn retired_names_warn_and_nothing_more() {
    // As a variable it names the file that is read, and is not ignored.
    let named = resolved(&[("CONFIG_FILE", "x")], Some("config_file: x\n"), &[]);
    assert_eq!(named.warnings.len(), 1, "{:?}", named.warnings);
    assert!(named.warnings[0].starts_with("config_file is ignored"), "{:?}", named.warnings);
    for retired in RETIRED.iter().filter(|retired| retired.key != "config_file") {
        let upper = retired.key.to_ascii_uppercase();
        let resolved = resolved(&[(&upper, "x")], Some(&format!("{}: {{a: [b]}}\n", retired.key)), &[]);
        assert_eq!(resolved.warnings.len(), 2, "{}", retired.key);
        assert!(resolved.warnings[1].contains(&upper) && resolved.warnings[1].contains(retired.reason));
        assert!(!resolved.warnings.iter().any(|warning| warning.contains("{a")));
    }
}

#[test]
fn an_empty_value_says_nothing() {
    let settings =
        resolved(&[("MCP_HTTP_PORT", ""), ("LOG_FORMAT", " ")], Some("mcp_http_port: 9\n"), &[]).settings;
    assert_eq!((settings.mcp_http_port, settings.log_format), (9, None));
    assert_eq!(resolved(&[], Some("mcp_http_port:\n"), &[]).settings.mcp_http_port, 8080);
}

#[test]
fn lists_are_commas_or_yaml_lists() {
    let from_text = resolved(&[("MCP_ALLOWED_HOSTS", "a.example, b.example:8443,")], None, &[]).settings;
    let from_list =
        resolved(&[], Some("mcp_allowed_hosts:\n  - a.example\n  - b.example:8443\n"), &[]).settings;
    assert_eq!(from_text.mcp_allowed_hosts, ["a.example", "b.example:8443"]);
    assert_eq!(from_list.mcp_allowed_hosts, from_text.mcp_allowed_hosts);
    assert!(refusal(&[], Some("mcp_http_port: [1, 2]\n"), &[]).message().contains("mcp_http_port must be"));
    let nested = refusal(&[], Some("mcp_http:\n  port: 1\nlog_level: {a: b}\n"), &[]);
    assert!(nested.message().contains("log_level must be one value or a flat list, is nested"), "{nested}");
}

#[test]
fn a_secret_shows_nowhere() {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let url = "postgresql://u:hunter2@h/n?password=hunter2";
    let resolved = resolved(&[("ENCRYPTION_KEY", key), ("DATABASE_URL", url)], None, &[]);
    let everything = format!("{resolved:?}");
    assert!(!everything.contains("hunter2") && !everything.contains("AAECAwQF"), "{everything}");
    assert_eq!(shown(&resolved, "encryption_key").0.as_deref(), Some("***"));
    let error = refusal(&[("DATABASE_URL", "mysql://u:hunter2@h/n")], None, &[]);
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(refusal(&[], None, &[("database_url", url)]).message().contains("command line"));
    assert!(load(&Run::new(&[], None, &[("database_url", "sqlite:///x.db")]).request).is_ok());
}

#[cfg(unix)]
#[test]
fn a_file_with_secrets_that_everybody_reads_is_warned_about() {
    use std::os::unix::fs::PermissionsExt;
    let run = Run::new(&[], Some("database_url: postgresql://u:p@h/n\n"), &[]);
    for (mode, warnings) in [(0o644, 1), (0o640, 0)] {
        fs::set_permissions(run.path(), PermissionsExt::from_mode(mode)).expect("a mode");
        assert_eq!(run.load().expect("good settings").warnings.len(), warnings, "{mode:o}");
    }
}

#[test]
fn files_are_found_where_they_belong() {
    let run = Run::new(&[], None, &[]);
    assert_eq!(run.load().expect("no file is fine").file, None);
    let own = run.directory.path().join(".config/rosmcp/config.yaml");
    fs::create_dir_all(own.parent().expect("a directory")).expect("a directory");
    fs::write(&own, "mcp_http_port: 81\n").expect("a file");
    let resolved = run.load().expect("good settings");
    assert_eq!((resolved.settings.mcp_http_port, resolved.file), (81, Some(own)));
    let mut asked = run.request;
    asked.config = Some(PathBuf::from("/nonexistent/prod.yaml"));
    let error = load(&asked).expect_err("it was asked for");
    assert!(error.message().contains("/nonexistent/prod.yaml"), "{error}");
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn a_file_that_is_no_settings_file_is_refused() {
    let large = format!("# {}\n", "x".repeat(1024 * 1024));
    for (text, what) in
        [("- a\n", "flat YAML"), ("debug: 1\ndebug: 0\n", "\"debug\" twice"), (large.as_str(), "1 MiB")]
    {
        let error = refusal(&[], Some(text), &[]);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains(what), "{error}");
    }
    let run = Run::new(&[], Some(""), &[]);
    fs::write(run.path(), [0xff, 0xfe]).expect("a file");
    assert!(run.load().expect_err("not text").message().contains("UTF-8"));
}

#[test]
fn a_variable_that_is_not_text_is_an_error() {
    #[cfg(unix)]
    {
        use std::ffi::OsString;
        use std::os::unix::ffi::OsStringExt;
        let value = OsString::from_vec(vec![0xff]);
        let environment = ProcessEnvironment::from_pairs([(format!("{PREFIX}DEBUG"), value)]);
        let error =
            load(&Request { config: None, overrides: Vec::new(), environment }).expect_err("not text");
        assert!(error.message().contains("ROUTEROS_MCP_DEBUG is not UTF-8"), "{error}");
    }
}

fn judged(flags: &[(&str, &str)]) -> (crate::error::Result<Login>, crate::error::Result<Vec<String>>) {
    let settings = resolved(&[], None, flags).settings;
    (login(&settings), check(&settings))
}

#[test]
fn only_a_lab_on_loopback_goes_without_a_login() {
    for host in ["127.0.0.1", "::1", "localhost"] {
        assert_eq!(judged(&[("mcp_http_host", host)]).0.expect(host), Login::Nobody);
    }
    for refused in [
        &[("mcp_http_host", "0.0.0.0")][..],
        &[("mcp_http_host", "::")],
        &[("mcp_http_host", "lab.example")],
        &[("environment", "staging")],
        &[("environment", "prod")],
    ] {
        let error = judged(refused).0.expect_err("a refusal");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().starts_with("refusing to serve without a login"), "{error}");
    }
    assert_eq!(
        judged(&[("environment", "prod"), ("mcp_transport", "stdio")]).0.expect("stdio"),
        Login::Owner
    );
    assert_eq!(judged(&[("environment", "prod"), ("oidc_enabled", "true")]).0.expect("OIDC"), Login::Token);
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let oidc =
        [("oidc_enabled", "true"), ("oidc_provider_url", "https://idp.example"), ("oidc_audience", "x")];
    assert!(judged(&oidc).1.is_ok());
    let with = |more: &[(&'static str, &'static str)]| [oidc.as_slice(), more].concat();
    let cases = [
        (vec![("oidc_enabled", "true"), ("oidc_audience", "x")], "needs oidc_provider_url"),
        (vec![("oidc_enabled", "true"), ("oidc_provider_url", "https://idp.example")], "needs oidc_audience"),
        (with(&[("oidc_issuer", "https://other.example")]), "differ"),
        (with(&[("oidc_provider_url", "http://idp.example")]), "must be https"),
        (with(&[("oidc_provider_url", "http://127.0.0.1:8"), ("environment", "prod")]), "must be https"),
        (vec![("oidc_skip_verification", "true"), ("mcp_http_host", "0.0.0.0")], "oidc_skip_verification"),
        (vec![("oidc_skip_verification", "true"), ("environment", "staging")], "oidc_skip_verification"),
        (vec![("routeros_verify_ssl", "false"), ("environment", "prod")], "routeros_verify_ssl"),
        (vec![("tls_cert_file", "/c.pem")], "go together"),
        (vec![("mcp_public_url", "http://mcp.example"), ("environment", "prod")], "mcp_public_url"),
        (vec![("metrics_port", "8080")], "same port"),
        (vec![("database_url", ":memory:"), ("environment", "staging")], "in memory"),
    ];
    for (flags, reason) in cases {
        let error = judged(&flags).1.expect_err(reason);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().contains(reason), "{error}");
    }
    assert!(judged(&with(&[("oidc_provider_url", "http://127.0.0.1:8")])).1.is_ok());
    assert!(judged(&[("oidc_skip_verification", "true")]).1.is_ok());
}

#[test]
fn what_is_odd_is_said() {
    assert_eq!(judged(&[]).1.expect("the defaults"), Vec::<String>::new());
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[("environment", "prod"), ("debug", "true")], "debug is on"),
        (&[("environment", "prod"), ("database_echo", "true")], "database_echo"),
        (&[("routeros_verify_ssl", "false")], "has no effect"),
        (&[("mcp_http_host", "0.0.0.0")], "plain HTTP"),
        (&[("mcp_public_url", "https://mcp.example")], "no login"),
        (
            &[("mcp_public_url", "https://mcp.example"), ("local_tokens_enabled", "true")],
            "mcp_trusted_proxies does not name",
        ),
        (&[("metrics_host", "0.0.0.0")], "metrics_host"),
    ];
    for (flags, what) in cases {
        let odd = judged(flags).1.expect(what);
        assert!(odd.len() == 1 && odd[0].contains(what), "{odd:?}");
    }
}

#[test]
fn logs_are_json_in_prod_unless_said_otherwise() {
    let format = |flags: &[(&str, &str)]| resolved(&[], None, flags).settings.format_of_logs();
    assert_eq!(format(&[]), LogFormat::Text);
    assert_eq!(format(&[("environment", "prod")]), LogFormat::Json);
    assert_eq!(format(&[("environment", "prod"), ("log_format", "text")]), LogFormat::Text);
    assert_eq!(resolved(&[], None, &[("debug", "on")]).settings.level_of_logs(), LogLevel::Debug);
}
