//! Ports of network policies that take the place of others.

use crate::diff::{Edit, ObjectChange, Step, ValueChange};

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
