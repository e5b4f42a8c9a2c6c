//! Strings that look like a secret anywhere: keys, tokens, passwords in URLs and commands.
//!
//! Only the secret itself is found, so that the text around it can be read.

use std::ops::Range;

use super::commands::of_command;
use super::names::{calls_a_secret, is_reference};

/// What the tokens of well-known issuers begin with.
const ISSUED: [&str; 33] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "glrt-",
    "gldt-",
    "glptt-",
    "glcbt-",
    "gloas-",
    "glagent-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "hvs.",
    "AGE-SECRET-KEY-",
    "sk_live_",
    "rk_live_",
    "npm_",
    "pypi-",
    "dckr_pat_",
    "SG.",
    "sk-ant-",
    "sk-proj-",
    "dop_v1_",
    "hf_",
    "shpat_",
];
/// Addresses of which the rest is the password: whoever knows one may write there.
const WEBHOOKS: [&str; 9] = [
    "hooks.slack.com/services/",
    "hooks.slack.com/workflows/",
    "hooks.slack.com/triggers/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "webhook.office.com/webhookb2/",
    "outlook.office.com/webhook/",
    "hooks.zapier.com/hooks/catch/",
    "api.telegram.org/bot",
];
/// Parameters of an address that sign it, beside those that are called secrets.
const SIGNING: [&str; 4] = ["sig", "signature", "key", "code"];

/// What a secret is by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    PrivateKey,
    Token,
    /// The password in an address.
    Address,
    /// The value of an option or an element that is called a secret.
    Value,
}

/// A secret and its place in a string.
pub(crate) struct Found {
    pub(crate) form: Form,
    pub(crate) range: Range<usize>,
}

/// Finds the next secret of one form in a string.
type Detector = fn(&str) -> Option<Range<usize>>;

const DETECTORS: [(Form, Detector); 10] = [
    (Form::PrivateKey, private_key),
    (Form::Token, issued),
    (Form::Token, json_web_token),
    (Form::Token, authorization),
    (Form::Token, webhook),
    (Form::Token, parameter),
    (Form::Address, of_address),
    (Form::Address, of_oracle),
    (Form::Value, of_command),
    (Form::Value, element),
];

/// The first part of a string that is a secret by its own look.
pub(crate) fn secret_in(text: &str) -> Option<Found> {
    // Nothing shorter is one, and most values are short.
    if text.len() < 8 {
        return None;
    }
    let found = DETECTORS.iter().filter_map(|(form, find)| Some(Found { form: *form, range: find(text)? }));
    found.min_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)))
}

/// All of them, in order.
pub(crate) fn secrets_in(text: &str) -> Vec<Found> {
    let (mut all, mut from) = (Vec::new(), 0);
    while let Some(Found { form, range }) = secret_in(&text[from..]) {
        all.push(Found { form, range: from + range.start..from + range.end });
        from += range.end;
    }
    all
}

fn private_key(text: &str) -> Option<Range<usize>> {
    let at = text.find("-----BEGIN ")?;
    text[at..].contains("PRIVATE KEY-----").then_some(at..text.len())
}

fn issued(text: &str) -> Option<Range<usize>> {
    starts(text).find_map(|at| {
        let prefix = ISSUED.iter().find(|prefix| text[at..].starts_with(**prefix))?;
        let rest = &text[at + prefix.len()..];
        let rest = &rest[..run(rest, "-_.")];
        let is_token = (rest.len() >= 12 && looks_random(rest)) || run(rest, "") >= 16;
        is_token.then_some(at..at + prefix.len() + rest.len())
    })
}

/// Header, claims and signature, each in base64; the first two begin as `{"` does.
fn json_web_token(text: &str) -> Option<Range<usize>> {
    text.match_indices("eyJ").map(|(at, _)| at).find_map(|at| {
        let length = run(&text[at..], "-_.");
        let mut parts = text[at..at + length].split('.');
        let mut is_part = || parts.next().is_some_and(|part| part.starts_with("eyJ") && part.len() >= 8);
        (is_part() && is_part() && !text[..at].ends_with(char::is_alphanumeric)).then_some(at..at + length)
    })
}

/// What stands behind `Bearer` or `Basic`, unless it is a word.
fn authorization(text: &str) -> Option<Range<usize>> {
    starts(text).find_map(|at| {
        let rest = &text[at..];
        let is = |scheme: &str| rest.get(..scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme));
        let (length, looks): (_, fn(&str) -> bool) = match () {
            () if is("Bearer ") => (7, looks_random),
            () if is("Basic ") => (6, holds_user_and_password),
            () => return None,
        };
        let value = rest[length..].trim_start();
        let start = text.len() - value.len();
        let end = start + run(value, "-._~+/=");
        (end - start >= 8 && looks(&text[start..end])).then_some(start..end)
    })
}

/// The password of an address.
fn of_address(text: &str) -> Option<Range<usize>> {
    text.match_indices("://").find_map(|(at, _)| password(text, at + 3))
}

/// `user:password@` at the beginning of what stands behind `://`, or `token@`.
fn password(text: &str, from: usize) -> Option<Range<usize>> {
    let authority = &text[from..];
    let authority = &authority[..authority.find(['/', '?', '#', ' ', '"', '\'']).unwrap_or(authority.len())];
    let (user, _) = authority.rsplit_once('@')?;
    let Some((name, password)) = user.split_once(':') else {
        let random = |part: &str| part.len() >= 12 && looks_random(part);
        let is_token = user.len() >= 16 && user.split(['-', '_', '.']).any(random) && !is_reference(user);
        return is_token.then_some(from..from + user.len());
    };
    let start = from + name.len() + 1;
    (!is_reference(password)).then_some(start..start + password.len())
}

/// `<password>value</password>`.
fn element(text: &str) -> Option<Range<usize>> {
    text.match_indices("</").find_map(|(end, _)| {
        let name = &text[end + 2..];
        let name = &name[..run(name, "-_.:")];
        let start = text[..end].rfind('>')? + 1;
        let named = text[..start - 1].strip_suffix(name)?.ends_with('<') && calls_a_secret(name);
        (named && !is_reference(&text[start..end])).then_some(start..end)
    })
}

/// `jdbc:oracle:thin:user/password@host`.
fn of_oracle(text: &str) -> Option<Range<usize>> {
    let at = text.find("jdbc:oracle:")?;
    let (user, _) = text[at..].split_whitespace().next()?.split_once('@')?;
    let (name, password) = user.split_once('/')?;
    let start = at + name.len() + 1;
    (!is_reference(password)).then_some(start..start + password.len())
}

/// The secret path of an address.
fn webhook(text: &str) -> Option<Range<usize>> {
    if !text.contains('/') {
        return None;
    }
    let ends = WEBHOOKS.iter().filter_map(|address| Some(text.find(address)? + address.len()));
    let paths = ends.map(|start| start..start + run(&text[start..], "-_/:.~=@%"));
    paths.filter(|path| path.len() >= 4).min_by_key(|path| path.start)
}

/// `?token=value`, `&X-Amz-Signature=value`.
fn parameter(text: &str) -> Option<Range<usize>> {
    text.match_indices(['?', '&']).find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let name = &rest[..run(rest, "-_.")];
        let value = rest[name.len()..].strip_prefix('=')?;
        let start = text.len() - value.len();
        let end =
            start + value.find(['&', '#', ' ', '"', '\'', '`', ')', ']', '>', ',', '\n', '\r']).unwrap_or(value.len());
        let value = &text[start..end];
        let last = name.rsplit(['-', '_', '.']).next().unwrap_or(name).to_ascii_lowercase();
        let secret = match calls_a_secret(name) {
            true => !value.is_empty() && !is_reference(value),
            false => SIGNING.contains(&last.as_str()) && value.len() >= 8 && looks_random(value),
        };
        secret.then_some(start..end)
    })
}

/// Where words begin.
fn starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let word = |at: usize| bytes[at].is_ascii_alphanumeric();
    (0..bytes.len()).filter(move |at| word(*at) && (*at == 0 || !word(at - 1)) && text.is_char_boundary(*at))
}

/// How many bytes of letters, digits and `others` a text begins with.
fn run(text: &str, others: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || others.contains(c))).unwrap_or(text.len())
}

/// Whether a value is neither a word nor the name of one: it has digits, or letters of both sizes in its midst.
fn looks_random(value: &str) -> bool {
    let inner = |class: fn(&char) -> bool| value.chars().skip(1).any(|c| class(&c));
    let digits = value.contains(|c: char| c.is_ascii_digit());
    digits || (inner(char::is_ascii_uppercase) && inner(char::is_ascii_lowercase))
}

/// Whether base64 holds `user:password`.
fn holds_user_and_password(value: &str) -> bool {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let digits: Option<Vec<u8>> = value.trim_end_matches('=').bytes().map(digit).collect();
    digits.is_some_and(|digits| {
        let bytes = digits.chunks(4).flat_map(|part| {
            let bits = part.iter().fold(0u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - part.len()));
            let [_, bytes @ ..] = bits.to_be_bytes();
            bytes.into_iter().take(part.len() * 3 / 4)
        });
        let bytes: Vec<u8> = bytes.collect();
        bytes.contains(&b':') && str::from_utf8(&bytes).is_ok_and(|text| !text.contains(char::is_control))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let (mut made, mut from) = (String::new(), 0);
        for Found { range, .. } in secrets_in(text) {
            made.push_str(&text[from..range.start]);
            made.push('*');
            from = range.end;
        }
        made + &text[from..]
    }

    #[test]
    fn secrets_are_known_by_their_form() {
        for (text, wanted) in [
            ("Bearer abcdefabcdef123456", "Bearer *"),
            ("-H 'authorization: bearer AbCdEfGhIjKl' x", "-H 'authorization: bearer *' x"),
            ("Basic dXNlcjpwYXNz", "Basic *"),
            ("https://x.example.com/?access_token=qqqwww999", "https://x.example.com/?access_token=*"),
            ("https://x.example.com/a?b=1&apiKey=abc&c=2", "https://x.example.com/a?b=1&apiKey=*&c=2"),
            ("/file?sv=1&sig=aB3%2Fdddddd&x", "/file?sv=1&sig=*&x"),
            ("https://x.example.com/?X-Amz-Signature=0a1b2c3d4e", "https://x.example.com/?X-Amz-Signature=*"),
            ("https://hooks.slack.com/services/T00/B00/XXXX", "https://hooks.slack.com/services/*"),
            ("see https://discord.com/api/webhooks/1/aB-c, then", "see https://discord.com/api/webhooks/*, then"),
            ("a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_x b", "a * b"),
            ("postgres://a:b@c/d http://e:f@g", "postgres://a:*@c/d http://e:*@g"),
            ("see glpat-abcdefghijkl0123, and ghp_abcdefghijkl0123", "see *, and *"),
            ("https://aB3dEfGh1jKlMnOpQr@github.example.com/x", "https://*@github.example.com/x"),
            ("jdbc:oracle:thin:scott/pw@db.example.com:1521:x", "jdbc:oracle:thin:scott/*@db.example.com:1521:x"),
            ("curl -s -u bob:pw https://x.example.com", "curl -s -u bob:* https://x.example.com"),
            ("curl --user 'bob:pw' x", "curl --user 'bob:*' x"),
            ("docker login -u bob -p hunter x", "docker login -u bob -p * x"),
            ("mysql -u bob \\\n  -p'hunter' x", "mysql -u bob \\\n  -p'*' x"),
            ("<user>bob</user><password>a b</password>", "<user>bob</user><password>*</password>"),
            ("-----BEGIN EC PRIVATE KEY-----\nx", "*"),
        ] {
            assert_eq!(masked(text), wanted);
        }
    }

    #[test]
    fn tokens_are_known_by_their_issuer() {
        for prefix in ISSUED {
            assert_eq!(masked(&format!("a {prefix}ABCDEFGHIJKLMNOP b")), "a * b");
            assert_eq!(masked(&format!("a {prefix}abcdefgh b")), format!("a {prefix}abcdefgh b"));
        }
    }

    #[test]
    fn names_and_plain_texts_stay_readable() {
        for text in [
            "Bearer authentication",
            "Bearer tokens of the portal",
            "Basic kubernetes1.34 setup",
            "Basic orders-api2",
            "Bearer ${TOKEN}",
            "Bearer <token>",
            "https://x.example.com/?token=$TOKEN&key=name",
            "https://x.example.com/search?key=orders-api&page=2",
            "https://x.example.com/?token=",
            "https://hooks.slack.com/services/",
            "https://app@db.example.com:8080/app",
            "https://orders-service-user-01@db.example.com/app",
            "curl -u bob:$PASSWORD https://x.example.com",
            "docker run -u 1000:1000 x",
            "docker login -p $TOKEN; tar -p x",
            "mysql -p orders && mkdir -p/x",
            "ssh login -p 2222",
            "<password>${PASSWORD}</password><password/>",
            "jdbc:oracle:thin:@//db.example.com:1521/x",
            "jdbc:oracle:thin:scott/${PASSWORD}@db.example.com",
            "eyJhbGciOiJIUzI1NiJ9",
            "npm_config_cache",
            "a ? token : other",
            "orders-api",
            "AKIA",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
