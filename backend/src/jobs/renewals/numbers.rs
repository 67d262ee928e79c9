//! What the renewals by themselves count. No label names a tenant.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
};

use shared::provider_error::ErrorClass;

use crate::{metrics::Metrics, oauth::error::ProviderFault};

/// Due, done, failed; tokens by state.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    due: Gauge,
    done: Counter,
    put_off: Counter,
    failed: Family<ClassLabels, Counter>,
    tokens: Family<StateLabels, Gauge>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ClassLabels {
    class: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

impl Numbers {
    /// All at zero, and shown.
    pub(super) fn shown_in(metrics: &Metrics) -> Self {
        let numbers = Self::default();
        metrics.register("renewals_due", "Tokens whose renewal ahead of need is due", numbers.due.clone());
        metrics.register("renewals_done", "Tokens renewed ahead of need", numbers.done.clone());
        metrics.register(
            "renewals_put_off",
            "Renewals ahead of need that were put off because their provider is left alone",
            numbers.put_off.clone(),
        );
        metrics.register(
            "renewals_failed",
            "Renewals ahead of need that failed, by who can mend it",
            numbers.failed.clone(),
        );
        metrics.register("tokens", "Tokens in the store, by state", numbers.tokens.clone());
        numbers
    }

    pub(super) fn due(&self, count: i64) {
        self.due.set(count);
    }

    pub(super) fn done(&self) {
        self.done.inc();
    }

    pub(super) fn put_off(&self) {
        self.put_off.inc();
    }

    pub(super) fn failed(&self, fault: &ProviderFault) {
        let class = ErrorClass::of(fault.code).as_str();
        self.failed.get_or_create(&ClassLabels { class }).inc();
    }

    pub(super) fn tokens(&self, [valid, expired, quarantined]: [i64; 3]) {
        for (state, count) in [("valid", valid), ("expired", expired), ("quarantined", quarantined)] {
            self.tokens.get_or_create(&StateLabels { state }).set(count);
        }
    }
}
