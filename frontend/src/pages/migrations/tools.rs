//! What can be done with a migration as a whole: its report, its options, giving it up.

use leptos::{prelude::*, task::spawn_local};
use shared::{api::migration::MigrationState, permission::Permission};

use super::{desk::Desk, options::OptionsDialog};
use crate::{
    components::{
        confirm::{Confirm, act},
        icon::Icon,
        menu::{Menu, MenuItem},
    },
    i18n::{t, txt},
};

/// The report, and what can be done with the migration as a whole.
#[component]
pub(super) fn Tools(desk: Desk, state: Memo<MigrationState>) -> impl IntoView {
    let choosing = RwSignal::new(false);
    let giving_up = RwSignal::new(false);
    let set = move |state: MigrationState| {
        act(move || async move {
            let request = shared::api::migration::PatchMigration { state: Some(state), ..Default::default() };
            desk.after(desk.api.change_migration(&desk.at(), &request)).await.map(drop)
        })
    };
    let again = Callback::new(move |()| {
        let work = set(MigrationState::Running).run(());
        spawn_local(async move { drop(work.await) });
    });
    view! {
        <a class="button" href=desk.at().report() target="_blank" rel="noopener" data-testid="report">
            <Icon icon=icondata::LuPrinter /><span>{t(txt::MIGRATION_REPORT)}</span>
        </a>
        {move || desk.current.may(Permission::MigrationWrite).then(|| view! {
            <Menu label=t(txt::COMMON_ACTIONS) icon=icondata::LuEllipsis testid="migration-menu">
                {move || if state.get() == MigrationState::Abandoned {
                    view! { <MenuItem label=t(txt::MIGRATION_RESUME) icon=icondata::LuPlay on_press=again /> }.into_any()
                } else {
                    view! {
                        <MenuItem label=t(txt::MIGRATION_OPTIONS) icon=icondata::LuSettings2
                            on_press=Callback::new(move |()| choosing.set(true)) />
                        <MenuItem label=t(txt::MIGRATION_GIVE_UP) icon=icondata::LuArchive
                            on_press=Callback::new(move |()| giving_up.set(true)) />
                    }.into_any()
                }}
            </Menu>
        })}
        <OptionsDialog desk open=choosing />
        <Confirm open=giving_up title=t(txt::MIGRATION_GIVE_UP) text=t(txt::MIGRATION_GIVE_UP_TEXT)
            action=t(txt::MIGRATION_GIVE_UP) busy_label=t(txt::COMMON_SAVING) act=set(MigrationState::Abandoned) />
    }
}
