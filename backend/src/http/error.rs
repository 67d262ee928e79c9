//! The one error of every handler. It says a stable code and what fills the words; the words themselves, and the one
//! log line with the cause, are made in [`super::envelope`], where the caller's language and the request are known.

use std::{error::Error, sync::Arc};

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shared::{
    api::{dependents::DependentGroup, migration::MigrationStep, setting_change::SettingConflict},
    field::{FieldFault, Report},
    problem::ProblemCode,
    provider_error::{ErrorClass, WhoActs},
    text::LocalizedText,
};

use crate::{
    audit::JournalUnavailable,
    identity::{AccountFault, PasswordFault},
    settings::SettingsFault,
    store::StoreError,
    vault::{SealFault, VaultError},
};

/// What went wrong, as far as the caller may know, and why, for the log.
#[derive(Debug)]
pub struct AppError(Box<Fault>);

/// The parts of an [`AppError`].
#[derive(Debug)]
pub struct Fault {
    pub(super) code: ProblemCode,
    pub(super) args: Vec<(&'static str, String)>,
    pub(super) phrases: Vec<(&'static str, LocalizedText)>,
    pub(super) fields: Vec<(String, FieldFault)>,
    pub(super) provider_code: Option<String>,
    pub(super) correlation_id: Option<String>,
    pub(super) index: Option<usize>,
    pub(super) retry_after: Option<u32>,
    pub(super) dependents: Vec<DependentGroup>,
    pub(super) conflicts: Vec<SettingConflict>,
    pub(super) step: Option<Box<MigrationStep>>,
    pub(super) explanation: Option<Explanation>,
    pub(super) words: Option<Words>,
    pub(super) cause: Option<Box<dyn Error + Send + Sync>>,
}

/// Better words about one field of the request, with a code of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub(super) pointer: &'static str,
    pub(super) code: &'static str,
    pub(super) detail: LocalizedText,
    pub(super) remedy: LocalizedText,
}

/// Better words than the code's own: what an identity provider's code means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened.
    pub detail: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
    /// What kind of fault it is.
    pub class: ErrorClass,
    /// Who has to act.
    pub who: WhoActs,
}

impl AppError {
    /// A problem with nothing but its code.
    pub fn new(code: ProblemCode) -> Self {
        Self(Box::new(Fault {
            code,
            args: Vec::new(),
            phrases: Vec::new(),
            fields: Vec::new(),
            provider_code: None,
            correlation_id: None,
            index: None,
            retry_after: None,
            dependents: Vec::new(),
            conflicts: Vec::new(),
            step: None,
            explanation: None,
            words: None,
            cause: None,
        }))
    }

    /// The code.
    pub fn code(&self) -> ProblemCode {
        self.0.code
    }

    /// Fills `{name}` in the words.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.args.push((name, value.into()));
        self
    }

    /// Fills `{name}` in the words with something that is said in the caller's language too.
    #[must_use]
    pub fn phrase(mut self, name: &'static str, text: LocalizedText) -> Self {
        self.0.phrases.push((name, text));
        self
    }

    /// One field that was not accepted; `pointer` is a JSON pointer into the body (RFC 6901).
    pub fn field(pointer: impl Into<String>, fault: FieldFault) -> Self {
        Self::fields(vec![(pointer.into(), fault)])
    }

    /// Several fields that were not accepted.
    pub fn fields(fields: Vec<(String, FieldFault)>) -> Self {
        let mut error = Self::new(ProblemCode::InvalidFields);
        error.0.fields = fields;
        error
    }

    /// Fails if a report found anything.
    pub fn check(report: Report) -> Result<(), Self> {
        let faults = report.into_faults();
        if faults.is_empty() { Ok(()) } else { Err(Self::fields(faults)) }
    }

    /// What the identity provider called it.
    #[must_use]
    pub fn provider(mut self, code: Option<String>, correlation_id: Option<String>) -> Self {
        self.0.provider_code = code;
        self.0.correlation_id = correlation_id;
        self
    }

    /// Better words than the code's own.
    #[must_use]
    pub fn explained(mut self, explanation: Explanation) -> Self {
        self.0.explanation = Some(explanation);
        self
    }

    /// Better words about the field at `pointer`; `code` is stable.
    #[must_use]
    pub fn words(
        mut self,
        pointer: &'static str,
        code: &'static str,
        detail: LocalizedText,
        remedy: LocalizedText,
    ) -> Self {
        self.0.words = Some(Words { pointer, code, detail, remedy });
        self
    }

    /// Where in a text the fault begins; also fills `{index}`.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.index = Some(index);
        self.arg("index", index.to_string())
    }

    /// What refers to the thing that was to be changed.
    #[must_use]
    pub fn dependents(mut self, groups: Vec<DependentGroup>) -> Self {
        self.0.dependents = groups;
        self
    }

    /// The settings that are not as they were expected to be.
    #[must_use]
    pub fn conflicts(mut self, conflicts: Vec<SettingConflict>) -> Self {
        self.0.conflicts = conflicts;
        self
    }

    /// The step as it is now.
    #[must_use]
    pub fn step(mut self, step: MigrationStep) -> Self {
        self.0.step = Some(Box::new(step));
        self
    }

    /// When to try again, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// Why, for the log only. Must not hold a secret.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ProblemCode::Internal).cause(cause)
    }
}

impl From<ProblemCode> for AppError {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            // What the row refers to was removed in the meantime.
            StoreError::Constraint { ref name, .. } if name == "foreign_key" => {
                Self::new(ProblemCode::NotFound).cause(error)
            }
            StoreError::Unavailable(_) => Self::new(ProblemCode::StorageUnavailable).retry_after(5).cause(error),
            _ => Self::internal(error),
        }
    }
}

impl From<JournalUnavailable> for AppError {
    fn from(error: JournalUnavailable) -> Self {
        Self::new(ProblemCode::StorageUnavailable).retry_after(5).cause(error)
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<SealFault> for AppError {
    fn from(error: SealFault) -> Self {
        Self::internal(error)
    }
}

impl From<SettingsFault> for AppError {
    fn from(fault: SettingsFault) -> Self {
        const MOST_NAMED: usize = 5;
        let listed = |names: Vec<&str>| {
            let more = if names.len() > MOST_NAMED { ", …" } else { "" };
            format!("{}{more}", names.into_iter().take(MOST_NAMED).collect::<Vec<_>>().join(", "))
        };
        match fault {
            SettingsFault::Fields(fields) => Self::fields(fields),
            SettingsFault::Conflict(conflicts) => {
                let names = listed(conflicts.iter().map(|conflict| conflict.name.as_str()).collect());
                let error = Self::new(ProblemCode::VariableConflict).arg("count", conflicts.len().to_string());
                error.arg("names", names).conflicts(conflicts)
            }
            SettingsFault::Protected(name) => Self::new(ProblemCode::VariableProtected).arg("name", name),
            SettingsFault::Cycle { names, pointers } => {
                let names = listed(names.iter().map(String::as_str).collect());
                let mut error = Self::new(ProblemCode::VariableCycle).arg("names", names);
                error.0.fields = pointers.into_iter().map(|at| (at, FieldFault::ReferenceCycle)).collect();
                error
            }
            SettingsFault::NotFound => Self::new(ProblemCode::NotFound),
            SettingsFault::Vault(error) => error.into(),
        }
    }
}

impl From<PasswordFault> for AppError {
    fn from(error: PasswordFault) -> Self {
        Self::internal(error)
    }
}

impl From<AccountFault> for AppError {
    fn from(error: AccountFault) -> Self {
        match error {
            AccountFault::EmailTaken => Self::field("/email", FieldFault::Taken),
            AccountFault::Password(error) => error.into(),
            AccountFault::Store(error) => error.into(),
        }
    }
}

impl From<serde_json::Error> for AppError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<http::header::InvalidHeaderValue> for AppError {
    fn from(error: http::header::InvalidHeaderValue) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for AppError {
    /// The status, with the fault attached for the envelope to put in words.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(*self.0));
        response
    }
}
