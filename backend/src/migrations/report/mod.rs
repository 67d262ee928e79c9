//! A migration's report as a page for print: in one language, with a style of its own and no script. What an auditor or a
//! manager asks comes first (what was moved, how it ended, what was changed, proved, and is left); the steps come last.

mod changes;
mod deadlines;
mod html;
mod steps;
mod style;
mod timeline;
mod values;
mod watch;

use std::collections::BTreeMap;

use shared::{
    api::migration::{CutoverSide, MigrationReport, MigrationState, WatchItem, WatchKind},
    deadline::Day,
    text::{Locale, LocalizedText, fill_places},
    timestamp::Timestamp,
};

pub use deadlines::named;

use self::html::{
    Cell::{Head, Text},
    Html,
};

const WORDS: &str = include_str!("../../../catalog/migration_report.toml");

/// The page, ready to be answered.
#[derive(Debug)]
pub struct Printed {
    /// HTML.
    pub html: String,
    /// What a browser may do with it: show it in its own style, and nothing else.
    pub policy: String,
}

/// The page. `back`: the path of the migration's own page.
///
/// # Errors
/// The words cannot be read; a test shows that they can.
pub fn page(report: &MigrationReport, back: &str, locale: Locale) -> Result<Printed, toml::de::Error> {
    let mut page = Page::new(locale)?;
    let above = format!("{} · {} · {}", page.say(&report.migration.summary.name), report.tenant, report.environment);
    let below = format!("{}, {}", page.word("title"), page.moment(report.at));
    let sheet = style::sheet(&above, &below);
    page.write(report, &sheet, back);
    Ok(Printed { html: page.html.finished(), policy: style::policy(&sheet) })
}

struct Page {
    html: Html,
    words: BTreeMap<String, LocalizedText>,
    locale: Locale,
}

impl Page {
    fn new(locale: Locale) -> Result<Self, toml::de::Error> {
        Ok(Self { html: Html::default(), words: toml::from_str(WORDS)?, locale })
    }

    fn word(&self, key: &str) -> String {
        self.words.get(key).map_or(key, |word| word.get(self.locale)).to_owned()
    }

    fn say(&self, text: &LocalizedText) -> String {
        text.get(self.locale).to_owned()
    }

    fn heading(&mut self, key: &str) {
        let word = self.word(key);
        self.html.raw("<h2>").text(&word).raw("</h2>\n");
    }

    fn columns(&mut self, columns: &[(&'static str, &str)]) {
        let named: Vec<_> = columns.iter().map(|(width, key)| (*width, self.word(key))).collect();
        self.html.columns(&named);
    }

    /// `2026-11-22 18:29 UTC, by Kees`.
    fn at_by(&self, at: &str, by: &str) -> String {
        format!("{at}, {} {by}", self.word("by"))
    }

    /// `22 November 2026, 18:29 UTC`.
    fn moment(&self, at: Timestamp) -> String {
        let text = at.to_rfc3339();
        format!("{}, {} UTC", self.date(Day::of(at)), text.get(11..16).unwrap_or_default())
    }

    fn write(&mut self, report: &MigrationReport, sheet: &str, back: &str) {
        self.head(report, sheet, back);
        self.summary(report);
        self.changes(report);
        self.proved(report);
        self.watch(report);
        self.deadlines(&report.deadlines, report.at);
        self.choices(report);
        self.values(report);
        self.steps(report);
        self.timeline(report);
        self.html.raw("</main></body></html>\n");
    }

    fn head(&mut self, report: &MigrationReport, sheet: &str, back: &str) {
        let (title, name) = (self.word("title"), self.say(&report.migration.summary.name));
        let about = self.say(&report.migration.about);
        let made = self.at_by(&self.moment(report.at), &report.by);
        let made = fill_places(&self.word("made"), |place| (place == "when").then_some(made.as_str()));
        let (to_migration, print) = (self.word("back"), self.word("print"));
        let html = &mut self.html;
        html.raw("<!doctype html>\n<html lang=\"").attribute(self.locale.tag());
        html.raw("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
        html.attribute(&format!("{title}: {name}, {}", report.tenant)).raw("</title><style>").style(sheet);
        html.raw("</style></head>\n<body><div class=\"bar\"><a href=\"").attribute(back).raw("\">");
        html.text(&to_migration).raw("</a><span>").text(&print).raw("</span></div>\n<main><p class=\"kind\">");
        html.text(&title).raw("</p><h1>").text(&name).raw("</h1>\n<p class=\"lead\">").text(&about);
        html.raw("</p>\n<p class=\"quiet\">").text(&made).raw("</p>\n");
    }

    fn summary(&mut self, report: &MigrationReport) {
        let tally = report.tally;
        let figures = [
            ("figure_proved", tally.proved),
            ("figure_by_hand", tally.by_hand),
            ("figure_skipped", tally.skipped),
            ("figure_left", tally.left),
            ("figure_watch", Self::watched(report) - report.watch.iter().filter(|item| is_step(item)).count()),
        ];
        self.html.raw("<ul class=\"figures\">");
        for (key, count) in figures {
            let word = self.word(key);
            self.html.raw("<li><strong>").text(&count.to_string()).raw("</strong>").text(&word).raw("</li>");
        }
        self.html.raw("</ul>\n<table><tbody>");
        for (key, text) in self.facts(report) {
            let word = self.word(key);
            self.html.row(&[Head(&word), Text(&text)]);
        }
        self.html.end();
    }

    fn facts(&self, report: &MigrationReport) -> Vec<(&'static str, String)> {
        let migration = &report.migration;
        let summary = &migration.summary;
        let version = migration.playbook_version.to_string();
        let version = fill_places(&self.word("version"), |place| (place == "n").then_some(version.as_str()));
        let state = match summary.state {
            MigrationState::Running => "running",
            MigrationState::Completed if Self::watched(report) > 0 => "completed_watch",
            MigrationState::Completed => "completed",
            MigrationState::Abandoned => "given_up",
        };
        let begun = self.at_by(&self.moment(summary.created_at), &summary.created_by);
        let mut facts = vec![
            ("moved", format!("{} ({version})", self.say(&summary.name))),
            ("where", format!("{}, {}", report.tenant, report.environment)),
            ("state", self.word(state)),
            ("begun", begun),
        ];
        if summary.state == MigrationState::Completed {
            let last = migration.steps.iter().filter_map(|step| Some((step.updated_at?, step.updated_by.as_ref()?)));
            if let Some((at, by)) = last.max_by_key(|(at, _)| *at) {
                facts.push(("ended", self.at_by(&self.moment(at), by)));
            }
        } else {
            facts.push(("changed", self.moment(summary.updated_at)));
        }
        if let Some(cutover) = &migration.cutover {
            let mut side = self.word(if cutover.side == CutoverSide::New { "side_new" } else { "side_old" });
            if let (CutoverSide::New, Some(at), Some(by)) = (cutover.side, cutover.at, &cutover.by) {
                side = format!("{side} ({})", self.at_by(&self.moment(at), by));
            }
            facts.push(("production", side));
        }
        facts
    }
}

/// Whether it is a step that is counted already: one that is left, or was left out.
fn is_step(item: &WatchItem) -> bool {
    matches!(item.kind, WatchKind::Open | WatchKind::Skipped)
}

/// To the minute, in one time zone that is named.
fn moment(at: Timestamp) -> String {
    let text = at.to_rfc3339();
    format!("{} UTC", text.chars().take(16).collect::<String>().replace('T', " "))
}

#[cfg(test)]
mod tests {
    use shared::check;

    use super::*;

    /// Every word that the code asks for by a name that it writes out.
    fn asked() -> Vec<String> {
        let files = [
            include_str!("changes.rs"),
            include_str!("deadlines.rs"),
            include_str!("mod.rs"),
            include_str!("steps.rs"),
            include_str!("timeline.rs"),
            include_str!("values.rs"),
            include_str!("watch.rs"),
        ];
        let calls = files.iter().flat_map(|file| file.split("self.word(\"").skip(1));
        calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    }

    #[test]
    fn every_word_is_there_in_both_languages() {
        let words: BTreeMap<String, LocalizedText> = toml::from_str(WORDS).expect("well-formed");
        assert!(words.values().all(|word| !word.en.is_empty() && !word.nl.is_empty()));
        let mut needed = asked();
        needed.extend(check::CheckState::ALL.map(|state| state.as_str().to_owned()));
        needed.extend(check::Owner::ALL.map(|owner| owner.as_str().to_owned()));
        for kind in WatchKind::ALL.map(WatchKind::as_str) {
            needed.extend([format!("watch_{kind}"), format!("watch_{kind}_remedy")]);
        }
        let absent: Vec<&String> = needed.iter().filter(|key| !words.contains_key(*key)).collect();
        assert!(absent.is_empty(), "{absent:?}");
        let months = words.get("months").expect("the months");
        assert!([&months.en, &months.nl].iter().all(|months| months.split(' ').count() == 12));
    }
}
