//! The page that every address of the app answers with: its shell, with a true head written into it.
//!
//! The only script that may run in the page without being a file of ours is the one that starts the app; the policy
//! names it by its hash, which is computed from the shell when the program starts.

use sha2::Digest;

use crate::kit::locale::Locale;
use crate::kit::text::base64url;

const HEAD: &str = "<!--shell:head-->";

/// The shell, ready to be filled in.
pub struct Shell {
    before: String,
    after: String,
    policy: String,
}

/// What a page's head says.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The title, without the name of the shop.
    pub title: String,
    /// What search engines and previews show below it.
    pub description: String,
    /// The address that this page is known by; empty for pages that are no search engine's business.
    pub canonical: String,
    /// The same page in each language.
    pub alternates: Vec<(Locale, String)>,
    /// A picture for previews.
    pub image: Option<String>,
    /// What machines may read of the page, as JSON.
    pub data: Option<serde_json::Value>,
    /// Says to the pages behind the door that this is a demonstration, before anybody has signed in.
    pub demo: bool,
}

impl Shell {
    /// Takes the built shell apart. Without one, a page says what to do.
    pub fn new(built: Option<String>) -> Shell {
        let html = built.filter(|html| html.contains(HEAD)).unwrap_or_else(|| {
            format!(
                "<!doctype html><html lang=\"sl\"><head><meta charset=\"utf-8\">{HEAD}</head><body><p>The pages are not built yet. Run \
                 <code>make run</code>, or <code>npm ci</code> and <code>npm run build</code> in the folder <code>frontend</code>, and start again.</p></body></html>"
            )
        });
        let policy = policy(&html);
        let (before, after) = html.split_once(HEAD).unwrap_or((&html, ""));
        Shell { before: before.to_owned(), after: after.to_owned(), policy }
    }

    /// The content policy of every page.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The whole page.
    pub fn page(&self, locale: Locale, head: &Head) -> String {
        let mut page = self.before.replacen("<html lang=\"sl\"", &format!("<html lang=\"{locale}\""), 1);
        page.push_str(&head.html(locale));
        page.push_str(&self.after);
        page
    }
}

impl Head {
    fn html(&self, locale: Locale) -> String {
        let title = if self.title.is_empty() { "Modrotisk".to_owned() } else { format!("{} | Modrotisk", self.title) };
        let mut html = format!("<title>{}</title>", escape(&title));
        let mut tag = |text: String| {
            html.push_str("\n\t\t");
            html.push_str(&text);
        };
        if !self.description.is_empty() {
            tag(format!("<meta name=\"description\" content=\"{}\" />", escape(&self.description)));
        }
        if self.demo {
            tag("<meta name=\"modrotisk-demo\" content=\"yes\" />".to_owned());
        }
        if self.canonical.is_empty() {
            tag("<meta name=\"robots\" content=\"noindex\" />".to_owned());
            return html;
        }
        tag(format!("<link rel=\"canonical\" href=\"{}\" />", escape(&self.canonical)));
        for (language, address) in &self.alternates {
            tag(format!("<link rel=\"alternate\" hreflang=\"{language}\" href=\"{}\" />", escape(address)));
            if *language == Locale::Sl {
                tag(format!("<link rel=\"alternate\" hreflang=\"x-default\" href=\"{}\" />", escape(address)));
            }
        }
        let social = [
            ("og:site_name", "Modrotisk"),
            ("og:type", "website"),
            ("og:title", &self.title),
            ("og:description", &self.description),
            ("og:url", &self.canonical),
            ("og:locale", locale.pick("sl_SI", "en_IE", "de_AT")),
        ];
        for (property, value) in social.into_iter().filter(|(_, value)| !value.is_empty()) {
            tag(format!("<meta property=\"{property}\" content=\"{}\" />", escape(value)));
        }
        if let Some(image) = &self.image {
            tag(format!("<meta property=\"og:image\" content=\"{}\" />", escape(image)));
        }
        if let Some(data) = &self.data {
            // A tag inside a text would end the script; its sign is written as JSON writes it.
            let json = data.to_string().replace('<', "\\u003c");
            tag(format!("<script type=\"application/ld+json\">{json}</script>"));
        }
        html
    }
}

/// The content policy: our own files, the script that starts the app, and nothing else that runs.
fn policy(html: &str) -> String {
    let hashes: String = inline_scripts(html)
        .map(|script| {
            let hash = base64url(&sha2::Sha256::digest(script.as_bytes())).replace('-', "+").replace('_', "/");
            format!(" 'sha256-{hash}='")
        })
        .collect();
    format!(
        "default-src 'none'; script-src 'self'{hashes}; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The texts between `<script>` and `</script>`, of scripts that are no file.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !script.is_empty()).then_some(script)
    })
}

/// Text as it may stand between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str = "<!doctype html><html lang=\"sl\"><head><!--shell:head--></head><body><script>start()</script>\
                         <script src=\"/x.js\"></script></body></html>";

    #[test]
    fn only_the_script_that_starts_the_app_may_run() {
        let shell = Shell::new(Some(BUILT.to_owned()));
        // printf 'start()' | openssl dgst -sha256 -binary | base64
        assert!(shell.policy().contains("script-src 'self' 'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00=';"), "{}", shell.policy());
        assert_eq!(shell.policy().matches("sha256").count(), 1);
    }

    #[test]
    fn what_people_typed_stays_text_in_the_head() {
        let head = Head {
            title: "</title><script>alert(1)</script>".to_owned(),
            description: "\"><img src=x>".to_owned(),
            canonical: "https://example.org/".to_owned(),
            data: Some(serde_json::json!({ "name": "</script><script>alert(2)</script>" })),
            ..Head::default()
        };
        let page = Shell::new(Some(BUILT.to_owned())).page(Locale::De, &head);
        assert!(page.contains("<html lang=\"de\""));
        assert!(!page.contains("<script>alert") && !page.contains("<img"));
    }
}
