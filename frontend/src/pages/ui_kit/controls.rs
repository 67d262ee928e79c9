//! Buttons, fields, forms, menus, dialogs.

use leptos::prelude::*;
use shared::{
    api::{
        session::{EMAIL, NEW_PASSWORD},
        tenant::{DIRECTORY_ID, NAME, SLUG},
    },
    field::{FieldKind, FieldSpec},
};

use super::Shelf;
use crate::{
    components::{
        button::{Button, LinkButton, Look},
        confirm::{Confirm, act},
        copy_button::CopyButton,
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        menu::{Menu, MenuItem},
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
        let idle = Signal::derive(|| false);
        let on = Signal::derive(|| true);
        view! {
            <div class="cluster">
                <Button label=t(txt::COMMON_SAVE) look=look busy=idle />
                <Button label=t(txt::TENANTS_ADD) icon=icondata::LuPlus look=look />
                <Button label=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING) busy=on look=look />
                <Button label=t(txt::COMMON_SAVE) disabled=on look=look />
                <Button label=t(txt::TENANT_EDIT) icon=icondata::LuPencil look=look compact=true />
            </div>
        }
    };
    view! {
        <Shelf title=t(txt::KIT_BUTTONS)>
            {looks.map(row)}
            <div class="cluster">
                <LinkButton label=t(txt::NAV_SETTINGS) href=Place::Settings.path() icon=icondata::LuSettings />
                <CopyButton value="text" worded=true />
                <CopyButton value="text" />
            </div>
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
        Row::new(FieldSpec::required("locale", FieldKind::Text), txt::FIELD_LOCALE).control(Control::Choice(languages)),
        Row::new(FieldSpec::optional("note", FieldKind::MultiLine), txt::REPLACEMENTS_TITLE).control(Control::Lines),
        Row::new(FieldSpec::optional("default", FieldKind::Text), txt::ENVIRONMENTS_AS_DEFAULT).control(Control::Check),
    ];
    let form = FormHandle::new(&rows);
    form.state.update(|state| _ = state.judge());
    view! {
        <Shelf title=t(txt::KIT_FORM)>
            <FieldForm form rows=rows submit=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING)
                on_submit=Callback::new(|()| ()) on_cancel=Callback::new(|()| ()) columns=true />
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
            <Tabs tabs=tabs path=Place::UiKit.path() current=Signal::derive(|| "tokens".to_owned()) label=t(txt::RESOURCE_TABS) />
            <div class="cluster">
                <Menu label=t(txt::COMMON_ACTIONS) icon=icondata::LuEllipsis text=t(txt::COMMON_ACTIONS)>
                    <MenuItem label=t(txt::TENANT_EDIT) icon=icondata::LuPencil on_press=Callback::new(|()| ()) />
                    <MenuItem label=t(txt::COMMON_SAVE) chosen=true on_press=Callback::new(|()| ()) />
                </Menu>
                <Button label=t(txt::KIT_DIALOG) on_press=Callback::new(move |()| dialog.set(true)) />
                <Button label=t(txt::KIT_CONFIRM) on_press=Callback::new(move |()| confirm.set(true)) />
                <Button label=t(txt::KIT_TOAST) on_press=say />
            </div>
            <Dialog open=dialog title=t(txt::KIT_DIALOG)><p>{t(txt::KIT_LEAD)}</p></Dialog>
            <Confirm open=confirm title=tf(txt::TENANT_DELETE_ASK, vec![("name", "Contoso".to_owned())]) text=t(txt::TENANT_DELETE_TEXT)
                action=t(txt::TENANT_DELETE) busy_label=t(txt::COMMON_DELETING) typed="contoso" act=act(|| async { Ok(()) }) />
        </Shelf>
    }
}
