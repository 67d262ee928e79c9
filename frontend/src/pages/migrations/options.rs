//! What is chosen in a migration: its options, and the resources that play its roles.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        migration::{MigrationOption, PatchMigration},
        resource::Resource,
    },
    ids::ResourceId,
};

use super::desk::Desk;
use crate::{
    components::{
        button::{Button, Look},
        dialog::Dialog,
        field::fresh_id,
        icon::Icon,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    remote::Remote,
    state::migration_choice::{Role, asked},
};

/// What is chosen, by option.
pub(super) type Chosen = RwSignal<BTreeMap<String, String>>;

/// The options that are to be asked, each with what its choices mean.
#[component]
pub(super) fn Options(options: StoredValue<Vec<MigrationOption>>, chosen: Chosen) -> impl IntoView {
    let shown = Memo::new(move |_| options.with_value(|all| chosen.with(|chosen| asked(all, chosen))));
    move || {
        let ids = shown.get();
        options
            .get_value()
            .into_iter()
            .filter(|one| ids.contains(&one.option.id))
            .map(|one| view! { <OptionField one chosen /> })
            .collect_view()
    }
}

#[component]
fn OptionField(one: MigrationOption, chosen: Chosen) -> impl IntoView {
    let language = Language::of_page();
    let name = fresh_id("option");
    let (id, default) = (one.option.id.clone(), one.option.default.clone());
    let now = Memo::new(move |_| chosen.with(|chosen| chosen.get(&id).cloned()).unwrap_or_else(|| default.clone()));
    let id = StoredValue::new(one.option.id.clone());
    let (title, help) = (one.name, one.help);
    let empty = help.en.is_empty();
    view! {
        <fieldset class="choices option" data-testid=format!("option-{}", one.option.id)>
            <legend>{move || title.get(language.get()).to_owned()}</legend>
            {(!empty).then(|| view! { <p class="field-hint">{move || help.get(language.get()).to_owned()}</p> })}
            <div class="option-choices">
                {one.words.into_iter().map(|words| {
                    let (choice, value) = (words.choice.clone(), words.choice.clone());
                    let on = move || now.with(|now| *now == choice);
                    view! {
                        <label class="option-choice">
                            <input type="radio" name=name.clone() value=value.clone() prop:checked=on
                                on:change=move |_| chosen.update(|chosen| _ = chosen.insert(id.get_value(), value.clone())) />
                            <span class="option-words">
                                <span>{move || words.name.get(language.get()).to_owned()}</span>
                                <small>{move || words.help.get(language.get()).to_owned()}</small>
                            </span>
                        </label>
                    }
                }).collect_view()}
            </div>
        </fieldset>
    }
}

/// The resources that play the roles: one that is there, or a new one.
#[component]
pub(super) fn Roles(roles: Signal<Vec<Role>>, resources: StoredValue<Vec<Resource>>, linked: Chosen) -> impl IntoView {
    move || {
        roles
            .get()
            .into_iter()
            .map(|role| {
                let id = fresh_id("role");
                let fitting: Vec<(String, String)> = resources.with_value(|all| {
                    all.iter().filter(|one| one.kind.as_str() == role.kind).map(|one| (one.id.to_string(), one.name.clone())).collect()
                });
                let known = StoredValue::new(role.id.clone());
                let now = move || linked.with(|linked| known.with_value(|id| linked.get(id).cloned()).unwrap_or_default());
                view! {
                    <div class="field" data-testid=format!("role-{}", role.id)>
                        <label for=id.clone()>{tf(txt::ACTION_RESOURCE, vec![("name", role.name)])}</label>
                        <div class="select">
                            <select id=id class="input" prop:value=now
                                on:change=move |event| linked.update(|linked| _ = linked.insert(known.get_value(), event_target_value(&event)))>
                                <option value="" selected=move || now().is_empty()>{t(txt::MIGRATION_ROLE_NEW)}</option>
                                {fitting.into_iter().map(|(id, name)| {
                                    let here = id.clone();
                                    view! { <option value=id selected=move || now() == here>{name}</option> }
                                }).collect_view()}
                            </select>
                            <Icon icon=icondata::LuChevronDown />
                        </div>
                        <p class="field-hint">{t(txt::MIGRATION_ROLE_HINT)}</p>
                    </div>
                }
            })
            .collect_view()
    }
}

/// The dialog in which a migration's options change while it runs.
#[component]
pub(super) fn OptionsDialog(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open=open title=t(txt::MIGRATION_OPTIONS) wide=true testid="options"><Change desk open /></Dialog>
    }
}

#[component]
fn Change(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let migration = desk.migration.get_untracked();
    let options = StoredValue::new(migration.choices);
    let chosen = RwSignal::new(migration.options);
    let roles: Vec<Role> = migration
        .resources
        .iter()
        .map(|one| Role { id: one.role.clone(), kind: one.kind.clone(), name: one.name.clone() })
        .collect();
    let roles = Signal::stored(roles);
    let before: BTreeMap<String, String> = migration
        .resources
        .iter()
        .filter_map(|one| Some((one.role.clone(), one.resource.as_ref()?.to_string())))
        .collect();
    let linked = RwSignal::new(before);
    let known = Remote::new(move || async move { Ok(desk.api.resources(&desk.current.slug()).await?.items) });
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let save = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let linked = linked.get_untracked().into_iter();
        let request = PatchMigration {
            options: chosen.get_untracked(),
            resources: linked
                .map(|(role, id)| (role, Some(id).filter(|id| !id.is_empty()).map(ResourceId::new)))
                .collect(),
            version: Some(desk.migration.with_untracked(|migration| migration.version)),
            ..PatchMigration::default()
        };
        spawn_local(async move {
            match desk.after(desk.api.change_migration(&desk.at(), &request)).await {
                Ok(_) => _ = open.try_set(false),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    };
    view! {
        <form class="form" on:submit=move |event| { event.prevent_default(); save(); }>
            <p class="muted">{t(txt::MIGRATION_OPTIONS_TEXT)}</p>
            <Options options chosen />
            {move || known.value().map(|all| view! { <Roles roles resources=StoredValue::new(all) linked /> })}
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            <div class="form-actions">
                <Button label=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary submit=true />
                <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
            </div>
        </form>
    }
}
