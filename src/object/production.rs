//! Which environments are production: one answer for all rules and for plans.

use std::collections::BTreeMap;

use crate::schema::version::Version;

/// The environments that an inventory declares, by name.
pub(crate) type Environments = BTreeMap<String, Environment>;

/// An environment, as an inventory declares it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Environment {
    pub(crate) kubernetes: Version,
    /// As written; the name says it where nothing is.
    pub(crate) production: Option<bool>,
}

/// Whether any of the names is that of production: what the inventory declares of them wins, and where it declares
/// nothing, what they are called.
pub(crate) fn is_production<'n>(
    mut names: impl Iterator<Item = &'n str> + Clone,
    declared: impl Fn(&str) -> Option<bool>,
) -> bool {
    let said = names.clone().filter_map(declared).reduce(|one, other| one || other);
    said.unwrap_or_else(|| names.any(is_called_production))
}

/// `prod`, `prod-eu`, `eu-prod-2` and `live`, but neither `preprod` nor `non-prod`.
fn is_called_production(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = || name.split(['-', '_', '.']).map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()));
    words().any(|word| matches!(word, "prod" | "production" | "prd" | "live"))
        && !words().any(|word| matches!(word, "pre" | "non" | "no" | "not"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_declared_or_called_so() {
        for name in ["prod", "production", "Production", "prd", "live", "prod-eu", "eu_prod", "eu-prod-2", "prod1"] {
            assert!(is_production([name].into_iter(), |_| None), "{name}");
            assert!(!is_production([name, "prod"].into_iter(), |own| (own == name).then_some(false)), "{name}");
        }
        for name in ["nonprod", "preprod", "non-prod", "pre-production", "products", "delivery", "staging", ""] {
            assert!(!is_production([name].into_iter(), |_| None), "{name}");
        }
        assert!(is_production(["eu", "stable"].into_iter(), |name| Some(name == "stable")));
    }
}
