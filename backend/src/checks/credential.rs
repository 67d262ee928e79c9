//! Whether the client has something to prove itself with, and for how long.

use shared::{
    api::credential::{CredentialKind, CredentialState},
    check::Finding,
    resource::{ClientAuth, Phase},
    timestamp::Timestamp,
};

use super::{Check, Context, Running};
use crate::domain::resource::ResourceSettings;

pub(super) const CHECK: Check = Check { id: "credential", run: begin };

const DAY: i64 = 24 * 60 * 60;
/// With so many days left somebody has to act now, soon, or plan.
const STEPS: [i64; 3] = [7, 30, 60];

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(std::future::ready(Ok(look(context))))
}

fn look(context: &Context<'_>) -> Vec<Finding> {
    let Some(settings) = &context.resource else { return Vec::new() };
    if settings.client_auth == ClientAuth::None {
        return vec![public(context, settings)];
    }
    let wanted = match settings.client_auth {
        ClientAuth::PrivateKeyJwt => CredentialKind::Certificate,
        _ => CredentialKind::ClientSecret,
    };
    let now = context.now();
    let fitting: Vec<_> = settings.credentials.iter().filter(|one| one.proof.kind() == wanted).collect();
    let typed = wanted == CredentialKind::ClientSecret && settings.client_secret(Phase::Token).is_some();
    let of_use: Vec<_> = fitting.iter().filter(|one| one.life.state(now) == CredentialState::Valid).collect();
    if of_use.is_empty() {
        if typed {
            return vec![context.say("end_unknown").done()];
        }
        return vec![none_of_use(context, wanted, fitting.iter().map(|one| one.life.state(now)))];
    }
    // The one that holds longest decides; one without an end that is known may end any day.
    let ends = of_use.iter().map(|one| one.life.expires_at);
    match ends.clone().flatten().max() {
        None => vec![context.say("end_unknown").done()],
        Some(end) => vec![life(context, Timestamp::from_millis(end), now)],
    }
}

fn public(context: &Context<'_>, settings: &ResourceSettings) -> Finding {
    if super::token_of::is_application(settings) {
        return context.say("application_without").done();
    }
    context.say("public").done()
}

fn none_of_use(
    context: &Context<'_>,
    wanted: CredentialKind,
    mut states: impl Iterator<Item = CredentialState>,
) -> Finding {
    match (states.next(), wanted) {
        (None, CredentialKind::ClientSecret) => context.say("no_secret").done(),
        (None, CredentialKind::Certificate) => context.say("no_certificate").done(),
        (Some(CredentialState::Refused), _) => context.say("refused").done(),
        (Some(CredentialState::NotYetValid), _) => context.say("not_yet").done(),
        (Some(_), _) => context.say("expired").done(),
    }
}

fn life(context: &Context<'_>, end: Timestamp, now: Timestamp) -> Finding {
    let days = end.seconds_since(now).div_euclid(DAY);
    let say = match STEPS.iter().position(|step| days <= *step) {
        Some(0) => context.say("days_left"),
        Some(1) => context.say("weeks_left"),
        Some(_) => context.say("months_left"),
        None => context.say("holds"),
    };
    say.with("days", days).with("date", end.to_rfc3339().split('T').next().unwrap_or_default()).done()
}
