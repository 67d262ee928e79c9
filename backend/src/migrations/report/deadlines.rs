//! The deadlines that a migration is about: what ends, when, and how long that is after the report was printed.

use shared::{
    deadline::{Day, Deadline},
    text::fill_places,
    timestamp::Timestamp,
};

use super::{
    Page,
    html::Cell::{Head, Text},
};

/// Those of `all` that a migration names, the next first; without a day at the end.
pub fn named(names: &[String], all: &[Deadline]) -> Vec<Deadline> {
    let mut known: Vec<Deadline> = all.iter().filter(|deadline| names.contains(&deadline.id)).cloned().collect();
    known.sort_by_key(|deadline| (deadline.date.is_none(), deadline.date));
    known
}

impl Page {
    /// Each by its name, what ends then, and when.
    pub(super) fn deadlines(&mut self, deadlines: &[Deadline], printed: Timestamp) {
        if deadlines.is_empty() {
            return;
        }
        self.heading("deadlines");
        self.columns(&[("w24", "deadline"), ("w24", "when"), ("", "ends")]);
        for deadline in deadlines {
            let (name, when, what) = (self.say(&deadline.name), self.when(deadline, printed), self.say(&deadline.what));
            self.html.row(&[Head(&name), Text(&when), Text(&what)]);
        }
        self.html.end();
    }

    /// `1 April 2027 (130 days left)`.
    pub(super) fn when(&self, deadline: &Deadline, printed: Timestamp) -> String {
        let Some(day) = deadline.date else {
            return deadline.when.as_ref().map(|when| self.say(when)).unwrap_or_default();
        };
        let days = day.days_from(Day::of(printed));
        let word = match days {
            ..0 => "since_day",
            0 => "today",
            1 => "one_day_left",
            _ => "days_left",
        };
        let (date, count) = (self.date(day), days.to_string());
        fill_places(&self.word(word), |place| match place {
            "day" => Some(date.as_str()),
            "n" => Some(count.as_str()),
            _ => None,
        })
    }

    /// `1 April 2027`.
    pub(super) fn date(&self, day: Day) -> String {
        let text = day.to_string();
        let mut parts = text.split('-').map(|part| part.parse::<usize>().unwrap_or_default());
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let months = self.word("months");
        match (year, month.and_then(|month| months.split(' ').nth(month.checked_sub(1)?)), day) {
            (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::text::Locale;

    use super::*;

    fn printed(names: &[&str], at: &str, locale: Locale) -> String {
        let catalog = crate::catalog::Catalog::load().expect("the data files are sound");
        let mut page = Page::new(locale).expect("the words can be read");
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let at = Timestamp::parse_rfc3339(at).expect("a moment");
        page.deadlines(&named(&names, &catalog.deadlines().deadlines), at);
        page.html.finished()
    }

    #[test]
    fn deadlines_are_told_by_name_and_day_in_both_languages() {
        let names = ["ews-exchange-online", "exchange-basic-auth", "smtp-auth-basic-removal", "unheard-of"];
        let at = "2026-11-22T18:00:00Z";
        let text = printed(&names, at, Locale::En);
        let places = ["since 1 January 2023", "1 April 2027 (130 days left)", "second half of 2027"];
        let found: Vec<usize> = places.iter().map(|place| text.find(place).expect("it is told")).collect();
        assert!(found.is_sorted() && !text.contains("ews-exchange-online") && !text.contains("unheard-of"), "{text}");
        let text = printed(&names, at, Locale::Nl);
        assert!(text.contains("1 april 2027 (nog 130 dagen)") && text.contains("sinds 1 januari 2023"), "{text}");
        let text = printed(&names[..1], "2027-03-31T23:59:59Z", Locale::En);
        assert!(text.contains("1 April 2027 (1 day left)"), "{text}");
        assert_eq!(printed(&names[3..], at, Locale::En), "");
    }
}
