//! Base64 with padding, as RFC 4648 has it.

use data_encoding::{BASE64, BASE64_MIME_PERMISSIVE};

pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Reads it as Go does, which skips line breaks; nothing for what Go refuses.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    // The library reads several padded texts in a row as one.
    let is_one = !text.trim_end_matches(['=', '\r', '\n']).contains('=');
    BASE64_MIME_PERMISSIVE.decode(text.as_bytes()).ok().filter(|_| is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_reads_is_read() {
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zh==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v\nZm9v", "foofoo"),
            ("Zm9\rv\r\nZg=\n=\n", "foof"),
        ] {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text:?}");
        }
        for text in ["a", "YQ=", "YQ", "plain text", "====", "YQ==YQ==", "Y=Q=", "_-8="] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(encode(&[0xff, 0xfe, 0x00, 0x01]), "//4AAQ==");
    }
}
