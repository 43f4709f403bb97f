//! The resources there are, in their fixed order, and the one way to read or follow one.

use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::FutureExt;
use tokio_util::sync::CancellationToken;

use super::resource::{Contents, Context, Resource};
use super::template::Values;
use super::{audit, device, fleet, plan, snapshot};
use crate::app::complete::Words;
use crate::app::{App, RESOURCE_READ};
use crate::domain::access;
use crate::domain::audit::AuditEvent;
use crate::domain::principal::Principal;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::events::Topic;

/// After which a reading is given up.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A resource that a list names.
pub struct Listed<'a> {
    /// Its URI.
    pub uri: String,
    /// What it is about, for a title: a device's name, an environment; empty where there is only one.
    pub about: String,
    /// The resource, or its family.
    pub resource: &'a Resource,
}

/// Every resource, in the order in which they are listed.
pub struct Registry {
    resources: Vec<Resource>,
}

/// The registry of this binary.
pub fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let own = fleet::resources().into_iter().chain(plan::resources()).chain(audit::resources());
        let of_devices = device::resources().chain(snapshot::resources());
        Registry { resources: own.chain(of_devices).collect() }
    });
    &REGISTRY
}

impl Registry {
    /// Every resource and family of resources, in the fixed order.
    pub fn all(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter()
    }

    /// The resources and families that `principal` may read, in the fixed order.
    pub fn visible_to(&self, principal: &Principal) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| allowed(principal, resource).is_ok())
    }

    /// The resource with that template (or URI, where it has no variables), if `principal` may read it.
    pub fn by_template(&self, principal: &Principal, template: &str) -> Result<&Resource> {
        let found = self.resources.iter().find(|resource| resource.template == template);
        let resource = found.ok_or_else(|| Error::not_found("there is no such resource template"))?;
        allowed(principal, resource).map(|()| resource)
    }

    /// Refuses `principal` words that name something, a device or a plan, when no resource that it may read takes them.
    pub fn may_name(&self, principal: &Principal, words: Words) -> Result<()> {
        let named = matches!(words, Words::Devices | Words::Plans);
        if !named || self.visible_to(principal).any(|resource| resource.takes(words)) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Refused,
            "this login is limited to toolsets that do not name devices or plans",
        )
        .hint("type the name in full where a tool asks for it, or use a login with the toolset fleet"))
    }

    /// Whether `uri` is a resource's.
    pub fn knows(&self, uri: &str) -> bool {
        self.find(uri).is_ok()
    }

    /// The resources worth naming one by one to `principal`: the fleet's, and some of each device.
    pub async fn list(&self, context: &Context) -> Result<Vec<Listed<'_>>> {
        let context = context.clone().narrowed();
        let own = context.app.settings.environment;
        let devices = context.app.own_devices().await?;
        let mut listed = Vec::new();
        for resource in self.visible_to(&context.caller.principal).filter(|resource| resource.listed) {
            let mut add = |about: &str| {
                listed.push(Listed { uri: resource.uri(about), about: about.to_owned(), resource });
            };
            match (resource.is_template(), resource.is_of_device()) {
                (false, _) => add(""),
                (true, false) => add(own.as_str()),
                (true, true) => devices.iter().for_each(|device| add(&device.name)),
            }
        }
        Ok(listed)
    }

    /// Reads `uri` and records that; gives up when the caller does.
    pub async fn read(
        &self,
        context: Context,
        uri: &str,
        cancel: &CancellationToken,
    ) -> Result<(&Resource, Contents)> {
        let (resource, values) = self.find(uri)?;
        let app = context.app.clone();
        let owed = app.audit.owed(event(&context, resource, uri, &values));
        let result = match allowed(&context.caller.principal, resource) {
            Ok(()) => read(resource, context, values, cancel).await,
            Err(refusal) => Err(refusal),
        };
        app.audit.note(owed.settled(&result)).await?;
        result.map(|contents| (resource, contents))
    }

    /// Whether `principal` may, at this moment, know of `uri`: what [`Registry::topics`] decides at first, cheap enough to
    /// be asked before each notification.
    pub async fn permit(&self, app: &App, principal: &Principal, uri: &str) -> Result<()> {
        let (resource, values) = self.find(uri)?;
        allowed(principal, resource)?;
        if resource.is_of_device() {
            app.seen_by(principal).still_sees(values.get("id")).await?;
        }
        if resource.is_of_plan() {
            app.seen_by(principal).sees_plan(values.get("id")).await?;
        }
        Ok(())
    }

    /// Whether `uri` is a resource of one device.
    pub fn is_of_device(&self, uri: &str) -> bool {
        self.find(uri).is_ok_and(|(resource, _)| resource.is_of_device())
    }

    /// The topics that mean that `uri` reads otherwise.
    pub async fn topics(&self, context: Context, uri: &str) -> Result<Vec<Topic>> {
        let (resource, values) = self.find(uri)?;
        allowed(&context.caller.principal, resource)?;
        let context = context.narrowed();
        if resource.is_of_plan() {
            context.app.sees_plan(values.get("id")).await?;
        }
        resource.topics(context, values).await
    }

    fn find(&self, uri: &str) -> Result<(&Resource, Values)> {
        let found = self.all().find_map(|resource| Some((resource, resource.values(uri)?)));
        found.ok_or_else(|| {
            let shown: String = uri.chars().take(128).filter(|c| !c.is_control()).collect();
            let error = Error::not_found(format!("there is no resource {shown:?}"));
            match nearest(uri, self.all().map(|resource| resource.template)) {
                Some(near) => error.hint(format!("did you mean {near:?}?")),
                None => error.hint("resources/list and resources/templates/list name them all"),
            }
        })
    }
}

/// Whether `principal` may read and follow `resource`: as the tool that reads the same, its role has to cover the tier and its
/// toolsets to name the toolset. The audit trail tells of every device, so it takes somebody who may see every device.
fn allowed(principal: &Principal, resource: &Resource) -> Result<()> {
    access::may_use(principal, resource.tier, resource.toolset, resource.name)?;
    if resource.scheme() == "audit" {
        access::may_see_everything(principal)?;
    }
    Ok(())
}

async fn read(
    resource: &Resource,
    context: Context,
    values: Values,
    cancel: &CancellationToken,
) -> Result<Contents> {
    let reading = AssertUnwindSafe(resource.read(context.narrowed(), values)).catch_unwind();
    tokio::select! {
        result = tokio::time::timeout(TIMEOUT, reading) => match result {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Error::new(ErrorKind::Internal, format!("reading {} panicked", resource.name))),
            Err(_) => Err(Error::new(ErrorKind::Timeout, format!("{} took longer than {} s", resource.name, TIMEOUT.as_secs()))),
        },
        () = cancel.cancelled() => Err(Error::new(ErrorKind::Interrupted, "the caller gave up")),
    }
}

fn event(context: &Context, resource: &Resource, uri: &str, values: &Values) -> AuditEvent {
    let device = values.get("id");
    AuditEvent {
        device: (resource.is_of_device() && !device.is_empty()).then(|| device.chars().take(128).collect()),
        detail: Some(uri.chars().take(256).collect()),
        ..context.app.audit_event(&context.caller, RESOURCE_READ)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::*;
    use crate::domain::principal::{Caller, Role};
    use crate::domain::scope::DeviceScope;

    async fn context() -> Context {
        let caller = Caller::new(Principal::lab(), "r1");
        Context { app: Arc::new(App::scratch().await), caller }
    }

    #[test]
    fn names_and_templates_are_unique_and_descriptions_are_sentences() {
        let all: Vec<_> = registry().all().collect();
        assert_eq!(all.iter().map(|r| r.name).collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(all.iter().map(|r| r.template).collect::<BTreeSet<_>>().len(), all.len());
        for resource in all {
            assert!(resource.description.ends_with('.'), "{}", resource.name);
            assert!((0.0..=1.0).contains(&resource.priority), "{}", resource.name);
        }
    }

    #[test]
    fn a_limited_login_reads_what_its_limits_leave() {
        let may = |principal: &Principal, uri: &str| {
            registry().find(uri).is_ok_and(|(resource, _)| allowed(principal, resource).is_ok())
        };
        let all = Principal::lab();
        for uri in ["audit://events/recent", "fleet://health-summary", "device://edge-1/health"] {
            assert!(may(&all, uri), "{uri}");
        }
        let some_devices = Principal { devices: DeviceScope::only(["edge-1"]).unwrap(), ..Principal::lab() };
        assert!(!may(&some_devices, "audit://events/recent") && may(&some_devices, "device://edge-1/health"));
        let some_tools = Principal { toolsets: Some(["fleet".to_owned()].into()), ..Principal::lab() };
        for uri in ["fleet://health-summary", "fleet://devices/lab", "device://edge-1/health"] {
            assert!(may(&some_tools, uri), "{uri}");
        }
        for uri in
            ["audit://events/recent", "device://edge-1/config", "device://edge-1/menu/user", "snapshot://1"]
        {
            assert!(!may(&some_tools, uri), "{uri}");
        }
        assert_eq!(
            registry().visible_to(&some_tools).map(|r| r.toolset).collect::<BTreeSet<_>>(),
            ["fleet"].into()
        );
    }

    #[tokio::test]
    async fn a_fleet_without_devices_is_an_answer_and_unknown_things_are_errors() {
        let context = context().await;
        let cancel = CancellationToken::new();
        let read = async |uri: &str| registry().read(context.clone(), uri, &cancel).await;
        let (_, summary) = read("fleet://health-summary").await.unwrap();
        let Contents::Json(summary) = summary else { panic!("{summary:?}") };
        assert_eq!(summary["healthy"], 0);
        assert_eq!(read("fleet://devices/prod").await.err().unwrap().kind(), ErrorKind::Refused);
        assert_eq!(read("fleet://devices/moon").await.err().unwrap().kind(), ErrorKind::Usage);
        assert_eq!(read("device://nobody/health").await.err().unwrap().kind(), ErrorKind::NotFound);
        let unknown = read("fleet://health-sumary").await.err().unwrap();
        assert_eq!(unknown.kind(), ErrorKind::NotFound);
        assert!(unknown.hints()[0].contains("fleet://health-summary"), "{unknown}");
    }

    #[tokio::test]
    async fn who_may_not_see_every_device_may_not_read_the_trail() {
        let mut context = context().await;
        Arc::make_mut(&mut context.caller.principal).devices = DeviceScope::only(["edge-1"]).unwrap();
        let trail = "audit://events/recent";
        let read = registry().read(context.clone(), trail, &CancellationToken::new()).await;
        assert_eq!(read.err().unwrap().kind(), ErrorKind::Refused);
        let mut overseer = context.clone();
        overseer.caller.principal = Principal::lab().into();
        let told = async || match registry().read(overseer.clone(), trail, &CancellationToken::new()).await {
            Ok((_, Contents::Json(rows))) => rows.to_string(),
            other => panic!("{:?}", other.err()),
        };
        // Rows that nobody waits for are gathered for a moment.
        while !told().await.contains("\"refused\"") {
            tokio::task::yield_now().await;
        }
        assert_eq!(registry().topics(context.clone(), trail).await.unwrap_err().kind(), ErrorKind::Refused);
        let listed = registry().list(&context).await.unwrap();
        assert!(listed.iter().all(|listed| listed.uri != trail));
    }

    #[tokio::test]
    async fn the_trail_is_for_those_who_oversee() {
        let mut context = context().await;
        let cancel = CancellationToken::new();
        let trail = ["recent", "by-user/ann", "by-device/edge-1", "by-tool/ping"];
        for role in Role::ALL.iter().copied() {
            let overseer = access::covers(role, access::Tier::Oversight);
            Arc::make_mut(&mut context.caller.principal).role = role;
            let principal = &context.caller.principal;
            for uri in trail.map(|rest| format!("audit://events/{rest}")) {
                let read = registry().read(context.clone(), &uri, &cancel).await;
                assert_eq!(
                    read.err().map(|error| error.kind()),
                    (!overseer).then_some(ErrorKind::Refused),
                    "{role} {uri}"
                );
                assert_eq!(registry().topics(context.clone(), &uri).await.is_ok(), overseer, "{role} {uri}");
                assert_eq!(
                    registry().permit(&context.app, principal, &uri).await.is_ok(),
                    overseer,
                    "{role} {uri}"
                );
            }
            let listed = registry().list(&context).await.unwrap();
            assert_eq!(listed.iter().any(|listed| listed.uri.starts_with("audit:")), overseer, "{role}");
            let families = registry().visible_to(principal).filter(|resource| resource.scheme() == "audit");
            assert_eq!(families.count(), if overseer { trail.len() } else { 0 }, "{role}");
            let family = registry().by_template(principal, "audit://events/by-device/{device}");
            assert_eq!(family.is_ok(), overseer, "{role}");
        }
    }

    #[tokio::test]
    async fn a_plan_is_read_whole_in_short_and_by_its_log() {
        let context = context().await;
        let app = context.app.clone();
        let (id, digest) = app.sample_plan(crate::app::plan::Sample::default()).await;
        let cancel = CancellationToken::new();
        let read = async |what: &str| {
            let uri = format!("plan://{}/{what}", id.to_lowercase());
            match registry().read(context.clone(), &uri, &cancel).await.unwrap().1 {
                Contents::Json(value) => value,
                Contents::Text(text) => panic!("{text}"),
            }
        };
        let summary = read("summary").await;
        assert_eq!((&summary["digest"], &summary["status"]), (&digest.clone().into(), &"pending".into()));
        assert!(summary["devices"][0].get("changes").is_none());
        assert_eq!(read("details").await["devices"][0]["changes"][0]["changes"][0]["new"], "plain 2");
        assert_eq!(read("execution-log").await["log"], serde_json::json!([]));
        let far = Principal { devices: DeviceScope::only(["core-1"]).unwrap(), ..Principal::lab() };
        let context = Context { caller: Caller::new(far, "r2"), ..context.clone() };
        let followed = registry().topics(context.clone(), &format!("plan://{id}/summary")).await;
        assert_eq!(followed.unwrap_err().kind(), ErrorKind::NotFound, "nor may it be followed");
        let hidden = registry().read(context, &format!("plan://{id}/summary"), &cancel).await;
        assert_eq!(hidden.err().unwrap().kind(), ErrorKind::NotFound);
        let limited = |toolsets: &str| {
            let toolsets = toolsets.split(' ').map(str::to_owned).collect();
            Principal { toolsets: Some(toolsets), ..Principal::lab() }
        };
        let uri = format!("plan://{id}/summary");
        assert!(registry().permit(&app, &limited("change dns"), &uri).await.is_ok());
        assert!(registry().permit(&app, &limited("change ip"), &uri).await.is_err(), "it is of ip/dns");
        assert!(registry().permit(&app, &limited("fleet"), &uri).await.is_err());
    }

    #[tokio::test]
    async fn following_a_resource_means_its_topics() {
        let context = context().await;
        let topics = registry().topics(context.clone(), "audit://events/recent").await.unwrap();
        assert_eq!(topics, [Topic::Audit]);
        assert!(registry().topics(context, "device://nobody/health").await.is_err());
    }
}
