//! Rows of tokens on both databases.

use super::*;
use crate::store::{
    resources::{self, tests::add_tenant},
    testing::on_both,
};

fn wanted(id: &str, subject: &str) -> TokenRow {
    TokenRow { id: id.into(), resource_id: "r1".into(), subject: subject.into(), created_at: 5, ..TokenRow::default() }
}

on_both!(one_row_a_subject_and_target(store) {
    let mut tx = store.write().await.expect("write");
    let contoso = add_tenant(&mut tx, "contoso").await;
    resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
    let resource = ResourceId::new("r1");
    assert_eq!(ensure(&mut tx, &contoso, &wanted("t1", "a@example.com")).await.expect("first").id, "t1");
    assert_eq!(ensure(&mut tx, &contoso, &wanted("t2", "a@example.com")).await.expect("again").id, "t1");
    assert_eq!(ensure(&mut tx, &contoso, &wanted("t3", "")).await.expect("other").id, "t3");
    let target = Target::default();
    let found = of_target(&mut tx, &contoso, &resource, Some("a@example.com"), &target).await.expect("list");
    assert_eq!(found.len(), 1);
    assert_eq!(of_target(&mut tx, &contoso, &resource, None, &target).await.expect("list").len(), 2);
    let other = TenantId::new("other");
    assert!(of_target(&mut tx, &other, &resource, None, &target).await.expect("list").is_empty());
    assert!(get(&mut tx, &other, &resource, &TokenId::new("t1")).await.expect("get").is_none());
    // A row that only waits for its first token is no token yet.
    assert_eq!(count(&mut tx, &contoso, &resource).await.expect("count"), 0);
    let page = PageRequest { limit: 10, after: None };
    assert!(list(&mut tx, &contoso, &resource, &page).await.expect("list").items.is_empty());
    assert!(!delete(&mut tx, &other, &resource, &TokenId::new("t1")).await.expect("delete"));
    assert_eq!(delete_all(&mut tx, &contoso, &resource).await.expect("delete"), 2);
});

on_both!(whoever_lost_the_lease_cannot_write(store) {
    let mut tx = store.write().await.expect("write");
    let contoso = add_tenant(&mut tx, "contoso").await;
    resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
    let mut row = ensure(&mut tx, &contoso, &wanted("t1", "")).await.expect("row");
    let id = TokenId::new("t1");
    let slow = lease(&mut tx, &contoso, &id, "node-a", 100, 200).await.expect("lease").expect("free");
    assert_eq!(lease(&mut tx, &contoso, &id, "node-b", 150, 250).await.expect("lease"), None);
    let fast = lease(&mut tx, &contoso, &id, "node-b", 200, 300).await.expect("lease").expect("ended");
    row.access_token = Some(vec![2]);
    let first = Refresh { replaced_by: Some(Some(&[7])), expires_at: Some(900) };
    assert_eq!(commit(&mut tx, &contoso, &row, first, fast).await.expect("commit"), Committed::Written);
    row.access_token = Some(vec![1]);
    let late = Refresh { replaced_by: Some(Some(&[6])), expires_at: None };
    assert_eq!(commit(&mut tx, &contoso, &row, late, slow).await.expect("too late"), Committed::Overtaken);
    let failure = Failure { at: 1, code: "oauth.invalid_grant", provider_code: None, correlation_id: None };
    assert!(!fail(&mut tx, &contoso, &row, slow, &failure, None).await.expect("too late"));
    let kept = get(&mut tx, &contoso, &ResourceId::new("r1"), &id).await.expect("get").expect("there");
    assert_eq!((kept.access_token, kept.lease_owner, kept.error_code), (Some(vec![2]), None, None));
    assert_eq!((kept.refresh_token, kept.refresh_expires_at), (Some(vec![7]), Some(900)));
    let again = lease(&mut tx, &contoso, &id, "node-a", 400, 500).await.expect("lease").expect("free");
    assert!(fail(&mut tx, &contoso, &row, again, &failure, None).await.expect("recorded"));
    let failed = get(&mut tx, &contoso, &ResourceId::new("r1"), &id).await.expect("get").expect("there");
    assert_eq!((failed.access_token, failed.error_code.as_deref()), (Some(vec![2]), Some("oauth.invalid_grant")));
});

/// A branch `id` of the root `t1`.
fn branch(id: &str, audience: &str) -> TokenRow {
    TokenRow { root_id: Some("t1".into()), audience: audience.into(), ..wanted(id, "") }
}

on_both!(a_branch_is_leased_at_its_root_and_keeps_only_its_access_token(store) {
    let mut tx = store.write().await.expect("write");
    let contoso = add_tenant(&mut tx, "contoso").await;
    resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
    let (resource, root) = (ResourceId::new("r1"), TokenId::new("t1"));
    ensure(&mut tx, &contoso, &wanted("t1", "")).await.expect("root");
    let mut graph = ensure(&mut tx, &contoso, &branch("t2", "graph")).await.expect("branch");
    assert_eq!((graph.root(), graph.is_branch()), (root.clone(), true));
    let target = Target::new(Some("graph"), None);
    assert_eq!(branch_of(&mut tx, &contoso, &root, &target).await.expect("branch").expect("there").id, "t2");
    let own = lease(&mut tx, &contoso, &TokenId::new("t2"), "node-a", 0, 10).await.expect("lease");
    assert_eq!(own, None, "a branch has no lease of its own");
    let fence = lease(&mut tx, &contoso, &root, "node-a", 0, 10).await.expect("lease").expect("free");
    lock(&mut tx, &contoso, &TokenId::new("t2")).await.expect("lock");
    graph.access_token = Some(vec![1]);
    let rotated = Refresh { replaced_by: Some(Some(&[9])), expires_at: None };
    assert_eq!(commit(&mut tx, &contoso, &graph, rotated, fence).await.expect("commit"), Committed::Written);
    let at = async |tx: &mut Tx, id: &str| {
        get(tx, &contoso, &resource, &TokenId::new(id)).await.expect("get").expect("there")
    };
    let (root_row, branch_row) = (at(&mut tx, "t1").await, at(&mut tx, "t2").await);
    assert_eq!((root_row.refresh_token, root_row.access_token), (Some(vec![9]), None));
    assert_eq!((branch_row.refresh_token, branch_row.access_token), (None, Some(vec![1])));
    // A branch that was deleted while the provider was asked: the rotated refresh token is kept all the same.
    let fence = lease(&mut tx, &contoso, &root, "node-a", 0, 10).await.expect("lease").expect("free");
    assert!(delete(&mut tx, &contoso, &resource, &TokenId::new("t2")).await.expect("delete"));
    let rotated = Refresh { replaced_by: Some(Some(&[10])), expires_at: None };
    assert_eq!(commit(&mut tx, &contoso, &graph, rotated, fence).await.expect("commit"), Committed::BranchGone);
    assert_eq!(at(&mut tx, "t1").await.refresh_token, Some(vec![10]));
});

on_both!(a_root_takes_its_branches_along(store) {
    let mut tx = store.write().await.expect("write");
    let contoso = add_tenant(&mut tx, "contoso").await;
    resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
    let (resource, root) = (ResourceId::new("r1"), TokenId::new("t1"));
    ensure(&mut tx, &contoso, &wanted("t1", "")).await.expect("root");
    for (id, audience) in [("t2", "graph"), ("t3", "ews")] {
        ensure(&mut tx, &contoso, &branch(id, audience)).await.expect("branch");
    }
    assert_eq!(delete_branches(&mut tx, &contoso, &root).await.expect("delete"), 2);
    ensure(&mut tx, &contoso, &branch("t4", "graph")).await.expect("branch");
    assert_eq!(delete_branches(&mut tx, &TenantId::new("other"), &root).await.expect("delete"), 0);
    assert!(delete(&mut tx, &contoso, &resource, &root).await.expect("delete"));
    let gone = get(&mut tx, &contoso, &resource, &TokenId::new("t4")).await.expect("get");
    assert!(gone.is_none(), "the root took it along");
});

on_both!(a_refresh_token_that_left_is_remembered_until_it_is_answered(store) {
    let mut tx = store.write().await.expect("write");
    let contoso = add_tenant(&mut tx, "contoso").await;
    resources::insert(&mut tx, &contoso, &resources::tests::row("r1", "A")).await.expect("resource");
    let root = TokenId::new("t1");
    let row = ensure(&mut tx, &contoso, &wanted("t1", "")).await.expect("root");
    let since = async |tx: &mut Tx| {
        let row = get(tx, &contoso, &ResourceId::new("r1"), &root).await.expect("get").expect("there");
        (row.unanswered_since(), row.refresh_number)
    };
    let fence = lease(&mut tx, &contoso, &root, "a", 0, 10).await.expect("lease").expect("free");
    assert!(!present(&mut tx, &contoso, &root, fence - 1, 5).await.expect("late"));
    assert!(present(&mut tx, &contoso, &root, fence, 5).await.expect("noted"));
    assert_eq!(since(&mut tx).await, (Some(5), 0));
    // A node died here; the next one presents the same: what counts is the first time.
    let fence = lease(&mut tx, &contoso, &root, "b", 20, 30).await.expect("lease").expect("over");
    assert!(present(&mut tx, &contoso, &root, fence, 25).await.expect("noted"));
    assert_eq!(since(&mut tx).await, (Some(5), 0));
    let failure = Failure { at: 1, code: "oauth.provider_unavailable", provider_code: None, correlation_id: None };
    assert!(fail(&mut tx, &contoso, &row, fence, &failure, Some(5)).await.expect("recorded"));
    assert_eq!(since(&mut tx).await, (Some(5), 0));
    let fence = lease(&mut tx, &contoso, &root, "b", 40, 50).await.expect("lease").expect("free");
    assert!(fail(&mut tx, &contoso, &row, fence, &failure, None).await.expect("recorded"));
    assert_eq!(since(&mut tx).await, (None, 0));
    let fence = lease(&mut tx, &contoso, &root, "b", 40, 50).await.expect("lease").expect("free");
    assert!(present(&mut tx, &contoso, &root, fence, 45).await.expect("noted"));
    let rotated = Refresh { replaced_by: Some(Some(&[2])), expires_at: None };
    assert_eq!(commit(&mut tx, &contoso, &row, rotated, fence).await.expect("commit"), Committed::Written);
    assert_eq!(since(&mut tx).await, (None, 1));
});
