//! kill -9 in the middle of rotations. Afterwards no family is revoked, the stored refresh token is the latest, what was
//! acknowledged is there, and everything decrypts; with a strict provider no token was presented twice.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use shared::routes;
use tests::identity_server::{Endpoint, Rotation, misbehaviour};

use crate::{
    dice::Dice,
    grants::{Grant, Portal},
};

const ROUNDS: usize = 50;

/// When the program is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// Whenever.
    Any,
    /// The provider has read the request and done nothing.
    Asked,
    /// The provider has rotated the token, and no answer has left.
    Rotated,
    /// The answer is on its way.
    Answered,
}

#[tokio::test]
async fn killed_at_any_moment_nothing_is_lost() {
    rounds("any", Moment::Any).await;
}

#[tokio::test]
async fn killed_while_the_provider_reads_nothing_is_lost() {
    rounds("asked", Moment::Asked).await;
}

#[tokio::test]
async fn killed_after_the_provider_has_rotated_nothing_is_lost() {
    rounds("rotated", Moment::Rotated).await;
}

#[tokio::test]
async fn killed_while_the_answer_is_on_its_way_nothing_is_lost() {
    rounds("answered", Moment::Answered).await;
}

async fn rounds(test: &str, moment: Moment) {
    let mut dice = Dice::thrown_for(test);
    let classes = [
        ("reusable", Rotation::Reusable),
        ("retry_safe", Rotation::RetrySafe),
        ("grace", Rotation::Grace),
        ("strict", Rotation::Strict),
    ];
    let mut portal = Portal::with(&classes).await;
    for round in 0..ROUNDS {
        let acknowledged = kill_in(&portal, moment, &mut dice).await;
        portal = portal.killed_and_started().await;
        for (number, acknowledged) in acknowledged.into_iter().enumerate() {
            let grant = &portal.grants[number];
            grant.provider.behave();
            if let Some(acknowledged) = acknowledged {
                let kept = ask(&portal, grant, json!({ "min_valid_seconds": 0 })).await;
                assert!(kept.1["access_token"].as_str().unwrap() >= acknowledged.as_str(), "{round} {kept:?}");
            }
            if grant.class == "strict" {
                strict(&portal, grant, round).await;
            } else {
                forgiving(&portal, grant, round).await;
            }
        }
    }
    let installation = portal.stopped().await;
    let _ = installation.run(&["doctor"], "").await.succeeded();
}

/// Sends a request for every grant and brings the process to the moment. Gives the tokens that callers have received.
async fn kill_in(portal: &Portal, moment: Moment, dice: &mut Dice) -> Vec<Option<String>> {
    let before: Vec<usize> = portal.grants.iter().map(Grant::asked).collect();
    let mut held = Vec::new();
    for grant in &portal.grants {
        match moment {
            Moment::Any => {}
            Moment::Asked => grant.provider.once(Endpoint::Token, misbehaviour::never()),
            Moment::Rotated | Moment::Answered => {
                let (hang, release) = misbehaviour::hang();
                grant.provider.once(Endpoint::Token, hang);
                held.push(release);
            }
        }
    }
    let robot = portal.robot();
    let callers: Vec<_> = portal
        .grants
        .iter()
        .map(|grant| {
            let request = robot.request(Method::POST, &grant.path).json(&json!({ "force": true }));
            tokio::spawn(async move {
                let answer = request.send().await.ok().filter(|answer| answer.status() == 200)?;
                let token: Value = answer.json().await.ok()?;
                token["access_token"].as_str().map(str::to_owned)
            })
        })
        .collect();
    if !matches!(moment, Moment::Any) {
        for (grant, before) in portal.grants.iter().zip(before) {
            grant.provider.asked(Endpoint::Token, before + 1).await;
        }
    }
    if matches!(moment, Moment::Answered) {
        held.clear();
    }
    if !matches!(moment, Moment::Asked | Moment::Rotated) {
        dice.linger(2_000).await;
    }
    portal.server.signal_kill();
    let mut acknowledged = Vec::new();
    for caller in callers {
        acknowledged.push(caller.await.unwrap());
    }
    acknowledged
}

async fn ask(portal: &Portal, grant: &Grant, body: Value) -> (u16, Value) {
    let answer = portal.robot().post(&grant.path, &body).await;
    (answer.status, answer.json())
}

/// The family is alive, and what is stored is the latest.
async fn forgiving(portal: &Portal, grant: &Grant, round: usize) {
    let (status, body) = ask(portal, grant, json!({ "force": true })).await;
    assert_eq!((status, body.get("warning")), (200, None), "{} in round {round}: {body}", grant.class);
    let newest = grant.provider.newest_refresh_token();
    let (status, body) = ask(portal, grant, json!({ "force": true })).await;
    assert_eq!((status, body.get("warning")), (200, None), "{} in round {round}: {body}", grant.class);
    assert_eq!(grant.presented().last(), newest.as_ref(), "{} in round {round}: {body}", grant.class);
    assert_eq!(grant.provider.revoked(), 0, "{} in round {round}", grant.class);
}

/// No token was presented twice; the sign-in is alive, or it is said honestly that somebody has to sign in.
async fn strict(portal: &Portal, grant: &Grant, round: usize) {
    let (status, body) = ask(portal, grant, json!({ "force": true })).await;
    let alive = status == 200 && body.get("warning").is_none();
    let honest = body["warning"] == "oauth.answer_lost" || body["code"] == "oauth.answer_lost";
    assert!(alive || honest, "round {round}: {status} {body}");
    let presented = grant.presented();
    let different: BTreeSet<&String> = presented.iter().collect();
    assert_eq!(presented.len(), different.len(), "round {round}: a token was presented twice");
    assert_eq!(grant.provider.revoked(), 0, "round {round}");
    if !alive {
        let tokens = routes::tokens("contoso", grant.resource.id.as_str());
        let listed = portal.administrator().list(&tokens).await;
        assert_eq!(listed[0]["state"], "interaction_required", "{}", listed[0]);
        portal.administrator().authorize("contoso", &grant.resource, None).await;
    }
}
