//! The string itself, live: it writes itself while properties are edited, and typing in it edits them.

use leptos::{html, prelude::*};
use shared::connection_string::{SyntaxError, SyntaxReason};

use super::desk::Desk;
use crate::{
    components::{
        button::{Button, Look},
        card::Card,
        copy_button::CopyButton,
        field::fresh_id,
        icon::Icon,
    },
    i18n::{Text, t, tf, txt},
    state::connection::{Draft, Shade},
};

/// The text, with what cannot be read of it. `children`: what stands below.
#[component]
pub(super) fn TextCard(desk: Desk, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let id = fresh_id("text");
    let node = NodeRef::<html::Textarea>::new();
    let shown = Memo::new(move |_| desk.draft.with(Draft::shown));
    let fault = Memo::new(move |_| desk.draft.with(Draft::fault));
    let parts = Memo::new(move |_| desk.draft.with(Draft::parts));
    let typed = move |event| desk.draft.update(|draft| draft.type_text(event_target_value(&event)));
    let leave = move |_| _ = desk.draft.try_update(Draft::leave_text);
    let copied = move || desk.draft.with(Draft::masked);
    view! {
        <Card title=t(txt::ENTRY_TEXT) note=t(txt::ENTRY_TEXT_NOTE) testid="text"
            actions=move || view! { <CopyButton value=copied what=t(txt::ENTRY_TEXT) testid="copy-text" /> }>
            <div class="string" class:is-faulty=move || fault.with(Option::is_some)>
                <pre class="string-shades" aria-hidden="true">
                    {move || parts.get().into_iter().map(|(shade, text)| view! { <span class=class_of(shade)>{text}</span> }).collect_view()}
                    "\u{200b}"
                </pre>
                <textarea
                    node_ref=node id=id.clone() name="text" class="string-input" rows="3"
                    autocomplete="off" autocapitalize="off" spellcheck="false"
                    aria-label=t(txt::ENTRY_TEXT) aria-describedby=format!("{id}-fault")
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    readonly=move || !desk.may_write()
                    prop:value=move || shown.get() on:input=typed on:blur=leave
                ></textarea>
            </div>
            <div id=format!("{id}-fault") aria-live="polite">
                {move || fault.get().map(|fault| view! { <Fault desk fault node /> })}
            </div>
            {children.map(|children| children())}
        </Card>
    }
}

fn class_of(shade: Shade) -> &'static str {
    match shade {
        Shade::Key => "is-key",
        Shade::Value => "is-value",
        Shade::Mask => "is-mask",
        Shade::Between => "is-between",
        Shade::Faulty => "is-faulty-text",
        Shade::Mark => "is-mark",
    }
}

fn reason_text(reason: SyntaxReason) -> Text {
    match reason {
        SyntaxReason::NoEquals => txt::SYNTAX_NO_EQUALS,
        SyntaxReason::NoKey => txt::SYNTAX_NO_KEY,
        SyntaxReason::Unclosed => txt::SYNTAX_UNCLOSED,
        SyntaxReason::BehindQuote => txt::SYNTAX_BEHIND_QUOTE,
        SyntaxReason::StrayQuote => txt::SYNTAX_STRAY_QUOTE,
        SyntaxReason::Control => txt::SYNTAX_CONTROL,
    }
}

#[component]
fn Fault(desk: Desk, fault: SyntaxError, node: NodeRef<html::Textarea>) -> impl IntoView {
    let show = Callback::new(move |()| {
        let Some(area) = node.get_untracked() else { return };
        let at = |units: usize| u32::try_from(units).unwrap_or(u32::MAX);
        drop(area.focus());
        drop(area.set_selection_range(at(fault.at), at(fault.at + 1)));
    });
    let back = Callback::new(move |()| desk.draft.update(Draft::last_readable));
    view! {
        <div class="note tone-bad string-fault" data-testid="syntax-error" data-index=fault.index.to_string() data-at=fault.at.to_string()>
            <Icon icon=icondata::LuCircleX />
            <div class="problem-words">
                <p><strong>{tf(txt::SYNTAX_TITLE, vec![("index", fault.index.to_string())])}</strong></p>
                <p>{t(reason_text(fault.reason))}</p>
                <p>{t(txt::SYNTAX_MEANWHILE)}</p>
                <div class="form-actions">
                    <Button label=t(txt::SYNTAX_SHOW) icon=icondata::LuTextCursor look=Look::Quiet on_press=show testid="show-fault" />
                    <Button label=t(txt::SYNTAX_BACK) icon=icondata::LuUndo2 look=Look::Quiet on_press=back testid="last-readable" />
                </div>
            </div>
        </div>
    }
}
