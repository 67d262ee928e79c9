//! Tokens for several audiences side by side, from one sign-in: EWS and Microsoft Graph during a cut-over.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::{api::resource::Resource, permission::Scope, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{Endpoint, IdentityServer, Logged, misbehaviour},
};

const EWS: &str = "https://outlook.office365.com";
const GRAPH: &str = "https://graph.microsoft.com";

struct Scene {
    _server: Server,
    provider: IdentityServer,
    administrator: Client,
    robot: Client,
    resource: Resource,
    path: String,
}

impl Scene {
    /// A resource of the shape that `shape` gives, with one sign-in whose access tokens live `life` seconds.
    async fn with(life: i64, shape: impl FnOnce(&IdentityServer) -> Value) -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        provider.set_life(life);
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let resource: Resource =
            administrator.post(&routes::resources("contoso"), &shape(&provider)).await.expect(201).to();
        administrator.authorize("contoso", &resource, None).await;
        let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
        let path = routes::broker("contoso", resource.id.as_str());
        Self { _server: server, provider, administrator, robot, resource, path }
    }

    async fn v1(life: i64) -> Self {
        Self::with(life, |provider| provider.v1("Mail", EWS)).await
    }

    async fn served(&self, body: Value) -> Value {
        self.robot.post(&self.path, &body).await.expect(200).json()
    }

    async fn tokens(&self) -> Vec<Value> {
        self.administrator.list(&routes::tokens("contoso", self.resource.id.as_str())).await
    }

    fn refreshes(&self) -> Vec<Logged> {
        let requests = self.provider.requests(Endpoint::Token);
        requests.into_iter().filter(|request| request.parameter("grant_type") == "refresh_token").collect()
    }

    fn token_path(&self, token: &Value) -> String {
        routes::token("contoso", self.resource.id.as_str(), token["id"].as_str().unwrap())
    }
}

#[tokio::test]
async fn ews_and_graph_side_by_side_from_one_sign_in() {
    let scene = Scene::v1(3600).await;
    let ews = scene.served(json!({})).await;
    assert_eq!(ews["source"], "cache");
    let graph = scene.served(json!({ "audience": GRAPH })).await;
    assert_eq!(graph["source"], "refresh");
    assert_ne!(graph["access_token"], ews["access_token"]);
    assert_eq!(scene.refreshes()[0].parameter("resource"), GRAPH);
    // Both stay at hand, and neither costs a call any more.
    assert_eq!(scene.served(json!({})).await["access_token"], ews["access_token"]);
    let again = scene.served(json!({ "audience": GRAPH })).await;
    assert_eq!((&again["access_token"], &again["source"]), (&graph["access_token"], &json!("cache")));
    assert_eq!(scene.refreshes().len(), 1);
    let tokens = scene.tokens().await;
    let (root, branch) = (&tokens[0], &tokens[1]);
    assert_eq!((tokens.len(), &root["audience"], &branch["audience"]), (2, &Value::Null, &json!(GRAPH)));
    assert!(root.get("root").is_none(), "{root}");
    assert_eq!(branch["root"], root["id"]);
    assert!(root["refreshable"] == true && branch["refreshable"] == true);
    // The branch's renewal rotated the root's refresh token, which is the one that the root presents next.
    assert_eq!(scene.served(json!({ "force": true })).await["source"], "refresh");
    let presented: Vec<Logged> = scene.refreshes();
    assert_eq!(presented[1].parameter("resource"), EWS);
    assert_ne!(presented[0].parameter("refresh_token"), presented[1].parameter("refresh_token"));
}

#[tokio::test]
async fn a_token_asked_for_now_and_refused_is_a_failure_even_while_the_old_one_lives() {
    let scene = Scene::v1(3600).await;
    let tokens = routes::tokens("contoso", scene.resource.id.as_str());
    let wanted = json!({ "audience": GRAPH });
    let _ = scene.administrator.post(&tokens, &wanted).await.expect(201);
    let kept = scene.served(wanted.clone()).await;
    scene.provider.always(Endpoint::Token, misbehaviour::provider_error(400, "invalid_resource", "AADSTS500011"));
    let refused = scene.administrator.post(&tokens, &wanted).await;
    assert!(refused.status >= 400, "{}", refused.text());
    assert!(refused.json()["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()), "{}", refused.text());
    assert_eq!(scene.served(wanted).await["access_token"], kept["access_token"], "what is at hand stays at hand");
}

#[tokio::test]
async fn on_v2_the_audience_is_said_as_a_scope() {
    let configured = format!("{EWS}/EWS.AccessAsUser.All offline_access");
    let scene = Scene::with(3600, |provider| provider.v2("Mail", &configured)).await;
    let _ = scene.served(json!({ "audience": GRAPH })).await;
    let _ = scene.served(json!({ "audience": GRAPH, "scope": "Mail.Send Mail.Read" })).await;
    let said: Vec<String> = scene.refreshes().iter().map(|request| request.parameter("scope").to_owned()).collect();
    let named = format!("{GRAPH}/Mail.Read {GRAPH}/Mail.Send offline_access");
    assert_eq!(said, [format!("{GRAPH}/.default offline_access"), named]);
    assert!(scene.refreshes().iter().all(|request| request.parameter("resource").is_empty()));
    // The same scopes in another order are the same token.
    let same = scene.served(json!({ "audience": GRAPH, "scope": "Mail.Read  Mail.Send" })).await;
    assert_eq!(same["source"], "cache");
}

#[tokio::test]
async fn forty_callers_for_two_audiences_cost_two_calls_and_present_no_token_twice() {
    let scene = Scene::v1(30).await;
    scene.provider.set_life(3600);
    let ask = |number: usize| {
        let (robot, path) = (scene.robot.clone(), scene.path.clone());
        let body = if number.is_multiple_of(2) { json!({}) } else { json!({ "audience": GRAPH }) };
        tokio::spawn(async move { robot.post(&path, &body).await.expect(200).json()["access_token"].clone() })
    };
    let callers: Vec<_> = (0..40).map(ask).collect();
    let mut tokens = BTreeSet::new();
    for caller in callers {
        tokens.insert(caller.await.unwrap().as_str().unwrap().to_owned());
    }
    let presented: Vec<String> =
        scene.refreshes().iter().map(|request| request.parameter("refresh_token").to_owned()).collect();
    let different: BTreeSet<&String> = presented.iter().collect();
    assert_eq!((tokens.len(), presented.len(), different.len()), (2, 2, 2));
    // Had one been presented twice, the provider would have revoked the family.
    assert_eq!(scene.served(json!({ "force": true })).await["source"], "refresh");
}

#[tokio::test]
async fn many_branches_renewed_at_once_wait_for_each_other_and_all_arrive() {
    let scene = Scene::v1(3600).await;
    let ask = |number: usize| {
        let (robot, path) = (scene.robot.clone(), scene.path.clone());
        let body =
            json!({ "audience": format!("https://api-{}.contoso.example.com", number % 12), "force": number >= 12 });
        tokio::spawn(async move { robot.post(&path, &body).await.expect(200).json() })
    };
    let callers: Vec<_> = (0..48).map(ask).collect();
    for caller in callers {
        let token = caller.await.unwrap();
        assert!(token.get("warning").is_none(), "{token}");
    }
    let presented: Vec<String> =
        scene.refreshes().iter().map(|request| request.parameter("refresh_token").to_owned()).collect();
    let different: BTreeSet<&String> = presented.iter().collect();
    assert_eq!(presented.len(), different.len(), "a refresh token was presented twice");
    assert_eq!(scene.tokens().await.len(), 13);
}

#[tokio::test]
async fn deleting_the_root_deletes_its_branches_and_deleting_a_branch_nothing_else() {
    let scene = Scene::v1(3600).await;
    for audience in [GRAPH, "https://api.contoso.example.com"] {
        let _ = scene.served(json!({ "audience": audience })).await;
    }
    let tokens = scene.tokens().await;
    assert_eq!(tokens.len(), 3);
    let _ = scene.administrator.delete(&scene.token_path(&tokens[2])).await.expect(204);
    assert_eq!(scene.tokens().await.len(), 2);
    assert_eq!(scene.served(json!({ "audience": GRAPH })).await["source"], "cache");
    let _ = scene.administrator.delete(&scene.token_path(&tokens[0])).await.expect(204);
    assert!(scene.tokens().await.is_empty());
    for body in [json!({}), json!({ "audience": GRAPH })] {
        scene.robot.post(&scene.path, &body).await.remedy(ProblemCode::InteractionRequired);
    }
}

#[tokio::test]
async fn signing_in_anew_renews_the_root_and_drops_its_branches() {
    let scene = Scene::v1(3600).await;
    let before = scene.served(json!({ "audience": GRAPH })).await;
    let root = scene.tokens().await[0]["id"].clone();
    scene.administrator.authorize("contoso", &scene.resource, None).await;
    let tokens = scene.tokens().await;
    assert_eq!((tokens.len(), &tokens[0]["id"]), (1, &root));
    let after = scene.served(json!({ "audience": GRAPH })).await;
    assert_eq!(after["source"], "refresh", "it comes from the new sign-in");
    assert_ne!(after["access_token"], before["access_token"]);
}

#[tokio::test]
async fn whose_token_it_is_does_not_depend_on_which_audience_was_asked_for_before() {
    let scene = Scene::with(3600, |provider| provider.v1("Mail", EWS)).await;
    let _ = scene.administrator.delete(&scene.token_path(&scene.tokens().await[0])).await.expect(204);
    let (one, two) = ("one@contoso.example.com", "two@contoso.example.com");
    for subject in [one, two] {
        scene.administrator.authorize("contoso", &scene.resource, Some(subject)).await;
    }
    let first = scene.served(json!({ "subject": one, "audience": GRAPH })).await;
    assert_eq!(first["subject"], one);
    let faults = scene.robot.post(&scene.path, &json!({ "audience": GRAPH })).await.faults();
    assert_eq!(faults[0].0, "/subject", "there are two, although only one has a token for Graph");
    let second = scene.served(json!({ "subject": two, "audience": GRAPH })).await;
    assert_ne!(first["access_token"], second["access_token"]);
}

#[tokio::test]
async fn consent_that_is_missing_for_one_audience_leaves_the_other_alone() {
    let scene = Scene::v1(3600).await;
    let denied = tests::identity_server::misbehaviour::provider_error(400, "invalid_grant", "AADSTS65001");
    scene.provider.once(Endpoint::Token, denied);
    scene.robot.post(&scene.path, &json!({ "audience": GRAPH })).await.problem(ProblemCode::ConsentRequired);
    let tokens = scene.tokens().await;
    let states: Vec<&Value> = tokens.iter().map(|token| &token["state"]).collect();
    assert_eq!(states, ["valid", "consent_required"]);
    assert_eq!(scene.served(json!({})).await["source"], "cache");
}

#[tokio::test]
async fn an_applications_tokens_stand_alone() {
    let scene = Scene::with(3600, |provider| provider.v1("Mail", EWS)).await;
    let mut body = scene.provider.application("Application");
    body["parameters"]["scope"] = json!({});
    let resource: Resource = scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    let path = routes::broker("contoso", resource.id.as_str());
    for audience in [EWS, GRAPH] {
        let token = scene.robot.post(&path, &json!({ "audience": audience })).await.expect(200).json();
        assert_eq!(token["source"], "acquire");
    }
    let tokens = scene.administrator.list(&routes::tokens("contoso", resource.id.as_str())).await;
    assert_eq!(tokens.len(), 2);
    assert!(tokens.iter().all(|token| token.get("root").is_none() && token["refreshable"] == false));
    let path = routes::token("contoso", resource.id.as_str(), tokens[0]["id"].as_str().unwrap());
    let _ = scene.administrator.delete(&path).await.expect(204);
    assert_eq!(scene.administrator.list(&routes::tokens("contoso", resource.id.as_str())).await.len(), 1);
}

#[tokio::test]
async fn a_token_for_another_audience_can_be_obtained_without_handing_it_out() {
    let scene = Scene::v1(3600).await;
    let path = routes::tokens("contoso", scene.resource.id.as_str());
    let answer = scene.administrator.post(&path, &json!({ "audience": GRAPH })).await.expect(201);
    for secret in scene.provider.secrets() {
        assert!(!answer.text().contains(&secret), "a token is shown");
    }
    let made = answer.json();
    let root = &scene.tokens().await[0];
    assert_eq!((&made["audience"], &made["root"], &made["state"]), (&json!(GRAPH), &root["id"], &json!("valid")));
    assert_eq!(scene.refreshes()[0].parameter("resource"), GRAPH);
    // The broker has it at hand from then on; asked for once more, the provider is asked once more.
    assert_eq!(scene.served(json!({ "audience": GRAPH })).await["source"], "cache");
    let again = scene.administrator.post(&path, &json!({ "audience": GRAPH })).await.expect(201).json();
    assert_eq!((&again["id"], scene.refreshes().len()), (&made["id"], 2));
    let trail = format!("{}?tenant=contoso&action=token.acquire_request", routes::AUDIT);
    let entries = scene.administrator.list(&trail).await;
    assert_eq!((entries.len(), &entries[0]["detail"]["audience"]), (2, &json!(GRAPH)));
}

#[tokio::test]
async fn obtaining_a_token_for_another_audience_says_what_is_in_the_way() {
    let scene = Scene::v1(3600).await;
    let path = routes::tokens("contoso", scene.resource.id.as_str());
    let body = json!({ "audience": GRAPH, "refresh_token": "r", "username": "u" });
    let faults = scene.administrator.post(&path, &body).await.faults();
    assert_eq!(faults.iter().map(|(pointer, _)| pointer.as_str()).collect::<Vec<_>>(), ["/username", "/refresh_token"]);
    let nobody = json!({ "audience": GRAPH, "subject": "nobody@contoso.example.com" });
    scene.administrator.post(&path, &nobody).await.remedy(ProblemCode::InteractionRequired);
    let denied = tests::identity_server::misbehaviour::provider_error(400, "invalid_grant", "AADSTS65001");
    scene.provider.once(Endpoint::Token, denied);
    let refused = scene.administrator.post(&path, &json!({ "audience": GRAPH })).await;
    assert_eq!(refused.problem(ProblemCode::ConsentRequired).provider_code.as_deref(), Some("AADSTS65001"));
    let reader = scene.administrator.key(Some("contoso"), &[Scope::TokensRead]).await;
    reader.post(&path, &json!({ "audience": GRAPH })).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn an_application_obtains_a_token_for_another_audience_too() {
    let scene = Scene::v1(3600).await;
    let mut body = scene.provider.application("Application");
    body["parameters"]["scope"] = json!({});
    let resource: Resource = scene.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    let path = routes::tokens("contoso", resource.id.as_str());
    let made = scene.administrator.post(&path, &json!({ "audience": GRAPH })).await.expect(201).json();
    assert_eq!((&made["audience"], &made["refreshable"]), (&json!(GRAPH), &json!(false)));
    let asked = scene.provider.requests(Endpoint::Token).pop().expect("a request");
    assert_eq!((asked.parameter("grant_type"), asked.parameter("resource")), ("client_credentials", GRAPH));
}
