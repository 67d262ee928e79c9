//! How long a start takes until the program listens, and how much memory it has then.

use std::{fmt, time::Duration};

use tests::harness::Installation;

use crate::{load::now, process::resident_kilobytes};

const STARTS: usize = 9;

/// Of several starts.
pub(crate) struct Starts {
    first: Duration,
    median: Duration,
    resident: u64,
}

pub(crate) async fn measure() -> Starts {
    let mut installation = Installation::fresh().await.with("CONSENTRY_LOG", "info");
    let mut times = Vec::new();
    let mut resident = 0;
    for _ in 0..STARTS {
        let begin = now();
        let server = installation.start().await;
        times.push(begin.elapsed());
        // Loaded by one request, so that what a start puts off is in memory as well.
        let _ = server.anonymous().get(shared::routes::HEALTH_READY).await.expect(200);
        resident = resident_kilobytes(server.pid());
        installation = server.stop().await;
    }
    let first = times.remove(0);
    times.sort();
    Starts { first, median: times[times.len() / 2], resident }
}

impl fmt::Display for Starts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, median) = (self.first.as_millis(), self.median.as_millis());
        writeln!(f, "start to ready         {median} ms (the first, with migrations: {first} ms)")?;
        write!(f, "resident, idle         {} kB", self.resident)
    }
}
