//! What is left, and what is to be watched: checks that did not pass, steps that are not done or were left out, a switch
//! that was not made, and what ends before long.

use shared::{
    api::migration::{CutoverSide, MigrationReport, MigrationState, WatchItem},
    deadline::Day,
    text::fill_places,
};

use super::{
    Page,
    html::Cell::{Head, State, Text},
};

impl Page {
    /// How many things there are to watch.
    pub(super) fn watched(report: &MigrationReport) -> usize {
        let ahead = report.deadlines.iter().filter(|deadline| is_ahead(report, deadline.date)).count();
        report.watch.len() + ahead + usize::from(is_unswitched(report))
    }

    /// The table of them.
    pub(super) fn watch(&mut self, report: &MigrationReport) {
        self.heading("left");
        if Self::watched(report) == 0 {
            let nothing = self.word("nothing_left");
            self.html.paragraph(&nothing);
            return;
        }
        let columns = [("w16", "why"), ("w22", "step"), ("", "seen"), ("", "to_do")];
        self.columns(&columns);
        if is_unswitched(report) {
            let [kind, title, found, remedy] =
                ["watch_open", "cutover", "side_old", "watch_cutover_remedy"].map(|key| self.word(key));
            self.html.row(&[State(&kind), Head(&title), Text(&found), Text(&remedy)]);
        }
        for item in &report.watch {
            self.watch_row(report, item);
        }
        let ahead = report.deadlines.iter().filter(|deadline| is_ahead(report, deadline.date));
        for deadline in ahead {
            let (kind, name, remedy) =
                (self.word("watch_deadline"), self.say(&deadline.name), self.say(&deadline.remedy));
            let found = format!("{}. {}", self.when(deadline, report.at), self.say(&deadline.what));
            self.html.row(&[State(&kind), Head(&name), Text(&found), Text(&remedy)]);
        }
        self.html.end();
    }

    fn watch_row(&mut self, report: &MigrationReport, item: &WatchItem) {
        let key = item.kind.as_str();
        let kind = self.word(&format!("watch_{key}"));
        let check = item.check.as_ref().map(|name| self.say(name)).filter(|name| !name.is_empty());
        let told = match (&item.found, &item.reason) {
            (Some(found), _) => Some(self.say(found)),
            (None, Some(reason)) => Some(format!("{}: {reason}", self.word("reason"))),
            (None, None) => None,
        };
        let found: Vec<String> = check.into_iter().chain(told).collect();
        let remedy = item.remedy.as_ref().map(|text| self.say(text)).filter(|text| !text.is_empty());
        let remedy = remedy.unwrap_or_else(|| self.word(&format!("watch_{key}_remedy")));
        let who = self.owner(item.who, &report.tenant);
        let (title, found) = (self.say(&item.title), found.join(": "));
        let who = fill_places(&self.word("by_whom"), |place| (place == "who").then_some(who.as_str()));
        self.html.row(&[State(&kind), Head(&title), Text(&found), Text(&format!("{remedy} {who}"))]);
    }
}

/// Whether a day is not over when the report is made; one that was not announced is not.
fn is_ahead(report: &MigrationReport, day: Option<Day>) -> bool {
    day.is_none_or(|day| day.days_from(Day::of(report.at)) >= 0)
}

/// Whether every step is done and production still goes the old way.
fn is_unswitched(report: &MigrationReport) -> bool {
    let old = report.migration.cutover.as_ref().is_some_and(|cutover| cutover.side == CutoverSide::Old);
    old && report.migration.summary.state == MigrationState::Completed
}
