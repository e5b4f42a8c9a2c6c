//! APIs by name: each has one provider.

use std::sync::Arc;

use super::apps::Draft;
use super::bind::{Binder, sorted, text, title_of};
use super::{Api, App};
use crate::diagnostic::rules::name_collision;
use crate::source::Span;

/// An API whose provider is still under construction.
pub(crate) struct DraftApi {
    pub(crate) name: String,
    pub(crate) provider: usize,
    span: Span,
    title: String,
    description: Option<String>,
    kind: String,
    definition: Option<String>,
}

/// All APIs, sorted by name.
pub(crate) fn bind(binder: &mut Binder<'_>, apps: &mut [Draft<'_>]) -> Vec<DraftApi> {
    let mut apis: Vec<DraftApi> = Vec::new();
    for (provider, draft) in apps.iter().enumerate() {
        for entry in sorted(draft.node, "provides") {
            let (name, node) = (entry.key.text.to_string(), &entry.value);
            apis.push(DraftApi {
                span: entry.key.span,
                title: text(node, "title").unwrap_or_else(|| title_of(&name)),
                description: text(node, "description"),
                kind: text(node, "type").unwrap_or_else(|| "openapi".into()),
                definition: text(node, "definition"),
                provider,
                name,
            });
        }
    }
    apis.sort_by(|a, b| a.name.cmp(&b.name).then(a.provider.cmp(&b.provider)));
    for pair in apis.windows(2) {
        if pair[0].name == pair[1].name {
            let diagnostic = name_collision::RULE
                .at(pair[1].span, format!("API `{}` is provided twice", pair[1].name))
                .label("again here")
                .related(pair[0].span, "first defined here")
                .help("rename one of the two");
            binder.sink.push(diagnostic);
        }
    }
    apis.dedup_by(|later, first| later.name == first.name);
    apis
}

pub(crate) fn finish(drafts: Vec<DraftApi>, apps: &[Arc<App>]) -> Vec<Arc<Api>> {
    let finish = |draft: DraftApi| {
        Arc::new(Api {
            span: draft.span,
            name: draft.name,
            title: draft.title,
            description: draft.description,
            kind: draft.kind,
            definition: draft.definition,
            provider: Arc::clone(&apps[draft.provider]),
        })
    };
    drafts.into_iter().map(finish).collect()
}
