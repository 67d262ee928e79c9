//! A button that opens a short list, by the popover API: light dismissal and Esc come with it.

use leptos::{html, prelude::*, text_prop::TextProp};

use super::{field::fresh_id, icon::Icon};

/// Closes the menu that something stands in.
#[derive(Clone, Copy)]
pub(crate) struct MenuDoor(NodeRef<html::Div>);

impl MenuDoor {
    /// Closes it.
    pub(crate) fn close(self) {
        if let Some(panel) = self.0.get_untracked() {
            drop(panel.hide_popover());
        }
    }
}

/// A menu. `label` is the button's name; with `text` it is shown, too.
#[component]
pub(crate) fn Menu(
    #[prop(into)] label: TextProp,
    icon: icondata::Icon,
    #[prop(optional, into)] text: Option<TextProp>,
    #[prop(optional, into)] testid: Option<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let panel = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let id = fresh_id("menu");
    let compact = text.is_none();
    let name = label.clone();
    let hint = label.clone();
    // Given where the entries are made: menus beside each other share what is around them.
    let inside = move || {
        provide_context(MenuDoor(panel));
        children()
    };
    let turned = move |_| {
        let shown = panel.get().is_some_and(|panel| panel.matches(":popover-open").unwrap_or(false));
        open.set(shown);
        if shown {
            place(button, panel);
        }
    };
    view! {
        <button
            type="button"
            node_ref=button
            class="button button-quiet menu-button"
            class:is-compact=compact
            popovertarget=id.clone()
            aria-expanded=move || open.get().to_string()
            title=move || hint.get().to_string()
            data-testid=testid
        >
            <Icon icon=icon />
            <span class="visually-hidden">{move || name.get()}</span>
            {text.map(|text| view! { <span class="menu-text">{move || text.get()}</span> })}
            <span class="menu-caret"><Icon icon=icondata::LuChevronDown /></span>
        </button>
        <div node_ref=panel id=id popover="auto" class="menu" on:toggle=turned>
            <Show when=move || open.get()>{inside()}</Show>
        </div>
    }
}

/// Puts the panel below its button, inside the window.
fn place(button: NodeRef<html::Button>, panel: NodeRef<html::Div>) {
    let (Some(button), Some(panel)) = (button.get_untracked(), panel.get_untracked()) else { return };
    request_animation_frame(move || {
        let anchor = button.get_bounding_client_rect();
        let width = panel.get_bounding_client_rect().width();
        let room = document().document_element().map_or(0.0, |root| f64::from(root.client_width()));
        let left = anchor.left().min(room - width - 8.0).max(8.0);
        let style = web_sys::HtmlElement::style(&panel);
        drop(style.set_property("left", &format!("{left}px")));
        drop(style.set_property("top", &format!("{}px", anchor.bottom() + 4.0)));
    });
}

/// One entry that does something.
#[component]
pub(crate) fn MenuItem(
    #[prop(into)] label: TextProp,
    #[prop(optional, into)] icon: Option<icondata::Icon>,
    /// Whether it is the choice in force.
    #[prop(optional, into)]
    chosen: MaybeProp<bool>,
    on_press: Callback<()>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let door = use_context::<MenuDoor>();
    let press = move |_| {
        if let Some(door) = door {
            door.close();
        }
        on_press.run(());
    };
    view! {
        <button
            type="button"
            class="menu-item"
            aria-pressed=move || chosen.get().map(|chosen| chosen.to_string())
            data-testid=testid
            on:click=press
        >
            {icon.map(|icon| view! { <Icon icon=icon /> })}
            <span class="menu-item-text">{move || label.get()}</span>
            {move || chosen.get().unwrap_or(false).then(|| view! { <Icon icon=icondata::LuCheck /> })}
        </button>
    }
}
