//! How long a provider asks to wait.

use shared::timestamp::Timestamp;

use super::USUAL_WAIT_SECONDS;

/// The longest wait that is passed on.
const LONGEST_WAIT_SECONDS: u32 = 600;

/// `Retry-After` (RFC 9110 §10.2.3) in seconds, whether it tells seconds or a moment; kept within reason.
pub(super) fn wait_seconds(retry_after: Option<&str>, now: Timestamp) -> u32 {
    let told = retry_after.map(str::trim).and_then(|value| match value.parse::<i64>() {
        Ok(seconds) => Some(seconds),
        Err(_) => http_date(value).map(|moment| moment.seconds_since(now)),
    });
    let seconds = told.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(USUAL_WAIT_SECONDS);
    seconds.clamp(1, LONGEST_WAIT_SECONDS)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_whitespace().skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    Timestamp::parse_rfc3339(&format!("{year}-{month:02}-{day:0>2}T{time}Z"))
}
