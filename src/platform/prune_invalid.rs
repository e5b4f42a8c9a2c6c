//! Leaves out what a fault has left incomplete, so that no template and no name is blamed for a value that is missing
//! or wrong: one fault is told once, and the faults of whole entries are told in the same run.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::blueprint::Blueprints;
use crate::diagnostic::Diagnostic;
use crate::platform::{App, Platform};
use crate::source::{FileId, Span};
use crate::yaml::node::{Entry, Node};

/// Which findings make an entry unfit for a use.
pub(crate) struct Unfit {
    rules: &'static [&'static str],
    /// Keys below which no finding counts.
    apart: &'static [&'static str],
    /// Whether an app without a blueprint is unfit.
    made: bool,
}

/// Findings that leave a name without one of its parts.
pub(crate) const FOR_NAMES: Unfit = Unfit {
    rules: &["invalid-name", "invalid-value", "missing-field"],
    apart: &[
        "blueprint",
        "blueprints",
        "consumes",
        "dependsOn",
        "description",
        "env",
        "internal",
        "kubernetes",
        "labels",
        "lifecycle",
        "links",
        "naming",
        "parameters",
        "production",
        "provides",
        "scaling",
        "secrets",
        "size",
        "sizes",
        "tags",
        "title",
        "type",
        "values",
        "visibility",
    ],
    made: false,
};

/// Findings that leave a value, or what is derived from it, unusable.
pub(crate) const FOR_FILES: Unfit = Unfit {
    rules: &[
        "control-character",
        "invalid-name",
        "invalid-parameter",
        "invalid-value",
        "missing-field",
        "name-collision",
        "reserved-name",
        "secret-out-of-reach",
        "unknown-environment",
        "unknown-size",
    ],
    apart: &[],
    made: true,
};

/// Leaves out every entry of `root` that one of the findings makes unfit, and what belongs to it. Whether the platform
/// itself is fit.
pub(crate) fn leave_out(
    platform: &mut Platform,
    root: &Node<'static>,
    blueprints: &Blueprints,
    found: &[Diagnostic],
    unfit: &Unfit,
) -> bool {
    let breaking = found.iter().filter(|finding| unfit.rules.contains(&finding.rule));
    let mut places: Vec<(FileId, u32)> = breaking.map(|finding| place(finding.primary.span)).collect();
    places.sort_unstable();
    let broken = Broken { places, apart: unfit.apart };
    let parameters = root.get("platform").and_then(|platform| platform.get("parameters"));
    let faulty = |name: &str| parameters.and_then(|all| all.entry(name)).is_some_and(|entry| broken.holds(entry, ""));
    platform.blueprints.retain(|(index, _)| !faulty(&blueprints.list[*index].name));
    if platform.teams.is_empty() || broken.outside(root) {
        // Every name derives from the platform and its environments.
        platform.blueprints.clear();
        keep(platform, |_| false);
        return false;
    }
    let mut out = if broken.places.is_empty() { FxHashSet::default() } else { broken.entries(root) };
    let unmade = platform.apps.iter().filter(|app| unfit.made && app.blueprint.is_none());
    out.extend(unmade.map(|app| app.span));
    if !out.is_empty() {
        keep(platform, |span| !out.contains(&span));
    }
    true
}

/// Keeps the entries whose own key and whose owners' keys are `whole`.
fn keep(platform: &mut Platform, whole: impl Fn(Span) -> bool) {
    let app = |app: &App| whole(app.span) && whole(app.system.span) && whole(app.owner.span);
    platform.apis.retain(|api| app(&api.provider));
    platform.resources.retain(|resource| {
        whole(resource.span) && whole(resource.owner.span) && resource.app.as_deref().is_none_or(app)
    });
    platform.apps.retain(|kept| app(kept));
    platform.systems.retain(|system| whole(system.span) && whole(system.owner.span));
    platform.domains.retain(|domain| whole(domain.span) && whole(domain.owner.span));
    platform.teams.retain(|team| whole(team.span));
    let mut of_team: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, app) in platform.apps.iter().enumerate() {
        of_team.entry(app.owner.name.clone()).or_default().push(at);
    }
    platform.apps_of_team = of_team;
}

/// Where the findings lie, sorted.
struct Broken {
    places: Vec<(FileId, u32)>,
    apart: &'static [&'static str],
}

fn place(span: Span) -> (FileId, u32) {
    (span.file, span.start)
}

impl Broken {
    /// Whether a finding begins where the span does.
    fn begins(&self, span: Span) -> bool {
        self.places.binary_search(&place(span)).is_ok()
    }

    /// Whether a finding begins inside the span.
    fn inside(&self, span: Span) -> bool {
        let next = self.places.partition_point(|known| *known < place(span));
        let found = self.places.get(next);
        self.begins(span) || found.is_some_and(|(file, start)| *file == span.file && *start < span.end)
    }

    /// Whether a finding lies outside the sections whose entries stand alone.
    fn outside(&self, root: &Node<'static>) -> bool {
        let sections = root.entries();
        sections.is_empty()
            || sections.iter().any(|section| match &*section.key.text {
                "domains" | "systems" | "teams" => self.begins(section.key.span),
                "platform" => self.holds(section, "parameters"),
                _ => self.holds(section, ""),
            })
    }

    /// The keys of the entries that hold a finding, apart from what stands alone inside them.
    fn entries(&self, root: &Node<'static>) -> FxHashSet<Span> {
        let mut out = FxHashSet::default();
        let mut check = |entry: &Entry<'static>, apart: &str| {
            if self.holds(entry, apart) {
                out.insert(entry.key.span);
            }
        };
        let section = |key: &str| root.get(key).map(Node::entries).unwrap_or_default().iter();
        section("domains").for_each(|domain| check(domain, ""));
        for team in section("teams") {
            check(team, "resources");
            let shared = team.value.get("infrastructure").and_then(|node| node.get("resources"));
            shared.map(Node::entries).unwrap_or_default().iter().for_each(|resource| check(resource, ""));
        }
        for system in section("systems") {
            check(system, "apps");
            let apps = system.value.get("apps").map(Node::entries).unwrap_or_default();
            apps.iter().for_each(|app| check(app, ""));
        }
        out
    }

    /// Whether a finding lies on the entry or below it; what is under the key `apart` does not count.
    fn holds(&self, entry: &Entry<'static>, apart: &str) -> bool {
        self.begins(entry.key.span) || self.below(&entry.value, apart)
    }

    fn below(&self, node: &Node<'static>, apart: &str) -> bool {
        let leaf = node.items().is_empty() && node.entries().is_empty();
        let here = if leaf { self.inside(node.span) } else { self.begins(node.span) };
        here || node.items().iter().any(|item| self.below(item, apart))
            || node.entries().iter().any(|entry| {
                let here = self.begins(entry.key.span);
                let counts = entry.key.text != apart && !self.apart.contains(&&*entry.key.text);
                here || (counts && self.below(&entry.value, apart))
            })
    }
}
