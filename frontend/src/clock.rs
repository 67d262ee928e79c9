//! The browser's clock, the only caller of it; plus one shared tick a second for whatever counts down.

use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use shared::timestamp::Timestamp;

/// The current moment, ticking once a second.
#[derive(Clone, Copy)]
pub(crate) struct Now(RwSignal<Timestamp>);

impl Now {
    /// Starts ticking and hands the clock to everything below.
    pub(crate) fn provide() {
        let now = RwSignal::new(read());
        provide_context(Self(now));
        let tick = set_interval_with_handle(move || now.set(read()), std::time::Duration::from_secs(1));
        on_cleanup(move || drop(tick.map(|handle| handle.clear())));
    }

    /// The clock of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// The moment of the last tick; whoever reads it is run again at the next.
    pub(crate) fn get(self) -> Timestamp {
        self.0.get()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
fn read() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}
