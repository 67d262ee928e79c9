//! Who has a role on the tenant.

use std::sync::Arc;

use leptos::prelude::*;
use shared::{
    api::{
        member::{AddMember, Member},
        session::EMAIL,
    },
    field::{FieldKind, FieldSpec},
    permission::Role,
};

use super::frame::CurrentTenant;
use crate::{
    api::Api,
    components::{
        badge::Tag,
        button::{Button, LinkButton, Look},
        confirm::{Confirm, act},
        data_table::{Column, DataTable, SortKey, TableRow},
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        page::Page,
        relative_time::RelativeTime,
        states::{EmptyState, loaded},
    },
    i18n::{Text, t, tf, txt},
    places::{Place, TenantPlace},
    remote::Remote,
    session::Session,
    state::table::Order,
};

/// A role's name.
pub(crate) fn role_name(role: Role) -> Text {
    match role {
        Role::Viewer => txt::ROLE_VIEWER,
        Role::Editor => txt::ROLE_EDITOR,
        Role::Admin => txt::ROLE_ADMIN,
        Role::Owner => txt::ROLE_OWNER,
    }
}

/// What is open on this page.
#[derive(Clone, Copy)]
struct Desk {
    list: Remote<Vec<Member>>,
    adding: RwSignal<bool>,
    changing: RwSignal<Option<Member>>,
    removing: RwSignal<Option<Member>>,
}

/// The people of the tenant.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let session = Session::of_page();
    let list = Remote::new(move || {
        let slug = current.slug();
        async move { Ok(api.members(&slug).await?.items) }
    });
    let desk =
        Desk { list, adding: RwSignal::new(false), changing: RwSignal::new(None), removing: RwSignal::new(None) };
    let actions = move || {
        view! {
            {move || session.administrator().then(|| view! {
                <LinkButton label=t(txt::PEOPLE_ACCOUNTS) href=Place::Accounts.path() icon=icondata::LuUserCog />
            })}
            <Button label=t(txt::PEOPLE_ADD) icon=icondata::LuUserPlus look=Look::Primary
                on_press=Callback::new(move |()| desk.adding.set(true)) testid="add-member" />
        }
    };
    let crumbs = vec![
        (t(txt::TENANTS_TITLE).into(), Place::Tenants.path()),
        ((move || current.name()).into(), current.path(TenantPlace::Overview)),
    ];
    view! {
        <Page title=t(txt::NAV_PEOPLE) lead=t(txt::PEOPLE_LEAD) crumbs=crumbs actions=actions>
            {loaded(list, 4, move |members| view! { <List members desk /> }.into_any())}
        </Page>
        <Dialog open=desk.adding title=t(txt::PEOPLE_ADD) testid="member-dialog">
            <MemberForm desk />
        </Dialog>
        <ChangeAndRemove desk />
    }
}

#[component]
fn List(members: RwSignal<Vec<Member>>, desk: Desk) -> impl IntoView {
    let rows = Signal::derive(move || members.get().into_iter().map(|member| row(member, desk)).collect::<Vec<_>>());
    let empty = Memo::new(move |_| members.with(Vec::is_empty));
    move || {
        if empty.get() {
            return view! { <EmptyState icon=icondata::LuUsers title=t(txt::PEOPLE_EMPTY_TITLE) text=t(txt::PEOPLE_EMPTY_TEXT) /> }.into_any();
        }
        let columns = vec![
            Column::new(t(txt::FIELD_NAME)),
            Column::new(t(txt::FIELD_EMAIL)),
            Column::new(t(txt::FIELD_ROLE)),
            Column::new(t(txt::PEOPLE_SINCE)).wide_only(),
            Column::actions(t(txt::COMMON_ACTIONS)),
        ];
        let order = Order { column: 0, descending: false };
        view! { <DataTable caption=t(txt::NAV_PEOPLE) columns=columns rows=rows order=order testid="members" /> }
            .into_any()
    }
}

fn row(member: Member, desk: Desk) -> TableRow {
    TableRow {
        key: format!("{} {:?}", member.user_id, member.role),
        search: format!("{} {}", member.name, member.email),
        sort: vec![
            SortKey::text(&member.name),
            SortKey::text(&member.email),
            SortKey::Number(Role::ALL.iter().zip(0..).find(|(role, _)| **role == member.role).map_or(0, |(_, n)| n)),
            SortKey::Number(member.created_at.as_millis()),
        ],
        cells: Arc::new(move || cells(&member, desk)),
    }
}

fn cells(member: &Member, desk: Desk) -> Vec<AnyView> {
    let (change, remove) = (member.clone(), member.clone());
    vec![
        member.name.clone().into_any(),
        member.email.clone().into_any(),
        view! { <Tag label=t(role_name(member.role)) /> }.into_any(),
        view! { <RelativeTime at=member.created_at /> }.into_any(),
        view! {
            <Button label=tf(txt::PEOPLE_CHANGE, vec![("name", member.name.clone())]) icon=icondata::LuPencil look=Look::Quiet compact=true
                on_press=Callback::new(move |()| desk.changing.set(Some(change.clone()))) />
            <Button label=tf(txt::PEOPLE_REMOVE_ONE, vec![("name", member.name.clone())]) icon=icondata::LuTrash2 look=Look::Quiet compact=true
                on_press=Callback::new(move |()| desk.removing.set(Some(remove.clone()))) />
        }
        .into_any(),
    ]
}

#[component]
fn ChangeAndRemove(desk: Desk) -> impl IntoView {
    view! {
        {move || desk.changing.get().map(|member| {
            let open = open_once(desk.changing);
            view! {
                <Dialog open=open title=tf(txt::PEOPLE_CHANGE, vec![("name", member.name.clone())])>
                    <MemberForm desk member=member.clone() />
                </Dialog>
            }
        })}
        {move || desk.removing.get().map(|member| view! { <Removal desk member /> })}
    }
}

/// A door that opens with `subject` and empties it when it closes.
pub(crate) fn open_once<T: Send + Sync + 'static>(subject: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    Effect::new(move || {
        if !open.get() {
            // After the dialog has closed, so that the focus finds its way back.
            request_animation_frame(move || _ = subject.try_set(None));
        }
    });
    open
}

#[component]
fn Removal(desk: Desk, member: Member) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let open = open_once(desk.removing);
    let user = member.user_id.to_string();
    let remove = act(move || {
        let (slug, user) = (current.slug(), user.clone());
        async move {
            api.remove_member(&slug, &user).await?;
            desk.list.reload();
            Ok(())
        }
    });
    view! {
        <Confirm open=open title=tf(txt::PEOPLE_REMOVE_ASK, vec![("name", member.name)]) text=t(txt::PEOPLE_REMOVE_TEXT)
            action=t(txt::PEOPLE_REMOVE) busy_label=t(txt::COMMON_DELETING) act=remove />
    }
}

/// Gives a role, or changes `member`'s.
#[component]
fn MemberForm(desk: Desk, #[prop(optional)] member: Option<Member>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let role = member.as_ref().map_or(Role::Viewer, |member| member.role);
    let roles = Role::ALL.into_iter().map(|role| (role.as_str().to_owned(), t(role_name(role)).into())).collect();
    let mut rows = Vec::new();
    if member.is_none() {
        rows.push(Row::new(EMAIL, txt::FIELD_EMAIL).hint(txt::PEOPLE_EMAIL_HINT));
    }
    rows.push(
        Row::new(FieldSpec::required("role", FieldKind::Text), txt::FIELD_ROLE)
            .control(Control::Choice(roles))
            .hint(txt::PEOPLE_ROLE_HINT)
            .start(role.as_str()),
    );
    let form = FormHandle::new(&rows);
    let known = member.map(|member| member.email);
    let label = if known.is_some() { txt::COMMON_SAVE } else { txt::PEOPLE_ADD };
    let close = move || {
        desk.adding.set(false);
        desk.changing.set(None);
    };
    let submit = Callback::new(move |()| {
        let request = form.read(|state| AddMember {
            email: known.clone().unwrap_or_else(|| state.value("email").trim().to_owned()),
            role: Role::parse(state.value("role")).unwrap_or(Role::Viewer),
        });
        let slug = current.slug();
        form.send(async move { api.add_member(&slug, &request, form.once).await }, move |_| {
            desk.list.reload();
            close();
        });
    });
    view! {
        <FieldForm form rows=rows submit=t(label) busy_label=t(txt::COMMON_SAVING) on_submit=submit
            on_cancel=Callback::new(move |()| close()) testid="member-form" />
    }
}
