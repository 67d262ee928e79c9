//! Whose types are whose, on both databases.

use shared::ids::ResourceId;

use super::*;
use crate::store::{
    resources::{
        self, ParameterRow, ResourceRow,
        tests::{add_tenant, row as resource},
    },
    testing::on_both,
};

fn row(id: &str, tenant: Option<&str>, name: &str) -> ResourceTypeRow {
    ResourceTypeRow {
        id: id.to_owned(),
        tenant_id: tenant.map(str::to_owned),
        name: name.to_owned(),
        definition: "{}".to_owned(),
        version: 1,
        created_at: 1,
        updated_at: 1,
    }
}

on_both!(a_type_is_seen_by_its_tenant_and_the_portals_by_all(store) {
    let mut tx = store.write().await.expect("write");
    let (contoso, other) = (add_tenant(&mut tx, "contoso").await, add_tenant(&mut tx, "other").await);
    insert(&mut tx, &row("p", None, "Mail")).await.expect("portal");
    insert(&mut tx, &row("c", Some("contoso"), "Mail")).await.expect("the name is free here");
    let (portal, own) = (ResourceTypeId::new("p"), ResourceTypeId::new("c"));
    assert!(get(&mut tx, Some(&contoso), &own).await.expect("get").is_some());
    assert!(hold(&mut tx, Some(&other), &own).await.expect("hold").is_none());
    assert!(seize(&mut tx, None, &own).await.expect("seize").is_none());
    assert!(get(&mut tx, Some(&other), &portal).await.expect("get").is_some());
    let listed = list(&mut tx, Some(&other)).await.expect("list");
    assert_eq!(listed.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["p"]);
    assert_eq!(list(&mut tx, Some(&contoso)).await.expect("list").len(), 2);
    assert!(!delete(&mut tx, Some(&other), &own).await.expect("foreign"));
    assert!(!delete(&mut tx, Some(&contoso), &portal).await.expect("the portal's"));
    assert!(delete(&mut tx, Some(&contoso), &own).await.expect("delete"));
});

on_both!(a_taken_name_and_a_stale_version_are_noticed(store) {
    let mut tx = store.write().await.expect("write");
    add_tenant(&mut tx, "contoso").await;
    insert(&mut tx, &row("a", Some("contoso"), "Mail")).await.expect("insert");
    let next = ResourceTypeRow { version: 2, ..row("a", Some("contoso"), "Post") };
    assert!(update(&mut tx, &next).await.expect("update"));
    assert!(!update(&mut tx, &next).await.expect("stale"));
    assert!(!update(&mut tx, &ResourceTypeRow { version: 3, ..row("a", None, "Post") }).await.expect("another's"));
    let error = insert(&mut tx, &row("b", Some("contoso"), "Post")).await.expect_err("taken");
    assert!(matches!(&error, StoreError::Constraint { name, .. } if name == "resource_types_holder_name_key"), "{error:?}");
});

on_both!(what_is_of_a_type_is_found_across_tenants(store) {
    let mut tx = store.write().await.expect("write");
    let (contoso, other) = (add_tenant(&mut tx, "contoso").await, add_tenant(&mut tx, "other").await);
    let kind = ResourceTypeId::new("p");
    insert(&mut tx, &row("p", None, "Mail")).await.expect("portal");
    for (tenant, id) in [(&contoso, "r1"), (&other, "r2")] {
        let row = ResourceRow { type_id: "p".into(), ..resource(id, "Exchange") };
        resources::insert(&mut tx, tenant, &row).await.expect("insert");
    }
    resources::insert(&mut tx, &contoso, &resource("r3", "Other kind")).await.expect("insert");
    let found = resources(&mut tx, None, &kind, 10).await.expect("all");
    assert_eq!(found.iter().map(|r| r.tenant_slug.as_str()).collect::<Vec<_>>(), ["contoso", "other"]);
    let found = resources(&mut tx, Some(&other), &kind, 10).await.expect("own");
    assert_eq!(found.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["r2"]);
    let mut counted = usage(&mut tx, Some(&contoso)).await.expect("usage");
    counted.sort();
    assert_eq!(counted, [("oidc".to_owned(), 1), ("p".to_owned(), 1)]);
    let value = |phase: &str, value: &str| ParameterRow {
        name: "pin".into(), phase: phase.into(), value: Some(value.into()), sealed: None, last4: None, updated_at: 0,
    };
    for row in [value("token", "1234"), value("refresh", "")] {
        resources::put_parameter(&mut tx, &contoso, &ResourceId::new("r1"), &row).await.expect("put");
    }
    let clear = clear_values(&mut tx, &kind, "pin").await.expect("clear");
    assert_eq!(clear.iter().map(|v| (v.resource_id.as_str(), v.value.as_str())).collect::<Vec<_>>(), [("r1", "1234")]);
    assert_eq!(requests_changed(&mut tx, &kind).await.expect("changed"), 2);
    let changed = resources::get(&mut tx, &contoso, &ResourceId::new("r1")).await.expect("get").expect("there");
    assert_eq!(changed.credential_version, 2);
    let kept = resources::get(&mut tx, &contoso, &ResourceId::new("r3")).await.expect("get").expect("there");
    assert_eq!(kept.credential_version, 1);
});
