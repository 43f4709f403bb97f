//! Who may do what: the one table that every surface decides by.
//!
//! A call is allowed when the role covers the tool's tier and the principal's toolsets name the tool's; a device may be
//! touched when it is in the principal's scope and of this installation's environment. Whether it may be changed is said
//! by [`super::policy`], which looks at the role's tier too. All of them must hold, and what nothing allows is refused.

use serde::Serialize;

use super::device::{Device, Environment};
use super::principal::{Principal, Role};
use super::scope::DeviceScope;
use crate::error::{Error, ErrorKind, Result};

/// How much trust an action asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Reads.
    Fundamental,
    /// Reads of what others did.
    Oversight,
    /// Low-risk changes to one device.
    Advanced,
    /// High risk or many devices.
    Professional,
}

impl Tier {
    /// The word users read.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fundamental => "fundamental",
            Self::Oversight => "oversight",
            Self::Advanced => "advanced",
            Self::Professional => "professional",
        }
    }
}

/// Whether `role` covers `tier`. Everybody reads, `ops_rw` makes low-risk changes, `admin` all; an approver changes
/// nothing itself, and sees what others did. Whoever makes low-risk changes may ask for others, which somebody else has to
/// approve.
pub const fn covers(role: Role, tier: Tier) -> bool {
    matches!(
        (role, tier),
        (_, Tier::Fundamental)
            | (Role::OpsRw, Tier::Advanced)
            | (Role::Approver, Tier::Oversight)
            | (Role::Admin, _)
    )
}

/// Refuses an action of `tier` in `toolset` that `principal` may not take; `what` names it for the message.
pub fn may_use(principal: &Principal, tier: Tier, toolset: &str, what: &str) -> Result<()> {
    if !covers(principal.role, tier) {
        return Err(refused(format!("the role {} may not use {what}", principal.role)).hint(format!(
            "it needs one of: {}",
            names(Role::ALL.iter().copied().filter(|role| covers(*role, tier)))
        )));
    }
    match &principal.toolsets {
        Some(allowed) if !allowed.contains(toolset) => Err(refused(format!("this login may not use {what}"))
            .hint(format!(
                "it is limited to the toolsets: {}; {what} is of {toolset}",
                allowed.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
            ))),
        _ => Ok(()),
    }
}

/// Refuses a device that belongs to another environment than `own`. Whether it is in the caller's scope has been
/// decided when it was looked up.
pub fn may_reach(device: &Device, own: Environment) -> Result<()> {
    if device.environment == own {
        return Ok(());
    }
    Err(refused(format!(
        "the device {:?} belongs to the environment {}, this is {own}",
        device.name, device.environment
    ))
    .hint(format!("run rosmcp with environment={} to touch it", device.environment)))
}

/// Refuses a principal that is limited to some devices: the audit trail tells of all of them.
pub fn may_see_everything(principal: &Principal) -> Result<()> {
    if principal.devices == DeviceScope::All {
        return Ok(());
    }
    Err(refused("the audit trail tells of devices that this login may not see")
        .hint("it takes a login that is not limited to some devices"))
}

/// Refuses a principal that changes no routers, be it alone or with an approval.
pub fn may_change(principal: &Principal) -> Result<()> {
    let role = principal.role;
    if covers(role, Tier::Advanced) {
        return Ok(());
    }
    Err(refused(format!("the role {role} changes no routers")).hint("it takes ops_rw or admin"))
}

/// Refuses a program: what becomes of a router that is neither as planned nor as before is for a person who has looked at it.
pub fn may_settle(principal: &Principal, plan: &str) -> Result<()> {
    if principal.person {
        return Ok(());
    }
    Err(refused(format!("the plan {plan} needs a person, and this login is a program's"))
        .hint("ask a person to look at the router")
        .hint(format!("then at a shell: rosmcp plan rollback {plan}, or rosmcp plan cancel {plan}")))
}

/// Refuses a principal that may not approve other people's plans: it takes the role `approver` or `admin`, and a person.
pub fn may_approve(principal: &Principal) -> Result<()> {
    if !matches!(principal.role, Role::Approver | Role::Admin) {
        return Err(refused(format!("the role {} may not approve plans", principal.role))
            .hint("it needs one of: approver, admin"));
    }
    if !principal.person {
        return Err(refused("a service may not approve plans").hint("a person has to log in for that"));
    }
    Ok(())
}

fn names(roles: impl Iterator<Item = Role>) -> String {
    roles.map(|role| role.to_string()).collect::<Vec<_>>().join(", ")
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Refused, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(role: Role) -> Principal {
        Principal { role, ..Principal::shell("ann") }
    }

    #[test]
    fn the_table_of_roles_and_tiers() {
        let tiers = [Tier::Fundamental, Tier::Oversight, Tier::Advanced, Tier::Professional];
        let table = [
            (Role::ReadOnly, [true, false, false, false]),
            (Role::OpsRw, [true, false, true, false]),
            (Role::Approver, [true, true, false, false]),
            (Role::Admin, [true, true, true, true]),
        ];
        for (role, allowed) in table {
            for (tier, allowed) in tiers.into_iter().zip(allowed) {
                let outcome = may_use(&of(role), tier, "change", "plan_create");
                assert_eq!(outcome.is_ok(), allowed, "{role} {tier:?}");
                if let Err(error) = outcome {
                    assert_eq!(error.kind(), ErrorKind::Refused);
                    assert!(error.hints()[0].contains("admin"), "{error}");
                }
            }
        }
    }

    #[test]
    fn toolsets_limit_even_an_admin() {
        let mut principal = of(Role::Admin);
        principal.toolsets = Some(["ip".to_owned()].into());
        assert!(may_use(&principal, Tier::Fundamental, "ip", "ip_read").is_ok());
        assert!(may_use(&principal, Tier::Fundamental, "firewall", "firewall_read").is_err());
        principal.toolsets = Some([].into());
        assert!(may_use(&principal, Tier::Fundamental, "ip", "ip_read").is_err());
    }

    #[test]
    fn only_people_with_the_role_approve() {
        assert!(may_approve(&of(Role::Approver)).is_ok() && may_approve(&of(Role::Admin)).is_ok());
        assert!(may_approve(&of(Role::OpsRw)).is_err() && may_approve(&of(Role::ReadOnly)).is_err());
        let service = Principal { person: false, ..of(Role::Approver) };
        assert!(may_approve(&service).is_err());
    }

    #[test]
    fn only_people_settle_what_needs_a_person() {
        assert!(may_settle(&of(Role::OpsRw), "P").is_ok());
        let program = may_settle(&Principal { person: false, ..of(Role::Admin) }, "P").unwrap_err();
        assert_eq!(program.kind(), ErrorKind::Refused);
        assert!(program.hints().iter().any(|hint| hint.contains("rosmcp plan cancel P")), "{program:?}");
    }
}
