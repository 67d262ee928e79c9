//! Progress: one line when a step begins, one with its time when it ends.

use std::time::{Duration, Instant};

use crate::Outcome;

/// Does `work` under a line of progress.
pub(crate) fn step<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    eprintln!("▸ {title}");
    let watch = Watch::start();
    let result = work()?;
    eprintln!("✓ {title} ({})", in_words(watch.elapsed()));
    Ok(result)
}

/// Measures how long something takes.
pub(crate) struct Watch(Instant);

impl Watch {
    /// Begins now.
    #[expect(clippy::disallowed_methods, reason = "progress lines and measurements are the point here")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since then.
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// `1.2 s` or `3 min 05 s`.
pub(crate) fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_times_read_well() {
        assert_eq!(in_words(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(in_words(Duration::from_secs(185)), "3 min 05 s");
    }
}
