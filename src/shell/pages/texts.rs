//! Titles and descriptions of the pages that are always there, in each language.

use super::map::Page;
use super::shell::Head;
use crate::kit::locale::Locale;

/// Whether a page is worth finding: those of one buyer, and those of a search, are not.
pub fn is_for_search_engines(page: Page) -> bool {
    !matches!(page, Page::Search | Page::Cart | Page::Checkout | Page::Payment | Page::Order | Page::Report)
}

/// The head of a page that is not there.
pub fn nothing_here(locale: Locale) -> Head {
    Head { title: locale.pick("Te strani ni", "This page is not here", "Diese Seite gibt es nicht").to_owned(), ..Head::default() }
}

/// The head of a page whose text does not hang on what the database holds.
pub fn head_of(page: Page, locale: Locale) -> Head {
    let (title, description) = match page {
        Page::Home => home(locale),
        Page::Products | Page::Product => locale.pick(
            ("Izdelki", "Izdelki ustvarjalk in ustvarjalcev Gorenjske: iz ostankov industrije, po starih tehnikah, z imenom in krajem."),
            ("Products", "Pieces by makers of Gorenjska: from what industry leaves over, by old techniques, with a name and a place."),
            ("Produkte", "Stücke von Kreativen aus Gorenjska: aus Resten der Industrie, in alten Techniken, mit Namen und Ort."),
        ),
        Page::Makers | Page::Maker => locale.pick(
            ("Ustvarjalke in ustvarjalci", "Kdo stoji za izdelki: ateljeji in delavnice Gorenjske, njihove tehnike in njihove zgodbe."),
            ("Makers", "Who stands behind the pieces: studios and workshops of Gorenjska, their techniques and their stories."),
            ("Kreative", "Wer hinter den Stücken steht: Ateliers und Werkstätten aus Gorenjska, ihre Techniken und Geschichten."),
        ),
        Page::Popups | Page::Popup => locale.pick(
            ("Pop-upi", "Pop-up prodaje v starih industrijskih halah: kdaj, kje, kdo razstavlja in kaj se dogaja."),
            ("Pop-ups", "Pop-up sales in old industrial halls: when, where, who shows and what is on."),
            ("Pop-ups", "Pop-up-Verkäufe in alten Industriehallen: wann, wo, wer ausstellt und was los ist."),
        ),
        Page::Challenges | Page::Challenge => locale.pick(
            ("Kreativni izzivi", "Podjetja Gorenjske iščejo zamisli za svoje ostanke in stare tehnike: naloge, roki, nagrade in pravice."),
            ("Creative challenges", "Companies of Gorenjska look for ideas for what they leave over and for old techniques: tasks, deadlines, prizes and rights."),
            ("Kreative Herausforderungen", "Unternehmen aus Gorenjska suchen Ideen für ihre Reste und alte Techniken: Aufgaben, Fristen, Preise und Rechte."),
        ),
        Page::Techniques | Page::Technique => locale.pick(
            ("Tehnike", "Register tehnik Gorenjske: od modrotiska do klekljanja; kdo jih obvlada, kaj z njimi nastaja in kateri izzivi so jih iskali."),
            ("Techniques", "The register of techniques of Gorenjska: from blueprint to bobbin lace; who practises them, what is made, which challenges asked."),
            ("Techniken", "Das Verzeichnis der Techniken aus Gorenjska: vom Blaudruck bis zum Klöppeln; wer sie beherrscht, was entsteht, wer danach fragte."),
        ),
        Page::Search => plain(locale, "Iskanje", "Search", "Suche"),
        Page::Cart => plain(locale, "Košarica", "Cart", "Warenkorb"),
        Page::Checkout => plain(locale, "Oddaja naročila", "Checkout", "Kasse"),
        Page::Payment => plain(locale, "Plačilo", "Payment", "Zahlung"),
        Page::Order => plain(locale, "Naročilo", "Order", "Bestellung"),
        Page::Report => plain(locale, "Prijava vsebine", "Report this", "Inhalt melden"),
        Page::Withdrawal => plain(locale, "Odstop od pogodbe", "Withdrawal from contract", "Vertrag widerrufen"),
        Page::About => locale.pick(
            ("O Modrotisku", "Kaj je Modrotisk, kdo ga vodi in zakaj: nova industrijska kultura Gorenjske."),
            ("About Modrotisk", "What Modrotisk is, who runs it and why: a new industrial culture for Gorenjska."),
            ("Über Modrotisk", "Was Modrotisk ist, wer es betreibt und warum: eine neue Industriekultur für Gorenjska."),
        ),
        Page::Terms => plain(locale, "Pogoji poslovanja", "Terms", "AGB"),
        Page::Privacy => plain(locale, "Zasebnost", "Privacy", "Datenschutz"),
        Page::Accessibility => plain(locale, "Izjava o dostopnosti", "Accessibility", "Barrierefreiheit"),
        Page::Imprint => plain(locale, "Kolofon", "Imprint", "Impressum"),
        Page::Delivery => plain(locale, "Dostava in vračila", "Delivery and returns", "Lieferung und Rückgabe"),
    };
    Head { title: title.to_owned(), description: description.to_owned(), ..Head::default() }
}

fn home(locale: Locale) -> (&'static str, &'static str) {
    locale.pick(
        (
            "Iz starih hal, v nove roke",
            "Tržnica in pop-up prodaje izdelkov, ki nastajajo iz industrije in dediščine Gorenjske. Kupite pri ustvarjalkah in ustvarjalcih samih.",
        ),
        (
            "From old halls, into new hands",
            "A marketplace and pop-up sales of pieces made from the industry and heritage of Gorenjska. Buy from the makers themselves.",
        ),
        (
            "Aus alten Hallen, in neue Hände",
            "Marktplatz und Pop-up-Verkäufe für Stücke aus der Industrie und dem Erbe von Gorenjska. Kaufen Sie direkt bei den Kreativen.",
        ),
    )
}

fn plain(locale: Locale, sl: &'static str, en: &'static str, de: &'static str) -> (&'static str, &'static str) {
    (locale.pick(sl, en, de), "")
}
