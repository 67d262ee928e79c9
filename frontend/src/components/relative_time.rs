//! A moment as a distance ("3 minutes ago"), with the exact one, in the reader's zone, on hover.

use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use shared::{text::Locale, timestamp::Timestamp};
use wasm_bindgen::JsValue;

use crate::{clock::Now, i18n::Language, state::life};

/// A moment.
#[component]
pub(crate) fn RelativeTime(at: Timestamp) -> impl IntoView {
    let language = Language::of_page();
    let now = Now::of_page();
    // Followed as a word, so that the page changes once a minute rather than once a second.
    let words = Memo::new(move |_| distance(at, now.get(), language.get()));
    view! {
        <time datetime=at.to_rfc3339() title=move || exact(at, language.get())>{move || words.get()}</time>
    }
}

fn distance(at: Timestamp, now: Timestamp, locale: Locale) -> String {
    let seconds = at.seconds_since(now);
    // Below a minute the seconds would flicker and tell nothing.
    let seconds = if seconds.abs() < 60 { 0 } else { seconds };
    let (count, unit) = life::relative(seconds);
    let options = options(&[("numeric", "auto")]);
    let format = js_sys::Intl::RelativeTimeFormat::new(&tags(locale), &options);
    #[expect(clippy::cast_precision_loss, reason = "a count of years at most")]
    format.format(count as f64, unit).into()
}

/// A moment with date, time and zone.
pub(crate) fn exact(at: Timestamp, locale: Locale) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.as_millis() as f64));
    let options = options(&[("dateStyle", "long"), ("timeStyle", "long")]);
    date.to_locale_string(convention(locale), &options).into()
}

/// A day of the calendar, whatever the reader's zone: deadlines are days in UTC.
pub(crate) fn day(at: Timestamp, locale: Locale) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.as_millis() as f64));
    date.to_locale_date_string(convention(locale), &options(&[("dateStyle", "long"), ("timeZone", "UTC")])).into()
}

/// By whose convention moments are written: day before month, as in the report and the texts, and 24 hours.
fn convention(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en-GB",
        Locale::Nl => locale.tag(),
    }
}

fn tags(locale: Locale) -> Array {
    Array::of1(&JsValue::from_str(convention(locale)))
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        drop(Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value)));
    }
    options
}
