//! What a policy of the network does, as far as one document tells.

use crate::diff::{Edit, Identity, ObjectChange, Step, ValueChange};
use crate::yaml::node::{Node, Value};

/// Whether a policy refuses traffic that nothing else might refuse: it is for a direction in which it permits nothing,
/// or denies something by name. Of a policy that cannot be understood that is assumed.
pub(crate) fn refuses(object: &Identity, node: &Node<'_>) -> bool {
    let Some(spec) = node.get("spec") else { return true };
    let rules = |list: &str| spec.get(list).map(Node::items);
    match object.group.as_str() {
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

/// Whether a port has taken the place of another, so that as many are permitted as before.
pub(crate) fn is_replaced_port(object: &ObjectChange, value: &ValueChange) -> bool {
    let is_list = |step: &Step| matches!(step, Step::Key(key) if key == "ports");
    let Some(at) = value.path.iter().position(is_list) else { return false };
    let (list, below) = (&value.path[..=at], &value.path[at + 1..]);
    let one = |below: &[Step]| matches!(below, [Step::Item(_) | Step::Index(_)]);
    let count = |of: fn(&Edit) -> bool| {
        let within = object.values.iter().filter(|other| other.path.starts_with(list) && one(&other.path[at + 1..]));
        within.filter(|other| of(&other.edit)).count()
    };
    match &value.edit {
        Edit::Changed(..) => matches!(below, [_, Step::Key(key)] if key == "port" || key == "protocol"),
        Edit::Added(shown) | Edit::Removed(shown) => {
            let added = count(|edit| matches!(edit, Edit::Added(_)));
            one(below)
                && !shown.text().contains("endPort")
                && added > 0
                && added <= count(|edit| matches!(edit, Edit::Removed(_)))
        }
        Edit::Reordered(..) => false,
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
        refuses(&Identity { group: group.into(), ..Identity::default() }, &nodes[0])
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
