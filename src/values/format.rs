//! The formats of OpenAPI that the API server enforces.
//!
//! Dates and times are read by hand: a calendar crate such as `jiff` has a grammar of its own, and brings more code than
//! the thirty lines that it would replace.

use crate::values::{base64, duration};

/// The form of a number or a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// No form, or one that no server checks.
    #[default]
    Free,
    Int32,
    Int64,
    Byte,
    Date,
    DateTime,
    Duration,
    Ipv4,
    Ipv6,
    Uuid,
}

impl Format {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "byte" => Self::Byte,
            "date" => Self::Date,
            "date-time" => Self::DateTime,
            "duration" => Self::Duration,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "uuid" => Self::Uuid,
            _ => Self::Free,
        }
    }

    /// What is expected, and how to write it.
    pub(crate) fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Free => ("a value", "write another value"),
            Self::Int32 => ("a 32-bit integer", "write a number from -2147483648 to 2147483647"),
            Self::Int64 => ("a 64-bit integer", "write a smaller number"),
            Self::Byte => ("Base64", "encode it as Base64"),
            Self::Date => ("a date", "write it like `2026-01-31`"),
            Self::DateTime => ("a time", "write it like `2026-01-31T12:00:00Z`"),
            Self::Duration => ("a duration", "write it like `30s`, `5m` or `1h30m`"),
            Self::Ipv4 => ("an IPv4 address", "write it like `192.0.2.1`"),
            Self::Ipv6 => ("an IPv6 address", "write it like `2001:db8::1`"),
            Self::Uuid => ("a UUID", "write it like `7c9e6679-7425-40de-944b-e07fc1f90ae7`"),
        }
    }

    /// Whether a number fits; formats of strings accept every number.
    pub(crate) fn fits_number(self, value: f64) -> bool {
        match self {
            Self::Int32 => (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&value),
            Self::Int64 => (-9.3e18..=9.3e18).contains(&value),
            Self::Free | Self::Byte | Self::Date | Self::DateTime | Self::Duration => true,
            Self::Ipv4 | Self::Ipv6 | Self::Uuid => true,
        }
    }

    /// Whether a string is of this form; formats of numbers accept every string.
    pub(crate) fn fits_text(self, text: &str) -> bool {
        match self {
            Self::Free | Self::Int32 | Self::Int64 => true,
            Self::Byte => base64::decode(text).is_some(),
            Self::Date => is_date(text),
            Self::DateTime => is_time(text),
            Self::Duration => duration::is_format(text),
            Self::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Uuid => is_uuid(text),
        }
    }
}

fn is_date(text: &str) -> bool {
    let form = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    form && matches!(number(5..7), Some(1..=12)) && matches!(number(8..10), Some(1..=31))
}

/// RFC 3339, with or without fractions of a second.
fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else { return false };
    let Some(time) = time.strip_prefix(['T', 't', ' ']) else { return false };
    let Some((clock, rest)) = time.split_at_checked(8) else { return false };
    let parts: Vec<&str> = clock.split(':').collect();
    let below = |text: &str, limit: u32| {
        text.len() == 2
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse::<u32>().is_ok_and(|n| n < limit)
    };
    let clock = parts.len() == 3 && below(parts[0], 24) && below(parts[1], 60) && below(parts[2], 61);
    let zone = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() { "none" } else { zone }
        }
        None => rest,
    };
    let offset =
        |zone: &str| zone.split_once(':').is_some_and(|(hours, minutes)| below(hours, 24) && below(minutes, 60));
    is_date(date) && clock && (matches!(zone, "Z" | "z") || zone.strip_prefix(['+', '-']).is_some_and(offset))
}

fn is_uuid(text: &str) -> bool {
    let hex: String = text.chars().filter(|c| *c != '-').collect();
    hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_accept_what_the_server_accepts() {
        for (format, good, bad) in [
            ("byte", &["YQ=="][..], &["plain text"][..]),
            ("date-time", &["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+02:00"], &["2026-01-31", "now", ""]),
            ("date", &["2026-01-31"], &["2026-13-01", "2026-1-1", "31.01.2026"]),
            ("duration", &["3 days"], &["30"]),
            ("ipv4", &["192.0.2.1"], &["192.0.2", "2001:db8::1"]),
            ("ipv6", &["2001:db8::1"], &["192.0.2.1"]),
            ("uuid", &["7c9e6679-7425-40de-944b-e07fc1f90ae7"], &["7c9e6679"]),
            ("hostname", &["anything"], &[]),
        ] {
            let format = Format::named(format);
            good.iter().for_each(|text| assert!(format.fits_text(text), "{format:?} {text}"));
            bad.iter().for_each(|text| assert!(!format.fits_text(text), "{format:?} {text}"));
        }
        assert!(!Format::Int32.fits_number(2147483648.0));
        assert!(Format::Int64.fits_number(2147483648.0));
    }
}
