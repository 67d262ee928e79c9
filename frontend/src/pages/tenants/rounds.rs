//! The checks of an environment, or of the whole tenant, run once more: some at a time, counted, and going on while the
//! reader looks at other pages of the tenant.

use leptos::{prelude::*, task::spawn_local};
use shared::api::check::RunAllChecks;

use crate::{
    api::Api,
    components::{shell::notices::UnreadNotices, toast::Toasts},
    failure::Failure,
    i18n::{Language, Text, txt},
};

/// A round under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Round {
    /// In which environment; in all of them.
    pub environment: Option<String>,
    /// How many ran.
    pub done: usize,
    /// How many there are.
    pub total: usize,
}

/// The round of this tenant.
#[derive(Clone, Copy)]
pub(crate) struct Rounds {
    api: Api,
    language: Language,
    toasts: Toasts,
    unread: UnreadNotices,
    /// The one under way.
    pub now: RwSignal<Option<Round>>,
    /// How the last one ended, in words.
    pub ended: RwSignal<Option<String>>,
    /// Why the last one did not come to its end.
    pub failure: RwSignal<Option<Failure>>,
    /// Grows whenever something was found.
    pub turns: RwSignal<u32>,
    /// How many pages show it.
    pub watched: RwSignal<u32>,
}

impl Rounds {
    /// For the pages of a tenant.
    pub(crate) fn provide() {
        provide_context(Self {
            api: Api::of_page(),
            language: Language::of_page(),
            toasts: Toasts::of_page(),
            unread: UnreadNotices::of_page(),
            now: RwSignal::new(None),
            ended: RwSignal::new(None),
            failure: RwSignal::new(None),
            turns: RwSignal::new(0),
            watched: RwSignal::new(0),
        });
    }

    /// That of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Begins one of about `total` checks, unless one is under way. Whoever is on another page at its end is told there.
    pub(crate) fn begin(self, tenant: String, environment: Option<String>, total: usize) {
        if self.now.get_untracked().is_some() {
            return;
        }
        self.now.set(Some(Round { environment: environment.clone(), done: 0, total }));
        self.ended.set(None);
        self.failure.set(None);
        spawn_local(async move {
            let (mut before, mut done, mut bad, mut skipped) = (None, 0, 0, None);
            let outcome = loop {
                let request = RunAllChecks { environment: environment.clone(), before };
                let part = match self.api.run_all_checks(&tenant, &request).await {
                    Ok(part) => part,
                    Err(why) => break Err(why),
                };
                done += part.items.len();
                bad += part.items.iter().filter(|run| !run.state.is_green()).count();
                before = Some(part.before);
                skipped = skipped.or(Some(part.skipped));
                let round = Round { environment: environment.clone(), done, total: done + part.left };
                drop(self.now.try_set(Some(round)));
                _ = self.turns.try_update(|turns| *turns += 1);
                if part.left == 0 {
                    break Ok(());
                }
            };
            drop(self.now.try_set(None));
            self.unread.reload();
            if let Err(why) = outcome {
                drop(self.failure.try_set(Some(why)));
                return;
            }
            let words = ended(done, bad, skipped.unwrap_or(0), self.language);
            if self.watched.try_get_untracked().unwrap_or(0) == 0 {
                self.toasts.say(words.clone());
            }
            drop(self.ended.try_set(Some(words)));
        });
    }
}

fn ended(done: usize, bad: usize, skipped: usize, language: Language) -> String {
    let say = |text: Text, n: usize| text.fill(language.now(), &[("n", &n.to_string())]);
    let mut words = say(txt::ROUND_ENDED, done);
    for (text, n) in [(txt::ROUND_BAD, bad), (txt::ROUND_SKIPPED, skipped)] {
        if n > 0 {
            words.push(' ');
            words.push_str(&say(text, n));
        }
    }
    words
}
