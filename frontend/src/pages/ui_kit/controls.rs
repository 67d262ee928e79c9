//! Buttons, fields, forms, menus, dialogs.

use leptos::prelude::*;
use shared::{
    api::{
        session::{EMAIL, NEW_PASSWORD},
        tenant::{DIRECTORY_ID, NAME, SLUG},
    },
    field::{FieldKind, FieldSpec},
};

use super::{Shelf, Specimen};
use crate::{
    components::{
        button::{Button, LinkButton, Look},
        confirm::{Confirm, act},
        copy_button::CopyButton,
        dialog::Dialog,
        drop_zone::{DropZone, FileButton},
        field::{Control, Row, Ties},
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        menu::{Menu, MenuItem},
        reference_input::{ReferenceInput, Suggest, Suggestion},
        secret_input::SecretInput,
        shell::preferences::own_name,
        tabs::{Tab, Tabs},
        toast::Toasts,
    },
    i18n::{t, tf, txt},
    places::Place,
};

/// Everything that is pressed or typed into.
#[component]
pub(crate) fn Controls() -> impl IntoView {
    view! {
        <Buttons />
        <Forms />
        <Overlays />
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let looks = [Look::Primary, Look::Secondary, Look::Quiet, Look::Danger];
    let row = move |look| {
        let on = Signal::stored(true);
        view! {
            <div class="cluster">
                <Button label=t(txt::COMMON_SAVE) look=look />
                <Button label=t(txt::TENANTS_ADD) icon=icondata::LuPlus look=look />
                <Button label=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING) busy=on look=look />
                <Button label=t(txt::COMMON_SAVE) disabled=on look=look />
                <Button label=t(txt::TENANT_EDIT) icon=icondata::LuPencil look=look compact=true />
            </div>
        }
    };
    view! {
        <Shelf title=t(txt::KIT_BUTTONS)>
            <Specimen of="button">
                {looks.map(row)}
                <LinkButton label=t(txt::NAV_SETTINGS) href=Place::Settings.path() icon=icondata::LuSettings />
            </Specimen>
            <Specimen of="copy_button">
                <div class="cluster"><CopyButton value="text" worded=true /><CopyButton value="text" /></div>
            </Specimen>
            <Specimen of="icon">
                <div class="cluster kit-icons">
                    <Icon icon=icondata::LuKeyRound />
                    <Icon icon=icondata::LuBuilding2 />
                    <Icon icon=icondata::LuScrollText />
                </div>
            </Specimen>
        </Shelf>
    }
}

#[component]
fn Forms() -> impl IntoView {
    let languages = shared::text::Locale::ALL.into_iter().map(|l| (l.tag().to_owned(), own_name(l).into())).collect();
    let rows = vec![
        Row::new(NAME, txt::FIELD_NAME).start("Contoso"),
        Row::new(SLUG, txt::FIELD_SLUG).hint(txt::FIELD_SLUG_HINT).start("Con toso"),
        Row::new(DIRECTORY_ID, txt::FIELD_DIRECTORY_ID).hint(txt::FIELD_DIRECTORY_ID_HINT),
        Row::new(EMAIL, txt::FIELD_EMAIL),
        Row::new(NEW_PASSWORD, txt::FIELD_PASSWORD).hint(txt::FIELD_PASSWORD_HINT),
        Row::new(FieldSpec::required("locale", FieldKind::Text), txt::FIELD_LOCALE)
            .control(Control::Choice(languages))
            .start("en"),
        Row::new(FieldSpec::optional("note", FieldKind::MultiLine), txt::REPLACEMENTS_TITLE).control(Control::Lines),
        Row::new(FieldSpec::optional("default", FieldKind::Text), txt::ENVIRONMENTS_AS_DEFAULT).control(Control::Check),
    ];
    let form = FormHandle::new(&rows);
    form.state.update(|state| _ = state.judge());
    let typed = RwSignal::new("correct horse".to_owned());
    let suggest: Suggest = Callback::new(|_| {
        let found = Suggestion { text: "${tenant:slug}".to_owned(), detail: "contoso".to_owned() };
        Box::pin(std::future::ready(Ok(vec![found]))) as _
    });
    let ties = Ties { id: "kit-secret".to_owned(), described_by: String::new(), invalid: Signal::stored(false) };
    view! {
        <Shelf title=t(txt::KIT_FORM)>
            <Specimen of="field_form">
                <FieldForm form rows=rows submit=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING)
                    on_submit=Callback::new(|()| ()) on_cancel=Callback::new(|()| ()) columns=true />
            </Specimen>
            <Specimen of="secret_input">
                <div class="field">
                    <label for="kit-secret">{t(txt::FIELD_CLIENT_SECRET)}</label>
                    <SecretInput name="kit-secret" ties=ties value=typed on_type=Callback::new(move |text| typed.set(text)) />
                </div>
            </Specimen>
            <Specimen of="drop_zone">
                <DropZone label=t(txt::FILES_DROP) on_files=Callback::new(|_| ())>
                    <FileButton label=t(txt::FILES_UPLOAD) accept=".config" on_files=Callback::new(|_| ()) />
                </DropZone>
            </Specimen>
            <Specimen of="reference_input">
                <div class="field">
                    <label for="kit-reference">{t(txt::REFERENCE_LIST)}</label>
                    <ReferenceInput id="kit-reference" value=typed on_type=Callback::new(move |text| typed.set(text)) suggest=suggest />
                </div>
            </Specimen>
        </Shelf>
    }
}

#[component]
fn Overlays() -> impl IntoView {
    let toasts = Toasts::of_page();
    let dialog = RwSignal::new(false);
    let confirm = RwSignal::new(false);
    let news = tf(txt::TENANT_DELETED, vec![("name", "Contoso".to_owned())]);
    let say = Callback::new(move |()| toasts.say(untrack(&news)));
    let tabs = vec![
        Tab { id: "tokens", label: t(txt::RESOURCE_TAB_TOKENS).into(), icon: icondata::LuTicketCheck },
        Tab {
            id: "configuration",
            label: t(txt::RESOURCE_TAB_CONFIGURATION).into(),
            icon: icondata::LuSlidersHorizontal,
        },
    ];
    view! {
        <Shelf title=t(txt::KIT_OVERLAYS)>
            <Specimen of="tabs">
                <Tabs tabs=tabs path=Place::UiKit.path() current=Signal::stored("tokens".to_owned()) label=t(txt::RESOURCE_TABS) />
            </Specimen>
            <Specimen of="menu">
                <Menu label=t(txt::COMMON_ACTIONS) icon=icondata::LuEllipsis text=t(txt::COMMON_ACTIONS)>
                    <MenuItem label=t(txt::TENANT_EDIT) icon=icondata::LuPencil on_press=Callback::new(|()| ()) />
                    <MenuItem label=t(txt::COMMON_SAVE) chosen=true on_press=Callback::new(|()| ()) />
                </Menu>
            </Specimen>
            <Specimen of="dialog">
                <Button label=t(txt::KIT_DIALOG) on_press=Callback::new(move |()| dialog.set(true)) />
                <Dialog open=dialog title=t(txt::KIT_DIALOG)><p>{t(txt::KIT_LEAD)}</p></Dialog>
            </Specimen>
            <Specimen of="confirm">
                <Button label=t(txt::KIT_CONFIRM) on_press=Callback::new(move |()| confirm.set(true)) />
                <Confirm open=confirm title=tf(txt::TENANT_DELETE_ASK, vec![("name", "Contoso".to_owned())])
                    text=t(txt::TENANT_DELETE_TEXT) action=t(txt::TENANT_DELETE) busy_label=t(txt::COMMON_DELETING)
                    typed="contoso" act=act(|| async { Ok(()) }) />
            </Specimen>
            <Specimen of="toast">
                <Button label=t(txt::KIT_TOAST) on_press=say />
            </Specimen>
        </Shelf>
    }
}
