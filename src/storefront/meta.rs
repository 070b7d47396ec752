//! Title, description, canonical address and true status of a public page, by its path, for the shell that serves it.

use super::{challenges, makers, popups, product, techniques};
use crate::challenges::ChallengeState;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::media;

/// What the head of a page says.
#[derive(Clone, Debug, PartialEq)]
pub struct PageMeta {
    /// 200, or 404 where the thing is not there.
    pub status: u16,
    /// The language of the page.
    pub locale: Locale,
    /// Without the name of the shop.
    pub title: String,
    /// At most some 240 letters.
    pub description: String,
    /// The path that this page is known under.
    pub canonical: String,
    /// The path of a picture, as JPEG.
    pub image: Option<String>,
    /// What machines may read of it, in the words of schema.org; addresses are paths.
    pub data: Option<serde_json::Value>,
}

/// Addresses of the kinds of pages that show one thing each, in each language. The frontend keeps the same map.
const PRODUCTS: [(Locale, &str); 3] = [(Locale::Sl, "/izdelki/"), (Locale::En, "/en/products/"), (Locale::De, "/de/produkte/")];
const MAKERS: [(Locale, &str); 3] = [(Locale::Sl, "/ustvarjalci/"), (Locale::En, "/en/makers/"), (Locale::De, "/de/kreative/")];
const CHALLENGES: [(Locale, &str); 3] = [(Locale::Sl, "/izzivi/"), (Locale::En, "/en/challenges/"), (Locale::De, "/de/herausforderungen/")];
const TECHNIQUES: [(Locale, &str); 3] = [(Locale::Sl, "/tehnike/"), (Locale::En, "/en/techniques/"), (Locale::De, "/de/techniken/")];
const POPUPS: [(Locale, &str); 3] = [(Locale::Sl, "/pop-upi/"), (Locale::En, "/en/pop-ups/"), (Locale::De, "/de/pop-ups/")];

/// The path of a pop-up's page in a language.
pub fn popup_path(slug: &str, locale: Locale) -> String {
    path_of(&POPUPS, slug, locale)
}

/// The path of a challenge's page in a language.
pub fn challenge_path(slug: &str, locale: Locale) -> String {
    path_of(&CHALLENGES, slug, locale)
}

/// The path of a product's page in a language.
pub fn product_path(slug: &str, locale: Locale) -> String {
    path_of(&PRODUCTS, slug, locale)
}

/// The path of a maker's page in a language.
pub fn maker_path(slug: &str, locale: Locale) -> String {
    path_of(&MAKERS, slug, locale)
}

fn path_of(map: &[(Locale, &str); 3], slug: &str, locale: Locale) -> String {
    let prefix = locale.pick(map[0].1, map[1].1, map[2].1);
    format!("{prefix}{slug}")
}

/// What a path of a product, a maker, a challenge, a technique or a pop-up shows; `None` for every other path.
pub fn meta(tx: &mut Tx, path: &str) -> Result<Option<PageMeta>> {
    if let Some((locale, slug)) = split(&PRODUCTS, path) {
        return product_meta(tx, slug, locale).map(Some);
    }
    if let Some((locale, slug)) = split(&MAKERS, path) {
        return maker_meta(tx, slug, locale).map(Some);
    }
    if let Some((locale, slug)) = split(&POPUPS, path) {
        return popup_meta(tx, slug, locale).map(Some);
    }
    if let Some((locale, slug)) = split(&CHALLENGES, path) {
        return challenge_meta(tx, slug, locale).map(Some);
    }
    if let Some((locale, slug)) = split(&TECHNIQUES, path) {
        return technique_meta(tx, slug, locale).map(Some);
    }
    Ok(None)
}

fn split<'p>(map: &[(Locale, &str); 3], path: &'p str) -> Option<(Locale, &'p str)> {
    map.iter().find_map(|(locale, prefix)| {
        let slug = path.strip_prefix(prefix)?.trim_end_matches('/');
        (!slug.is_empty() && !slug.contains('/')).then_some((*locale, slug))
    })
}

fn product_meta(tx: &mut Tx, slug: &str, locale: Locale) -> Result<PageMeta> {
    let canonical = product_path(slug, locale);
    let Some((product, content)) = product::by_slug(tx, slug)?.and_then(|mut product| product.content.take().map(|c| (product, c.0)))
    else {
        return Ok(nothing(locale, canonical));
    };
    let cover = content.pictures.first().cloned();
    Ok(PageMeta {
        status: 200,
        locale,
        title: product.name.best(locale).to_owned(),
        description: makers::beginning(content.description.best(locale)),
        canonical,
        image: jpeg(tx, cover)?,
        data: None,
    })
}

fn maker_meta(tx: &mut Tx, slug: &str, locale: Locale) -> Result<PageMeta> {
    let canonical = maker_path(slug, locale);
    let Some(maker) = makers::by_slug(tx, slug)? else { return Ok(nothing(locale, canonical)) };
    Ok(PageMeta {
        status: 200,
        locale,
        title: maker.name,
        description: makers::beginning(maker.bio.best(locale)),
        canonical,
        image: jpeg(tx, maker.portrait_media_id)?,
        data: None,
    })
}

fn popup_meta(tx: &mut Tx, slug: &str, locale: Locale) -> Result<PageMeta> {
    let canonical = popup_path(slug, locale);
    let Some(popup) = popups::by_slug(tx, slug)? else { return Ok(nothing(locale, canonical)) };
    Ok(PageMeta {
        status: 200,
        locale,
        title: popup.title.best(locale).to_owned(),
        description: makers::beginning(popup.content.description.best(locale)),
        canonical,
        image: jpeg(tx, popup.cover_media_id)?,
        data: None,
    })
}

fn challenge_meta(tx: &mut Tx, slug: &str, locale: Locale) -> Result<PageMeta> {
    let canonical = challenge_path(slug, locale);
    let Some(challenge) = challenges::by_slug(tx, slug)? else { return Ok(nothing(locale, canonical)) };
    let card = challenges::to_cards(tx, std::slice::from_ref(&challenge), locale)?.pop();
    Ok(PageMeta {
        data: card.map(|card| challenge_data(&card, locale)),
        status: 200,
        locale,
        title: challenge.title.best(locale).to_owned(),
        description: makers::beginning(challenge.content.summary.best(locale)),
        canonical,
        image: jpeg(tx, challenge.cover_media_id)?,
    })
}

/// One that was merged is known under the address of the technique that it leads to.
fn technique_meta(tx: &mut Tx, slug: &str, locale: Locale) -> Result<PageMeta> {
    let Some(term) = techniques::term_under(tx, slug)? else { return Ok(nothing(locale, path_of(&TECHNIQUES, slug, locale))) };
    Ok(PageMeta {
        status: 200,
        locale,
        title: term.names.best(locale).to_owned(),
        description: makers::beginning(term.description.best(locale)),
        canonical: path_of(&TECHNIQUES, &term.slug(), locale),
        image: None,
        data: None,
    })
}

/// A challenge as an event that ends with its deadline.
fn challenge_data(card: &challenges::ChallengeCard, locale: Locale) -> serde_json::Value {
    let status = match card.state {
        ChallengeState::Cancelled => "https://schema.org/EventCancelled",
        _ => "https://schema.org/EventScheduled",
    };
    let organizers: Vec<_> =
        card.companies.iter().map(|company| serde_json::json!({ "@type": "Organization", "name": company.name })).collect();
    serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": card.title,
        "description": card.summary,
        "inLanguage": locale,
        "startDate": card.opens_at,
        "endDate": card.closes_at,
        "eventStatus": status,
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": { "@type": "VirtualLocation", "url": challenge_path(&card.slug, locale) },
        "organizer": organizers,
    })
}

fn jpeg(tx: &mut Tx, id: Option<crate::kit::id::MediaId>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let row = media::rows(tx, std::slice::from_ref(&id))?.remove(&id);
    Ok(row.map(|row| media::PictureView::of(row, Locale::Sl).jpeg_path(1200)))
}

fn nothing(locale: Locale, canonical: String) -> PageMeta {
    let title = locale.pick("Te strani ni", "This page is not here", "Diese Seite gibt es nicht").to_owned();
    PageMeta { status: 404, locale, title, description: String::new(), canonical, image: None, data: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_each_language_leads_to_the_same_product() {
        for (locale, _) in PRODUCTS {
            assert_eq!(split(&PRODUCTS, &product_path("predpasnik-lontrg", locale)), Some((locale, "predpasnik-lontrg")));
        }
        assert_eq!(split(&PRODUCTS, "/izdelki"), None);
        assert_eq!(split(&PRODUCTS, "/izdelki/a/b"), None);
        assert_eq!(split(&MAKERS, "/en/makers/polst/"), Some((Locale::En, "polst")));
    }
}
