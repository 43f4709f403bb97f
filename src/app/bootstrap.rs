//! The RouterOS script that prepares a router for rosmcp: a group with as few policies as it needs, an account in it,
//! a certificate and the service.

use secrecy::{ExposeSecret, SecretString};

use super::check::{FTP, POLICIES, WRITE};
use crate::domain::device::TransportKind;
use crate::error::{Error, Result};
use crate::routeros::script::quote;

/// What the router is prepared for.
pub struct Bootstrap {
    /// The account's name.
    pub username: String,
    /// Its password; without one, the script has a place for it and refuses to run until it is filled.
    pub password: Option<SecretString>,
    /// Which service is switched on.
    pub transport: TransportKind,
    /// Whether the account may change the router.
    pub write: bool,
    /// Whether it may write files, which exports need.
    pub exports: bool,
    /// From where it may log in, addresses or networks; from anywhere when empty.
    pub allow_from: Vec<String>,
}

/// What stands where a password has to be written.
const PLACEHOLDER: &str = "CHOOSE-ONE";
/// The group and the certificate that the script makes.
const NAME: &str = "rosmcp";

impl Bootstrap {
    /// The script, several lines within braces so that a terminal takes it whole. It can be run again: what is there is
    /// set, not added twice, and a certificate that the service already has is kept. An account that somebody else made is
    /// not touched.
    ///
    /// `Usage` for a user name or password that RouterOS's texts cannot hold.
    pub fn script(&self) -> Result<String> {
        if self.username.is_empty() {
            return Err(Error::usage("the user name is empty").hint("--username USER"));
        }
        let service = match self.transport {
            TransportKind::Rest => "www-ssl",
            TransportKind::Api => "api-ssl",
        };
        let user = quote(&self.username)?;
        let password = self.password.as_ref().map_or(PLACEHOLDER, |password| password.expose_secret());
        let from = match self.allow_from.as_slice() {
            [] => String::new(),
            networks => format!(" address={}", quote(&networks.join(","))?),
        };
        let lines = [
            "{".to_owned(),
            format!(":local password {}", quote(password)?),
            format!(
                ":if ($password = \"{PLACEHOLDER}\") do={{ :error \"write a password into the line :local password of this script\" }}"
            ),
            format!(
                ":if ([:len [/user/find name={user} group!={NAME}]] > 0) do={{ :error \"there is another account of that name: choose one for rosmcp alone with --username\" }}"
            ),
            either("/user/group", NAME, &format!("policy={}", self.policy())),
            either(
                "/user",
                &user,
                &format!("group={NAME} password=$password{from} comment=\"used by rosmcp\""),
            ),
            format!(":local certificate [/ip/service/get {service} certificate]"),
            ":if (($certificate = \"none\") or ([:len $certificate] = 0)) do={".to_owned(),
            format!("  :if ([:len [/certificate/find name={NAME}]] = 0) do={{"),
            format!(
                "    /certificate/add name={NAME} common-name=[/system/identity/get name] key-usage=digital-signature,key-encipherment,tls-server days-valid=3650"
            ),
            format!("    /certificate/sign {NAME}"),
            "    :delay 3s".to_owned(),
            "  }".to_owned(),
            format!("  :set certificate \"{NAME}\""),
            "}".to_owned(),
            format!("/ip/service/set {service} certificate=$certificate tls-version=only-1.2 disabled=no"),
            ":put (\"tls pin: \" . [/certificate/get [find name=$certificate] fingerprint])".to_owned(),
            "}".to_owned(),
        ];
        Ok(lines.join("\n") + "\n")
    }

    fn policy(&self) -> String {
        let needed = POLICIES.iter().map(|(policy, _)| *policy);
        let more = [self.write.then_some(WRITE), self.exports.then_some(FTP)];
        needed.chain(more.into_iter().flatten().map(|(policy, _)| policy)).collect::<Vec<_>>().join(",")
    }
}

/// Sets the row of that name where there is one, and adds it otherwise.
fn either(menu: &str, name: &str, values: &str) -> String {
    format!(
        ":if ([:len [{menu}/find name={name}]] = 0) do={{ {menu}/add name={name} {values} }} else={{ {menu}/set [find name={name}] {values} }}"
    )
}
