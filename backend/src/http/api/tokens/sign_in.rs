//! A sign-in that needs no browser: something is presented to the provider, and what it brings is kept. It runs in a
//! task of its own, because neither a refusal nor a token that exists nowhere else may be lost with the caller.

use std::time::Duration;

use shared::{ids::TokenId, problem::ProblemCode, secret::SecretText};

use crate::{
    app::AppState,
    audit::record,
    credentials::remember,
    domain::resource::{ResourceSettings, Target},
    http::{AppError, TenantContext, provider_problem, token_problem},
    kept_passwords::{self, Kept},
    oauth::{
        client_auth::Prover,
        error::ProviderFault,
        grants::{Exchange, Login, present_password, try_handed_in},
        token_response::TokenAnswer,
    },
    store::tokens::TokenRow,
    token_cache::{TokenFault, keep_sign_in},
};

/// Attempts to commit what the provider gave.
const COMMIT_ATTEMPTS: u32 = 6;

/// What is presented to the provider.
pub(super) enum Presented {
    /// A user name and password just given, and whether to keep them.
    Password(Login, bool),
    /// A password that was kept before.
    KeptPassword(Kept),
    /// A refresh token obtained elsewhere.
    RefreshToken(SecretText),
}

impl Presented {
    fn action(&self) -> &'static str {
        match self {
            Self::Password(..) | Self::KeptPassword(_) => "token.password",
            Self::RefreshToken(_) => "token.hand_in",
        }
    }

    fn to_keep(&self) -> Option<&Login> {
        match self {
            Self::Password(login, true) => Some(login),
            _ => None,
        }
    }

    async fn present(&self, app: &AppState, exchange: &Exchange<'_>) -> Result<TokenAnswer, ProviderFault> {
        match self {
            Self::Password(login, _) => present_password(exchange, login).await,
            Self::KeptPassword(kept) => kept_passwords::present(app, exchange, kept).await,
            Self::RefreshToken(token) => try_handed_in(exchange, token).await,
        }
    }
}

/// A sign-in of `subject` at the resource.
pub(super) struct SignIn {
    pub(super) context: TenantContext,
    pub(super) settings: ResourceSettings,
    pub(super) subject: String,
    pub(super) presented: Presented,
}

/// Does it; whether the caller waits or not.
pub(super) async fn sign_in(app: &AppState, sign_in: SignIn) -> Result<TokenRow, AppError> {
    let worker = app.clone();
    let work = app.tasks.spawn(async move { ask_and_keep(&worker, &sign_in).await });
    work.await.map_err(|error| AppError::new(ProblemCode::Internal).cause(error))?
}

async fn ask_and_keep(app: &AppState, sign_in: &SignIn) -> Result<TokenRow, AppError> {
    let (target, prover) = (Target::default(), Prover::new(&app.rng));
    let exchange = Exchange {
        settings: &sign_in.settings,
        target: &target,
        outbound: &app.outbound,
        catalog: &app.catalog,
        clock: &app.clock,
        prover: &prover,
    };
    let outcome = sign_in.presented.present(app, &exchange).await;
    remember(app, &sign_in.settings, &prover).await;
    match outcome {
        Ok(answer) => keep(app, sign_in, &answer).await.map_err(|fault| token_problem(&app.catalog, fault)),
        Err(fault) => {
            note_failure(app, sign_in, fault.code).await?;
            Err(provider_problem(&app.catalog, fault))
        }
    }
}

/// Commits the token, more than once if need be.
async fn keep(app: &AppState, sign_in: &SignIn, answer: &TokenAnswer) -> Result<TokenRow, TokenFault> {
    let mut pause = Duration::from_millis(50);
    for attempt in 1..COMMIT_ATTEMPTS {
        match write(app, sign_in, answer).await {
            Err(fault) if !matches!(fault, TokenFault::NoResource) => {
                tracing::error!(%fault, attempt, resource = %sign_in.settings.id, "a new token could not be stored yet");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
    write(app, sign_in, answer).await
}

async fn write(app: &AppState, sign_in: &SignIn, answer: &TokenAnswer) -> Result<TokenRow, TokenFault> {
    let SignIn { context, settings, subject, presented } = sign_in;
    let mut tx = app.store.write().await?;
    let kept = keep_sign_in(&mut tx, app, settings, subject, answer).await?;
    let to_keep = presented.to_keep();
    if let Some(login) = to_keep {
        kept_passwords::keep(&mut tx, app, settings, subject, login).await?;
    }
    let entry = context.entry(presented.action()).target("token", kept.id.as_str());
    let detail = serde_json::json!({
        "resource": settings.id, "subject": subject, "grant": settings.grant, "password_kept": to_keep.is_some(),
    });
    record(&mut tx, app, entry.detail(detail)).await?;
    tx.commit().await?;
    app.token_cache.signed_in(&context.tenant, &settings.id, &TokenId::new(&kept.id));
    Ok(kept)
}

async fn note_failure(app: &AppState, sign_in: &SignIn, code: ProblemCode) -> Result<(), AppError> {
    let SignIn { context, settings, subject, presented } = sign_in;
    let mut tx = app.store.write().await?;
    let entry = context.entry("token.sign_in_fail").target("resource", settings.id.as_str());
    let detail = serde_json::json!({
        "subject": subject, "grant": settings.grant, "action": presented.action(), "code": code.as_str(),
    });
    record(&mut tx, app, entry.detail(detail)).await?;
    Ok(tx.commit().await?)
}
