//! From a request to a caller, and from a caller to a tenant: the only way to a tenant's data.
//!
//! A route says in its row what it needs; the gate in front of its handler finds the caller and checks. Only then do
//! the extractors here have something to extract. A tenant on which the caller has no standing answers exactly like
//! one that does not exist.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::{HeaderMap, header, request::Parts};
use shared::{
    api::{session::User, token::TokenSource},
    ids::{ApiKeyId, ResourceId, TenantId, TokenId},
    permission::{Permission, Role, Scope},
    problem::ProblemCode,
    timestamp::Timestamp,
};

use super::AppError;
use crate::{
    app::AppState,
    audit::{Author, Entry, HandOut},
    identity::{Actor, CachedKey, KeyText, Person, Robot, TenantRef, hash, session},
    store::{api_keys, members, sessions},
};

/// What a route needs of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Public,
    /// A person with a session.
    Person,
    /// Any person, or a key with the permission's scope. The handler shows only what the caller may see.
    SignedIn(Permission),
    /// A portal administrator, or a key for all tenants with the permission's scope.
    Portal(Permission),
    /// The permission on the tenant that the path names.
    Tenant(Permission),
    /// Either permission on that tenant, the one that weaker roles carry first. The handler gives only what the
    /// caller's own permission covers.
    Either(Permission, Permission),
}

/// The caller of a route that needs one.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<Actor>);

/// The person of a route that needs one.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Person);

/// A caller on a tenant, with the permission that the route asked for.
#[derive(Debug, Clone)]
pub struct TenantContext {
    /// Who.
    pub actor: Arc<Actor>,
    /// On which tenant.
    pub tenant: TenantId,
    /// The tenant's slug.
    pub slug: String,
    /// A person's role; `None`: a key.
    pub role: Option<Role>,
    request_id: Arc<str>,
}

impl TenantContext {
    /// Whether the caller has one more permission than the route asked for.
    pub fn may(&self, permission: Permission) -> bool {
        match (self.actor.as_ref(), self.role) {
            (Actor::Robot(robot), _) => Scope::allow(&robot.scopes, permission),
            (Actor::Person(_), role) => role.is_some_and(|role| role.allows(permission)),
        }
    }

    /// Begins an audit entry by this caller on this tenant.
    pub fn entry(&self, action: &'static str) -> Entry {
        Entry::new(self.author(), action).tenant(&self.tenant)
    }

    /// Notes for the audit trail that this caller is handed a token of this tenant.
    pub fn hand_out(self, resource: ResourceId, token: &TokenId, source: TokenSource, at: Timestamp) -> HandOut {
        let Self { actor, tenant, request_id, .. } = self;
        HandOut { actor, tenant, resource, token: token.clone(), source, request_id, at }
    }

    /// Names the caller in the audit trail.
    pub fn author(&self) -> Author {
        self.actor.author(&self.request_id)
    }
}

/// Who is calling, if anybody says so.
pub(super) async fn authenticate(app: &AppState, headers: &HeaderMap) -> Result<Option<Arc<Actor>>, AppError> {
    let key = bearer(headers);
    let cookie = cookie(headers);
    // What asks the database is on the heap: whoever is known already would otherwise carry its room from layer to layer.
    match (key, cookie) {
        (Some(_), Some(_)) => Err(ProblemCode::TwoIdentities.into()),
        (Some(key), None) => by_key(app, key).await.map(Some),
        (None, Some(token)) => {
            Box::pin(by_session(app, token)).await.map(|person| person.map(Actor::Person).map(Arc::new))
        }
        (None, None) => Ok(None),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, key) = value.split_once(' ').unwrap_or((value, ""));
    // Another scheme is still a claim to be somebody, and not one we know.
    Some(if scheme.eq_ignore_ascii_case("bearer") { key.trim() } else { "" })
}

/// The session token that a request carries.
pub(super) fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers.get_all(header::COOKIE).iter().find_map(|value| session::token_in(value.to_str().ok()?))
}

async fn by_key(app: &AppState, text: &str) -> Result<Arc<Actor>, AppError> {
    let refused = || AppError::new(ProblemCode::InvalidApiKey);
    let text = KeyText::parse(text).ok_or_else(refused)?;
    let now = app.clock.now();
    let key = match app.identity.key(&text.id, now) {
        Some(key) => key,
        None => Box::pin(look_up_key(app, &text.id)).await?.ok_or_else(refused)?,
    };
    if !key.opens(&text, now) {
        return Err(refused());
    }
    app.identity.note_use(&text.id, &key, now);
    Ok(Arc::clone(&key.actor))
}

async fn look_up_key(app: &AppState, id: &ApiKeyId) -> Result<Option<Arc<CachedKey>>, AppError> {
    let epoch = app.identity.epoch();
    let mut tx = app.store.read().await?;
    let Some((row, secret_hash)) = api_keys::find(&mut tx, id).await? else { return Ok(None) };
    let robot = Robot { id: row.id, name: row.name, tenant: row.tenant, scopes: row.scopes };
    let key = Arc::new(CachedKey::new(Actor::Robot(robot), secret_hash, row.expires_at));
    app.identity.put_key(epoch, id.clone(), Arc::clone(&key));
    Ok(Some(key))
}

async fn by_session(app: &AppState, token: &str) -> Result<Option<Person>, AppError> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let found = sessions::find(&mut tx, &hash(token), now, session::idle_since(now)).await?;
    drop(tx);
    let Some(found) = found else { return Ok(None) };
    if session::worth_noting(found.last_seen_at, now) {
        let mut tx = app.store.write().await?;
        sessions::touch(&mut tx, &found.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Person {
        user: found.user,
        session_id: found.id,
        session_expires_at: found.expires_at,
        reauthenticated_at: found.reauthenticated_at,
    }))
}

/// Lets a caller onto a tenant by id or slug. The gate does it for routes that name one; a handler whose path does
/// not calls it itself.
pub async fn enter_tenant(
    app: &AppState,
    actor: &Arc<Actor>,
    id_or_slug: &str,
    permission: Permission,
    request_id: &Arc<str>,
) -> Result<TenantContext, AppError> {
    let (tenant, role) = match actor.as_ref() {
        Actor::Robot(robot) => (robot_on(app, robot, id_or_slug, permission).await?, None),
        Actor::Person(person) => {
            let (tenant, role) = Box::pin(person_on(app, &person.user, id_or_slug, permission)).await?;
            (tenant, Some(role))
        }
    };
    let (actor, request_id) = (Arc::clone(actor), Arc::clone(request_id));
    Ok(TenantContext { actor, tenant: tenant.id, slug: tenant.slug, role, request_id })
}

async fn robot_on(
    app: &AppState,
    robot: &Robot,
    id_or_slug: &str,
    permission: Permission,
) -> Result<TenantRef, AppError> {
    let tenant = match app.identity.tenant(id_or_slug, app.clock.now()) {
        Some(tenant) => tenant,
        None => Box::pin(look_up_tenant(app, id_or_slug)).await?.ok_or(ProblemCode::NotFound)?,
    };
    if robot.tenant.as_ref().is_some_and(|own| *own != tenant.id) {
        return Err(ProblemCode::NotFound.into());
    }
    if Scope::allow(&robot.scopes, permission) { Ok(tenant) } else { Err(ProblemCode::Forbidden.into()) }
}

async fn look_up_tenant(app: &AppState, id_or_slug: &str) -> Result<Option<TenantRef>, AppError> {
    let epoch = app.identity.epoch();
    let mut tx = app.store.read().await?;
    let Some(found) = members::standing(&mut tx, id_or_slug, None).await? else { return Ok(None) };
    let tenant = TenantRef { id: found.tenant, slug: found.slug };
    app.identity.put_tenant(epoch, id_or_slug.to_owned(), tenant.clone());
    Ok(Some(tenant))
}

async fn person_on(
    app: &AppState,
    user: &User,
    id_or_slug: &str,
    permission: Permission,
) -> Result<(TenantRef, Role), AppError> {
    let mut tx = app.store.read().await?;
    let found = members::standing(&mut tx, id_or_slug, Some(&user.id)).await?.ok_or(ProblemCode::NotFound)?;
    let role = if user.administrator { Some(Role::Owner) } else { found.role };
    let role = role.ok_or(ProblemCode::NotFound)?;
    if !role.allows(permission) {
        return Err(ProblemCode::Forbidden.into());
    }
    Ok((TenantRef { id: found.tenant, slug: found.slug }, role))
}

macro_rules! from_gate {
    ($extractor:ty) => {
        impl<S: Sync> FromRequestParts<S> for $extractor {
            type Rejection = AppError;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
                parts.extensions.get().cloned().ok_or_else(|| {
                    AppError::new(ProblemCode::Internal).cause("the route's row does not ask for what its handler uses")
                })
            }
        }
    };
}

from_gate!(Caller);
from_gate!(SignedIn);
from_gate!(TenantContext);
