//! The first load: the bytes of the page and of everything that it names, as a browser that takes brotli gets them.

use std::{collections::BTreeSet, fmt};

use reqwest::Method;
use tests::harness::Server;

/// What came over the wire.
pub(crate) struct FirstLoad {
    bytes: usize,
    files: usize,
    uncompressed: Vec<String>,
}

pub(crate) async fn measure() -> FirstLoad {
    let server = Server::start().await;
    let visitor = server.anonymous();
    let page = visitor.send(visitor.bare(Method::GET, "/")).await.expect(200).text();
    let mut load = FirstLoad { bytes: 0, files: 0, uncompressed: Vec::new() };
    for path in std::iter::once("/").chain(named(&page)) {
        let request = visitor.bare(Method::GET, path).header("accept-encoding", "br");
        let answer = visitor.send(request).await.expect(200);
        load.bytes += answer.body.len();
        load.files += 1;
        if answer.header("content-encoding") != "br" {
            load.uncompressed.push(format!("{path} ({} bytes)", answer.body.len()));
        }
    }
    load
}

/// The addresses in the page's `href` and `src`.
fn named(page: &str) -> BTreeSet<&str> {
    let after = [" href=\"", " src=\""].into_iter().flat_map(|attribute| page.split(attribute).skip(1));
    after.filter_map(|rest| rest.split('"').next()).filter(|address| address.starts_with('/')).collect()
}

impl fmt::Display for FirstLoad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "first load             {} bytes in {} files, brotli (aim at most 450000)", self.bytes, self.files)?;
        for file in &self.uncompressed {
            write!(f, "\n                       not compressed: {file}")?;
        }
        Ok(())
    }
}
