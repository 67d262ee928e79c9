//! Tables, lists of values, code.

use std::sync::Arc;

use leptos::prelude::*;

use shared::{
    api::dependents::{Act, Dependent, DependentGroup, Effect, Verdict},
    ids::ResourceId,
    text::LocalizedText,
};

use super::{Shelf, Specimen};
use crate::{
    components::{
        breadcrumb::Breadcrumb,
        card::Card,
        code_block::CodeBlock,
        data_table::{Column, DataTable, SortKey, TableRow},
        dependents::DependentsList,
        key_values::{KeyValue, KeyValues},
        prose::Prose,
        states::loaded,
    },
    failure::Failure,
    i18n::{t, txt},
    places::Place,
    remote::{Load, Remote},
};

/// Everything that holds data.
#[component]
pub(crate) fn Data() -> impl IntoView {
    let loading = Remote::<()>::fixed(Load::Loading);
    let crumbs = vec![(t(txt::TENANTS_TITLE).into(), Place::Tenants.path()), ("Contoso".into(), Place::Tenants.path())];
    let failed = Remote::<()>::fixed(Load::Failed(Failure::Unreadable(502)));
    view! {
        <Shelf title=t(txt::KIT_TABLE)>
            <Specimen of="data_table">
                <Table count=12 />
                <Table count=10_000 />
            </Specimen>
        </Shelf>
        <Shelf title=t(txt::KIT_LOADING)>
            {loaded(loading, 3, |_| ().into_any())}
            {loaded(failed, 3, |_| ().into_any())}
        </Shelf>
        <Shelf title=t(txt::KIT_VALUES)>
            <Specimen of="breadcrumb"><Breadcrumb crumbs=crumbs /></Specimen>
            <Specimen of="card">
                <Card title="Contoso" note=t(txt::TENANTS_LEAD)><p>{t(txt::KIT_LEAD)}</p></Card>
            </Specimen>
            <Specimen of="key_values">
                <KeyValues>
                    <KeyValue name=t(txt::FIELD_SLUG) copies="contoso".to_owned()><code>"contoso"</code></KeyValue>
                    <KeyValue name=t(txt::FIELD_DOMAINS)>"contoso.com"</KeyValue>
                </KeyValues>
            </Specimen>
            <Specimen of="prose"><Prose text=t(txt::KIT_PROSE_SAMPLE) /></Specimen>
            <Specimen of="dependents">
                <DependentsList groups=dependents() act=Act::Delete tenant="contoso" />
            </Specimen>
            <Specimen of="code_block">
                <CodeBlock code="curl 'https://consentry.example.com/api/v1/tenants'" label="curl" />
            </Specimen>
        </Shelf>
    }
}

/// A group that is told of, and one that keeps the thing from being deleted.
fn dependents() -> Vec<DependentGroup> {
    let words = |en: &str, nl: &str| LocalizedText { en: en.to_owned(), nl: nl.to_owned() };
    let item = |name: &str| Dependent {
        id: name.to_owned(),
        name: name.to_owned(),
        resource: Some(ResourceId::new("r1")),
        ..Dependent::default()
    };
    let group = |name: LocalizedText, text: LocalizedText, verdict, total| DependentGroup {
        source: "sample".to_owned(),
        name,
        total,
        items: vec![item("mail@contoso.com"), item("scan@contoso.com")],
        effects: vec![Effect { act: Act::Delete, verdict, text }],
    };
    vec![
        group(words("Tokens", "Tokens"), words("They are deleted.", "Ze worden verwijderd."), Verdict::Tells, 7),
        group(
            words("Resources of this type", "Resources van dit type"),
            words("They cannot be without it.", "Ze kunnen niet zonder."),
            Verdict::Refuses,
            2,
        ),
    ]
}

#[component]
fn Table(count: i64) -> impl IntoView {
    let rows: Vec<TableRow> = (1..=count).map(row).collect();
    let columns = vec![Column::new(t(txt::TENANTS_NAME)), Column::new(t(txt::TENANTS_SLUG)), Column::new("#")];
    view! { <DataTable caption=format!("{count}") columns=columns rows=Signal::stored(rows) /> }
}

fn row(number: i64) -> TableRow {
    let name = format!("Example {number}");
    TableRow {
        key: number.to_string(),
        search: name.clone(),
        sort: vec![SortKey::text(&name), SortKey::text(&name), SortKey::Number(number)],
        cells: Arc::new(move || {
            vec![
                view! { <a class="row-link" href=Place::UiKit.path()>{name.clone()}</a> }.into_any(),
                view! { <code>{format!("example-{number}")}</code> }.into_any(),
                number.to_string().into_any(),
            ]
        }),
    }
}
