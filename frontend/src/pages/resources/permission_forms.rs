//! The two forms of the permissions part: whose token is looked at, and what is needed instead of what the type says.

use leptos::prelude::*;
use shared::{
    api::{
        authorization::SUBJECT,
        permission::{CheckPermissions, PutPermissions, ResourcePermissions},
    },
    field::{FieldKind, FieldSpec},
};

use super::{detail::CurrentResource, permissions::CurrentPermissions};
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::Button,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        icon::Icon,
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    state::permissions::{read, written},
};

const NEEDED: FieldSpec = FieldSpec::optional("needed", FieldKind::MultiLine);

/// Checks the token of a mailbox or user.
#[component]
pub(crate) fn CheckForm(open: RwSignal<bool>, permissions: CurrentPermissions) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let rows = vec![Row::new(SUBJECT, txt::TOKENS_SUBJECT).hint(txt::PERMISSIONS_SUBJECT_HINT)];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = CheckPermissions { subject: form.read(|state| state.given("subject")) };
        let (slug, id) = (current.slug(), here.id());
        form.send(async move { api.check_permissions(&slug, &id, &request).await }, move |_| {
            open.set(false);
            permissions.reload();
        });
    });
    view! {
        <p class="muted">{t(txt::PERMISSIONS_CHECK_TEXT)}</p>
        <FieldForm form rows=rows submit=t(txt::PERMISSIONS_CHECK) busy_label=t(txt::PERMISSIONS_CHECK_BUSY)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="check-form" />
    }
}

/// Says what is needed.
#[component]
pub(crate) fn NeededForm(
    open: RwSignal<bool>,
    shown: RwSignal<ResourcePermissions>,
    permissions: CurrentPermissions,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let before = StoredValue::new(shown.get_untracked());
    let rows = vec![
        Row::new(NEEDED, txt::PERMISSIONS_NEEDED)
            .control(Control::Lines)
            .start(before.with_value(written))
            .hint(txt::PERMISSIONS_NEEDED_HINT),
    ];
    let form = FormHandle::new(&rows);
    let unread = RwSignal::new(false);
    let put = move |request: PutPermissions| {
        let (slug, id) = (current.slug(), here.id());
        form.send(async move { api.put_permissions(&slug, &id, &request).await }, move |stored| {
            permissions.put(stored);
            open.set(false);
        });
    };
    let submit = Callback::new(move |()| {
        let text = form.read(|state| state.value("needed").to_owned());
        let needed = before.with_value(|before| read(&text, before));
        unread.set(needed.is_none());
        if needed.is_some() {
            put(PutPermissions { needed });
        }
    });
    let own = before.with_value(|before| before.overridden);
    view! {
        <p class="muted">{t(txt::PERMISSIONS_CHANGE_TEXT)}</p>
        {move || unread.get().then(|| view! {
            <div class=format!("note {}", Tone::Bad.class()) role="alert">
                <Icon icon=Tone::Bad.icon() />
                <p>{t(txt::PERMISSIONS_NEEDED_UNREAD)}</p>
            </div>
        })}
        <FieldForm form rows=rows submit=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="needed-form">
            {own.then(|| view! {
                <Button label=t(txt::PERMISSIONS_RESET) icon=icondata::LuUndo2
                    on_press=Callback::new(move |()| put(PutPermissions { needed: None })) testid="reset-needed" />
            })}
        </FieldForm>
    }
}
