//! Which template syntax is allowed, and how it is passed to the engine.
//!
//! The engine counts instructions, not the work that one of them does. So before it compiles a template, all that it
//! cannot bound is refused here, and every operator whose work depends on its operands is replaced by a function of
//! [`super::operators`]: `a ~ b` becomes `(a)|groma.join(b)`. Lines stay where they are; [`Guarded::range`] finds
//! the way back to the columns of the source.

use std::ops::Range;

use minijinja::machinery;
use minijinja::machinery::ast::{BinOp, BinOpKind, Call, CallArg, Expr, ForLoop, GetItem, Macro, Spanned, Stmt};
use minijinja::syntax::SyntaxConfig;

use super::guarded::{Guarded, Link, Refusal, Trim};
use super::operators::MAX_KEY;
use super::parts::{begin, constant, is_fixed, turn};
use super::tokens::{Tokens, range};
use super::trim::trim;

/// Longest text in a tag, in bytes.
const MAX_TEXT: usize = 4096;

/// Checks a template, and says it to the engine. One with a syntax error is passed on, for the engine to find it again.
pub(crate) fn guard(source: &str, how: Trim, syntax: &SyntaxConfig) -> Result<Guarded, Refusal> {
    let trimmed = trim(source, how)?;
    let places = (how == Trim::Lines).then_some(Places { written: source, trimmed: &trimmed });
    match guard_trimmed(&trimmed.source, places, syntax) {
        Ok(Some(guarded)) => Ok(guarded.after(trimmed)),
        Ok(None) => Ok(trimmed),
        Err(refusal) => Err(Refusal { range: trimmed.range(refusal.range), ..refusal }),
    }
}

fn guard_trimmed<'s>(
    source: &'s str,
    places: Option<Places<'s>>,
    syntax: &SyntaxConfig,
) -> Result<Option<Guarded>, Refusal> {
    let Some(tokens) = Tokens::read(source, syntax)? else { return Ok(None) };
    let Ok(template) = machinery::parse(source, "", syntax.clone()) else { return Ok(None) };
    let Stmt::Template(template) = &template else { return Ok(None) };
    let mut guard = Guard { source, places, tokens, turn: None, out: Guarded::default() };
    guard.out.declares = template.children.iter().any(|child| matches!(child, Stmt::Macro(_)));
    guard.out.library = template.children.iter().all(|child| match child {
        Stmt::Macro(_) | Stmt::Set(_) | Stmt::Import(_) | Stmt::FromImport(_) => true,
        Stmt::EmitRaw(raw) => raw.raw.trim().is_empty(),
        _ => false,
    });
    for child in &template.children {
        match child {
            Stmt::Macro(declared) => guard.declared(declared)?,
            child => guard.statement(child)?,
        }
    }
    guard.out.finish(source).map(Some)
}

/// Where tags stood before lines were trimmed.
struct Places<'s> {
    written: &'s str,
    trimmed: &'s Guarded,
}

impl<'s> Places<'s> {
    /// The indentation of a tag before which its line holds nothing else, and whether nothing stands behind it either.
    fn indentation(&self, tag: &Range<usize>) -> Option<(&'s str, bool)> {
        let Range { start, end } = self.trimmed.range(tag.clone());
        let before = self.written[..start].rsplit('\n').next().unwrap_or_default();
        let behind = self.written[end..].split('\n').next().unwrap_or_default();
        before.trim_ascii().is_empty().then_some((before, behind.trim_ascii().is_empty()))
    }
}

struct Guard<'s> {
    source: &'s str,
    /// Only where what is put into a line is indented like it.
    places: Option<Places<'s>>,
    tokens: Tokens<'s>,
    /// In a macro: the bytes that one turn of the innermost loop may write uncounted.
    turn: Option<usize>,
    out: Guarded,
}

type Judged = Result<(), Refusal>;

fn refuse<T>(range: Range<usize>, reason: impl Into<String>, help: &'static str) -> Result<T, Refusal> {
    Err(Refusal { range, reason: reason.into(), help })
}

impl<'s> Guard<'s> {
    fn statements(&mut self, statements: &[Stmt<'s>]) -> Judged {
        statements.iter().try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &Stmt<'s>) -> Judged {
        let refuse = |span, name: &str, help| refuse(range(span), format!("`{name}` is not supported"), help);
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitExpr(hole) => match &hole.expr {
                Expr::Call(call) => self.macro_call(call),
                other => self.expression(other),
            },
            Stmt::EmitRaw(_) | Stmt::Continue(_) | Stmt::Break(_) => Ok(()),
            Stmt::ForLoop(repeated) => self.repeated(repeated),
            Stmt::IfCond(condition) => {
                self.expression(&condition.expr)?;
                self.statements(&condition.true_body)?;
                self.statements(&condition.false_body)
            }
            Stmt::WithBlock(with) => {
                with.assignments.iter().try_for_each(|(_, value)| self.expression(value))?;
                self.statements(&with.body)
            }
            Stmt::Set(set) => {
                if let Expr::GetAttr(attribute) = &set.target {
                    let reason = "fields cannot be assigned";
                    return self::refuse(range(attribute.span()), reason, "set a variable: `{% set name = value %}`");
                }
                if let Expr::Tuple(list) = &set.expr
                    && self.tokens.behind_assign(range(set.span()).start) != range(list.span()).start
                {
                    return self::refuse(range(set.span()), "a list needs brackets", "write `[first, second]`");
                }
                self.expression(&set.expr)
            }
            Stmt::Import(import) => self.import(&import.expr),
            Stmt::FromImport(import) => self.import(&import.expr),
            Stmt::Include(include) if self.turn.is_some() => self::refuse(
                range(include.span()),
                "a macro cannot include a file",
                "include it where the macro is called",
            ),
            Stmt::Include(include) => self.include(&include.name),
            Stmt::Macro(declared) => {
                let help = "declare it at the beginning of the file";
                self::refuse(range(declared.span()), "a macro cannot be declared inside a block", help)
            }
            Stmt::SetBlock(set) => refuse(set.span(), "{% set %}..{% endset %}", "set a value, or write a macro"),
            Stmt::AutoEscape(escape) => refuse(escape.span(), "autoescape", "remove it: values are always escaped"),
            Stmt::FilterBlock(filter) => refuse(filter.span(), "filter", "filter a value: `${{ value | upper }}`"),
            Stmt::Block(block) => refuse(block.span(), "block", "include a file"),
            Stmt::Extends(extends) => refuse(extends.span(), "extends", "include a file"),
            Stmt::CallBlock(call) => refuse(call.call.span(), "call", "give the macro a parameter"),
            Stmt::Do(action) => refuse(action.call.span(), "do", "call a macro where its output belongs"),
        }
    }

    fn declared(&mut self, declared: &Macro<'s>) -> Judged {
        declared.defaults.iter().try_for_each(|value| self.expression(value))?;
        self.turn = Some(turn(&declared.body));
        let checked = self.statements(&declared.body);
        self.turn = None;
        checked
    }

    fn repeated(&mut self, repeated: &Spanned<ForLoop<'s>>) -> Judged {
        let whole = range(repeated.span());
        if repeated.recursive {
            return refuse(whole, "a loop cannot be recursive", "write a macro that calls itself");
        }
        let outer = self.turn;
        self.turn = outer.map(|_| turn(&repeated.body));
        let begin = self.tokens.behind_in(whole.start);
        let end = self.tokens.closed(range(repeated.iter.span()).end);
        match self.turn {
            None if matches!(&repeated.iter, Expr::List(_) | Expr::Call(_)) => self.expression(&repeated.iter)?,
            turn => {
                let arguments = turn.map(|turn| format!("({turn})")).unwrap_or_default();
                self.insert(begin, "(", &(begin..end));
                self.expression(&repeated.iter)?;
                self.insert(end, &format!(")|groma.items{arguments}"), &(begin..end));
            }
        }
        repeated.filter_expr.iter().try_for_each(|filter| self.expression(filter))?;
        self.statements(&repeated.body)?;
        self.turn = outer;
        self.statements(&repeated.else_body)
    }

    fn import(&mut self, name: &Expr<'s>) -> Judged {
        let whole = self.link(name, true)?;
        self.insert(whole.start, "(", &whole);
        self.insert(whole.end, ")|groma.library", &whole);
        Ok(())
    }

    fn include(&mut self, name: &Expr<'s>) -> Judged {
        let tag = self.tokens.tag(range(name.span()).start);
        let place = self.places.as_ref().and_then(|places| places.indentation(&tag));
        let alone = place.filter(|(_, alone)| {
            *alone && self.source[..tag.end].ends_with(" %}") && !self.source[tag.start..].starts_with("{%-")
        });
        if let Some((prefix, _)) = alone {
            self.insert(tag.start, &format!("${{{{ '{prefix}'|groma.begin }}}}"), &tag);
        }
        match name {
            Expr::List(names) => names.items.iter().try_for_each(|name| self.link(name, false).map(drop))?,
            name => self.link(name, false).map(|_| ())?,
        }
        if alone.is_some() {
            // A tag, so that the engine takes the line break behind it.
            self.insert(tag.end, "{% if true %}${{ ''|groma.end }}{% endif %}", &tag);
        }
        Ok(())
    }

    /// Notes a file that is named.
    fn link(&mut self, name: &Expr<'s>, import: bool) -> Result<Range<usize>, Refusal> {
        let whole = range(name.span());
        let Some(text) = constant(name).and_then(|value| value.as_str().map(str::to_owned)) else {
            return refuse(
                whole,
                "the name of a file cannot be computed",
                "write the name as a string: `\"labels.yaml.jinja\"`",
            );
        };
        self.out.links.push(Link { name: text, range: whole.clone(), import });
        Ok(whole)
    }

    fn expression(&mut self, expression: &Expr<'s>) -> Judged {
        match expression {
            Expr::Var(_) => Ok(()),
            Expr::Const(constant) => match constant.value.as_str() {
                Some(text) if text.contains('\0') => {
                    refuse(range(constant.span()), "string contains a NUL character", "remove it")
                }
                Some(text) if text.len() > MAX_TEXT => {
                    let reason = format!("a string in a tag is longer than {MAX_TEXT} bytes");
                    refuse(range(constant.span()), reason, "write it outside the tag")
                }
                _ => Ok(()),
            },
            Expr::Slice(slice) => {
                let help = "use `first`, `last`, `split`, or a loop with a condition";
                refuse(begin(&slice.expr)..range(slice.span()).end, "`[from:to]` is not supported", help)
            }
            Expr::UnaryOp(unary) => self.expression(&unary.expr),
            Expr::BinOp(binary) => self.binary(binary),
            Expr::Compare(compare) => {
                let help = "compare two values at a time, joined by `and`";
                refuse(self.tokens.behind(range(compare.span())), "comparisons cannot be chained", help)
            }
            Expr::IfExpr(condition) => {
                self.expression(&condition.true_expr)?;
                self.expression(&condition.test_expr)?;
                condition.false_expr.iter().try_for_each(|other| self.expression(other))
            }
            Expr::Filter(filter) => {
                filter.expr.iter().try_for_each(|value| self.expression(value))?;
                self.arguments(&filter.args)
            }
            Expr::Test(test) => {
                self.expression(&test.expr)?;
                self.arguments(&test.args)
            }
            Expr::GetAttr(attribute) => self.expression(&attribute.expr),
            Expr::GetItem(item) => self.item(item),
            Expr::Call(call) => match &call.expr {
                Expr::Var(name) if name.id == "range" => self.arguments(&call.args),
                _ => {
                    let help = "call a macro in its own `${{ }}`";
                    refuse(
                        begin(&call.expr)..range(call.span()).end,
                        "only `range` can be called inside an expression",
                        help,
                    )
                }
            },
            Expr::List(list) => self.literal(range(list.span()), &list.items),
            Expr::Tuple(tuple) => self.literal(range(tuple.span()), &tuple.items),
            Expr::Map(map) => {
                if let Some(key) = map.keys.iter().find(|key| constant(key).is_none_or(|key| key.as_str().is_none())) {
                    return refuse(
                        range(key.span()),
                        "the key of a mapping cannot be computed",
                        "write the key as a string",
                    );
                }
                self.literal(range(map.span()), &map.values)
            }
        }
    }

    /// `${{ name(..) }}` and `${{ module.name(..) }}`.
    fn macro_call(&mut self, call: &Spanned<Call<'s>>) -> Judged {
        let named = match &call.expr {
            Expr::Var(_) => true,
            Expr::GetAttr(attribute) => matches!(&attribute.expr, Expr::Var(module) if module.id != "loop"),
            _ => false,
        };
        let whole = begin(&call.expr)..range(call.span()).end;
        if !named {
            return refuse(whole, "this cannot be called", "call a macro by its name");
        }
        let tag = self.tokens.tag(whole.start);
        let Some((prefix, alone)) = self.places.as_ref().and_then(|places| places.indentation(&tag)) else {
            return self.arguments(&call.args);
        };
        self.insert(whole.start, "(", &whole);
        self.arguments(&call.args)?;
        self.insert(whole.end, &format!(")|groma.inside('{prefix}', {alone})"), &whole);
        Ok(())
    }

    fn arguments(&mut self, arguments: &[CallArg<'s>]) -> Judged {
        arguments.iter().try_for_each(|argument| match argument {
            CallArg::Pos(value) | CallArg::Kwarg(_, value) => self.expression(value),
            CallArg::PosSplat(list) | CallArg::KwargSplat(list) => {
                refuse(range(list.span()), "`*` before an argument is not supported", "pass the arguments one by one")
            }
        })
    }

    fn literal(&mut self, whole: Range<usize>, values: &[Expr<'s>]) -> Judged {
        if values.iter().all(is_fixed) {
            return values.iter().try_for_each(|value| self.expression(value));
        }
        self.insert(whole.start, "(", &whole);
        values.iter().try_for_each(|value| self.expression(value))?;
        self.insert(whole.end, "|groma.keep)", &whole);
        Ok(())
    }

    fn item(&mut self, item: &Spanned<GetItem<'s>>) -> Judged {
        self.expression(&item.expr)?;
        let whole = range(item.span());
        if let Some(key) = constant(&item.subscript_expr) {
            let fits = key.as_str().is_some() || key.as_usize().is_some_and(|index| index <= MAX_KEY);
            return match fits {
                true => self.expression(&item.subscript_expr),
                false => {
                    let reason = format!("the index must be a number from 0 to {MAX_KEY}");
                    refuse(whole, reason, "count from 0; `last` is the last element")
                }
            };
        }
        let (open, close) = self.tokens.brackets(whole.end);
        self.insert(open, "(", &(open..close));
        self.expression(&item.subscript_expr)?;
        self.insert(close, ")|groma.key", &(open..close));
        Ok(())
    }

    fn binary(&mut self, binary: &Spanned<BinOp<'s>>) -> Judged {
        let fixed = |value| constant(value).is_some();
        let (left, right) = (&binary.left, &binary.right);
        let name = match binary.op {
            BinOpKind::Concat => "join",
            BinOpKind::Add => "add",
            BinOpKind::Mul => "multiply",
            // Of these the engine does no more than the shorter operand asks for.
            BinOpKind::Eq | BinOpKind::Ne | BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte
                if fixed(left) || fixed(right) =>
            {
                ""
            }
            BinOpKind::Eq => "equal",
            BinOpKind::Ne => "unequal",
            BinOpKind::Lt => "less",
            BinOpKind::Lte => "atmost",
            BinOpKind::Gt => "greater",
            BinOpKind::Gte => "atleast",
            BinOpKind::In => match right {
                Expr::List(list) if list.items.iter().all(fixed) => "",
                _ => "in",
            },
            // Numbers alone.
            BinOpKind::Sub | BinOpKind::Div | BinOpKind::FloorDiv | BinOpKind::Rem | BinOpKind::Pow => "",
            BinOpKind::ScAnd | BinOpKind::ScOr => "",
        };
        if name.is_empty() {
            self.expression(left)?;
            return self.expression(right);
        }
        let whole = match binary.op {
            BinOpKind::Concat | BinOpKind::Add | BinOpKind::Mul => range(binary.span()),
            // The parser lets a comparison begin with the token before it.
            _ => self.tokens.behind(range(binary.span())),
        };
        self.insert(whole.start, "(", &whole);
        self.expression(left)?;
        let operator = self.tokens.operator(range(left.span()).end);
        let name = if self.source[operator.clone()].starts_with("not") { "without" } else { name };
        self.replace(operator, &format!(")|groma.{name}("), &whole);
        self.expression(right)?;
        self.insert(whole.end, ")", &whole);
        Ok(())
    }

    fn insert(&mut self, at: usize, text: &str, whole: &Range<usize>) {
        self.out.replace(self.source, at..at, text, whole);
    }

    fn replace(&mut self, replaced: Range<usize>, text: &str, whole: &Range<usize>) {
        self.out.replace(self.source, replaced, text, whole);
    }
}
