//! A form's fields: what was typed, what is wrong with it here, and what the server said about it.

use shared::{
    field::{FieldFault, FieldSpec},
    problem::Problem,
    secret::SecretText,
};
use zeroize::Zeroize;

/// One field while it is filled in.
#[derive(Debug, Clone)]
pub(crate) struct FieldState {
    /// What it accepts.
    pub spec: FieldSpec,
    /// Whether several values are given, separated by commas.
    pub list: bool,
    /// What was typed.
    pub value: String,
    initial: String,
    judged: bool,
    refused: Option<String>,
}

impl FieldState {
    /// A field that starts with `value`.
    pub(crate) fn new(spec: FieldSpec, value: impl Into<String>) -> Self {
        let value = value.into();
        Self { spec, list: false, initial: value.clone(), value, judged: false, refused: None }
    }

    /// The same for several values, separated by commas.
    pub(crate) fn list(spec: FieldSpec, values: &[String]) -> Self {
        Self { list: true, ..Self::new(FieldSpec { required: false, ..spec }, values.join(", ")) }
    }

    fn fault(&self) -> Option<FieldFault> {
        if self.list {
            return entries(&self.value).iter().find_map(|entry| self.spec.check(entry).err());
        }
        self.spec.check(&self.value).err()
    }
}

/// What stands below a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldVerdict {
    /// Judged here.
    Fault(FieldFault),
    /// The server's words.
    Refused(String),
}

/// A field that somebody else changed while this form was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meanwhile {
    /// The field.
    pub name: &'static str,
    /// What they put there.
    pub theirs: String,
    /// What was typed here instead; `None` where nothing was, and theirs was taken over.
    pub mine: Option<String>,
}

/// A whole form.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormState {
    fields: Vec<FieldState>,
}

impl FormState {
    /// A form of `fields`.
    pub(crate) fn new(fields: Vec<FieldState>) -> Self {
        Self { fields }
    }

    fn field(&self, name: &str) -> Option<&FieldState> {
        self.fields.iter().find(|field| field.spec.name == name)
    }

    fn field_mut(&mut self, name: &str) -> Option<&mut FieldState> {
        self.fields.iter_mut().find(|field| field.spec.name == name)
    }

    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.field(name).map_or("", |field| &field.value)
    }

    /// What stands in a field without the spaces pasted along; `None` when that is nothing.
    pub(crate) fn given(&self, name: &str) -> Option<String> {
        Some(self.value(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A secret.
    pub(crate) fn secret(&self, name: &str) -> SecretText {
        SecretText::new(self.value(name))
    }

    /// The entries of a list.
    pub(crate) fn entries(&self, name: &str) -> Vec<String> {
        entries(self.value(name))
    }

    /// Types into a field. It is judged from the first time it was right, or left, or sent.
    pub(crate) fn type_in(&mut self, name: &str, value: String) {
        if let Some(field) = self.field_mut(name) {
            field.value = value;
            field.refused = None;
            field.judged |= !field.value.is_empty() && field.fault().is_none();
        }
    }

    /// Leaves a field: from now on it is judged.
    pub(crate) fn leave(&mut self, name: &str) {
        if let Some(field) = self.field_mut(name)
            && !field.value.is_empty()
        {
            field.judged = true;
        }
    }

    /// What to show below a field.
    pub(crate) fn verdict(&self, name: &str) -> Option<FieldVerdict> {
        let field = self.field(name)?;
        if let Some(words) = &field.refused {
            return Some(FieldVerdict::Refused(words.clone()));
        }
        if field.judged { field.fault().map(FieldVerdict::Fault) } else { None }
    }

    /// Judges every field; `Err` names the first that is wrong.
    ///
    /// # Errors
    /// The name of the first field that is wrong.
    pub(crate) fn judge(&mut self) -> Result<(), &'static str> {
        for field in &mut self.fields {
            field.judged = true;
        }
        self.fields.iter().find(|field| field.fault().is_some()).map_or(Ok(()), |field| Err(field.spec.name))
    }

    /// Takes the server's verdicts over. Answers whether all of them found their field.
    pub(crate) fn refuse(&mut self, problem: &Problem) -> bool {
        let mut all = !problem.errors.is_empty();
        for error in &problem.errors {
            let name = error.pointer.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
            match self.field_mut(&name) {
                Some(field) => field.refused = Some(error.detail.clone()),
                None => all = false,
            }
        }
        all
    }

    /// Whether something was typed that was not there at first.
    pub(crate) fn dirty(&self) -> bool {
        self.fields.iter().any(|field| field.value != field.initial)
    }

    /// What stands there now is saved.
    pub(crate) fn settle(&mut self) {
        for field in &mut self.fields {
            field.initial.clone_from(&field.value);
            field.judged = false;
            field.refused = None;
        }
    }

    /// Puts what was typed on top of a newer version: fields that nobody touched here follow it, the others keep
    /// what was typed. Answers what the newer version changed.
    pub(crate) fn rebase(&mut self, newer: &[FieldState]) -> Vec<Meanwhile> {
        let mut found = Vec::new();
        for field in newer {
            let (name, theirs) = (field.spec.name, field.value.clone());
            let Some(field) = self.field_mut(name).filter(|field| field.initial != theirs) else { continue };
            let mine = Some(field.value.clone()).filter(|mine| *mine != field.initial && *mine != theirs);
            if mine.is_none() {
                field.value.clone_from(&theirs);
            }
            field.initial.clone_from(&theirs);
            found.push(Meanwhile { name, theirs, mine });
        }
        found
    }

    /// Drops what was typed: what is stored stands there again.
    pub(crate) fn revert(&mut self) {
        for field in &mut self.fields {
            field.value.clone_from(&field.initial);
            field.judged = false;
            field.refused = None;
        }
    }

    /// Empties a field and forgets what was in it.
    pub(crate) fn clear(&mut self, name: &str) {
        if let Some(field) = self.field_mut(name) {
            field.value.zeroize();
            field.initial.zeroize();
            field.judged = false;
            field.refused = None;
        }
    }
}

/// The values of a list that is typed in one line.
fn entries(text: &str) -> Vec<String> {
    text.split([',', ';', '\n']).map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// A short name for paths, made from a name: lower-case letters, digits, single hyphens.
pub(crate) fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        let plain = match character.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => c,
            'à' | 'á' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ï' | 'î' => 'i',
            'ó' | 'ö' | 'ô' => 'o',
            'ú' | 'ü' | 'û' => 'u',
            _ => '-',
        };
        let leading = slug.is_empty() && !plain.is_ascii_lowercase();
        if !(leading || plain == '-' && slug.ends_with('-')) {
            slug.push(plain);
        }
    }
    slug.truncate(63);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use shared::{field::FieldKind, problem::FieldProblem};

    use super::*;

    fn form() -> FormState {
        FormState::new(vec![
            FieldState::new(FieldSpec::required("slug", FieldKind::Slug), ""),
            FieldState::list(FieldSpec::required("domains", FieldKind::Domain), &["contoso.com".into()]),
        ])
    }

    #[test]
    fn a_field_is_not_scolded_before_it_was_finished() {
        let mut form = form();
        form.type_in("slug", "C".into());
        assert_eq!(form.verdict("slug"), None);
        form.leave("slug");
        assert!(matches!(form.verdict("slug"), Some(FieldVerdict::Fault(FieldFault::TooShort(2)))));
    }

    #[test]
    fn the_servers_words_stand_until_the_field_changes() {
        let mut form = form();
        form.type_in("slug", "contoso".into());
        let problem = Problem {
            kind: String::new(),
            title: String::new(),
            status: 422,
            detail: String::new(),
            code: "request.invalid".into(),
            request_id: String::new(),
            remedy: None,
            errors: vec![
                FieldProblem { pointer: "/slug".into(), code: "taken".into(), detail: "Taken.".into() },
                FieldProblem { pointer: "/domains/0".into(), code: "domain".into(), detail: "No.".into() },
            ],
            provider_code: None,
            index: None,
            dependents: Vec::new(),
            conflicts: Vec::new(),
            step: None,
            correlation_id: None,
            class: None,
            who: None,
        };
        assert!(form.refuse(&problem));
        assert_eq!(form.verdict("slug"), Some(FieldVerdict::Refused("Taken.".into())));
        assert_eq!(form.verdict("domains"), Some(FieldVerdict::Refused("No.".into())));
        form.type_in("slug", "contoso-2".into());
        assert_eq!(form.verdict("slug"), None);
    }

    #[test]
    fn lists_are_judged_entry_by_entry() {
        let mut form = form();
        assert_eq!(form.entries("domains"), ["contoso.com"]);
        form.type_in("domains", "contoso.com, nonsense".into());
        form.type_in("slug", "contoso".into());
        assert_eq!(form.judge(), Err("domains"));
        assert!(form.dirty());
    }

    #[test]
    fn a_newer_version_takes_nothing_away_that_was_typed() {
        let text = |name, value: &str| FieldState::new(FieldSpec::required(name, FieldKind::Text), value);
        let mut form = FormState::new(vec![text("a", "1"), text("b", "1"), text("c", "1"), text("d", "1")]);
        form.type_in("b", "mine".into());
        form.type_in("c", "mine".into());
        let newer = [text("a", "theirs"), text("b", "theirs"), text("c", "1"), text("d", "1")];
        let told = form.rebase(&newer);
        let meanwhile =
            |name, mine: Option<&str>| Meanwhile { name, theirs: "theirs".into(), mine: mine.map(str::to_owned) };
        assert_eq!(told, [meanwhile("a", None), meanwhile("b", Some("mine"))]);
        assert_eq!(["a", "b", "c", "d"].map(|name| form.value(name)), ["theirs", "mine", "mine", "1"]);
        assert!(form.rebase(&newer).is_empty(), "looked at once, told once");
        form.revert();
        assert_eq!(["a", "b", "c", "d"].map(|name| form.value(name)), ["theirs", "theirs", "1", "1"]);
        assert!(!form.dirty());
    }

    #[test]
    fn slugs_follow_the_name() {
        assert_eq!(slug_of("Contoso B.V. (test)"), "contoso-b-v-test");
        assert_eq!(slug_of("3M Café"), "m-cafe");
    }
}
