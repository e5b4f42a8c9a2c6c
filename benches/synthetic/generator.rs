//! Synthetic platforms: an inventory of any size, always the same for the same number of apps.
//!
//! Nothing is random. Every choice comes from [`mix`] of a counter, so that a platform of 1,000 apps begins with the
//! very apps of one of 100, and two machines measure the same work.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const APPS_PER_SYSTEM: usize = 5;
const SYSTEMS_PER_TEAM: usize = 4;

const AREAS: [&str; 12] = [
    "billing",
    "catalog",
    "checkout",
    "claims",
    "content",
    "delivery",
    "fleet",
    "ledger",
    "orders",
    "pricing",
    "search",
    "warehouse",
];
const ROLES: [&str; 10] =
    ["api", "bridge", "exporter", "gateway", "importer", "mailer", "planner", "reports", "service", "worker"];
const PURPOSES: [&str; 6] = [
    "Takes what comes in and keeps it",
    "Answers questions about yesterday's numbers",
    "Tells others what has changed: at once, and once only",
    "Moves things from here to there, \"safely\"",
    "Knows who may do what & why",
    "Turns a plan into work # and back",
];
const VARIABLES: [(&str, &str); 5] = [
    ("LOG_LEVEL", "INFO"),
    ("FEATURE_SEARCH", "on"),
    ("RELEASE", "0123456"),
    ("GREETING", "- hello: #1"),
    ("UPSTREAM", "https://upstream.example.com/v1?limit=10"),
];

/// What a platform is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) apps: usize,
    /// Blueprints that are rendered for every entity.
    pub(crate) blueprints: &'static str,
}

impl Recipe {
    /// Everything: Argo CD, guardrails and catalog beside the apps.
    pub(crate) fn whole(apps: usize) -> Self {
        Self { apps, blueprints: "argocd, guardrails, backstage" }
    }

    /// The repositories of the apps, and nothing of the platform's own.
    pub(crate) fn apps_only(apps: usize) -> Self {
        Self { apps, blueprints: "" }
    }

    pub(crate) fn systems(self) -> usize {
        self.apps.div_ceil(APPS_PER_SYSTEM)
    }

    pub(crate) fn teams(self) -> usize {
        self.systems().div_ceil(SYSTEMS_PER_TEAM)
    }

    /// Writes the inventory into `folder`, which is made, and returns its first file.
    pub(crate) fn write(self, folder: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(folder.join("systems"))?;
        let first = folder.join("platform.yaml");
        fs::write(&first, self.platform())?;
        fs::write(folder.join("teams.yaml"), self.all_teams())?;
        for system in 0..self.systems() {
            fs::write(system_file(folder, system), self.system(system, None))?;
        }
        Ok(first)
    }

    /// Writes the file of the system in the middle again, with another description of one of its apps.
    pub(crate) fn edit(self, folder: &Path, revision: usize) -> io::Result<()> {
        let system = self.systems() / 2;
        fs::write(system_file(folder, system), self.system(system, Some(revision)))
    }

    fn platform(self) -> String {
        format!(
            "apiVersion: groma/v1
platform:
  name: synthetic
  owner: team-0
  git: {{ provider: gitlab, host: gitlab.example.com, group: idp }}
  registry: gitlab.example.com:5050/idp
  labels: idp.example.org
  blueprints: [{}]
environments:
  homelab: {{ branch: development, domain: k8s.home.example.com, kubernetes: \"1.34\" }}
  production: {{ branch: main, domain: prod.example.com, kubernetes: \"1.33\", production: true, after: homelab }}
include: [teams.yaml, systems/*.yaml]
",
            self.blueprints
        )
    }

    fn all_teams(self) -> String {
        let mut text = String::from("teams:\n");
        for team in 0..self.teams() {
            push(&mut text, format_args!("  team-{team}:"));
            push(&mut text, format_args!("    title: Team {team}"));
            push(&mut text, format_args!("    email: team-{team}@example.com"));
            push(&mut text, format_args!("    groups: {{ gitlab: idp/team-{team}, identity: synthetic-team-{team} }}"));
        }
        text
    }

    /// The file of one system; a revision stands in the description of its first app.
    fn system(self, system: usize, revision: Option<usize>) -> String {
        let mut text = String::from("systems:\n");
        push(&mut text, format_args!("  {}:", system_name(system)));
        push(&mut text, format_args!("    title: System {system}"));
        push(&mut text, format_args!("    description: What belongs to {}", pick(&AREAS, system, 1)));
        push(&mut text, format_args!("    owner: team-{}", system / SYSTEMS_PER_TEAM));
        push(&mut text, format_args!("    apps:"));
        let first = system * APPS_PER_SYSTEM;
        for app in first..(first + APPS_PER_SYSTEM).min(self.apps) {
            self::app(&mut text, app, revision.filter(|_| app == first));
        }
        text
    }
}

fn app(text: &mut String, app: usize, revision: Option<usize>) {
    let name = app_name(app);
    push(text, format_args!("      {name}:"));
    push(text, format_args!("        blueprint: python-fastapi"));
    let purpose = pick(&PURPOSES, app, 2).replace('"', "\\\"");
    match revision {
        Some(revision) => push(text, format_args!("        description: \"{purpose} (revision {revision})\"")),
        None => push(text, format_args!("        description: \"{purpose}\"")),
    }
    match mix(app, 3) % 3 {
        0 => push(text, format_args!("        internal: true")),
        _ => push(text, format_args!("        hostname: {}-{app}", pick(&AREAS, app, 4))),
    }
    if !is_promoted(app) {
        push(text, format_args!("        environments: [homelab]"));
    }
    if mix(app, 6).is_multiple_of(4) {
        push(text, format_args!("        scaling: {{ min: 2, max: 6 }}"));
    }
    neighbours(text, app);
    variables(text, app);
}

/// Whether an app runs in production too.
fn is_promoted(app: usize) -> bool {
    !mix(app, 5).is_multiple_of(2)
}

/// Edges to apps that come earlier, so that there are no cycles, and run wherever these do; every fifth app offers an
/// API to the next ones.
fn neighbours(text: &mut String, app: usize) {
    let runs_beside = |other: usize| is_promoted(other) || !is_promoted(app);
    if !app.is_multiple_of(APPS_PER_SYSTEM) && mix(app, 7).is_multiple_of(2) && runs_beside(app - 1) {
        push(text, format_args!("        dependsOn: [{}]", app_name(app - 1)));
    }
    if app.is_multiple_of(5) {
        push(text, format_args!("        provides: {{ {}: {{ title: API of app {app} }} }}", api_name(app)));
    } else if mix(app, 8).is_multiple_of(3) && runs_beside(app - app % 5) {
        push(text, format_args!("        consumes: [{}]", api_name(app - app % 5)));
    }
}

fn variables(text: &mut String, app: usize) {
    let count = mix(app, 9) % 4;
    if count > 0 {
        push(text, format_args!("        env:"));
    }
    for nth in 0..count {
        let (name, value) = VARIABLES[(mix(app, 10) + nth) % VARIABLES.len()];
        push(text, format_args!("          {name}: \"{value}\""));
    }
    if mix(app, 11).is_multiple_of(3) {
        push(text, format_args!("        secrets: {{ API_TOKEN: {{}} }}"));
    }
}

fn app_name(app: usize) -> String {
    format!("{}-{}", pick(&ROLES, app, 12), app % APPS_PER_SYSTEM)
}

fn api_name(app: usize) -> String {
    format!("{}-api-{app}", pick(&AREAS, app, 13))
}

fn system_name(system: usize) -> String {
    format!("{}-{system}", pick(&AREAS, system, 14))
}

fn system_file(folder: &Path, system: usize) -> PathBuf {
    folder.join("systems").join(format!("{system:05}.yaml"))
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a string takes everything");
}

fn pick<'a>(choices: &[&'a str], number: usize, question: usize) -> &'a str {
    choices[mix(number, question) % choices.len()]
}

/// The answer to one question about one number: the finaliser of SplitMix64.
fn mix(number: usize, question: usize) -> usize {
    let mut state = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(question as u64 + 1);
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((state ^ (state >> 31)) >> 1) as usize
}
