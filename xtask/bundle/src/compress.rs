//! Compressed siblings, made once here so that the server never compresses.

use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// Extensions of files that are text or code; pictures and fonts are compressed already.
const WORTH_IT: [&str; 7] = ["css", "html", "js", "json", "svg", "txt", "wasm"];

/// Whether a file of that name gets smaller.
pub(crate) fn worth_it(file_name: &str) -> bool {
    file_name.rsplit_once('.').is_some_and(|(_, extension)| WORTH_IT.contains(&extension))
}

/// Brotli at its slowest and smallest.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).map_err(|error| format!("brotli: {error}"))?;
    Ok(out)
}

/// Gzip at its slowest and smallest.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_come_back_whole() {
        let text = "the same line again\n".repeat(200);
        let small = brotli(text.as_bytes()).expect("brotli");
        assert!(small.len() < 100, "{}", small.len());
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*small, &mut back).expect("decompressed");
        assert_eq!(back, text.as_bytes());

        let small = gzip(text.as_bytes()).expect("gzip");
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*small).read_to_string(&mut back).expect("decompressed");
        assert_eq!(back, text);
    }

    #[test]
    fn pictures_are_left_alone() {
        assert!(worth_it("a-1.wasm") && worth_it("favicon.svg"));
        assert!(!worth_it("logo.png") && !worth_it("LICENSE"));
    }
}
