//! Where the data is: SQLite or PostgreSQL, in every spelling that is in use.
//!
//! Neither `Debug` nor `Display` shows a password. The query of a PostgreSQL URL is passed on as it is.

use std::fmt;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::environment::ProcessEnvironment;
use super::value::{HIDDEN, Parsed, Value};
use crate::error::{Error, Result};

/// Which database holds the data.
#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// SQLite, embedded.
    Sqlite(SqlitePlace),
    /// A PostgreSQL server.
    Postgres(PostgresUrl),
}

impl DatabaseUrl {
    /// Whether `text` is a URL that may stand on a command line, which everybody on the machine can read: one without a
    /// password. Anything else is [`crate::error::ErrorKind::Usage`].
    pub fn check_public(text: &str) -> Result<()> {
        match Self::parse(text) {
            Ok(url) if url.holds_secret() => {
                Err(Error::usage("the URL holds a password, and others can read it here")
                    .hint("put it into ROUTEROS_MCP_DATABASE_URL or the settings file"))
            }
            Ok(_) => Ok(()),
            Err(wanted) => Err(Error::usage("that is no database URL").hint(format!("write {wanted}"))),
        }
    }
}

/// Where an SQLite database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlitePlace {
    /// In this file; a relative path starts at the working directory.
    File(PathBuf),
    /// In memory; gone when the process ends.
    Memory,
}

/// A PostgreSQL connection URL.
#[derive(Clone)]
pub struct PostgresUrl {
    url: SecretString,
    shown: String,
}

impl PostgresUrl {
    /// The URL with its password, as `postgresql://…`, for the driver and nobody else.
    pub fn expose(&self) -> &str {
        self.url.expose_secret()
    }

    /// Whether the URL holds a password.
    pub fn has_password(&self) -> bool {
        self.shown != self.expose()
    }
}

#[cfg(all(test, feature = "postgres"))]
impl PostgresUrl {
    /// The URL that `text` is.
    pub(crate) fn for_tests(text: &str) -> Self {
        let Ok(DatabaseUrl::Postgres(url)) = DatabaseUrl::parse(text) else { unreachable!("{text}") };
        url
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(SqlitePlace::File(path)) => write!(f, "sqlite:///{}", path.display()),
            Self::Sqlite(SqlitePlace::Memory) => f.write_str("sqlite://"),
            Self::Postgres(url) => f.write_str(&url.shown),
        }
    }
}

impl Value for DatabaseUrl {
    const SECRET: bool = true;

    fn kind() -> String {
        "database URL".to_owned()
    }
    fn parse(text: &str) -> Parsed<Self> {
        if text == ":memory:" {
            return Ok(Self::Sqlite(SqlitePlace::Memory));
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(wanted)?;
        match scheme {
            "sqlite" | "sqlite+aiosqlite" | "sqlite+pysqlite" => sqlite(rest).map(Self::Sqlite),
            "postgres"
            | "postgresql"
            | "postgresql+asyncpg"
            | "postgresql+psycopg"
            | "postgresql+psycopg2" => postgres(rest).map(Self::Postgres),
            _ => Err(wanted()),
        }
    }
    fn holds_secret(&self) -> bool {
        matches!(self, Self::Postgres(url) if url.has_password())
    }
    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "string", "pattern": "^(sqlite|postgres)" })
    }
}

fn wanted() -> String {
    "sqlite:///path or postgresql://user:password@host:port/name".to_owned()
}

/// Reads what follows `sqlite://`: nothing or `/:memory:` is memory, `/x` is relative, `//x` is absolute.
fn sqlite(rest: &str) -> Parsed<SqlitePlace> {
    let Some(path) = rest.strip_prefix('/') else {
        return if rest.is_empty() {
            Ok(SqlitePlace::Memory)
        } else {
            Err("sqlite:///relative.db (three slashes) or sqlite:////absolute.db (four)".to_owned())
        };
    };
    if path.contains(['?', '#']) || path.chars().any(char::is_control) {
        return Err("an SQLite URL that ends with the path, without options".to_owned());
    }
    match path {
        "" | ":memory:" => Ok(SqlitePlace::Memory),
        path if path.ends_with('/') => Err("the path of an SQLite file, not of a directory".to_owned()),
        path => Ok(SqlitePlace::File(PathBuf::from(path))),
    }
}

/// Reads what follows `postgresql://`; RFC 3986 says what must be percent-encoded in a user name or password.
fn postgres(rest: &str) -> Parsed<PostgresUrl> {
    let encoded = "a URL in which @, /, ?, # and % of a user name or password are percent-encoded";
    let (authority, tail) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let odd = |text: &str| text.chars().any(|c| c.is_control() || c.is_whitespace());
    if path.contains('@') || user.contains('@') || tail.contains('#') || odd(rest) {
        return Err(encoded.to_owned());
    }
    if path.strip_prefix('/').is_none_or(|name| name.is_empty() || name.contains('/')) {
        return Err("a URL that names one database: postgresql://user:password@host:port/name".to_owned());
    }
    let (name, password) = user.split_once(':').map_or((user, ""), |(name, password)| (name, password));
    let shown_user = if password.is_empty() { user.to_owned() } else { format!("{name}:{HIDDEN}") };
    let at = if user.is_empty() { "" } else { "@" };
    let mark = if query.is_empty() { "" } else { "?" };
    let url = format!("postgresql://{user}{at}{host}{path}{mark}{query}");
    let shown = format!("postgresql://{shown_user}{at}{host}{path}{mark}{}", hide_passwords(query));
    Ok(PostgresUrl { url: SecretString::from(url), shown })
}

/// The query with the value of each parameter hidden that may be a password.
fn hide_passwords(query: &str) -> String {
    let hide = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if name.to_ascii_lowercase().contains("pass") || name.contains('%') => {
            format!("{name}={HIDDEN}")
        }
        _ => parameter.to_owned(),
    };
    query.split('&').map(hide).collect::<Vec<_>>().join("&")
}

/// SQLite in the state directory.
pub(super) fn default_url(environment: &ProcessEnvironment) -> String {
    format!("sqlite:///{}", environment.state_directory().join("rosmcp.db").display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> PathBuf {
        match DatabaseUrl::parse(text).expect(text) {
            DatabaseUrl::Sqlite(SqlitePlace::File(path)) => path,
            other => panic!("{text} is {other}"),
        }
    }

    fn server(text: &str) -> PostgresUrl {
        match DatabaseUrl::parse(text).expect(text) {
            DatabaseUrl::Postgres(url) => url,
            other @ DatabaseUrl::Sqlite(_) => panic!("{text} is {other}"),
        }
    }

    #[test]
    fn every_spelling_of_sqlite_is_read() {
        assert_eq!(
            file("sqlite+aiosqlite:///./data/routeros_mcp.db"),
            PathBuf::from("./data/routeros_mcp.db")
        );
        assert_eq!(file("sqlite:///x.db"), PathBuf::from("x.db"));
        assert_eq!(file("sqlite:////abs/x.db"), PathBuf::from("/abs/x.db"));
        assert_eq!(file("sqlite+aiosqlite:////abs/x.db"), PathBuf::from("/abs/x.db"));
        for memory in ["sqlite://", "sqlite:///", "sqlite:///:memory:", ":memory:", "sqlite+aiosqlite://"] {
            let url = DatabaseUrl::parse(memory).expect(memory);
            assert!(matches!(url, DatabaseUrl::Sqlite(SqlitePlace::Memory)), "{memory}");
        }
    }

    #[test]
    fn a_url_with_a_password_does_not_belong_on_a_command_line() {
        let error = DatabaseUrl::check_public("postgresql://u:hunter2@h/n").expect_err("a password");
        assert!(!format!("{error:?}").contains("hunter2"));
        DatabaseUrl::check_public("postgresql://u@h/n").expect("no password");
        DatabaseUrl::check_public("mysql://h/n").expect_err("no such engine");
    }

    #[test]
    fn every_spelling_of_postgres_is_read_and_its_password_never_shown() {
        for scheme in ["postgresql+asyncpg", "postgresql+psycopg", "postgresql", "postgres"] {
            let url = server(&format!("{scheme}://mcp_user:s%40cret@db.example.com:5432/routeros_mcp"));
            assert_eq!(url.expose(), "postgresql://mcp_user:s%40cret@db.example.com:5432/routeros_mcp");
            assert_eq!(format!("{url:?}"), "postgresql://mcp_user:***@db.example.com:5432/routeros_mcp");
            assert!(url.has_password());
        }
        let url = server("postgresql:///name?host=/run/postgresql&PassWord=x&sslmode=require");
        assert_eq!(
            format!("{url:?}"),
            "postgresql:///name?host=/run/postgresql&PassWord=***&sslmode=require"
        );
        assert!(!server("postgres://user@localhost/name").has_password());
    }

    #[test]
    fn what_cannot_be_read_is_refused_without_being_repeated() {
        let bad = [
            "",
            "x.db",
            "mysql://u:hunter2@h/n",
            "sqlite://x.db",
            "sqlite:///x.db?mode=hunter2",
            "sqlite:////var/lib/",
            "postgresql://u:hunter2@h",
            "postgresql://u:hunter2@h/",
            "postgresql://u:hun/ter2@h/n",
            "postgresql://u:hun@ter2@h/n",
            "postgresql://u:hunter2#x@h/n",
            "postgresql://u:hunter 2@h/n",
        ];
        for text in bad {
            let error = DatabaseUrl::parse(text).expect_err(text);
            assert!(!error.contains("hun"), "{error}");
        }
    }

    #[test]
    fn a_shown_sqlite_url_reads_back() {
        for text in ["sqlite:///./a.db", "sqlite:////a/b.db", "sqlite://"] {
            assert_eq!(DatabaseUrl::parse(text).expect(text).to_string(), text);
        }
    }
}
