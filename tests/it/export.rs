//! `config export` of simulated routers: text that the lab writes and the client reads, with nothing left behind.

use super::support::{Installation, Routers};

#[test]
fn every_model_is_exported_alike_over_both_transports() {
    let installation = Installation::new();
    let routers = Routers::start(3);
    for router in routers.all() {
        installation.add_both_ways(router);
        let over_rest = installation.rosmcp(&["config", "export", &router.name]).ok();
        let over_api = installation.rosmcp(&["config", "export", &format!("{}-api", router.name)]).ok();
        assert_eq!(over_rest, over_api, "{}", router.model);
        for part in ["/ip address\n", "/ip firewall filter\n", "/system identity\n"] {
            assert!(over_rest.contains(part), "{}: {over_rest}", router.model);
        }
        let files = installation.rosmcp(&["get", &router.name, "file", "-o", "json"]).ok();
        assert!(!files.contains("rosmcp-"), "{files}");
    }
}
