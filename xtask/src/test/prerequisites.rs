//! What the tests need beyond cargo: Chromium, Node and its packages, PostgreSQL. Only what is missing is installed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{browser, postgres};
use crate::{
    Outcome, apt, project,
    shell::{find, output, run},
    stamp::Stamp,
    step::step,
};

/// The first release of Node that the identity server runs on.
const OLDEST_NODE: u32 = 20;
/// What the package `dovecot-submissiond` brings.
const SUBMISSION: &str = "/usr/lib/dovecot/submission";
/// What the package `dovecot-pop3d` brings.
const POP: &str = "/usr/lib/dovecot/pop3";

/// PostgreSQL's server programs.
pub(super) fn postgres() -> Outcome {
    if postgres::programs().is_some() {
        return Ok(());
    }
    apt::install(&["postgresql"], "testing on PostgreSQL")
}

/// The mail server that is asked to take a token.
pub(super) fn mail_server() -> Outcome {
    if Path::new(SUBMISSION).exists() && Path::new(POP).exists() {
        return Ok(());
    }
    apt::install(&["dovecot-imapd", "dovecot-pop3d", "dovecot-submissiond"], "testing with a mail server")
}

/// Chromium, Node, and the packages of the journeys.
pub(super) fn browser() -> Outcome {
    let mut missing = Vec::new();
    if find("chromium").is_none() {
        missing.push("chromium");
    }
    if find("node").is_none() {
        missing.push("nodejs");
    }
    if find("npm").is_none() {
        missing.push("npm");
    }
    if !missing.is_empty() {
        apt::install(&missing, "the browser tests")?;
    }
    newer_node()?;
    packages()
}

fn packages() -> Outcome {
    let folder = browser::folder();
    let stamp = Stamp::of("npm ci", &[folder.join("package-lock.json")])?;
    let kept = folder.join("node_modules/.stamp");
    if stamp.is_in(&kept) {
        return Ok(());
    }
    step("npm ci in tests/browser", || run(npm("ci").current_dir(&folder)))?;
    stamp.keep(&kept)
}

fn npm(what: &str) -> Command {
    let mut command = Command::new("npm");
    command.args([what, "--no-audit", "--no-fund"]).stdout(std::io::stderr());
    command
}

/// The Node to use: the machine's, or a newer one of the project's own where that is too old (Debian 12's is).
pub(super) fn node() -> Outcome<PathBuf> {
    let own = own_node().join("node_modules/node/bin/node");
    let usual = find("node").filter(|node| is_new_enough(node));
    usual
        .or_else(|| own.is_file().then_some(own))
        .ok_or_else(|| format!("the browser tests need Node {OLDEST_NODE} or later"))
}

fn own_node() -> PathBuf {
    project::target().join("node")
}

fn newer_node() -> Outcome {
    if node().is_ok() {
        return Ok(());
    }
    step("install a newer Node for the browser tests", || {
        let mut command = npm("install");
        command.arg("--prefix").arg(own_node()).arg("node@22");
        run(&mut command)
    })
}

fn is_new_enough(node: &Path) -> bool {
    output(Command::new(node).arg("--version")).is_ok_and(|version| major(&version) >= Some(OLDEST_NODE))
}

/// `v20.20.2` → 20
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert!(major("v18.20.4") < Some(OLDEST_NODE));
        assert!(major("v100.0.0") > Some(OLDEST_NODE));
        assert_eq!(major("no"), None);
    }
}
