//! Passwords that somebody asked to keep: sealed, presented when there is no other way to a token, and destroyed the
//! moment the provider refuses one, so that no mailbox is locked out by a machine that keeps trying.

use shared::{
    ids::{KeptPasswordId, ResourceId, TenantId},
    problem::ProblemCode,
};

use crate::{
    app::{App, AppState},
    audit::{Author, Entry, record},
    domain::resource::ResourceSettings,
    oauth::{
        error::ProviderFault,
        grants::{Exchange, Login, is_refusal, present_password},
        token_response::TokenAnswer,
    },
    store::{
        StoreError, Tx,
        kept_passwords::{self as store, KeptPasswordRow},
        tokens::Failure,
    },
    vault::{HolderKey, Place, VaultError},
};

/// The grant that may use them.
const GRANT: &str = "password";
/// Attempts to write a refusal down: until then the password could be presented again.
const REFUSE_ATTEMPTS: u32 = 8;

/// A kept password, opened.
#[derive(Debug)]
pub struct Kept {
    /// Its id.
    pub id: KeptPasswordId,
    /// What it signs in with.
    pub login: Login,
}

/// Keeps a password in `tx`, in the place of the one that `subject` had.
pub async fn keep(
    tx: &mut Tx,
    app: &App,
    settings: &ResourceSettings,
    subject: &str,
    login: &Login,
) -> Result<(), VaultError> {
    let key = app.vault.tenant(tx, &settings.tenant).await?;
    let id = app.rng.id(&app.clock);
    let row = KeptPasswordRow {
        password: Some(key.seal(place(&id), login.password.expose().as_bytes())),
        id,
        resource_id: settings.id.to_string(),
        subject: subject.to_owned(),
        username: login.username.clone(),
        kept_at: app.clock.now().as_millis(),
        ..KeptPasswordRow::default()
    };
    Ok(store::put(tx, &settings.tenant, &row).await?)
}

/// The password kept for `subject`, if there is one that was not refused.
pub async fn open(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    resource: &ResourceId,
    subject: &str,
) -> Result<Option<Kept>, VaultError> {
    let Some(row) = store::of_subject(tx, tenant, resource, subject).await? else { return Ok(None) };
    let key = app.vault.tenant(tx, tenant).await?;
    opened(&key, row)
}

fn opened(key: &HolderKey, row: KeptPasswordRow) -> Result<Option<Kept>, VaultError> {
    let Some(sealed) = &row.password else { return Ok(None) };
    let password = key.open_text(place(&row.id), sealed)?;
    Ok(Some(Kept { id: KeptPasswordId::new(row.id), login: Login { username: row.username, password } }))
}

/// Presents a kept password; one that is refused is destroyed before anybody hears of it.
///
/// # Errors
/// Why the provider gave no token.
pub async fn present(app: &AppState, exchange: &Exchange<'_>, kept: &Kept) -> Result<TokenAnswer, ProviderFault> {
    let outcome = present_password(exchange, &kept.login).await;
    if let Err(fault) = &outcome
        && is_refusal(fault)
    {
        refused(app, &exchange.settings.tenant, &exchange.settings.id, &kept.id, fault).await;
    }
    outcome
}

/// What a kept password brings after `fault`: the refresh token is missing or ended, and only a sign-in helps. Gives
/// `fault` back where the resource has none for `subject`.
///
/// # Errors
/// Why there is no token all the same.
pub async fn instead(
    app: &AppState,
    exchange: &Exchange<'_>,
    subject: &str,
    fault: ProviderFault,
) -> Result<TokenAnswer, ProviderFault> {
    let needs_sign_in =
        matches!(fault.code, ProblemCode::InvalidGrant | ProblemCode::InteractionRequired | ProblemCode::AnswerLost);
    let settings = exchange.settings;
    if settings.grant != GRANT || !needs_sign_in {
        return Err(fault);
    }
    let kept = async {
        let mut tx = app.store.read().await?;
        open(&mut tx, app, &settings.tenant, &settings.id, subject).await
    };
    match kept.await {
        Ok(Some(kept)) => present(app, exchange, &kept).await,
        Ok(None) => Err(fault),
        Err(error) => {
            tracing::error!(%error, "a kept password could not be read");
            Err(ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::StorageUnavailable) })
        }
    }
}

async fn refused(app: &AppState, tenant: &TenantId, resource: &ResourceId, id: &KeptPasswordId, fault: &ProviderFault) {
    let mut pause = std::time::Duration::from_millis(50);
    for attempt in 1..=REFUSE_ATTEMPTS {
        match write_refusal(app, tenant, resource, id, fault).await {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(%error, attempt, kept_password = %id, "a refused password could not be destroyed yet");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
    }
}

async fn write_refusal(
    app: &AppState,
    tenant: &TenantId,
    resource: &ResourceId,
    id: &KeptPasswordId,
    fault: &ProviderFault,
) -> Result<(), StoreError> {
    let failure = Failure {
        at: app.clock.now().as_millis(),
        code: fault.code.as_str(),
        provider_code: fault.provider_code.as_deref(),
        correlation_id: fault.correlation_id.as_deref(),
    };
    let mut tx = app.store.write().await?;
    if store::refuse(&mut tx, tenant, id, &failure).await? {
        let entry = Entry::new(Author::system("token engine"), "kept_password.refuse").tenant(tenant);
        let detail = serde_json::json!({ "resource": resource, "code": failure.code });
        record(&mut tx, app, entry.target("kept_password", id.as_str()).detail(detail)).await?;
    }
    tx.commit().await
}

fn place(row: &str) -> Place<'_> {
    Place { table: "kept_passwords", row, column: "password" }
}
