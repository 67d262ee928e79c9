//! Every route on one screen: method, path, what it needs, what it is, and its handler.

use shared::routes;

use super::{
    api::health,
    auth::Access,
    openapi::Docs,
    router::{Route, get},
};

/// The table. Mounting, authorization and the API's description all come from these rows.
pub fn table() -> Vec<Route> {
    vec![
        get(routes::HEALTH_LIVE, Access::Public, Docs::new("Says that the process runs"), health::live),
        get(routes::HEALTH_READY, Access::Public, Docs::new("Says whether requests are welcome"), health::ready),
        get(routes::METRICS, Access::Public, Docs::new("Numbers for Prometheus"), health::metrics),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_says_what_it_is() {
        for route in table() {
            assert!(route.docs.summary().len() > 5, "{route:?}");
        }
    }
}
