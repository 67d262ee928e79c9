//! Migrations: playbooks running for environments. What is shown, checked and written is worked out here from the
//! playbook and from what the tenant has; whatever writes resources and settings uses the same code as their own
//! endpoints.
//!
//! Nothing is kept twice: a [`Run`] is read anew for every request, with the values where they live.

pub mod actions;
pub mod cutover;
pub mod events;
mod facts;
mod fill;
mod kept;
mod load;
mod needed;
mod registration;
pub mod report;
pub mod settings;
pub mod steps;
mod summaries;
mod values;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use shared::{
    api::{check::CheckRun, tenant::Tenant},
    ids::{MigrationId, ResourceId},
    playbook::{NeededResource, PlaybookFacts, PlaybookStep, PlaybookValue, ValuePlace, applies},
    resource::{Condition, ResourceType},
    secret::{SecretState, SecretText},
};

pub use facts::chosen;
pub use fill::Filled;
pub use kept::{accept, drop_value, keep_value, of_role};
pub use load::{load, today, uses};
pub use needed::NeededNames;
pub use registration::registration;
pub use summaries::summaries;
pub use view::{migration, step, summary};

use crate::{
    playbooks::Known,
    resources::Opened,
    settings::{Place, Setting},
    store::{migration_runs::MigrationRow, migration_steps::MigrationStepRow},
};

/// The state of a row that somebody gave up.
pub const ABANDONED: &str = "abandoned";
/// The state of every other row.
pub const RUNNING: &str = "running";

/// A migration with everything that it is judged by.
#[derive(Debug)]
pub struct Run {
    /// Its row.
    pub row: MigrationRow,
    /// Where it runs.
    pub place: Place,
    /// The playbook as it is now.
    pub known: Arc<Known>,
    /// The tenant.
    pub tenant: Tenant,
    /// What was chosen, else the defaults.
    pub options: BTreeMap<String, String>,
    /// The ids that roles were given, those of deleted resources too.
    pub roles: BTreeMap<String, ResourceId>,
    /// The resources that play roles.
    pub resources: BTreeMap<String, Arc<Played>>,
    /// Resources that nobody chose but that look as if they were meant, by role.
    pub proposed: BTreeMap<String, ResourceId>,
    /// The types that are needed.
    pub types: Arc<BTreeMap<String, ResourceType>>,
    /// The environment's variables.
    pub variables: Arc<[Setting]>,
    /// The environment's connection strings.
    pub strings: Arc<[Setting]>,
    /// Steps that somebody touched.
    pub steps: BTreeMap<String, MigrationStepRow>,
    /// What its checks found, the newest first.
    pub checks: Vec<CheckRun>,
    /// What is known, by value.
    pub values: BTreeMap<String, Held>,
    /// What conditions look at.
    pub facts: PlaybookFacts,
    kept: kept::Kept,
    accepted: kept::Accepted,
}

/// A resource that plays a role.
#[derive(Debug)]
pub struct Played {
    /// The resource.
    pub opened: Opened,
    /// Where the provider sends browsers back to.
    pub callback_url: String,
    /// Whether it has a token.
    pub has_token: bool,
    /// Whether consent to it was confirmed, or a token proved it.
    pub has_consent: bool,
}

/// A value that is known.
#[derive(Debug, Clone)]
pub struct Held {
    /// The value.
    pub text: SecretText,
    /// What may be shown, if it is secret.
    pub secret: Option<SecretState>,
    /// Whether it is only what the playbook proposes.
    pub proposed: bool,
}

impl Run {
    /// Its id.
    pub fn id(&self) -> MigrationId {
        MigrationId::new(&self.row.id)
    }

    /// Whether all conditions hold here.
    pub fn holds(&self, when: &[Condition]) -> bool {
        applies(when, &self.facts)
    }

    /// The steps that belong to it, in their order.
    pub fn own_steps(&self) -> impl Iterator<Item = &PlaybookStep> {
        self.known.playbook.steps.iter().filter(|step| self.holds(&step.when))
    }

    /// A step that belongs to it.
    pub fn own_step(&self, id: &str) -> Option<&PlaybookStep> {
        self.own_steps().find(|step| step.id == id)
    }

    /// The values that belong to it.
    pub fn own_values(&self) -> impl Iterator<Item = &PlaybookValue> {
        self.known.playbook.values.iter().filter(|value| self.holds(&value.when))
    }

    /// What is needed of the resource that plays a role.
    pub fn need(&self, role: &str) -> Option<&NeededResource> {
        self.known.playbook.resources.iter().find(|need| need.id == role && self.holds(&need.when))
    }

    /// What is needed of resources, one a role.
    pub fn needs(&self) -> Vec<&NeededResource> {
        let mut seen = BTreeSet::new();
        let needs = self.known.playbook.resources.iter().filter(|need| self.holds(&need.when));
        needs.filter(|need| seen.insert(need.id.as_str())).collect()
    }

    /// What is proposed for a value that is made of others, by what these are now.
    pub fn proposal(&self, value: &PlaybookValue) -> Option<SecretText> {
        let default = value.default.as_deref().filter(|text| text.contains('{'))?;
        let filled = self.fill_plain(default);
        (filled.missing.is_empty() && !filled.text.is_empty()).then_some(filled.text)
    }

    /// Whether somebody accepted a proposal for the value and nobody has typed over it.
    pub fn is_accepted(&self, id: &str, now: &str) -> bool {
        self.accepted.get(id).is_some_and(|text| text.expose() == now)
    }

    /// Parameters of resources that were accepted as proposed, and that the proposal is another for by now.
    pub fn left_behind(&self) -> BTreeMap<String, Option<SecretText>> {
        let behind = self.own_values().filter_map(|value| {
            let ValuePlace::Parameter(role, _) = &value.at else { return None };
            let held = self.values.get(&value.id).filter(|held| held.proposed)?;
            let there = self.resources.contains_key(role) && self.accepted.contains_key(&value.id);
            there.then(|| (value.id.clone(), Some(held.text.clone())))
        });
        behind.collect()
    }

    /// Whether a value has to be there and is not.
    pub fn lacks(&self, id: &str) -> bool {
        let needed = self.known.playbook.value(id).filter(|value| !value.optional && self.holds(&value.when));
        needed.is_some() && !self.values.contains_key(id)
    }
}
