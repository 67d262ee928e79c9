//! What is wrong in a playbook's files, at its place: the line as it stands there, what is wrong with it, and the way to it.

use leptos::prelude::*;
use shared::api::playbook::PlaybookFault;

use crate::{
    components::{
        button::{Button, Look},
        file_text::TextOfFile,
        icon::Icon,
    },
    i18n::{Language, t, tf, txt},
    state::text_place::begin_of_line,
};

/// The faults of one file; nothing where there are none.
#[component]
pub(super) fn Faults(file: &'static str, of: TextOfFile, faults: Signal<Vec<PlaybookFault>>) -> impl IntoView {
    let mine = Memo::new(move |_| {
        let mut mine = faults.with(|all| all.iter().filter(|one| one.file == file).cloned().collect::<Vec<_>>());
        mine.sort_by_key(|one| one.line);
        mine
    });
    move || {
        let mine = mine.get();
        (!mine.is_empty()).then(|| {
            view! {
                <ul class="playbook-faults" data-testid=format!("faults-{file}")>
                    {mine.into_iter().map(|one| view! { <Fault of one /> }).collect_view()}
                </ul>
            }
        })
    }
}

#[component]
fn Fault(of: TextOfFile, one: PlaybookFault) -> impl IntoView {
    let language = Language::of_page();
    let PlaybookFault { file, line, code, detail } = one;
    let text =
        of.content.with_untracked(|text| text.lines().nth(line.wrapping_sub(1)).unwrap_or_default().trim().to_owned());
    let go = Callback::new(move |()| of.point_to(begin_of_line(&of.content.get_untracked(), line)));
    let place = format!("{file}:{line}");
    view! {
        <li class="playbook-fault" data-code=code data-line=line.to_string()>
            <Icon icon=icondata::LuCircleAlert />
            <div class="playbook-fault-words">
                <p><span class="playbook-fault-place">{if line > 0 { place } else { file }}</span> " " {move || detail.get(language.get()).to_owned()}</p>
                {(!text.is_empty()).then(|| view! { <code>{text}</code> })}
            </div>
            {(line > 0).then(|| view! {
                <Button label=tf(txt::PLAYBOOKS_GO_LINE, vec![("n", line.to_string())]) look=Look::Quiet on_press=go testid="go-to-line" />
            })}
        </li>
    }
}

/// How many there are in all, said once an answer is here.
#[component]
pub(super) fn Sum(faults: Signal<Vec<PlaybookFault>>) -> impl IntoView {
    move || {
        let count = faults.with(Vec::len);
        (count > 0).then(|| {
            let text = if count == 1 { txt::PLAYBOOKS_FAULTS_ONE } else { txt::PLAYBOOKS_FAULTS };
            view! {
                <div class="note tone-bad" role="alert" data-testid="faults">
                    <Icon icon=icondata::LuCircleAlert />
                    <p><strong>{tf(text, vec![("n", count.to_string())])}</strong> " " {t(txt::PLAYBOOKS_FAULTS_TEXT)}</p>
                </div>
            }
        })
    }
}
