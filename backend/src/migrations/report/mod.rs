//! A migration's report as a page for print: in one language, with a style of its own and no script.

mod deadlines;
mod html;

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use shared::{
    api::{
        migration::{CutoverSide, MigrationReport, MigrationState, MigrationStep, MigrationValue, ReportedChange},
        resource::ShownValue,
        setting_change::ShownSetting,
    },
    deadline::Deadline,
    text::{Locale, LocalizedText},
    timestamp::Timestamp,
};

use self::html::Html;
use super::steps::{is_over, state_name};

const WORDS: &str = include_str!("../../../catalog/migration_report.toml");
const STYLE: &str = include_str!("report.css");

/// What a browser may do with the page: show it in its own style, and nothing else.
pub fn policy() -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, STYLE.as_bytes());
    format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
        STANDARD.encode(digest)
    )
}

/// The page. `deadlines`: all that there are; the report tells those that the migration names.
///
/// # Errors
/// The words cannot be read; a test shows that they can.
pub fn page(report: &MigrationReport, deadlines: &[Deadline], locale: Locale) -> Result<String, toml::de::Error> {
    let mut page = Page::new(locale)?;
    page.write(report, deadlines);
    Ok(page.html.finished())
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

    fn write(&mut self, report: &MigrationReport, deadlines: &[Deadline]) {
        self.head(report);
        self.choices(report);
        self.values(report);
        self.steps(report);
        self.changes(&report.changes);
        self.left(report);
        self.deadlines(&report.migration.deadlines, deadlines, report.at);
        self.timeline(report);
        self.html.raw("</main></body></html>\n");
    }

    fn heading(&mut self, key: &str) {
        let word = self.word(key);
        self.html.raw("<h2>").text(&word).raw("</h2>\n");
    }

    fn head(&mut self, report: &MigrationReport) {
        let migration = &report.migration;
        let (title, name, about) = (self.word("title"), self.say(&migration.summary.name), self.say(&migration.about));
        let lang = match self.locale {
            Locale::En => "en",
            Locale::Nl => "nl",
        };
        self.html.raw("<!doctype html>\n<html lang=\"").raw(lang).raw("\"><head><meta charset=\"utf-8\"><title>");
        self.html
            .text(&format!("{title}: {name}"))
            .raw("</title><style>")
            .raw(STYLE)
            .raw("</style></head>\n<body><main>");
        self.html.raw("<h1>").text(&name).raw("</h1>\n<p>").text(&about).raw("</p>\n<table>");
        let state = self.word(match migration.summary.state {
            MigrationState::Running => "running",
            MigrationState::Completed => "completed",
            MigrationState::Abandoned => "abandoned",
        });
        let by = self.word("by");
        let rows = [
            ("of", report.tenant.clone()),
            ("environment", report.environment.clone()),
            (
                "playbook",
                format!("{}, {} {}", migration.summary.playbook, self.word("version"), migration.playbook_version),
            ),
            ("state", format!("{state} ({}/{})", migration.summary.done, migration.summary.total)),
            ("begun", format!("{}, {by} {}", moment(migration.summary.created_at), migration.summary.created_by)),
            ("changed", moment(migration.summary.updated_at)),
            ("printed", format!("{}, {by} {}", moment(report.at), report.by)),
        ];
        for (key, text) in rows {
            let word = self.word(key);
            self.html.row(&[&word, &text]);
        }
        self.html.raw("</table>\n");
        if let Some(cutover) = &migration.cutover {
            let side = self.word(if cutover.side == CutoverSide::New { "side_new" } else { "side_old" });
            self.html.raw("<p><strong>").text(&side).raw("</strong></p>\n");
        }
    }

    fn choices(&mut self, report: &MigrationReport) {
        if report.migration.choices.is_empty() {
            return;
        }
        self.heading("choices");
        self.html.raw("<table>");
        for option in &report.migration.choices {
            let chosen = report.migration.options.get(&option.option.id).cloned().unwrap_or_default();
            let words = option.words.iter().find(|words| words.choice == chosen).map(|words| self.say(&words.name));
            let name = self.say(&option.name);
            self.html.row(&[&name, &words.filter(|name| !name.is_empty()).unwrap_or(chosen)]);
        }
        self.html.raw("</table>\n");
    }

    fn values(&mut self, report: &MigrationReport) {
        self.heading("values");
        self.html.raw("<table>");
        for value in &report.migration.values {
            let (label, shown) = (self.say(&value.label), self.value(value));
            let label = if label.is_empty() { value.id.clone() } else { label };
            self.html.row(&[&label, &shown]);
        }
        self.html.raw("</table>\n");
        self.heading("resources");
        self.html.raw("<table>");
        for resource in &report.migration.resources {
            let there = if resource.resource.is_some() { String::new() } else { self.word("absent") };
            self.html.row(&[&resource.name, &resource.kind, &there]);
        }
        self.html.raw("</table>\n");
    }

    fn value(&self, value: &MigrationValue) -> String {
        let Some(shown) = &value.value else { return self.word("nothing") };
        let text = self.shown(shown);
        if value.proposed { format!("{text} ({})", self.word("proposed")) } else { text }
    }

    fn shown(&self, value: &ShownValue) -> String {
        match value {
            ShownValue::Plain(text) => text.clone(),
            ShownValue::Secret(state) if state.set => self.word("secret"),
            ShownValue::Secret(_) => self.word("nothing"),
        }
    }

    fn steps(&mut self, report: &MigrationReport) {
        self.heading("steps");
        for step in &report.migration.steps {
            self.step(step);
        }
    }

    fn step(&mut self, step: &MigrationStep) {
        let (title, state) = (self.say(&step.title), self.word(state_name(step.state)));
        self.html.raw("<section><h3>").text(&title).raw(" <small>").text(&state).raw("</small></h3>\n<p>");
        let mut who = format!("{}: {}", self.word("who"), self.word(step.owner.as_str()));
        if let Some(assignee) = &step.assignee {
            who = format!("{who} ({assignee})");
        }
        if let (Some(at), Some(by)) = (step.updated_at, &step.updated_by) {
            who = format!("{who}. {}, {} {by}", moment(at), self.word("by"));
        }
        self.html.text(&who).raw("</p>\n");
        for (key, text) in [("note", &step.note), ("reason", &step.reason)] {
            if let Some(text) = text {
                let word = self.word(key);
                self.html.raw("<p class=\"said\">").text(&format!("{word}: {text}")).raw("</p>\n");
            }
        }
        let proved: Vec<_> = step.checks.iter().filter_map(|check| Some((check, check.last.as_ref()?))).collect();
        if !proved.is_empty() {
            let word = self.word("evidence");
            self.html.raw("<h4>").text(&word).raw("</h4>\n");
        }
        for (check, run) in proved {
            let line = format!(
                "{}: {} ({}, {} {})",
                self.say(&check.name),
                self.word(run.state.as_str()),
                moment(run.started_at),
                self.word("by"),
                run.by
            );
            self.html.raw("<p>").text(&line).raw("</p>\n<table><tr>");
            for key in ["state", "looked_at", "expected", "found"] {
                let word = self.word(key);
                self.html.raw("<th>").text(&word).raw("</th>");
            }
            self.html.raw("</tr>\n");
            for finding in &run.findings {
                let state = self.word(finding.state.as_str());
                let [looked_at, expected, found] =
                    [&finding.looked_at, &finding.expected, &finding.found].map(|text| self.say(text));
                self.html.row(&[&state, &looked_at, &expected, &found]);
            }
            self.html.raw("</table>\n");
        }
        self.html.raw("</section>\n");
    }

    fn changes(&mut self, changes: &[ReportedChange]) {
        self.heading("changes");
        if changes.is_empty() {
            let none = self.word("none");
            self.html.raw("<p>").text(&none).raw("</p>\n");
        }
        for ReportedChange { change, items } in changes {
            let line = format!(
                "{} {}, {}, {} {}",
                self.word("change"),
                change.number,
                moment(change.at),
                self.word("by"),
                change.actor_name
            );
            let (before, after) = (self.word("before"), self.word("after"));
            self.html.raw("<p>").text(&line).raw("</p>\n<table><tr><th></th><th>").text(&before);
            self.html.raw("</th><th>").text(&after).raw("</th></tr>\n");
            for item in items {
                let (before, after) = (self.setting(item.before.as_ref()), self.setting(item.after.as_ref()));
                self.html.row(&[&item.name, &before, &after]);
            }
            self.html.raw("</table>\n");
        }
    }

    fn setting(&self, setting: Option<&ShownSetting>) -> String {
        setting.map_or_else(|| self.word("absent"), |setting| self.shown(&setting.value))
    }

    fn left(&mut self, report: &MigrationReport) {
        self.heading("left");
        let open: Vec<&MigrationStep> = report.migration.steps.iter().filter(|step| !is_over(step.state)).collect();
        if open.is_empty() {
            let nothing = self.word("nothing_left");
            self.html.raw("<p>").text(&nothing).raw("</p>\n");
        } else {
            self.html.raw("<ul>");
            for step in open {
                let line = format!("{} ({})", self.say(&step.title), self.word(step.owner.as_str()));
                self.html.raw("<li>").text(&line).raw("</li>\n");
            }
            self.html.raw("</ul>\n");
        }
    }

    fn timeline(&mut self, report: &MigrationReport) {
        self.heading("timeline");
        self.html.raw("<table>");
        for event in &report.events {
            let title = |id: &String| {
                let step = report.migration.steps.iter().find(|step| step.id == *id);
                step.map_or_else(|| id.clone(), |step| self.say(&step.title))
            };
            let step = event.step.as_ref().map(title).unwrap_or_default();
            let detail =
                event.detail.iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join("; ");
            let (at, what) = (moment(event.at), self.word(&event.what));
            self.html.row(&[&at, &event.by, &what, &step, &detail]);
        }
        self.html.raw("</table>\n");
    }
}

/// To the minute, in one time zone that is named.
fn moment(at: Timestamp) -> String {
    let text = at.to_rfc3339();
    format!("{} UTC", text.chars().take(16).collect::<String>().replace('T', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages() {
        let words: BTreeMap<String, LocalizedText> = toml::from_str(WORDS).expect("well-formed");
        assert!(words.values().all(|word| !word.en.is_empty() && !word.nl.is_empty()));
        for state in shared::check::CheckState::ALL {
            assert!(words.contains_key(state.as_str()));
        }
        for owner in shared::check::Owner::ALL {
            assert!(words.contains_key(owner.as_str()));
        }
        let months = words.get("months").expect("the months");
        assert!([&months.en, &months.nl].iter().all(|months| months.split(' ').count() == 12));
        assert!(policy().contains("style-src 'sha256-") && !policy().contains("unsafe"));
    }
}
