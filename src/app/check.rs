//! Whether a device can be managed: what answers there, who we are to it, and in words what is missing.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::App;
use super::device_view::FactsView;
use super::fleet::Failure;
use super::read::ReadRequest;
use crate::clock;
use crate::domain::device::{Device, Facts, Trust};
use crate::domain::filter::{Comparison, Condition};
use crate::domain::row::TypedRow;
use crate::domain::version::Version;
use crate::error::{Error, ErrorKind, Result};
use crate::store::devices;

/// The oldest RouterOS whose REST answers are understood.
const OLDEST: Version = Version::new(7, 10, 0);

/// The policies that rosmcp's user needs, and what for.
pub(super) const POLICIES: [(&str, &str); 4] = [
    ("read", "reading anything"),
    ("api", "logging in over REST or the API"),
    ("rest-api", "logging in over REST"),
    ("test", "ping, traceroute and other diagnostics"),
];

/// What a check found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeviceCheck {
    /// The device.
    pub device: String,
    /// Whether it answered and let us in.
    pub reachable: bool,
    /// What it says of itself.
    #[serde(flatten)]
    pub facts: FactsView,
    /// How long the first answer took, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<i64>,
    /// What is missing, each with the RouterOS command that mends it.
    pub findings: Vec<Finding>,
    /// Why the device could not be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// Something missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What is wrong, in words.
    pub what: String,
    /// What mends it: a RouterOS command, or a rosmcp one.
    pub mend: String,
}

impl App {
    /// Checks a device and remembers what it said of itself. A device that does not answer is a result with
    /// `reachable: false`; the error is returned beside it for surfaces that end with it.
    pub async fn check_device(&self, device: &Device) -> Result<(DeviceCheck, Option<Error>)> {
        let started = clock::monotonic();
        match self.settings_row(device, "system/resource").await {
            Ok(resource) => {
                let latency = super::open::elapsed_ms(started);
                let check = self.inspect(device, &resource, latency).await?;
                Ok((check, None))
            }
            Err(error) if super::health::is_the_devices(error.kind()) => {
                Ok((unreachable(device, &error), Some(error)))
            }
            Err(error) => Err(error),
        }
    }

    async fn inspect(&self, device: &Device, resource: &TypedRow, latency: i64) -> Result<DeviceCheck> {
        let mut findings = Vec::new();
        let identity = self.settings_row(device, "system/identity").await.map(|row| text(&row, "name"));
        let facts = Facts {
            identity: told(device, "name", identity, device.facts.identity.as_ref(), &mut findings),
            version: text(resource, "version"),
            model: text(resource, "board-name"),
            architecture: text(resource, "architecture-name"),
            serial: told(
                device,
                "serial number",
                self.serial(device).await,
                device.facts.serial.as_ref(),
                &mut findings,
            ),
        };
        findings.extend(version_finding(facts.version.as_deref()));
        findings.extend(plain_finding(device));
        findings.extend(self.policy_findings(device).await);
        let check = DeviceCheck {
            device: device.name.clone(),
            reachable: true,
            facts: FactsView::from(&facts),
            latency_ms: Some(latency),
            findings,
            error: None,
        };
        let (id, seen) = (device.id.clone(), clock::now_ms());
        self.store.write(move |conn| devices::record_seen(conn, &id, &facts, seen)).await?;
        Ok(check)
    }

    /// The serial number of a RouterBOARD, or the system id of a CHR; `None` where neither is told.
    async fn serial(&self, device: &Device) -> Result<Option<String>> {
        let board = self.settings_row(device, "system/routerboard").await;
        if let Some(serial) = board.as_ref().ok().and_then(|row| text(row, "serial-number")) {
            return Ok(Some(serial));
        }
        let system = text(&self.settings_row(device, "system/license").await?, "system-id");
        match board {
            Err(error) if system.is_none() => Err(error),
            _ => Ok(system),
        }
    }

    /// The policies that our own user's group lacks; nothing when the device does not let us look, and that they are unknown
    /// when looking failed.
    async fn policy_findings(&self, device: &Device) -> Vec<Finding> {
        match self.own_group(device).await {
            Ok(Some((group, policy))) => lacking(&group, &policy),
            Ok(None) => Vec::new(),
            Err(error) if matches!(error.kind(), ErrorKind::DeviceRejected | ErrorKind::NotFound) => {
                Vec::new()
            }
            Err(error) => vec![Finding {
                what: format!("what our user may do could not be read: {error}"),
                mend: format!("rosmcp device test {}", device.name),
            }],
        }
    }

    /// The group of our own user, and its policies.
    async fn own_group(&self, device: &Device) -> Result<Option<(String, Vec<Value>)>> {
        let Some(sealed) = self.sealed_credential(&device.id).await? else { return Ok(None) };
        let user = self.row_named(device, "user", &sealed.username).await?;
        let Some(group) = user.and_then(|user| text(&user, "group")) else { return Ok(None) };
        let row = self.row_named(device, "user/group", &group).await?;
        let policy = row.as_ref().and_then(|row| row.get("policy")?.as_array());
        Ok(policy.map(|policy| (group, policy.clone())))
    }

    async fn row_named(&self, device: &Device, menu: &str, name: &str) -> Result<Option<TypedRow>> {
        let condition = Condition {
            field: "name".to_owned(),
            comparison: Comparison::Equal,
            value: Value::String(name.to_owned()),
        };
        let request =
            ReadRequest { menu: menu.to_owned(), conditions: vec![condition], ..ReadRequest::default() };
        Ok(self.read_device(device, &request).await?.rows.into_iter().next())
    }
}

/// What a device said of itself, or what is `known` where it could not be asked: a read that fails is no news.
fn told(
    device: &Device,
    what: &str,
    said: Result<Option<String>>,
    known: Option<&String>,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    said.unwrap_or_else(|error| {
        findings.push(Finding {
            what: format!("its {what} could not be read: {error}"),
            mend: format!("rosmcp device test {}", device.name),
        });
        known.cloned()
    })
}

fn lacking(group: &str, policy: &[Value]) -> Vec<Finding> {
    let held = |name: &str| policy.iter().any(|word| word.as_str() == Some(name));
    let missing = POLICIES.iter().filter(|(name, _)| !held(name));
    missing
        .map(|(name, purpose)| Finding {
            what: format!("the group {group:?} of our user lacks the policy {name}, needed for {purpose}"),
            mend: format!("/user/group/set [find name=\"{group}\"] policy={name}"),
        })
        .collect()
}

fn text(row: &TypedRow, field: &str) -> Option<String> {
    row.get(field).and_then(Value::as_str).map(str::to_owned)
}

fn version_finding(version: Option<&str>) -> Option<Finding> {
    let parsed: Version = version?.parse().ok()?;
    (parsed < OLDEST).then(|| Finding {
        what: format!("RouterOS {parsed} is older than {OLDEST}, the oldest that rosmcp understands"),
        mend: "/system/package/update/install".to_owned(),
    })
}

fn plain_finding(device: &Device) -> Option<Finding> {
    (device.endpoint.trust == Trust::Plain).then(|| Finding {
        what: "the password travels without TLS".to_owned(),
        mend: "/ip/service/set www-ssl certificate=CERTIFICATE disabled=no".to_owned(),
    })
}

fn unreachable(device: &Device, error: &Error) -> DeviceCheck {
    let what = error.message().to_owned();
    let findings = error.hints().iter().map(|mend| Finding { what: what.clone(), mend: mend.clone() });
    DeviceCheck {
        device: device.name.clone(),
        reachable: false,
        facts: FactsView::default(),
        latency_ms: None,
        findings: findings.collect(),
        error: Some(error.into()),
    }
}
