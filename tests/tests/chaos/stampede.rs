//! A thousand callers for one token that has ended, at a provider that rotates and takes a second use for theft.

use std::collections::BTreeSet;

use serde_json::json;
use tests::identity_server::{Endpoint, Rotation, misbehaviour};

use crate::grants::Portal;

const CALLERS: usize = 1_000;

#[tokio::test]
async fn a_thousand_callers_cost_exactly_one_call() {
    let portal = Portal::with(&[("strict", Rotation::Strict)]).await;
    let grant = &portal.grants[0];
    grant.provider.set_life(0);
    let _ = portal.robot().post(&grant.path, &json!({ "force": true })).await.expect(200);
    grant.provider.set_life(3_600);
    let before = grant.asked();
    let (hang, release) = misbehaviour::hang();
    grant.provider.once(Endpoint::Token, hang);
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (robot, path) = (portal.robot(), grant.path.clone());
            tokio::spawn(async move { robot.post(&path, &json!({})).await.expect(200).json()["access_token"].clone() })
        })
        .collect();
    grant.provider.asked(Endpoint::Token, before + 1).await;
    release.release();
    let mut tokens = BTreeSet::new();
    for caller in callers {
        tokens.insert(caller.await.unwrap().as_str().unwrap().to_owned());
    }
    assert_eq!((grant.asked() - before, tokens.len(), grant.provider.revoked()), (1, 1, 0));
}
