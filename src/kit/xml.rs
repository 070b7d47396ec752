//! Elements for machines, one inside another, escaped; and how amounts are written there.

/// An XML document that is being written.
pub struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document with its root.
    pub fn new(root: &'static str, attributes: &[(&str, &str)]) -> Xml {
        let mut xml = Xml { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() };
        xml.begin_with(root, attributes);
        xml
    }

    /// Opens an element.
    pub fn begin(&mut self, name: &'static str) {
        self.begin_with(name, &[]);
    }

    /// Opens an element with attributes.
    pub fn begin_with(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.indent();
        self.tag(name, attributes);
        self.text.push('\n');
        self.open.push(name);
    }

    /// Closes the element that was opened last.
    pub fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{name}>\n"));
        }
    }

    /// An element with words.
    pub fn leaf(&mut self, name: &str, words: &str) {
        self.leaf_with(name, &[], words);
    }

    /// An element with attributes and words.
    pub fn leaf_with(&mut self, name: &str, attributes: &[(&str, &str)], words: &str) {
        self.indent();
        self.tag(name, attributes);
        self.escape(words);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// Elements one inside another around words: `a/b/c`.
    pub fn nested(&mut self, path: &[&'static str], words: &str) {
        if let Some((last, outer)) = path.split_last() {
            outer.iter().for_each(|name| self.begin(name));
            self.leaf(last, words);
            outer.iter().for_each(|_| self.end());
        }
    }

    /// The whole document.
    pub fn done(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.text
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.open.len()));
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push_str(&format!("<{name}"));
        for (key, value) in attributes {
            self.text.push_str(&format!(" {key}=\""));
            self.escape(value);
            self.text.push('"');
        }
        self.text.push('>');
    }

    /// What XML cannot hold at all becomes a space.
    fn escape(&mut self, words: &str) {
        for letter in words.chars() {
            match letter {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => self.text.push(' '),
                letter => self.text.push(letter),
            }
        }
    }
}

/// An amount: `1234.50`.
pub fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_break_out_of_their_element() {
        let mut xml = Xml::new("a", &[("b", "\"<")]);
        xml.nested(&["c", "d"], "Čaj & <med>\u{7}");
        assert_eq!(
            xml.done(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"&quot;&lt;\">\n  <c>\n    <d>Čaj &amp; &lt;med&gt; </d>\n  </c>\n</a>\n"
        );
    }
}
