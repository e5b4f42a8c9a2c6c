//! Durations: those of Go, which Argo CD and the rules of Kubernetes read, and those of the API server's format
//! `duration`, which are more. By hand, since no library reads either: all others want days, or refuse fractions.

/// The units of Go in nanoseconds; micro is written with two different signs.
const UNITS: [(&str, f64); 8] =
    [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12)];

/// Beginnings of the words that the API server takes for units.
const WORDS: [&str; 8] = ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"];

/// Reads `1h30m` as Go does, in nanoseconds; there are no days, and about 292 years are the most.
pub(crate) fn nanoseconds(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    match rest {
        "" => return None,
        "0" => return Some(0),
        _ => {}
    }
    let mut sum = 0.0;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| !is_number(c))?);
        let (unit, after) = after.split_at(after.find(is_number).unwrap_or(after.len()));
        let (_, factor) = UNITS.iter().find(|(known, _)| *known == unit)?;
        sum += number.parse::<f64>().ok()? * factor;
        rest = after;
    }
    (sum <= i64::MAX as f64).then_some((sign * sum) as i64)
}

/// Whether the API server takes a text for the format `duration`: with spaces, and with days, weeks and words for units.
pub(crate) fn is_format(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['+', '-']);
    if rest == "0" {
        return true;
    }
    let is_unit = |name: &str| {
        UNITS.iter().any(|(unit, _)| *unit == name)
            || matches!(name, "d" | "w")
            || WORDS.iter().any(|word| name.starts_with(word))
    };
    let mut any = false;
    while !rest.is_empty() {
        let after = rest.trim_start_matches(is_number);
        let letters = after.trim_start();
        let (unit, next) = letters.split_at(letters.find(|c: char| !c.is_alphabetic()).unwrap_or(letters.len()));
        if after.len() == rest.len() || !is_unit(unit) {
            return false;
        }
        rest = next.trim_start();
        any = true;
    }
    any
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        for (text, nanoseconds) in [
            ("1h", 3_600_000_000_000),
            ("1h30m", 5_400_000_000_000),
            ("1.5h", 5_400_000_000_000),
            ("0", 0),
            ("-5s", -5_000_000_000),
            ("+.5s", 500_000_000),
            ("100ms", 100_000_000),
            ("3us", 3_000),
            ("3μs1ns", 3_001),
        ] {
            assert_eq!(super::nanoseconds(text), Some(nanoseconds), "{text}");
        }
        for text in
            ["", "-", "1d", "1", "h", "1h 30m", "1..5h", ".s", "1hm", "--1s", "one hour", "2562048h", "-2562048h"]
        {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }

    #[test]
    fn the_format_takes_words_too() {
        for text in ["30s", "1h30m", "1.5h", "0", "3 days", "2w", "1 hour 5 minutes"] {
            assert!(is_format(text), "{text}");
        }
        for text in ["", "30", "soon", "5x"] {
            assert!(!is_format(text), "{text}");
        }
    }
}
