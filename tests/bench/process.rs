//! What the system says about a process: processor time and memory.

use std::{fs, time::Duration};

/// Processor time that `pid` has used, in user and system mode, over all its threads.
pub(crate) fn processor_time(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process runs");
    // The name in parentheses may contain spaces; what follows it does not.
    let (_, fields) = stat.rsplit_once(") ").expect("a name in parentheses");
    let ticks: u64 = fields.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().expect("a number")).sum();
    // USER_HZ is 100 on every Linux.
    Duration::from_millis(ticks * 10)
}

/// Resident memory of `pid`, in kilobytes.
pub(crate) fn resident_kilobytes(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS is there");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
