//! What the system says about a process: processor time and memory.

use std::{fs, time::Duration};

/// Processor time of a process, in user and system mode.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    /// Over all its threads.
    pub(crate) all: Duration,
    /// The part of it that threads of their own have used for the database (SQLite runs on those).
    pub(crate) database: Duration,
}

impl Used {
    /// What was used after `before`.
    pub(crate) fn since(self, before: Self) -> Self {
        let (all, database) = (self.all.saturating_sub(before.all), self.database.saturating_sub(before.database));
        Self { all, database }
    }

    /// Together with `more`.
    pub(crate) fn and(self, more: Self) -> Self {
        Self { all: self.all + more.all, database: self.database + more.database }
    }

    /// The share of each of `count` requests.
    pub(crate) fn each(self, count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self { all: self.all / count, database: self.database / count }
    }

    /// All of it, in microseconds.
    pub(crate) fn micros(&self) -> f64 {
        self.all.as_secs_f64() * 1e6
    }
}

/// What `pid` has used so far.
pub(crate) fn used(pid: u32) -> Used {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the process runs");
    let threads = tasks.flatten().map(|task| ticks(&format!("{}/stat", task.path().display())));
    let database = threads.filter(|(name, _)| name.starts_with("sqlx")).map(|(_, time)| time).sum();
    Used { all: ticks(&format!("/proc/{pid}/stat")).1, database }
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
