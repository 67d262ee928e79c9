//! Judges a playbook's three files: every fault with its file and line, for whoever writes it. First whether each file
//! can be read at all, then its shape, then what it means.

mod conditions;
mod ids;
mod lines;
mod needs;
mod places;
mod shape;
mod steps;
mod texts;
mod values;
mod words;

use std::sync::Arc;

use shared::{
    api::playbook::PlaybookFault,
    playbook::{FORMAT, Playbook, PlaybookTexts},
    text::{Locale, LocalizedText, fill_places},
};

use self::{lines::Lines, words::Words};
use super::{Files, Known, PLAYBOOK, text_file};
use crate::catalog::Catalog;

/// What a playbook is judged against.
#[derive(Debug)]
pub struct Around<'a> {
    /// Types, kinds, checks: what there is to refer to.
    pub catalog: &'a Catalog,
    /// The playbooks that there are, in their newest versions.
    pub playbooks: &'a [Arc<Known>],
    /// Where it comes from.
    pub origin: PlaybookOrigin<'a>,
}

/// Where a playbook under judgement comes from.
#[derive(Debug, Clone, Copy)]
pub enum PlaybookOrigin<'a> {
    /// A folder of that name.
    Folder(&'a str),
    /// Somebody uploads it.
    Upload,
}

/// What was found.
#[derive(Debug)]
pub struct Judged {
    /// The playbook and its words; `None`: a file cannot be read.
    pub read: Option<(Playbook, PlaybookTexts)>,
    /// What is wrong, by file and line.
    pub faults: Vec<PlaybookFault>,
}

/// Judges the three files.
pub fn judge(files: &Files, around: &Around<'_>) -> Judged {
    let mut faults = Vec::new();
    let words: Vec<Option<Words>> =
        Locale::ALL.iter().map(|locale| Words::read(text_file(*locale), files.words(*locale), &mut faults)).collect();
    let mut playbook = None;
    if let Some(table) = shape::table(PLAYBOOK, &files.playbook, &mut faults) {
        let lines = Lines::of(&files.playbook, table.get_ref());
        playbook = shape::playbook(PLAYBOOK, &table, &lines, &mut faults);
        if let Some(playbook) = &playbook {
            let mut judge = Judge { playbook, lines: &lines, around, faults: Vec::new() };
            if playbook.format == FORMAT {
                judge.all();
            } else {
                judge.say(
                    "format",
                    "format",
                    &[("found", &playbook.format.to_string()), ("known", &FORMAT.to_string())],
                );
            }
            faults.append(&mut judge.faults);
            if let [Some(en), Some(nl)] = words.as_slice() {
                texts::judge(playbook, around, [en, nl], &mut faults);
            }
        }
    }
    faults.sort_by(|a, b| (order(a.file), a.line, a.code).cmp(&(order(b.file), b.line, b.code)));
    let texts = (words.iter().all(Option::is_some)).then(|| files.read().ok()).flatten().map(|(_, texts)| texts);
    let read = playbook.zip(texts);
    Judged { read, faults: faults.into_iter().map(|fault| fault.told(around.catalog)).collect() }
}

fn order(file: &str) -> usize {
    [PLAYBOOK, text_file(Locale::En), text_file(Locale::Nl)].iter().position(|known| *known == file).unwrap_or(3)
}

/// A fault whose words are still to be found.
#[derive(Debug)]
struct Fault {
    file: &'static str,
    line: usize,
    code: &'static str,
    about: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(file: &'static str, line: usize, code: &'static str, about: &[(&'static str, &str)]) -> Self {
        let about = about.iter().map(|(name, value)| (*name, value.chars().take(300).collect())).collect();
        Self { file, line, code, about }
    }

    fn is_about(&self, name: &str) -> bool {
        self.about.iter().any(|(_, value)| value == name)
    }

    fn told(self, catalog: &Catalog) -> PlaybookFault {
        let words = catalog.playbook_fault(self.code);
        let fill = |text: &str| {
            fill_places(text, |name| self.about.iter().find(|(known, _)| *known == name).map(|(_, value)| value))
        };
        let detail = LocalizedText { en: fill(&words.en), nl: fill(&words.nl) };
        PlaybookFault { file: self.file.to_owned(), line: self.line, code: self.code.to_owned(), detail }
    }
}

/// The playbook under judgement. Its rules stand file by file in this folder.
struct Judge<'a> {
    playbook: &'a Playbook,
    lines: &'a Lines,
    around: &'a Around<'a>,
    faults: Vec<Fault>,
}

impl Judge<'_> {
    fn all(&mut self) {
        self.ids();
        self.head();
        self.values();
        self.needs();
        self.steps();
        self.conditions();
    }

    /// Notes a fault at what `path` leads to: `steps/2/after/0`.
    fn say(&mut self, path: &str, code: &'static str, about: &[(&'static str, &str)]) {
        self.faults.push(Fault::new(PLAYBOOK, self.lines.at(path), code, about));
    }

    /// Notes that something named is not there. `what` is a code's ending: `unknown_step`.
    fn known(&mut self, there: bool, path: &str, code: &'static str, name: &str) {
        if !there {
            self.say(path, code, &[("name", name)]);
        }
    }

    fn head(&mut self) {
        let playbook = self.playbook;
        if playbook.version == 0 {
            self.say("version", "wrong_value", &[("reason", "1 or more")]);
        }
        if playbook.steps.is_empty() {
            self.say("steps", "no_steps", &[]);
        }
        let known = self.around.playbooks.iter().find(|known| known.playbook.id == playbook.id);
        match (self.around.origin, known) {
            (PlaybookOrigin::Folder(name), _) if name != playbook.id => self.say("id", "wrong_id", &[("name", name)]),
            (PlaybookOrigin::Upload, Some(known)) if known.built_in => {
                self.say("id", "built_in_id", &[("name", &playbook.id)]);
            }
            (PlaybookOrigin::Upload, Some(known)) if known.playbook.version >= playbook.version => {
                self.say("version", "old_version", &[("known", &known.playbook.version.to_string())]);
            }
            _ => {}
        }
        for (index, source) in playbook.sources.iter().enumerate() {
            if !source.url.starts_with("https://") {
                self.say(&format!("sources/{index}/url"), "not_https", &[("name", &source.url)]);
            }
        }
        for (index, id) in playbook.deadlines.iter().enumerate() {
            self.deadline(&format!("deadlines/{index}"), id);
        }
        for (index, effect) in playbook.effects.iter().enumerate() {
            if let Some(id) = &effect.deadline {
                self.deadline(&format!("effects/{index}/deadline"), id);
            }
            for (at, id) in effect.mended_by.iter().enumerate() {
                let there = *id == playbook.id || self.around.playbooks.iter().any(|known| known.playbook.id == *id);
                self.known(there, &format!("effects/{index}/mended_by/{at}"), "unknown_playbook", id);
            }
        }
    }

    fn deadline(&mut self, path: &str, id: &str) {
        let there = self.around.catalog.deadlines().deadlines.iter().any(|known| known.id == id);
        self.known(there, path, "unknown_deadline", id);
    }

    /// Whether a resource plays that role.
    fn is_role(&self, role: &str) -> bool {
        self.playbook.resource(role).is_some()
    }
}

#[cfg(test)]
mod tests;
