//! A plain connection to a mail server, under the same rules as everything else that leaves: every address that a name
//! has is judged, and one that was judged is the one that is dialled.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpStream, time::timeout};

use super::{AddressRules, Lookup, OutboundError, Refusal};

/// Opens connections to mail servers.
#[derive(Clone)]
pub(super) struct Dialler {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) rules: AddressRules,
    pub(super) connect: Duration,
}

impl std::fmt::Debug for Dialler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialler").field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl Dialler {
    /// Connects to the first address that answers.
    pub(super) async fn dial(&self, host: &str, port: u16) -> Result<TcpStream, OutboundError> {
        self.rules.judge_host(host)?;
        let found = self.lookup.lookup(host.to_owned());
        let found = timeout(self.connect, found).await.map_err(|_| OutboundError::TimedOut)?;
        let found = found.map_err(|_| OutboundError::Unreachable)?;
        // One refused address refuses the name.
        let judged: Result<Vec<SocketAddr>, Refusal> =
            found.into_iter().map(|ip| self.rules.judge_mail(ip, port).map(|()| SocketAddr::new(ip, port))).collect();
        let mut failure = OutboundError::Unreachable;
        for address in judged? {
            match timeout(self.connect, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(_)) => failure = OutboundError::Unreachable,
                Err(_) => failure = OutboundError::TimedOut,
            }
        }
        Err(failure)
    }
}
