//! What stands in front of every handler: who calls, from where, and whether the route's row lets them in.

use std::sync::Arc;

use axum::{
    RequestExt,
    extract::{RawPathParams, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::Method;
use shared::{
    permission::{Permission, Scope},
    problem::ProblemCode,
};

use super::{
    AppError, RequestInfo,
    auth::{Access, Caller, SignedIn, authenticate, cookie, enter_tenant},
    csrf,
};
use crate::{app::AppState, identity::Actor};

/// Checks the caller against the route's row, then lets the handler run.
pub(super) async fn gate(
    State((app, access)): State<(AppState, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    match admit(&app, access, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn admit(app: &AppState, access: Access, request: &mut Request) -> Result<(), AppError> {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let has_cookie = cookie(request.headers()).is_some();
    let ambient = access == Access::Public || has_cookie;
    if changes && ambient && !csrf::is_own_page(request.headers(), &app.public_url, has_cookie) {
        return Err(ProblemCode::CrossOrigin.into());
    }
    if access == Access::Public {
        return Ok(());
    }
    let actor = authenticate(app, request.headers()).await?.ok_or(ProblemCode::NotSignedIn)?;
    match access {
        Access::Public => {}
        Access::Person => {
            let Actor::Person(person) = actor.as_ref() else { return Err(ProblemCode::Forbidden.into()) };
            let person = SignedIn(person.clone());
            request.extensions_mut().insert(person);
        }
        Access::SignedIn(permission) => allow(scope_allows(&actor, permission))?,
        Access::Portal(permission) => allow(actor.administers(permission))?,
        Access::Tenant(permission) | Access::Either(permission, _) => {
            let permission = match access {
                Access::Either(_, other) if !scope_allows(&actor, permission) => other,
                _ => permission,
            };
            let tenant = tenant_of(request).await?;
            let request_id =
                request.extensions().get().map(|info: &RequestInfo| Arc::clone(&info.id)).unwrap_or_default();
            let context = enter_tenant(app, &actor, &tenant, permission, &request_id).await?;
            request.extensions_mut().insert(context);
        }
    }
    request.extensions_mut().insert(Caller(actor));
    Ok(())
}

fn allow(allowed: bool) -> Result<(), AppError> {
    if allowed { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
}

fn scope_allows(actor: &Actor, permission: Permission) -> bool {
    match actor {
        Actor::Person(_) => true,
        Actor::Robot(robot) => Scope::allow(&robot.scopes, permission),
    }
}

async fn tenant_of(request: &mut Request) -> Result<String, AppError> {
    let params: RawPathParams = request.extract_parts().await.map_err(|_| ProblemCode::NotFound)?;
    let tenant = params.iter().find(|(name, _)| *name == "tenant").map(|(_, value)| value.to_owned());
    Ok(tenant.ok_or(ProblemCode::NotFound)?)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_known_caller_does_not_carry_the_room_that_looking_one_up_needs() {
        let test = TestApp::new().await;
        let mut request = Request::new(Body::empty());
        let bytes = size_of_val(&admit(&test.app, Access::Tenant(Permission::TokenIssue), &mut request));
        assert!(bytes < 2_048, "{bytes} bytes are moved from layer to layer for every request");
    }
}
