//! What every kind of setting has in common, and what a source of settings has to be able to do.

use std::{future::Future, pin::Pin};

use shared::{
    api::{
        resource::ShownValue,
        setting_change::{SettingKind, ShownSetting},
    },
    field::FieldFault,
    secret::{SecretState, SecretText, last4},
    timestamp::Timestamp,
    variable::{Reference, Renaming, VariableOptions, key, references, renamed},
};

use super::{Change, Place};
use crate::{app::App, store::Tx, vault::VaultError};

/// What is said about a setting, apart from its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Of a variable the kind of its value, of a connection string the id of its kind.
    pub kind: String,
    /// What narrows the kind of a variable.
    pub options: VariableOptions,
    /// What a connection string is for, where its kind has a target.
    pub target: Option<String>,
    /// Whether its value is never shown.
    pub secret: bool,
    /// Whether only the support team may change it.
    pub protected: bool,
    /// What it is for.
    pub description: String,
    /// Its value, in clear.
    pub value: SecretText,
}

/// A setting as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its id; stays when it is renamed.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is said about it.
    pub state: State,
    /// Counts its changes.
    pub version: i64,
    /// The environment's change that made this version.
    pub change: i64,
    /// When the value was last written.
    pub value_at: Timestamp,
    /// When the version was made.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// What a change makes of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// As it was; `None`: it is new, or comes back.
    pub before: Option<Setting>,
    /// The id under which it was known, where something deleted is to come back.
    pub id: Option<String>,
    /// Its name from now on.
    pub name: String,
    /// What is said about it from now on; `None`: it goes.
    pub after: Option<State>,
}

/// What a source promises.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, VaultError>> + Send + 'a>>;

/// Keeps the settings of one kind.
pub trait Source: Sync {
    /// The kind.
    fn kind(&self) -> SettingKind;

    /// Every setting of an environment: as it is, or as it was after the change of that number.
    fn load<'a>(
        &'a self,
        tx: &'a mut Tx,
        app: &'a App,
        place: &'a Place,
        after: Option<i64>,
    ) -> Answer<'a, Vec<Setting>>;

    /// Writes a version of each and tells their numbers, in the same order. A name may pass from one to another.
    fn write<'a>(&'a self, tx: &'a mut Tx, app: &'a App, change: &'a Change, edits: &'a [Edit])
    -> Answer<'a, Vec<i64>>;

    /// Of each change from `first` to `last`: how many settings it touched, and the first of their names.
    fn touched<'a>(&'a self, tx: &'a mut Tx, place: &'a Place, first: i64, last: i64) -> Answer<'a, Vec<Touched>>;

    /// What is wrong with a setting, each fault with a pointer to the field.
    fn judge(&self, name: &str, state: &State) -> Vec<(&'static str, FieldFault)>;

    /// What two names of this source are compared by.
    fn key(&self, name: &str) -> String {
        key(name)
    }

    /// What it refers to.
    fn references(&self, state: &State) -> Vec<Reference> {
        references(state.value.expose())
    }

    /// Whether it refers to a resource.
    fn mentions(&self, state: &State, resource: &str) -> bool {
        let of_it = |reference: &Reference| !reference.field.is_empty() && key(&reference.name) == key(resource);
        self.references(state).iter().any(of_it)
    }

    /// With its references following new names; `None`: it has none that would.
    fn renamed(&self, state: &State, renamings: &[Renaming]) -> Option<State> {
        let value = renamed(state.value.expose(), renamings)?;
        Some(State { value: SecretText::new(value), ..state.clone() })
    }

    /// As it may be shown.
    fn shown(&self, name: &str, state: &State, value_at: Timestamp) -> ShownSetting {
        ShownSetting {
            name: name.to_owned(),
            kind: state.kind.clone(),
            options: state.options.clone(),
            secret: state.secret,
            protected: state.protected,
            description: state.description.clone(),
            value: shown_value(state, value_at),
        }
    }
}

/// One of the settings that a change touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The change.
    pub change: i64,
    /// A name.
    pub name: String,
    /// How many of the source's settings the change touched.
    pub total: u64,
}

/// A value as it may be shown.
pub(super) fn shown_value(state: &State, value_at: Timestamp) -> ShownValue {
    let value = state.value.expose();
    if state.secret {
        let updated_at = (!value.is_empty()).then_some(value_at);
        ShownValue::Secret(SecretState { set: !value.is_empty(), last4: last4(value), updated_at })
    } else {
        ShownValue::Plain(value.to_owned())
    }
}
