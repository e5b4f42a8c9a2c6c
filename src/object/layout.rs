//! What the files of a tree are to one another: charts, kustomizations and their patches, environments.
//!
//! Known from the list of paths and from the few files that say so, before any other file is read.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::kustomize::{Changes, Kustomizations};
use super::production::Environments;
use crate::diagnostic::Sink;
use crate::path::{ancestors, file_name, folder, joined};
use crate::source::FileId;
use crate::yaml::node::Node;
use crate::yaml::read;

/// Where a document lies.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    /// Index of the tree in [`super::index::Index::trees`].
    pub(crate) tree: u32,
    /// Relative to the tree, with `/`.
    pub(crate) path: Box<str>,
    pub(crate) role: Role,
    /// The environment, such as `production`, or `overlays/eu` of one in another; empty outside the folders of
    /// environments. [`super::together`] says what follows.
    pub(super) scope: Arc<str>,
    /// The environments of the inventory from which the tree was rendered; none of another tree.
    pub(crate) environments: Arc<Environments>,
    /// Folder of the kustomization that transforms the file, if any: names and namespaces may become others.
    pub(crate) kustomization: Option<Arc<str>>,
    /// What kustomizations change of its objects.
    pub(crate) changes: Option<Arc<Changes>>,
}

impl Place {
    pub(crate) fn folder(&self) -> &str {
        folder(&self.path)
    }
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Manifests, entities, or something else: its documents say.
    Documents,
    /// Every document is an entity, whatever it looks like.
    Catalog,
    Chart,
    Values,
    Kustomization,
    /// Part of an object, which is whole only when Kustomize has applied it.
    Patch,
    Owners,
    /// No YAML before somebody has rendered it, or nothing that is judged.
    Other,
}

/// Folders whose children are environments, and names of environments: a folder beside one of those is one too.
const PARENTS: [&str; 8] = ["environments", "envs", "env", "overlays", "clusters", "stages", "regions", "fleet"];
const ENVIRONMENTS: [&str; 16] = [
    "dev",
    "development",
    "test",
    "testing",
    "int",
    "integration",
    "qa",
    "uat",
    "stage",
    "staging",
    "preprod",
    "pre-production",
    "prod",
    "production",
    "live",
    "sandbox",
];

/// The roles of all files of one tree.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    charts: FxHashSet<String>,
    blueprints: FxHashSet<String>,
    patches: FxHashSet<String>,
    kustomizations: Kustomizations,
    /// Folders that stand for an environment.
    environments: FxHashSet<String>,
    declared: Arc<Environments>,
}

impl Layout {
    /// Finds out about `paths`. Environments are folders of the given names, or are guessed when there are none; `read`
    /// gives the text of a path, when it can be read.
    pub(crate) fn new(
        paths: &[impl AsRef<str>],
        environments: &Arc<Environments>,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let mut layout = Self { declared: environments.clone(), ..Self::default() };
        for path in paths {
            let path = path.as_ref();
            match file_name(path) {
                "Chart.yaml" => drop(layout.charts.insert(folder(path).to_owned())),
                "blueprint.yaml" => drop(layout.blueprints.insert(folder(path).to_owned())),
                name if is_kustomization(name) => layout.kustomization(path, read(path).as_deref().unwrap_or_default()),
                _ => {}
            }
        }
        layout.find_environments(paths);
        layout
    }

    /// The place of the file at `path`.
    pub(crate) fn place(&self, file: FileId, tree: u32, path: &str) -> Place {
        let (kustomization, changes) = (self.kustomizations.first(path).cloned(), self.kustomizations.changes(path));
        let (role, scope, environments) = (self.role(path), self.scope(path), self.declared.clone());
        Place { file, tree, path: path.into(), role, scope, environments, kustomization, changes }
    }

    fn role(&self, path: &str) -> Role {
        let name = file_name(path);
        let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        let is_template = |folder: &str| {
            let templates = folder.strip_suffix("/templates").or((folder == "templates").then_some(""));
            templates.is_some_and(|chart| self.charts.contains(chart))
                || self.blueprints.contains(folder)
                || file_name(folder).starts_with("skeleton")
        };
        match name {
            _ if ancestors(path).any(is_template) => Role::Other,
            "CODEOWNERS" => Role::Owners,
            "Chart.yaml" => Role::Chart,
            "catalog-info.yaml" | "catalog-info.yml" => Role::Catalog,
            _ if is_kustomization(name) => Role::Kustomization,
            _ if self.patches.contains(path) => Role::Patch,
            _ if yaml && self.is_values(path) => Role::Values,
            _ if yaml || name.ends_with(".json") => Role::Documents,
            _ => Role::Other,
        }
    }

    /// Whether a file has values of a chart: beside it, or those of one environment in a folder of it.
    fn is_values(&self, path: &str) -> bool {
        let own = folder(path);
        let of_environment = matches!(file_name(own), "environments" | "envs" | "env" | "values");
        (file_name(path).starts_with("values") && self.charts.contains(own))
            || (of_environment && self.charts.contains(folder(own)))
    }

    fn scope(&self, path: &str) -> Arc<str> {
        let mut scope = String::new();
        for folder in ancestors(path).filter(|folder| self.environments.contains(*folder)) {
            if !scope.is_empty() {
                scope.push('/');
            }
            scope.push_str(file_name(folder));
        }
        scope.into()
    }

    /// Notes what a kustomization names.
    fn kustomization(&mut self, path: &str, text: &str) {
        let Some(root) = read::read(FileId::FIRST, text, &mut Sink::default()).into_iter().next() else { return };
        let home = folder(path);
        let items = |key: &str| root.get(key).map(Node::items).unwrap_or_default();
        let by_path = ["patches", "patchesJson6902", "replacements"].into_iter().flat_map(items);
        let named = by_path.filter_map(|item| item.text("path"));
        let merged = ["patchesStrategicMerge", "transformers", "configurations"].into_iter().flat_map(items);
        self.patches.extend(named.chain(merged.filter_map(Node::as_str)).filter_map(|named| joined(home, named)));
        self.kustomizations.add(home, &root);
    }

    /// A folder is an environment when its name or its parent's name says so, or when one beside it is.
    fn find_environments(&mut self, paths: &[impl AsRef<str>]) {
        let mut folders: FxHashSet<&str> = FxHashSet::default();
        for path in paths {
            folders.extend(ancestors(path.as_ref()));
        }
        if !self.declared.is_empty() {
            let known = folders.into_iter().filter(|path| self.declared.contains_key(file_name(path)));
            self.environments = known.map(str::to_owned).collect();
            return;
        }
        let named = folders.iter().filter(|path| ENVIRONMENTS.contains(&file_name(path)));
        let parents: FxHashSet<&str> = named.map(|path| folder(path)).collect();
        let is_one = |above: &str| parents.contains(above) || PARENTS.contains(&file_name(above));
        self.environments = folders.iter().filter(|path| is_one(folder(path))).map(|path| (*path).to_owned()).collect();
    }
}

fn is_kustomization(name: &str) -> bool {
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// The parts of a path whose names begin or end with that of an environment: `prod-eu` of `prod-eu/settings.yaml`, and
/// `prod` of `settings-prod.yaml`.
pub(crate) fn variant(path: &str) -> Vec<&str> {
    let name = file_name(path);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let folders = folder(path).split('/').filter(|part| environment_in(part).is_some());
    folders.chain(environment_in(stem)).collect()
}

/// The environment with which a name begins or ends, as a word of its own.
fn environment_in(name: &str) -> Option<&str> {
    let is_end = |word: &str| word.is_empty() || word.starts_with(['-', '_', '.']) || word.ends_with(['-', '_', '.']);
    let begins = |word: &&&str| name.strip_prefix(**word).or(name.strip_suffix(**word)).is_some_and(is_end);
    ENVIRONMENTS.iter().filter(begins).max_by_key(|word| word.len()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_roles_by_those_around_them() {
        let kustomization = "resources: [../base]\npatches: [{ path: replicas.yaml }]\n";
        let paths = [
            "apps/base/deployment.yaml",
            "apps/overlays/eu/kustomization.yaml",
            "apps/overlays/eu/replicas.yaml",
            "chart/Chart.yaml",
            "chart/templates/deployment.yaml",
            "chart/values-production.yaml",
            "chart/environments/production.yaml",
            "argocd/homelab/app.yaml",
            "argocd/production/app.yaml",
            "catalog-info.yaml",
            "CODEOWNERS",
            "logo.png",
        ];
        let layout = Layout::new(&paths, &Arc::default(), &|path| {
            path.contains("kustomization").then(|| kustomization.to_owned())
        });
        let place = |path: &str| layout.place(FileId::FIRST, 0, path);
        let shown = paths.map(|path| format!("{:?} {}", place(path).role, place(path).scope));
        assert_eq!(
            shown,
            [
                "Documents ",
                "Kustomization eu",
                "Patch eu",
                "Chart ",
                "Other ",
                "Values ",
                "Values ",
                "Documents homelab",
                "Documents production",
                "Catalog ",
                "Owners ",
                "Other "
            ]
        );
    }
}
