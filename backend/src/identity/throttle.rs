//! Counts attempts to sign in and makes guessers wait; the counts are in the database, so every node sees them.

use std::net::IpAddr;

use shared::timestamp::Timestamp;

use super::hash;
use crate::{
    domain::throttle::Count,
    hex,
    store::{StoreError, Tx, throttle, throttle::Failures},
};

/// An attempt to sign in, or another that is counted like one.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// What is counted, and where.
    buckets: Vec<(Count, String)>,
    /// Under which the address is remembered as one of the account's.
    known: Option<String>,
}

impl Attempt {
    /// On an account (its address in lower case; it need not exist) from a network address.
    pub fn new(email: &str, address: IpAddr) -> Self {
        // Hashed: what is typed into the field for the address is sometimes a password.
        let (account, address) = (hex::encode(&hash(email)[..16]), network(address));
        let buckets = vec![
            (Count::AddressOnAccount, format!("both:{account}:{address}")),
            (Count::Address, format!("address:{address}")),
            (Count::Account, format!("account:{account}")),
        ];
        Self { buckets, known: Some(format!("known:{account}:{address}")) }
    }

    /// To open a link that nobody made, from a network address.
    pub fn on_link(address: IpAddr) -> Self {
        Self { buckets: vec![(Count::Address, format!("link:{}", network(address)))], known: None }
    }

    /// To go on from the link of that id, from wherever.
    pub fn of_link(id: &str) -> Self {
        Self { buckets: vec![(Count::Address, format!("of-link:{id}"))], known: None }
    }

    /// Counts the attempt as failed beforehand, so that many at once are not faster than one after another.
    /// `Err`: seconds to wait; then nothing was counted.
    pub async fn begin(&self, tx: &mut Tx, now: Timestamp) -> Result<Result<(), u32>, StoreError> {
        let known = match &self.known {
            Some(known) => throttle::get(tx, known).await?.is_some(),
            None => false,
        };
        let mut counted = Vec::new();
        for (count, bucket) in &self.buckets {
            if known && *count == Count::Account {
                continue;
            }
            let failures = throttle::get(tx, bucket).await?;
            let failures = failures.filter(|f| now.seconds_since(f.last_at) < count.forgotten_after());
            if let Some(failures) = failures.filter(|f| now < f.blocked_until) {
                let wait = failures.blocked_until.seconds_since(now) + 1;
                return Ok(Err(u32::try_from(wait).unwrap_or(1)));
            }
            let total = failures.map_or(0, |f| f.count) + 1;
            let blocked_until = now.plus_seconds(count.wait(total));
            counted.push((bucket, Failures { count: total, last_at: now, blocked_until }));
        }
        for (bucket, failures) in counted {
            throttle::put(tx, bucket, &failures).await?;
        }
        Ok(Ok(()))
    }

    /// It went well: what was counted for this account is forgotten, and the address is known from now on.
    pub async fn succeeded(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        for (count, bucket) in &self.buckets {
            if *count != Count::Address {
                throttle::delete(tx, bucket).await?;
            } else if let Some(failures) = throttle::get(tx, bucket).await? {
                throttle::put(tx, bucket, &Failures { count: failures.count - 1, blocked_until: now, ..failures })
                    .await?;
            }
        }
        let Some(known) = &self.known else { return Ok(()) };
        throttle::put(tx, known, &Failures { count: 0, last_at: now, blocked_until: now }).await
    }
}

/// Who has one IPv6 address has the whole /64.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::on_both;

    fn from(email: &str, last: u8) -> Attempt {
        Attempt::new(email, IpAddr::from([192, 0, 2, last]))
    }

    on_both!(a_guesser_waits_and_others_do_not(store) {
        let now = Timestamp::from_millis(1_000_000);
        let mut tx = store.write().await.expect("write");
        let guesser = from("a@example.com", 1);
        for number in 0..5 {
            assert_eq!(guesser.begin(&mut tx, now).await.expect("counted"), Ok(()), "{number}");
        }
        let wait = guesser.begin(&mut tx, now).await.expect("counted").expect_err("blocked");
        assert_eq!(wait, 3);
        assert_eq!(from("a@example.com", 2).begin(&mut tx, now).await.expect("counted"), Ok(()));
        assert_eq!(from("b@example.com", 1).begin(&mut tx, now).await.expect("counted"), Ok(()));
        assert_eq!(guesser.begin(&mut tx, now.plus_seconds(2)).await.expect("counted"), Ok(()));
        assert!(guesser.begin(&mut tx, now.plus_seconds(2)).await.expect("counted").expect_err("longer") > wait);
        guesser.succeeded(&mut tx, now).await.expect("forgotten");
        assert_eq!(guesser.begin(&mut tx, now).await.expect("counted"), Ok(()));
    });

    on_both!(strangers_do_not_lock_a_known_address_out(store) {
        let now = Timestamp::from_millis(1_000_000);
        let mut tx = store.write().await.expect("write");
        let own = from("a@example.com", 250);
        own.succeeded(&mut tx, now).await.expect("known");
        for stranger in 0..60 {
            let _ = from("a@example.com", stranger).begin(&mut tx, now).await.expect("counted");
        }
        assert!(from("a@example.com", 200).begin(&mut tx, now).await.expect("counted").is_err());
        assert_eq!(own.begin(&mut tx, now).await.expect("counted"), Ok(()));
    });
}
