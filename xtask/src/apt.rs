//! Debian packages: only what is missing, only as root, and without starting any service.

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::{Mutex, PoisonError},
};

use crate::{
    Outcome,
    shell::{find, output, run},
    step::step,
};

/// Answers "no" when a package wants to start its service.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// What goes on beside something else may need packages at the same time, and apt does one thing at a time.
static BUSY: Mutex<()> = Mutex::new(());

/// Installs `packages`, or says in one line what is missing, `for_what`, and how to get it.
pub(crate) fn install(packages: &[&str], for_what: &str) -> Outcome {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        return Err(format!("{for_what} needs the equivalent of Debian's {list}; install it and try again"));
    }
    let remedy = format!("apt-get update && apt-get install -y --no-install-recommends {list}");
    if !is_root() {
        return Err(format!("{for_what} needs {list}; as root: {remedy}"));
    }
    let _one_at_a_time = BUSY.lock().unwrap_or_else(PoisonError::into_inner);
    step(&format!("install {list} ({for_what})"), || {
        let policy = Policy::refuse_services()?;
        let result = apt(&["update", "-q"])
            .and_then(|()| apt(&[&["install", "-y", "-q", "--no-install-recommends"], packages].concat()));
        drop(policy);
        result.map_err(|error| format!("{error}; {for_what} needs it, by hand: {remedy}"))
    })
}

fn apt(arguments: &[&str]) -> Outcome {
    run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(std::io::stderr()))
}

/// Whether this process may install packages.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// Keeps services from being started while it lives. A policy that is there already stays.
struct Policy {
    ours: bool,
}

impl Policy {
    fn refuse_services() -> Outcome<Self> {
        if Path::new(POLICY).exists() {
            return Ok(Self { ours: false });
        }
        std::fs::write(POLICY, "#!/bin/sh\nexit 101\n")
            .and_then(|()| std::fs::set_permissions(POLICY, std::fs::Permissions::from_mode(0o755)))
            .map_err(|error| format!("{POLICY}: {error}"))?;
        Ok(Self { ours: true })
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        if self.ours {
            // Left behind it would only keep later packages from starting their services.
            let _ = std::fs::remove_file(POLICY);
        }
    }
}
