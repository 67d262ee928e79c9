//! What the portal does for somebody: whether it has been done, what it lacks, and, one file each, what it comes to.

pub mod certificate;
pub mod resource;
pub mod token;

use shared::{ids::ResourceId, playbook::StepAction};

use super::Run;

impl Run {
    /// Whether it has been done and nothing is left to do.
    pub fn action_done(&self, action: &StepAction) -> bool {
        let played = action.role().and_then(|role| self.resources.get(role));
        match action {
            StepAction::Resource(role) => self.resource_is_ready(role),
            StepAction::Certificate(_) => played.is_some_and(|played| certificate::has_one(played)),
            StepAction::Settings => {
                let wanted = self.wanted(false, self.tenant.updated_at);
                wanted.operations.is_empty() && wanted.missing.is_empty() && wanted.faults.is_empty()
            }
            StepAction::Authorize(_) | StepAction::Acquire(_) => played.is_some_and(|played| played.has_token),
            StepAction::ConsentRequest(_) => played.is_some_and(|played| played.has_consent),
            StepAction::Cutover => !self.has_cutover() || self.row.cutover_change.is_some(),
        }
    }

    /// Values, or the roles of resources, that must be there before.
    pub fn action_missing(&self, action: &StepAction) -> Vec<String> {
        match action {
            StepAction::Resource(role) => self.resource_plan(role).map(|plan| plan.missing).unwrap_or_default(),
            StepAction::Settings => self.wanted(false, self.tenant.updated_at).missing,
            StepAction::Cutover => self.wanted(true, self.tenant.updated_at).missing,
            StepAction::Acquire(role) => self.token_missing(role),
            StepAction::Certificate(role) | StepAction::Authorize(role) | StepAction::ConsentRequest(role) => {
                if self.resources.contains_key(role) { Vec::new() } else { vec![role.clone()] }
            }
        }
    }

    /// What of a resource that is there is not as it is needed.
    pub fn action_changes(&self, action: &StepAction) -> Vec<String> {
        match action {
            StepAction::Resource(role) if self.resources.contains_key(role) => {
                self.resource_plan(role).map(|plan| plan.names()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The resource that it is about, where there is one.
    pub fn action_resource(&self, action: &StepAction) -> Option<ResourceId> {
        let role = action.role().filter(|role| self.resources.contains_key(*role))?;
        self.roles.get(role).cloned()
    }
}
