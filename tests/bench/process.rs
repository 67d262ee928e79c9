//! What the system says about a process: processor time and memory.

use std::{fs, time::Duration};

/// Processor time that `pid` has used, in user and system mode, over all its threads.
pub(crate) fn processor_time(pid: u32) -> Duration {
    ticks(&format!("/proc/{pid}/stat")).1
}

/// The part of it that threads of their own have used for the database (SQLite runs on those).
pub(crate) fn database_time(pid: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the process runs");
    let threads = tasks.flatten().map(|task| ticks(&format!("{}/stat", task.path().display())));
    threads.filter(|(name, _)| name.starts_with("sqlx")).map(|(_, time)| time).sum()
}

/// Name and time of a process or thread.
fn ticks(path: &str) -> (String, Duration) {
    let stat = fs::read_to_string(path).expect("it runs");
    // The name in parentheses may contain spaces; what follows it does not.
    let (name, fields) = stat.rsplit_once(") ").expect("a name in parentheses");
    let ticks: u64 = fields.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().expect("a number")).sum();
    let name = name.split_once('(').map_or("", |(_, name)| name);
    // USER_HZ is 100 on every Linux.
    (name.to_owned(), Duration::from_millis(ticks * 10))
}

/// Resident memory of `pid`, in kilobytes.
pub(crate) fn resident_kilobytes(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS is there");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
