//! Patterns of derived names, such as `{team}-{component}`; the defaults are those of the README.

use crate::diagnostic::rules::invalid_value;
use crate::diagnostic::{Sink, suggest};
use crate::yaml::node::Node;

/// A pattern whose placeholders are known to exist.
#[derive(Debug)]
pub(crate) struct Pattern(String);

impl Pattern {
    /// The name that the pattern makes of `values`.
    pub(crate) fn fill(&self, values: &[(&str, &str)]) -> String {
        let mut name = String::with_capacity(64);
        let mut rest = self.0.as_str();
        while let Some((text, more)) = rest.split_once('{') {
            name.push_str(text);
            let (placeholder, more) = more.split_once('}').unwrap_or((more, ""));
            name.push_str(values.iter().find(|(key, _)| *key == placeholder).map_or("", |(_, value)| value));
            rest = more;
        }
        name.push_str(rest);
        name
    }
}

/// One pattern for every derived name.
#[derive(Debug)]
pub(crate) struct Naming {
    pub(crate) component: Pattern,
    pub(crate) repository: Pattern,
    pub(crate) deployment: Pattern,
    pub(crate) namespace: Pattern,
    pub(crate) application: Pattern,
    pub(crate) image: Pattern,
    pub(crate) host: Pattern,
    pub(crate) secret: Pattern,
    pub(crate) team_secrets: Pattern,
    pub(crate) project: Pattern,
    pub(crate) infrastructure_repository: Pattern,
    pub(crate) infrastructure_namespace: Pattern,
    pub(crate) platform_repository: Pattern,
    pub(crate) inventory_repository: Pattern,
}

impl Naming {
    /// The defaults, changed by `platform.naming`.
    ///
    /// GitHub knows only `owner/name`, so that there the team is no folder of its own.
    pub(crate) fn new(given: Option<&Node<'_>>, provider: &str, sink: &mut Sink) -> Self {
        let flat = provider == "github";
        let either = |github, gitlab| if flat { github } else { gitlab };
        let app = ["group", "team", "system", "app", "component"];
        let mut pattern = |key: &str, default: &str, known: &[&str]| pattern(given, key, default, known, sink);
        let platform_repository = pattern(
            "platformRepository",
            either("{group}/platform-{name}", "{group}/platform/{name}"),
            &["group", "name"],
        );
        let inventory_repository =
            pattern("inventoryRepository", &platform_repository.0.replace("{name}", "inventory"), &["group"]);
        Self {
            component: pattern("component", "{system}-{app}", &["system", "app"]),
            repository: pattern("repository", either("{group}/{component}", "{group}/{team}/{component}"), &app),
            deployment: pattern(
                "deployment",
                either("{group}/{component}-deployment", "{group}/{team}/{component}-deployment"),
                &app,
            ),
            namespace: pattern("namespace", "{team}-{component}", &[&app[..], &["environment"]].concat()),
            application: pattern("application", "{team}-{component}", &[&app[..], &["environment"]].concat()),
            image: pattern("image", "{registry}/{team}/{component}", &[&app[..], &["registry"]].concat()),
            host: pattern("host", "{hostname}.{domain}", &["hostname", "domain", "environment", "team"]),
            secret: pattern("secret", "{group}/{team}/{system}/{app}", &[&app[..], &["environment"]].concat()),
            team_secrets: pattern("teamSecrets", "{group}/{team}/", &["group", "team"]),
            project: pattern("project", "{team}", &["team"]),
            infrastructure_repository: pattern(
                "infrastructureRepository",
                either("{group}/{team}-infra", "{group}/{team}/{team}-infra"),
                &["group", "team"],
            ),
            infrastructure_namespace: pattern("infrastructureNamespace", "{team}-infra", &["team"]),
            platform_repository,
            inventory_repository,
        }
    }
}

fn pattern(given: Option<&Node<'_>>, key: &str, default: &str, known: &[&str], sink: &mut Sink) -> Pattern {
    let Some(node) = given.and_then(|given| given.get(key)) else { return Pattern(default.into()) };
    let text = node.as_str().unwrap_or(default);
    let mut rest = text;
    let mut sound = true;
    while let Some((_, more)) = rest.split_once('{') {
        let Some((placeholder, more)) = more.split_once('}') else {
            let message = format!("unclosed placeholder in the pattern of `{key}`");
            sink.push(invalid_value::RULE.at(node.span, message).help("add the missing `}`"));
            sound = false;
            break;
        };
        if !known.contains(&placeholder) {
            sound = false;
            let message = format!("unknown placeholder `{{{placeholder}}}` in the pattern of `{key}`");
            sink.push(invalid_value::RULE.at(node.span, message).help(suggest(placeholder, known.iter().copied())));
        }
        rest = more;
    }
    // The default stands in for a faulty pattern, so that the others are checked.
    Pattern(if sound { text } else { default }.into())
}
