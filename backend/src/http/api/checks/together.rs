//! Runs several checks at once; each is kept as it ends, also when nobody waits for the answer any more.

use std::sync::Arc;

use shared::{
    api::check::{CheckRequest, CheckRun},
    problem::ProblemCode,
};
use tokio::sync::Semaphore;

use crate::{
    app::AppState,
    audit::Author,
    checks::{self, CheckFault, Origin},
    http::AppError,
    settings::Place,
};

/// How many run at once: those of a full request end before the request's time does.
pub(super) const AT_ONCE: usize = 16;

/// Runs what is asked, and tells in the same order how each ended.
pub(super) async fn together(
    app: &AppState,
    author: Author,
    asked: Vec<(Place, CheckRequest)>,
) -> Result<Vec<Result<CheckRun, CheckFault>>, AppError> {
    let (author, room) = (Arc::new(author), Arc::new(Semaphore::new(AT_ONCE)));
    let begin = |(place, check): (Place, CheckRequest)| {
        let (worker, author, room) = (app.clone(), Arc::clone(&author), Arc::clone(&room));
        // A task of the server's and not of the request: whoever leaves finds later what was found.
        app.tasks.spawn(async move {
            let _room = room.acquire().await;
            checks::run(&worker, &place, &author, &check, Origin::Hand).await
        })
    };
    let running: Vec<_> = asked.into_iter().map(begin).collect();
    let mut ended = Vec::with_capacity(running.len());
    for task in running {
        ended.push(task.await.map_err(|error| AppError::new(ProblemCode::Internal).cause(error.to_string()))?);
    }
    Ok(ended)
}
