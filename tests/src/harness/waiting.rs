//! Waiting for a condition, never for a time.

use tokio::time::timeout;

use super::output::PATIENCE;

/// Asks again until there is an answer.
pub async fn until<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let answer = async {
        loop {
            match ask().await {
                Some(answer) => return answer,
                None => tokio::task::yield_now().await,
            }
        }
    };
    timeout(PATIENCE, answer).await.unwrap_or_else(|_| panic!("not seen: {what}"))
}
