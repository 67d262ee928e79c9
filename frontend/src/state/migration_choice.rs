//! What is chosen before a migration begins: the options of a playbook with their words, and the resources it needs.

use std::collections::BTreeMap;

use shared::{
    api::{
        migration::{ChoiceWords, MigrationOption},
        playbook::{PlaybookDetail, PlaybookSummary},
    },
    playbook::{PlaybookFacts, applies},
};

/// A resource that a playbook needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    /// The role that it plays.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// What it will be called, with the names of values where they are not known yet.
    pub name: String,
}

fn facts(options: &[MigrationOption], chosen: &BTreeMap<String, String>) -> PlaybookFacts {
    let all = options.iter().map(|one| {
        let id = &one.option.id;
        (id.clone(), chosen.get(id).unwrap_or(&one.option.default).clone())
    });
    PlaybookFacts { options: all.collect(), ..PlaybookFacts::default() }
}

/// The options that are asked after what was chosen, by name.
pub(crate) fn asked(options: &[MigrationOption], chosen: &BTreeMap<String, String>) -> Vec<String> {
    let facts = facts(options, chosen);
    options.iter().filter(|one| applies(&one.option.when, &facts)).map(|one| one.option.id.clone()).collect()
}

/// The options of a playbook with their words.
pub(crate) fn options(detail: &PlaybookDetail) -> Vec<MigrationOption> {
    let text = |key: String| detail.texts.get(&key);
    let words = |option: &str, choice: &String| ChoiceWords {
        choice: choice.clone(),
        name: text(format!("option.{option}.choice.{choice}.name")),
        help: text(format!("option.{option}.choice.{choice}.help")),
    };
    let all = detail.playbook.options.iter().map(|option| MigrationOption {
        option: option.clone(),
        name: text(format!("option.{}.name", option.id)),
        help: text(format!("option.{}.help", option.id)),
        words: option.choices.iter().map(|choice| words(&option.id, choice)).collect(),
    });
    all.collect()
}

/// What a value is unless somebody says otherwise, where that does not hang on other values.
fn proposed(detail: &PlaybookDetail, id: &str) -> Option<String> {
    detail.playbook.value(id)?.default.clone().filter(|text| !text.contains('{'))
}

/// The resources that a playbook needs after what was chosen. `label` names a value that its name holds and that has no
/// proposal.
pub(crate) fn roles(
    detail: &PlaybookDetail,
    chosen: &BTreeMap<String, String>,
    label: impl Fn(&str) -> Option<String>,
) -> Vec<Role> {
    let facts = facts(&options(detail), chosen);
    let needed = detail.playbook.resources.iter().filter(|one| applies(&one.when, &facts));
    let role = |one: &shared::playbook::NeededResource| Role {
        id: one.id.clone(),
        kind: one.kind.clone(),
        name: shared::text::fill_places(&one.name, |id| proposed(detail, id).or_else(|| label(id))),
    };
    needed.map(role).collect()
}

/// The playbooks by product, each product where its first playbook stands.
pub(crate) fn by_product(playbooks: Vec<PlaybookSummary>) -> Vec<(String, Vec<PlaybookSummary>)> {
    let mut products: Vec<(String, Vec<PlaybookSummary>)> = Vec::new();
    for playbook in playbooks {
        match products.iter_mut().find(|(product, _)| *product == playbook.product) {
            Some((_, all)) => all.push(playbook),
            None => products.push((playbook.product.clone(), vec![playbook])),
        }
    }
    products
}

#[cfg(test)]
mod tests {
    use shared::{
        api::playbook::PlaybookDetail,
        playbook::{Playbook, PlaybookTexts},
        text::LocalizedText,
    };

    use super::*;

    fn detail() -> PlaybookDetail {
        let playbook = serde_json::json!({
            "format": 1, "id": "p", "version": 1, "product": "k2", "steps": [],
            "options": [
                { "id": "model", "choices": ["delegated", "application"], "default": "delegated" },
                { "id": "scope", "choices": ["all", "some"], "default": "some",
                  "when": [{ "of": "option.model", "is": "one_of", "text": ["application"] }] },
            ],
            "resources": [
                { "id": "exchange", "type": "microsoft-online", "grant": "authorization_code",
                  "client_auth": "client_secret_post", "name": "Exchange - {host}" },
            ],
        });
        let playbook: Playbook = serde_json::from_value(playbook).expect("a playbook");
        let name = LocalizedText { en: "Delegated".into(), nl: "Gedelegeerd".into() };
        let texts = PlaybookTexts([("option.model.choice.delegated.name".to_owned(), name)].into());
        PlaybookDetail { built_in: true, uploaded_at: None, playbook, texts }
    }

    #[test]
    fn options_are_asked_after_what_was_chosen_before() {
        let options = options(&detail());
        assert_eq!(options[0].words[0].name.nl, "Gedelegeerd");
        assert_eq!(asked(&options, &BTreeMap::new()), ["model"]);
        let chosen = BTreeMap::from([("model".to_owned(), "application".to_owned())]);
        assert_eq!(asked(&options, &chosen), ["model", "scope"]);
    }

    #[test]
    fn a_resource_that_is_to_be_made_is_called_after_what_is_proposed_or_what_is_missing() {
        let roles = roles(&detail(), &BTreeMap::new(), |id| (id == "host").then(|| "Host of K2".to_owned()));
        assert_eq!(roles[0].name, "Exchange - Host of K2");
        assert_eq!((roles[0].id.as_str(), roles[0].kind.as_str()), ("exchange", "microsoft-online"));
        let mut detail = detail();
        let host = serde_json::json!({ "id": "host", "default": "Online" });
        detail.playbook.values.push(serde_json::from_value(host).expect("a value"));
        assert_eq!(super::roles(&detail, &BTreeMap::new(), |_| None)[0].name, "Exchange - Online");
    }
}
