//! Who an object is to the API server: its group, kind, namespace and name.

use std::hash::{Hash, Hasher};

use crate::schema::version::group_and_version;
use crate::yaml::node::Node;

/// What tells an object from others of its cluster. Documents that are no objects of an API have a name only.
///
/// Two that differ in nothing but the version are one object: the server gives it in every version of its group. One
/// without a namespace is not the one of the same name in a namespace: [`super::together`] says whether it may become it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ObjectId {
    /// The part of `apiVersion` before the slash; empty for the core group. Charts and values are of `helm.sh`, entities
    /// of `backstage.io` and `scaffolder.backstage.io`.
    pub(crate) group: Box<str>,
    pub(crate) version: Box<str>,
    pub(crate) kind: Box<str>,
    /// As written; entities without one are in `default`.
    pub(crate) namespace: Option<Box<str>>,
    /// How it begins, when the server makes up the rest.
    pub(crate) name: Box<str>,
}

impl ObjectId {
    /// Who a document is by its own word; what it does not say is empty.
    pub(crate) fn new(node: &Node<'_>) -> Self {
        let metadata = node.get("metadata");
        let of = |key: &str| metadata.and_then(|metadata| metadata.text(key));
        let (group, version) = group_and_version(node.text("apiVersion").unwrap_or_default());
        Self {
            group: group.into(),
            version: version.into(),
            kind: node.text("kind").unwrap_or_default().into(),
            namespace: of("namespace").filter(|namespace| !namespace.is_empty()).map(Into::into),
            name: of("name").or_else(|| of("generateName")).unwrap_or_default().into(),
        }
    }

    pub(crate) fn is(&self, group: &str, kind: &str) -> bool {
        *self.kind == *kind && *self.group == *group
    }

    /// The namespace; empty where none is written.
    pub(crate) fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or_default()
    }

    fn key(&self) -> (&str, &str, Option<&str>, &str) {
        (&self.group, &self.kind, self.namespace.as_deref(), &self.name)
    }
}

impl PartialEq for ObjectId {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for ObjectId {}

impl Hash for ObjectId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// The objects that a `List` of any kind holds; nothing of another document.
pub(crate) fn items<'n, 's>(node: &'n Node<'s>) -> Option<&'n [Node<'s>]> {
    let items = node.get("items")?;
    node.text("kind").is_some_and(|kind| kind.ends_with("List")).then(|| items.items())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read;

    fn id(text: &str) -> ObjectId {
        ObjectId::new(&read(FileId::FIRST, text, &mut Sink::default())[0])
    }

    #[test]
    fn an_object_is_the_same_in_every_version_of_its_group() {
        let of = |api_version: &str, metadata: &str| {
            id(&format!("apiVersion: {api_version}\nkind: Ingress\nmetadata: {{ {metadata} }}\n"))
        };
        let old = of("networking.k8s.io/v1beta1", "name: a, namespace: b");
        assert_eq!(old, of("networking.k8s.io/v1", "name: a, namespace: b"));
        assert_ne!(old, of("extensions/v1beta1", "name: a, namespace: b"));
        assert_ne!(old, of("v1beta1", "name: a, namespace: b"));
        assert_ne!(old, of("networking.k8s.io/v1", "name: a, namespace: c"));
        assert_ne!(old, of("networking.k8s.io/v1", "name: a"));
        assert_eq!(of("networking.k8s.io/v1", "name: a, namespace: ''"), of("networking.k8s.io/v1", "name: a"));
    }

    #[test]
    fn the_core_group_is_empty() {
        let pod = id("apiVersion: v1\nkind: Pod\nmetadata: { generateName: a- }\n");
        assert!(pod.is("", "Pod") && *pod.version == *"v1" && *pod.name == *"a-");
    }

    #[test]
    fn a_list_of_any_kind_holds_objects() {
        let text = "apiVersion: v1\nkind: ConfigMapList\nitems: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }]\n";
        let list = &read(FileId::FIRST, text, &mut Sink::default())[0];
        let held: Vec<ObjectId> = items(list).unwrap().iter().map(ObjectId::new).collect();
        assert_eq!(held, [id("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n")]);
        assert!(items(&items(list).unwrap()[0]).is_none());
    }
}
