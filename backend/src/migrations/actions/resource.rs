//! `resource:ROLE`: makes the resource, or brings its values up to what is needed. Nothing is ever taken away from one
//! that is there.

use std::collections::BTreeMap;

use shared::{
    api::resource::{CreateResource, Endpoints, GivenValues, PatchResource, PutParameter},
    ids::{ResourceId, ResourceTypeId},
    playbook::{NeededResource, ValuePlace},
    resource::{Phase, PhaseValues, ResourceType},
    secret::SecretText,
};

use super::super::{Played, Run, of_role};
use crate::domain::endpoints::from_templates;

/// What would have to be done about a resource.
#[derive(Debug)]
pub struct Plan {
    /// What is done, in the words of the resources' own endpoints.
    pub what: What,
    /// The client secret that waited for the resource.
    pub secret: Option<SecretText>,
    /// Values that the migration kept for it, by their stable names: they live in the resource afterwards.
    pub waited: Vec<String>,
    /// Values that are not known yet, by their stable names.
    pub missing: Vec<String>,
}

/// What is done.
#[derive(Debug)]
pub enum What {
    /// It is made.
    Create(Box<CreateResource>),
    /// It is changed.
    Change {
        /// Which.
        id: ResourceId,
        /// Its own values.
        patch: Box<PatchResource>,
        /// Its parameters.
        parameters: BTreeMap<String, PutParameter>,
    },
    /// The resource that plays the role is of another type, and stays as it is.
    OtherType {
        /// Its name.
        name: String,
        /// The type that is needed.
        needed: String,
    },
}

impl Plan {
    /// What changes, by parameter or field.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = match &self.what {
            What::Create(request) => request.parameters.keys().cloned().collect(),
            What::Change { patch, parameters, .. } => {
                let fields = [
                    ("grant", patch.grant.is_some()),
                    ("client_auth", patch.client_auth.is_some()),
                    ("endpoints", patch.endpoints.is_some()),
                ];
                let changed = fields.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned());
                changed.chain(parameters.keys().cloned()).collect()
            }
            What::OtherType { .. } => Vec::new(),
        };
        names.extend(self.secret.as_ref().map(|_| "client_secret".to_owned()));
        names
    }
}

type Wanted = BTreeMap<String, PhaseValues<SecretText>>;

impl Run {
    pub(super) fn resource_is_ready(&self, role: &str) -> bool {
        let Some(plan) = self.resource_plan(role) else { return false };
        matches!(plan.what, What::Change { .. }) && plan.names().is_empty() && plan.missing.is_empty()
    }

    /// What would have to be done; `None`: the playbook needs no such resource here.
    pub fn resource_plan(&self, role: &str) -> Option<Plan> {
        let need = self.need(role)?;
        let kind = self.types.get(&need.kind)?;
        let mut missing = Vec::new();
        let (kept_here, waited) = self.waiting(role, kind);
        let mut parameters = self.wanted_parameters(need, &mut missing);
        // What somebody filled in for this very resource goes before what the playbook says for all.
        parameters.extend(kept_here);
        self.propose(role, kind, &mut parameters);
        let secret = self.kept_at(|at| matches!(at, ValuePlace::Secret(of) if of == role));
        let what = match self.resources.get(role) {
            Some(played) if played.opened.settings.kind.id.as_str() != need.kind => {
                What::OtherType { name: played.opened.row.name.clone(), needed: kind.name.clone() }
            }
            Some(played) => self.change(need, kind, played, parameters),
            None => self.create(need, kind, parameters, &mut missing),
        };
        if self.tenant.directory_id.is_none() && kind.endpoints.iter().any(|(_, text)| of_directory(text)) {
            missing.push(self.directory_value());
        }
        missing.sort();
        missing.dedup();
        Some(Plan { what, secret, waited, missing })
    }

    /// The value that stands for the tenant's directory.
    fn directory_value(&self) -> String {
        let at = |at: &ValuePlace| matches!(at, ValuePlace::Tenant(what) if what == "directory_id");
        let value = self.known.playbook.values.iter().find(|value| at(&value.at));
        value.map_or("directory_id", |value| value.id.as_str()).to_owned()
    }

    /// Parameters that the migration keeps until the resource is there, and all values that it keeps for it.
    fn waiting(&self, role: &str, kind: &ResourceType) -> (Wanted, Vec<String>) {
        let (mut wanted, mut ids) = (Wanted::new(), Vec::new());
        for value in self.known.playbook.values.iter().filter(|value| value.at.role() == Some(role)) {
            let Some((text, _)) = self.kept.get(&value.id) else { continue };
            ids.push(value.id.clone());
            if let ValuePlace::Parameter(_, name) = &value.at {
                let values = wanted.entry(name.clone()).or_default();
                for phase in phases_of(kind, name) {
                    values.set(phase, Some(text.clone()));
                }
            }
        }
        (wanted, ids)
    }

    /// What the playbook proposes for parameters that it says nothing else of, where nobody has chosen any value.
    fn propose(&self, role: &str, kind: &ResourceType, wanted: &mut Wanted) {
        for value in self.own_values() {
            let ValuePlace::Parameter(of, name) = &value.at else { continue };
            let Some(default) = value.default.as_deref().filter(|_| of == role && !wanted.contains_key(name)) else {
                continue;
            };
            let chosen = self.resources.get(role).is_some_and(|played| {
                played.opened.settings.values.get(name).is_some_and(|own| own.iter().next().is_some())
            });
            // Accepted as it was proposed, and proposed otherwise by now.
            let chosen = chosen && !self.values.get(&value.id).is_some_and(|held| held.proposed);
            let filled = self.fill_plain(default);
            if chosen || !filled.missing.is_empty() || filled.text.is_empty() {
                continue;
            }
            let values = wanted.entry(name.clone()).or_default();
            for phase in phases_of(kind, name) {
                values.set(phase, Some(filled.text.clone()));
            }
        }
    }

    fn kept_at(&self, wanted: impl Fn(&ValuePlace) -> bool) -> Option<SecretText> {
        let value = self.known.playbook.values.iter().filter(|value| wanted(&value.at));
        value.filter_map(|value| self.kept.get(&value.id)).map(|(text, _)| text.clone()).next()
    }

    fn wanted_parameters(&self, need: &NeededResource, missing: &mut Vec<String>) -> Wanted {
        let mut wanted = Wanted::new();
        for (name, values) in &need.parameters {
            let given = [
                (Phase::Authorization, &values.authorization),
                (Phase::Token, &values.token),
                (Phase::Refresh, &values.refresh),
            ];
            for (phase, text) in given {
                let Some(text) = text else { continue };
                let filled = self.fill(text);
                if filled.missing.is_empty() {
                    wanted.entry(name.clone()).or_default().set(phase, Some(filled.text));
                } else {
                    missing.extend(filled.missing);
                }
            }
        }
        wanted
    }

    fn create(&self, need: &NeededResource, kind: &ResourceType, wanted: Wanted, missing: &mut Vec<String>) -> What {
        let own = self.kept_at(|at| matches!(at, ValuePlace::ResourceName(of) if *of == need.id));
        let name = own.unwrap_or_else(|| {
            let filled = self.fill_plain(&need.name);
            missing.extend(filled.missing);
            filled.text
        });
        let parameters: BTreeMap<String, GivenValues> = wanted.into_iter().collect();
        What::Create(Box::new(CreateResource {
            name: name.expose().to_owned(),
            kind: ResourceTypeId::new(&need.kind),
            grant: Some(need.grant.clone()),
            client_auth: Some(need.client_auth),
            endpoints: self.own_endpoints(&need.id, kind, None),
            cloud: None,
            issuer: None,
            issuer_in_callback: false,
            parameters,
            token_replacements: BTreeMap::new(),
        }))
    }

    fn change(&self, need: &NeededResource, kind: &ResourceType, played: &Played, wanted: Wanted) -> What {
        let settings = &played.opened.settings;
        let mut parameters: BTreeMap<String, PutParameter> = BTreeMap::new();
        for (name, values) in wanted {
            for (phase, text) in values.iter() {
                if settings.value(&name, phase).unwrap_or_default() != text.expose() {
                    put(parameters.entry(name.clone()).or_default(), phase, text.clone());
                }
            }
        }
        let there = &settings.endpoints;
        let moved = self.with_directory(&need.id, kind, there);
        let whole = self
            .own_endpoints(&need.id, kind, Some(&moved))
            .unwrap_or_else(|| completed(&moved, from_templates(&kind.endpoints, self.tenant.directory_id.as_deref())));
        let patch = PatchResource {
            grant: (settings.grant != need.grant).then(|| need.grant.clone()),
            client_auth: (settings.client_auth != need.client_auth).then_some(need.client_auth),
            endpoints: (*there != whole).then_some(whole),
            ..PatchResource::default()
        };
        What::Change { id: settings.id.clone(), patch: Box::new(patch), parameters }
    }
}

impl Run {
    /// The endpoints; those that the type makes of the directory's id are made of the one that is known now.
    fn with_directory(&self, role: &str, kind: &ResourceType, there: &Endpoints) -> Endpoints {
        let Some(made_of) = self.accepted.get(&of_role(role)) else { return there.clone() };
        let was = from_templates(&kind.endpoints, Some(made_of.expose()));
        let now = from_templates(&kind.endpoints, self.tenant.directory_id.as_deref());
        let follow = |own: &Option<String>, was: &Option<String>, now: Option<String>| {
            if own == was { now } else { own.clone() }
        };
        Endpoints {
            authorization: follow(&there.authorization, &was.authorization, now.authorization),
            token: follow(&there.token, &was.token, now.token),
            refresh: follow(&there.refresh, &was.refresh, now.refresh),
            device_authorization: follow(
                &there.device_authorization,
                &was.device_authorization,
                now.device_authorization,
            ),
            metadata: follow(&there.metadata, &was.metadata, now.metadata),
        }
    }

    /// The endpoints with what the playbook says of them, where it says anything: what somebody filled in for a resource
    /// that was not there yet, else the playbook's own proposal wherever nobody has chosen anything else than the type.
    fn own_endpoints(&self, role: &str, kind: &ResourceType, there: Option<&Endpoints>) -> Option<Endpoints> {
        let proposed = from_templates(&kind.endpoints, self.tenant.directory_id.as_deref());
        let mut endpoints = there.map_or_else(|| proposed.clone(), |there| completed(there, proposed.clone()));
        let mut said = false;
        for value in self.own_values() {
            let ValuePlace::Endpoint(of, phase) = &value.at else { continue };
            if of != role {
                continue;
            }
            let kept = self.kept.get(&value.id).map(|(text, _)| text.clone());
            let default = || {
                let filled = self.fill_plain(value.default.as_deref()?);
                filled.missing.is_empty().then_some(filled.text)
            };
            let usual = endpoint(&mut proposed.clone(), *phase).clone();
            let place = endpoint(&mut endpoints, *phase);
            let accepted = place.as_deref().is_some_and(|now| self.is_accepted(&value.id, now));
            let untouched = place.is_none() || *place == usual || accepted;
            if let Some(text) = kept.or_else(|| untouched.then(default).flatten()) {
                *place = Some(text.expose().to_owned());
                said = true;
            }
        }
        said.then_some(endpoints)
    }
}

fn endpoint(endpoints: &mut Endpoints, phase: Phase) -> &mut Option<String> {
    match phase {
        Phase::Authorization => &mut endpoints.authorization,
        Phase::Token => &mut endpoints.token,
        Phase::Refresh => &mut endpoints.refresh,
    }
}

/// What is there, and what is not as the type proposes it.
fn completed(there: &Endpoints, proposed: Endpoints) -> Endpoints {
    let or = |own: &Option<String>, proposed: Option<String>| own.clone().or(proposed);
    Endpoints {
        authorization: or(&there.authorization, proposed.authorization),
        token: or(&there.token, proposed.token),
        refresh: or(&there.refresh, proposed.refresh),
        device_authorization: or(&there.device_authorization, proposed.device_authorization),
        metadata: or(&there.metadata, proposed.metadata),
    }
}

fn of_directory(template: Option<&str>) -> bool {
    template.is_some_and(|text| text.contains("{directory_id}"))
}

/// The requests that carry a parameter; a secret never goes through the browser.
pub fn phases_of(kind: &ResourceType, name: &str) -> Vec<Phase> {
    let parameter = kind.parameter(name);
    let secret = parameter.is_some_and(|parameter| parameter.secret);
    let sent = |phase: &Phase| parameter.is_some_and(|parameter| parameter.sent_in(*phase));
    let phases: Vec<Phase> =
        Phase::ALL.into_iter().filter(sent).filter(|phase| !secret || *phase != Phase::Authorization).collect();
    if phases.is_empty() { vec![Phase::Token] } else { phases }
}

/// Writes a value of one phase into a request.
pub fn put(request: &mut PutParameter, phase: Phase, text: SecretText) {
    let place = match phase {
        Phase::Authorization => &mut request.authorization,
        Phase::Token => &mut request.token,
        Phase::Refresh => &mut request.refresh,
    };
    *place = Some(Some(text));
}
