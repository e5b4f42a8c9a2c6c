//! What each included file contains, by name; its owners are determined when names are bound.

use crate::yaml::node::Node;

/// One file that the first one includes.
#[derive(Debug)]
pub(crate) struct Included {
    /// From the folder of the first file.
    pub(crate) path: String,
    pub(crate) things: Vec<Thing>,
    /// Whether it holds what is no single thing's, such as an environment.
    pub(crate) general: bool,
}

/// Something that has an owner.
#[derive(Debug)]
pub(crate) enum Thing {
    Team(String),
    Domain(String),
    System(String),
    /// A system and its app.
    App(String, String),
}

impl Included {
    pub(crate) fn new(path: &str, root: &Node<'_>) -> Self {
        let (mut things, mut general) = (Vec::new(), false);
        for section in root.entries() {
            let names = section.value.entries().iter().map(|entry| entry.key.text.to_string());
            match &*section.key.text {
                "apiVersion" => {}
                "teams" => things.extend(names.map(Thing::Team)),
                "domains" => things.extend(names.map(Thing::Domain)),
                "systems" => section.value.entries().iter().for_each(|entry| {
                    system(&entry.key.text, &entry.value, &mut things);
                }),
                _ => general = true,
            }
        }
        Self { path: path.to_owned(), things, general }
    }
}

/// A system that is opened for its apps alone belongs to them.
fn system(name: &str, node: &Node<'_>, things: &mut Vec<Thing>) {
    if node.entries().iter().any(|entry| entry.key.text != "apps") {
        things.push(Thing::System(name.to_owned()));
    }
    let apps = node.get("apps").map(Node::entries).unwrap_or_default();
    things.extend(apps.iter().map(|app| Thing::App(name.to_owned(), app.key.text.to_string())));
}
