//! A component names its Application in two ways: by `argocd/app-name` and by `argocd/app-selector`.
//!
//! ## Why
//! Different plugins read them: which Applications the page shows depends on what the portal has installed, and the
//! next change updates only one of the two.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { argocd/app-name: orders, argocd/app-selector: "app=orders" } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { argocd/app-name: orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::warning("conflicting-annotations", Verdict::Backstage, "0.1.0", include_str!("conflicting_annotations.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let (name, selector) = (object.annotation("argocd/app-name"), object.annotation("argocd/app-selector"));
    if let (Some(name), Some(selector)) = (name, selector) {
        let finding = RULE.at(selector.span, "`argocd/app-name` already names the Application");
        sink.push(finding.related(name.span, "named here").help("keep the one that the portal's plugin reads"));
    }
}
