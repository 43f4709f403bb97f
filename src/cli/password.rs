//! Where a password comes from: a prompt, stdin, a file, or a systemd credential; never the command line.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;

use super::context::Cx;
use crate::domain::credential::Credential;
use crate::error::{Error, Result};

/// No password is longer.
const LONGEST: u64 = 4096;
/// The name of the systemd credential that is read.
const CREDENTIAL: &str = "device_password";

/// How the login of a device is given.
#[derive(Args, Default)]
pub(super) struct Login {
    /// RouterOS user that rosmcp logs in as
    #[arg(long, value_name = "USER")]
    pub(super) username: Option<String>,
    /// Read its password from stdin
    #[arg(long)]
    password_stdin: bool,
    /// Read its password from this file
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    password_file: Option<PathBuf>,
}

impl Login {
    /// Whether any of it was given.
    pub(super) fn is_given(&self) -> bool {
        self.username.is_some() || self.password_stdin || self.password_file.is_some()
    }

    /// The credential, asking for what was not given.
    pub(super) async fn credential(&self, cx: &Cx) -> Result<Credential> {
        let username = match &self.username {
            Some(username) => username.clone(),
            None => cx.ui.ask("User name", "--username USER").await?,
        };
        let password = self.password(cx).await?;
        Ok(Credential { username, password })
    }

    /// The password, asking for it where no flag and no credential gives one.
    pub(super) async fn password(&self, cx: &Cx) -> Result<SecretString> {
        match self.given_password(cx).await? {
            Some(password) => Ok(password),
            None => ask(cx).await,
        }
    }

    /// The password that a flag or a systemd credential gives; asks only where stdin is a terminal.
    pub(super) async fn given_password(&self, cx: &Cx) -> Result<Option<SecretString>> {
        // What is typed at a terminal is not to be shown.
        if self.password_stdin && cx.ui.can_ask() {
            return ask(cx).await.map(Some);
        }
        if self.password_stdin {
            return read(std::io::stdin().lock(), "stdin").map(Some);
        }
        let credential =
            cx.environment.path("CREDENTIALS_DIRECTORY").map(|directory| directory.join(CREDENTIAL));
        if let Some(path) = self.password_file.clone().or(credential.filter(|path| path.exists())) {
            let file = std::fs::File::open(&path)
                .map_err(|error| Error::unreadable("the password file", &path, &error))?;
            return read(file, &path.display().to_string()).map(Some);
        }
        Ok(None)
    }
}

async fn ask(cx: &Cx) -> Result<SecretString> {
    cx.ui
        .ask_secret(
            "Password",
            "--password-stdin, --password-file FILE or the systemd credential device_password",
        )
        .await
}

/// The password is everything up to one final line end.
fn read(source: impl Read, name: &str) -> Result<SecretString> {
    let mut text = String::new();
    source
        .take(LONGEST + 2)
        .read_to_string(&mut text)
        .map_err(|error| Error::usage(format!("the password cannot be read from {name}: {error}")))?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    if password.is_empty() {
        return Err(Error::usage(format!("there is no password in {name}"))
            .hint("was the program that should have written it successful?"));
    }
    if password.len() as u64 > LONGEST {
        return Err(Error::usage(format!("the password from {name} is longer than {LONGEST} bytes")));
    }
    Ok(SecretString::from(password))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::read;

    #[test]
    fn one_line_end_is_not_part_of_the_password() {
        for (given, password) in
            [("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("a b \r\n", "a b "), ("x\n\n", "x\n")]
        {
            assert_eq!(read(given.as_bytes(), "test").unwrap().expose_secret(), password);
        }
        for nothing in ["", "\n", "\r\n"] {
            assert!(read(nothing.as_bytes(), "test").is_err());
        }
        assert!(read("x".repeat(5000).as_bytes(), "test").is_err());
    }
}
