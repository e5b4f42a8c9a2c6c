//! What an expression costs at most, found out before it runs: the sizes of its values follow from those of the object.
//!
//! The API server refuses an expression that it estimates above [`BUDGET`], and stops one that runs into its limit. What
//! is estimated here is no more than that: the server takes the largest sizes that the schema allows.

use std::collections::BTreeMap;
use std::rc::Rc;

use cel::Value;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::objects::Key;

/// Most that one expression may cost, as the API server has it (`StaticEstimatedCostLimit`).
pub(crate) const BUDGET: u64 = 10_000_000;
/// Longest list that `lists.range` makes.
const RANGE: u64 = 1_000_000;

/// How large a value is at most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extent {
    /// Items of a list or mapping, bytes of a string.
    count: u64,
    fields: BTreeMap<String, Rc<Extent>>,
    /// What each item is at most, and each field without a name.
    below: Option<Rc<Extent>>,
}

impl Extent {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::counted(text.len() as u64),
            Value::Bytes(bytes) => Self::counted(bytes.len() as u64),
            Value::List(items) => {
                let mut list = Self::counted(items.len() as u64);
                items.iter().for_each(|item| list.hold(&Rc::new(Self::of(item))));
                list
            }
            Value::Map(map) => {
                let mut made = Self::counted(map.map.len() as u64);
                for (key, value) in map.map.iter() {
                    match key {
                        Key::String(name) => drop(made.fields.insert(name.to_string(), Rc::new(Self::of(value)))),
                        Key::Int(_) | Key::Uint(_) | Key::Bool(_) => made.hold(&Rc::new(Self::of(value))),
                    }
                }
                made
            }
            Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::Null => Self::default(),
            Value::Function(..) | Value::Opaque(_) | Value::Struct(_) => Self::default(),
        }
    }

    fn counted(count: u64) -> Self {
        Self { count, ..Self::default() }
    }

    /// Makes room for an item.
    fn hold(&mut self, item: &Rc<Self>) {
        match &mut self.below {
            Some(below) => Rc::make_mut(below).widen(item),
            None => self.below = Some(item.clone()),
        }
    }

    /// Makes it as large as another one as well.
    fn widen(&mut self, other: &Self) {
        self.count = self.count.max(other.count);
        for (name, value) in &other.fields {
            match self.fields.get_mut(name) {
                Some(own) => Rc::make_mut(own).widen(value),
                None => drop(self.fields.insert(name.clone(), value.clone())),
            }
        }
        other.below.iter().for_each(|below| self.hold(below));
    }

    /// Any of its items.
    fn item(&self) -> Rc<Self> {
        let mut all = Self { below: self.below.clone(), ..Self::default() };
        self.fields.values().for_each(|field| all.hold(field));
        all.below.unwrap_or_default()
    }

    fn field(&self, name: &str) -> Rc<Self> {
        self.fields.get(name).or(self.below.as_ref()).cloned().unwrap_or_default()
    }

    /// It and all below.
    fn weight(&self) -> u64 {
        let fields = self.fields.values().fold(0, |sum: u64, field| sum.saturating_add(field.weight()));
        let below = self.below.as_ref().map_or(1, |below| below.weight());
        fields.saturating_add(self.count.saturating_mul(below)).saturating_add(1)
    }
}

/// Whether an expression has nothing whose cost depends on more than the sum of what it reads.
pub(crate) fn is_plain(expression: &IdedExpr) -> bool {
    const GROWING: [&str; 6] = [operators::ADD, "replace", "join", "range", "distinct", "flatten"];
    match &expression.expr {
        Expr::Call(call) => {
            let mut parts = call.target.iter().map(|target| &**target).chain(&call.args);
            let is_set =
                matches!(&call.target, Some(target) if matches!(&target.expr, Expr::Ident(name) if name == "sets"));
            !is_set && !GROWING.contains(&&*call.func_name) && parts.all(is_plain)
        }
        Expr::Select(select) => is_plain(&select.operand),
        Expr::List(list) => list.elements.iter().all(is_plain),
        Expr::Literal(_) | Expr::Ident(_) => true,
        Expr::Unspecified | Expr::Comprehension(_) | Expr::Map(_) | Expr::Struct(_) => false,
    }
}

/// Whether an expression may cost more than the budget, where `own` is the object.
pub(crate) fn is_beyond(expression: &IdedExpr, own: &Rc<Extent>) -> bool {
    let mut estimate = Estimate { spent: 0, times: 1, names: vec![("self", own.clone())] };
    estimate.of(expression);
    estimate.spent > BUDGET
}

struct Estimate<'e> {
    spent: u64,
    /// How often what is looked at runs.
    times: u64,
    names: Vec<(&'e str, Rc<Extent>)>,
}

impl<'e> Estimate<'e> {
    fn spend(&mut self, cost: u64) {
        self.spent = self.spent.saturating_add(self.times.saturating_mul(cost));
    }

    fn of(&mut self, expression: &'e IdedExpr) -> Rc<Extent> {
        self.spend(1);
        if self.spent > BUDGET {
            return Rc::default();
        }
        match &expression.expr {
            Expr::Literal(LiteralValue::String(text)) => Rc::new(Extent::counted(text.inner().len() as u64)),
            Expr::Literal(LiteralValue::Bytes(bytes)) => Rc::new(Extent::counted(bytes.inner().len() as u64)),
            Expr::Literal(_) | Expr::Unspecified => Rc::default(),
            Expr::Ident(name) => {
                let known = self.names.iter().rev().find(|(known, _)| known == name);
                known.map(|(_, extent)| extent.clone()).unwrap_or_default()
            }
            Expr::Select(select) => {
                let from = self.of(&select.operand);
                if select.test { Rc::default() } else { from.field(&select.field) }
            }
            Expr::List(list) => {
                let mut made = Extent::counted(list.elements.len() as u64);
                list.elements.iter().for_each(|item| made.hold(&self.of(item)));
                Rc::new(made)
            }
            Expr::Map(map) => self.entries(map.entries.iter().map(|entry| &entry.expr)),
            Expr::Struct(made) => self.entries(made.entries.iter().map(|entry| &entry.expr)),
            Expr::Call(call) => self.call(call),
            Expr::Comprehension(fold) => self.fold(fold),
        }
    }

    fn entries(&mut self, entries: impl Iterator<Item = &'e EntryExpr>) -> Rc<Extent> {
        let mut made = Extent::default();
        for entry in entries {
            made.count += 1;
            match entry {
                EntryExpr::StructField(field) => made.hold(&self.of(&field.value)),
                EntryExpr::MapEntry(entry) => {
                    self.of(&entry.key);
                    made.hold(&self.of(&entry.value));
                }
            }
        }
        Rc::new(made)
    }

    fn call(&mut self, call: &'e CallExpr) -> Rc<Extent> {
        let all = call.target.iter().map(|target| &**target).chain(&call.args);
        let given: Vec<Rc<Extent>> = all.map(|part| self.of(part)).collect();
        let count = |at: usize| given.get(at).map_or(0, |extent| extent.count);
        let sum = given.iter().fold(0, |sum: u64, extent| sum.saturating_add(extent.count));
        let mut made = Extent::counted(sum);
        given.iter().filter_map(|extent| extent.below.as_ref()).for_each(|below| made.hold(below));
        let cost = match &*call.func_name {
            operators::CONDITIONAL => {
                made = Extent::default();
                given.iter().skip(1).for_each(|branch| made.widen(branch));
                0
            }
            operators::INDEX | operators::OPT_INDEX | operators::OPT_SELECT => {
                let Some(from) = given.first() else { return Rc::default() };
                if let [_, IdedExpr { expr: Expr::Literal(LiteralValue::String(name)), .. }] = call.args.as_slice() {
                    return from.field(name.inner());
                }
                self.spend(from.fields.len() as u64);
                return from.item();
            }
            operators::EQUALS | operators::NOT_EQUALS | operators::IN => {
                made = Extent::default();
                given.iter().map(|extent| extent.weight()).min().unwrap_or(0).max(count(1)) / 10
            }
            "matches" | "find" | "findAll" => count(0).saturating_mul(count(1)) / 40,
            "replace" => {
                made.count = count(0).saturating_add(1).saturating_mul(count(2).max(1));
                made.count
            }
            "join" => {
                let item = given.first().map_or(0, |list| list.item().count);
                made.count = count(0).saturating_mul(item.saturating_add(count(1)));
                made.count
            }
            "range" => {
                made.count = RANGE;
                RANGE
            }
            "flatten" => {
                let item = given.first().map(|list| list.item()).unwrap_or_default();
                made.count = sum.saturating_mul(item.count.max(1));
                item.below.iter().for_each(|below| made.hold(below));
                made.count
            }
            "distinct" | "equivalent" | "intersects" | "containsAll" => sum.saturating_mul(sum),
            "contains" if call.args.len() > 1 => sum.saturating_mul(sum),
            "split" => {
                made.below = Some(Rc::new(Extent::counted(sum)));
                sum
            }
            _ => sum / 10,
        };
        self.spend(cost);
        Rc::new(made)
    }

    /// What a macro is made of: `loop_step` for each item.
    fn fold(&mut self, fold: &'e ComprehensionExpr) -> Rc<Extent> {
        let (range, start) = (self.of(&fold.iter_range), self.of(&fold.accu_init));
        let key = range.fields.keys().map(|name| name.len() as u64).max();
        let item = range.item();
        let (outer, known) = (self.times, self.names.len());
        self.times = outer.saturating_mul(range.count);
        self.spend(item.weight());
        let first = match (key, &fold.iter_var2) {
            (Some(length), _) => Rc::new(Extent::counted(length)),
            (None, Some(_)) => Rc::default(),
            (None, None) => item.clone(),
        };
        self.names.push((&fold.iter_var, first));
        self.names.extend(fold.iter_var2.as_deref().map(|name| (name, item)));
        self.names.push((&fold.accu_var, start.clone()));
        self.of(&fold.loop_cond);
        let step = self.of(&fold.loop_step);
        self.times = outer;
        self.names.truncate(known);
        // Each step may add as much as the first.
        let mut all = Extent::clone(&start);
        all.widen(&step);
        let more = step.count.saturating_sub(start.count).saturating_mul(range.count);
        all.count = start.count.saturating_add(more);
        self.names.push((&fold.accu_var, Rc::new(all)));
        let result = self.of(&fold.result);
        self.names.truncate(known);
        result
    }
}
