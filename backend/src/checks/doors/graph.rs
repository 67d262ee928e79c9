//! Microsoft Graph: the inbox of a mailbox. Only its id and its number of items are asked for.

use http::header::ACCEPT;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{
    Context, Outcome, cloud,
    web::{Said, nowhere, refused, send},
};
use crate::{checks::token_of::Held, domain::resource::ResourceSettings};

/// What Graph says when it is this mailbox that it does not open.
const DENIED: &str = "ErrorAccessDenied";
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// Asks for the inbox of `mailbox`.
pub(super) async fn inbox(context: &Context<'_>, settings: &ResourceSettings, mailbox: &str, held: &Held) -> Outcome {
    let usual = || Some(format!("https://{}/v1.0", cloud(context, settings)?.hosts.get("graph")?));
    let Some(base) = context.argument("url").map(str::to_owned).or_else(usual) else {
        return nowhere(context, "Microsoft Graph");
    };
    // A person's own mailbox is the one of the token; any other is named.
    let whose = if held.application || !held.own {
        format!("users/{}", utf8_percent_encode(mailbox, SEGMENT))
    } else {
        "me".to_owned()
    };
    let address = format!("{}/{whose}/mailFolders/inbox?$select=id,totalItemCount", base.trim_end_matches('/'));
    let request = http::Request::builder().header(ACCEPT, "application/json");
    let answer = match send(context, held, &address, request, Vec::new()).await {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    let body = answer.json().unwrap_or_default();
    if answer.status.is_success() && body.get("totalItemCount").is_some_and(Value::is_number) {
        return Outcome::Open;
    }
    let text = |name: &str| body.get("error")?.get(name)?.as_str().map(str::to_owned);
    let said = Said { code: text("code"), words: text("message").unwrap_or_default() };
    let denied = answer.status.as_u16() == 403 && said.code.as_deref() == Some(DENIED);
    refused(context, held, (&address, &answer), &said, denied)
}
