//! Exchange Web Services.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};

use super::{Mailbox, Shared, Visit, claims, is_application};
use crate::entra::EXCHANGE;

/// Answers as Exchange does, in the order in which Exchange looks.
pub(super) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let anchor = headers.get("x-anchormailbox").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let impersonated = text(&body, "t:PrimarySmtpAddress");
    let folder = text(&body, "t:EmailAddress").unwrap_or_default();
    let visit =
        Visit { path: "/EWS/Exchange.asmx".to_owned(), anchor: anchor.clone(), impersonated: impersonated.clone() };
    let (policy, busy, mailbox) = shared.change(|state| {
        state.visits.push(visit);
        (state.policy.clone(), state.busy, state.mailboxes.get(&folder).copied())
    });
    if busy {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Some(claims) = claims(&headers, EXCHANGE) else { return StatusCode::UNAUTHORIZED.into_response() };
    if let Some(reason) = policy {
        let header = (HeaderName::from_static("x-ews-policy-reason"), reason);
        return (StatusCode::FORBIDDEN, [header], "").into_response();
    }
    let complete = body.contains("<m:GetFolder>")
        && body.contains("DistinguishedFolderId Id=\"inbox\"")
        && headers.get(CONTENT_TYPE).is_some_and(|value| value.to_str().unwrap_or_default().starts_with("text/xml"));
    if !complete {
        return fault("ErrorSchemaValidation", "The request failed schema validation.");
    }
    if anchor.as_deref() != Some(folder.as_str()) {
        return fault("ErrorInternalServerError", "X-AnchorMailbox is missing or names another mailbox.");
    }
    if is_application(&claims) != impersonated.is_some() || impersonated.is_some_and(|named| named != folder) {
        return fault("ErrorImpersonationFailed", "ExchangeImpersonation does not fit the token.");
    }
    match mailbox {
        None => message("Error", "ErrorNonExistentMailbox", "No mailbox with such guid."),
        Some(Mailbox::Denied) => {
            message("Error", "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        }
        Some(Mailbox::Open) => message("Success", "NoError", ""),
    }
}

fn text(body: &str, element: &str) -> Option<String> {
    let (_, rest) = body.split_once(&format!("<{element}>"))?;
    rest.split_once('<').map(|(text, _)| text.to_owned())
}

fn message(class: &str, code: &str, words: &str) -> Response {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><m:GetFolderResponse><m:ResponseMessages>\
         <m:GetFolderResponseMessage ResponseClass=\"{class}\"><m:MessageText>{words}</m:MessageText>\
         <m:ResponseCode>{code}</m:ResponseCode></m:GetFolderResponseMessage></m:ResponseMessages></m:GetFolderResponse>\
         </s:Body></s:Envelope>"
    );
    ([(CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}

fn fault(code: &str, words: &str) -> Response {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>a:{code}</faultcode>\
         <faultstring xml:lang=\"en-US\">{words}</faultstring></s:Fault></s:Body></s:Envelope>"
    );
    (StatusCode::INTERNAL_SERVER_ERROR, [(CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}
