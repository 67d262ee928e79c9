//! The settings of the environment as a file: in which format, with secrets or without.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::import::{RenderFormat, RenderQuery, RenderSecrets},
    permission::Permission,
    settings_file::sql::Dialect,
};

use super::Board;
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        drop_zone::save_file,
        field::fresh_id,
        icon::Icon,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
};

/// Every format: what it is called and what it is for.
const FORMATS: [(RenderFormat, Text, Text); 5] = [
    (RenderFormat::Env, txt::SETTINGS_EXPORT_ENV, txt::SETTINGS_EXPORT_ENV_TEXT),
    (RenderFormat::Json, txt::SETTINGS_EXPORT_JSON, txt::SETTINGS_EXPORT_JSON_TEXT),
    (RenderFormat::Xml, txt::SETTINGS_EXPORT_XML, txt::SETTINGS_EXPORT_XML_TEXT),
    (RenderFormat::Sql, txt::SETTINGS_EXPORT_SQL, txt::SETTINGS_EXPORT_SQL_TEXT),
    (RenderFormat::Csv, txt::SETTINGS_EXPORT_CSV, txt::SETTINGS_EXPORT_CSV_TEXT),
];

const DIALECTS: [(Dialect, &str); 5] = [
    (Dialect::SqlServer, "SQL Server"),
    (Dialect::PostgreSql, "PostgreSQL"),
    (Dialect::MySql, "MySQL, MariaDB"),
    (Dialect::Sqlite, "SQLite"),
    (Dialect::Oracle, "Oracle"),
];

fn ending(format: RenderFormat) -> &'static str {
    match format {
        RenderFormat::Env => "env",
        RenderFormat::Json => "json",
        RenderFormat::Xml => "config",
        RenderFormat::Sql => "sql",
        RenderFormat::Csv => "csv",
    }
}

/// What is wanted.
#[derive(Clone, Copy)]
struct Wish {
    format: RwSignal<RenderFormat>,
    dialect: RwSignal<Dialect>,
    table: RwSignal<String>,
    name_column: RwSignal<String>,
    value_column: RwSignal<String>,
    secrets: RwSignal<bool>,
}

impl Wish {
    fn new() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            format: RwSignal::new(RenderFormat::Env),
            dialect: RwSignal::new(Dialect::SqlServer),
            table: text("Parameters"),
            name_column: text("Name"),
            value_column: text("Value"),
            secrets: RwSignal::new(false),
        }
    }

    fn query(self) -> RenderQuery {
        let sql = self.format.get_untracked() == RenderFormat::Sql;
        let given = |text: RwSignal<String>| sql.then(|| text.get_untracked().trim().to_owned());
        RenderQuery {
            format: self.format.get_untracked(),
            playbook: None,
            dialect: self.dialect.get_untracked(),
            table: given(self.table),
            name_column: given(self.name_column),
            value_column: given(self.value_column),
            secrets: if self.secrets.get_untracked() { RenderSecrets::Include } else { RenderSecrets::Omit },
        }
    }
}

/// The dialog; it stands once on the page.
#[component]
pub(super) fn ExportDialog(board: Board) -> impl IntoView {
    let language = Language::of_page();
    let title = move || txt::SETTINGS_EXPORT_TITLE.fill(language.get(), &[("name", &board.here.name())]);
    view! {
        <Dialog open=board.doors.exporting title=title wide=true testid="export">
            <Export board />
        </Dialog>
    }
}

#[component]
fn Export(board: Board) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let wish = Wish::new();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let saved = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (tenant, environment, query) = (current.slug(), board.here.slug(), wish.query());
        busy.set(true);
        failure.set(None);
        saved.set(None);
        spawn_local(async move {
            let answer = api.rendered_settings(&tenant, &environment, &query).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(bytes) => {
                    let name = format!("{tenant}-{environment}.{}", ending(query.format));
                    save_file(&name, &bytes);
                    saved.set(Some(name));
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit data-testid="export-form">
            <div class="form-fields">
                <Formats wish />
                {move || (wish.format.get() == RenderFormat::Sql).then(|| view! { <TableFields wish /> })}
                {move || current.may(Permission::SettingsReveal).then(|| view! { <Secrets wish /> })}
            </div>
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            {move || saved.get().map(|name| view! {
                <p class="note tone-good" role="status" data-testid="exported"><Icon icon=icondata::LuCircleCheck />
                    <span>{tf(txt::SETTINGS_EXPORT_DONE, vec![("file", name)])}</span></p>
            })}
            <div class="form-actions">
                <Button label=t(txt::SETTINGS_EXPORT_DOWNLOAD) busy_label=t(txt::SETTINGS_EXPORT_BUSY) busy=busy icon=icondata::LuDownload
                    look=Look::Primary submit=true testid="export-download" />
                <Button label=t(txt::COMMON_CLOSE) on_press=Callback::new(move |()| board.doors.exporting.set(false)) />
            </div>
        </form>
    }
}

#[component]
fn Formats(wish: Wish) -> impl IntoView {
    view! {
        <fieldset class="choices">
            <legend>{t(txt::SETTINGS_EXPORT_FORMAT)}</legend>
            {FORMATS.into_iter().map(|(format, name, about)| view! {
                <label class="choice">
                    <input type="radio" class="checkbox" name="format" prop:checked=move || wish.format.get() == format
                        on:change=move |_| wish.format.set(format) />
                    <span>{t(name)}</span>
                    <small>{t(about)}</small>
                </label>
            }).collect_view()}
        </fieldset>
    }
}

/// Where the statements write.
#[component]
fn TableFields(wish: Wish) -> impl IntoView {
    let id = fresh_id("dialect");
    let choose = move |event| {
        let index: usize = event_target_value(&event).parse().unwrap_or_default();
        if let Some((dialect, _)) = DIALECTS.get(index) {
            wish.dialect.set(*dialect);
        }
    };
    view! {
        <div class="form-fields is-columns">
            <div class="field">
                <label for=id.clone()>{t(txt::SETTINGS_EXPORT_DIALECT)}</label>
                <div class="select">
                    <select id=id name="dialect" class="input" on:change=choose>
                        {DIALECTS.into_iter().enumerate().map(|(index, (dialect, name))| view! {
                            <option value=index.to_string() selected=move || wish.dialect.get() == dialect>{name}</option>
                        }).collect_view()}
                    </select>
                    <Icon icon=icondata::LuChevronDown />
                </div>
            </div>
            <Identifier label=txt::SETTINGS_EXPORT_TABLE name="table" value=wish.table />
            <Identifier label=txt::SETTINGS_EXPORT_NAME_COLUMN name="name_column" value=wish.name_column />
            <Identifier label=txt::SETTINGS_EXPORT_VALUE_COLUMN name="value_column" value=wish.value_column />
        </div>
    }
}

#[component]
fn Identifier(label: Text, name: &'static str, value: RwSignal<String>) -> impl IntoView {
    let id = fresh_id(name);
    view! {
        <div class="field">
            <label for=id.clone()>{t(label)}</label>
            <input id=id name=name class="input is-mono" maxlength="128" autocomplete="off" autocapitalize="off" spellcheck="false"
                prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event)) />
        </div>
    }
}

#[component]
fn Secrets(wish: Wish) -> impl IntoView {
    let id = fresh_id("secrets");
    view! {
        <div class="field is-check">
            <label for=id.clone()>{t(txt::SETTINGS_EXPORT_SECRETS)}</label>
            <input id=id name="secrets" type="checkbox" class="checkbox" prop:checked=move || wish.secrets.get()
                on:change=move |event| wish.secrets.set(event_target_checked(&event)) />
        </div>
        {move || if wish.secrets.get() {
            view! { <p class="note tone-warning" data-testid="secrets-warning"><Icon icon=icondata::LuTriangleAlert /><span>{t(txt::SETTINGS_EXPORT_SECRETS_TEXT)}</span></p> }.into_any()
        } else {
            view! { <p class="note tone-neutral"><Icon icon=icondata::LuInfo /><span>{t(txt::SETTINGS_EXPORT_OMITTED)}</span></p> }.into_any()
        }}
    }
}
