//! Others in the same place: MSAL for Python with its cache in the process, and email-oauth2-proxy through the function
//! that its connections call. `peers.py` runs them; `CONSENTRY_TEST_PEERS` is the Python environment that has them.

use std::fmt;

use serde::Deserialize;

use crate::stampede::{CALLERS, PROVIDER_TAKES};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/peers.py");

/// What was measured of the others; nothing without an environment that has them.
pub(crate) struct Peers(Option<Vec<Peer>>);

#[derive(Deserialize)]
struct Peer {
    #[serde(rename = "peer")]
    name: String,
    hit_micros: Option<f64>,
    stampede_calls: u64,
}

/// Runs them.
pub(crate) async fn measure() -> Peers {
    let Some(environment) = std::env::var_os("CONSENTRY_TEST_PEERS") else { return Peers(None) };
    let python = std::path::Path::new(&environment).join("bin/python");
    let (callers, takes) = (CALLERS.to_string(), PROVIDER_TAKES.as_secs_f64().to_string());
    let mut peers = tokio::process::Command::new(python);
    let output = peers.arg(SCRIPT).args([callers, takes]).output().await.expect("the peers run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    Peers(Some(said.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()))
}

impl fmt::Display for Peers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(peers) = &self.0 else {
            return write!(f, "others                 not measured: CONSENTRY_TEST_PEERS names no Python environment");
        };
        let line = |Peer { name, hit_micros, stampede_calls }: &Peer| {
            let hit = hit_micros.map_or_else(|| "     -".to_owned(), |micros| format!("{micros:6.1}"));
            format!(
                "{name:<22} {hit} µs a hit in its own process; {stampede_calls} calls of the provider for {CALLERS} callers"
            )
        };
        f.write_str(&peers.iter().map(line).collect::<Vec<_>>().join("\n"))
    }
}
