//! Steps: what they come after, what they show and ask, what they do and what proves them.

use shared::playbook::{PlaybookStep, ValuePlace};

use super::{Judge, places::circle};

impl Judge<'_> {
    pub(super) fn steps(&mut self) {
        let playbook = self.playbook;
        for (index, step) in playbook.steps.iter().enumerate() {
            let path = format!("steps/{index}");
            self.comes_after(&path, step);
            self.shows_and_asks(&path, step);
            self.does_and_proves(&path, step);
        }
    }

    fn comes_after(&mut self, path: &str, step: &PlaybookStep) {
        let playbook = self.playbook;
        for (index, before) in step.after.iter().enumerate() {
            self.known(playbook.step(before).is_some(), &format!("{path}/after/{index}"), "unknown_step", before);
        }
        let next = |id: &str| playbook.step(id).map(|step| step.after.clone()).unwrap_or_default();
        if let Some(names) = circle(&step.id, &next) {
            self.say(&format!("{path}/after"), "cycle", &[("names", &names)]);
        }
    }

    fn shows_and_asks(&mut self, path: &str, step: &PlaybookStep) {
        let playbook = self.playbook;
        for (index, id) in step.copy.iter().enumerate() {
            self.known(playbook.value(id).is_some(), &format!("{path}/copy/{index}"), "unknown_value", id);
        }
        for (index, id) in step.inputs.iter().enumerate() {
            let path = format!("{path}/inputs/{index}");
            match playbook.value(id) {
                None => self.say(&path, "unknown_value", &[("name", id)]),
                Some(value) if !value.at.is_writable() => {
                    let at = String::from(ValuePlace::clone(&value.at));
                    self.say(&path, "not_writable", &[("name", id), ("at", &at)]);
                }
                Some(_) => {}
            }
        }
    }

    fn does_and_proves(&mut self, path: &str, step: &PlaybookStep) {
        for (index, action) in step.actions.iter().enumerate() {
            if let Some(role) = action.role() {
                self.known(self.is_role(role), &format!("{path}/actions/{index}"), "unknown_role", role);
            }
        }
        for (index, check) in step.checks.iter().enumerate() {
            let path = format!("{path}/checks/{index}");
            if let Some(role) = &check.resource {
                self.known(self.is_role(role), &format!("{path}/resource"), "unknown_role", role);
            }
            for (name, text) in &check.arguments {
                self.template(&format!("{path}/arguments/{name}"), text);
            }
        }
        for (index, script) in step.scripts.iter().enumerate() {
            let path = format!("{path}/scripts/{index}/resource");
            self.known(self.is_role(&script.resource), &path, "unknown_role", &script.resource);
        }
    }
}
