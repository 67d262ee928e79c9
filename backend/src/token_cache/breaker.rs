//! One circuit breaker per tenant and provider. A provider that fails again and again is left alone for a while,
//! whoever asks and however much they insist; then one request finds out whether it is well again.
//!
//! In the memory of this process: each node finds out for itself, with one request.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use prometheus_client::metrics::{counter::Counter, gauge::Gauge};
use shared::{ids::TenantId, problem::ProblemCode, timestamp::Timestamp};

use crate::{metrics::Metrics, oauth::error::ProviderFault};

/// Failures in a row that open it.
const MOST_FAILURES: u32 = 5;
/// A failure longer ago than this is not in a row with one now.
const ROW_SECONDS: i64 = 300;
/// How long it is open the first time; twice as long each time that the probe fails.
const OPEN_SECONDS: i64 = 30;
const LONGEST_OPEN_SECONDS: i64 = 600;
/// What those are told who come while the probe is under way.
const PROBE_SECONDS: u32 = 2;

/// Whose breaker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Circuit {
    /// The tenant: what one customer's provider does to its requests is nothing to the others.
    pub tenant: TenantId,
    /// [`crate::domain::provider::host`].
    pub provider: String,
}

/// The breakers of this process.
#[derive(Debug, Default)]
pub struct Breakers {
    known: Mutex<HashMap<Circuit, State>>,
    open: Gauge,
    opened: Counter,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Closed {
        failures: u32,
        last_at: Timestamp,
    },
    /// `probing`: somebody is finding out whether it is well again.
    Open {
        until: Timestamp,
        times: u32,
        probing: bool,
    },
}

/// Leave to ask a provider. Say what came of it with [`Pass::heard`]; dropped without that, it was not used.
#[derive(Debug)]
pub struct Pass<'a> {
    breakers: &'a Breakers,
    circuit: &'a Circuit,
    probe: bool,
}

impl Breakers {
    /// Shows how many are open.
    pub fn count_in(&self, metrics: &Metrics) {
        metrics.register(
            "breaker_open",
            "Providers of a tenant that are not asked at the moment, because they failed again and again",
            self.open.clone(),
        );
        metrics.register("breaker_opened", "Times that a provider began to be left alone", self.opened.clone());
    }

    /// Seconds for which the provider is left alone; `None`: it may be asked.
    pub fn refuses(&self, circuit: &Circuit, now: Timestamp) -> Option<u32> {
        match self.lock().get(circuit)? {
            State::Open { until, .. } if *until > now => Some(left(*until, now)),
            State::Open { probing: true, .. } => Some(PROBE_SECONDS),
            _ => None,
        }
    }

    /// Leave to ask, or the seconds for which there is none.
    ///
    /// # Errors
    /// The provider is left alone.
    pub fn enter<'a>(&'a self, circuit: &'a Circuit, now: Timestamp) -> Result<Pass<'a>, u32> {
        let mut known = self.lock();
        let probe = match known.get_mut(circuit) {
            Some(State::Open { until, .. }) if *until > now => return Err(left(*until, now)),
            Some(State::Open { probing: true, .. }) => return Err(PROBE_SECONDS),
            Some(State::Open { probing, .. }) => {
                *probing = true;
                true
            }
            _ => false,
        };
        Ok(Pass { breakers: self, circuit, probe })
    }

    fn answered(&self, circuit: &Circuit) {
        if let Some(State::Open { .. }) = self.lock().remove(circuit) {
            self.open.dec();
            tracing::info!(tenant = %circuit.tenant, provider = circuit.provider, "the provider answers again");
        }
    }

    fn failed(&self, circuit: &Circuit, probe: bool, retry_after: Option<u32>, now: Timestamp) {
        let mut known = self.lock();
        known.retain(
            |_, state| !matches!(state, State::Closed { last_at, .. } if now.seconds_since(*last_at) > ROW_SECONDS),
        );
        let times = match known.entry(circuit.clone()).or_insert(State::Closed { failures: 0, last_at: now }) {
            State::Closed { failures, last_at } => {
                *failures += 1;
                *last_at = now;
                if *failures < MOST_FAILURES {
                    return;
                }
                1
            }
            State::Open { times, .. } if probe => times.saturating_add(1),
            // It opened while this request was under way.
            State::Open { .. } => return,
        };
        let usual = OPEN_SECONDS.saturating_mul(1 << (times - 1).min(10)).min(LONGEST_OPEN_SECONDS);
        let seconds = usual.max(retry_after.map_or(0, i64::from));
        known.insert(circuit.clone(), State::Open { until: now.plus_seconds(seconds), times, probing: false });
        self.opened.inc();
        if times == 1 {
            self.open.inc();
        }
        tracing::warn!(tenant = %circuit.tenant, provider = circuit.provider, seconds, "the provider is left alone");
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Circuit, State>> {
        // Every change is a single step, so a panic elsewhere leaves nothing half done.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// What came of it.
    pub fn heard(mut self, fault: Option<&ProviderFault>, now: Timestamp) {
        match fault.map(|fault| (fault.code, fault.retry_after)) {
            Some((ProblemCode::ProviderUnavailable, retry_after)) => {
                let probe = std::mem::take(&mut self.probe);
                self.breakers.failed(self.circuit, probe, retry_after, now);
            }
            // The provider was not asked: nothing is known about it. Dropping the pass lets the next one try.
            Some((
                ProblemCode::ResourceIncomplete
                | ProblemCode::GrantUnsupported
                | ProblemCode::AddressRefused
                | ProblemCode::CredentialExpired
                | ProblemCode::StorageUnavailable
                | ProblemCode::Internal,
                _,
            )) => {}
            // Also no is an answer.
            _ => {
                self.probe = false;
                self.breakers.answered(self.circuit);
            }
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if !self.probe {
            return;
        }
        if let Entry::Occupied(mut state) = self.breakers.lock().entry(self.circuit.clone())
            && let State::Open { probing, .. } = state.get_mut()
        {
            *probing = false;
        }
    }
}

fn left(until: Timestamp, now: Timestamp) -> u32 {
    // Rounded up: whoever comes back then must not be too early.
    u32::try_from(until.seconds_since(now) + 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circuit(tenant: &str) -> Circuit {
        Circuit { tenant: TenantId::new(tenant), provider: "login.example.com".to_owned() }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(seconds)
    }

    fn down() -> ProviderFault {
        ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::ProviderUnavailable) }
    }

    fn fail(breakers: &Breakers, circuit: &Circuit, now: Timestamp) {
        breakers.enter(circuit, now).expect("leave").heard(Some(&down()), now);
    }

    fn open() -> (Breakers, Circuit) {
        let (breakers, contoso) = (Breakers::default(), circuit("contoso"));
        for second in 0..5 {
            fail(&breakers, &contoso, at(second));
        }
        (breakers, contoso)
    }

    #[test]
    fn failures_in_a_row_open_it_for_that_tenant_only() {
        let (breakers, contoso) = open();
        assert_eq!(breakers.refuses(&contoso, at(4)), Some(31));
        assert_eq!(breakers.enter(&contoso, at(33)).expect_err("open"), 2);
        assert!(breakers.enter(&circuit("fabrikam"), at(4)).is_ok());
        assert_eq!((breakers.open.get(), breakers.opened.get()), (1, 1));
    }

    #[test]
    fn one_probe_at_a_time_finds_out_and_an_answer_closes_it() {
        let (breakers, contoso) = open();
        let probe = breakers.enter(&contoso, at(34)).expect("half open");
        assert_eq!(breakers.enter(&contoso, at(34)).expect_err("one at a time"), PROBE_SECONDS);
        assert_eq!(breakers.refuses(&contoso, at(34)), Some(PROBE_SECONDS));
        // A probe that never asked lets the next one try.
        drop(probe);
        let probe = breakers.enter(&contoso, at(34)).expect("again");
        probe.heard(Some(&ProviderFault::of(ProblemCode::InvalidGrant)), at(34));
        assert_eq!((breakers.refuses(&contoso, at(34)), breakers.open.get()), (None, 0));
    }

    #[test]
    fn a_failed_probe_doubles_the_time_up_to_ten_minutes_and_the_provider_may_ask_for_more() {
        let (breakers, contoso) = open();
        let mut now = at(34);
        for seconds in [60, 120, 240, 480, 600, 600] {
            fail(&breakers, &contoso, now);
            assert_eq!(breakers.refuses(&contoso, now), Some(seconds + 1));
            now = now.plus_seconds(i64::from(seconds));
        }
        assert_eq!(breakers.open.get(), 1);
        let patient = Breakers::default();
        let asks = ProviderFault { retry_after: Some(90), ..down() };
        for _ in 0..5 {
            patient.enter(&contoso, now).expect("leave").heard(Some(&asks), now);
        }
        assert_eq!(patient.refuses(&contoso, now), Some(91));
    }

    #[test]
    fn an_answer_in_between_or_a_long_time_begins_the_row_anew() {
        let (breakers, contoso) = (Breakers::default(), circuit("contoso"));
        for _ in 0..4 {
            fail(&breakers, &contoso, at(0));
        }
        breakers.enter(&contoso, at(1)).expect("leave").heard(None, at(1));
        for second in 0..4 {
            fail(&breakers, &contoso, at(2 + second));
        }
        fail(&breakers, &contoso, at(2 + ROW_SECONDS * 2));
        assert_eq!(breakers.refuses(&contoso, at(2 + ROW_SECONDS * 2)), None);
        // What was found out without asking says nothing about the provider.
        let incomplete = ProviderFault::of(ProblemCode::ResourceIncomplete);
        breakers.enter(&contoso, at(700)).expect("leave").heard(Some(&incomplete), at(700));
        assert_eq!(breakers.refuses(&contoso, at(700)), None);
    }

    #[test]
    fn those_who_set_out_before_it_opened_change_nothing_with_a_failure() {
        let (breakers, contoso) = (Breakers::default(), circuit("contoso"));
        let passes: Vec<_> = (0..20).map(|_| breakers.enter(&contoso, at(0)).expect("leave")).collect();
        for pass in passes {
            pass.heard(Some(&down()), at(1));
        }
        assert_eq!((breakers.refuses(&contoso, at(1)), breakers.open.get(), breakers.opened.get()), (Some(31), 1, 1));
    }
}
