//! Exchange Web Services: `GetFolder` of a mailbox's inbox. Only the folder's number of items is asked for.

use http::header::{ACCEPT, CONTENT_TYPE};

use super::{
    Context, Outcome, cloud,
    web::{Said, nowhere, refused, send},
};
use crate::{checks::token_of::Held, domain::resource::ResourceSettings};

/// What Exchange says when it is this mailbox that it does not open.
const DENIED: [&str; 3] = ["ErrorAccessDenied", "ErrorImpersonationDenied", "ErrorImpersonateUserDenied"];
/// The most of an answer that is searched, in characters.
const MOST: usize = 64 * 1024;

/// Asks for the inbox of `mailbox`.
pub(super) async fn get_folder(
    context: &Context<'_>,
    settings: &ResourceSettings,
    mailbox: &str,
    held: &Held,
) -> Outcome {
    let usual = || Some(format!("https://{}/EWS/Exchange.asmx", cloud(context, settings)?.hosts.get("exchange")?));
    let Some(address) = context.argument("url").map(str::to_owned).or_else(usual) else {
        return nowhere(context, "Exchange Web Services");
    };
    let request = http::Request::builder()
        .method(http::Method::POST)
        .header(CONTENT_TYPE, "text/xml; charset=utf-8")
        .header(ACCEPT, "text/xml")
        // Exchange finds the server of the mailbox by it; without it calls are slow or fail.
        .header("X-AnchorMailbox", mailbox);
    let body = envelope(mailbox, held.application).into_bytes();
    let answer = match send(context, held, &address, request, body).await {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    let text: String = String::from_utf8_lossy(&answer.body).chars().take(MOST).collect();
    let code = element(&text, "ResponseCode").map(str::to_owned);
    if answer.status.is_success() && code.as_deref() == Some("NoError") {
        return Outcome::Open;
    }
    let words = element(&text, "MessageText").or_else(|| element(&text, "faultstring")).unwrap_or_default().to_owned();
    let code = code.or_else(|| DENIED.iter().find(|denied| text.contains(**denied)).map(|denied| (*denied).to_owned()));
    let denied = code.as_deref().is_some_and(|code| DENIED.contains(&code)) && answer.policy_reason.is_none();
    refused(context, held, (&address, &answer), &Said { code, words }, denied)
}

/// The request. An application says in whose name it comes; a person comes in their own.
fn envelope(mailbox: &str, application: bool) -> String {
    let mailbox = escaped(mailbox);
    let impersonation = if application {
        format!(
            "<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>{mailbox}</t:PrimarySmtpAddress>\
             </t:ConnectingSID></t:ExchangeImpersonation>"
        )
    } else {
        String::new()
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\" \
         xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\">\
         <soap:Header><t:RequestServerVersion Version=\"Exchange2013\"/>{impersonation}</soap:Header>\
         <soap:Body><m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>\
         <t:FieldURI FieldURI=\"folder:TotalCount\"/></t:AdditionalProperties></m:FolderShape><m:FolderIds>\
         <t:DistinguishedFolderId Id=\"inbox\"><t:Mailbox><t:EmailAddress>{mailbox}</t:EmailAddress></t:Mailbox>\
         </t:DistinguishedFolderId></m:FolderIds></m:GetFolder></soap:Body></soap:Envelope>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text of the first element of that name, whatever its prefix.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = xml;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let opens = before.ends_with('<') || (before.ends_with(':') && before.rsplit('<').next()?.len() < 12);
        if opens && !before.ends_with("</") && after.starts_with(['>', ' ']) {
            let text = &after[after.find('>')? + 1..];
            return Some(text[..text.find('<')?].trim());
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_says_in_whose_name_it_comes_and_a_person_does_not() {
        let application = envelope("a&b@example.com", true);
        assert!(application.contains("<t:PrimarySmtpAddress>a&amp;b@example.com</t:PrimarySmtpAddress>"));
        assert!(!envelope("a@example.com", false).contains("ExchangeImpersonation"));
    }

    #[test]
    fn elements_are_found_whatever_their_prefix() {
        let xml = "<s:Body><m:ResponseCode xmlns:m=\"x\">ErrorAccessDenied</m:ResponseCode><faultstring xml:lang=\"en\">No.</faultstring>";
        assert_eq!(element(xml, "ResponseCode"), Some("ErrorAccessDenied"));
        assert_eq!(element(xml, "faultstring"), Some("No."));
        assert_eq!(element(xml, "MessageText"), None);
        assert_eq!(element("</m:ResponseCode>x", "ResponseCode"), None);
    }
}
