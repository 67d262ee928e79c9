//! The API reference, rendered from the description that the server generates from its own code.

use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    api::Api,
    components::{
        badge::Tone,
        code_block::CodeBlock,
        shell::preferences::{LanguageMenu, ThemeMenu},
        states::loaded,
    },
    i18n::{t, txt},
    places::Place,
    remote::Remote,
    state::openapi::{Field, Group, Operation, groups},
};

/// The reference.
#[component]
pub(crate) fn ApiDocsPage() -> impl IntoView {
    let api = Api::of_page();
    let description = Remote::new(move || api.openapi());
    let title = t(txt::NAV_API_DOCS);
    Effect::new(move || document().set_title(&format!("{} · Consentry", title())));
    let origin = window().location().origin().unwrap_or_default();
    let example = format!("curl --header \"Authorization: Bearer $CONSENTRY_API_KEY\" '{origin}/api/v1/tenants'");
    view! {
        <div class="docs">
            <header class="top-bar">
                <a class="brand" href=Place::Tenants.path()>
                    <span class="brand-mark" aria-hidden="true"></span>
                    <span class="brand-name">"Consentry"</span>
                </a>
                <div class="top-tools docs-tools"><LanguageMenu /><ThemeMenu /></div>
            </header>
            <main id="content" class="page">
                <header class="page-head">
                    <div class="page-words">
                        <h1>{t(txt::NAV_API_DOCS)}</h1>
                        <p class="page-lead">{t(txt::DOCS_LEAD)}</p>
                    </div>
                </header>
                <div class="stack">
                    <CodeBlock code=example label=t(txt::DOCS_EXAMPLE) wrap=true />
                    <p class="muted">{t(txt::DOCS_ERRORS)} " " <a href=shared::routes::openapi() rel="external">{shared::routes::openapi()}</a></p>
                    {loaded(description, 10, |description| (move || {
                        groups(&description.get()).into_iter().map(|group| view! { <GroupView group /> }).collect_view()
                    }).into_any())}
                </div>
            </main>
        </div>
    }
}

#[component]
fn GroupView(group: Group) -> impl IntoView {
    view! {
        <section class="docs-group">
            <h2>{group.name}</h2>
            {group.operations.into_iter().map(|operation| view! { <OperationView operation /> }).collect_view()}
        </section>
    }
}

#[component]
fn OperationView(operation: Operation) -> impl IntoView {
    let tone = match operation.method.as_str() {
        "GET" => Tone::Good,
        "DELETE" => Tone::Bad,
        _ => Tone::Accent,
    };
    let Operation { method, path, summary, description, parameters, request, answer } = operation;
    view! {
        <details class="operation">
            <summary>
                <span class=format!("method {}", tone.class())>{method}</span>
                <code>{path}</code>
                <span class="muted">{summary}</span>
            </summary>
            <div class="operation-body">
                {(!description.is_empty()).then(|| view! { <p>{description}</p> })}
                <Fields title=t(txt::DOCS_PARAMETERS) fields=parameters />
                <Fields title=t(txt::DOCS_REQUEST) fields=request />
                <Fields title=t(txt::DOCS_ANSWER) fields=answer />
            </div>
        </details>
    }
}

#[component]
fn Fields(#[prop(into)] title: TextProp, fields: Vec<Field>) -> impl IntoView {
    let row = |field: Field| {
        view! {
            <div class="docs-field">
                <dt>
                    <code>{field.name}</code>
                    <span class="muted">{field.kind}</span>
                    {field.required.then(|| view! { <span class="docs-required">{t(txt::DOCS_REQUIRED)}</span> })}
                </dt>
                <dd>{field.description}</dd>
            </div>
        }
    };
    (!fields.is_empty()).then(|| {
        view! {
            <h3>{move || title.get()}</h3>
            <dl class="docs-fields">{fields.into_iter().map(row).collect_view()}</dl>
        }
    })
}
