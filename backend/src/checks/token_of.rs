//! The token with which a check knocks, and what a refusal means in the administrator's words.

use std::sync::Arc;

use shared::{
    check::{Finding, Owner},
    problem::ProblemCode,
    provider_error::{WhoActs, usual_meaning},
    text::{Locale, LocalizedText},
};

use super::{Context, Say};
use crate::{
    app::App,
    domain::resource::{ResourceSettings, Target},
    oauth::{error::ProviderFault, grants},
    token_cache::{Entry, TokenFault, Wanted, serve},
    vault::VaultError,
};

/// The least life of a token that is presented somewhere, in seconds.
const NEEDED_SECONDS: i64 = 60;

/// A token, and whose it is.
pub(super) struct Held {
    /// The token.
    pub(super) entry: Arc<Entry>,
    /// Whether it is the application's own rather than a person's.
    pub(super) application: bool,
    /// Whether it was given to the mailbox itself.
    pub(super) own: bool,
}

/// Whether the resource signs in as itself.
pub(super) fn is_application(settings: &ResourceSettings) -> bool {
    grants::find(&settings.grant).is_some_and(|grant| !grant.delegated)
}

/// Obtains a token of the resource: that of `subject` if one is said, else that of `mailbox`, else the only one there is.
/// `force`: the provider is asked even if a token is at hand.
///
/// The inner error is a finding that says why there is none.
pub(super) async fn obtain(
    context: &Context<'_>,
    settings: &ResourceSettings,
    (subject, mailbox): (Option<&str>, Option<&str>),
    force: bool,
) -> Result<Result<Held, Finding>, VaultError> {
    let application = is_application(settings);
    let wanted = |subject| Wanted {
        tenant: &settings.tenant,
        resource: &settings.id,
        subject,
        target: Target::default(),
        needed_seconds: NEEDED_SECONDS,
        force,
    };
    let named = if application { None } else { subject.or(mailbox) };
    let mut outcome = serve(context.app, &wanted(named)).await;
    let mut own = subject.is_none() || subject == mailbox;
    // The mailbox may be one that somebody else opens with their own sign-in.
    if named.is_some() && subject.is_none() && outcome.as_ref().is_err_and(is_nobodys) {
        outcome = serve(context.app, &wanted(None)).await;
        own = false;
    }
    match outcome {
        Ok(served) => match served.warning {
            Some(fault) if force => Ok(Err(refused(context, &fault).done())),
            _ => Ok(Ok(Held { entry: served.entry, application, own })),
        },
        Err(TokenFault::Provider(fault)) if is_unasked(&fault) => Ok(Err(context.say("nobody_signed_in").done())),
        Err(TokenFault::Provider(fault)) => Ok(Err(refused(context, &fault).done())),
        Err(TokenFault::SubjectMissing) => Ok(Err(context.say("several_signed_in").done())),
        Err(TokenFault::NoResource | TokenFault::NoParameter(_)) => Ok(Err(context.say("resource_gone").done())),
        Err(TokenFault::Vault(fault)) => Err(fault),
    }
}

fn is_nobodys(fault: &TokenFault) -> bool {
    matches!(fault, TokenFault::Provider(fault) if is_unasked(fault))
}

/// Without a provider's code nobody was asked: there is nothing yet that could be refreshed.
fn is_unasked(fault: &ProviderFault) -> bool {
    fault.code == ProblemCode::InteractionRequired && fault.provider_code.is_none()
}

/// A refusal of the provider; `no_token` is red where the token itself is what the check is about.
fn refused<'a>(context: &'a Context<'_>, fault: &ProviderFault) -> Say<'a> {
    let told = explain(context.app, fault);
    context
        .say("no_token")
        .text("cause", told.cause)
        .text("cure", told.remedy)
        .who(told.who)
        .code(fault.provider_code.clone().or_else(|| Some(fault.code.as_str().to_owned())))
        .correlation(fault.correlation_id.clone())
}

/// What a fault means.
pub(super) struct Told {
    pub(super) cause: LocalizedText,
    pub(super) remedy: LocalizedText,
    pub(super) who: Owner,
}

/// The words of the provider's code where it is known, else those of the problem.
pub(super) fn explain(app: &App, fault: &ProviderFault) -> Told {
    let known = fault.provider_code.as_deref().and_then(|code| app.catalog.provider_error(code));
    if let Some(known) = known {
        return Told { cause: known.cause.clone(), remedy: known.remedy.clone(), who: owner(known.who) };
    }
    let words = |locale| app.texts.problem(fault.code, locale, &fault.args);
    let (en, nl) = (words(Locale::En), words(Locale::Nl));
    Told {
        cause: LocalizedText { en: en.detail, nl: nl.detail },
        remedy: LocalizedText { en: en.remedy, nl: nl.remedy },
        who: usual_meaning(fault.code).map_or(Owner::Customer, |(_, who)| owner(who)),
    }
}

/// Who acts, in the words of the checks.
pub(super) fn owner(who: WhoActs) -> Owner {
    match who {
        WhoActs::MailboxUser | WhoActs::Administrator | WhoActs::Provider => Owner::Customer,
        WhoActs::ApplicationOwner | WhoActs::DirectoryAdministrator | WhoActs::ExchangeAdministrator => {
            Owner::DirectoryAdministrator
        }
    }
}
