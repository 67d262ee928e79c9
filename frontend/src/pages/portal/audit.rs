//! The audit trail: of one tenant, or of the whole portal; filtered, and read on page by page.

use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use shared::{
    api::audit::{AuditEntry, AuditQuery},
    timestamp::Timestamp,
};

use crate::{
    api::Api,
    clock::Now,
    components::{
        badge::Tag,
        button::Button,
        field::fresh_id,
        icon::Icon,
        page::Page,
        relative_time::RelativeTime,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    places::{Place, TenantPlace},
    remote::Remote,
};

/// What a filter of kinds offers: the beginning of the action, and its name.
const KINDS: [(&str, Text); 10] = [
    ("", txt::COMMON_ALL),
    ("session.", txt::AUDIT_KIND_SESSION),
    ("user.", txt::NAV_ACCOUNTS),
    ("tenant.", txt::AUDIT_KIND_TENANT),
    ("environment.", txt::ENVIRONMENTS_TITLE),
    ("member.", txt::NAV_PEOPLE),
    ("resource.", txt::AUDIT_KIND_RESOURCE),
    ("authorization.", txt::AUDIT_KIND_AUTHORIZATION),
    ("token.", txt::AUDIT_KIND_TOKEN),
    ("api_key.", txt::AUDIT_KIND_KEY),
];

/// Since when, in days; zero for ever.
const SPANS: [(&str, Text); 4] =
    [("0", txt::AUDIT_EVER), ("1", txt::AUDIT_DAY), ("7", txt::AUDIT_WEEK), ("30", txt::AUDIT_MONTH)];

/// The trail of a tenant.
#[component]
pub(crate) fn TenantAuditPage() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let crumbs = vec![
        (t(txt::TENANTS_TITLE).into(), Place::Tenants.path()),
        ((move || current.name()).into(), current.path(TenantPlace::Overview)),
    ];
    view! {
        <Page title=t(txt::NAV_AUDIT) lead=t(txt::AUDIT_LEAD) crumbs=crumbs>
            <Trail tenant=current.slug() />
        </Page>
    }
}

/// The trail of the portal.
#[component]
pub(crate) fn PortalAuditPage() -> impl IntoView {
    view! {
        <Page title=t(txt::NAV_PORTAL_AUDIT) lead=t(txt::AUDIT_PORTAL_LEAD)>
            <Trail />
        </Page>
    }
}

/// Entries as far as they were read, and where to read on.
type Reading = (Vec<AuditEntry>, Option<String>);

#[component]
fn Trail(#[prop(optional, into)] tenant: Option<String>) -> impl IntoView {
    let api = Api::of_page();
    let now = Now::of_page();
    let kind = RwSignal::new(String::new());
    let span = RwSignal::new("0".to_owned());
    let query = StoredValue::new(AuditQuery { tenant, limit: Some(50), ..AuditQuery::default() });
    let asked = move |cursor| {
        let days: i64 = span.get().parse().unwrap_or(0);
        let since: Option<Timestamp> = (days > 0).then(|| untrack(|| now.get()).plus_seconds(-days * 86_400));
        AuditQuery { action: Some(kind.get()).filter(|k| !k.is_empty()), since, cursor, ..query.get_value() }
    };
    let trail = Remote::new(move || {
        let query = asked(None);
        async move {
            let page = api.audit(query).await?;
            Ok((page.items, page.next_cursor))
        }
    });
    let more = Callback::new(move |cursor| untrack(|| asked(Some(cursor))));
    view! {
        <div class="filters">
            <Filter label=t(txt::AUDIT_KIND) choices=&KINDS chosen=kind />
            <Filter label=t(txt::AUDIT_SINCE) choices=&SPANS chosen=span />
            <Button label=t(txt::COMMON_RELOAD) icon=icondata::LuRotateCw on_press=Callback::new(move |()| trail.reload()) />
        </div>
        {loaded(trail, 8, move |reading| view! { <Entries reading more /> }.into_any())}
    }
}

#[component]
fn Filter(
    #[prop(into)] label: TextProp,
    choices: &'static [(&'static str, Text)],
    chosen: RwSignal<String>,
) -> impl IntoView {
    let id = fresh_id("filter");
    view! {
        <div class="filter">
            <label for=id.clone()>{move || label.get()}</label>
            <div class="select">
                <select id=id class="input" on:change=move |event| chosen.set(event_target_value(&event))>
                    {choices.iter().map(|(value, text)| view! { <option value=*value>{t(*text)}</option> }).collect_view()}
                </select>
                <Icon icon=icondata::LuChevronDown />
            </div>
        </div>
    }
}

#[component]
fn Entries(reading: RwSignal<Reading>, more: Callback<String, AuditQuery>) -> impl IntoView {
    let api = Api::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let read_on = Callback::new(move |()| {
        let Some(cursor) = reading.with_untracked(|(_, next)| next.clone()) else { return };
        let query = more.run(cursor);
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.audit(query).await;
            _ = busy.try_set(false);
            match answer {
                Ok(page) => {
                    _ = reading.try_update(|(entries, next)| {
                        entries.extend(page.items);
                        *next = page.next_cursor;
                    });
                }
                Err(why) => _ = failure.try_set(Some(why)),
            }
        });
    });
    let empty = Memo::new(move |_| reading.with(|(entries, _)| entries.is_empty()));
    move || {
        if empty.get() {
            return view! { <EmptyState icon=icondata::LuScrollText title=t(txt::AUDIT_EMPTY_TITLE) text=t(txt::AUDIT_EMPTY_TEXT) /> }.into_any();
        }
        view! {
            <div class="table" data-testid="audit">
                <div class="table-scroll" tabindex="0" role="region" aria-label=t(txt::NAV_AUDIT)>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{t(txt::AUDIT_WHEN)}</th>
                                <th scope="col">{t(txt::AUDIT_WHO)}</th>
                                <th scope="col">{t(txt::AUDIT_WHAT)}</th>
                                <th scope="col">{t(txt::AUDIT_DETAIL)}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || reading.get().0 key=|entry| entry.id.clone() let:entry>{entry_row(entry)}</For>
                        </tbody>
                    </table>
                </div>
            </div>
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
            {move || reading.with(|(_, next)| next.is_some()).then(|| view! {
                <div class="read-on">
                    <Button label=t(txt::COMMON_MORE) busy_label=t(txt::COMMON_LOADING) busy=busy on_press=read_on />
                </div>
            })}
        }
        .into_any()
    }
}

fn entry_row(entry: AuditEntry) -> impl IntoView {
    let icon = match entry.actor_kind.as_str() {
        "user" => icondata::LuUser,
        "api_key" => icondata::LuKeyRound,
        "command" => icondata::LuTerminal,
        _ => icondata::LuCog,
    };
    let detail = facts(&entry.detail);
    let language = Language::of_page();
    let times = (entry.times > 1).then(|| entry.times.to_string());
    view! {
        <tr>
            <td class="nowrap"><RelativeTime at=entry.at /></td>
            <th scope="row"><span class="actor"><Icon icon=icon />{entry.actor_name}</span></th>
            <td>
                <code>{entry.action}</code>
                {times.map(|n| view! { " " <Tag label=move || txt::AUDIT_TIMES.fill(language.get(), &[("n", &n)]) /> })}
            </td>
            <td><span class="tags">{detail.into_iter().map(|fact| view! { <Tag label=fact /> }).collect_view()}</span></td>
        </tr>
    }
}

/// The details of an entry as `name: value`.
fn facts(detail: &serde_json::Value) -> Vec<String> {
    let word = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    };
    match detail {
        serde_json::Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| format!("{name}: {}", word(value)))
            .collect(),
        serde_json::Value::Null => Vec::new(),
        other => vec![word(other)],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn details_read_as_facts() {
        let detail = json!({ "changed": ["name", "endpoints"], "name": "Exchange", "old": null, "count": 2 });
        assert_eq!(facts(&detail), ["changed: name, endpoints", "count: 2", "name: Exchange"]);
        assert!(facts(&json!(null)).is_empty());
    }
}
