//! "Explain an error": whatever a provider, a mail server or a product said is pasted, and the page says what it
//! means, what to do and who does it. Nothing that was pasted is kept.

use leptos::prelude::*;
use shared::{
    api::explanation::{ExplainError, ExplainedError, Explanation, TEXT},
    secret::SecretText,
};

use crate::{
    api::Api,
    components::{
        badge::Tone,
        card::Card,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        key_values::{KeyValue, KeyValues},
        meaning::Meaning,
        page::Page,
        states::{EmptyState, ProblemNote},
    },
    i18n::{t, txt},
};

/// Where Microsoft looks its own numbers up.
const MICROSOFT: &str = "https://login.microsoftonline.com/error?code=";

/// The page.
#[component]
pub(crate) fn ExplainPage() -> impl IntoView {
    let api = Api::of_page();
    let spec = shared::field::FieldSpec { required: true, ..TEXT };
    let rows = vec![Row::new(spec, txt::EXPLAIN_TEXT).control(Control::Lines).hint(txt::EXPLAIN_HINT)];
    let form = FormHandle::new(&rows);
    let found = RwSignal::new(None::<Explanation>);
    let submit = Callback::new(move |()| {
        let text = form.read(|state| SecretText::new(state.value("text")));
        let request = ExplainError { text, ..ExplainError::default() };
        found.set(None);
        form.send(async move { api.explain(&request).await }, move |explanation| found.set(Some(explanation)));
    });
    view! {
        <Page title=t(txt::EXPLAIN_TITLE) lead=t(txt::EXPLAIN_LEAD)>
            <div class="stack explain">
                <Card title=t(txt::EXPLAIN_PASTE)>
                    <FieldForm form rows=rows submit=t(txt::EXPLAIN_SUBMIT) busy_label=t(txt::EXPLAIN_BUSY)
                        on_submit=submit testid="explain-form" />
                    {move || form.failure.get().map(|failure| view! { <ProblemNote failure /> })}
                </Card>
                <div class="stack" aria-live="polite">
                    {move || found.get().map(|found| view! { <Found found /> })}
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Found(found: Explanation) -> impl IntoView {
    let Explanation { errors, unknown, correlation_id, trace_id, secret_seen } = found;
    let nothing = errors.is_empty() && unknown.is_empty();
    let mut errors = errors.into_iter();
    let first = errors.next();
    let others: Vec<ExplainedError> = errors.collect();
    let ids = correlation_id.is_some() || trace_id.is_some();
    view! {
        {secret_seen.then(|| view! {
            <div class=format!("note {}", Tone::Warning.class()) data-testid="secret-seen">
                <Icon icon=icondata::LuTriangleAlert />
                <p>{t(txt::EXPLAIN_SECRET)}</p>
            </div>
        })}
        {first.map(|error| view! { <Verdict error /> })}
        {(!unknown.is_empty()).then(|| view! { <Unknown codes=unknown /> })}
        {nothing.then(|| view! {
            <EmptyState icon=icondata::LuSearchX title=t(txt::EXPLAIN_NOTHING) text=t(txt::EXPLAIN_NOTHING_TEXT) />
        })}
        {(!others.is_empty()).then(|| view! {
            <Card title=t(txt::EXPLAIN_ALSO) note=t(txt::EXPLAIN_ALSO_NOTE)>
                <ul class="explain-others">
                    {others.into_iter().map(|error| view! { <li><Words error /></li> }).collect_view()}
                </ul>
            </Card>
        })}
        {ids.then(|| view! {
            <Card title=t(txt::EXPLAIN_IDS) note=t(txt::EXPLAIN_IDS_NOTE)>
                <KeyValues>
                    {correlation_id.map(|id| view! { <KeyValue name=t(txt::EXPLAIN_CORRELATION) copies=id.clone()><code>{id.clone()}</code></KeyValue> })}
                    {trace_id.map(|id| view! { <KeyValue name=t(txt::EXPLAIN_TRACE) copies=id.clone()><code>{id.clone()}</code></KeyValue> })}
                </KeyValues>
            </Card>
        })}
    }
}

/// The most telling error.
#[component]
fn Verdict(error: ExplainedError) -> impl IntoView {
    view! {
        <Card title=t(txt::EXPLAIN_MEANS) testid="verdict">
            <Words error />
        </Card>
    }
}

#[component]
fn Words(error: ExplainedError) -> impl IntoView {
    view! {
        <article class="explain-error">
            <p class="explain-cause">{error.cause}</p>
            <p class="explain-remedy"><strong>{t(txt::EXPLAIN_DO)}</strong> " " {error.remedy}</p>
            <div class="explain-facts">
                <Meaning class=error.class who=error.who />
                <code>{error.code}</code>
            </div>
        </article>
    }
}

#[component]
fn Unknown(codes: Vec<String>) -> impl IntoView {
    let link = |code: String| {
        let number = code.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
        view! { <li><code>{code}</code> " " <a href=format!("{MICROSOFT}{number}") target="_blank" rel="noopener noreferrer">{t(txt::EXPLAIN_LOOK_UP)}</a></li> }
    };
    view! {
        <Card title=t(txt::EXPLAIN_UNKNOWN) note=t(txt::EXPLAIN_UNKNOWN_NOTE)>
            <ul class="explain-others">{codes.into_iter().map(link).collect_view()}</ul>
        </Card>
    }
}
