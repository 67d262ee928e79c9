//! Which deadline stands above a tenant's pages, and which were put aside in this browser for a while.

use shared::{
    api::deadline::{DeadlineKind, TenantDeadline},
    deadline::{Day, Deadline, DeadlineLevel},
    timestamp::Timestamp,
};

/// For how long one that was put aside stays away.
const ASIDE_SECONDS: i64 = 14 * 24 * 60 * 60;

/// Deadlines that were put aside: their names, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Aside(Vec<(String, Timestamp)>);

impl Aside {
    /// Reads what was kept: `milliseconds name`, a line each.
    pub(crate) fn read(kept: &str) -> Self {
        let line = |line: &str| {
            let (until, name) = line.split_once(' ')?;
            Some((name.to_owned(), Timestamp::from_millis(until.parse().ok()?)))
        };
        Self(kept.lines().filter_map(line).collect())
    }

    /// What is kept, without what is over.
    pub(crate) fn write(&self, now: Timestamp) -> String {
        let live = self.0.iter().filter(|(_, until)| *until > now);
        let lines: Vec<String> = live.map(|(name, until)| format!("{} {name}", until.as_millis())).collect();
        lines.join("\n")
    }

    /// Puts one aside.
    pub(crate) fn put(&mut self, tenant: &str, id: &str, now: Timestamp) {
        let name = name(tenant, id);
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, now.plus_seconds(ASIDE_SECONDS)));
    }

    fn has(&self, tenant: &str, id: &str, now: Timestamp) -> bool {
        let name = name(tenant, id);
        self.0.iter().any(|(known, until)| *known == name && *until > now)
    }
}

/// Of which tenant, in words without line breaks.
fn name(tenant: &str, id: &str) -> String {
    format!("{tenant}/{id}").replace(['\n', '\r'], " ")
}

/// The one that asks most for attention: what will end soon, or something of the tenant's own that has ended. A service
/// that ended stands in the list; there is nothing to count down to.
pub(crate) fn foremost(all: &[TenantDeadline], tenant: &str, aside: &Aside, now: Timestamp) -> Option<TenantDeadline> {
    let near = |one: &&TenantDeadline| match one.level {
        DeadlineLevel::Urgent | DeadlineLevel::Soon => true,
        DeadlineLevel::Over => one.kind != DeadlineKind::Service,
        DeadlineLevel::Later => false,
    };
    let all = all.iter().filter(near).filter(|one| !aside.has(tenant, &one.id, now));
    all.min_by_key(|one| one.days).cloned()
}

/// A deadline, and how far away it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    /// The deadline.
    pub deadline: Deadline,
    /// Whole days from today; below 0: over.
    pub days: Option<i64>,
    /// How much it asks for attention.
    pub level: DeadlineLevel,
}

/// The deadlines of a playbook: what is ahead in its order, what has no day yet, what is over with the latest first.
pub(crate) fn of_playbook(known: &[Deadline], names: &[String], today: Day) -> Vec<Ending> {
    let mut all: Vec<Ending> = known
        .iter()
        .filter(|deadline| names.contains(&deadline.id))
        .map(|deadline| {
            let days = deadline.date.map(|date| date.days_from(today));
            Ending { deadline: deadline.clone(), days, level: DeadlineLevel::of(days) }
        })
        .collect();
    all.sort_by_key(|one| match one.days {
        Some(days) if days >= 0 => (0, days),
        None => (1, 0),
        Some(days) => (2, -days),
    });
    all
}

#[cfg(test)]
mod tests {
    use shared::{deadline::Concerns, text::LocalizedText};

    use super::*;

    fn deadline(id: &str, kind: DeadlineKind, days: Option<i64>) -> TenantDeadline {
        TenantDeadline {
            id: id.to_owned(),
            kind,
            name: String::new(),
            what: String::new(),
            remedy: String::new(),
            at: None,
            when: None,
            days,
            level: DeadlineLevel::of(days),
            source: None,
            concerns: Vec::new(),
            playbooks: Vec::new(),
        }
    }

    #[test]
    fn a_playbook_counts_down_to_what_is_ahead_and_tells_the_rest_after_it() {
        let ending = |id: &str, date: Option<&str>| Deadline {
            id: id.to_owned(),
            date: date.and_then(Day::parse),
            when: None,
            name: LocalizedText::default(),
            what: LocalizedText::default(),
            remedy: LocalizedText::default(),
            source: String::new(),
            read: Day::of(Timestamp::from_millis(0)),
            concerns: Concerns::default(),
        };
        let known = [
            ending("long-over", Some("2023-01-01")),
            ending("over", Some("2026-10-01")),
            ending("some-day", None),
            ending("ahead", Some("2027-04-01")),
            ending("today", Some("2026-11-22")),
            ending("another", Some("2026-12-01")),
        ];
        let names = ["over", "ahead", "some-day", "today", "long-over"].map(str::to_owned);
        let found = of_playbook(&known, &names, Day::parse("2026-11-22").expect("a day"));
        let found: Vec<_> = found.iter().map(|one| (one.deadline.id.as_str(), one.days, one.level)).collect();
        let expected = [
            ("today", Some(0), DeadlineLevel::Urgent),
            ("ahead", Some(130), DeadlineLevel::Soon),
            ("some-day", None, DeadlineLevel::Later),
            ("over", Some(-52), DeadlineLevel::Over),
            ("long-over", Some(-1421), DeadlineLevel::Over),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_nearest_stands_above_and_comes_back_after_it_was_put_aside() {
        let all = [
            deadline("over", DeadlineKind::Service, Some(-50)),
            deadline("ews", DeadlineKind::Service, Some(130)),
            deadline("secret:1", DeadlineKind::Secret, Some(20)),
            deadline("later", DeadlineKind::Service, None),
        ];
        let now = Timestamp::from_millis(1_000);
        let first = |aside: &Aside, now| foremost(&all, "contoso", aside, now).map(|one| one.id);
        let mut aside = Aside::default();
        assert_eq!(first(&aside, now).as_deref(), Some("secret:1"));
        aside.put("contoso", "secret:1", now);
        aside.put("fabrikam", "ews", now);
        let aside = Aside::read(&aside.write(now));
        assert_eq!(first(&aside, now).as_deref(), Some("ews"), "of another tenant it was put aside");
        let later = now.plus_seconds(ASIDE_SECONDS);
        assert_eq!(first(&aside, later).as_deref(), Some("secret:1"));
        assert_eq!(aside.write(later), "");
        assert_eq!(foremost(&all[..1], "contoso", &Aside::default(), now), None);
        let ended = [deadline("token:1", DeadlineKind::RefreshToken, Some(-1))];
        assert!(foremost(&ended, "contoso", &Aside::read("nonsense\n1"), now).is_some());
    }
}
