//! Quantities as Kubernetes writes them: `100m`, `1.5`, `512Mi`, `1e3`.

const SUFFIXES: [(&str, f64); 16] = [
    ("", 1.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
];

/// Reads a quantity as the API server does: a number, and a suffix or a power of ten; nothing for what it refuses.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let is_suffix = |c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-'));
    let (number, suffix) = text.split_at(text.find(is_suffix).unwrap_or(text.len()));
    let number: f64 = number.parse().ok()?;
    if let Some((_, factor)) = SUFFIXES.iter().find(|(known, _)| *known == suffix) {
        return Some(number * factor);
    }
    let power: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some(number * 10f64.powi(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_compared_across_units() {
        assert_eq!(parse("1Gi"), Some(1_073_741_824.0));
        assert!(parse("100m") < parse("1"));
        assert!(parse("1G") < parse("1Gi"));
        assert_eq!(parse("1e3"), Some(1000.0));
        assert_eq!(parse("-1E-3"), Some(-0.001));
    }

    #[test]
    fn quantities_are_those_that_the_server_reads() {
        for text in ["1", "1.5Gi", ".5", "1.", "+1M", "-1", "1e3", "1E-3", "1e+3", "1E", "100m", "5u"] {
            assert!(parse(text).is_some(), "{text}");
        }
        for text in [
            "", "m", ".", "+", "e3", "1 core", "1GB", "1GiB", "12XB", "1K", "1e", "1.2.3", "--1", "1-1", "1m5",
            "1e3Mi", "inf", "NaN",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
