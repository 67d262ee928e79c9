//! Knows when the audit trail is written: it is while requests are answered, and the last of it after the last answer. That
//! belongs to the round that caused it.

use serde_json::json;
use shared::{permission::Scope, routes};
use tests::harness::{Client, until};

/// A caller of its own, whose hand-outs share no row with others.
pub(crate) struct Witness {
    robot: Client,
    path: String,
    administrator: Client,
    trail: String,
}

impl Witness {
    /// Asks at `path`, on the tenant `contoso`.
    pub(crate) async fn new(administrator: &Client, path: String) -> Self {
        let (id, robot) = administrator.key_with_id(Some("contoso"), &[Scope::TokensIssue]).await;
        let trail = format!("{}?tenant=contoso&actor={id}&limit=1", routes::AUDIT);
        Self { robot, path, administrator: administrator.clone(), trail }
    }

    /// Waits until every hand-out so far is in the trail. It is written in order: one more is asked for and looked for.
    pub(crate) async fn sees_the_trail(&self) {
        let asked = self.robot.post(&self.path, &json!({})).await.expect(200);
        let id = asked.header("x-request-id");
        until("the last hand-out in the audit trail", async || {
            self.administrator.get(&self.trail).await.expect(200).text().contains(id).then_some(())
        })
        .await;
    }
}
