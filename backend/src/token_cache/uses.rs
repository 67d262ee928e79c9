//! Which tokens somebody asked for lately: noted in memory where the store is looked at anyway, and written down now
//! and then. What is asked for is kept fresh ahead of need.

use std::{collections::HashMap, sync::Mutex};

use shared::{
    ids::{TenantId, TokenId},
    timestamp::Timestamp,
};

use crate::domain::renewal::USE_NOTED_EVERY_SECONDS;

/// Uses of tokens.
#[derive(Debug, Default)]
pub struct Uses(Mutex<HashMap<TokenId, Use>>);

#[derive(Debug, Clone)]
struct Use {
    tenant: TenantId,
    at: Timestamp,
    written: bool,
}

impl Uses {
    /// Somebody asked for a token.
    pub(super) fn note(&self, tenant: &TenantId, token: &TokenId, now: Timestamp) {
        let Ok(mut uses) = self.0.lock() else { return };
        let known = uses.get(token).is_some_and(|known| now.seconds_since(known.at) < USE_NOTED_EVERY_SECONDS);
        if !known {
            uses.insert(token.clone(), Use { tenant: tenant.clone(), at: now, written: false });
        }
    }

    /// When somebody last asked for a token, as far as it is remembered here.
    pub(super) fn last(&self, token: &TokenId) -> Option<Timestamp> {
        self.0.lock().ok()?.get(token).map(|known| known.at)
    }

    /// The uses to write down; each is handed out once. What is long ago is forgotten.
    pub fn take(&self, now: Timestamp) -> Vec<(TenantId, TokenId, Timestamp)> {
        let Ok(mut uses) = self.0.lock() else { return Vec::new() };
        uses.retain(|_, known| !known.written || now.seconds_since(known.at) < USE_NOTED_EVERY_SECONDS);
        let fresh = uses.iter_mut().filter(|(_, known)| !known.written);
        fresh
            .map(|(token, known)| {
                known.written = true;
                (known.tenant.clone(), token.clone(), known.at)
            })
            .collect()
    }

    /// Those that could not be written are handed out again.
    pub fn put_back(&self, uses: &[(TenantId, TokenId, Timestamp)]) {
        let Ok(mut known) = self.0.lock() else { return };
        for (_, token, _) in uses {
            if let Some(known) = known.get_mut(token) {
                known.written = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_written_once_an_hour_however_often_somebody_asks() {
        let (uses, tenant, token) = (Uses::default(), TenantId::new("t"), TokenId::new("1"));
        let start = Timestamp::from_millis(0);
        for second in 0..100 {
            uses.note(&tenant, &token, start.plus_seconds(second));
        }
        let written = uses.take(start.plus_seconds(100));
        assert_eq!(written, [(tenant.clone(), token.clone(), start)]);
        uses.note(&tenant, &token, start.plus_seconds(200));
        assert!(uses.take(start.plus_seconds(200)).is_empty());
        uses.put_back(&written);
        assert_eq!(uses.take(start.plus_seconds(200)).len(), 1);
        uses.note(&tenant, &token, start.plus_seconds(3_600));
        assert_eq!(uses.take(start.plus_seconds(3_600)).len(), 1);
        assert!(uses.take(start.plus_seconds(8_000)).is_empty());
        assert!(uses.0.lock().expect("map").is_empty());
    }
}
