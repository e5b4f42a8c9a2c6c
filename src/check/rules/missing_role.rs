//! A binding refers to a Role that does not exist in a namespace that has others.
//!
//! ## Why
//! The binding is accepted and grants nothing: every call that needs the permission is refused.
//!
//! ## Bad
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: Role
//! metadata: { name: reader, namespace: orders }
//! rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
//! ---
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: RoleBinding
//! metadata: { name: team, namespace: orders }
//! roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: raeder }
//! subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-a }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: Role
//! metadata: { name: reader, namespace: orders }
//! rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
//! ---
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: RoleBinding
//! metadata: { name: team, namespace: orders }
//! roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
//! subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-a }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule = Rule::warning("missing-role", Verdict::Groma, "0.1.0", include_str!("missing_role.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for reference in index.facts.references.iter().filter(|reference| reference.field == "roleRef") {
        let is_closed = *reference.kind == *"Role" && index.holds_kind("Role", &reference.from);
        if is_closed && index.referred(reference).next().is_none() {
            let name = visible(&reference.name.value);
            let finding = RULE.at(reference.name.span, format!("unknown role `{name}` in this namespace"));
            sink.push(finding.help("write the name of an existing role, or add it"));
        }
    }
}
