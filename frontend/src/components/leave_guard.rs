//! Asks before typed input is lost: by a link, or by closing the tab.

use leptos::{ev, prelude::*};
use leptos_router::hooks::use_navigate;
use wasm_bindgen::{JsCast, closure::Closure};

use super::{
    button::{Button, Look},
    dialog::Dialog,
};
use crate::i18n::{t, txt};

/// Watches for the page being left while `dirty`.
#[component]
pub(crate) fn LeaveGuard(#[prop(into)] dirty: Signal<bool>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let target = RwSignal::new(String::new());
    let unload = window_event_listener(ev::beforeunload, move |event| {
        if dirty.try_get_untracked() == Some(true) {
            event.prevent_default();
        }
    });
    // On the document, below the window where the router listens: what is stopped here never reaches it.
    let click = document_clicks(move |event| {
        if dirty.try_get_untracked() == Some(true)
            && let Some(href) = inner_link(&event)
        {
            event.prevent_default();
            event.stop_propagation();
            target.set(href);
            asking.set(true);
        }
    });
    on_cleanup(move || {
        unload.remove();
        click.remove();
    });
    let navigate = use_navigate();
    let leave = Callback::new(move |()| {
        asking.set(false);
        navigate(&target.get_untracked(), leptos_router::NavigateOptions::default());
    });
    view! {
        <Dialog open=asking title=t(txt::LEAVE_TITLE) testid="leave">
            <p>{t(txt::LEAVE_TEXT)}</p>
            <div class="form-actions">
                <Button label=t(txt::LEAVE_STAY) look=Look::Primary on_press=Callback::new(move |()| asking.set(false)) />
                <Button label=t(txt::LEAVE_GO) look=Look::Danger on_press=leave />
            </div>
        </Dialog>
    }
}

/// Where a plain click on a link of this portal leads.
fn inner_link(event: &web_sys::Event) -> Option<String> {
    let link = event.target()?.dyn_into::<web_sys::Element>().ok()?.closest("a[href]").ok()??;
    let href = link.get_attribute("href")?;
    // Nothing is lost by another tab, a download, or another part of a page that keeps what was typed.
    let stays = ["target", "download", "data-stays"].iter().any(|name| link.has_attribute(name));
    (href.starts_with('/') && !stays).then_some(href)
}

/// A listener on the document that can be taken away again from anywhere.
struct Clicks(StoredValue<Option<Listener>, LocalStorage>);

type Listener = Closure<dyn FnMut(web_sys::Event)>;

fn document_clicks(work: impl FnMut(web_sys::Event) + 'static) -> Clicks {
    let closure = Closure::new(work);
    drop(document().add_event_listener_with_callback("click", closure.as_ref().unchecked_ref()));
    Clicks(StoredValue::new_local(Some(closure)))
}

impl Clicks {
    fn remove(&self) {
        let closure = self.0.try_update_value(Option::take).flatten();
        if let Some(closure) = closure {
            drop(document().remove_event_listener_with_callback("click", closure.as_ref().unchecked_ref()));
        }
    }
}
