//! How a letter is written: a few plain parts, from which text and HTML are made alike.

use crate::kit::locale::Locale;

/// A letter in the making.
#[derive(Clone, Debug)]
pub struct Letter {
    subject: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Paragraph(String),
    Heading(String),
    Rows(Vec<(String, String)>),
    Button(String, String),
    Link(String, String),
    Quote(String),
}

impl Letter {
    /// A letter about something.
    pub fn new(subject: impl Into<String>) -> Letter {
        Letter { subject: subject.into(), parts: Vec::new() }
    }

    /// A paragraph.
    pub fn p(mut self, text: impl Into<String>) -> Letter {
        self.parts.push(Part::Paragraph(text.into()));
        self
    }

    /// A heading between paragraphs.
    pub fn heading(mut self, text: impl Into<String>) -> Letter {
        self.parts.push(Part::Heading(text.into()));
        self
    }

    /// Labels with their values, one under another.
    pub fn rows(mut self, rows: Vec<(String, String)>) -> Letter {
        self.parts.push(Part::Rows(rows));
        self
    }

    /// The one thing to do, with its address.
    pub fn button(mut self, label: impl Into<String>, url: impl Into<String>) -> Letter {
        self.parts.push(Part::Button(label.into(), url.into()));
        self
    }

    /// Something to open beside the one thing to do, with its address.
    pub fn link(mut self, label: impl Into<String>, url: impl Into<String>) -> Letter {
        self.parts.push(Part::Link(label.into(), url.into()));
        self
    }

    /// Somebody's own words.
    pub fn quote(mut self, text: impl Into<String>) -> Letter {
        self.parts.push(Part::Quote(text.into()));
        self
    }

    /// The subject line.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The letter for readers of plain text.
    pub fn text(&self, locale: Locale) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Paragraph(words) => text.push_str(words),
                Part::Heading(words) => text.push_str(&words.to_uppercase()),
                Part::Rows(rows) => {
                    text.push_str(&rows.iter().map(|(label, value)| format!("{label}: {value}")).collect::<Vec<_>>().join("\n"))
                }
                Part::Button(label, url) | Part::Link(label, url) => text.push_str(&format!("{label}:\n{url}")),
                Part::Quote(words) => text.push_str(&words.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")),
            }
            text.push_str("\n\n");
        }
        text.push_str("-- \n");
        text.push_str(signature(locale));
        text.push('\n');
        text
    }

    /// The letter in HTML that mail programs agree on: one column, tables, styles on the elements.
    pub fn html(&self, locale: Locale) -> String {
        let mut body = String::new();
        for part in &self.parts {
            match part {
                Part::Paragraph(words) => body.push_str(&format!("<p style=\"margin:0 0 16px\">{}</p>", lines(words))),
                Part::Heading(words) => body.push_str(&format!("<h2 style=\"margin:24px 0 8px;font-size:17px\">{}</h2>", escape(words))),
                Part::Rows(rows) => {
                    body.push_str("<table role=\"presentation\" width=\"100%\" style=\"border-collapse:collapse;margin:0 0 16px\">");
                    for (label, value) in rows {
                        body.push_str(&format!(
                            "<tr><td style=\"padding:8px 12px 8px 0;border-top:1px solid #d5cab6;color:#4a5761;vertical-align:top\">{}</td>\
                             <td style=\"padding:8px 0;border-top:1px solid #d5cab6;text-align:right\">{}</td></tr>",
                            escape(label),
                            lines(value)
                        ));
                    }
                    body.push_str("</table>");
                }
                Part::Button(label, url) => body.push_str(&format!(
                    "<p style=\"margin:24px 0\"><a href=\"{}\" style=\"background:#96381f;color:#ffffff;padding:14px 22px;text-decoration:none;font-weight:600;display:inline-block\">{}</a></p>\
                     <p style=\"margin:0 0 16px;font-size:13px;color:#4a5761;word-break:break-all\">{}</p>",
                    escape(url),
                    escape(label),
                    escape(url)
                )),
                Part::Link(label, url) => body.push_str(&format!(
                    "<p style=\"margin:0 0 16px\"><a href=\"{}\" style=\"color:#154484\">{}</a></p>",
                    escape(url),
                    escape(label)
                )),
                Part::Quote(words) => body.push_str(&format!("<blockquote style=\"margin:0 0 16px;padding:12px 16px;border-left:4px solid #96381f;background:#ffffff\">{}</blockquote>", lines(words))),
            }
        }
        format!(
            "<!doctype html><html lang=\"{locale}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head>\
             <body style=\"margin:0;background:#f3ede2;color:#14202b;font:16px/1.5 Archivo,Arial,sans-serif\">\
             <div style=\"max-width:600px;margin:0 auto;padding:32px 20px\">\
             <p style=\"margin:0 0 24px;padding:0 0 12px;border-bottom:2px solid #14202b;font-weight:800;letter-spacing:.04em\">MODROTISK</p>\
             {body}<p style=\"margin:32px 0 0;padding:12px 0 0;border-top:1px solid #14202b;font-size:13px;color:#4a5761\">{}</p></div></body></html>",
            escape(&self.subject),
            escape(signature(locale))
        )
    }
}

fn signature(locale: Locale) -> &'static str {
    locale.pick(
        "Modrotisk. Iz starih hal, v nove roke.",
        "Modrotisk. From old halls, into new hands.",
        "Modrotisk. Aus alten Hallen, in neue Hände.",
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_cannot_become_markup() {
        let letter = Letter::new("x").quote("<img src=x onerror=alert(1)>").button("Go", "https://example.org/?a=1&b=\"2");
        let html = letter.html(Locale::Sl);
        assert!(!html.contains("<img") && html.contains("&lt;img"));
        assert!(html.contains("a=1&amp;b=&quot;2"));
        assert!(letter.text(Locale::Sl).contains("> <img src=x"));
    }
}
