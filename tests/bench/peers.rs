//! Others in the same place: MSAL for Python with its cache in the process, and email-oauth2-proxy through the function
//! that its connections call. `peers.py` runs them; `CONSENTRY_TEST_PEERS` is the Python environment that has them.

use std::fmt;

use serde::Deserialize;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/peers.py");

/// What was measured of the others.
pub(crate) struct Peers(Vec<Peer>);

#[derive(Deserialize)]
struct Peer {
    #[serde(rename = "peer")]
    name: String,
    hit_micros: Option<f64>,
    stampede_calls: u64,
}

/// Runs them; nothing when there is no environment that has them.
pub(crate) async fn measure() -> Option<Peers> {
    let python = std::path::Path::new(&std::env::var_os("CONSENTRY_TEST_PEERS")?).join("bin/python");
    let output = tokio::process::Command::new(python).arg(SCRIPT).output().await.expect("the peers run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    Some(Peers(said.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()))
}

impl fmt::Display for Peers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Peer { name, hit_micros, stampede_calls } in &self.0 {
            let hit = hit_micros.map_or_else(|| "     -".to_owned(), |micros| format!("{micros:6.1}"));
            writeln!(f, "{name:<26} {hit} µs a hit in its own process; {stampede_calls} calls for the 50 callers")?;
        }
        Ok(())
    }
}
