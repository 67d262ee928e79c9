//! What the providers' own errors mean, in the administrator's words: cause, remedy, who acts, per code; and which
//! entry an answer is about.

use std::{collections::BTreeMap, ops::RangeInclusive};

use serde::Deserialize;
use shared::{
    problem::ProblemCode,
    provider_error::{ErrorClass, WhoActs},
    text::LocalizedText,
};

use super::{CatalogError, files_of, read, stem};

/// What Microsoft's numbers are written with.
pub const AADSTS: &str = "AADSTS";
/// The file of the errors that every provider may send: whatever else is recognised says more.
const GENERAL: &str = "protocol";

/// One entry of a data file; its key is the code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderErrorEntry {
    /// Further codes that mean the same.
    #[serde(default)]
    also: Vec<String>,
    /// First and last of Microsoft's numbers that mean the same.
    #[serde(default)]
    range: Option<[u64; 2]>,
    /// Words that only this reply has, in lower case, for replies without a code.
    #[serde(default)]
    contains: Vec<String>,
    /// The problem it is reported as, where class and protocol would say another; a dotted code.
    #[serde(default)]
    problem: Option<String>,
    /// What kind of fault it is.
    pub class: ErrorClass,
    /// Who has to act.
    pub who: WhoActs,
    /// What happened.
    pub cause: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
    /// Whether any provider may send it.
    #[serde(skip)]
    general: bool,
}

impl ProviderErrorEntry {
    /// The problem it is reported as; `None`: as the protocol's `error` says.
    pub fn problem_code(&self) -> Option<ProblemCode> {
        if let Some(problem) = &self.problem {
            return ProblemCode::parse(problem);
        }
        match self.class {
            _ if self.general => None,
            ErrorClass::Transient => Some(ProblemCode::ProviderUnavailable),
            ErrorClass::Interaction => Some(ProblemCode::InteractionRequired),
            ErrorClass::Consent => Some(ProblemCode::ConsentRequired),
            ErrorClass::Configuration => None,
        }
    }
}

/// What an answer, or a text that somebody pasted, says.
#[derive(Debug, Clone, Default)]
pub struct Reported<'a> {
    /// Microsoft's numbers, as listed.
    pub numbers: Vec<u64>,
    /// `error`, `suberror`, and every other word that may be a code.
    pub words: Vec<&'a str>,
    /// The provider's prose.
    pub prose: &'a str,
}

/// An entry, and the code under which it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised<'a> {
    /// `AADSTS50076`, `invalid_grant`, `SMTP_5_7_30`.
    pub code: String,
    /// What it means.
    pub entry: &'a ProviderErrorEntry,
}

/// All entries, by everything they are found by.
#[derive(Debug, Clone, Default)]
pub struct ProviderErrors {
    entries: BTreeMap<String, ProviderErrorEntry>,
    also: BTreeMap<String, String>,
    ranges: Vec<(RangeInclusive<u64>, String)>,
    /// The longest first.
    phrases: Vec<(String, String)>,
}

impl ProviderErrors {
    /// The entry of a code.
    pub fn find(&self, code: &str) -> Option<&ProviderErrorEntry> {
        let key = self.also.get(code).map_or(code, String::as_str);
        self.entries.get(key).or_else(|| {
            let number: u64 = code.strip_prefix(AADSTS)?.parse().ok()?;
            let (_, key) = self.ranges.iter().find(|(range, _)| range.contains(&number))?;
            self.entries.get(key)
        })
    }

    /// What `reported` is about, the most telling first: a number, then a reply known by its words, then a word that
    /// one provider uses, then one of the protocol's.
    pub fn recognise(&self, reported: &Reported<'_>) -> Vec<Recognised<'_>> {
        let numbers = reported.numbers.iter().map(|number| format!("{AADSTS}{number}"));
        let mut codes: Vec<String> = numbers.collect();
        codes.extend(self.phrase_in(reported.prose).map(str::to_owned));
        let words = || reported.words.iter().filter_map(|word| Some((*word, self.find(word)?)));
        codes.extend(words().filter(|(_, entry)| !entry.general).map(|(word, _)| word.to_owned()));
        codes.extend(words().filter(|(_, entry)| entry.general).map(|(word, _)| word.to_owned()));
        let mut found: Vec<Recognised<'_>> = Vec::new();
        for code in codes {
            let Some(entry) = self.find(&code) else { continue };
            if !found.iter().any(|known| std::ptr::eq(known.entry, entry)) {
                found.push(Recognised { code, entry });
            }
        }
        found
    }

    /// The key of the longest phrase that stands in `prose`, whatever its capitals and spaces.
    fn phrase_in(&self, prose: &str) -> Option<&str> {
        let prose = prose.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        self.phrases.iter().find(|(phrase, _)| prose.contains(phrase)).map(|(_, key)| key.as_str())
    }

    fn add(&mut self, path: &str, key: String, entry: ProviderErrorEntry) -> Result<(), CatalogError> {
        if entry.problem.as_deref().is_some_and(|problem| ProblemCode::parse(problem).is_none()) {
            return Err(CatalogError::new(path, format!("{key} names a problem that does not exist")));
        }
        if let Some(taken) = entry.also.iter().chain([&key]).find(|code| self.find(code).is_some()) {
            return Err(CatalogError::new(path, format!("{taken} stands twice")));
        }
        self.also.extend(entry.also.iter().map(|code| (code.clone(), key.clone())));
        self.ranges.extend(entry.range.map(|[first, last]| (first..=last, key.clone())));
        self.phrases.extend(entry.contains.iter().map(|phrase| (phrase.clone(), key.clone())));
        self.entries.insert(key, entry);
        Ok(())
    }
}

pub(super) fn load() -> Result<ProviderErrors, CatalogError> {
    let mut all = ProviderErrors::default();
    for path in files_of("provider_errors/") {
        let entries: BTreeMap<String, ProviderErrorEntry> = read(&path)?;
        let general = stem(&path) == GENERAL;
        for (key, entry) in entries {
            all.add(&path, key, ProviderErrorEntry { general, ..entry })?;
        }
    }
    all.phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
    Ok(all)
}

#[cfg(test)]
mod tests;
