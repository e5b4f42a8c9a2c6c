//! A file is not valid YAML, or exceeds the limits on size, depth, aliases and documents.
//!
//! Every `.yaml` and `.yml` file is read, and JSON that looks like an object. Templates of charts and blueprints, and
//! folders named `skeleton`, are not YAML until they are rendered, and are skipped.
//!
//! ## Why
//! Nothing in the file is applied. Argo CD fails the whole Application; Backstage keeps what it had before.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings }
//! data: { LEVEL: info
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings }
//! data: { LEVEL: info }
//! ```

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("yaml-syntax", Verdict::Groma, "0.1.0", include_str!("yaml_syntax.rs"));
