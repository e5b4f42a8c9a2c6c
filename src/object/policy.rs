//! What a network policy does, as far as its own document shows.

use crate::yaml::node::{Node, Value};

/// Whether a policy refuses traffic that nothing else might refuse: it is for a direction in which it permits nothing,
/// or denies something by name. Of a policy that cannot be understood that is assumed.
pub(crate) fn refuses(group: &str, node: &Node<'_>) -> bool {
    let Some(spec) = node.get("spec") else { return true };
    let rules = |list: &str| spec.get(list).map(Node::items);
    match group {
        "networking.k8s.io" => {
            let types = spec.get("policyTypes").map(Node::items);
            let is_for = |list: &str, name: &str| match types {
                Some(types) => types.iter().any(|one| one.as_str() == Some(name)),
                None => list == "ingress" || rules(list).is_some(),
            };
            let empty = |list: &str| rules(list).is_none_or(<[_]>::is_empty);
            [("ingress", "Ingress"), ("egress", "Egress")].iter().any(|(list, name)| is_for(list, name) && empty(list))
        }
        _ => {
            let denies = |list: &str| rules(list).is_some_and(|rules| !rules.is_empty());
            // A rule without anything in it only says for which direction the policy is.
            let empty = |list: &str| rules(list).is_some_and(|rules| rules.iter().all(is_empty));
            denies("ingressDeny") || denies("egressDeny") || empty("ingress") || empty("egress")
        }
    }
}

fn is_empty(rule: &Node<'_>) -> bool {
    match &rule.value {
        Value::Mapping(entries) => entries.is_empty(),
        Value::Null => true,
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) | Value::Sequence(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read;

    fn of(group: &str, spec: &str) -> bool {
        let text = format!("spec: {spec}\n");
        let nodes = read(FileId::FIRST, &text, &mut Sink::default());
        refuses(group, &nodes[0])
    }

    #[test]
    fn a_policy_that_permits_nothing_refuses() {
        for (group, spec) in [
            ("networking.k8s.io", "{ podSelector: {}, policyTypes: [Ingress, Egress] }"),
            ("networking.k8s.io", "{ podSelector: {} }"),
            ("networking.k8s.io", "{ policyTypes: [Ingress, Egress], ingress: [{}] }"),
            ("cilium.io", "{ ingress: [{}] }"),
            ("cilium.io", "{ ingress: [{ fromEntities: [host] }], egressDeny: [{ toEntities: [world] }] }"),
        ] {
            assert!(of(group, spec), "{spec}");
        }
        for (group, spec) in [
            ("networking.k8s.io", "{ policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }] }"),
            ("networking.k8s.io", "{ ingress: [{}] }"),
            ("cilium.io", "{ ingress: [{ fromEntities: [ingress] }] }"),
        ] {
            assert!(!of(group, spec), "{spec}");
        }
    }
}
