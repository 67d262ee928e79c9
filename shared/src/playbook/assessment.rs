//! What stops working, when, and which playbook mends it: a pure function of playbooks, answers and a list of service
//! instances.

use std::collections::BTreeMap;

use super::{EffectOf, Instance, Playbook, PlaybookEffect, PlaybookFacts, PlaybookTexts, applies};
use crate::{
    api::playbook::{AskedChoice, AskedQuestion, AssessedEffect, Assessment},
    field::FieldFault,
    text::LocalizedText,
};

/// The question about which product is there; its answers are the playbooks' products.
const PRODUCT: &str = "product";
/// What conditions know of a list as a whole.
const INSTANCES: &str = "instances";
const GIVEN: &str = "given";

/// A playbook that is asked.
#[derive(Debug, Clone, Copy)]
pub struct Assessable<'a> {
    /// What it says.
    pub playbook: &'a Playbook,
    /// Its words.
    pub texts: &'a PlaybookTexts,
}

/// A question with the choices of all playbooks that ask it.
struct Question<'a> {
    id: &'a str,
    many: bool,
    choices: Vec<&'a str>,
}

/// The questions of several playbooks, each once, in the order in which they are first asked.
fn questions<'a>(of: &[Assessable<'a>]) -> Vec<Question<'a>> {
    let mut found: Vec<Question<'a>> = Vec::new();
    for question in of.iter().flat_map(|one| &one.playbook.questions) {
        let at = found.iter().position(|known| known.id == question.id).unwrap_or_else(|| {
            found.push(Question { id: &question.id, many: question.many, choices: Vec::new() });
            found.len() - 1
        });
        found[at].many |= question.many;
        for choice in &question.choices {
            if !found[at].choices.contains(&choice.as_str()) {
                found[at].choices.push(choice);
            }
        }
    }
    found
}

/// What is wrong with answers, by JSON pointer: questions that nobody asks, answers that nobody can give.
pub fn judge_answers(of: &[Assessable<'_>], answers: &BTreeMap<String, Vec<String>>) -> Vec<(String, FieldFault)> {
    let questions = questions(of);
    let mut faults = Vec::new();
    for (id, given) in answers {
        let pointer = format!("/answers/{id}");
        let Some(question) = questions.iter().find(|question| question.id == id) else {
            faults.push((pointer, FieldFault::Unknown));
            continue;
        };
        for (index, answer) in given.iter().enumerate() {
            let pointer = format!("{pointer}/{index}");
            if !question.choices.contains(&answer.as_str()) {
                faults.push((pointer, FieldFault::Choice));
            } else if given[..index].contains(answer) {
                faults.push((pointer, FieldFault::Twice));
            }
        }
        if given.len() > 1 && !question.many {
            faults.push((pointer, FieldFault::OutOfRange(1)));
        }
    }
    faults
}

/// Assesses. `family`: all playbooks are of this product, so that nobody has to say it. Answers to questions that are
/// not asked after the others count for nothing. Lines that could not be read are for the caller to add.
pub fn assess(
    of: &[Assessable<'_>],
    family: Option<&str>,
    answers: &BTreeMap<String, Vec<String>>,
    instances: &[Instance],
    today: &str,
) -> Assessment {
    let questions = questions(of);
    let mut facts = PlaybookFacts { today: today.to_owned(), ..PlaybookFacts::default() };
    if !instances.is_empty() {
        facts.answers.insert(INSTANCES.to_owned(), vec![GIVEN.to_owned()]);
    }
    if let Some(product) = family {
        facts.answers.insert(PRODUCT.to_owned(), vec![product.to_owned()]);
    }
    let asked = ask(of, &questions, answers, family.is_some(), &mut facts);
    let mut effects = Vec::new();
    for one in of {
        for effect in &one.playbook.effects {
            effects.extend(said(of, one, effect, &facts, instances));
        }
    }
    effects.sort_by_key(|effect: &AssessedEffect| (!effect.affected, effect.instance.is_some()));
    let open: Vec<String> =
        asked.iter().filter(|question| question.answers.is_empty()).map(|question| question.id.clone()).collect();
    let unjudged = unjudged(instances, &effects);
    let affected = match (effects.iter().any(|effect| effect.affected), open.is_empty() && unjudged.is_empty()) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    Assessment {
        affected,
        playbooks: best(&effects),
        effects,
        questions: asked,
        open,
        unjudged,
        unread: Vec::new(),
        instances: instances.len(),
    }
}

/// The instances of which nothing is said, by name: whoever pasted them must not take that for “goes on working”.
fn unjudged(instances: &[Instance], effects: &[AssessedEffect]) -> Vec<String> {
    let judged = |name: &String| effects.iter().any(|effect| effect.instance.as_ref() == Some(name));
    instances.iter().map(|instance| &instance.name).filter(|name| !judged(name)).cloned().collect()
}

/// The questions that are to be asked; what was answered to them becomes known.
fn ask(
    of: &[Assessable<'_>],
    questions: &[Question<'_>],
    answers: &BTreeMap<String, Vec<String>>,
    product_known: bool,
    facts: &mut PlaybookFacts,
) -> Vec<AskedQuestion> {
    let mut asked = vec![false; questions.len()];
    // An answer may bring a question up that stands before it: playbooks order their own questions only.
    for _ in 0..=questions.len() {
        let before = asked.clone();
        for (index, question) in questions.iter().enumerate() {
            let is_asked = !(product_known && question.id == PRODUCT)
                && of
                    .iter()
                    .flat_map(|one| &one.playbook.questions)
                    .any(|q| q.id == question.id && applies(&q.when, facts));
            asked[index] |= is_asked;
            let given = answers.get(question.id).filter(|given| !given.is_empty());
            if let (true, Some(given)) = (asked[index], given) {
                facts.answers.insert(question.id.to_owned(), given.clone());
            }
        }
        if asked == before {
            break;
        }
    }
    let words = |key: String| of.iter().find_map(|one| one.texts.find(&key)).cloned().unwrap_or_default();
    let shown = |question: &Question<'_>| AskedQuestion {
        id: question.id.to_owned(),
        text: words(format!("question.{}.text", question.id)),
        help: words(format!("question.{}.help", question.id)),
        many: question.many,
        choices: question.choices.iter().map(|choice| named(question.id, choice, &words)).collect(),
        answers: facts.answers.get(question.id).cloned().unwrap_or_default(),
    };
    questions.iter().zip(&asked).filter(|(_, asked)| **asked).map(|(question, _)| shown(question)).collect()
}

fn named(question: &str, choice: &str, words: &dyn Fn(String) -> LocalizedText) -> AskedChoice {
    AskedChoice { choice: choice.to_owned(), name: words(format!("question.{question}.choice.{choice}")) }
}

/// What an effect says: of the installation, or of each instance.
fn said(
    of: &[Assessable<'_>],
    one: &Assessable<'_>,
    effect: &PlaybookEffect,
    facts: &PlaybookFacts,
    instances: &[Instance],
) -> Vec<AssessedEffect> {
    let words = |ending: &str| one.texts.get(&format!("effect.{}.{ending}", effect.id));
    let shown = |instance: Option<&Instance>| AssessedEffect {
        playbook: one.playbook.id.clone(),
        effect: effect.id.clone(),
        instance: instance.map(|instance| instance.name.clone()),
        affected: effect.affected,
        what: words("what"),
        why: words("why"),
        deadline: effect.deadline.clone(),
        mended_by: mended_by(of, one.playbook, effect, facts),
    };
    match effect.of {
        EffectOf::Installation if applies(&effect.when, facts) => vec![shown(None)],
        EffectOf::Installation => Vec::new(),
        EffectOf::Instance => instances
            .iter()
            .filter(|instance| applies(&effect.when, &about(facts, instance)))
            .map(|instance| shown(Some(instance)))
            .collect(),
    }
}

/// `https://Outlook.office365.com:443/EWS` → `outlook.office365.com`.
fn host_of(server: &str) -> &str {
    let after = server.split_once("://").map_or(server, |(_, after)| after);
    after.split(['/', ':', '?', '#']).next().unwrap_or(after)
}

/// What is known, and the columns of an instance; of a server's address only the host.
fn about(facts: &PlaybookFacts, instance: &Instance) -> PlaybookFacts {
    let mut facts = facts.clone();
    let Instance { name, service_type, authentication, server } = instance;
    let columns = [
        ("name", name.as_str()),
        ("service_type", service_type),
        ("authentication", authentication),
        ("server", host_of(server)),
    ];
    for (column, text) in columns.into_iter().filter(|(_, text)| !text.is_empty()) {
        facts.answers.insert(format!("instance_{column}"), vec![text.to_lowercase()]);
    }
    facts
}

fn mended_by(of: &[Assessable<'_>], own: &Playbook, effect: &PlaybookEffect, facts: &PlaybookFacts) -> Vec<String> {
    let own = effect.mended.then_some(&own.id);
    let suits = |id: &&String| of.iter().any(|one| one.playbook.id == **id && applies(&one.playbook.suits, facts));
    own.into_iter().chain(&effect.mended_by).filter(suits).cloned().collect()
}

/// The playbooks that mend anything that stops, those that mend most first.
fn best(effects: &[AssessedEffect]) -> Vec<String> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for id in effects.iter().filter(|effect| effect.affected).flat_map(|effect| &effect.mended_by) {
        match counted.iter_mut().find(|(known, _)| known == id) {
            Some((_, times)) => *times += 1,
            None => counted.push((id.clone(), 1)),
        }
    }
    counted.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    counted.into_iter().map(|(id, _)| id).collect()
}

#[cfg(test)]
#[path = "assessment_tests.rs"]
mod tests;
