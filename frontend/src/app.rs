//! The application: what everything below may ask for, and which page the address means.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    components::{FlatRoutes, Route, Router},
    hooks::{use_location, use_navigate},
    path,
};

use crate::{
    api::Api,
    clock::Now,
    components::{
        ends::KnownDeadlines,
        field::Ids,
        page::BarePage,
        reauthentication::ReauthenticationDialog,
        shell::Shell,
        states::{ProblemNote, Skeleton},
        toast::{ToastShelf, Toasts},
    },
    failure::Failure,
    i18n::{Language, t, txt},
    pages::{self, parts::Parts},
    places::{Place, encode},
    preferences,
    session::{Session, Who},
};

/// Takes away what stood on the page while the application was on its way.
pub(crate) fn remove_splash() {
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
}

/// Everything.
#[component]
pub(crate) fn App() -> impl IntoView {
    let language = preferences::provide();
    let session = Session(RwSignal::new(Who::Asking));
    let api = Api::new(language, session);
    provide_context(session);
    provide_context(api);
    Ids::provide();
    Now::provide();
    Toasts::provide();
    Parts::provide();
    KnownDeadlines::provide();
    ask_who(api, session, language);
    view! {
        <Router>
            <FlatRoutes fallback=|| view! { <Frame /> }>
                <Route path=path!("/*any") view=|| view! { <Frame /> } />
            </FlatRoutes>
        </Router>
        <ReauthenticationDialog />
        <ToastShelf />
    }
}

/// Asks the server who is signed in.
pub(crate) fn ask_who(api: Api, session: Session, language: Language) {
    spawn_local(async move {
        let who = match api.session().await {
            Ok(info) => {
                language.suggest(info.user.locale);
                Who::Somebody(Box::new(info))
            }
            Err(Failure::Problem(problem)) if problem.status == 401 => Who::Nobody,
            Err(failure) => Who::Failed(failure),
        };
        session.0.set(who);
    });
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Bare,
    Asking,
    Nobody,
    Inside,
    Failed,
}

/// The page of the address, with the shell around it where it has one.
#[component]
fn Frame() -> impl IntoView {
    let location = use_location();
    let place = Memo::new(move |_| Place::parse(&location.pathname.get()));
    let session = Session::of_page();
    let stage = Memo::new(move |_| match session.0.get() {
        _ if place.get().is_bare() => Stage::Bare,
        Who::Asking => Stage::Asking,
        Who::Nobody => Stage::Nobody,
        Who::Somebody(_) => Stage::Inside,
        Who::Failed(_) => Stage::Failed,
    });
    let navigate = use_navigate();
    Effect::new(move || {
        if stage.get() == Stage::Nobody {
            navigate(&sign_in_path(), NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    move || match stage.get() {
        Stage::Bare => (move || pages::bare(&place.get())).into_any(),
        Stage::Inside => view! { <Shell place><pages::Inside place /></Shell> }.into_any(),
        Stage::Asking | Stage::Nobody => view! { <main class="page"><Skeleton lines=6 /></main> }.into_any(),
        Stage::Failed => view! { <Unreachable /> }.into_any(),
    }
}

/// Sign-in, with the way back to here.
fn sign_in_path() -> String {
    let location = window().location();
    let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let home = here == "/" || here == Place::Tenants.path();
    if home { Place::SignIn.path() } else { format!("{}?return={}", Place::SignIn.path(), encode(&here)) }
}

/// The server could not even be asked who is there.
#[component]
fn Unreachable() -> impl IntoView {
    let api = Api::of_page();
    let session = Session::of_page();
    let language = Language::of_page();
    let again = Callback::new(move |()| {
        session.0.set(Who::Asking);
        ask_who(api, session, language);
    });
    view! {
        <BarePage title=t(txt::UNREACHABLE_TITLE)>
            {move || match session.0.get() {
                Who::Failed(failure) => Some(view! { <ProblemNote failure=failure retry=again /> }),
                _ => None,
            }}
        </BarePage>
    }
}
