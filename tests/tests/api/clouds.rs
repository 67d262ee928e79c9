//! Microsoft's national clouds: a resource is made in one, or moved to another with all its addresses at once.

use serde_json::{Value, json};
use shared::routes;
use tests::harness::Server;

const DIRECTORY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

fn tenant() -> Value {
    json!({ "slug": "contoso", "name": "Contoso", "directory_id": DIRECTORY })
}

#[tokio::test]
async fn a_resource_is_made_in_a_national_cloud_with_its_endpoints_and_audience() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let _ = administrator.post(routes::TENANTS, &tenant()).await.expect(201);
    let path = routes::resources("contoso");
    let body = json!({ "name": "Graph", "type": "microsoft-graph-mail", "cloud": "us_government" });
    let made = administrator.post(&path, &body).await.expect(201).json();
    let token = format!("https://login.microsoftonline.us/{DIRECTORY}/oauth2/v2.0/token");
    assert_eq!(made["endpoints"]["token"], json!(token));
    let scope = "https://graph.microsoft.us/Mail.ReadWrite https://graph.microsoft.us/Mail.Send offline_access";
    let everywhere = json!({ "authorization": scope, "token": scope, "refresh": scope });
    assert_eq!(made["parameters"]["scope"], everywhere);
    assert!(!made["findings"].to_string().contains("clouds_mixed"), "{made}");
    // An application asks for something else, there as well.
    let body =
        json!({ "name": "App", "type": "microsoft-graph-mail", "grant": "client_credentials", "cloud": "china" });
    let made = administrator.post(&path, &body).await.expect(201).json();
    assert_eq!(made["parameters"]["scope"]["token"], "https://microsoftgraph.chinacloudapi.cn/.default");
    // The worldwide one is what the type says.
    let body = json!({ "name": "World", "type": "microsoft-graph-mail", "cloud": "worldwide" });
    let made = administrator.post(&path, &body).await.expect(201).json();
    assert_eq!(made["parameters"]["scope"], Value::Null);
}

#[tokio::test]
async fn moving_to_another_cloud_rewrites_every_address_and_moving_back_leaves_nothing_of_its_own() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let _ = administrator.post(routes::TENANTS, &tenant()).await.expect(201);
    let body = json!({ "name": "Mail", "type": "exchange-online-ews", "issuer": "https://sts.windows.net/x/" });
    let made = administrator.post(&routes::resources("contoso"), &body).await.expect(201).json();
    let path = routes::resource("contoso", made["id"].as_str().unwrap());
    let moved = administrator.patch(&path, &json!({ "cloud": "china" })).await.expect(200).json();
    assert!(!moved["endpoints"].to_string().contains("microsoftonline.com"), "{moved}");
    assert_eq!(moved["issuer"], Value::Null, "the issuer of that cloud is not known before it is looked up");
    assert!(moved["parameters"]["scope"]["token"].as_str().unwrap().starts_with("https://partner.outlook.cn/"));
    let back = administrator.patch(&path, &json!({ "cloud": "worldwide" })).await.expect(200).json();
    assert_eq!((&back["endpoints"], &back["parameters"]), (&made["endpoints"], &made["parameters"]));
}

#[tokio::test]
async fn a_cloud_that_does_not_exist_or_does_not_fit_is_refused() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let _ = administrator.post(routes::TENANTS, &tenant()).await.expect(201);
    let path = routes::resources("contoso");
    for (kind, cloud) in [("microsoft-graph-mail", "germany"), ("oauth2", "china")] {
        let body = json!({ "name": "Mail", "type": kind, "cloud": cloud });
        let answer = administrator.post(&path, &body).await;
        assert_eq!(answer.faults(), [("/cloud".to_owned(), "choice".to_owned())], "{kind}");
    }
    let made = administrator.post(&path, &json!({ "name": "Any", "type": "oauth2" })).await.expect(201).json();
    let one = routes::resource("contoso", made["id"].as_str().unwrap());
    let answer = administrator.patch(&one, &json!({ "cloud": "china" })).await;
    assert_eq!(answer.faults(), [("/cloud".to_owned(), "choice".to_owned())]);
}
