//! Escaping of strings from files, so that they stay text in HTML and SVG.

use crate::diagnostic::visible;

/// Text that means nothing to HTML, between tags or quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for c in visible(&text.replace('\t', "    ")).chars() {
        match c {
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '"' => made.push_str("&quot;"),
            '\'' => made.push_str("&#39;"),
            c => made.push(c),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_leave_its_place() {
        assert_eq!(escaped("</script><b a='x'>&\u{1b}"), "&lt;/script&gt;&lt;b a=&#39;x&#39;&gt;&amp;\\u{1b}");
    }
}
