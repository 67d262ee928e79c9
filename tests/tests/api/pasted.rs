//! The wrong things that are pasted most, through a migration: told in both languages with what to copy instead, and kept
//! out, or cleaned where that is safe.

use serde_json::{Value, json};
use shared::routes;
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const CLIENT: &str = "22222222-3333-4444-8555-666666666666";
const OBJECT: &str = "77777777-2222-4333-8444-555555555555";
const SECRET_ID: &str = "44444444-2222-4333-8444-555555555555";

/// A migration, and somebody who pastes into it.
struct Scene {
    client: Client,
    id: String,
    _server: Server,
}

impl Scene {
    async fn set(playbook: &str, options: Value, values: Value) -> Self {
        let server = Server::start().await;
        let client = server.administrator().await;
        client.tenant(TENANT).await;
        let request = json!({ "playbook": playbook, "options": options });
        let made = client.post(&routes::migrations(TENANT, PLACE), &request).await.expect(201).json();
        let id = made["id"].as_str().expect("an id").to_owned();
        let path = routes::migration_values(TENANT, PLACE, &id);
        let _ = client.put(&path, &json!({ "values": values })).await.expect(200);
        Self { client, id, _server: server }
    }

    /// Pastes in both languages, and tells the English answer. What is said differs, what is recognised does not.
    async fn paste(&self, step: &str, text: &str) -> Value {
        let path = routes::migration_paste(TENANT, PLACE, &self.id);
        let body = json!({ "text": text, "step": step, "dry_run": false });
        let dutch = self.client.in_dutch().post(&path, &body).await.expect(200).json();
        let english = self.client.post(&path, &body).await.expect(200).json();
        let remarks = |answer: &Value, part: &str| -> Vec<String> {
            let all = answer["items"][0]["remarks"].as_array().expect("remarks");
            all.iter().map(|remark| remark[part].as_str().expect("a text").to_owned()).collect()
        };
        assert_eq!(remarks(&english, "code"), remarks(&dutch, "code"));
        assert!(!remarks(&english, "code").is_empty(), "{english}");
        for (english, dutch) in remarks(&english, "detail").iter().zip(remarks(&dutch, "detail")) {
            assert!(english.len() > 30 && dutch.len() > 30 && *english != dutch, "{english} / {dutch}");
        }
        english
    }

    /// It is refused under that code, and the value stays what it was.
    async fn refused(&self, step: &str, text: &str, (value, code): (&str, &str)) {
        let before = self.value(value).await;
        let told = self.paste(step, text).await;
        let item = &told["items"][0];
        assert_eq!((&told["filled"], &item["verdict"]), (&json!([]), &json!("wrong")), "{told}");
        assert_eq!((&item["remarks"][0]["code"], item.get("value")), (&json!(code), None), "{told}");
        assert_eq!(self.value(value).await, before, "{value}");
    }

    async fn value(&self, name: &str) -> Value {
        let migration = self.client.get(&routes::migration(TENANT, PLACE, &self.id)).await.expect(200).json();
        let values = migration["values"].as_array().expect("values");
        values.iter().find(|value| value["id"] == name).expect("the value is there")["value"].clone()
    }
}

async fn blackpearl() -> Scene {
    let values =
        json!({ "k2_host": "k2.contoso.example.com", "mailbox": "k2@contoso.example.com", "client_id": CLIENT });
    Scene::set("k2-blackpearl-oauth", json!({}), values).await
}

#[tokio::test]
async fn the_id_of_a_secret_is_not_taken_for_its_value() {
    let scene = blackpearl().await;
    scene.refused("secret", SECRET_ID, ("client_secret", "secret_id")).await;
    // Nor is the application's own id, which stands on the same page.
    scene.refused("secret", CLIENT, ("client_secret", "is_client_id")).await;
}

#[tokio::test]
async fn an_object_id_is_not_taken_for_the_client_id_nor_the_other_way_round() {
    let values = json!({ "program": "Desk", "mailbox": "desk@contoso.example.com", "enterprise_object_id": OBJECT });
    let scene = Scene::set("mail-oauth", json!({ "permission_model": "application" }), values).await;
    scene.refused("register-app", OBJECT, ("client_id", "is_enterprise_object_id")).await;
    scene
        .refused("register-app", &format!(" {}\r\n", OBJECT.to_uppercase()), ("client_id", "is_enterprise_object_id"))
        .await;
    let path = routes::migration_values(TENANT, PLACE, &scene.id);
    let _ = scene.client.put(&path, &json!({ "values": { "client_id": CLIENT } })).await.expect(200);
    scene.refused("exchange-mailboxes", CLIENT, ("enterprise_object_id", "is_client_id")).await;
}

#[tokio::test]
async fn a_thumbprint_loses_the_invisible_characters_that_windows_puts_into_it() {
    let scene = blackpearl().await;
    let text = "\u{200e}00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 11 22 33\u{200e}";
    let told = scene.paste("certificate", text).await;
    assert_eq!((&told["filled"], &told["items"][0]["verdict"]), (&json!(["thumbprint"]), &json!("cleaned")), "{told}");
    assert_eq!(scene.value("thumbprint").await, "00112233445566778899AABBCCDDEEFF00112233");
    let long = "0123456789ABCDEF".repeat(4);
    scene.refused("certificate", &long, ("thumbprint", "other_thumbprint")).await;
}

#[tokio::test]
async fn an_address_with_a_query_is_told_and_not_taken_for_what_is_registered() {
    let scene = blackpearl().await;
    let own = "https://k2.contoso.example.com/identity/token/oauth/2";
    let value = "registered_redirect_uri";
    scene.refused("redirect-uris", &format!("{own}?code=0.AXoA&state=x"), (value, "query")).await;
    scene.refused("redirect-uris", &format!("{own}#x"), (value, "query")).await;
}
