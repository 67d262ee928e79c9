//! What a file is and what is in it: its encoding, its connection strings and settings, what is encrypted.

use leptos::{prelude::*, text_prop::TextProp};
use shared::api::config_file::{ConfigFileDetail, ConfigFileEntry, EncryptedSection};

use super::{files::size_words, findings::said};
use crate::{
    components::{
        card::Card,
        icon::Icon,
        key_values::{KeyValue, KeyValues},
        relative_time::RelativeTime,
    },
    i18n::{Language, Text, t, tf, txt},
};

/// `UTF-8 with BOM · CRLF`.
pub(super) fn encoding_words(detail: &ConfigFileDetail) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = Language::of_page();
    let encoding = match detail.encoding.as_str() {
        "utf-8" => "UTF-8".to_owned(),
        "utf-16le" => "UTF-16 LE".to_owned(),
        "utf-16be" => "UTF-16 BE".to_owned(),
        "windows-1252" => "Windows-1252".to_owned(),
        other => other.to_uppercase(),
    };
    let ends = match detail.line_ends.as_str() {
        "crlf" => txt::CONFIG_FILE_CRLF,
        "lf" => txt::CONFIG_FILE_LF,
        "cr" => txt::CONFIG_FILE_CR,
        "mixed" => txt::CONFIG_FILE_MIXED,
        _ => txt::CONFIG_FILE_ONE_LINE,
    };
    let bom = detail.bom;
    move || {
        let bom = if bom { txt::CONFIG_FILE_BOM } else { txt::CONFIG_FILE_NO_BOM };
        format!("{encoding}, {}, {}", bom.get(language.get()), ends.get(language.get()))
    }
}

/// What the file is.
#[component]
pub(super) fn About(detail: ConfigFileDetail) -> impl IntoView {
    let encoding = encoding_words(&detail);
    let ConfigFileDetail { summary, kinds, .. } = detail;
    view! {
        <Card title=t(txt::CONFIG_FILE_ABOUT) testid="about">
            <KeyValues>
                {kinds.into_iter().map(|kind| view! {
                    <KeyValue name=t(txt::CONFIG_FILE_KIND)>
                        {said(kind.name)}
                        <span class="key-value-note">{said(kind.after)}</span>
                    </KeyValue>
                }).collect_view()}
                <KeyValue name=t(txt::CONFIG_FILE_ENCODING)>
                    {encoding}
                    <span class="key-value-note">{t(txt::CONFIG_FILE_ENCODING_NOTE)}</span>
                </KeyValue>
                <KeyValue name=t(txt::CONFIG_FILE_SIZE)>{size_words(summary.size)}</KeyValue>
                <KeyValue name="SHA-256" copies=summary.sha256.clone()><code class="hash">{summary.sha256.clone()}</code></KeyValue>
                <KeyValue name=t(txt::CONFIG_FILE_CHANGED)>
                    <RelativeTime at=summary.updated_at /> " " {tf(txt::CONFIG_FILES_BY, vec![("name", summary.updated_by)])}
                </KeyValue>
            </KeyValues>
        </Card>
    }
}

/// Connection strings or settings; nothing where there are none.
#[component]
pub(super) fn Entries(
    #[prop(into)] title: TextProp,
    none: Text,
    entries: Vec<ConfigFileEntry>,
    testid: &'static str,
) -> impl IntoView {
    let count = entries.len();
    let heading = title.clone();
    let row = |entry: ConfigFileEntry| {
        let value = match entry.value {
            Some(value) if value.is_empty() => view! { <span class="muted">{t(txt::CHANGES_EMPTY)}</span> }.into_any(),
            Some(value) => view! { <code class="value-lines">{value}</code> }.into_any(),
            None => view! { <span class="muted entry-hidden"><Icon icon=icondata::LuLock />{t(txt::CONFIG_FILE_HIDDEN)}</span> }.into_any(),
        };
        view! {
            <tr data-name=entry.name.clone()>
                <th scope="row">{entry.name.clone()}</th>
                <td>{value}</td>
                <td class="is-number">{entry.line}</td>
            </tr>
        }
    };
    view! {
        <Card title=move || format!("{} ({count})", heading.get()) flush=true testid=testid>
            {if count == 0 {
                view! { <p class="card-none">{t(none)}</p> }.into_any()
            } else {
                view! {
                    <div class="change-table entry-table" tabindex="0" role="region" aria-label=move || title.get().to_string()>
                        <table>
                            <thead><tr>
                                <th scope="col">{t(txt::VARIABLES_NAME)}</th>
                                <th scope="col">{t(txt::VARIABLES_VALUE)}</th>
                                <th scope="col" class="is-number">{t(txt::CONFIG_FILE_LINE_HEAD)}</th>
                            </tr></thead>
                            <tbody>{entries.into_iter().map(row).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
        </Card>
    }
}

/// Sections that only the machine with the key can read; nothing where there are none.
#[component]
pub(super) fn Encrypted(sections: Vec<EncryptedSection>) -> impl IntoView {
    (!sections.is_empty()).then(|| {
        let row = |section: EncryptedSection| {
            let places = vec![("provider", section.provider), ("line", section.line.to_string())];
            view! { <li><Icon icon=icondata::LuLock /><span><strong>{section.name}</strong> " · " {tf(txt::CONFIG_FILE_ENCRYPTED_BY, places)}</span></li> }
        };
        view! {
            <Card title=t(txt::CONFIG_FILE_ENCRYPTED) testid="encrypted">
                <p class="encrypted-words">{t(txt::CONFIG_FILE_ENCRYPTED_WHY)}</p>
                <ul class="encrypted">{sections.into_iter().map(row).collect_view()}</ul>
                <p class="muted encrypted-words">{t(txt::CONFIG_FILE_ENCRYPTED_DO)}</p>
            </Card>
        }
    })
}
