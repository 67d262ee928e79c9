//! A value that comes from the server: loading, there, or failed; loaded again when what it depends on changes.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use crate::failure::Failure;

/// How far a value has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Load<T> {
    /// On its way for the first time.
    Loading,
    /// There.
    Ready(T),
    /// Did not come.
    Failed(Failure),
}

/// A value of the server's and the way to load it again.
pub(crate) struct Remote<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    wanted: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

impl<T: Clone + Send + Sync + 'static> Remote<T> {
    /// Loads with `fetch`, again whenever a signal that `fetch` reads before its first await changes.
    /// An answer that was overtaken by a newer request is dropped.
    pub(crate) fn new<F, Fut>(fetch: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = Result<T, Failure>> + 'static,
    {
        let remote = Self { state: RwSignal::new(Load::Loading), wanted: RwSignal::new(0) };
        let latest = StoredValue::new(0u32);
        Effect::new(move || {
            remote.wanted.track();
            let turn = latest.try_update_value(|n| {
                *n += 1;
                *n
            });
            let answer = fetch();
            spawn_local(async move {
                let answer = answer.await;
                if latest.try_get_value() == turn {
                    drop(remote.state.try_set(match answer {
                        Ok(value) => Load::Ready(value),
                        Err(failure) => Load::Failed(failure),
                    }));
                }
            });
        });
        remote
    }

    /// A value that is known already, for pages that show components without a server.
    pub(crate) fn fixed(load: Load<T>) -> Self {
        Self { state: RwSignal::new(load), wanted: RwSignal::new(0) }
    }

    /// Follows the state.
    pub(crate) fn get(self) -> Load<T> {
        self.state.get()
    }

    /// Follows the value, when it is there.
    pub(crate) fn value(self) -> Option<T> {
        self.state.with(|load| match load {
            Load::Ready(value) => Some(value.clone()),
            _ => None,
        })
    }

    /// The value right now, without following it.
    pub(crate) fn value_untracked(self) -> Option<T> {
        untrack(|| self.value())
    }

    /// Loads again; what is shown stays until the answer is there.
    pub(crate) fn reload(self) {
        _ = self.wanted.try_update(|n| *n += 1);
    }

    /// Shows a failed load as loading and tries again.
    pub(crate) fn retry(self) {
        drop(self.state.try_set(Load::Loading));
        self.reload();
    }

    /// Puts in a value that the server just answered with.
    pub(crate) fn put(self, value: T) {
        drop(self.state.try_set(Load::Ready(value)));
    }
}
