//! Writes a calendar (RFC 5545): whole-day events with reminders, lines folded and texts escaped.

use super::{Day, REMINDERS};
use crate::timestamp::Timestamp;

/// The longest line, in bytes without its end (RFC 5545 §3.1).
const LINE: usize = 75;

/// Something that happens on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Names it for good: calendars know it again by this.
    pub uid: String,
    /// The day.
    pub day: Day,
    /// What it is, in a line.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Where to read more.
    pub url: Option<String>,
}

/// The calendar `name` with these events, as it is at `now`.
pub fn calendar(name: &str, events: &[Event], now: Timestamp) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(&mut out, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Consentry//Deadlines//EN");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escape(name)));
    line("REFRESH-INTERVAL;VALUE=DURATION:PT12H");
    line("X-PUBLISHED-TTL:PT12H");
    for event in events {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escape(&event.uid)));
        line(&format!("DTSTAMP:{}", moment(now)));
        line(&format!("DTSTART;VALUE=DATE:{}", date(event.day)));
        line(&format!("DTEND;VALUE=DATE:{}", date(event.day.next())));
        line(&format!("SUMMARY:{}", escape(&event.summary)));
        line(&format!("DESCRIPTION:{}", escape(&event.description)));
        if let Some(url) = &event.url {
            line(&format!("URL:{}", url.replace(['\r', '\n'], "")));
        }
        line("TRANSP:TRANSPARENT");
        for days in REMINDERS {
            line("BEGIN:VALARM");
            line("ACTION:DISPLAY");
            line(&format!("DESCRIPTION:{}", escape(&event.summary)));
            line(&format!("TRIGGER:-P{days}D"));
            line("END:VALARM");
        }
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// `20261121T203600Z`.
fn moment(at: Timestamp) -> String {
    let seconds = Timestamp::from_millis(at.as_millis().div_euclid(1000) * 1000);
    seconds.to_rfc3339().replace(['-', ':'], "")
}

/// RFC 5545 §3.3.11. Control characters have no place in a text.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// RFC 5545 §3.1: lines end with CR LF and go on after one that begins with a space; no character is torn apart.
fn fold(out: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(summary: &str, description: &str) -> String {
        let event = Event {
            uid: "ews@t1".to_owned(),
            day: Day::parse("2027-04-01").expect("a day"),
            summary: summary.to_owned(),
            description: description.to_owned(),
            url: Some("https://example.com/a,b".to_owned()),
        };
        calendar(
            "Contoso; deadlines",
            &[event],
            Timestamp::parse_rfc3339("2026-11-21T20:36:00.250Z").expect("a moment"),
        )
    }

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn lines_are_folded_between_characters_and_end_as_they_must() {
        let long = "é€🗓 ".repeat(60);
        let text = written(&long, "plain");
        assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        }
        assert!(unfolded(&text).contains(&format!("SUMMARY:{long}\r\n")));
    }

    #[test]
    fn what_means_something_to_calendars_is_escaped() {
        let text = unfolded(&written("a,b;c\\d", "one\r\ntwo\nBEGIN:VEVENT\u{7}"));
        assert!(text.contains("SUMMARY:a\\,b\\;c\\\\d\r\n"), "{text}");
        assert!(text.contains("DESCRIPTION:one\\ntwo\\nBEGIN:VEVENT\r\n"), "{text}");
        assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 1);
        assert!(text.contains("X-WR-CALNAME:Contoso\\; deadlines\r\n"));
        assert!(text.contains("URL:https://example.com/a,b\r\n"), "an address is no text");
    }

    #[test]
    fn a_deadline_is_a_whole_day_with_reminders_before() {
        let text = written("EWS", "ends");
        for line in
            ["DTSTAMP:20261121T203600Z", "DTSTART;VALUE=DATE:20270401", "DTEND;VALUE=DATE:20270402", "TRIGGER:-P30D"]
        {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}: {text}");
        }
        assert_eq!(text.matches("BEGIN:VALARM").count(), REMINDERS.len());
    }
}
