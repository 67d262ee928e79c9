//! Files on their way to the server: read in the browser, sent one after the other, and what came of each.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use shared::{
    api::config_file::{ConfigFileSummary, CreateConfigFile, PutConfigFile},
    config_file::MAX_BYTES,
    secret::SecretText,
};

use super::{super::frame::CurrentEnvironment, files::size_words};
use crate::{
    api::{Answer, Api, Once},
    components::{
        badge::Tone,
        button::{Button, Look},
        drop_zone::bytes_of,
        icon::Icon,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    places::SettingsPlace,
    remote::Remote,
    state::{
        credential::base64,
        version::{Seen, Version},
    },
};

/// What came of a file.
#[derive(Clone, PartialEq)]
enum Fate {
    /// Being read or sent.
    Sending,
    /// A file of that name is there; newer version or not?
    Twin(ConfigFileSummary),
    /// Larger than is taken.
    TooLarge,
    /// The browser cannot read it.
    Unreadable,
    /// The server said no.
    Refused(Failure),
}

/// One file on its way.
#[derive(Clone, Copy)]
struct Upload {
    number: u32,
    name: StoredValue<String>,
    content: StoredValue<SecretText>,
    fate: RwSignal<Fate>,
}

/// The files on their way.
#[derive(Clone, Copy)]
pub(super) struct Queue {
    all: RwSignal<Vec<Upload>>,
    next: StoredValue<u32>,
    remote: Remote<Vec<ConfigFileSummary>>,
    around: StoredValue<(Api, CurrentTenant, CurrentEnvironment)>,
    arrived: RwSignal<Option<String>>,
}

/// Why a file is not sent at all, or what is sent of it.
async fn read(file: &web_sys::File) -> Result<SecretText, Fate> {
    if file.size() > f64::from(u32::try_from(MAX_BYTES).unwrap_or(u32::MAX)) {
        return Err(Fate::TooLarge);
    }
    let bytes = bytes_of(file).await.ok_or(Fate::Unreadable)?;
    Ok(SecretText::new(base64(&bytes)))
}

/// What is sent of a newer copy of a file that is there.
pub(super) async fn newer_copy(
    api: Api,
    (tenant, environment, id): (&str, &str, &str),
    file: &web_sys::File,
    version: Option<&Version>,
) -> Result<Seen<shared::api::config_file::ConfigFileDetail>, Option<Failure>> {
    let content = read(file).await.map_err(|_| None)?;
    let request = PutConfigFile { name: None, content_base64: content };
    api.put_config_file((tenant, environment, id), &request, version).await.map_err(Some)
}

impl Queue {
    /// Nothing on its way. `remote` is read again whenever a file has arrived.
    pub(super) fn new(remote: Remote<Vec<ConfigFileSummary>>) -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            remote,
            around: StoredValue::new((Api::of_page(), CurrentTenant::of_page(), CurrentEnvironment::of_page())),
            arrived: RwSignal::new(None),
        }
    }

    /// Whether anything is being sent; follows.
    pub(super) fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.all.with(|all| all.iter().any(|one| one.fate.with(|fate| *fate == Fate::Sending))))
    }

    /// Sends files, one after the other. Where there is one only, its page is shown.
    pub(super) fn take(self, files: Vec<web_sys::File>) {
        // What went wrong before is history once something new is tried.
        self.all.update(|all| all.retain(|one| one.fate.with_untracked(|fate| *fate == Fate::Sending)));
        let alone = files.len() == 1;
        let uploads: Vec<(Upload, web_sys::File)> =
            files.into_iter().map(|file| (self.add(&file.name()), file)).collect();
        spawn_local(async move {
            for (upload, file) in uploads {
                match read(&file).await {
                    Ok(content) => upload.content.set_value(content),
                    Err(fate) => {
                        drop(upload.fate.try_set(fate));
                        continue;
                    }
                }
                let twin = self.twin(&upload.name.get_value());
                match twin {
                    Some(twin) => drop(upload.fate.try_set(Fate::Twin(twin))),
                    None => self.create(upload, alone).await,
                }
            }
        });
    }

    fn add(self, name: &str) -> Upload {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        let upload = Upload {
            number,
            name: StoredValue::new(name.to_owned()),
            content: StoredValue::new(SecretText::default()),
            fate: RwSignal::new(Fate::Sending),
        };
        self.all.update(|all| all.push(upload));
        upload
    }

    fn twin(self, name: &str) -> Option<ConfigFileSummary> {
        let there = self.remote.value_untracked().unwrap_or_default();
        there.into_iter().find(|file| file.name.to_lowercase() == name.to_lowercase())
    }

    async fn create(self, upload: Upload, show: bool) {
        let (api, tenant, here) = self.around.get_value();
        let (tenant, environment) = (tenant.slug(), here.slug());
        let request = CreateConfigFile { name: upload.name.get_value(), content_base64: upload.content.get_value() };
        let answer = api.create_config_file(&tenant, &environment, &request, Once::new()).await;
        self.settle(upload, answer.map(|detail| detail.summary.id.to_string()), show);
    }

    /// Sends it as a newer version of the one that is there.
    fn replace(self, upload: Upload, twin: &ConfigFileSummary) {
        let (api, tenant, here) = self.around.get_value();
        let (tenant, environment, id) = (tenant.slug(), here.slug(), twin.id.to_string());
        let version = Version::new(format!("\"{}\"", twin.version));
        upload.fate.set(Fate::Sending);
        spawn_local(async move {
            let request = PutConfigFile { name: None, content_base64: upload.content.get_value() };
            let answer = api.put_config_file((&tenant, &environment, &id), &request, Some(&version)).await;
            self.settle(upload, answer.map(|_| id), true);
        });
    }

    fn settle(self, upload: Upload, answer: Answer<String>, show: bool) {
        match answer {
            Ok(id) => {
                self.drop(upload.number);
                self.remote.reload();
                if show {
                    drop(self.arrived.try_set(Some(id)));
                }
            }
            Err(failure) => drop(upload.fate.try_set(Fate::Refused(failure))),
        }
    }

    fn drop(self, number: u32) {
        _ = self.all.try_update(|all| all.retain(|one| one.number != number));
    }
}

/// The files on their way, and what came of those that did not arrive.
#[component]
pub(super) fn Uploads(queue: Queue) -> impl IntoView {
    let navigate = use_navigate();
    let here = CurrentEnvironment::of_page();
    Effect::new(move || {
        if let Some(id) = queue.arrived.get() {
            navigate(&here.path(SettingsPlace::ConfigFile(id)), leptos_router::NavigateOptions::default());
        }
    });
    view! {
        <Show when=move || queue.all.with(|all| !all.is_empty())>
            <ul class="uploads" aria-live="polite" data-testid="uploads">
                <For each=move || queue.all.get() key=|upload| upload.number let:upload>
                    <UploadRow queue upload />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn UploadRow(queue: Queue, upload: Upload) -> impl IntoView {
    let name = upload.name.get_value();
    let close = Callback::new(move |()| queue.drop(upload.number));
    let label = name.clone();
    view! {
        <li class="upload" data-upload=name.clone()>
            <div class="upload-head">
                <strong>{name.clone()}</strong>
                {move || upload.fate.with(|fate| *fate != Fate::Sending).then(|| view! {
                    <Button label=tf(txt::CONFIG_FILES_DISMISS, vec![("name", label.clone())]) icon=icondata::LuX look=Look::Quiet compact=true on_press=close />
                })}
            </div>
            {move || match upload.fate.get() {
                Fate::Sending => view! { <p class="muted"><span class="spinner" aria-hidden="true"></span>" "{t(txt::CONFIG_FILES_UPLOADING)}</p> }.into_any(),
                Fate::TooLarge => {
                    let most = i64::try_from(MAX_BYTES).unwrap_or(i64::MAX);
                    let words = tf(txt::CONFIG_FILES_TOO_LARGE, vec![("most", size_words(most))]);
                    view! { <p class="note tone-bad"><Icon icon=Tone::Bad.icon() /><span>{words}</span></p> }.into_any()
                }
                Fate::Unreadable => {
                    view! { <p class="note tone-bad"><Icon icon=Tone::Bad.icon() /><span>{t(txt::CONFIG_FILES_UNREADABLE)}</span></p> }.into_any()
                }
                Fate::Refused(failure) => view! { <ProblemNote failure /> }.into_any(),
                Fate::Twin(twin) => view! { <Twin queue upload twin /> }.into_any(),
            }}
        </li>
    }
}

#[component]
fn Twin(queue: Queue, upload: Upload, twin: ConfigFileSummary) -> impl IntoView {
    let version = twin.version.to_string();
    let replace = Callback::new(move |()| queue.replace(upload, &twin));
    view! {
        <div class="note tone-accent">
            <Icon icon=icondata::LuFiles />
            <div class="problem-words">
                <p>{tf(txt::CONFIG_FILES_TWIN, vec![("version", version)])}</p>
                <Button label=t(txt::CONFIG_FILES_TWIN_NEWER) on_press=replace testid="upload-newer" />
            </div>
        </div>
    }
}
