//! Who may change what without whom: the decision, as a table over plain facts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::access::{self, Tier};
use crate::domain::device::{Capability, Device, Environment};
use crate::domain::principal::Role;
use crate::domain::risk::Risk;

/// What policy says of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It may be applied at once.
    Apply,
    /// A person must approve it first.
    Approval,
    /// It may not be applied.
    Forbidden,
}

/// Who may approve a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalBy {
    /// Another person than the one who asked for it.
    OtherPerson,
    /// Any approver, his own plans included, at a terminal or on the approvals page.
    OutOfBand,
}

/// The rules in force, and what they said: kept in the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snapshot {
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub why: Vec<String>,
    /// Who may approve.
    pub approval_by: ApprovalBy,
    /// Whether the approval must say that the risk is understood.
    pub acknowledge: bool,
    /// How many people must approve.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub approvals: u32,
}

/// Plans that were made before several could be asked for have one, and their digests are over that.
const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

/// The rules, as settings say them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The environment.
    pub environment: Environment,
    /// Nothing may be changed.
    pub read_only: bool,
    /// From this risk on an approval is needed; never when `None`.
    pub approval_from: Option<Risk>,
    /// Who may approve.
    pub approval_by: ApprovalBy,
    /// How many people must approve what needs an approval.
    pub approvals: u32,
    /// How many devices one plan may have.
    pub max_devices: usize,
    /// Menus that are never touched otherwise.
    pub allowed_menus: Vec<String>,
}

/// What a decision depends on.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Who asks.
    pub role: Role,
    /// The plan's risk.
    pub risk: Risk,
    /// The devices it touches.
    pub devices: &'a [&'a Device],
    /// The menus it touches.
    pub menus: Vec<&'a str>,
    /// Whether some device has no guard.
    pub unguarded: bool,
}

impl Facts<'_> {
    /// How much trust the plan asks for.
    fn tier(&self) -> Tier {
        if self.risk >= Risk::High || self.devices.len() > 1 { Tier::Professional } else { Tier::Advanced }
    }
}

/// Menus and commands that a plan touches only when a setting names them (T35, R31).
const NEVER: &[&str] = &[
    "user",
    "system/device-mode",
    "system/reset-configuration",
    "system/reboot",
    "system/shutdown",
    "system/package",
    "system/backup",
    "system/license",
    "system/routerboard",
    "system/script",
    "system/scheduler",
    "import",
    "tool/fetch",
    "container",
    "file",
];

impl Rules {
    /// What these rules say of a plan with these facts.
    pub fn decide(&self, facts: &Facts<'_>) -> Snapshot {
        let mut forbidden = Vec::new();
        if self.read_only {
            forbidden.push("read_only_mode is set: nothing is changed".to_owned());
        }
        if !access::covers(facts.role, Tier::Advanced) {
            forbidden.push(format!("the role {} changes nothing", facts.role));
        }
        forbidden.extend(self.too_many(facts.devices.len()));
        forbidden.extend(facts.menus.iter().filter_map(|menu| self.untouchable(menu)));
        for device in facts.devices {
            forbidden.extend(missing_flags(device, facts));
        }
        if facts.unguarded && facts.risk >= self.guarded_from() {
            let (here, risk) = (self.environment, facts.risk.as_str());
            forbidden.push(format!("no guard is possible, and in {here} a change of {risk} risk needs one"));
        }
        if !forbidden.is_empty() {
            return self.snapshot(Decision::Forbidden, forbidden, facts);
        }
        let wanted = self.approval_reasons(facts);
        if wanted.is_empty() {
            return self.snapshot(Decision::Apply, vec!["no rule asks for an approval".to_owned()], facts);
        }
        self.snapshot(Decision::Approval, wanted, facts)
    }

    /// Why a plan of `count` devices is forbidden, whatever it does to them; `None` when it is not.
    pub fn too_many(&self, count: usize) -> Option<String> {
        let most = self.max_devices;
        (count > most).then(|| format!("{count} devices are more than plan_max_devices, {most}"))
    }

    /// From which risk on a change is never made without a guard: what can lock everybody out, nowhere.
    const fn guarded_from(&self) -> Risk {
        match self.environment {
            Environment::Prod => Risk::Medium,
            Environment::Lab | Environment::Staging => Risk::Critical,
        }
    }

    fn approval_reasons(&self, facts: &Facts<'_>) -> Vec<String> {
        let mut wanted = Vec::new();
        if !access::covers(facts.role, facts.tier()) {
            wanted.push(format!(
                "the role {} asks for {} changes, and does not make them alone",
                facts.role,
                facts.tier().as_str()
            ));
        }
        let Some(from) = self.approval_from else { return wanted };
        if facts.risk >= from {
            wanted.push(format!("its risk is {}", facts.risk.as_str()));
        }
        if facts.devices.len() > 1 && self.environment != Environment::Lab {
            wanted.push(format!("it changes {} devices", facts.devices.len()));
        }
        wanted
    }

    fn snapshot(&self, decision: Decision, why: Vec<String>, facts: &Facts<'_>) -> Snapshot {
        let acknowledge = decision == Decision::Approval && facts.risk == Risk::Critical;
        let approvals = if decision == Decision::Approval { self.approvals } else { one() };
        Snapshot { decision, why, approval_by: self.approval_by, acknowledge, approvals }
    }

    fn untouchable(&self, menu: &str) -> Option<String> {
        let below =
            |root: &str| menu == root || menu.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
        let allowed = self.allowed_menus.iter().any(|root| below(root.trim_matches('/')));
        (!allowed && NEVER.iter().any(|root| below(root)))
            .then(|| format!("{menu} is never changed unless plan_allowed_menus names it"))
    }
}

/// The flags that a device lacks for a plan.
fn missing_flags(device: &Device, facts: &Facts<'_>) -> Vec<String> {
    let mut wanted = vec![match facts.tier() {
        Tier::Professional => Capability::ProfessionalWorkflows,
        Tier::Fundamental | Tier::Oversight | Tier::Advanced => Capability::AdvancedWrites,
    }];
    wanted.extend(facts.menus.iter().filter_map(|menu| topic(menu)));
    wanted.sort_unstable();
    wanted.dedup();
    wanted.retain(|flag| !device.capabilities.contains(flag));
    wanted.iter().map(|flag| format!("{:?} does not have {}", device.name, flag.as_str())).collect()
}

/// The flag of the subject that a menu belongs to.
fn topic(menu: &str) -> Option<Capability> {
    let starts = |root: &str| menu.starts_with(root);
    if starts("ip/firewall") || starts("ipv6/firewall") {
        Some(Capability::FirewallWrites)
    } else if starts("ip/route") || starts("ipv6/route") || starts("routing") || starts("ip/vrf") {
        Some(Capability::RoutingWrites)
    } else if starts("interface/wifi") || starts("interface/wireless") {
        Some(Capability::WirelessWrites)
    } else if starts("ip/dhcp") || starts("ip/pool") || starts("ipv6/dhcp") {
        Some(Capability::DhcpWrites)
    } else if starts("interface/bridge") {
        Some(Capability::BridgeWrites)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device::{DeviceId, Endpoint, Facts as DeviceFacts, TransportKind, Trust};

    fn device(capabilities: &[Capability]) -> Device {
        Device {
            id: DeviceId("id".into()),
            name: "edge".into(),
            endpoint: Endpoint {
                host: "192.0.2.1".into(),
                port: 443,
                transport: TransportKind::Rest,
                trust: Trust::System,
            },
            environment: Environment::Prod,
            tags: std::collections::BTreeMap::new(),
            capabilities: capabilities.to_vec(),
            facts: DeviceFacts::default(),
            created_at: 0,
            updated_at: 0,
            last_seen_at: None,
        }
    }

    fn rules() -> Rules {
        Rules {
            environment: Environment::Prod,
            read_only: false,
            approval_from: Some(Risk::Low),
            approval_by: ApprovalBy::OtherPerson,
            approvals: 2,
            max_devices: 2,
            allowed_menus: Vec::new(),
        }
    }

    fn decide(rules: &Rules, risk: Risk, menu: &str, devices: &[&Device], role: Role) -> Snapshot {
        rules.decide(&Facts { role, risk, devices, menus: vec![menu], unguarded: false })
    }

    #[test]
    fn each_rule_forbids_by_itself() {
        let full = device(Capability::ALL);
        let bare = device(&[]);
        let good = |rules: &Rules| decide(rules, Risk::High, "ip/firewall/filter", &[&full], Role::OpsRw);
        assert_eq!(good(&rules()).decision, Decision::Approval);
        assert_eq!(good(&Rules { read_only: true, ..rules() }).decision, Decision::Forbidden);
        for role in [Role::ReadOnly, Role::Approver] {
            let said = decide(&rules(), Risk::Low, "system/identity", &[&full], role);
            assert_eq!(said.decision, Decision::Forbidden);
        }
        let many = [&full, &full, &full];
        assert_eq!(decide(&rules(), Risk::Low, "ip/dns", &many, Role::Admin).decision, Decision::Forbidden);
        let said = decide(&rules(), Risk::High, "ip/firewall/filter", &[&bare], Role::Admin);
        assert_eq!(said.why.len(), 2, "{said:?}");
        for menu in ["user", "user/group", "system/reset-configuration", "tool/fetch", "system/script/job"] {
            let said = decide(&rules(), Risk::Low, menu, &[&full], Role::Admin);
            assert_eq!(said.decision, Decision::Forbidden, "{menu}");
        }
        let named = Rules { allowed_menus: vec!["user".into()], ..rules() };
        assert_eq!(decide(&named, Risk::Low, "user", &[&full], Role::Admin).decision, Decision::Approval);
        let unguarded = Facts {
            role: Role::Admin,
            risk: Risk::Medium,
            devices: &[&full],
            menus: vec!["ip/dns"],
            unguarded: true,
        };
        assert_eq!(rules().decide(&unguarded).decision, Decision::Forbidden);
    }

    #[test]
    fn approval_follows_risk_and_number_and_critical_asks_twice() {
        let full = device(Capability::ALL);
        let staging = Rules { environment: Environment::Staging, approval_from: Some(Risk::High), ..rules() };
        let said = |risk, devices: &[&Device]| decide(&staging, risk, "ip/dns", devices, Role::OpsRw);
        assert_eq!(said(Risk::Medium, &[&full]).decision, Decision::Apply);
        assert_eq!(said(Risk::Medium, &[&full, &full]).decision, Decision::Approval);
        assert_eq!(said(Risk::High, &[&full]).decision, Decision::Approval);
        assert!(!said(Risk::High, &[&full]).acknowledge && said(Risk::Critical, &[&full]).acknowledge);
        assert_eq!((said(Risk::High, &[&full]).approvals, said(Risk::Medium, &[&full]).approvals), (2, 1));
        let never = Rules { environment: Environment::Lab, approval_from: None, ..rules() };
        assert_eq!(decide(&never, Risk::Critical, "ip/dns", &[&full], Role::Admin).decision, Decision::Apply);
    }

    #[test]
    fn what_is_beyond_a_role_it_may_ask_for_and_never_do_alone() {
        let full = device(Capability::ALL);
        let never = Rules { environment: Environment::Lab, approval_from: None, ..rules() };
        let said = |risk, devices: &[&Device], role| decide(&never, risk, "ip/dns", devices, role).decision;
        for (risk, count, alone) in [
            (Risk::Low, 1, Decision::Apply),
            (Risk::Medium, 1, Decision::Apply),
            (Risk::High, 1, Decision::Approval),
            (Risk::Critical, 1, Decision::Approval),
            (Risk::Low, 2, Decision::Approval),
        ] {
            let devices = [&full, &full];
            let devices = devices.get(..count).unwrap_or_default();
            assert_eq!(said(risk, devices, Role::OpsRw), alone, "{risk:?} on {count}");
            assert_eq!(said(risk, devices, Role::Admin), Decision::Apply, "{risk:?} on {count}");
        }
    }

    #[test]
    fn what_can_lock_everybody_out_is_never_done_without_a_guard() {
        let full = device(Capability::ALL);
        let never = Rules { environment: Environment::Lab, approval_from: None, ..rules() };
        let said = |risk| {
            let menus = vec!["ip/dns"];
            let facts = Facts { role: Role::Admin, risk, devices: &[&full], menus, unguarded: true };
            never.decide(&facts).decision
        };
        assert_eq!((said(Risk::High), said(Risk::Critical)), (Decision::Apply, Decision::Forbidden));
    }
}
