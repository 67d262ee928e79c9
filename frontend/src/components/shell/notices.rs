//! What used to work in the tenant at hand and nobody has seen yet: counted in the rail, told on the page of checks.
//! Asked for when a tenant is entered, after something was run or read, and when somebody comes back to the window.

use std::time::Duration;

use leptos::{ev, prelude::*};
use shared::api::check::Notice;

use super::AllTenants;
use crate::{
    api::Api,
    clock::Now,
    i18n::{Language, txt},
    places::Place,
    remote::Remote,
};

/// So often at most because somebody comes back.
const REST: Duration = Duration::from_mins(1);

/// The notices that nobody has seen, the newest first.
#[derive(Clone, Copy)]
pub(crate) struct UnreadNotices(Remote<Vec<Notice>>);

impl UnreadNotices {
    /// Asks for those of the tenant that the page belongs to.
    pub(super) fn provide(place: Memo<Place>, tenants: AllTenants) {
        let api = Api::of_page();
        let now = Now::of_page();
        let asked = StoredValue::new(None);
        let slug = Memo::new(move |_| {
            let slug = place.get().tenant().map(str::to_owned)?;
            tenants.0.value()?.iter().any(|tenant| tenant.slug == slug).then_some(slug)
        });
        let remote = Remote::new(move || {
            let slug = slug.get();
            asked.set_value(Some(untrack(|| now.get())));
            async move {
                match slug {
                    Some(slug) => Ok(api.unread_notices(&slug).await?.items),
                    None => Ok(Vec::new()),
                }
            }
        });
        provide_context(Self(remote));
        let back = window_event_listener(ev::focus, move |_| {
            let past = untrack(|| now.get()).as_millis()
                - asked.get_value().map_or(0, |at: shared::timestamp::Timestamp| at.as_millis());
            if u128::try_from(past).is_ok_and(|past| past > REST.as_millis()) {
                remote.reload();
            }
        });
        on_cleanup(move || back.remove());
    }

    /// Those of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Follows them.
    pub(crate) fn list(self) -> Vec<Notice> {
        self.0.value().unwrap_or_default()
    }

    /// Asks again.
    pub(crate) fn reload(self) {
        self.0.reload();
    }
}

/// How many there are, beside a line of the rail.
#[component]
pub(super) fn UnreadCount() -> impl IntoView {
    let language = Language::of_page();
    let unread = UnreadNotices::of_page();
    let count = Memo::new(move |_| unread.list().len());
    move || {
        let count = count.get();
        let words = move || txt::NOTICES_UNREAD.fill(language.get(), &[("n", &count.to_string())]);
        (count > 0).then(|| {
            view! {
                <span class="rail-count" title=words data-testid="unread-notices">
                    <span aria-hidden="true">{if count > 99 { "99+".to_owned() } else { count.to_string() }}</span>
                    <span class="visually-hidden">{words}</span>
                </span>
            }
        })
    }
}
