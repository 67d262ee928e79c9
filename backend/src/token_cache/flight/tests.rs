//! Who asks by force in the very moment at which another caller hears its answer.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, Wake, Waker},
};

use shared::api::token::TokenSource;

use super::*;
use crate::token_cache::serve::tests::{RENEWED, Scene};

/// Asks by force as soon as it is woken, which is within the sending of the outcome that it waits for: no thread and
/// no timer decides who is faster.
struct Impatient {
    app: AppState,
    errand: Errand,
    place: OnceLock<Awaited>,
}

impl Wake for Impatient {
    fn wake(self: Arc<Self>) {
        let errand = Errand { asked_at: self.app.clock.now(), force: true, ..self.errand.clone() };
        match join_or_begin(&self.app, &errand) {
            Some(Place::Aboard(awaited)) => assert!(self.place.set(awaited).is_ok(), "it is woken once"),
            Some(Place::After(_)) => panic!("there is nothing left to wait for"),
            None => panic!("the list of flights is broken"),
        }
    }
}

#[tokio::test]
async fn who_asks_by_force_the_moment_an_answer_is_heard_is_not_given_that_answer_once_more() {
    let scene = Arc::new(Scene::with_token(3600, 0, RENEWED).await);
    let app = scene.test.app.clone();
    let first = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.serve(60, true).await }
    });
    scene.provider.asked.notified().await;
    let errand = Errand::of(&scene.tenant, &scene.row().await, app.clock.now());
    let mut heard = app.token_cache.flights.0.lock().unwrap().get(&errand.token).unwrap().awaited.clone();
    let impatient = Arc::new(Impatient { app: app.clone(), errand, place: OnceLock::new() });
    {
        let waker = Waker::from(Arc::clone(&impatient));
        let mut outcome = pin!(heard.wait_for(Option::is_some));
        assert!(matches!(outcome.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Pending));
        scene.provider.permits.add_permits(1);
        assert_eq!(first.await.unwrap().expect("served").source, TokenSource::Refresh);
    }
    let mut second = impatient.place.get().expect("it was woken").clone();
    assert!(second.borrow().is_none(), "it was given the answer that had just been given");
    scene.provider.permits.add_permits(1);
    let outcome = second.wait_for(Option::is_some).await.unwrap().clone();
    assert_eq!(outcome.unwrap().expect("renewed").1, TokenSource::Refresh);
    assert_eq!(scene.calls(), 2, "the provider was asked anew");
}
