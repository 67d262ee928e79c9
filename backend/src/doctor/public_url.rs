//! Is the portal's address one that browsers and identity providers accept?

use url::{Host, Url};

use super::{Patient, Verdict};

pub(super) fn check(patient: &Patient<'_>) -> Verdict {
    let listen = &patient.config.listen;
    let Some(public_url) = &listen.public_url else {
        return if listen.address.ip().is_loopback() {
            Verdict::Fine(format!("http://{}, for this machine only", listen.address))
        } else {
            Verdict::wrong(
                format!("the portal listens on {} for others, but CONSENTRY_PUBLIC_URL is not set", listen.address),
                "set it to the address people type, such as https://portal.example.com",
            )
        };
    };
    let local = Url::parse(public_url).is_ok_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    });
    if local || public_url.starts_with("https://") {
        Verdict::Fine(public_url.clone())
    } else {
        Verdict::wrong(
            format!("{public_url} is not https: browsers will not keep the session cookie"),
            "put a reverse proxy with a certificate in front and use its https address",
        )
    }
}
