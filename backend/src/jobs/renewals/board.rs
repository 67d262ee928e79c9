//! What is waiting to be renewed and what is under way: whose turn it is, and how much at once. No IO.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    ops::Bound,
};

use shared::{
    ids::{ResourceId, TenantId, TokenId},
    timestamp::Timestamp,
};

/// Requests to one provider at once, of all tenants together.
pub(super) const MOST_AT_A_PROVIDER: usize = 8;
/// Requests to one provider at once for one tenant.
pub(super) const MOST_OF_A_TENANT: usize = 4;
/// What waits of one tenant. The rest waits in the database.
const MOST_WAITING_OF_A_TENANT: usize = 16;
/// What waits altogether.
const MOST_WAITING: usize = 512;

/// A token to renew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) tenant: TenantId,
    pub(super) resource: ResourceId,
    pub(super) token: TokenId,
    /// Host and port of the token endpoint.
    pub(super) provider: String,
    /// When it was taken up: a token obtained after that will do.
    pub(super) taken_up_at: Timestamp,
}

/// What is waiting and what is under way.
#[derive(Debug, Default)]
pub(super) struct Board {
    waiting: BTreeMap<TenantId, VecDeque<Work>>,
    count: usize,
    /// Waiting or under way.
    known: HashSet<TokenId>,
    under_way: HashMap<String, HashMap<TenantId, usize>>,
    /// Whose turn it was last.
    last: Option<TenantId>,
}

impl Board {
    /// How much of all tenants together may be added.
    pub(super) fn room(&self) -> usize {
        MOST_WAITING.saturating_sub(self.count)
    }

    /// How much of the tenant may be added, as far as there is room at all.
    pub(super) fn room_of(&self, tenant: &TenantId) -> usize {
        MOST_WAITING_OF_A_TENANT.saturating_sub(self.waiting.get(tenant).map_or(0, VecDeque::len))
    }

    /// Whether so little waits that it is worth looking for more.
    pub(super) fn runs_low(&self) -> bool {
        self.count < MOST_WAITING / 2
            && self.waiting.values().all(|waiting| waiting.len() < MOST_WAITING_OF_A_TENANT / 2)
    }

    /// Adds a token; one that waits already or is under way stays where it is.
    pub(super) fn add(&mut self, work: Work) {
        if self.known.insert(work.token.clone()) {
            self.count += 1;
            self.waiting.entry(work.tenant.clone()).or_default().push_back(work);
        }
    }

    /// Whom to serve first when there is too little room for all: those after the one whose turn it was last.
    pub(super) fn in_turn(&self, mut tenants: Vec<TenantId>) -> Vec<TenantId> {
        tenants.sort_unstable();
        if let Some(last) = &self.last {
            let first = tenants.partition_point(|tenant| tenant <= last);
            tenants.rotate_left(first);
        }
        tenants
    }

    /// What may begin now: one token of each tenant in turn, as far as its provider has room.
    pub(super) fn next(&mut self) -> Option<Work> {
        let (tenant, position) = {
            let after = self.last.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
            let until = self.last.as_ref().map_or(Bound::Unbounded, Bound::Included);
            let later = self.waiting.range::<TenantId, _>((after, Bound::Unbounded));
            let earlier = self.waiting.range::<TenantId, _>((Bound::Unbounded, until));
            // Without a last one, the first range is everything.
            let earlier = earlier.take(if self.last.is_some() { usize::MAX } else { 0 });
            later.chain(earlier).find_map(|(tenant, works)| {
                let position = works.iter().position(|work| self.has_room(tenant, &work.provider))?;
                Some((tenant.clone(), position))
            })?
        };
        let works = self.waiting.get_mut(&tenant)?;
        let work = works.remove(position)?;
        if works.is_empty() {
            self.waiting.remove(&tenant);
        }
        self.count -= 1;
        *self.under_way.entry(work.provider.clone()).or_default().entry(tenant.clone()).or_default() += 1;
        self.last = Some(tenant);
        Some(work)
    }

    fn has_room(&self, tenant: &TenantId, provider: &str) -> bool {
        let Some(tenants) = self.under_way.get(provider) else { return true };
        tenants.values().sum::<usize>() < MOST_AT_A_PROVIDER
            && tenants.get(tenant).copied().unwrap_or_default() < MOST_OF_A_TENANT
    }

    /// It is over.
    pub(super) fn ended(&mut self, work: &Work) {
        self.known.remove(&work.token);
        let Some(tenants) = self.under_way.get_mut(&work.provider) else { return };
        if let Some(count) = tenants.get_mut(&work.tenant) {
            *count -= 1;
            if *count == 0 {
                tenants.remove(&work.tenant);
            }
        }
        if tenants.is_empty() {
            self.under_way.remove(&work.provider);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn work(tenant: &str, number: usize, provider: &str) -> Work {
        Work {
            tenant: TenantId::new(tenant),
            resource: ResourceId::new("r"),
            token: TokenId::new(format!("{tenant}-{number}")),
            provider: provider.to_owned(),
            taken_up_at: Timestamp::from_millis(0),
        }
    }

    fn begun(board: &mut Board) -> Vec<String> {
        std::iter::from_fn(|| board.next()).map(|work| work.token.to_string()).collect()
    }

    #[test]
    fn tenants_take_turns_and_none_has_more_than_its_share() {
        let mut board = Board::default();
        for number in 0..10 {
            board.add(work("a", number, "p"));
        }
        board.add(work("b", 0, "p"));
        board.add(work("c", 0, "p"));
        assert_eq!(begun(&mut board), ["a-0", "b-0", "c-0", "a-1", "a-2", "a-3"]);
        board.ended(&work("a", 0, "p"));
        assert_eq!(begun(&mut board), ["a-4"]);
        // Another provider has room of its own, also for the tenant with much to do.
        board.add(work("a", 90, "q"));
        assert_eq!(begun(&mut board), ["a-90"]);
    }

    #[test]
    fn a_provider_is_shared_by_its_tenants() {
        let mut board = Board::default();
        for tenant in ["a", "b", "c"] {
            for number in 0..4 {
                board.add(work(tenant, number, "p"));
            }
        }
        assert_eq!(begun(&mut board), ["a-0", "b-0", "c-0", "a-1", "b-1", "c-1", "a-2", "b-2"]);
        board.ended(&work("b", 0, "p"));
        assert_eq!(begun(&mut board), ["c-2"], "whose turn it is goes on where it stopped");
    }

    #[test]
    fn a_token_is_there_once_and_much_of_one_tenant_stays_in_the_database() {
        let mut board = Board::default();
        board.add(work("a", 0, "p"));
        board.add(work("a", 0, "p"));
        assert_eq!(begun(&mut board), ["a-0"]);
        board.add(work("a", 0, "p"));
        assert!(begun(&mut board).is_empty(), "it is under way");
        board.ended(&work("a", 0, "p"));
        board.add(work("a", 0, "p"));
        assert_eq!(begun(&mut board), ["a-0"]);
        let tenant = TenantId::new("a");
        assert_eq!((board.room_of(&tenant), board.room()), (MOST_WAITING_OF_A_TENANT, MOST_WAITING));
        for number in 1..=MOST_WAITING_OF_A_TENANT {
            board.add(work("a", number, "p"));
        }
        assert_eq!((board.room_of(&tenant), board.runs_low()), (0, false));
        assert_eq!(board.in_turn(vec![TenantId::new("b"), tenant]), [TenantId::new("b"), TenantId::new("a")]);
    }

    proptest! {
        #[test]
        fn whatever_comes_and_goes_the_limits_hold_and_nothing_is_forgotten(
            steps in prop::collection::vec((0..4_usize, 0..3_usize, any::<bool>()), 1..300)
        ) {
            let mut board = Board::default();
            let (mut running, mut added, mut done) = (Vec::<Work>::new(), 0, 0);
            let check = |running: &[Work]| {
                for work in running {
                    let there = running.iter().filter(|other| other.provider == work.provider);
                    prop_assert!(there.clone().count() <= MOST_AT_A_PROVIDER);
                    prop_assert!(there.filter(|other| other.tenant == work.tenant).count() <= MOST_OF_A_TENANT);
                }
                Ok(())
            };
            for (number, (tenant, provider, ends)) in steps.into_iter().enumerate() {
                board.add(work(["a", "b", "c", "d"][tenant], number, ["p", "q", "r"][provider]));
                added += 1;
                running.extend(std::iter::from_fn(|| board.next()));
                check(&running)?;
                if ends && !running.is_empty() {
                    board.ended(&running.remove(0));
                    done += 1;
                }
            }
            while let Some(over) = running.pop() {
                board.ended(&over);
                done += 1;
                running.extend(std::iter::from_fn(|| board.next()));
                check(&running)?;
            }
            prop_assert_eq!(added, done);
            prop_assert!(board.known.is_empty() && board.under_way.is_empty() && board.count == 0);
        }
    }
}
