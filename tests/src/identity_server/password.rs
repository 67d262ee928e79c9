//! Accounts with a password (RFC 6749 §4.3), some of which are asked for more than that, and which lock like real
//! ones.

use serde_json::json;

use super::{
    state::State,
    token::{Given, Outcome, error, grant},
};

/// Wrong passwords in a row until an account is locked.
const MOST_WRONG: u32 = 3;

/// An account.
pub(super) struct Account {
    pub(super) password: String,
    /// Microsoft's code for what else is asked for.
    pub(super) demand: Option<&'static str>,
    pub(super) wrong: u32,
}

pub(super) fn sign_in(state: &mut State, given: &Given) -> Outcome {
    let text = |name: &str| given.get(name).cloned().unwrap_or_default();
    let Some(account) = state.accounts.get_mut(&text("username")) else {
        return error("invalid_grant", "the account is not known");
    };
    if account.wrong >= MOST_WRONG {
        return error("invalid_grant", "the account is locked");
    }
    if account.password != text("password") {
        account.wrong += 1;
        return error("invalid_grant", "the user name or the password is wrong");
    }
    account.wrong = 0;
    if let Some(code) = account.demand {
        return (
            400,
            json!({ "error": "invalid_grant", "error_description": format!("{code}: more is asked for."), "suberror": "basic_action" }),
        );
    }
    let scope = text("scope");
    let family = state.number();
    let (status, mut body) = grant(state, family, scope.clone(), None);
    // Without offline_access there is nothing to refresh with, as at Microsoft.
    if !scope.split(' ').any(|word| word == "offline_access")
        && let Some(body) = body.as_object_mut()
    {
        body.remove("refresh_token");
    }
    (status, body)
}
