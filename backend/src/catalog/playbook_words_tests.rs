//! The playbooks that come with the program call the buttons of a step what the pages call them.

use std::path::Path;

use shared::{
    playbook::{PlaybookStep, StepAction},
    text::Locale,
};

use super::Catalog;

/// The texts of the pages in one language.
fn pages(locale: Locale) -> toml::Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../frontend/locales/{}.toml", locale.tag()));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The labels of the buttons that somebody presses for an action, by section and key of the pages' texts.
fn buttons(action: &StepAction) -> &'static [(&'static str, &'static str)] {
    match action {
        StepAction::Resource(_) => &[("action", "resource_do")],
        StepAction::Certificate(_) => &[("action", "certificate_do")],
        StepAction::Settings => &[("action", "settings_do"), ("action", "settings_write")],
        StepAction::Authorize(_) => &[("action", "authorize_do"), ("return", "migration_back")],
        StepAction::Acquire(_) => &[("action", "acquire_do")],
        StepAction::ConsentRequest(_) => &[("action", "consent_do"), ("consent_link", "self"), ("step", "by_hand")],
        StepAction::Cutover => &[("cutover", "switch"), ("cutover", "back")],
    }
}

/// Every step of every playbook, with what it says there.
fn each(locale: Locale, mut look: impl FnMut(&str, &PlaybookStep, &str)) {
    let catalog = Catalog::load().expect("the data files are sound");
    for known in catalog.playbooks() {
        for step in &known.playbook.steps {
            let say = |part: &str| known.texts.get(&format!("step.{}.{part}", step.id)).get(locale).to_owned();
            let said = format!("{}\n{}", say("why"), say("do"));
            look(&format!("{} {} {}", known.playbook.id, step.id, locale.tag()), step, &said);
        }
    }
}

#[test]
fn a_step_names_the_buttons_that_it_has() {
    for locale in [Locale::En, Locale::Nl] {
        let pages = pages(locale);
        each(locale, |place, step, said| {
            for (section, key) in step.actions.iter().flat_map(buttons) {
                let label = pages[*section][*key].as_str().expect("a text");
                assert!(said.contains(&format!("**{label}**")), "{place} does not name the button {label}");
            }
        });
    }
}

#[test]
fn no_step_says_the_button_without_its_name() {
    for (locale, nameless) in [(Locale::En, "ress the button"), (Locale::Nl, "ruk op de knop")] {
        each(locale, |place, _, said| assert!(!said.contains(nameless), "{place}: {nameless}"));
    }
}
