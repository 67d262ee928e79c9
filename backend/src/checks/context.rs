//! What a check is given, and how it says what it found.

use std::fmt::Display;

use shared::{
    api::check::CheckRequest,
    check::{CheckState, Finding, Owner},
    text::{LocalizedText, fill_places},
    timestamp::Timestamp,
};

use crate::{app::AppState, catalog::CheckWords, domain::resource::ResourceSettings, settings::Place};

/// What a check is given.
#[derive(Debug)]
pub struct Context<'a> {
    /// The portal.
    pub app: &'a AppState,
    /// The environment.
    pub place: &'a Place,
    /// What was asked.
    pub request: &'a CheckRequest,
    /// The check's words.
    pub words: &'a CheckWords,
    /// The resource, where the check needs one.
    pub resource: Option<ResourceSettings>,
    /// The resource's name.
    pub resource_name: String,
}

impl Context<'_> {
    /// The time.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// What was said, or else what holds when nothing is said; an empty one counts as none.
    pub fn argument(&self, name: &str) -> Option<&str> {
        let said = self.request.arguments.get(name).map(String::as_str).filter(|value| !value.is_empty());
        let default = || {
            let known = self.words.descriptor.arguments.iter().find(|argument| argument.name == name)?;
            known.default.as_deref().filter(|value| !value.is_empty())
        };
        said.or_else(default)
    }

    /// Begins a finding: one of the check's own, else one of those that several checks say. Places may use `{resource}`
    /// and every argument by its name.
    pub fn say(&self, finding: &'static str) -> Say<'_> {
        let say = Say { context: self, finding, values: Vec::new(), who: None, code: None, correlation_id: None };
        let arguments = &self.words.descriptor.arguments;
        let said = arguments.iter().filter_map(|known| Some((known.name.as_str(), self.argument(&known.name)?)));
        said.fold(say.with("resource", &self.resource_name), |say, (name, value)| say.with(name, value))
    }
}

/// A finding that is being said.
#[derive(Debug, Clone)]
pub struct Say<'a> {
    context: &'a Context<'a>,
    finding: &'static str,
    values: Vec<(String, LocalizedText)>,
    who: Option<Owner>,
    code: Option<String>,
    correlation_id: Option<String>,
}

impl Say<'_> {
    /// Fills a place.
    #[must_use]
    pub fn with(self, place: &str, value: impl Display) -> Self {
        let value = value.to_string();
        self.text(place, LocalizedText { en: value.clone(), nl: value })
    }

    /// Fills a place with something that is said in each language; the last one said holds.
    #[must_use]
    pub fn text(mut self, place: &str, value: LocalizedText) -> Self {
        self.values.retain(|(known, _)| known != place);
        self.values.push((place.to_owned(), value));
        self
    }

    /// Who acts, where the data file does not know.
    #[must_use]
    pub fn who(mut self, who: Owner) -> Self {
        self.who = Some(who);
        self
    }

    /// The code under which others know it.
    #[must_use]
    pub fn code(mut self, code: Option<String>) -> Self {
        self.code = code;
        self
    }

    /// The provider's correlation id.
    #[must_use]
    pub fn correlation(mut self, id: Option<String>) -> Self {
        self.correlation_id = id;
        self
    }

    /// Says it.
    pub fn done(self) -> Finding {
        let words = self.context.words;
        let known = words.finding(self.finding).or_else(|| self.context.app.catalog.checks().common(self.finding));
        let Some(known) = known else {
            // A test sees to it that this does not happen.
            tracing::error!(check = words.descriptor.id, finding = self.finding, "a finding has no words");
            let name = LocalizedText { en: self.finding.to_owned(), nl: self.finding.to_owned() };
            return Finding {
                state: CheckState::Impossible,
                looked_at: words.looked_at().clone(),
                expected: words.expected().clone(),
                found: name,
                remedy: None,
                who: None,
                code: self.code,
                correlation_id: self.correlation_id,
            };
        };
        Finding {
            state: known.state,
            looked_at: self.fill(known.looked_at.as_ref().unwrap_or(words.looked_at())),
            expected: self.fill(known.expected.as_ref().unwrap_or(words.expected())),
            found: self.fill(&known.found),
            remedy: known.remedy.as_ref().map(|remedy| self.fill(remedy)),
            who: if known.state == CheckState::Passed { None } else { known.who.or(self.who) },
            code: self.code,
            correlation_id: self.correlation_id,
        }
    }

    fn fill(&self, text: &LocalizedText) -> LocalizedText {
        let value = |name: &str| self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        LocalizedText {
            en: fill_places(&text.en, |name| value(name).map(|value| value.en.as_str())),
            nl: fill_places(&text.nl, |name| value(name).map(|value| value.nl.as_str())),
        }
    }
}
