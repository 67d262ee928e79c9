//! Name resolution that hands the connector only addresses it has judged, so that a name which answers
//! differently the second time (DNS rebinding) gains nothing.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{AddressRules, Refusal};

/// Where names are looked up; tests inject answers here.
pub trait Lookup: Send + Sync + 'static {
    /// All addresses of `name`.
    fn lookup(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The system's name resolution.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Judges what a lookup found before anything is dialled. One refused address refuses the name.
pub(super) struct JudgedResolver {
    lookup: Arc<dyn Lookup>,
    rules: AddressRules,
    secure: bool,
}

impl JudgedResolver {
    pub(super) fn new(lookup: Arc<dyn Lookup>, rules: AddressRules, secure: bool) -> Self {
        Self { lookup, rules, secure }
    }
}

impl Resolve for JudgedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, rules, secure) = (Arc::clone(&self.lookup), self.rules.clone(), self.secure);
        Box::pin(async move {
            let found = lookup.lookup(name.as_str().to_owned()).await?;
            let judged: Result<Vec<SocketAddr>, Refusal> =
                found.into_iter().map(|ip| rules.judge(ip, secure).map(|()| SocketAddr::new(ip, 0))).collect();
            Ok(Box::new(judged?.into_iter()) as Addrs)
        })
    }
}
