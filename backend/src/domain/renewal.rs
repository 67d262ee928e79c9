//! When a token is renewed although nobody is asking for it: while it is in use, before it ends; else only so that
//! the sign-in behind it does not lapse. See decision 46.

use shared::{provider_error::ErrorClass, timestamp::Timestamp};

const HOUR: i64 = 3_600;
/// A token that somebody asked for within this is kept fresh: a job that runs once a day finds it so, also when it is
/// a little late.
pub const IN_USE_SECONDS: i64 = 26 * HOUR;
/// A use is written down at most this often.
pub const USE_NOTED_EVERY_SECONDS: i64 = HOUR;
/// A life shorter than this is left to those who ask: renewing ahead would mean renewing all the time.
const SHORTEST_LIFE_SECONDS: i64 = 240;
/// Part of a life after which a token is renewed, in percent. What is left is for trying again while it still holds.
const PART_OF_LIFE: i64 = 75;
/// The same of a refresh token that nobody uses: of 90 days, three weeks are left.
const PART_OF_REFRESH_LIFE: i64 = 75;
/// Tokens that began together are not renewed together: this part of a life, in percent, is spread over.
const SPREAD: i64 = 10;
/// Between two attempts at a provider that is failing.
const TRANSIENT_SECONDS: i64 = 60;
/// Between two attempts while somebody has to change something.
const CONFIGURATION_SECONDS: i64 = HOUR;

/// What is known of a token's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When the access token was asked for.
    pub obtained_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When the provider wants it renewed (`refresh_in`), where it told.
    pub refresh_at: Option<Timestamp>,
    /// When its own refresh token ends unless it is used, where that is known.
    pub refresh_expires_at: Option<Timestamp>,
    /// When somebody last asked for it.
    pub used_at: Timestamp,
}

/// When to renew a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plan {
    /// When it is due; `None`: not by itself.
    pub due_at: Option<Timestamp>,
    /// When it is due as soon as somebody asks for it.
    pub fresh_at: Option<Timestamp>,
}

impl Life {
    /// When to renew it. `chance` is random, and spreads tokens that began together.
    pub fn plan(&self, now: Timestamp, chance: u32) -> Plan {
        let (fresh_at, idle_at) = (self.fresh_at(chance), self.idle_at(chance));
        let in_use = now.seconds_since(self.used_at) <= IN_USE_SECONDS;
        let due_at = match (fresh_at.filter(|_| in_use), idle_at) {
            (Some(fresh), Some(idle)) => Some(fresh.min(idle)),
            (fresh, idle) => fresh.or(idle),
        };
        Plan { due_at, fresh_at }
    }

    fn fresh_at(&self, chance: u32) -> Option<Timestamp> {
        let life = self.expires_at.seconds_since(self.obtained_at);
        if life < SHORTEST_LIFE_SECONDS {
            return None;
        }
        let after = match self.refresh_at {
            // Later than that would be too late for a second attempt; at once would be never-ending.
            Some(told) => told.seconds_since(self.obtained_at).clamp(SHORTEST_LIFE_SECONDS / 4, life * 85 / 100),
            None => life * PART_OF_LIFE / 100,
        };
        Some(self.obtained_at.plus_seconds(after + spread(life, chance)))
    }

    fn idle_at(&self, chance: u32) -> Option<Timestamp> {
        let life = self.refresh_expires_at?.seconds_since(self.obtained_at);
        let after = life.checked_mul(PART_OF_REFRESH_LIFE)? / 100;
        (life >= SHORTEST_LIFE_SECONDS).then(|| self.obtained_at.plus_seconds(after + spread(life, chance)))
    }
}

/// When to try again by itself after a failure; `None`: not before somebody did something about it.
pub fn next_attempt(class: ErrorClass, retry_after: Option<u32>, now: Timestamp, chance: u32) -> Option<Timestamp> {
    let wait = match class {
        ErrorClass::Transient => retry_after.map_or(0, i64::from).max(TRANSIENT_SECONDS),
        ErrorClass::Configuration | ErrorClass::Consent => CONFIGURATION_SECONDS,
        ErrorClass::Interaction => return None,
    };
    // Never earlier than asked, and up to half as long again.
    Some(now.plus_seconds(wait + i64::from(chance) * (wait / 2) / i64::from(u32::MAX)))
}

fn spread(life: i64, chance: u32) -> i64 {
    let width = life.saturating_mul(SPREAD) / 100;
    i64::try_from(i128::from(width) * i128::from(chance) / i128::from(u32::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * HOUR;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(1_000_000_000 + seconds)
    }

    /// Obtained and used at 0.
    fn life(seconds: i64) -> Life {
        Life { obtained_at: at(0), expires_at: at(seconds), refresh_at: None, refresh_expires_at: None, used_at: at(0) }
    }

    fn due(life: Life, chance: u32) -> Option<i64> {
        life.plan(at(0), chance).due_at.map(|due| due.seconds_since(at(0)))
    }

    #[test]
    fn a_token_in_use_is_renewed_well_before_it_ends_and_not_all_at_once() {
        assert_eq!(due(life(3_600), 0), Some(2_700));
        assert_eq!(due(life(3_600), u32::MAX), Some(3_060));
        assert_eq!(due(life(3_600), u32::MAX / 2), Some(2_879));
    }

    #[test]
    fn the_providers_wish_is_honoured_within_reason() {
        let told = |seconds| due(Life { refresh_at: Some(at(seconds)), ..life(3_600) }, 0);
        assert_eq!(told(1_800), Some(1_800));
        assert_eq!(told(-5), Some(60), "never at once again");
        assert_eq!(told(99_999), Some(3_060), "never too late");
    }

    #[test]
    fn what_nobody_asks_for_is_renewed_only_to_keep_the_sign_in() {
        let sign_in = Life { refresh_expires_at: Some(at(90 * DAY)), ..life(3_600) };
        assert_eq!(due(sign_in, 0), Some(2_700));
        let idle = |chance| {
            let now = at(IN_USE_SECONDS + 1);
            sign_in.plan(now, chance).due_at.map(|due| due.seconds_since(at(0)) / DAY)
        };
        assert_eq!((idle(0), idle(u32::MAX)), (Some(67), Some(76)), "weeks are left for trying again");
        let application = life(3_600);
        let later = application.plan(at(IN_USE_SECONDS + 1), 0);
        assert_eq!((later.due_at, later.fresh_at), (None, Some(at(2_700))), "until somebody asks again");
    }

    #[test]
    fn a_short_life_is_left_to_those_who_ask() {
        assert_eq!(due(life(30), 0), None);
        assert_eq!(due(life(0), 0), None);
        assert_eq!(due(life(-10), 0), None);
        assert_eq!(due(Life { refresh_expires_at: Some(at(DAY)), ..life(30) }, 0), Some(DAY * 3 / 4));
    }

    #[test]
    fn absurd_moments_do_no_harm() {
        let far = Timestamp::from_millis(i64::MAX);
        let absurd = Life { expires_at: far, refresh_at: Some(far), refresh_expires_at: Some(far), ..life(0) };
        let _ = absurd.plan(at(0), u32::MAX);
        let _ = absurd.plan(far, 0);
    }

    #[test]
    fn a_failure_is_tried_again_as_its_class_deserves() {
        let wait = |class, retry_after, chance| {
            next_attempt(class, retry_after, at(0), chance).map(|next| next.seconds_since(at(0)))
        };
        assert_eq!(wait(ErrorClass::Transient, None, 0), Some(60));
        assert_eq!(wait(ErrorClass::Transient, Some(300), 0), Some(300), "never before the provider said");
        assert_eq!(wait(ErrorClass::Transient, Some(300), u32::MAX), Some(450));
        assert_eq!(wait(ErrorClass::Consent, None, 0), Some(3_600));
        assert_eq!(wait(ErrorClass::Interaction, Some(5), 0), None);
    }
}
