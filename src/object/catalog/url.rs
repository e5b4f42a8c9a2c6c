//! Addresses as browsers read them (url.spec.whatwg.org), as far as it matters whether they can be read at all.

/// Whether `new URL(text)` gives an address.
pub(crate) fn is_valid(text: &str) -> bool {
    // Blanks around it, and breaks inside, are dropped before anything else.
    let text = text.trim_matches(|c: char| c <= ' ');
    let text: String = text.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.bytes();
    if !letters.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        || !letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    {
        return false;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" | "ws" | "wss" | "ftp" => {
            let rest = rest.trim_start_matches(['/', '\\']);
            has_host(rest.split(['/', '\\', '?', '#']).next().unwrap_or_default(), true)
        }
        "file" => {
            let rest = rest.replace('\\', "/");
            let host = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
            let is_drive = host.len() == 2 && host.ends_with([':', '|']) && host.as_bytes()[0].is_ascii_alphabetic();
            host.is_empty() || is_drive || is_host(host)
        }
        _ => match rest.strip_prefix("//") {
            Some(rest) => has_host(rest.split(['/', '?', '#']).next().unwrap_or_default(), false),
            None => true,
        },
    }
}

/// `user:password@host:port`; only special schemes need a host.
fn has_host(authority: &str, special: bool) -> bool {
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    // A colon inside brackets belongs to the address.
    let port = host.rfind(':').filter(|at| !host[*at..].contains(']'));
    let (host, port) = port.map_or((host, ""), |at| (&host[..at], &host[at + 1..]));
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok());
    if host.is_empty() {
        return !special && user.is_none() && authority.is_empty();
    }
    is_port && if special { is_host(host) } else { is_opaque(host) }
}

/// A host of a scheme that is not special: nothing is decoded.
fn is_opaque(host: &str) -> bool {
    let forbidden =
        |c: char| matches!(c, '\0' | ' ' | '#' | '/' | ':' | '<' | '>' | '?' | '@' | '[' | '\\' | ']' | '^' | '|');
    is_address(host).unwrap_or_else(|| !host.contains(forbidden))
}

/// Whether an address of IPv6 in brackets is one; nothing for a host without them.
fn is_address(host: &str) -> Option<bool> {
    let inner = host.strip_prefix('[')?;
    Some(inner.strip_suffix(']').is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok()))
}

fn is_host(host: &str) -> bool {
    if let Some(valid) = is_address(host) {
        return valid;
    }
    let Some(host) = decoded(host) else { return false };
    let forbidden = |c: char| {
        c <= ' ' || matches!(c, '#' | '%' | '/' | ':' | '<' | '>' | '?' | '@' | '[' | '\\' | ']' | '^' | '|' | '\u{7f}')
    };
    // Soft hyphens and the like vanish, and what is left must be something.
    let host: String = host.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')).collect();
    let is_bare = |label: &str| label.eq_ignore_ascii_case("xn--");
    let is_legal = !host.is_empty() && !host.contains(forbidden) && !host.split('.').any(is_bare);
    is_legal && is_number(&host).unwrap_or(true)
}

/// The host with its percent escapes read; nothing when they are no text.
fn decoded(host: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(host.len());
    let mut rest = host.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |at: usize| tail.get(at).and_then(|byte| (*byte as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether a host whose last part is a number is an address of IPv4; nothing for other hosts.
fn is_number(host: &str) -> Option<bool> {
    let mut parts: Vec<&str> = host.split('.').collect();
    if parts.len() > 1 && parts.last() == Some(&"") {
        parts.pop();
    }
    let number = |part: &str| match part.strip_prefix("0x").or(part.strip_prefix("0X")) {
        Some("") => Some(0),
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None if part.len() > 1 && part.starts_with('0') => u64::from_str_radix(part, 8).ok(),
        None => part.parse().ok(),
    };
    let last = parts.last()?;
    let digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    if !digits && number(last).is_none() {
        return None;
    }
    let numbers: Option<Vec<u64>> = parts.iter().map(|part| number(part)).collect();
    Some(numbers.is_some_and(|numbers| {
        let (last, others) = numbers.split_last().expect("splitting a text gives at least one part");
        numbers.len() <= 4 && others.iter().all(|number| *number < 256) && *last < 1 << (8 * (5 - numbers.len()))
    }))
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn addresses_are_those_that_browsers_read() {
        let valid = [
            "https://x.y",
            "mailto:a@b.c",
            "https:example.com",
            "HTTPS://EXAMPLE.com:443/a b",
            "file:///etc",
            "a:",
            "https://[::1]:80/",
            "https://1.2",
            "x-y://host",
            "https://u:p@host/",
            " https://x\n",
            "https://ä.example.com",
        ];
        let invalid = [
            "",
            "x",
            "/a",
            "//x",
            "https://",
            "https://a b",
            "https://a:b",
            "https://a:99999",
            "https://%",
            "https://1.2.3.4.5",
            "https://256.1.1.1",
            "https://[::",
            "1a:b",
            "https://a|b",
            "x://a b",
            "https://?q",
        ];
        for text in valid {
            assert!(is_valid(text), "{text}");
        }
        for text in invalid {
            assert!(!is_valid(text), "{text}");
        }
    }
}
