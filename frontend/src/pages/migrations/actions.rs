//! What the portal does for the reader at the press of a button.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        authorization::StartAuthorization,
        migration::{DoAction, MigrationAction, MigrationStep},
    },
    playbook::StepAction,
    routes,
    text::Locale,
};

use super::{consent::ConsentLinks, cutover::CutoverPanel, desk::Desk, needed::Needed, saving::Trouble};
use crate::{
    components::{
        badge::{Badge, Tone},
        button::{Button, LinkButton, Look},
        dialog::Dialog,
        icon::Icon,
        states::{ProblemNote, Skeleton},
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    pages::settings::variables::changes::Changed,
    places::TenantPlace,
    remote::{Load, Remote},
    state::way_back,
};

/// The actions of a step.
#[component]
pub(super) fn Actions(desk: Desk, step: Memo<Option<MigrationStep>>) -> impl IntoView {
    let actions =
        Memo::new(move |_| step.with(|step| step.as_ref().map(|step| step.actions.clone())).unwrap_or_default());
    // By what they are: one that was done changes in place, so that what it said stays.
    let listed = Memo::new(move |_| actions.with(|all| all.iter().map(|one| one.action.clone()).collect::<Vec<_>>()));
    move || {
        let listed = listed.get();
        (!listed.is_empty()).then(|| {
            view! {
                <section class="step-part">
                    <h3>{t(txt::STEP_ACTIONS)}</h3>
                    <ul class="actions">
                        {listed.into_iter().enumerate().map(|(place, action)| {
                            let now = Memo::new(move |_| actions.with(|all| all.get(place).cloned()));
                            let name = format!("action-{}", String::from(action.clone()));
                            view! { <li class="action" data-testid=name><Action desk step action now /></li> }
                        }).collect_view()}
                    </ul>
                </section>
            }
        })
    }
}

/// What an action is called, what its button says, what it says while it is being done.
fn words(action: &StepAction) -> (Text, Text, Text, icondata::Icon) {
    match action {
        StepAction::Resource(_) => {
            (txt::ACTION_RESOURCE, txt::ACTION_RESOURCE_DO, txt::ACTION_RESOURCE_BUSY, icondata::LuKeySquare)
        }
        StepAction::Certificate(_) => {
            (txt::ACTION_CERTIFICATE, txt::ACTION_CERTIFICATE_DO, txt::ACTION_CERTIFICATE_BUSY, icondata::LuFileBadge)
        }
        StepAction::Settings => {
            (txt::ACTION_SETTINGS, txt::ACTION_SETTINGS_DO, txt::COMMON_SAVING, icondata::LuSlidersHorizontal)
        }
        StepAction::Authorize(_) => {
            (txt::ACTION_AUTHORIZE, txt::ACTION_AUTHORIZE_DO, txt::ACTION_AUTHORIZE_BUSY, icondata::LuLogIn)
        }
        StepAction::Acquire(_) => {
            (txt::ACTION_ACQUIRE, txt::ACTION_ACQUIRE_DO, txt::ACTION_ACQUIRE_BUSY, icondata::LuTicketCheck)
        }
        StepAction::ConsentRequest(_) => {
            (txt::ACTION_CONSENT, txt::ACTION_CONSENT_DO, txt::ACTION_CONSENT_BUSY, icondata::LuHeartHandshake)
        }
        StepAction::Cutover => {
            (txt::ACTION_CUTOVER, txt::ACTION_CUTOVER_DO, txt::COMMON_SAVING, icondata::LuArrowLeftRight)
        }
    }
}

/// What the button of an action says.
pub(super) fn button_of(action: &StepAction) -> Text {
    words(action).1
}

/// What an action is called, as it is written in playbooks.
pub(super) fn action_name(desk: Desk, action: &str, locale: Locale) -> String {
    let Ok(action) = StepAction::try_from(action.to_owned()) else { return action.to_owned() };
    let role = action.role().map(|role| desk.label_of_role(role)).unwrap_or_default();
    words(&action).0.fill(locale, &[("name", &role)])
}

#[component]
fn Action(
    desk: Desk,
    step: Memo<Option<MigrationStep>>,
    action: StepAction,
    now: Memo<Option<MigrationAction>>,
) -> impl IntoView {
    let language = Language::of_page();
    let (title, _, _, icon) = words(&action);
    let role = action.role().map(str::to_owned).unwrap_or_default();
    let name = move || title.fill(language.get(), &[("name", &desk.label_of_role(&role))]);
    let done = Memo::new(move |_| now.with(|now| now.as_ref().is_some_and(|now| now.done)));
    let missing = Memo::new(move |_| now.with(|now| now.as_ref().map(|now| now.missing.clone())).unwrap_or_default());
    let resource = Memo::new(move |_| now.with(|now| now.as_ref()?.resource.as_ref().map(ToString::to_string)));
    let trouble = Trouble::new(desk);
    let deed = match action.clone() {
        StepAction::Cutover => view! { <CutoverPanel desk /> }.into_any(),
        StepAction::ConsentRequest(_) => view! { <ConsentLinks desk resource missing /> }.into_any(),
        _ => ().into_any(),
    };
    let extra = matches!(action, StepAction::Cutover | StepAction::ConsentRequest(_));
    let certificate = matches!(action, StepAction::Certificate(_));
    view! {
        <div class="action-line">
            <span class="action-icon"><Icon icon=icon /></span>
            <div class="action-words">
                <p class="action-name">{name}</p>
                {move || (!missing.with(Vec::is_empty) && !done.get()).then(|| view! { <Needed desk ids=missing.get() /> })}
                {move || resource.get().map(|id| {
                    let href = desk.current.path(TenantPlace::Resource(id));
                    view! { <a class="action-link" href=href>{t(txt::ACTION_OPEN_RESOURCE)}</a> }
                })}
            </div>
            <div class="action-deed">
                {move || done.get().then(|| view! { <Badge label=t(txt::ACTION_DONE) tone=Tone::Good /> })}
                {certificate.then(|| view! { <Certificate desk resource done /> })}
                {(!extra).then(|| view! { <Deed desk step action=action.clone() done missing resource trouble /> })}
            </div>
        </div>
        {move || trouble.get().map(|failure| view! { <ProblemNote failure /> })}
        {deed}
    }
}

/// Downloads the newest certificate of the resource.
#[component]
fn Certificate(desk: Desk, resource: Memo<Option<String>>, done: Memo<bool>) -> impl IntoView {
    let found = Remote::new(move || {
        let (tenant, id, done) = (desk.current.slug(), resource.get(), done.get());
        async move {
            let Some(id) = id.filter(|_| done) else { return Ok(None) };
            let all = desk.api.credentials(&tenant, &id).await?.items;
            let newest = all
                .into_iter()
                .filter(|one| one.thumbprint_sha1.is_some())
                .max_by_key(|one| one.created_at.as_millis());
            Ok(newest.map(|one| routes::credential_certificate(&tenant, &id, one.id.as_str())))
        }
    });
    move || {
        found.value().flatten().map(|href| {
            view! {
                <a class="button" href=href download data-testid="certificate-file">
                    <Icon icon=icondata::LuDownload /><span>{t(txt::ACTION_CERTIFICATE_FILE)}</span>
                </a>
            }
        })
    }
}

#[component]
fn Deed(
    desk: Desk,
    step: Memo<Option<MigrationStep>>,
    action: StepAction,
    done: Memo<bool>,
    missing: Memo<Vec<String>>,
    resource: Memo<Option<String>>,
    trouble: Trouble,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let looking = RwSignal::new(false);
    let (_, label, busy_label, _) = words(&action);
    let known = StoredValue::new(action.clone());
    let off = Signal::derive(move || !missing.with(Vec::is_empty));
    // Where the sign-in begins; the page is left then, and stays busy until it is.
    let authorize = move |id: String| async move {
        let back = step.with_untracked(|step| step.as_ref().map(|step| desk.path(&step.id))).unwrap_or_default();
        let request = StartAuthorization { subject: None };
        let started = desk.api.authorize(&desk.current.slug(), &id, &request).await?;
        way_back::remember(started.id.as_str(), &back);
        drop(window().location().assign(&started.authorize_url));
        Ok(true)
    };
    // What stands in the step's fields is what it is done with. Answers whether the page is being left.
    let deed = move |action: StepAction| async move {
        if !desk.save().await? {
            return Ok(false);
        }
        match action {
            StepAction::Settings => _ = looking.try_set(true),
            StepAction::Authorize(_) => {
                if let Some(id) = resource.get_untracked() {
                    return authorize(id).await;
                }
            }
            action => {
                let request = DoAction { action: action.into(), dry_run: false };
                desk.after(desk.api.act(&desk.at(), &request)).await?;
            }
        }
        Ok::<bool, Failure>(false)
    };
    let press = Callback::new(move |()| {
        busy.set(true);
        trouble.put(None);
        spawn_local(async move {
            let answer = deed(known.get_value()).await;
            let leaving = matches!(answer, Ok(true));
            trouble.put(answer.err());
            _ = busy.try_set(leaving);
        });
    });
    let again = matches!(action, StepAction::Resource(_) | StepAction::Certificate(_));
    view! {
        <Show when=move || desk.may_write() && !(again && done.get())>
            <Button label=t(label) busy_label=t(busy_label) busy=busy disabled=off on_press=press
                look=if done.get() { Look::Secondary } else { Look::Primary } testid="do" />
        </Show>
        <Dialog open=looking title=t(txt::ACTION_SETTINGS_TITLE) wide=true testid="settings-preview">
            <Preview desk open=looking />
        </Dialog>
    }
}

/// What writing the settings would change, and the button that does.
#[component]
fn Preview(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let request = |dry_run| DoAction { action: StepAction::Settings.into(), dry_run };
    let change = Remote::new(move || async move { desk.api.act(&desk.at(), &request(true)).await });
    let write = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match desk.after(desk.api.act(&desk.at(), &request(false))).await {
                Ok(_) => _ = open.try_set(false),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    });
    move || {
        match change.get() {
        Load::Loading => view! { <Skeleton lines=4 /> }.into_any(),
        Load::Failed(failure) => {
            view! { <ProblemNote failure retry=Callback::new(move |()| change.retry()) /> }.into_any()
        }
        Load::Ready(done) if done.items.is_empty() => view! {
            <p>{t(txt::ACTION_SETTINGS_SAME)}</p>
            <div class="form-actions">
                <Button label=t(txt::COMMON_CLOSE) on_press=Callback::new(move |()| open.set(false)) />
            </div>
        }
        .into_any(),
        Load::Ready(done) => view! {
            <p class="muted">{match done.items.len() {
                1 => t(txt::ACTION_SETTINGS_ONE).into_any(),
                n => tf(txt::ACTION_SETTINGS_TEXT, vec![("n", n.to_string())]).into_any(),
            }}</p>
            <Changed items=done.items />
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            <div class="form-actions">
                <Button label=t(txt::ACTION_SETTINGS_WRITE) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary
                    on_press=write testid="write-settings" />
                <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
            </div>
        }
        .into_any(),
    }
    }
}

/// The way to the resource, for those who want to do it there.
#[component]
pub(super) fn ToResource(desk: Desk, resource: String, tab: &'static str, label: Text) -> impl IntoView {
    let href = format!("{}?tab={tab}", desk.current.path(TenantPlace::Resource(resource)));
    view! { <LinkButton label=t(label) href=href look=Look::Quiet /> }
}
