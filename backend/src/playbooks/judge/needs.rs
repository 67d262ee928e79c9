//! Resources, connection strings, variables and exports: what they name is in the catalogue.

use shared::{
    connection_string::kind::UnknownKeys,
    ids::ResourceTypeId,
    playbook::{NeededConnectionString, NeededResource},
    resource::{Phase, ResourceType},
};

use super::Judge;

const EXPORTS: [&str; 5] = ["env", "json", "xml", "sql", "csv"];

impl Judge<'_> {
    pub(super) fn needs(&mut self) {
        let playbook = self.playbook;
        for (index, need) in playbook.resources.iter().enumerate() {
            self.needed_resource(&format!("resources/{index}"), need);
        }
        for (index, need) in playbook.connection_strings.iter().enumerate() {
            self.needed_connection_string(&format!("connection_strings/{index}"), need);
        }
        for (index, need) in playbook.variables.iter().enumerate() {
            self.template(&format!("variables/{index}/value"), &need.value);
        }
        for (index, export) in playbook.exports.iter().enumerate() {
            let known = EXPORTS.contains(&export.format.as_str());
            self.known(known, &format!("exports/{index}/format"), "unknown_format", &export.format);
        }
    }

    pub(super) fn resource_type(&self, id: &str) -> Option<&ResourceType> {
        self.around.catalog.resource_type(&ResourceTypeId::new(id))
    }

    fn needed_resource(&mut self, path: &str, need: &NeededResource) {
        self.template(&format!("{path}/name"), &need.name);
        for (name, values) in &need.parameters {
            let path = format!("{path}/parameters/{name}");
            for text in [&values.authorization, &values.token, &values.refresh].into_iter().flatten() {
                self.template(&path, text);
            }
        }
        let Some(kind) = self.resource_type(&need.kind).cloned() else {
            self.say(&format!("{path}/type"), "unknown_type", &[("name", &need.kind)]);
            return;
        };
        self.known(kind.grants.contains(&need.grant), &format!("{path}/grant"), "unknown_grant", &need.grant);
        if !kind.client_auth.contains(&need.client_auth) {
            self.say(&format!("{path}/client_auth"), "unknown_client_auth", &[("name", &kind.name)]);
        }
        for (name, values) in &need.parameters {
            let path = format!("{path}/parameters/{name}");
            let Some(parameter) = kind.parameter(name) else {
                self.say(&path, "unknown_parameter", &[("name", name)]);
                continue;
            };
            let phases = [
                (Phase::Authorization, &values.authorization),
                (Phase::Token, &values.token),
                (Phase::Refresh, &values.refresh),
            ];
            for (phase, _) in phases.into_iter().filter(|(phase, value)| value.is_some() && !parameter.sent_in(*phase))
            {
                let phase = format!("{phase:?}").to_lowercase();
                self.say(&format!("{path}/{phase}"), "never_sent", &[("name", name), ("phase", &phase)]);
            }
        }
    }

    fn needed_connection_string(&mut self, path: &str, need: &NeededConnectionString) {
        if let Some(target) = &need.target {
            self.template(&format!("{path}/target"), target);
        }
        for (property, text) in &need.properties {
            self.template(&format!("{path}/properties/{property}"), text);
        }
        let catalog = self.around.catalog;
        let Some(kind) = catalog.connection_kinds().find(&need.kind) else {
            self.say(&format!("{path}/kind"), "unknown_connection_kind", &[("name", &need.kind)]);
            return;
        };
        for property in need.properties.keys() {
            let known = kind.property(property).is_some() || kind.unknown_keys == UnknownKeys::Allowed;
            self.known(known, &format!("{path}/properties/{property}"), "unknown_property", property);
        }
        // What has places is known only in a migration.
        let literal = need.target.as_deref().is_none_or(|target| super::places::places(target).is_empty());
        if literal && kind.check_target(need.target.as_deref()).is_err() {
            self.say(&format!("{path}/target"), "wrong_target", &[("name", &kind.id)]);
        }
    }
}
