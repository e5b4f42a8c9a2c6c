//! What is known about the parts of a template without rendering it.

use minijinja::machinery::ast::{Expr, Stmt};

use super::tokens::range;

/// Bytes that a value in the text of a macro may have without being counted.
pub(crate) const SMALL: usize = 64;
/// Bytes that a stretch of a macro may write without being counted, beside its loops.
pub(crate) fn turn(statements: &[Stmt<'_>]) -> usize {
    let one = |statement: &Stmt<'_>| match statement {
        Stmt::EmitRaw(raw) => raw.raw.len(),
        Stmt::EmitExpr(_) => SMALL,
        Stmt::IfCond(condition) => turn(&condition.true_body) + turn(&condition.false_body),
        Stmt::WithBlock(with) => turn(&with.body),
        Stmt::ForLoop(repeated) => turn(&repeated.else_body),
        _ => 0,
    };
    statements.iter().map(one).sum()
}

/// Where an expression begins, before everything that is looked up in it.
pub(crate) fn begin(expression: &Expr<'_>) -> usize {
    match expression {
        Expr::GetAttr(attribute) => begin(&attribute.expr),
        Expr::GetItem(item) => begin(&item.expr),
        Expr::Slice(slice) => begin(&slice.expr),
        Expr::Call(call) => begin(&call.expr),
        other => range(other.span()).start,
    }
}

/// A text, number or boolean of the template itself.
pub(crate) fn constant(expression: &Expr<'_>) -> Option<minijinja::Value> {
    match expression {
        Expr::Const(constant) => Some(constant.value.clone()),
        _ => None,
    }
}

/// Whether a value is written out in the template, whatever it is rendered for.
pub(crate) fn is_fixed(expression: &Expr<'_>) -> bool {
    match expression {
        Expr::Const(_) => true,
        Expr::List(list) => list.items.iter().all(is_fixed),
        Expr::Tuple(tuple) => tuple.items.iter().all(is_fixed),
        Expr::Map(map) => map.values.iter().all(is_fixed),
        _ => false,
    }
}
