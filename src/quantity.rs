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
pub fn quantity(node: &Node<'_>) -> Option<f64> {
    match &node.value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::String(text) => parse(text),
        _ => None,
    }
}

/// The amount that a text says.
pub fn parse(text: &str) -> Option<f64> {
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
}
