//! The changes of settings that a migration made, with their numbers and without their secrets.

use shared::{
    api::{
        migration::{MigrationReport, ReportedChange},
        resource::ShownValue,
        setting_change::{ChangedSetting, SettingKind, ShownSetting},
    },
    text::fill_places,
};

use super::{
    Page,
    html::Cell::{self, Code, Text},
    moment,
};

impl Page {
    pub(super) fn changes(&mut self, report: &MigrationReport) {
        self.heading("changes");
        if report.changes.is_empty() {
            let none = self.word("no_changes");
            self.html.paragraph(&none);
        }
        for ReportedChange { change, items } in &report.changes {
            let number = change.number.to_string();
            let title = fill_places(&self.word("change"), |place| (place == "n").then_some(number.as_str()));
            let when = self.at_by(&moment(change.at), &change.actor_name);
            self.html.raw("<h3>").text(&title).raw(" <small>").text(&when).raw("</small></h3>\n");
            self.columns(&[("w24", "setting"), ("", "before"), ("", "after")]);
            for item in items {
                self.changed(report, item);
            }
            self.html.end();
        }
    }

    fn changed(&mut self, report: &MigrationReport, item: &ChangedSetting) {
        let shown = [&item.before, &item.after].map(Option::as_ref);
        let kind = shown.iter().flatten().next().map(|setting| setting.kind.as_str()).unwrap_or_default();
        let kind = match item.kind {
            SettingKind::Variable => self.word("variable"),
            SettingKind::ConnectionString => {
                report.kinds.get(kind).map_or_else(|| self.word("connection_string"), |name| self.say(name))
            }
        };
        let [before, after] = shown.map(|setting| self.setting(setting));
        self.html.raw("<tr><th>").text(&item.name).raw("<br><small>").text(&kind).raw("</small></th>");
        for (shown, text) in shown.into_iter().zip([before, after]) {
            self.html.cell(Self::value_cell(shown.map(|setting| &setting.value), &text));
        }
        self.html.raw("</tr>\n");
    }

    fn setting(&self, setting: Option<&ShownSetting>) -> String {
        setting.map_or_else(|| self.word("absent"), |setting| self.shown(&setting.value))
    }

    pub(super) fn shown(&self, value: &ShownValue) -> String {
        match value {
            ShownValue::Plain(text) => text.clone(),
            ShownValue::Secret(state) if state.set => self.word("secret"),
            ShownValue::Secret(_) => self.word("nothing"),
        }
    }

    /// The cell of a value.
    pub(super) fn value_cell<'a>(value: Option<&ShownValue>, text: &'a str) -> Cell<'a> {
        if matches!(value, Some(ShownValue::Plain(_))) { Code(text) } else { Text(text) }
    }
}
