//! Settings whose values are words.

use std::fmt;

use serde_json::json;

use super::value::{Parsed, Value};
use crate::domain::device::Environment;

macro_rules! words {
    ($($(#[doc = $doc:literal])+ $type:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $word:literal,)+ })+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[doc = $meaning])+ $variant,)+ }

        impl $type {
            /// The word that users write.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Value for $type {
            fn kind() -> String {
                [$($word),+].join(", ")
            }
            fn parse(text: &str) -> Parsed<Self> {
                match text.to_ascii_lowercase().as_str() {
                    $(word if word == $word.to_ascii_lowercase() => Ok(Self::$variant),)+
                    _ => Err(format!("one of {}", Self::kind())),
                }
            }
            fn show(&self) -> Option<String> {
                Some(self.to_string())
            }
            fn schema() -> serde_json::Value {
                json!({ "type": "string", "enum": [$($word),+] })
            }
        }
    )+ };
}

words! {
    /// How much is logged.
    LogLevel {
        /// Everything, including the steps of each request to a router.
        Debug = "DEBUG",
        /// What happens.
        Info = "INFO",
        /// What is odd.
        Warning = "WARNING",
        /// What failed.
        Error = "ERROR",
        /// Only what stops rosmcp.
        Critical = "CRITICAL",
    }
    /// How a log line is written.
    LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object per line.
        Json = "json",
    }
    /// How MCP clients reach the server.
    Transport {
        /// Streamable HTTP.
        Http = "http",
        /// Standard input and output of a process that the client starts.
        Stdio = "stdio",
    }
    /// Where the encryption key comes from.
    KeySource {
        /// The setting `encryption_key`, normally from the environment.
        Env = "env",
        /// The file that `encryption_key_file` names.
        File = "file",
        /// systemd's `LoadCredential=encryption_key:…`.
        Credential = "credential",
        /// The keyring of the operating system.
        Keyring = "keyring",
        /// The output of `encryption_key_command`.
        Command = "command",
    }
    /// From which risk on plans need an approval.
    ApprovalFrom {
        /// Always.
        Low = "low",
        /// From medium on.
        Medium = "medium",
        /// From high on.
        High = "high",
        /// Only for what can lock everybody out.
        Critical = "critical",
        /// Never.
        Never = "never",
    }
    /// Who may approve a plan.
    ApprovalChoice {
        /// Another person than the one who asked for it.
        OtherPerson = "other_person",
        /// Any approver, at a terminal.
        OutOfBand = "out_of_band",
    }
    /// What is refused when it cannot be recorded.
    FailClosed {
        /// Everything: an answer waits until its record is on disk.
        All = "all",
        /// Changes: they begin once it is on disk what is about to be done.
        Writes = "writes",
        /// Nothing.
        Off = "off",
    }
    /// What the access tokens of an identity provider look like.
    OidcProfile {
        /// RFC 9068 access tokens (`typ` is `at+jwt`).
        Rfc9068 = "rfc9068",
        /// Microsoft Entra ID.
        Entra = "entra",
        /// Okta.
        Okta = "okta",
        /// Auth0's own profile.
        Auth0 = "auth0",
        /// Keycloak.
        Keycloak = "keycloak",
    }
}

impl Value for Environment {
    fn kind() -> String {
        Environment::ALL.map(Environment::as_str).join(", ")
    }
    fn parse(text: &str) -> Parsed<Self> {
        text.to_ascii_lowercase().parse().map_err(|_| format!("one of {}", Self::kind()))
    }
    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn schema() -> serde_json::Value {
        json!({ "type": "string", "enum": Environment::ALL })
    }
}
