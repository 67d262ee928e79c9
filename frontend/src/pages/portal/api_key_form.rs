//! Makes an API key, and shows it the only time it can be seen.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::{
    api::api_key::{ApiKeyCreated, CreateApiKey, NAME, USUAL_DAYS},
    field::{FieldKind, FieldSpec},
    permission::Scope,
};

use super::api_keys::KeyList;
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::{Button, Look},
        code_block::CodeBlock,
        field::{Control, Row, fresh_id},
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        shell::AllTenants,
    },
    i18n::{Text, t, txt},
    pages::resources::broker::curl,
    session::Session,
};

const TENANT: FieldSpec = FieldSpec::optional("tenant", FieldKind::Text);
const DAYS: FieldSpec = FieldSpec::required("expires_in_days", FieldKind::Text);

/// The scopes that this version has something to do for, and what each allows.
const OFFERED: [(Scope, Text); 8] = [
    (Scope::TokensIssue, txt::SCOPE_TOKENS_ISSUE),
    (Scope::TokensRead, txt::SCOPE_TOKENS_READ),
    (Scope::ResourcesRead, txt::SCOPE_RESOURCES_READ),
    (Scope::ResourcesWrite, txt::SCOPE_RESOURCES_WRITE),
    (Scope::TenantsRead, txt::SCOPE_TENANTS_READ),
    (Scope::TenantsWrite, txt::SCOPE_TENANTS_WRITE),
    (Scope::AuditRead, txt::SCOPE_AUDIT_READ),
    (Scope::All, txt::SCOPE_ALL),
];

/// The form of a new key.
#[component]
pub(crate) fn KeyForm(open: RwSignal<bool>, made: RwSignal<Option<ApiKeyCreated>>, list: KeyList) -> impl IntoView {
    let api = Api::of_page();
    let session = Session::of_page();
    let tenants = AllTenants::of_page();
    let scopes = RwSignal::new(BTreeSet::from([Scope::TokensIssue]));
    let mut choices = Vec::new();
    if untrack(|| session.administrator()) {
        choices.push((String::new(), t(txt::SWITCHER_NONE).into()));
    }
    let known = tenants.0.value_untracked().unwrap_or_default();
    choices.extend(known.into_iter().map(|tenant| (tenant.slug, tenant.name.into())));
    let first = choices.first().map(|(slug, _): &(String, _)| slug.clone()).unwrap_or_default();
    let days = [30, USUAL_DAYS, 365, 730]
        .map(|n| (n.to_string(), crate::i18n::tf(txt::KEYS_DAYS, vec![("n", n.to_string())]).into()));
    let rows = vec![
        Row::new(NAME, txt::FIELD_NAME).hint(txt::KEYS_NAME_HINT),
        Row::new(TENANT, txt::KEYS_TENANT).control(Control::Choice(choices)).start(first),
        Row::new(DAYS, txt::KEYS_LIFE).control(Control::Choice(days.to_vec())).start(USUAL_DAYS.to_string()),
    ];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| CreateApiKey {
            name: state.value("name").trim().to_owned(),
            scopes: scopes.get_untracked().into_iter().collect(),
            tenant: state.given("tenant"),
            expires_in_days: state.value("expires_in_days").parse().ok(),
        });
        form.send(async move { api.create_api_key(&request, form.once).await }, move |created| {
            made.set(Some(created));
            list.reload();
        });
    });
    view! {
        <FieldForm form rows=rows submit=t(txt::KEYS_SUBMIT) busy_label=t(txt::TENANT_CREATE_BUSY) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="api-key-form">
            <Scopes scopes />
        </FieldForm>
    }
}

#[component]
fn Scopes(scopes: RwSignal<BTreeSet<Scope>>) -> impl IntoView {
    let choice = move |(scope, text): (Scope, Text)| {
        let id = fresh_id("scope");
        let turn = move |event| {
            scopes.update(|scopes| {
                if event_target_checked(&event) {
                    scopes.insert(scope)
                } else {
                    scopes.remove(&scope)
                };
            });
        };
        view! {
            <div class="choice">
                <input id=id.clone() class="checkbox" type="checkbox" name="scopes" value=scope.as_str()
                    prop:checked=move || scopes.with(|scopes| scopes.contains(&scope)) on:change=turn />
                <label for=id><code>{scope.as_str()}</code></label>
                <small>{t(text)}</small>
            </div>
        }
    };
    view! {
        <fieldset class="choices">
            <legend>{t(txt::KEYS_SCOPES)}</legend>
            <div class="choice-grid">{OFFERED.into_iter().map(choice).collect_view()}</div>
            <Show when=move || scopes.with(BTreeSet::is_empty)>
                <p class="field-error"><Icon icon=icondata::LuCircleAlert />{t(txt::KEYS_SCOPE_NEEDED)}</p>
            </Show>
        </fieldset>
    }
}

/// The key, once.
#[component]
pub(crate) fn CreatedKey(created: ApiKeyCreated, open: RwSignal<bool>) -> impl IntoView {
    let example =
        format!("export CONSENTRY_API_KEY='{}'\n\n{}", created.key.expose(), curl("TENANT", "RESOURCE", "{}"));
    view! {
        <div class=format!("note {}", Tone::Warning.class())>
            <Icon icon=Tone::Warning.icon() />
            <p>{t(txt::KEYS_ONCE)}</p>
        </div>
        <CodeBlock code=created.key.expose().to_owned() label=t(txt::KEYS_KEY) wrap=true testid="api-key" />
        <CodeBlock code=example label=t(txt::KEYS_EXAMPLE) />
        <p class="muted">{t(txt::KEYS_EXAMPLE_NOTE)}</p>
        <div class="form-actions">
            <Button label=t(txt::KEYS_COPIED) look=Look::Primary on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}
