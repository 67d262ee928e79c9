//! What the store has for a caller: the row of its target, found by way of the sign-in that it belongs to.

use std::sync::Arc;

use shared::{ids::TokenId, problem::ProblemCode, resource::Phase, timestamp::Timestamp};

use super::{Entry, TokenFault, Wanted, entry::living};
use crate::{
    app::AppState,
    domain::resource::{ResourceSettings, Target},
    oauth::{
        error::ProviderFault,
        grants::{self, Grant},
    },
    resources,
    store::{
        Tx,
        tokens::{self, TokenRow},
    },
};

/// What the store has.
pub(super) struct Seen {
    pub(super) token: TokenId,
    /// Where its refresh token is.
    pub(super) root: TokenId,
    pub(super) credential_version: i64,
    /// Good for the caller as it is.
    pub(super) usable: Option<Arc<Entry>>,
    /// Alive, if not as the caller wants it: better than nothing.
    pub(super) alive: Option<Arc<Entry>>,
}

/// Looks without changing anything, unless there has to be a row first.
pub(super) async fn look(app: &AppState, wanted: &Wanted<'_>, now: Timestamp) -> Result<Seen, TokenFault> {
    let mut tx = app.store.read().await?;
    let opened = resources::open(&mut tx, app, wanted.tenant, wanted.resource).await?;
    let settings = opened.ok_or(TokenFault::NoResource)?.settings;
    let grant = grants::find(&settings.grant);
    check_target(&settings, grant, &wanted.target)?;
    let found = find(&mut tx, wanted, grant).await?;
    let key = app.vault.tenant(&mut tx, wanted.tenant).await?;
    drop(tx);
    let row = match found {
        Found::Row(row) => *row,
        Found::RootOnly(root) => branch(app, wanted, &root).await?,
        Found::Nothing => first_row(app, wanted, grant).await?,
    };
    let alive = living(&key, &row, now)?.map(Arc::new);
    let current = row.credential_version == settings.credential_version && !wanted.force;
    let usable = alive.clone().filter(|entry| current && entry.lives(wanted.needed_seconds, now));
    let root = row.root();
    Ok(Seen { token: TokenId::new(row.id), root, credential_version: settings.credential_version, usable, alive })
}

fn check_target(settings: &ResourceSettings, grant: Option<&Grant>, target: &Target) -> Result<(), TokenFault> {
    let phase = if is_delegated(grant) { Phase::Refresh } else { Phase::Token };
    if target.audience.is_some() && !settings.accepts_audience(phase) {
        return Err(TokenFault::NoParameter("audience"));
    }
    if target.scope.is_some() && !settings.accepts_scope(phase) {
        return Err(TokenFault::NoParameter("scope"));
    }
    Ok(())
}

/// Whether tokens come from somebody's sign-in. A grant that nobody knows any more is taken for one.
fn is_delegated(grant: Option<&Grant>) -> bool {
    grant.is_none_or(|grant| grant.delegated)
}

enum Found {
    Row(Box<TokenRow>),
    /// The sign-in is there; nobody has asked it for this target yet.
    RootOnly(Box<TokenRow>),
    Nothing,
}

/// Whose token it is is decided at the roots, so that the answer does not depend on which audiences were asked for
/// before.
async fn find(tx: &mut Tx, wanted: &Wanted<'_>, grant: Option<&Grant>) -> Result<Found, TokenFault> {
    if !wanted.target.is_default() && is_delegated(grant) {
        let root = only(of_target(tx, wanted, &Target::default()).await?)?;
        if let Some(root) = root.filter(|root| root.refresh_token.is_some()) {
            let found = tokens::branch_of(tx, wanted.tenant, &root.root(), &wanted.target).await?;
            return Ok(found.map_or_else(|| Found::RootOnly(Box::new(root)), |row| Found::Row(Box::new(row))));
        }
    }
    let found = only(of_target(tx, wanted, &wanted.target).await?)?;
    Ok(found.map_or(Found::Nothing, |row| Found::Row(Box::new(row))))
}

async fn of_target(tx: &mut Tx, wanted: &Wanted<'_>, target: &Target) -> Result<Vec<TokenRow>, TokenFault> {
    Ok(tokens::of_target(tx, wanted.tenant, wanted.resource, wanted.subject, target).await?)
}

/// The row that is meant: the token of nobody in particular when nobody is named, else the only one there is.
fn only(found: Vec<TokenRow>) -> Result<Option<TokenRow>, TokenFault> {
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(row), _) if row.subject.is_empty() => Ok(Some(row)),
        (Some(_), Some(_)) => Err(TokenFault::SubjectMissing),
        (row, _) => Ok(row),
    }
}

fn needs_somebody() -> TokenFault {
    TokenFault::Provider(ProviderFault::of(ProblemCode::InteractionRequired))
}

/// A branch of `root` for a target that nobody asked for before.
async fn branch(app: &AppState, wanted: &Wanted<'_>, root: &TokenRow) -> Result<TokenRow, TokenFault> {
    let mut tx = app.store.write().await?;
    // It may have been deleted since it was looked at.
    tokens::lock(&mut tx, wanted.tenant, &root.root()).await?;
    let root = tokens::get(&mut tx, wanted.tenant, wanted.resource, &root.root()).await?;
    let root = root.filter(|root| root.refresh_token.is_some()).ok_or_else(needs_somebody)?;
    let row = TokenRow { root_id: Some(root.id.clone()), ..new_row(app, wanted, &root.subject) };
    let mut kept = tokens::ensure(&mut tx, wanted.tenant, &row).await?;
    if !kept.is_branch() {
        // Left from a time when the application signed in as itself.
        tokens::delete(&mut tx, wanted.tenant, wanted.resource, &kept.root()).await?;
        kept = tokens::ensure(&mut tx, wanted.tenant, &row).await?;
    }
    tx.commit().await?;
    Ok(kept)
}

/// A row for a token that nobody asked for before. Only an application gets one: anybody else has to sign in first.
async fn first_row(app: &AppState, wanted: &Wanted<'_>, grant: Option<&Grant>) -> Result<TokenRow, TokenFault> {
    if grant.is_none_or(|grant| grant.acquire.is_none()) {
        return Err(needs_somebody());
    }
    let mut tx = app.store.write().await?;
    let row = new_row(app, wanted, wanted.subject.unwrap_or_default());
    let row = tokens::ensure(&mut tx, wanted.tenant, &row).await?;
    tx.commit().await?;
    Ok(row)
}

fn new_row(app: &AppState, wanted: &Wanted<'_>, subject: &str) -> TokenRow {
    TokenRow {
        id: app.rng.id(&app.clock),
        resource_id: wanted.resource.to_string(),
        subject: subject.to_owned(),
        audience: wanted.target.audience.clone().unwrap_or_default(),
        scope: wanted.target.scope.clone().unwrap_or_default(),
        created_at: app.clock.now().as_millis(),
        ..TokenRow::default()
    }
}
