//! Numbers for Prometheus. Labels are few and never name a tenant, a person or a secret.

use std::{sync::RwLock, time::Duration};

use http::Method;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Metric, Registry},
};

/// Every number, and the registry that writes them out.
#[derive(Debug)]
pub struct Metrics {
    registry: RwLock<Registry>,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
}

/// A request being worked on.
#[derive(Debug)]
pub struct UnderWay(Gauge);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

/// The methods that HTTP has. Callers can make others up, and every new name would be a number more to keep for ever.
fn name(method: &Method) -> &'static str {
    let known = [
        (Method::GET, "GET"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::PATCH, "PATCH"),
        (Method::DELETE, "DELETE"),
        (Method::HEAD, "HEAD"),
        (Method::OPTIONS, "OPTIONS"),
        (Method::CONNECT, "CONNECT"),
        (Method::TRACE, "TRACE"),
    ];
    known.into_iter().find(|(known, _)| known == method).map_or("other", |(_, name)| name)
}

fn histogram() -> Histogram {
    Histogram::new([0.000_25, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0])
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let metrics = Self {
            registry: RwLock::new(Registry::with_prefix("consentry")),
            requests: Family::default(),
            durations: Family::new_with_constructor(histogram as fn() -> Histogram),
            in_flight: Gauge::default(),
        };
        metrics.register("http_requests", "Requests answered", metrics.requests.clone());
        metrics.register("http_request_duration_seconds", "Time to the answer", metrics.durations.clone());
        metrics.register("http_requests_in_flight", "Requests being worked on", metrics.in_flight.clone());
        metrics
    }

    /// Adds a number of another part of the program.
    pub fn register(&self, name: &str, help: &str, metric: impl Metric) {
        if let Ok(mut registry) = self.registry.write() {
            registry.register(name, help, metric);
        }
    }

    /// Counts an answered request; `route` is the pattern, not the address.
    pub fn request_done(&self, route: &str, method: &Method, status: u16, took: Duration) {
        let labels = RouteLabels { route: route.to_owned() };
        self.durations.get_or_create(&labels).observe(took.as_secs_f64());
        self.requests.get_or_create(&RequestLabels { route: labels.route, method: name(method), status }).inc();
    }

    /// Counts a request as being worked on until what is handed out is dropped, also when its caller leaves before.
    pub fn under_way(&self) -> UnderWay {
        self.in_flight.inc();
        UnderWay(self.in_flight.clone())
    }

    /// All numbers in the text format.
    pub fn render(&self) -> String {
        let mut text = String::new();
        if let Ok(registry) = self.registry.read() {
            // Writing to a String cannot fail.
            let _ = encode(&mut text, &registry);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_is_given_up_is_no_longer_under_way() {
        let metrics = Metrics::new();
        let (first, second) = (metrics.under_way(), metrics.under_way());
        drop(first);
        assert!(metrics.render().contains("consentry_http_requests_in_flight 1"));
        drop(second);
        assert!(metrics.render().contains("consentry_http_requests_in_flight 0"));
    }

    #[test]
    fn requests_are_counted_by_route() {
        let metrics = Metrics::new();
        metrics.request_done("/api/v1/tenants/{tenant}", &Method::GET, 200, Duration::from_millis(2));
        let text = metrics.render();
        let line = r#"consentry_http_requests_total{route="/api/v1/tenants/{tenant}",method="GET",status="200"} 1"#;
        assert!(text.contains(line), "{text}");
    }

    #[test]
    fn methods_that_callers_make_up_share_one_number() {
        let metrics = Metrics::new();
        let before = metrics.render().lines().count();
        for number in 0..100 {
            let made_up = Method::from_bytes(format!("M{number}").as_bytes()).expect("a method");
            metrics.request_done("(page)", &made_up, 405, Duration::ZERO);
        }
        let text = metrics.render();
        let line = r#"consentry_http_requests_total{route="(page)",method="other",status="405"} 100"#;
        assert!(text.contains(line), "{text}");
        assert!(text.lines().count() < before + 20, "{text}");
    }
}
