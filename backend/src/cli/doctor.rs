//! `consentry doctor`

use std::process::ExitCode;

use crate::{
    config::{Config, ConfigFaults},
    doctor::{self, Verdict},
};

/// Prints what was looked at, what was found and how to mend it; fails if anything is not in order.
pub(super) async fn run(config: Result<Config, ConfigFaults>) -> ExitCode {
    let findings = match config {
        Ok(config) => doctor::examine(&config).await,
        Err(faults) => doctor::settings_are_wrong(&faults),
    };
    let mut sound = true;
    for finding in findings {
        match finding.verdict {
            Verdict::Fine(found) => println!("ok    {}: {found}", finding.looked_at),
            Verdict::Wrong { found, remedy } => {
                sound = false;
                println!("WRONG {}: {found}\n      {remedy}", finding.looked_at);
            }
        }
    }
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
