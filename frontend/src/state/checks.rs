//! A check that somebody asks for: what was chosen and said, and what is wrong with it. How several came out together.

use std::collections::{BTreeMap, BTreeSet};

use shared::{
    api::check::{CheckRequest, CheckRun},
    check::{CheckArgument, CheckDescriptor, CheckNeed, CheckState},
    field::FieldFault,
    ids::ResourceId,
    problem::Problem,
};

use super::form::FieldVerdict;

/// The field of the resource.
pub(crate) const RESOURCE: &str = "resource";

/// The field of an argument, as the server's pointers call it.
pub(crate) fn field_of(argument: &str) -> String {
    format!("arguments/{argument}")
}

/// A check that somebody asks for. Fields are named as the server's pointers name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// Which check.
    pub kind: CheckDescriptor,
    said: BTreeMap<String, String>,
    judged: BTreeSet<String>,
    refused: BTreeMap<String, String>,
}

impl Question {
    /// About `kind`; where there is one resource only, it is meant.
    pub(crate) fn new(kind: CheckDescriptor, resources: &[ResourceId]) -> Self {
        let mut said = BTreeMap::new();
        if let ([only], true) = (resources, kind.needs.contains(&CheckNeed::Resource)) {
            said.insert(RESOURCE.to_owned(), only.to_string());
        }
        Self { kind, said, judged: BTreeSet::new(), refused: BTreeMap::new() }
    }

    /// Whether it is about a resource.
    pub(crate) fn needs_resource(&self) -> bool {
        self.kind.needs.contains(&CheckNeed::Resource)
    }

    /// What stands in a field.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.said.get(field).map_or("", String::as_str)
    }

    fn argument(&self, field: &str) -> Option<&CheckArgument> {
        let name = field.strip_prefix("arguments/")?;
        self.kind.arguments.iter().find(|argument| argument.name == name)
    }

    fn fault(&self, field: &str) -> Option<FieldFault> {
        let text = self.text(field).trim();
        if field == RESOURCE {
            return (self.needs_resource() && text.is_empty()).then_some(FieldFault::Required);
        }
        self.argument(field)?.judge(Some(text)).err()
    }

    /// Types into a field; it is judged from the first time it was right, or left, or sent.
    pub(crate) fn type_in(&mut self, field: &str, text: String) {
        self.refused.remove(field);
        let empty = text.is_empty();
        self.said.insert(field.to_owned(), text);
        if !empty && self.fault(field).is_none() {
            self.judged.insert(field.to_owned());
        }
    }

    /// Leaves a field.
    pub(crate) fn leave(&mut self, field: &str) {
        if !self.text(field).is_empty() {
            self.judged.insert(field.to_owned());
        }
    }

    /// What to show below a field.
    pub(crate) fn verdict(&self, field: &str) -> Option<FieldVerdict> {
        if let Some(words) = self.refused.get(field) {
            return Some(FieldVerdict::Refused(words.clone()));
        }
        if self.judged.contains(field) { self.fault(field).map(FieldVerdict::Fault) } else { None }
    }

    fn fields(&self) -> Vec<String> {
        let resource = self.needs_resource().then(|| RESOURCE.to_owned());
        resource.into_iter().chain(self.kind.arguments.iter().map(|argument| field_of(&argument.name))).collect()
    }

    /// Judges everything; gives the first field that is wrong.
    pub(crate) fn judge(&mut self) -> Option<String> {
        let fields = self.fields();
        self.judged.extend(fields.iter().cloned());
        fields.into_iter().find(|field| self.fault(field).is_some())
    }

    /// What to ask of the server. What stands empty is not said.
    pub(crate) fn request(&self) -> CheckRequest {
        let said = |field: &str| Some(self.text(field).trim().to_owned()).filter(|text| !text.is_empty());
        let arguments = self.kind.arguments.iter();
        CheckRequest {
            check: self.kind.id.clone(),
            resource: said(RESOURCE).filter(|_| self.needs_resource()).map(ResourceId::new),
            arguments: arguments.filter_map(|one| Some((one.name.clone(), said(&field_of(&one.name))?))).collect(),
        }
    }

    /// Takes the server's verdicts over; whether all of them found their field.
    pub(crate) fn refuse(&mut self, problem: &Problem) -> bool {
        let fields = self.fields();
        let mut all = !problem.errors.is_empty();
        for error in &problem.errors {
            match error.pointer.strip_prefix("/checks/0/").filter(|at| fields.iter().any(|field| field == at)) {
                Some(field) => _ = self.refused.insert(field.to_owned(), error.detail.clone()),
                None => all = false,
            }
        }
        all
    }
}

/// The same question once more.
pub(crate) fn request_of(run: &CheckRun) -> CheckRequest {
    CheckRequest { check: run.check.clone(), resource: run.resource.clone(), arguments: run.arguments.clone() }
}

/// How many came out how, the worst first; states that none has are left out.
pub(crate) fn tally<'a>(runs: impl Iterator<Item = &'a CheckRun>) -> Vec<(CheckState, usize)> {
    let mut counts = BTreeMap::new();
    for run in runs {
        *counts.entry(run.state).or_insert(0) += 1;
    }
    counts.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use shared::{check::ArgumentKind, problem::FieldProblem, text::LocalizedText};

    use super::*;

    fn question() -> Question {
        let argument = |name: &str, kind, required| CheckArgument {
            name: name.to_owned(),
            label: LocalizedText::default(),
            help: LocalizedText::default(),
            kind,
            required,
            default: None,
            choices: Vec::new(),
        };
        let kind = CheckDescriptor {
            id: "opens".to_owned(),
            name: LocalizedText::default(),
            what: LocalizedText::default(),
            needs: vec![CheckNeed::Resource],
            arguments: vec![
                argument("mailbox", ArgumentKind::Mailbox, true),
                argument("port", ArgumentKind::Port, false),
            ],
        };
        Question::new(kind, &[])
    }

    #[test]
    fn what_is_wrong_is_said_once_a_field_was_left_and_all_of_it_when_it_is_sent() {
        let mut question = question();
        question.type_in("arguments/mailbox", "a@b@c".to_owned());
        assert_eq!(question.verdict("arguments/mailbox"), None);
        question.leave("arguments/mailbox");
        assert_eq!(question.verdict("arguments/mailbox"), Some(FieldVerdict::Fault(FieldFault::Email)));
        assert_eq!(question.verdict(RESOURCE), None);
        assert_eq!(question.judge().as_deref(), Some(RESOURCE));
        assert_eq!(question.verdict(RESOURCE), Some(FieldVerdict::Fault(FieldFault::Required)));
    }

    #[test]
    fn what_stands_empty_is_not_said_and_the_only_resource_is_meant() {
        let only = ResourceId::new("r1");
        let mut question = Question::new(question().kind, std::slice::from_ref(&only));
        question.type_in("arguments/mailbox", " a@example.com ".to_owned());
        assert_eq!(question.judge(), None);
        let request = question.request();
        assert_eq!(request.resource, Some(only));
        assert_eq!(request.arguments, BTreeMap::from([("mailbox".to_owned(), "a@example.com".to_owned())]));
    }

    #[test]
    fn the_servers_verdict_stands_at_its_field_until_one_types() {
        let mut question = question();
        let mut problem: Problem = serde_json::from_value(serde_json::json!({
            "type": "", "title": "", "status": 422, "detail": "", "code": "request.invalid", "request_id": "",
        }))
        .expect("a problem");
        problem.errors = vec![FieldProblem {
            pointer: "/checks/0/arguments/port".to_owned(),
            code: "out_of_range".to_owned(),
            detail: "No port.".to_owned(),
        }];
        assert!(question.refuse(&problem));
        assert_eq!(question.verdict("arguments/port"), Some(FieldVerdict::Refused("No port.".to_owned())));
        question.type_in("arguments/port", "9".to_owned());
        assert_eq!(question.verdict("arguments/port"), None);
    }
}
