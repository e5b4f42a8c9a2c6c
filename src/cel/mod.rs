//! CEL as Kubernetes extends it: the expressions of `x-kubernetes-validations`, which an object of the kind has to
//! satisfy, and the functions that they call.

mod addresses;
pub(crate) mod cost;
mod depth;
mod forms;
mod functions;
mod lists;
mod quantities;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use cel::{Context, ExecutionError, Program, Value as Cel};
use serde_json::Value as Json;

use crate::values::duration;
use crate::values::format::Format;
use cost::Extent;

/// One expression over `self`.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) text: Box<str>,
    /// What the author of the schema says when it is violated.
    pub(crate) message: Option<Box<str>>,
    /// An expression that makes the message of the value.
    expression: Option<Box<str>>,
    /// Where below the value the fault lies: `.size`.
    pub(crate) path: Option<Box<str>>,
    compiled: OnceLock<Result<Program, String>>,
}

impl Rule {
    /// Reads a rule, written as an object or as its expression alone; one that compares with the object before the
    /// change cannot be checked, and is left out.
    pub(crate) fn read(json: &Json) -> Option<Self> {
        let text = json.as_str().or_else(|| json.get("rule")?.as_str())?.trim();
        let said = |key: &str| json.get(key).and_then(Json::as_str).map(|text| text.trim().into());
        let (message, expression, path) = (said("message"), said("messageExpression"), said("fieldPath"));
        let text: Box<str> = text.into();
        (!text.contains("oldSelf")).then(|| Self { text, message, expression, path, compiled: OnceLock::new() })
    }

    /// The expression, ready to run; or why it cannot be checked here.
    pub(crate) fn program(&self) -> Result<&Program, &str> {
        self.compiled.get_or_init(|| compile(&self.text)).as_ref().map_err(String::as_str)
    }

    /// Whether the rule may cost more on a value than the server allows.
    pub(crate) fn is_costly(&self, subject: &Subject) -> bool {
        self.program().is_ok_and(|program| subject.is_beyond(program))
    }

    /// Whether the rule holds; absent when that cannot be told.
    pub(crate) fn holds(&self, subject: &Subject) -> Option<bool> {
        match self.program().ok()?.execute(&subject.context) {
            Ok(Cel::Bool(holds)) => Some(holds),
            // The server takes it for a violation too.
            Err(ExecutionError::NoSuchKey(_)) => Some(false),
            _ => None,
        }
    }

    /// What is said of a value that violates the rule: by its own expression, where that gives a text.
    pub(crate) fn said(&self, subject: &Subject) -> Option<String> {
        let made = self.expression.as_deref().and_then(|text| {
            let program = compile(text).ok().filter(|program| !subject.is_beyond(program))?;
            match program.execute(&subject.context) {
                Ok(Cel::String(text)) => Some(text.trim().to_owned()),
                _ => None,
            }
        });
        let is_line = |text: &String| !text.is_empty() && !text.contains('\n');
        made.filter(is_line).or_else(|| self.message.as_deref().map(str::to_owned))
    }
}

/// Reads an expression; or says why it cannot be checked here.
fn compile(text: &str) -> Result<Program, String> {
    depth::fault(text).map_or(Ok(()), Err)?;
    let program = functions::environment().compile(text).map_err(|errors| {
        let text = errors.to_string();
        text.lines().next().unwrap_or("it cannot be parsed").to_owned()
    })?;
    match functions::unknown(&program) {
        Some(name) => Err(format!("unknown function `{name}`")),
        None => Ok(program),
    }
}

/// What rules are about, made once for all rules about it.
pub(crate) struct Subject {
    context: Context<'static, 'static>,
    value: Cel,
    /// Measured when the first rule asks whose cost depends on it.
    extent: OnceCell<Rc<Extent>>,
}

impl Subject {
    pub(crate) fn new(value: Value) -> Self {
        let mut context = Context::with_env(functions::environment().clone());
        context.add_variable_from_value("self", value.0.clone());
        Self { context, value: value.0, extent: OnceCell::new() }
    }

    fn is_beyond(&self, program: &Program) -> bool {
        let extent = || self.extent.get_or_init(|| Rc::new(Extent::of(&self.value)));
        !cost::is_plain(program.expression()) && cost::is_beyond(program.expression(), extent())
    }
}

/// A value as expressions see it.
pub(crate) struct Value(Cel);

impl Value {
    pub(crate) const NULL: Self = Self(Cel::Null);

    pub(crate) fn bool(value: bool) -> Self {
        Self(Cel::Bool(value))
    }

    pub(crate) fn int(value: i64) -> Self {
        Self(Cel::Int(value))
    }

    pub(crate) fn double(value: f64) -> Self {
        Self(Cel::Float(value))
    }

    /// A string; durations and times have types of their own.
    pub(crate) fn string(format: Format, text: &str) -> Self {
        let number = match format {
            Format::Duration => duration::nanoseconds(text),
            Format::DateTime => functions::instant(text),
            Format::Date => functions::instant(&format!("{text}T00:00:00Z")),
            Format::Free
            | Format::Int32
            | Format::Int64
            | Format::Byte
            | Format::Ipv4
            | Format::Ipv6
            | Format::Uuid => None,
        };
        Self(number.map_or_else(|| Cel::String(Arc::new(text.to_owned())), Cel::Int))
    }

    pub(crate) fn list(items: impl Iterator<Item = Self>) -> Self {
        Self(Cel::List(Arc::new(items.map(|item| item.0).collect())))
    }

    pub(crate) fn map(entries: impl Iterator<Item = (String, Self)>) -> Self {
        Self(Cel::Map(entries.map(|(name, value)| (name, value.0)).collect::<HashMap<_, _>>().into()))
    }
}

/// A field's name as Kubernetes writes it in rules: words of the language and signs have names of their own.
pub(crate) fn escaped(name: &str) -> String {
    const WORDS: [&str; 21] = [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ];
    if WORDS.contains(&name) {
        return format!("__{name}__");
    }
    if !name.contains(['.', '-', '/']) && !name.contains("__") {
        return name.to_owned();
    }
    let name = name.replace("__", "__underscores__");
    name.replace('.', "__dot__").replace('-', "__dash__").replace('/', "__slash__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_of_kubernetes_are_known() {
        for text in [
            "self.name.matches('^a[0-9]$') && self.name.find('[0-9]') == '1' && self.name.findAll('.').size() == 2",
            "duration('1h30m') > duration('80m') && duration('0s') == duration('0')",
            "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').compareTo(quantity('0.5')) == 0",
            "isQuantity('1e3') && !isQuantity('1 Gi') && quantity('2k').asInteger() == 2000 && quantity('-1').sign() == -1",
            "[1, 2].isSorted() && ![2, 1].isSorted() && [1, 2].sum() == 3 && [1, 2].max() == 2 && [1, 2].min() == 1",
            "['a', 'b', 'a'].lastIndexOf('a') == 2 && ['a'].indexOf('c') == -1",
            "sets.contains([1, 2], [2]) && sets.equivalent([1, 2], [2, 1, 1]) && !sets.intersects([1], [2])",
            "isIP('2001:db8::1') && !isIP('a') && ip('192.0.2.1').family() == 4 && ip('127.0.0.1').isLoopback()",
            "cidr('192.0.2.0/24').containsIP('192.0.2.9') && !cidr('192.0.2.0/24').containsCIDR('192.0.2.0/23')",
            "cidr('192.0.2.9/24').masked() == cidr('192.0.2.0/24') && cidr('::1/128').prefixLength() == 128",
            "isURL('https://a.example.com:1/b?c') && url('https://a.example.com:1/b?c').getPort() == '1'",
            "url('https://a.example.com:1/b?c').getEscapedPath() == '/b' && url('https://[::1]:1').getHostname() == '::1'",
            "!format.dns1123Label().validate('a-b').hasValue() && format.dns1123Label().validate('A').hasValue()",
            "cel.bind(x, self.name + 'b', x + x == 'a1ba1b')",
            "timestamp('2026-01-31T12:00:00.5Z') < timestamp('2026-01-31T14:00:01+01:00')",
            "timestamp('2024-03-01T00:00:00Z') - timestamp('2024-02-28T00:00:00Z') == duration('48h')",
            "'A'.lowerAscii() == 'a' && 'a,b'.split(',').size() == 2 && self.?none.orValue('x') == 'x'",
            "has(self.__namespace__) && self.a__dash__b == 1 && !has(self.missing)",
        ] {
            let rule = Rule::read(&Json::from(text)).unwrap();
            assert!(rule.program().is_ok(), "{text}: {:?}", rule.program().err());
            let own = [
                ("name", Value::string(Format::Free, "a1")),
                ("__namespace__", Value::string(Format::Free, "b")),
                ("a__dash__b", Value::int(1)),
            ];
            let value = Value::map(own.into_iter().map(|(name, value)| (name.to_owned(), value)));
            assert_eq!(rule.holds(&Subject::new(value)), Some(true), "{text}");
        }
    }
}
