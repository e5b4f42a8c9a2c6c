//! Schedules and time zones as the programs of Kubernetes and Argo CD read them.
//!
//! Zones are a list of names: a crate such as `jiff` brings the rules of every zone with them, and only names are needed.

use super::is_digits;

/// Names of the IANA time zone database, sorted, one on each line.
const ZONES: &str = include_str!("zones.txt");

/// The fields of a schedule: name, smallest and largest number, names for numbers.
const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("day of week", 0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

/// Names of all time zones.
pub(crate) fn zones() -> impl Iterator<Item = &'static str> + Clone {
    ZONES.lines()
}

pub(crate) fn is_zone(name: &str) -> bool {
    name == "Local" || zones().any(|known| known == name)
}

/// What is wrong with a schedule of five fields, such as `0 22 * * 1-5`.
pub(crate) fn schedule_fault(text: &str) -> Option<String> {
    let text = match text.split_once(' ') {
        Some((zone, rest)) if zone.starts_with("TZ=") || zone.starts_with("CRON_TZ=") => rest,
        _ => text,
    };
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(format!("it has {} fields instead of 5", fields.len()));
    }
    fields.iter().zip(FIELDS).find_map(|(text, (name, least, most, names))| {
        let fits = text.split(',').all(|part| is_range(part, least, most, names));
        (!fits).then(|| format!("invalid {name} `{text}`, expected {least} to {most}"))
    })
}

/// `*`, `?`, a number, a range, each perhaps with a step.
fn is_range(text: &str, least: u32, most: u32, names: &[&str]) -> bool {
    let (range, step) = text.split_once('/').map_or((text, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().is_ok_and(|step| step == 0) || !is_digits(step)) {
        return false;
    }
    let number = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let number = named.map(|at| at as u32 + least).or_else(|| is_digits(text).then(|| text.parse().ok())?)?;
        (least..=most).contains(&number).then_some(number)
    };
    match range.split_once('-') {
        _ if matches!(range, "*" | "?") => true,
        Some((first, last)) => number(first).zip(number(last)).is_some_and(|(first, last)| first <= last),
        None => number(range).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_have_five_fields_in_their_bounds() {
        for good in ["0 22 * * *", "*/5 0-6/2 1,15 JAN-mar ?", "TZ=Europe/Berlin 0 22 * * 1-5", "10 1 * * sun"] {
            assert_eq!(schedule_fault(good), None, "{good}");
        }
        for bad in
            ["0 22 * *", "@daily", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 * 13 *", "0 0 * * 7", "5-1 * * * *"]
        {
            assert!(schedule_fault(bad).is_some(), "{bad}");
        }
        for bad in ["*/0 * * * *", "a * * * *", "-1 * * * *", "1- * * * *", ", * * * *"] {
            assert!(schedule_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn zones_are_known_by_their_whole_name() {
        assert!(zones().is_sorted());
        assert!(is_zone("Europe/Berlin") && is_zone("UTC"));
        assert!(!is_zone("Europe/Belin") && !is_zone("CEST") && !is_zone(""));
    }
}
