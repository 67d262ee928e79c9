//! Local accounts of the portal: portal administrators see and create them.

use std::sync::Arc;

use leptos::prelude::*;
use shared::{
    api::{
        session::{EMAIL, NAME, NEW_PASSWORD, User},
        user::CreateUser,
    },
    field::{FieldKind, FieldSpec},
    text::Locale,
};

use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        data_table::{Column, DataTable, SortKey, TableRow},
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        page::Page,
        relative_time::RelativeTime,
        states::loaded,
    },
    i18n::{Language, t, txt},
    pages::tenants::overview::locale_row,
    remote::Remote,
    state::table::Order,
};

type List = Remote<Vec<User>>;

/// The accounts.
#[component]
pub(crate) fn AccountsPage() -> impl IntoView {
    let api = Api::of_page();
    let list: List = Remote::new(move || async move { Ok(api.users().await?.items) });
    let adding = RwSignal::new(false);
    let actions = move || {
        view! {
            <Button label=t(txt::ACCOUNTS_ADD) icon=icondata::LuUserPlus look=Look::Primary
                on_press=Callback::new(move |()| adding.set(true)) testid="add-account" />
        }
    };
    view! {
        <Page title=t(txt::NAV_ACCOUNTS) lead=t(txt::ACCOUNTS_LEAD) actions=actions>
            {loaded(list, 5, move |users| view! { <Table users /> }.into_any())}
        </Page>
        <Dialog open=adding title=t(txt::ACCOUNTS_ADD) testid="account-dialog">
            <AccountForm open=adding list />
        </Dialog>
    }
}

#[component]
fn Table(users: RwSignal<Vec<User>>) -> impl IntoView {
    let rows = Signal::derive(move || users.get().into_iter().map(row).collect::<Vec<_>>());
    let columns = vec![
        Column::new(t(txt::FIELD_NAME)),
        Column::new(t(txt::FIELD_EMAIL)),
        Column::new(t(txt::ACCOUNTS_KIND)),
        Column::new(t(txt::COMMON_CREATED)).wide_only(),
    ];
    let order = Order { column: 0, descending: false };
    view! { <DataTable caption=t(txt::NAV_ACCOUNTS) columns=columns rows=rows order=order testid="accounts" /> }
}

fn row(user: User) -> TableRow {
    TableRow {
        key: format!("{} {}", user.id, user.administrator),
        search: format!("{} {}", user.name, user.email),
        sort: vec![
            SortKey::text(&user.name),
            SortKey::text(&user.email),
            SortKey::Number(i64::from(user.administrator)),
            SortKey::Number(user.created_at.as_millis()),
        ],
        cells: Arc::new(move || {
            let kind = if user.administrator {
                view! { <Badge label=t(txt::ACCOUNTS_ADMINISTRATOR) tone=Tone::Accent icon=icondata::LuShieldCheck /> }
                    .into_any()
            } else {
                view! { <Badge label=t(txt::ACCOUNTS_PERSON) icon=icondata::LuUser /> }.into_any()
            };
            vec![
                user.name.clone().into_any(),
                user.email.clone().into_any(),
                kind,
                view! { <RelativeTime at=user.created_at /> }.into_any(),
            ]
        }),
    }
}

#[component]
fn AccountForm(open: RwSignal<bool>, list: List) -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let rows = vec![
        Row::new(NAME, txt::FIELD_NAME),
        Row::new(EMAIL, txt::FIELD_EMAIL),
        Row::new(NEW_PASSWORD, txt::ACCOUNTS_PASSWORD).hint(txt::ACCOUNTS_PASSWORD_HINT).autocomplete("new-password"),
        locale_row(language.now()),
        Row::new(FieldSpec::optional("administrator", FieldKind::Text), txt::ACCOUNTS_MAKE_ADMINISTRATOR)
            .control(Control::Check)
            .hint(txt::ACCOUNTS_ADMINISTRATOR_HINT),
    ];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| CreateUser {
            email: state.value("email").trim().to_owned(),
            name: state.value("name").trim().to_owned(),
            password: state.secret("password"),
            locale: Locale::negotiate(state.value("locale")),
            administrator: state.value("administrator") == "true",
        });
        form.send(async move { api.create_user(&request, form.once).await }, move |_| {
            open.set(false);
            list.reload();
        });
    });
    view! {
        <FieldForm form rows=rows submit=t(txt::ACCOUNTS_SUBMIT) busy_label=t(txt::TENANT_CREATE_BUSY) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="account-form" />
    }
}
