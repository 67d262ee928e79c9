//! A token handed out, as the hot path notes it, and how hand-outs that are alike share a row of the trail.

use std::{collections::HashMap, sync::Arc};

use shared::{
    api::token::TokenSource,
    ids::{ResourceId, TenantId, TokenId},
    timestamp::Timestamp,
};

use super::{Entry, Several, Stamped};
use crate::{app::AppState, identity::Actor};

/// The longest stretch of time that a row stands for.
const WITHIN_MILLIS: i64 = 1_000;
/// The most hand-outs that a row stands for: with their request ids it stays within a page of the database.
const MOST: usize = 90;

/// The broker handed out a token. Making one costs no formatting: that is done when rows are made.
#[derive(Debug, Clone)]
pub struct HandOut {
    /// To whom.
    pub actor: Arc<Actor>,
    /// Of which tenant.
    pub tenant: TenantId,
    /// Of which resource.
    pub resource: ResourceId,
    /// Which token.
    pub token: TokenId,
    /// From memory, or fresh from the provider.
    pub source: TokenSource,
    /// On which request.
    pub request_id: Arc<str>,
    /// When.
    pub at: Timestamp,
}

impl HandOut {
    fn alike(&self, other: &Self) -> bool {
        let same_actor = Arc::ptr_eq(&self.actor, &other.actor) || self.actor == other.actor;
        same_actor
            && self.token == other.token
            && self.source == other.source
            && self.resource == other.resource
            && self.tenant == other.tenant
    }
}

/// Rows for `hand_outs`, which come in order of time. Every one of them is counted in exactly one row.
pub(super) fn rows(app: &AppState, hand_outs: &[HandOut]) -> Vec<Stamped> {
    groups(hand_outs).into_iter().map(|group| row(app, &group)).collect()
}

/// Hand-outs that share a row: same caller, token and source, within a second.
fn groups(hand_outs: &[HandOut]) -> Vec<Vec<&HandOut>> {
    let mut groups: Vec<Vec<&HandOut>> = Vec::new();
    let mut open: HashMap<&TokenId, Vec<usize>> = HashMap::new();
    for hand_out in hand_outs {
        let of_token = open.entry(&hand_out.token).or_default();
        let joins = |group: &[&HandOut]| {
            let begun = group.first().is_some_and(|first| {
                first.alike(hand_out) && hand_out.at.as_millis() - first.at.as_millis() < WITHIN_MILLIS
            });
            begun && group.len() < MOST
        };
        // The latest groups first: a full one, or one that has ended, is followed by the next.
        if let Some(&index) = of_token.iter().rev().find(|&&index| joins(&groups[index])) {
            groups[index].push(hand_out);
        } else {
            of_token.push(groups.len());
            groups.push(vec![hand_out]);
        }
    }
    groups
}

fn row(app: &AppState, group: &[&HandOut]) -> Stamped {
    let (first, last) = (group[0], group[group.len() - 1]);
    let detail = serde_json::json!({ "resource": first.resource, "source": first.source });
    let entry = Entry::new(first.actor.author(&first.request_id), "token.issue")
        .tenant(&first.tenant)
        .target("token", first.token.as_str())
        .detail(detail);
    let several = (group.len() > 1).then(|| Several {
        times: u32::try_from(group.len()).unwrap_or(u32::MAX),
        last_at: last.at,
        request_ids: group.iter().map(|hand_out| &*hand_out.request_id).collect::<Vec<_>>().join(" "),
    });
    Stamped { id: app.new_id(), at: first.at, entry, several }
}

#[cfg(test)]
mod tests {
    use shared::ids::ApiKeyId;

    use super::*;
    use crate::identity::Robot;

    fn robot(name: &str) -> Arc<Actor> {
        Arc::new(Actor::Robot(Robot {
            id: ApiKeyId::new(name),
            name: name.to_owned(),
            tenant: None,
            scopes: Vec::new(),
        }))
    }

    fn hand_out(actor: &Arc<Actor>, token: &str, at: i64) -> HandOut {
        HandOut {
            actor: Arc::clone(actor),
            tenant: TenantId::new("t"),
            resource: ResourceId::new("r"),
            token: TokenId::new(token),
            source: TokenSource::Cache,
            request_id: Arc::from(format!("q{at}")),
            at: Timestamp::from_millis(at),
        }
    }

    fn shape(hand_outs: &[HandOut]) -> Vec<(String, usize)> {
        groups(hand_outs).iter().map(|group| (group[0].token.to_string(), group.len())).collect()
    }

    #[test]
    fn only_what_is_alike_shares_a_row_and_nothing_is_lost() {
        let (ada, bob) = (robot("ada"), robot("bob"));
        let all = [
            hand_out(&ada, "1", 0),
            hand_out(&bob, "1", 1),
            hand_out(&ada, "2", 2),
            hand_out(&ada, "1", 3),
            hand_out(&robot("ada"), "1", 4),
            HandOut { source: TokenSource::Refresh, ..hand_out(&ada, "1", 5) },
        ];
        let expected = [("1", 3), ("1", 1), ("2", 1), ("1", 1)].map(|(token, count)| (token.to_owned(), count));
        assert_eq!(shape(&all), expected);
    }

    #[test]
    fn a_row_stands_for_a_second_and_a_bounded_number() {
        let ada = robot("ada");
        let late: Vec<HandOut> = [0, 999, 1_000, 1_001].map(|at| hand_out(&ada, "1", at)).to_vec();
        assert_eq!(shape(&late).iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 2]);
        let many: Vec<HandOut> = (0..=MOST).map(|_| hand_out(&ada, "1", 0)).collect();
        assert_eq!(shape(&many).iter().map(|(_, count)| *count).collect::<Vec<_>>(), [MOST, 1]);
    }
}
