//! How much of a token's life is left, and how to say it.

use shared::timestamp::Timestamp;

/// How worried to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// Plenty.
    Calm,
    /// Under a fifth.
    Soon,
    /// Over.
    Over,
}

/// What the bar shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    /// Percent of the life that is left.
    pub percent: u8,
    /// Seconds left, never negative.
    pub seconds: i64,
    /// How worried to look.
    pub urgency: Urgency,
}

impl Life {
    /// The life of a token from `begin` to `end`, seen at `now`.
    pub(crate) fn at(begin: Timestamp, end: Timestamp, now: Timestamp) -> Self {
        let whole = end.seconds_since(begin).max(1);
        let seconds = end.seconds_since(now).clamp(0, whole);
        let percent = u8::try_from(seconds * 100 / whole).unwrap_or(100);
        let urgency = match seconds {
            0 => Urgency::Over,
            s if s * 5 < whole => Urgency::Soon,
            _ => Urgency::Calm,
        };
        Self { percent, seconds, urgency }
    }
}

/// A span as `59 s`, `12:05` minutes, `3 h 20 min` or `5 d`: the symbols are the same in every language of the product.
pub(crate) fn span(seconds: i64) -> String {
    match seconds {
        s if s < 60 => format!("{s} s"),
        s if s < 3600 => format!("{}:{:02} min", s / 60, s % 60),
        s if s < 86_400 => format!("{} h {:02} min", s / 3600, s % 3600 / 60),
        s => format!("{} d", s / 86_400),
    }
}

/// The unit and the count in which a distance in time is best said, for `Intl.RelativeTimeFormat`; the past is negative.
pub(crate) fn relative(seconds: i64) -> (i64, &'static str) {
    const STEPS: [(i64, i64, &str); 5] = [
        (60, 1, "second"),
        (3600, 60, "minute"),
        (86_400, 3600, "hour"),
        // Days for as long as somebody plans in them: what ends in 90 days does not end "in 2 months".
        (8_640_000, 86_400, "day"),
        (31_536_000, 2_592_000, "month"),
    ];
    for (below, unit, name) in STEPS {
        if seconds.abs() < below {
            // What was made a moment ago to last three days ends "in 3 days".
            let near = if seconds > 0 && unit >= 3600 { seconds + 60 } else { seconds };
            return (near / unit, name);
        }
    }
    (seconds / 31_536_000, "year")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn life_runs_out() {
        assert_eq!(Life::at(at(0), at(100), at(0)), Life { percent: 100, seconds: 100, urgency: Urgency::Calm });
        assert_eq!(Life::at(at(0), at(100), at(90)).urgency, Urgency::Soon);
        assert_eq!(Life::at(at(0), at(100), at(500)), Life { percent: 0, seconds: 0, urgency: Urgency::Over });
        assert_eq!(Life::at(at(0), at(0), at(0)).urgency, Urgency::Over);
    }

    #[test]
    fn spans_and_distances() {
        assert_eq!(span(59), "59 s");
        assert_eq!(span(725), "12:05 min");
        assert_eq!(span(12_000), "3 h 20 min");
        assert_eq!(relative(-59), (-59, "second"));
        assert_eq!(relative(-7200), (-2, "hour"));
        assert_eq!(relative(86_400 * 90), (90, "day"));
        assert_eq!(relative(86_400 * 120), (4, "month"));
        assert_eq!(relative(72 * 3600 - 5), (3, "day"));
        assert_eq!(relative(5 - 72 * 3600), (-2, "day"));
    }
}
