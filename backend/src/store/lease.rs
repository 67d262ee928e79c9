//! Who takes what is due: a row that a job works on has a lease, so that one node at a time does.

/// Who wants to take what is due, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// This process.
    pub owner: &'a str,
    /// What is due by then, in epoch milliseconds.
    pub now: i64,
    /// Until when nobody else takes it, in epoch milliseconds.
    pub until: i64,
    /// Whether there are no other nodes, so that a lease of another process is one that a crash left behind.
    pub alone: bool,
    /// How many at most.
    pub most: i64,
}
