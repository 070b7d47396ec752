//! Where every public page lives in every language: the server's side of `frontend/src/lib/urls.ts`.
//!
//! A test holds the two together. Addresses of the back office carry no language.

use crate::kit::locale::Locale;

/// A public page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The front.
    Home,
    /// The list of products.
    Products,
    /// One product.
    Product,
    /// The list of makers.
    Makers,
    /// One maker.
    Maker,
    /// The list of pop-ups.
    Popups,
    /// One pop-up.
    Popup,
    /// The list of challenges.
    Challenges,
    /// One challenge.
    Challenge,
    /// The register of techniques.
    Techniques,
    /// One technique.
    Technique,
    /// What a search found.
    Search,
    /// The cart.
    Cart,
    /// Placing the order.
    Checkout,
    /// Playing a payment.
    Payment,
    /// An order by its secret link.
    Order,
    /// Telling the coordinator that something is wrong.
    Report,
    /// Withdrawing from a contract without the order's link.
    Withdrawal,
    /// What this is.
    About,
    /// The terms.
    Terms,
    /// What we keep about people.
    Privacy,
    /// How accessible it is.
    Accessibility,
    /// Who answers for it.
    Imprint,
    /// Delivery and returns.
    Delivery,
}

/// Page, its name in `urls.ts`, and its path in Slovenian, English and German. `:x` stands for a part that varies.
pub const PAGES: &[(Page, &str, [&str; 3])] = &[
    (Page::Home, "home", ["", "", ""]),
    (Page::Products, "products", ["izdelki", "products", "produkte"]),
    (Page::Product, "product", ["izdelki/:slug", "products/:slug", "produkte/:slug"]),
    (Page::Makers, "makers", ["ustvarjalci", "makers", "kreative"]),
    (Page::Maker, "maker", ["ustvarjalci/:slug", "makers/:slug", "kreative/:slug"]),
    (Page::Popups, "popups", ["pop-upi", "pop-ups", "pop-ups"]),
    (Page::Popup, "popup", ["pop-upi/:slug", "pop-ups/:slug", "pop-ups/:slug"]),
    (Page::Challenges, "challenges", ["izzivi", "challenges", "herausforderungen"]),
    (Page::Challenge, "challenge", ["izzivi/:slug", "challenges/:slug", "herausforderungen/:slug"]),
    (Page::Techniques, "techniques", ["tehnike", "techniques", "techniken"]),
    (Page::Technique, "technique", ["tehnike/:slug", "techniques/:slug", "techniken/:slug"]),
    (Page::Search, "search", ["iskanje", "search", "suche"]),
    (Page::Cart, "cart", ["kosarica", "cart", "warenkorb"]),
    (Page::Checkout, "checkout", ["oddaja-narocila", "checkout", "kasse"]),
    (Page::Payment, "payment", ["placilo/:id", "payment/:id", "zahlung/:id"]),
    (Page::Order, "order", ["narocilo/:token", "order/:token", "bestellung/:token"]),
    (Page::Report, "report", ["prijava-vsebine", "report", "meldung"]),
    (Page::Withdrawal, "withdrawal", ["odstop-od-pogodbe", "withdrawal", "widerruf"]),
    (Page::About, "about", ["o-modrotisku", "about", "ueber-modrotisk"]),
    (Page::Terms, "terms", ["pogoji", "terms", "agb"]),
    (Page::Privacy, "privacy", ["zasebnost", "privacy", "datenschutz"]),
    (Page::Accessibility, "accessibility", ["dostopnost", "accessibility", "barrierefreiheit"]),
    (Page::Imprint, "imprint", ["kolofon", "imprint", "impressum"]),
    (Page::Delivery, "delivery", ["dostava-in-vracila", "delivery-and-returns", "lieferung-und-rueckgabe"]),
];

/// The languages that have addresses.
pub const LOCALES: [Locale; 3] = [Locale::Sl, Locale::En, Locale::De];

/// What an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A public page; the text is the part that varies, empty where none does.
    Public(Page, Locale, String),
    /// A page for people who are signed in.
    BackOffice,
    /// Nothing; the language is the one that the address begins in.
    Nowhere(Locale),
}

/// What an address names.
pub fn place_of(path: &str) -> Place {
    let path = path.trim_matches('/');
    let first = path.split('/').next().unwrap_or("");
    if matches!(first, "studio" | "desk" | "organizer" | "account" | "mailbox") {
        return Place::BackOffice;
    }
    let (locale, rest) = match first {
        "en" => (Locale::En, path[2..].trim_start_matches('/')),
        "de" => (Locale::De, path[2..].trim_start_matches('/')),
        _ => (Locale::Sl, path),
    };
    for (page, _, paths) in PAGES {
        if let Some(varying) = fit(pattern(paths, locale), rest) {
            return Place::Public(*page, locale, varying);
        }
    }
    Place::Nowhere(locale)
}

/// The path of a page in a language.
pub fn path_of(page: Page, locale: Locale, varying: &str) -> String {
    let paths = PAGES.iter().find(|(other, _, _)| *other == page).map(|(_, _, paths)| pattern(paths, locale)).unwrap_or("");
    let prefix = locale.pick("", "/en", "/de");
    let tail = match paths.split_once(':') {
        Some((before, _)) => format!("/{before}{varying}"),
        None if paths.is_empty() => String::new(),
        None => format!("/{paths}"),
    };
    let path = format!("{prefix}{tail}");
    if path.is_empty() { "/".to_owned() } else { path }
}

fn pattern(paths: &[&'static str; 3], locale: Locale) -> &'static str {
    locale.pick(paths[0], paths[1], paths[2])
}

/// The varying part of a path that fits the pattern.
fn fit(pattern: &str, path: &str) -> Option<String> {
    let mut varying = String::new();
    let mut parts = path.split('/');
    for piece in pattern.split('/') {
        let part = parts.next()?;
        if piece.starts_with(':') && !part.is_empty() {
            part.clone_into(&mut varying);
        } else if piece != part {
            return None;
        }
    }
    parts.next().is_none().then_some(varying)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_page_and_back() {
        assert_eq!(place_of("/"), Place::Public(Page::Home, Locale::Sl, String::new()));
        assert_eq!(place_of("/en"), Place::Public(Page::Home, Locale::En, String::new()));
        assert_eq!(place_of("/de/produkte/prt"), Place::Public(Page::Product, Locale::De, "prt".to_owned()));
        assert_eq!(place_of("/en/izdelki"), Place::Nowhere(Locale::En));
        assert_eq!(place_of("/izdelki/a/b"), Place::Nowhere(Locale::Sl));
        assert_eq!(place_of("/studio/listings"), Place::BackOffice);
        for (page, _, _) in PAGES {
            for locale in LOCALES {
                let there = place_of(&path_of(*page, locale, "x"));
                assert!(matches!(there, Place::Public(found, in_locale, _) if found == *page && in_locale == locale), "{page:?}");
            }
        }
    }
}
