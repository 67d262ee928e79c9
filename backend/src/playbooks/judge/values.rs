//! Values: where they are kept is there, and what they begin with can be.

use shared::{
    pasted::PasteKind,
    playbook::{PlaybookValue, ValuePlace},
    variable::VariableKind,
};

use super::{Judge, places::places};

impl Judge<'_> {
    pub(super) fn values(&mut self) {
        let playbook = self.playbook;
        for (index, value) in playbook.values.iter().enumerate() {
            let path = format!("values/{index}");
            self.kept_somewhere(&path, value);
            self.begins_with(&path, value);
            if let Some(paste) = value.paste.as_deref().filter(|paste| PasteKind::of(paste).is_none()) {
                let known = PasteKind::ALL.map(PasteKind::code).join(", ");
                self.say(&format!("{path}/paste"), "unknown_paste", &[("name", paste), ("known", &known)]);
            }
        }
        self.circles_of_defaults();
    }

    fn kept_somewhere(&mut self, path: &str, value: &PlaybookValue) {
        let at = format!("{path}/at");
        if let Some(role) = value.at.role() {
            self.known(self.is_role(role), &at, "unknown_role", role);
        }
        match &value.at {
            ValuePlace::Parameter(role, name) => {
                let playbook = self.playbook;
                // Several resources may play the role: the parameter is one of each.
                for need in playbook.resources.iter().filter(|need| need.id == *role) {
                    if let Some(kind) = self.resource_type(&need.kind) {
                        self.known(kind.parameter(name).is_some(), &at, "unknown_parameter", name);
                    }
                }
            }
            ValuePlace::ConnectionString(id, property) => match self.playbook.connection_string(id) {
                Some(need) => {
                    if let Some(kind) = self.around.catalog.connection_kinds().find(&need.kind) {
                        self.known(kind.property(property).is_some(), &at, "unknown_property", property);
                    }
                }
                None => self.say(&at, "unknown_connection_string", &[("name", id)]),
            },
            ValuePlace::Computed if value.default.is_none() => self.say(path, "missing_field", &[("field", "default")]),
            _ => {}
        }
    }

    fn begins_with(&mut self, path: &str, value: &PlaybookValue) {
        match (value.kind, value.choices.is_empty()) {
            (VariableKind::Enum, _) => self.each_once(path, &value.choices),
            (_, true) => {}
            (_, false) => self.say(&format!("{path}/choices"), "choices_of_no_enum", &[("name", &value.id)]),
        }
        let Some(default) = &value.default else { return };
        let at = format!("{path}/default");
        self.template(&at, default);
        if value.at.is_secret() || value.kind == VariableKind::Secret {
            self.say(&at, "secret_in_file", &[("name", &value.id)]);
        }
        let literal = places(default).is_empty();
        if literal && value.kind == VariableKind::Enum && !value.choices.contains(default) {
            self.say(&at, "unknown_choice", &[("name", default)]);
        }
    }
}
