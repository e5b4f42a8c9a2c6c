//! Amounts as Kubernetes writes them: `100m`, `1.5`, `512Mi`, `1e3`.

use crate::yaml::node::{Node, Value};

const UNITS: [(&str, f64); 15] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

/// The amount, if the node is one.
pub(crate) fn quantity(node: &Node<'_>) -> Option<f64> {
    match &node.value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::String(text) => parse(text),
        _ => None,
    }
}

/// Whether a text is an amount to the server: a number, and a unit or a power of ten.
pub(crate) fn is_quantity(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let is_number = number.matches('.').count() <= 1 && number.contains(|c: char| c.is_ascii_digit());
    let is_power = || {
        let power = unit.strip_prefix(['e', 'E']).map(|power| power.strip_prefix(['+', '-']).unwrap_or(power));
        power.is_some_and(|power| !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number && (unit.is_empty() || UNITS.iter().any(|(known, _)| *known == unit) || is_power())
}

/// The amount that a text says.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let unit = UNITS.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor)));
    let (number, factor) = unit.unwrap_or((text, 1.0));
    number.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_compared_across_units() {
        assert_eq!(parse("1Gi"), Some(1_073_741_824.0));
        assert!(parse("100m") < parse("1"));
        assert!(parse("1G") < parse("1Gi"));
        assert_eq!(parse("1e3"), Some(1000.0));
        assert_eq!(parse("much"), None);
    }

    #[test]
    fn amounts_are_those_that_the_server_reads() {
        for text in ["1", "1.5Gi", ".5", "1.", "+1M", "-1", "1e3", "1E-3", "1E", "100m", "5u"] {
            assert!(is_quantity(text), "{text}");
        }
        for text in ["", "m", ".", "1 core", "1GB", "1GiB", "12XB", "1K", "1e", "1.2.3", "--1", "1m5"] {
            assert!(!is_quantity(text), "{text}");
        }
    }
}
