//! Instructions as playbooks write them: paragraphs, lists, strong words, code to be read letter by letter, links.

use leptos::{prelude::*, text_prop::TextProp};
use shared::prose::{Block, Inline, Item, parse};

use super::icon::Icon;
use crate::i18n::{t, txt};

/// An instruction.
#[component]
pub(crate) fn Prose(#[prop(into)] text: TextProp) -> impl IntoView {
    view! { <div class="prose">{move || parse(&text.get()).into_iter().map(block).collect_view()}</div> }
}

fn block(block: Block) -> AnyView {
    let items = |items: Vec<Vec<Inline>>| items.into_iter().map(|item| view! { <li>{line(item)}</li> }).collect_view();
    match block {
        Block::Paragraph(parts) => view! { <p>{line(parts)}</p> }.into_any(),
        Block::Numbered(all) => view! { <ol>{all.into_iter().map(numbered).collect_view()}</ol> }.into_any(),
        Block::Bulleted(all) => view! { <ul>{items(all)}</ul> }.into_any(),
    }
}

fn numbered(item: Item) -> impl IntoView {
    let beneath = item.beneath.into_iter().map(|item| view! { <li>{line(item)}</li> }).collect_view();
    view! { <li>{line(item.words)}{(!beneath.is_empty()).then(|| view! { <ul>{beneath}</ul> })}</li> }
}

fn line(parts: Vec<Inline>) -> impl IntoView {
    parts.into_iter().map(inline).collect_view()
}

fn inline(part: Inline) -> AnyView {
    match part {
        Inline::Text(text) => text.into_any(),
        Inline::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        Inline::Link { text, url } => view! {
            <a href=url target="_blank" rel="noreferrer noopener">
                {text}
                <Icon icon=icondata::LuExternalLink />
                <span class="visually-hidden">" " {t(txt::COMMON_NEW_TAB)}</span>
            </a>
        }
        .into_any(),
    }
}
