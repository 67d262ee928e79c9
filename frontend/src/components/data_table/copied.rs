//! Rows whose cells are each one button with a text: drawn by copying a pattern, for building every piece of every row
//! anew with each letter that is typed costs several times as much. A row stops being a copy once it is anything else.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{TableRow, body_row};

/// A cell that is nothing but a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Copied {
    /// What stands there.
    pub text: String,
    /// What is read out instead, in a cell that has nothing to say.
    pub instead: Option<&'static str>,
}

/// Finds the cells of a row by its key.
type Cells = dyn Fn(&str) -> Option<Vec<Copied>> + Send + Sync;

/// How such rows look.
#[derive(Clone)]
pub(crate) struct CopiedRows {
    /// The class of the button in the row's heading.
    pub head: &'static str,
    /// The class of the other buttons.
    pub cell: &'static str,
    /// The class that a button has besides, where something else is read out.
    pub instead: &'static str,
    /// The cells of the row with this key, as long as each is nothing but a text; follows.
    pub cells: Arc<Cells>,
}

/// What is copied: it stays in the table's owner.
pub(super) type Pattern = StoredValue<web_sys::HtmlTemplateElement, LocalStorage>;

/// The pattern of rows with columns of these classes.
pub(super) fn pattern(rows: &CopiedRows, kinds: &[&'static str]) -> Option<Pattern> {
    let template = document().create_element("template").ok()?.dyn_into::<web_sys::HtmlTemplateElement>().ok()?;
    let content = template.content();
    for (index, kind) in kinds.iter().enumerate() {
        let (tag, class) = if index == 0 { ("th", rows.head) } else { ("td", rows.cell) };
        let cell = document().create_element(tag).ok()?;
        let button = document().create_element("button").ok()?;
        for (element, name, value) in [(&cell, "class", *kind), (&button, "type", "button"), (&button, "class", class)]
        {
            element.set_attribute(name, value).ok()?;
        }
        match index.checked_sub(1) {
            None => cell.set_attribute("scope", "row").ok()?,
            Some(column) => button.set_attribute("data-column", &column.to_string()).ok()?,
        }
        cell.append_child(&button).ok()?;
        content.append_child(&cell).ok()?;
    }
    Some(StoredValue::new_local(template))
}

/// A row; once it is no copy it stays what it has become, so that what is pressed in it is not taken away.
pub(super) fn row(
    row: Arc<TableRow>,
    kinds: &Arc<[&'static str]>,
    rows: &CopiedRows,
    pattern: Pattern,
    number: impl Fn() -> String + Clone + Send + Sync + 'static,
) -> AnyView {
    let (kinds, instead) = (kinds.clone(), rows.instead);
    let copied = {
        let (cells, key) = (rows.cells.clone(), row.key.clone());
        Memo::new(move |before: Option<&Option<Arc<Vec<Copied>>>>| match before {
            None => cells(&key).map(Arc::new),
            Some(None) => None,
            Some(Some(before)) => cells(&key).filter(|now| now == &**before).map(|_| before.clone()),
        })
    };
    (move || match copied.get() {
        Some(cells) => {
            let fill = move |row: web_sys::Element, cells: Arc<Vec<Copied>>| {
                pattern.with_value(|pattern| _ = filled(&row, pattern, &cells, instead));
            };
            view! { <tr data-key=row.key.clone() aria-rowindex=number.clone() use:fill=cells></tr> }.into_any()
        }
        None => body_row(&row, &kinds, number.clone()),
    })
    .into_any()
}

fn filled(
    row: &web_sys::Element,
    pattern: &web_sys::HtmlTemplateElement,
    cells: &[Copied],
    instead: &str,
) -> Option<()> {
    let copy = pattern.content().clone_node_with_deep(true).ok()?;
    let mut place = copy.first_child();
    for Copied { text, instead: read } in cells {
        let cell = place?;
        let button: web_sys::Element = cell.first_child()?.dyn_into().ok()?;
        button.set_text_content(Some(text));
        match read {
            None => button.set_attribute("title", text).ok()?,
            Some(read) => {
                button.set_attribute("title", read).ok()?;
                button.set_attribute("aria-label", read).ok()?;
                let class = format!("{} {instead}", button.class_name());
                button.set_class_name(&class);
            }
        }
        place = cell.next_sibling();
    }
    row.append_child(&copy).ok().map(drop)
}
