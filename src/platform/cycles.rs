//! Cycles in a graph, which are errors in every relation that must end.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules::dependency_cycle;
use crate::source::Span;

/// Circles in a graph where each node has at most one edge; each begins at its smallest member.
pub(crate) fn chain_cycles(next: &[Option<usize>]) -> Vec<Vec<usize>> {
    let edges: Vec<Vec<usize>> = next.iter().map(|next| next.iter().copied().collect()).collect();
    cycles(&edges)
}

/// Length of the chain that leads from a node; the graph has no circle.
pub(crate) fn depth(next: &[Option<usize>], at: usize) -> usize {
    std::iter::successors(next[at], |at| next[*at]).count()
}

/// One circle for every group of nodes that reach one another, in a stable order.
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if marks[start] != Mark::New {
            continue;
        }
        // An explicit stack: inventories may hold chains longer than a thread's stack is deep.
        let mut path = vec![(start, 0)];
        marks[start] = Mark::Open;
        while let Some((at, edge)) = path.last_mut() {
            let Some(&next) = edges[*at].get(*edge) else {
                marks[*at] = Mark::Done;
                path.pop();
                continue;
            };
            *edge += 1;
            match marks[next] {
                Mark::New => {
                    marks[next] = Mark::Open;
                    path.push((next, 0));
                }
                Mark::Open => {
                    let begin = path.iter().position(|(at, _)| *at == next).unwrap_or(0);
                    let mut cycle: Vec<usize> = path[begin..].iter().map(|(at, _)| *at).collect();
                    let smallest = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or(0);
                    cycle.rotate_left(smallest);
                    found.push(cycle);
                }
                Mark::Done => {}
            }
        }
    }
    found
}

/// `a -> b -> a`, in backticks.
pub(crate) fn shown<'n>(cycle: &[usize], name: impl Fn(usize) -> &'n str) -> String {
    let names: Vec<_> = cycle.iter().chain(cycle.first()).map(|at| name(*at)).collect();
    format!("`{}`", names.join(" -> "))
}

/// The finding of a circle: the first edge at fault, the others beside it.
pub(crate) fn diagnostic(what: &str, path: &str, cycle: &[usize], span: impl Fn(usize) -> Span) -> Diagnostic {
    let diagnostic =
        dependency_cycle::RULE.at(span(cycle[0]), format!("{what}: {path}")).help("remove one of these references");
    cycle[1..].iter().fold(diagnostic, |diagnostic, at| diagnostic.related(span(*at), "continues here"))
}
