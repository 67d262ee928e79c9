//! Entries and their versions, on both databases.

use super::*;
use crate::store::{environments::tests::add_environment, resources::tests::add_tenant, testing::on_both};

fn row(id: &str, version: i64, change_number: i64, name: &str, sealed: Option<u8>) -> EntryRow {
    EntryRow {
        id: id.to_owned(),
        version,
        change_number,
        name: name.to_owned(),
        kind: "dotnet".to_owned(),
        target: Some(name.to_owned()),
        sealed: sealed.map(|byte| vec![byte]),
        at: change_number * 10,
        author: "Somebody".to_owned(),
    }
}

on_both!(an_entry_belongs_to_its_tenant_alone(store) {
    let mut tx = store.write().await.expect("write");
    let (contoso, other) = (add_tenant(&mut tx, "contoso").await, add_tenant(&mut tx, "other").await);
    let environment = add_environment(&mut tx, &contoso, "e1").await;
    let place = Place { tenant: contoso, environment: environment.clone() };
    let foreign = Place { tenant: other, environment };
    let first = row("c1", 1, 1, "Box", Some(1));
    write(&mut tx, &place, &[(first.clone(), 10)]).await.expect("write");
    let id = ConnectionEntryId::new("c1");
    assert_eq!(current(&mut tx, &place).await.expect("current"), std::slice::from_ref(&first));
    assert!(current(&mut tx, &foreign).await.expect("foreign").is_empty());
    assert!(versions(&mut tx, &foreign, &id).await.expect("foreign").is_empty());
    assert!(heads(&mut tx, &foreign).await.expect("foreign").is_empty());
    assert!(after(&mut tx, &foreign, 9).await.expect("foreign").is_empty());
    assert!(touched(&mut tx, &foreign, (0, 9), 9).await.expect("foreign").is_empty());
});

on_both!(names_pass_on_and_what_was_can_be_told_after_it_is_gone(store) {
    let mut tx = store.write().await.expect("write");
    let contoso = add_tenant(&mut tx, "contoso").await;
    let environment = add_environment(&mut tx, &contoso, "e1").await;
    let place = Place { tenant: contoso, environment };
    let both = [(row("c1", 1, 1, "One", Some(1)), 10), (row("c2", 1, 1, "Two", Some(2)), 10)];
    write(&mut tx, &place, &both).await.expect("write");
    let swapped = [(row("c1", 2, 4, "Two", Some(3)), 10), (row("c2", 2, 4, "One", Some(4)), 10)];
    write(&mut tx, &place, &swapped).await.expect("names pass on");
    write(&mut tx, &place, &[(row("c1", 3, 6, "Two", None), 10)]).await.expect("gone");
    for (change, expected) in [(0, vec![]), (1, vec![1, 2]), (3, vec![1, 2]), (4, vec![3, 4]), (6, vec![4])] {
        let then = after(&mut tx, &place, change).await.expect("then");
        let bytes: Vec<u8> = then.iter().flat_map(|row| row.sealed.clone().unwrap_or_default()).collect();
        assert_eq!(bytes, expected, "{change}");
    }
    let known = versions(&mut tx, &place, &ConnectionEntryId::new("c1")).await.expect("versions");
    assert_eq!(known.iter().map(|row| row.version).collect::<Vec<_>>(), [3, 2, 1]);
    let head = EntryHead { id: "c1".to_owned(), version: 3, created_at: 10 };
    assert!(heads(&mut tx, &place).await.expect("heads").contains(&head));
    let touched = touched(&mut tx, &place, (2, 6), 1).await.expect("touched");
    let told: Vec<(i64, &str, i64)> = touched.iter().map(|t| (t.change_number, t.name.as_str(), t.total)).collect();
    assert_eq!(told, [(6, "Two", 1), (4, "One", 2)]);
});
