//! The plan as one page that needs nothing beside it: it loads no script, style, font or picture, and its policy
//! forbids them. Without its script it is whole, only not searchable.

use std::fmt::Write;

use super::block::{self, Block};
use super::escape::escaped;
use super::human::{section, verb};
use super::rows::{self, Row};
use super::{Impact, Report, picture, summary};
use crate::diff::Action;
use crate::plan::count::{Count, Counts};
use crate::plan::fleet::{self, Group};
use crate::plan::normalize;
use crate::words::and_more;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Rows of a block that are shown; JSON has them all.
const ROWS: usize = 400;

/// The whole page.
pub(crate) fn report(report: &Report<'_>) -> String {
    let groups = fleet::fleet(report.plan);
    let mut page = String::new();
    let title = escaped(&title(&report.plan.counts));
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#changes\">To the changes</a>\n"
    );
    head(&mut page, report, &title);
    page.push_str(&picture::figure(&report.plan.graph));
    tools(&mut page, &groups);
    page.push_str("<main id=\"changes\">\n");
    let mut heading = String::new();
    for group in &groups {
        let above = section(group);
        if above != heading {
            page.push_str(if heading.is_empty() { "" } else { "</section>\n" });
            let _ = writeln!(page, "<section>\n<h2>{}</h2>", escaped(&above));
            heading = above;
        }
        change(&mut page, report, group);
    }
    page.push_str(if heading.is_empty() { "" } else { "</section>\n" });
    let nothing = if groups.is_empty() { "Nothing changes." } else { "Nothing matches." };
    let hidden = if groups.is_empty() { "" } else { " hidden" };
    let _ = write!(
        page,
        "<p class=\"empty\" id=\"empty\"{hidden}>{nothing}</p>\n</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    );
    page
}

fn title(counts: &Counts) -> String {
    match counts.repositories.total() {
        0 => "Plan: nothing changes".into(),
        _ => format!("Plan: {}", summary(counts).split("; ").next().unwrap_or_default()),
    }
}

fn head(page: &mut String, report: &Report<'_>, title: &str) {
    let _ = writeln!(page, "<header>\n<h1>{title}</h1>\n<p class=\"soft\">Compared with {}</p>", prose(report.base));
    report.notes.iter().for_each(|note| {
        let _ = writeln!(page, "<p class=\"note\">{}</p>", prose(note));
    });
    if let Some(refused) = report.refused {
        page.push_str("<ul class=\"note\">\n");
        for reason in refused.reasons {
            let _ = writeln!(page, "<li>{}</li>", prose(reason));
        }
        page.push_str("</ul>\n");
    }
    let counts = &report.plan.counts;
    page.push_str("<dl class=\"counts\">\n");
    for (name, count) in [("Repositories", counts.repositories), ("Files", counts.files), ("Objects", counts.objects)] {
        let Count { created, changed, removed, moved } = count;
        let _ = write!(page, "<div><dt>{name}</dt><dd>");
        for (word, number) in [("created", created), ("changed", changed), ("removed", removed), ("moved", moved)] {
            let class = if number == 0 { "none" } else { word };
            let _ = write!(page, "<span class=\"{class}\"><b>{number}</b>{word}</span>");
        }
        page.push_str("</dd></div>\n");
    }
    page.push_str("</dl>\n");
    report.impact.iter().for_each(|impact| users(page, impact));
    page.push_str("</header>\n");
}

/// The users of a blueprint by what becomes of them.
fn users(page: &mut String, impact: &Impact<'_>) {
    let _ = writeln!(page, "<section class=\"impact\">\n<h2>{}</h2>", prose(&impact.head()));
    for (what, users) in impact.sorts() {
        let _ = write!(page, "<details class=\"members\"><summary>{what}</summary>\n<ul>\n");
        listed(page, users);
    }
    page.push_str("</section>\n");
}

/// Items of a list within details, and the end of both.
fn listed(page: &mut String, names: &[String]) {
    for name in names {
        let _ = writeln!(page, "<li><code>{}</code></li>", escaped(name));
    }
    page.push_str("</ul>\n</details>\n");
}

fn tools(page: &mut String, groups: &[Group]) {
    let teams: std::collections::BTreeSet<&String> = groups.iter().flat_map(|group| &group.teams).collect();
    page.push_str(
        "<div class=\"tools\" id=\"tools\" role=\"search\" hidden><div>\n<label class=\"unseen\" for=\"search\">Search the changes</label>\n\
         <input type=\"search\" id=\"search\" placeholder=\"Search names, paths and values\" autocomplete=\"off\">\n\
         <label class=\"unseen\" for=\"team\">Team</label>\n<select id=\"team\"><option value=\"\">All teams</option>",
    );
    for team in teams {
        let _ = write!(page, "<option>{}</option>", escaped(team));
    }
    page.push_str(
        "</select>\n<label><input type=\"checkbox\" id=\"risky\"> Only risky changes</label>\n\
         <button type=\"button\" id=\"all\" aria-pressed=\"false\">Open all</button>\n\
         <output id=\"found\" class=\"soft\"></output>\n\
         <span class=\"soft\"><kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> next and previous</span>\n</div></div>\n",
    );
}

fn change(page: &mut String, report: &Report<'_>, group: &Group) {
    let block = block::block(report.plan, group);
    let (sign, word) = verb(&block, group);
    let class = match block.action {
        Some(Action::Created) => "created",
        Some(Action::Removed) => "removed",
        Some(Action::Moved) => "moved",
        Some(Action::Changed) | None => "changed",
    };
    let open = if group.risks.is_empty() { "" } else { " open" };
    let risky = if group.risks.is_empty() { "" } else { "1" };
    let _ = write!(
        page,
        "<details class=\"change is-{class}\" data-teams=\"{}\" data-risks=\"{risky}\"{open}>\n<summary><span class=\"sign {class}\" \
         aria-hidden=\"true\">{sign}</span><span class=\"kind\">{}</span>",
        escaped(&group.teams.join(" ")),
        escaped(&block.kind)
    );
    if !block.name.is_empty() {
        let _ = write!(page, "<span class=\"name\">{}</span>", escaped(&block.name));
    }
    let from = block.from.as_ref().map_or(String::new(), |from| format!(" from <code>{}</code>", escaped(from)));
    let _ = write!(page, "<span class=\"soft\">{word}{from}</span>");
    if !block.scope.is_empty() {
        let _ = write!(page, "<span class=\"soft\">{}</span>", escaped(&block.scope));
    }
    for risk in &group.risks {
        let _ = write!(page, "<span class=\"risk\">{}</span>", escaped(risk.title));
    }
    page.push_str("</summary>\n<div class=\"body\">\n");
    inside(page, report, group, &block);
    page.push_str("</div>\n</details>\n");
}

fn inside(page: &mut String, report: &Report<'_>, group: &Group, block: &Block) {
    for risk in &group.risks {
        let _ = writeln!(page, "<p class=\"advice\">{}: {}.</p>", escaped(risk.title), escaped(risk.advice));
    }
    if !block.path.is_empty() {
        let more = and_more(group.members.len() - 1);
        let _ = writeln!(page, "<p class=\"soft\"><code>{}</code>{more}</p>", escaped(&block.path));
    }
    block.remark.iter().for_each(|remark| {
        let _ = writeln!(page, "<p class=\"soft\">{}.</p>", escaped(remark));
    });
    let rows = if block.rows.is_empty() { rows::content(&report.plan.changes, group) } else { block.rows.clone() };
    let more = rows.len().saturating_sub(ROWS);
    let mut rest = &rows[..rows.len() - more];
    while let Some(first) = rest.first() {
        let is_value = |row: &Row| matches!(row, Row::Value { .. });
        let length = rest.iter().take_while(|row| is_value(row) == is_value(first)).count();
        let (run, behind) = rest.split_at(length);
        if is_value(first) {
            values(page, run)
        } else {
            lines(page, run)
        }
        rest = behind;
    }
    if more > 0 {
        let _ = writeln!(page, "<p class=\"soft\">{more} more in the JSON.</p>");
    }
    if !block.members.is_empty() {
        let _ = write!(page, "<details class=\"members\"><summary>All {}</summary>\n<ul>\n", block.members.len());
        listed(page, &block.members);
    }
}

fn values(page: &mut String, rows: &[Row]) {
    let bare = |row: &Row| matches!(row, Row::Value { old: None, new: None, .. });
    if let ([Row::Value { path, .. }], true) = (rows, rows.iter().all(bare)) {
        let _ = writeln!(page, "<p><code>{}</code></p>", escaped(path));
        return;
    }
    page.push_str("<table class=\"values\"><thead><tr><th scope=\"col\">Value</th><th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead><tbody>\n");
    for row in rows {
        let Row::Value { sign, path, old, new } = row else { continue };
        let order = if *sign == '%' { " <span class=\"soft\">(order)</span>" } else { "" };
        let (was, is) = match (old, new) {
            (Some(old), Some(new)) => marked(old, new),
            (old, new) => {
                (old.as_deref().map(escaped).unwrap_or_default(), new.as_deref().map(escaped).unwrap_or_default())
            }
        };
        let was = if old.is_some() { format!("<del>{was}</del>") } else { String::new() };
        let is = if new.is_some() { format!("<ins>{is}</ins>") } else { String::new() };
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\"><code>{}</code>{order}</th><td>{was}</td><td>{is}</td></tr>",
            escaped(path)
        );
    }
    page.push_str("</tbody></table>\n");
}

/// Both texts with the words that differ marked.
fn marked(old: &str, new: &str) -> (String, String) {
    let (head, tail) = normalize::common(old, new);
    let one = |text: &str| {
        let (middle, end) = (&text[head..text.len() - tail], &text[text.len() - tail..]);
        let middle = if middle.is_empty() { String::new() } else { format!("<mark>{}</mark>", escaped(middle)) };
        format!("{}{middle}{}", escaped(&text[..head]), escaped(end))
    };
    (one(old), one(new))
}

/// A sentence of groma's, in which names stand in backticks.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| if at % 2 == 1 { format!("<code>{}</code>", escaped(part)) } else { escaped(part) })
        .collect()
}

fn lines(page: &mut String, rows: &[Row]) {
    page.push_str("<pre>");
    for row in rows {
        let (class, text) = match row {
            Row::Line { sign: '+', text } => ("add", format!("+ {}", escaped(text))),
            Row::Line { sign: '-', text } => ("del", format!("- {}", escaped(text))),
            Row::Line { text, .. } => ("", format!("  {}", escaped(text))),
            Row::Gap => ("cut", "  ...".to_owned()),
            Row::Value { .. } => continue,
        };
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = write!(page, "<span{class}>{text}</span>");
    }
    page.push_str("</pre>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_marked() {
        assert_eq!(marked("a:1.0", "a:1.1"), ("a:<mark>1.0</mark>".into(), "a:<mark>1.1</mark>".into()));
        assert_eq!(marked("a", "a-b"), ("a".into(), "a<mark>-b</mark>".into()));
        assert_eq!(marked("ä", "ö"), ("<mark>ä</mark>".into(), "<mark>ö</mark>".into()));
    }
}
