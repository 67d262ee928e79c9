//! The redirect URI: of a form that the provider registers, and letter by letter the one that is registered.

use shared::{check::Finding, resource::Phase};
use url::Url;

use super::{Check, Context, Running};

pub(super) const CHECK: Check = Check { id: "redirect_uri", run: begin };

/// What Microsoft does not register.
const FORBIDDEN: [char; 8] = ['!', '$', '\'', '(', ')', ',', ';', '*'];
/// The most characters that Microsoft registers.
const MOST: usize = 256;

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(std::future::ready(Ok(look(context))))
}

fn look(context: &Context<'_>) -> Vec<Finding> {
    let Some(settings) = &context.resource else { return Vec::new() };
    let own =
        settings.value("redirect_uri", Phase::Authorization).or_else(|| settings.value("redirect_uri", Phase::Token));
    let Some(used) = own else { return vec![context.say("none").done()] };
    let mut findings = form(context, used);
    if let Some(registered) = context.argument("registered") {
        findings.extend(differs(context, used, registered));
    }
    if findings.is_empty() {
        let say = if context.argument("registered").is_some() { context.say("same") } else { context.say("fine") };
        findings.push(say.with("used", used).done());
    }
    findings
}

fn form(context: &Context<'_>, used: &str) -> Vec<Finding> {
    // `https://https://…`: an address stood where the name of a server belonged.
    let Some(url) = Url::parse(used).ok().filter(|url| !url.path().starts_with("//")) else {
        return vec![context.say("unreadable").with("used", used).done()];
    };
    let mut findings = Vec::new();
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        findings.push(context.say("not_https").with("used", used).done());
    }
    if let Some(sign) = used.chars().find(|sign| FORBIDDEN.contains(sign)) {
        findings.push(context.say("forbidden_sign").with("used", used).with("sign", sign).done());
    }
    if used.trim() != used || used.chars().any(|sign| sign.is_control() || sign.is_whitespace()) {
        findings.push(context.say("space").with("used", used).done());
    }
    if url.fragment().is_some() {
        findings.push(context.say("fragment").with("used", used).done());
    }
    if used.chars().count() > MOST {
        findings.push(context.say("too_long").with("used", used).with("most", MOST).done());
    }
    findings
}

/// What is not the same says how it differs, because that is what nobody sees at the end of a day.
fn differs(context: &Context<'_>, used: &str, registered: &str) -> Option<Finding> {
    if used == registered {
        return None;
    }
    let bare = |text: &str| text.trim_end_matches('/').to_owned();
    let say = if bare(used) == bare(registered) {
        context.say("slash_differs")
    } else if used.eq_ignore_ascii_case(registered) {
        context.say("capitals_differ")
    } else {
        context.say("differs")
    };
    Some(say.with("used", used).with("registered", registered).done())
}
