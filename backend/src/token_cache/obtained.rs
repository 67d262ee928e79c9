//! Puts what a provider gave into the store, sealed, behind the fence; then, and only then, into memory.

use shared::{
    ids::{ResourceId, TenantId, TokenId},
    secret::SecretText,
    timestamp::Timestamp,
};

use super::{TokenFault, ahead};
use crate::{
    app::App,
    audit::{Author, Entry as AuditEntry},
    domain::resource::ResourceSettings,
    oauth::token_response::TokenAnswer,
    store::{
        Tx, generations,
        token_events::{self, TokenEventRow},
        token_quarantines,
        tokens::{self, Committed, Refresh, TokenRow},
    },
    vault::{HolderKey, Place},
};

const TABLE: &str = "tokens";
/// The column of the access token.
pub(super) const ACCESS: &str = "access_token";
/// The column of the refresh token.
pub(super) const REFRESH: &str = "refresh_token";

/// What a provider gave for a token whose lease is held.
#[derive(Debug)]
pub(super) struct Obtained<'a> {
    /// The resource.
    pub settings: &'a ResourceSettings,
    /// The row as it was.
    pub row: &'a TokenRow,
    /// The fence of the lease.
    pub fence: i64,
    /// The answer.
    pub answer: &'a TokenAnswer,
    /// `acquired` or `refreshed`.
    pub event: &'static str,
    /// Somebody signed in: what was there before is replaced as a whole.
    pub signed_in: bool,
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Kept {
    /// The row as it is then.
    Row(Box<TokenRow>),
    /// The refresh token is kept; the branch that it was asked for is gone. To be committed like the first.
    BranchGone,
    /// The fence no longer held, and nothing was written.
    Overtaken,
}

/// Writes what was obtained in `tx`: the access token to its row, the refresh token to the row's root.
pub(super) async fn keep(tx: &mut Tx, app: &App, obtained: &Obtained<'_>) -> Result<Kept, TokenFault> {
    let Obtained { settings, row, answer, .. } = obtained;
    let tenant = &settings.tenant;
    let key = app.vault.tenant(tx, tenant).await?;
    let seal = |row: &str, column, secret: &SecretText| key.seal(place(row, column), secret.expose().as_bytes());
    let given = answer.refresh_token.as_ref().map(|secret| seal(row.root().as_str(), REFRESH, secret));
    // RFC 6749 §6: no new refresh token means that the old one stays. A new sign-in brings its own or none.
    let days = settings.kind.refresh_token_days.map(|days| answer.obtained_at.plus_seconds(i64::from(days) * 86_400));
    let refresh_expires_at = answer.refresh_expires_at.or(days).filter(|_| given.is_some() || !obtained.signed_in);
    let refresh = Refresh {
        replaced_by: (given.is_some() || obtained.signed_in).then_some(given.as_deref()),
        expires_at: refresh_expires_at.map(Timestamp::as_millis),
    };
    let mut new = TokenRow {
        granted_scope: answer.scope.clone().or_else(|| row.granted_scope.clone()),
        token_type: answer.token_type.clone(),
        access_token: Some(seal(&row.id, ACCESS, &answer.access_token)),
        obtained_at: answer.obtained_at.as_millis(),
        expires_at: answer.expires_at.as_millis(),
        credential_version: settings.credential_version,
        lease_owner: None,
        lease_until: 0,
        error_at: None,
        error_code: None,
        error_provider_code: None,
        error_correlation_id: None,
        ..(*row).clone()
    };
    match tokens::commit(tx, tenant, &new, refresh, obtained.fence).await? {
        Committed::Overtaken => return Ok(Kept::Overtaken),
        Committed::BranchGone => return Ok(Kept::BranchGone),
        Committed::Written => {}
    }
    if !new.is_branch() {
        new.refresh_expires_at = refresh.expires_at;
        if refresh.replaced_by.is_some() {
            new.refresh_token = given;
        }
    }
    let id = TokenId::new(&new.id);
    token_events::insert(tx, tenant, &id, &event(app, obtained.event, None, None)).await?;
    token_quarantines::lift(tx, tenant, &new.root()).await?;
    ahead::plan(tx, app, settings, &new, answer, obtained.signed_in || obtained.event == "acquired").await?;
    Ok(Kept::Row(Box::new(new)))
}

/// Commits what a sign-in of `subject` brought in `tx`: it takes the place of the old token, and a renewal of that
/// under way loses its fence. What it was the root of goes: those tokens came from the sign-in before. After the transaction, tell [`super::TokenCache::signed_in`].
pub async fn keep_sign_in(
    tx: &mut Tx,
    app: &App,
    settings: &ResourceSettings,
    subject: &str,
    answer: &TokenAnswer,
) -> Result<TokenRow, TokenFault> {
    let wanted = TokenRow {
        id: app.rng.id(&app.clock),
        resource_id: settings.id.to_string(),
        subject: subject.to_owned(),
        created_at: app.clock.now().as_millis(),
        ..TokenRow::default()
    };
    let before = tokens::ensure(tx, &settings.tenant, &wanted).await?;
    let id = TokenId::new(&before.id);
    let fence = tokens::lease(tx, &settings.tenant, &id, "authorization", i64::MAX, 0).await?;
    let fence = fence.ok_or(TokenFault::NoResource)?;
    let obtained = Obtained { settings, row: &before, fence, answer, event: "acquired", signed_in: true };
    let Kept::Row(kept) = keep(tx, app, &obtained).await? else { return Err(TokenFault::NoResource) };
    tokens::delete_branches(tx, &settings.tenant, &id).await?;
    generations::identity_changed(tx).await?;
    Ok(*kept)
}

/// The access token of `row`, opened, whatever its life: for looking at it, not for handing it out.
///
/// # Errors
/// It cannot be opened.
pub async fn access_token(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    row: &TokenRow,
) -> Result<Option<SecretText>, TokenFault> {
    let key = app.vault.tenant(tx, tenant).await?;
    open(&key, row, ACCESS)
}

/// An event of a token, now.
pub fn event(app: &App, kind: &str, code: Option<&str>, provider_code: Option<&str>) -> TokenEventRow {
    TokenEventRow {
        id: app.rng.id(&app.clock),
        at: app.clock.now().as_millis(),
        kind: kind.to_owned(),
        code: code.map(str::to_owned),
        provider_code: provider_code.map(str::to_owned),
    }
}

/// An audit entry of the engine itself.
pub(super) fn audit_entry(tenant: &TenantId, action: &'static str, row: &TokenRow) -> AuditEntry {
    let resource = ResourceId::new(&row.resource_id);
    AuditEntry::new(Author::system("token engine"), action)
        .tenant(tenant)
        .target("token", row.id.as_str())
        .detail(serde_json::json!({ "resource": resource, "subject": row.subject }))
}

/// Where a sealed token belongs.
pub(super) fn place<'a>(row: &'a str, column: &'a str) -> Place<'a> {
    Place { table: TABLE, row, column }
}

/// Opens a sealed token of `row`; a refresh token is opened at its root.
pub(super) fn open(key: &HolderKey, row: &TokenRow, column: &str) -> Result<Option<SecretText>, TokenFault> {
    let blob = if column == ACCESS { &row.access_token } else { &row.refresh_token };
    let opened = blob.as_ref().map(|blob| key.open_text(place(&row.id, column), blob)).transpose();
    opened.map_err(|fault| TokenFault::Vault(fault.into()))
}
