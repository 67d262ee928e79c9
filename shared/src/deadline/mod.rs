//! What ends, and when: services of providers as data, and a tenant's own secrets, certificates and refresh tokens. Also
//! the calendar in which they stand (RFC 5545).

mod ics;

use serde::{Deserialize, Serialize};

pub use ics::{Event, calendar};

use crate::{text::LocalizedText, timestamp::Timestamp};

const DAY: i64 = 24 * 60 * 60;
/// From so many days before, something is urgent.
const URGENT_DAYS: i64 = 30;
/// From so many days before, it is worth planning.
const SOON_DAYS: i64 = 180;
/// How many days before, a calendar reminds of it.
pub const REMINDERS: [u16; 3] = [60, 30, 7];

/// A service that ends, as the product knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Its stable name.
    pub id: String,
    /// The first day on which it holds (`2027-04-01`); absent: not announced, see `when`.
    #[serde(default)]
    pub date: Option<Day>,
    /// What is known where there is no day yet.
    #[serde(default)]
    pub when: Option<LocalizedText>,
    /// What ends, in a few words.
    pub name: LocalizedText,
    /// What stops working then.
    pub what: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
    /// Where that is said.
    pub source: String,
    /// When the source was last read.
    pub read: Day,
    /// Whom it concerns.
    pub concerns: Concerns,
}

/// Whom a deadline concerns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Concerns {
    /// Resources.
    pub resources: Vec<ConcernedType>,
    /// Connection strings, by the ids of their kinds.
    pub connection_kinds: Vec<String>,
    /// The playbooks that mend it.
    pub playbooks: Vec<String>,
}

/// Resources of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConcernedType {
    /// The id of the type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Only those whose tokens are for this audience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}

/// A day of the calendar, as it is written: `2027-04-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Timestamp);

impl Day {
    /// Reads `2027-04-01`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 10 {
            return None;
        }
        Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")).map(Self)
    }

    /// The day, in UTC, that `moment` is in.
    pub fn of(moment: Timestamp) -> Self {
        let days = moment.as_millis().div_euclid(DAY * 1000);
        Self(Timestamp::from_millis(days * DAY * 1000))
    }

    /// Its beginning, in UTC.
    pub fn begin(self) -> Timestamp {
        self.0
    }

    /// The day after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.plus_seconds(DAY))
    }

    /// How many days it is away from `today`; below 0 when it is over.
    pub fn days_from(self, today: Self) -> i64 {
        self.0.seconds_since(today.0).div_euclid(DAY)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.to_rfc3339().get(..10).unwrap_or_default())
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected a day such as 2027-04-01"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Day {}

/// How much a deadline asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeadlineLevel {
    /// It is over: what it says holds.
    Over,
    /// Within thirty days.
    Urgent,
    /// Within half a year.
    Soon,
    /// Later, or not announced.
    Later,
}

impl DeadlineLevel {
    /// The level of something that is `days` away.
    pub fn of(days: Option<i64>) -> Self {
        match days {
            Some(days) if days < 0 => Self::Over,
            Some(days) if days <= URGENT_DAYS => Self::Urgent,
            Some(days) if days <= SOON_DAYS => Self::Soon,
            _ => Self::Later,
        }
    }

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Urgent => "urgent",
            Self::Soon => "soon",
            Self::Later => "later",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        DeadlineLevel::{Later, Over, Soon, Urgent},
        *,
    };

    #[test]
    fn days_are_counted_by_the_calendar_and_not_by_hours() {
        let day = |text| Day::parse(text).expect("a day");
        let late = Timestamp::parse_rfc3339("2026-12-30T23:59:59Z").expect("a moment");
        assert_eq!(day("2026-12-31").days_from(Day::of(late)), 1);
        assert_eq!(day("2026-12-30").days_from(Day::of(late)), 0);
        assert_eq!(day("2026-12-29").days_from(Day::of(late)), -1);
        assert_eq!(day("2027-03-01").days_from(day("2027-02-28")), 1);
        assert_eq!(day("2028-02-28").next().to_string(), "2028-02-29");
        for wrong in ["2026-13-01", "2026-02-30", "1 April", "2026-4-1", ""] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
        assert_eq!(serde_json::to_value(day("2027-04-01")).expect("text"), "2027-04-01");
    }

    #[test]
    fn what_is_near_asks_for_more() {
        let levels = [Some(-1), Some(0), Some(30), Some(31), Some(180), Some(181), None].map(DeadlineLevel::of);
        assert_eq!(levels, [Over, Urgent, Urgent, Soon, Soon, Later, Later]);
        assert_eq!(serde_json::to_value(Over).expect("a name"), Over.as_str());
    }
}
