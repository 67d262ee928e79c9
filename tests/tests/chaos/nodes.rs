//! Three nodes on one PostgreSQL database, and the one that holds the lease falls asleep.

use serde_json::{Value, json};
use tests::{
    harness::Database,
    identity_server::{Endpoint, Rotation, misbehaviour},
};

use crate::grants::Portal;

#[tokio::test]
async fn a_node_that_wakes_after_its_lease_does_not_fork_the_family() {
    wakes_after_its_lease(true).await;
}

/// Nobody touches the clock here: the other node looks at the lease until it has ended, which takes half a minute.
#[tokio::test]
async fn a_lease_ends_by_itself_and_whoever_waited_for_it_goes_on() {
    wakes_after_its_lease(false).await;
}

/// Puts a node to sleep while it holds the lease. The lease ends, at once or in its own time, another node renews, and
/// the sleeper wakes.
async fn wakes_after_its_lease(at_once: bool) {
    assert!(Database::is_postgres(), "several nodes need PostgreSQL; the profile for SQLite leaves this test out");
    let portal = Portal::with(&[("grace", Rotation::Grace)]).await;
    let grant = &portal.grants[0];
    let (sleeper, other) = (portal.server.another_node().await, portal.server.another_node().await);
    let before = grant.asked();
    let (hang, release) = misbehaviour::hang();
    grant.provider.once(Endpoint::Token, hang);
    let ask = |url: &str| {
        let (robot, path) = (portal.robot().at(url), grant.path.clone());
        tokio::spawn(async move { robot.post(&path, &json!({ "force": true })).await })
    };
    let asleep = ask(sleeper.url());
    // The provider has rotated, and its answer waits.
    grant.provider.asked(Endpoint::Token, before + 1).await;
    sleeper.suspend();
    let lost = grant.provider.newest_refresh_token().unwrap();
    if at_once {
        // The lease ends. Half a minute of the database's time passes at once.
        let over = "UPDATE tokens SET lease_until = lease_until - 31000 WHERE lease_owner IS NOT NULL";
        assert_eq!(portal.server.installation().database().change(over).await, 1);
    }
    let renewed = ask(other.url()).await.unwrap().expect(200).json();
    assert!(renewed.get("warning").is_none(), "{renewed}");
    let stored = grant.provider.newest_refresh_token().unwrap();
    assert_ne!(stored, lost);
    release.release();
    sleeper.resume();
    // Its late answer is refused by the fence: it says so, or hands out the token that is still alive.
    let late = asleep.await.unwrap();
    let body: Value = late.json();
    assert!(late.status == 503 || body.get("warning").is_some(), "{} {body}", late.status);
    for url in [portal.server.url(), sleeper.url(), other.url()] {
        let newest = grant.provider.newest_refresh_token();
        let served = ask(url).await.unwrap().expect(200).json();
        assert!(served.get("warning").is_none(), "{served}");
        assert_eq!(grant.presented().last(), newest.as_ref());
    }
    assert!(!grant.presented().contains(&lost), "what the sleeper brought was never used");
    assert_eq!(grant.provider.revoked(), 0);
}
