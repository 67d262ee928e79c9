//! Why the provider is not asked although a token should be renewed: the refresh token is in quarantine, or the
//! provider is left alone.

use shared::{problem::ProblemCode, provider_error::ErrorClass};

use super::{TokenFault, breaker::Circuit, obtained::event, renew::Errand};
use crate::{
    app::App,
    domain::{provider, resource::ResourceSettings},
    oauth::error::ProviderFault,
    store::{
        StoreError, Tx, token_events,
        token_quarantines::{self, Quarantine},
        token_renewals,
    },
};

/// Multi-factor sign-in, device and location rules, assignment: the codes of conditional access, by their beginnings.
const CONDITIONS_OF_AN_AUDIENCE: [&str; 9] = [
    "AADSTS50072",
    "AADSTS50074",
    "AADSTS50076",
    "AADSTS50079",
    "AADSTS50097",
    "AADSTS50105",
    "AADSTS50129",
    "AADSTS50158",
    "AADSTS530",
];

/// The circuit of a resource.
pub(super) fn circuit(settings: &ResourceSettings) -> Circuit {
    Circuit { tenant: settings.tenant.clone(), provider: provider::host(&settings.endpoints) }
}

/// What callers are told while the provider is left alone for `seconds`.
pub(super) fn left_alone(circuit: &Circuit, seconds: u32) -> ProviderFault {
    let fault = ProviderFault { retry_after: Some(seconds), ..ProviderFault::of(ProblemCode::ProviderUnavailable) };
    fault.arg("host", &circuit.provider).arg("address", &circuit.provider)
}

/// Fails if the provider is not to be asked now. Whoever insists presents also what is in quarantine; nobody gets
/// past a provider that is left alone.
pub(super) async fn check(
    tx: &mut Tx,
    app: &App,
    errand: &Errand,
    settings: &ResourceSettings,
) -> Result<(), TokenFault> {
    let now = app.clock.now();
    let circuit = circuit(settings);
    let refusal = match app.token_cache.breakers.refuses(&circuit, now) {
        Some(seconds) => Some(left_alone(&circuit, seconds)),
        None if errand.insist => None,
        None => token_quarantines::get(tx, &errand.tenant, &errand.root).await?.map(refusal_again),
    };
    let Some(fault) = refusal else { return Ok(()) };
    // Whoever asks next is answered from memory.
    app.token_cache.pauses.begin((&errand.token, &errand.root), settings.credential_version, &fault, now);
    Err(TokenFault::Provider(fault))
}

/// The refusal that a quarantine began with.
fn refusal_again(quarantine: Quarantine) -> ProviderFault {
    let code = ProblemCode::parse(&quarantine.code).unwrap_or(ProblemCode::InvalidGrant);
    ProviderFault {
        provider_code: quarantine.provider_code,
        correlation_id: quarantine.correlation_id,
        ..ProviderFault::of(code)
    }
}

/// Whether it is the refresh token that is refused, and not only what it was presented for. Conditions that Microsoft
/// sets for one audience say nothing about the sign-in as far as the others go. A lost answer is not a refusal: the
/// recovery class judges that one anew each time.
fn is_refused(fault: &ProviderFault, for_its_own_target: bool) -> bool {
    let of_the_audience = || {
        let code = fault.provider_code.as_deref().unwrap_or_default();
        fault.error.as_deref() != Some("invalid_grant")
            || CONDITIONS_OF_AN_AUDIENCE.iter().any(|condition| code.starts_with(condition))
    };
    fault.code != ProblemCode::AnswerLost
        && ErrorClass::of(fault.code) == ErrorClass::Interaction
        && (for_its_own_target || !of_the_audience())
}

/// Puts the refresh token that was presented in quarantine in `tx`, if `fault` means that it is refused; tells
/// whether it does.
pub(super) async fn set_aside(
    tx: &mut Tx,
    app: &App,
    errand: &Errand,
    fault: &ProviderFault,
) -> Result<bool, StoreError> {
    let root = &errand.root;
    if !is_refused(fault, errand.token == *root) {
        return Ok(false);
    }
    let quarantine = Quarantine {
        at: app.clock.now().as_millis(),
        code: fault.code.as_str().to_owned(),
        provider_code: fault.provider_code.clone(),
        correlation_id: fault.correlation_id.clone(),
    };
    token_quarantines::begin(tx, &errand.tenant, root, &quarantine).await?;
    token_renewals::end(tx, &errand.tenant, root).await?;
    let set_aside = event(app, "quarantined", Some(fault.code.as_str()), fault.provider_code.as_deref());
    token_events::insert(tx, &errand.tenant, root, &set_aside).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_of_one_audience_does_not_set_the_sign_in_aside() {
        let fault = |error: &str, provider_code: &str, code| ProviderFault {
            error: Some(error.to_owned()),
            provider_code: Some(provider_code.to_owned()),
            ..ProviderFault::of(code)
        };
        let dead = fault("invalid_grant", "AADSTS50173", ProblemCode::InteractionRequired);
        assert!(is_refused(&dead, true) && is_refused(&dead, false));
        for condition in [
            fault("invalid_grant", "AADSTS53003", ProblemCode::InteractionRequired),
            fault("interaction_required", "AADSTS50076", ProblemCode::InteractionRequired),
        ] {
            assert!(is_refused(&condition, true) && !is_refused(&condition, false), "{condition:?}");
        }
        for other in [ProblemCode::ConsentRequired, ProblemCode::InvalidClient, ProblemCode::ProviderUnavailable] {
            assert!(!is_refused(&fault("invalid_grant", "AADSTS65001", other), true), "{other:?}");
        }
        assert!(!is_refused(&ProviderFault::of(ProblemCode::AnswerLost), true), "nobody has refused anything");
    }
}
