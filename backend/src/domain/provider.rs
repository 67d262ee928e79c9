//! Which identity provider a resource talks to, as far as limits and outages go: the host of its token endpoint.

use shared::{api::resource::Endpoints, resource::Phase};
use url::Url;

/// Host and port that token requests go to; empty when the resource has no endpoint yet.
pub fn host(endpoints: &Endpoints) -> String {
    let url = endpoints.of(Phase::Refresh).and_then(|endpoint| Url::parse(endpoint).ok());
    let Some((host, port)) = url.as_ref().and_then(|url| Some((url.host_str()?, url.port()))) else {
        return String::new();
    };
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_spelling_do_not_make_another_provider() {
        let at = |token: &str| host(&Endpoints { token: Some(token.to_owned()), ..Endpoints::default() });
        assert_eq!(at("https://LOGIN.example.com/a/token"), "login.example.com");
        assert_eq!(at("https://login.example.com:443/b/token"), "login.example.com");
        assert_eq!(at("http://127.0.0.1:8081/token"), "127.0.0.1:8081");
        assert_eq!(at("not a url"), "");
        let elsewhere = Endpoints {
            token: Some("https://a.example.com/".into()),
            refresh: Some("https://b.example.com/".into()),
            ..Endpoints::default()
        };
        assert_eq!(host(&elsewhere), "b.example.com");
        assert_eq!(host(&Endpoints::default()), "");
    }
}
