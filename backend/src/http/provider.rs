//! Faults of identity providers and of the token cache, as problems: the provider's code explained where it is known.

use shared::{field::FieldFault, problem::ProblemCode};

use super::{AppError, error::Explanation};
use crate::{catalog::Catalog, oauth::error::ProviderFault, token_cache::TokenFault};

/// A provider's fault as a problem.
pub fn provider_problem(catalog: &Catalog, fault: ProviderFault) -> AppError {
    let mut error = AppError::new(fault.code);
    for (name, value) in fault.args {
        error = error.arg(name, value);
    }
    // Where a grant knows what the protocol's bare word means for it, the problem's own words are the better ones.
    let bare = fault.provider_code.is_some() && fault.provider_code == fault.error;
    let told_by_grant = matches!(fault.code, ProblemCode::PasswordRefused | ProblemCode::RefreshTokenRefused);
    let code = fault.provider_code.as_deref().filter(|_| !(bare && told_by_grant));
    let known = code.and_then(|code| catalog.provider_error(code));
    if let Some(known) = known {
        error = error.explained(Explanation {
            detail: known.cause.clone(),
            remedy: known.remedy.clone(),
            class: known.class,
            who: known.who,
        });
    }
    if let Some(seconds) = fault.retry_after {
        error = error.retry_after(seconds);
    }
    if let Some(description) = fault.description {
        error = error.cause(description);
    }
    error.provider(fault.provider_code, fault.correlation_id)
}

/// A fault of the token cache as a problem.
pub fn token_problem(catalog: &Catalog, fault: TokenFault) -> AppError {
    match fault {
        TokenFault::NoResource => ProblemCode::NotFound.into(),
        TokenFault::SubjectMissing => AppError::field("/subject", FieldFault::Required),
        TokenFault::NoParameter(field) => AppError::field(format!("/{field}"), FieldFault::Unknown),
        TokenFault::Provider(fault) => provider_problem(catalog, fault),
        TokenFault::Vault(fault) => fault.into(),
    }
}
