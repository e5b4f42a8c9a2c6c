//! A binding or a project that is named after one team gives its roles to another team.
//!
//! The team of a binding is its label `team` or `owner`; only the last part of a group's name counts, and only names
//! that are groups of the catalog are compared.
//!
//! ## Why
//! One team reads the logs and restarts the workloads of another, and the team itself is locked out.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-a }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-b }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: RoleBinding
//! metadata: { name: team, namespace: orders, labels: { example.com/team: team-a } }
//! roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
//! subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: "acme:team-b" }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-a }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-b }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: RoleBinding
//! metadata: { name: team, namespace: orders, labels: { example.com/team: team-a } }
//! roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
//! subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: "acme:team-a" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::Text;
use crate::object::facts::catalog::groups;
use crate::object::facts::mark::TEAM;
use crate::object::facts::owners::tail;
use crate::object::index::Index;
use crate::source::Span;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("role-group-mismatch", Verdict::Groma, "0.1.0", include_str!("role_group_mismatch.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let known = groups(&index.facts);
    if known.is_empty() {
        return;
    }
    let mut judge = |team: &str, groups: &[&Text], place: Span| {
        let team = team.to_lowercase();
        let mut tails = groups.iter().map(|group| tail(&group.value));
        let other = groups.iter().find(|group| known.contains(&tail(&group.value)));
        if let Some(other) = other.filter(|_| known.contains(&team) && tails.all(|tail| tail != team)) {
            let message = format!("`{}` is bound to resources of `{}`", visible(&other.value), visible(&team));
            let finding = RULE.at(other.span, message).related(place, "belongs to that team");
            sink.push(finding.help(format!("bind the group of `{}`", visible(&team))));
        }
    };
    for project in &index.facts.projects {
        let groups: Vec<&Text> = project.roles.iter().flat_map(|role| &role.groups).collect();
        judge(&project.of.name, &groups, project.of.span);
    }
    let marks = index.facts.marks.iter().filter(|mark| mark.key == TEAM && *mark.of.kind == *"RoleBinding");
    let teams: FxHashMap<Span, &Text> = marks.map(|mark| (mark.of.span, &mark.value)).collect();
    for bound in index.facts.bound.chunk_by(|one, next| one.by.span == next.by.span) {
        let Some(team) = teams.get(&bound[0].by.span) else { continue };
        let groups: Vec<&Text> = bound.iter().map(|bound| &bound.group).collect();
        judge(&team.value, &groups, team.span);
    }
}
