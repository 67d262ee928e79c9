//! Steps: what they come after, what they show and ask, what they do and what proves them.

use shared::{
    check::CheckNeed,
    playbook::{PlaybookCheck, PlaybookStep, ValuePlace},
    script::ScriptId,
};

use super::{
    Judge,
    places::{circle, places},
};

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
            self.check(&format!("{path}/checks/{index}"), check);
        }
        for (index, script) in step.scripts.iter().enumerate() {
            let path = format!("{path}/scripts/{index}");
            self.known(self.is_role(&script.resource), &format!("{path}/resource"), "unknown_role", &script.resource);
            if ScriptId::of(&script.script).is_none() {
                let known = ScriptId::ALL.map(ScriptId::code).join(", ");
                self.say(&format!("{path}/script"), "unknown_script", &[("name", &script.script), ("known", &known)]);
            }
        }
    }

    fn check(&mut self, path: &str, check: &PlaybookCheck) {
        if let Some(role) = &check.resource {
            self.known(self.is_role(role), &format!("{path}/resource"), "unknown_role", role);
        }
        for (name, text) in &check.arguments {
            self.template(&format!("{path}/arguments/{name}"), text);
        }
        let catalog = self.around.catalog;
        let Some(words) = catalog.checks().find(&check.check) else {
            self.say(&format!("{path}/check"), "unknown_check", &[("name", &check.check)]);
            return;
        };
        let of_resource = words.descriptor.needs.contains(&CheckNeed::Resource);
        match (of_resource, &check.resource) {
            (true, None) => self.say(path, "missing_field", &[("field", "resource")]),
            (false, Some(_)) => {
                let about = [("field", "resource"), ("known", "`arguments`")];
                self.say(&format!("{path}/resource"), "unknown_field", &about);
            }
            _ => {}
        }
        let known = &words.descriptor.arguments;
        for name in check.arguments.keys().filter(|name| !known.iter().any(|argument| argument.name == **name)) {
            let names: Vec<&str> = known.iter().map(|argument| argument.name.as_str()).collect();
            let about = [("name", name.as_str()), ("known", &names.join(", "))];
            self.say(&format!("{path}/arguments/{name}"), "unknown_argument", &about);
        }
        for argument in known {
            let said = check.arguments.get(&argument.name).map(String::as_str);
            // What has places is known only in a migration.
            if said.is_some_and(|text| !places(text).is_empty()) {
                continue;
            }
            if let Err(fault) = argument.judge(said) {
                let about = [("name", argument.name.as_str()), ("reason", fault.code())];
                self.say(&format!("{path}/arguments/{}", argument.name), "wrong_argument", &about);
            }
        }
    }
}
