//! The apps that change and those around them, as a drawing: who calls stands on the left of what is called.
//!
//! Places follow from names and calls alone, in whole numbers, so that the same plan gives the same drawing.

use std::fmt::Write;

use super::escape::escaped;
use crate::diff::Action;
use crate::plan::graph::{Edge, Graph, Node};

const HEIGHT: i64 = 44;
const BETWEEN: i64 = 16;
/// Room for the arrows between two columns.
const GAP: i64 = 96;
const MARGIN: i64 = 8;
/// Nodes without any call stand in rows of so many.
const ROW: usize = 4;
/// How often the order within columns is improved.
const SWEEPS: usize = 6;

/// A node's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    x: i64,
    y: i64,
    width: i64,
}

/// The drawing with its caption; nothing where nothing is known.
pub(crate) fn figure(graph: &Graph) -> String {
    if graph.nodes.iter().all(|node| node.action.is_none()) {
        return String::new();
    }
    let (places, width, height) = layout(graph);
    let what = if graph.of_systems { "Systems with the apps that change" } else { "Apps and resources that change" };
    let mut svg = format!(
        "<figure>\n<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Dependency picture\">\n<svg \
         style=\"max-width:{width}px;min-width:{}px\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{what}, and what they depend on\">\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
         <path d=\"M0 0 8 4 0 8Z\" style=\"fill:context-stroke;stroke:none;opacity:1\"/></marker></defs>\n",
        // A wide picture shrinks to the page, as long as it can be read; then it scrolls.
        width * 5 / 8
    );
    for edge in &graph.edges {
        svg.push_str(&arrow(places[edge.from], places[edge.to], edge));
    }
    for (node, place) in graph.nodes.iter().zip(&places) {
        svg.push_str(&drawn(node, *place, graph.of_systems));
    }
    let _ = write!(
        svg,
        "</svg>\n</div>\n<figcaption>{what}, and those that call them or are called: an arrow leads from who calls to what is called. \
         <span class=\"created\">+ new</span>, <span class=\"removed\">&minus; removed</span>, <span class=\"changed\">~ changed</span>.\
         </figcaption>\n</figure>\n"
    );
    svg
}

fn class(action: Option<Action>) -> (&'static str, &'static str) {
    match action {
        Some(Action::Created) => ("created", "+"),
        Some(Action::Removed) => ("removed", "\u{2212}"),
        Some(Action::Moved) => ("moved", "~"),
        Some(Action::Changed) => ("changed", "~"),
        None => ("", ""),
    }
}

fn drawn(node: &Node, place: Place, systems: bool) -> String {
    let Place { x, y, width } = place;
    let (class, mark) = class(node.action);
    let name = escaped(&node.name);
    let below = match (systems, node.apps) {
        (true, 1) => "1 app changes".to_owned(),
        (true, apps) if apps > 0 => format!("{apps} apps change"),
        _ => node.team.clone(),
    };
    let indent = if mark.is_empty() { 12 } else { 28 };
    let mark = match mark {
        "" => String::new(),
        mark => format!("<text class=\"mark {class}\" x=\"{}\" y=\"{}\">{mark}</text>", x + 11, y + 19),
    };
    format!(
        "<a class=\"{class}\" href=\"#changes\" data-name=\"{name}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"8\"/>\
         {mark}<text x=\"{}\" y=\"{}\">{name}</text><text class=\"team\" x=\"{}\" y=\"{}\">{}</text></a>\n",
        x + indent,
        y + 19,
        x + indent,
        y + 35,
        escaped(&below)
    )
}

fn arrow(from: Place, to: Place, edge: &Edge) -> String {
    let (class, _) = class(edge.action);
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let (x1, y1, y2) = (from.x + from.width, from.y + HEIGHT / 2, to.y + HEIGHT / 2);
    let x2 = to.x;
    // Back to the left, an arrow leaves and arrives in a wide bow.
    let bend = if x2 > x1 { (x2 - x1) / 2 } else { GAP / 2 };
    format!(
        "<path{class} marker-end=\"url(#tip)\" d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\"/>\n",
        x1 + bend,
        x2 - bend
    )
}

/// Places of all nodes, and the size of the whole.
fn layout(graph: &Graph) -> (Vec<Place>, i64, i64) {
    let columns = columns(graph);
    let mut places = vec![Place::default(); graph.nodes.len()];
    let widest = |column: &[usize]| column.iter().map(|node| breadth(&graph.nodes[*node])).max().unwrap_or(0);
    let tall = |count: usize| count as i64 * (HEIGHT + BETWEEN) - BETWEEN;
    let height = columns.iter().map(|column| tall(column.len())).max().unwrap_or(0);
    let mut x = MARGIN;
    for column in &columns {
        let width = widest(column);
        let mut y = MARGIN + (height - tall(column.len())) / 2;
        for node in column {
            places[*node] = Place { x, y, width };
            y += HEIGHT + BETWEEN;
        }
        x += width + GAP;
    }
    let right = if columns.is_empty() { MARGIN } else { x - GAP };
    let top = if columns.is_empty() { MARGIN } else { MARGIN + height + BETWEEN * 2 };
    let alone: Vec<usize> = (0..graph.nodes.len()).filter(|node| !touched(graph, *node)).collect();
    let width = widest(&alone);
    for (at, node) in alone.iter().enumerate() {
        let (row, column) = ((at / ROW) as i64, (at % ROW) as i64);
        places[*node] = Place { x: MARGIN + column * (width + BETWEEN), y: top + row * (HEIGHT + BETWEEN), width };
    }
    let rows = alone.len().div_ceil(ROW);
    let across = alone.len().min(ROW) as i64 * (width + BETWEEN);
    let bottom = if rows > 0 { top + tall(rows) } else { MARGIN + height };
    (places, right.max(across) + MARGIN, bottom + MARGIN)
}

/// Width of a node; letters differ little enough in width for an estimate.
fn breadth(node: &Node) -> i64 {
    let letters = node.name.chars().count().max(node.team.chars().count()) as i64;
    (letters * 15 / 2 + 44).max(110)
}

fn touched(graph: &Graph, node: usize) -> bool {
    graph.edges.iter().any(|edge| edge.from == node || edge.to == node)
}

/// Nodes with calls, column by column, each in the order that crosses few arrows.
fn columns(graph: &Graph) -> Vec<Vec<usize>> {
    let ranks = ranks(graph);
    let depth =
        (0..graph.nodes.len()).filter(|node| touched(graph, *node)).map(|node| ranks[node] + 1).max().unwrap_or(0);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); depth];
    for node in (0..graph.nodes.len()).filter(|node| touched(graph, *node)) {
        columns[ranks[node]].push(node);
    }
    let mut order: Vec<i64> = vec![0; graph.nodes.len()];
    let note = |column: &[usize], order: &mut Vec<i64>| {
        column
            .iter()
            .enumerate()
            .for_each(|(at, node)| order[*node] = (at as i64 * 2 + 1) * 1_000 / column.len() as i64);
    };
    columns.iter().for_each(|column| note(column, &mut order));
    for sweep in 0..SWEEPS {
        for at in 0..depth {
            let at = if sweep % 2 == 0 { at } else { depth - 1 - at };
            let mean = |node: usize, order: &[i64]| {
                let others = graph.edges.iter().filter_map(|edge| match (edge.from == node, edge.to == node) {
                    (true, _) => Some(order[edge.to]),
                    (_, true) => Some(order[edge.from]),
                    (false, false) => None,
                });
                let others: Vec<i64> = others.collect();
                others.iter().sum::<i64>() / (others.len() as i64).max(1)
            };
            let mut column = std::mem::take(&mut columns[at]);
            column.sort_by_key(|node| (mean(*node, &order), *node));
            note(&column, &mut order);
            columns[at] = column;
        }
    }
    columns
}

/// How many calls lead to a node at most; calls that close a circle do not count.
fn ranks(graph: &Graph) -> Vec<usize> {
    let mut ranks = vec![0; graph.nodes.len()];
    let mut seen = vec![Seen::Not; graph.nodes.len()];
    let mut last = Vec::new();
    for node in 0..graph.nodes.len() {
        visit(graph, node, &mut seen, &mut last);
    }
    // Callers come after what they call: from behind, every caller has its rank before it gives one away.
    let place: Vec<usize> = {
        let mut place = vec![0; last.len()];
        last.iter().enumerate().for_each(|(at, node)| place[*node] = at);
        place
    };
    for node in last.iter().rev() {
        for edge in graph.edges.iter().filter(|edge| edge.from == *node && place[edge.to] < place[*node]) {
            ranks[edge.to] = ranks[edge.to].max(ranks[*node] + 1);
        }
    }
    ranks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    Yes,
}

/// Lists nodes after all that they call.
fn visit(graph: &Graph, node: usize, seen: &mut [Seen], last: &mut Vec<usize>) {
    if seen[node] == Seen::Yes {
        return;
    }
    seen[node] = Seen::Yes;
    for edge in graph.edges.iter().filter(|edge| edge.from == node) {
        visit(graph, edge.to, seen, last);
    }
    last.push(node);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: &[&str], edges: &[(usize, usize)]) -> Graph {
        let node =
            |name: &&str| Node { name: (*name).into(), team: String::new(), action: Some(Action::Changed), apps: 0 };
        let edge = |(from, to): &(usize, usize)| Edge { from: *from, to: *to, action: None };
        Graph { nodes: nodes.iter().map(node).collect(), edges: edges.iter().map(edge).collect(), of_systems: false }
    }

    #[test]
    fn who_calls_stands_on_the_left() {
        let graph = graph(&["a", "b", "c", "d"], &[(0, 1), (1, 2), (0, 2)]);
        assert_eq!(ranks(&graph), [0, 1, 2, 0]);
        let (places, ..) = layout(&graph);
        assert!(places[0].x < places[1].x && places[1].x < places[2].x);
        assert!(places[3].y > places[0].y, "what calls nothing stands below");
    }

    #[test]
    fn circles_end() {
        let graph = graph(&["a", "b", "c"], &[(0, 1), (1, 2), (2, 0)]);
        assert_eq!(ranks(&graph), [0, 1, 2]);
    }

    #[test]
    fn nodes_never_cover_each_other() {
        let edges: Vec<(usize, usize)> =
            (0..30).map(|at| (at % 12, (at * 7 + 3) % 20)).filter(|(a, b)| a != b).collect();
        let names: Vec<String> = (0..26).map(|at| format!("app-{at}")).collect();
        let graph = graph(&names.iter().map(String::as_str).collect::<Vec<_>>(), &edges);
        let (places, width, height) = layout(&graph);
        for (at, one) in places.iter().enumerate() {
            assert!(one.x >= 0 && one.x + one.width <= width && one.y + HEIGHT <= height);
            for other in &places[at + 1..] {
                let apart =
                    one.x + one.width <= other.x || other.x + other.width <= one.x || (one.y - other.y).abs() >= HEIGHT;
                assert!(apart, "{one:?} covers {other:?}");
            }
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place() {
        assert!(figure(&graph(&["<script>\"'&"], &[])).contains("&lt;script&gt;&quot;&#39;&amp;"));
        assert_eq!(figure(&Graph::default()), "");
    }
}
