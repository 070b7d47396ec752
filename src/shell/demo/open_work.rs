//! What waits for somebody, so that the desk, the studio and the organizer find their tables laid.
//!
//! At the desk: a new studio, a new listing, a change of a live listing, a pop-up, a report. In the studio: a listing that
//! the desk sent back with its reasons. Saved replies for the desk's usual answers.

use serde_json::json;

use super::Loader;
use super::content::{text, texts, told};
use super::pictures::Pictures;
use crate::catalogue;
use crate::db::Tx;
use crate::desk::{self, NewReport, SavedReplyContent, Subject};
use crate::identity::{self, Coordinator, SignedIn};
use crate::kit::Result;
use crate::kit::id::{OrganisationId, PopupId, ProductId};
use crate::kit::locale::{Locale, Translations};

/// The live listing with a change that waits, the one that waits for the first time, and the one that was sent back.
const CHANGED: &str = "p-05";
const NEW: &str = "p-34";
const SENT_BACK: &str = "p-21";
/// The pop-up that waits.
const POPUP: &str = "ev-jesenski-2027";

/// Brings it in.
pub async fn load(loader: &Loader, pictures: &Pictures) -> Result<()> {
    saved_replies(loader).await?;
    loader.at(8, "13:00")?;
    sent_back(loader).await?;
    loader.at(4, "08:45")?;
    let (organisation, owner) = loader.organisation("nova").await?;
    loader.submit("demo:waiting:studio", &owner, Subject::Organisation(organisation)).await?;
    loader.at(3, "15:30")?;
    let (listing, owner) = listing(loader, NEW).await?;
    loader.submit("demo:waiting:listing", &owner, Subject::Listing(listing)).await?;
    loader.at(2, "11:20")?;
    changed(loader).await?;
    loader.at(1, "16:05")?;
    let popup: PopupId = super::events::begin(loader, pictures, POPUP).await?;
    let (_, organizer) = loader.organisation("org-organizer").await?;
    loader.submit("demo:waiting:popup", &organizer, Subject::Popup(popup)).await?;
    loader.at(1, "19:40")?;
    reported(loader).await
}

async fn listing(loader: &Loader, id: &str) -> Result<(ProductId, crate::kit::id::AccountId)> {
    let product = loader.content.one("products", id)?;
    let (_, owner) = loader.organisation(&text(&product["creator_id"])).await?;
    Ok((loader.made_before(&format!("demo:listing:{id}")).await?, owner))
}

/// A listing that the desk looked at and sent back, with what is missing.
async fn sent_back(loader: &Loader) -> Result<()> {
    let (product, owner) = listing(loader, SENT_BACK).await?;
    let submission = loader.submit("demo:sent-back", &owner, Subject::Listing(product)).await?;
    loader.at(6, "10:00")?;
    let note = text(&loader.content.one("products", SENT_BACK)?["coordinator_note"]["sl"]);
    let decision = json!({
        "decision": "changes_requested", "ground": "law", "clause": "Uredba (EU) 2023/988, 9. člen: dokumentacija in označevanje",
        "facts": note, "comments": [{ "field": "/safety/warnings", "text": "Navedite največjo moč sijalke in napetost." }],
    });
    loader.decide("demo:sent-back", &submission, decision).await
}

/// A better description of a live listing, brought to the desk; buyers see the old one meanwhile.
async fn changed(loader: &Loader) -> Result<()> {
    let (product, owner) = listing(loader, CHANGED).await?;
    let id = product.clone();
    let organisation: OrganisationId = loader.organisation(&text(&loader.content.one("products", CHANGED)?["creator_id"])).await?.0;
    let step = move |tx: &mut Tx, who: &SignedIn| {
        let by = identity::member(tx, who, &organisation)?;
        let (version, mut content) = catalogue::working_copy(tx, &by, &id)?;
        let add = |text: &str, more: &str| format!("{text} {more}");
        for (locale, more) in [
            (Locale::Sl, "Po novem ima notranji žep z zadrgo in daljša ročaja, da jo lahko nosite čez ramo."),
            (Locale::En, "It now has an inner pocket with a zip and longer handles, so that it can be worn over the shoulder."),
        ] {
            let before = content.description.get(locale).unwrap_or("").to_owned();
            content.description.0.insert(locale, add(&before, more));
        }
        catalogue::save(tx, &by, &id, version, content)?;
        Ok("changed".to_owned())
    };
    loader.as_person("demo:changed", &owner, step).await?;
    loader.submit("demo:changed", &owner, Subject::Listing(product)).await.map(drop)
}

/// Somebody reported a listing.
async fn reported(loader: &Loader) -> Result<()> {
    let (product, _) = listing(loader, "p-33").await?;
    let report: NewReport = told(&json!({
        "subject_kind": "listing", "subject_id": product, "url": loader.app.url("/izdelki"), "reason": "misleading",
        "statement": "V opisu piše, da je odpirač ročno kovan, na sliki pa je videti vlit. Prosim, preverite.",
        "name": "Pozorna Kupka", "email": "pozorna@example.org", "good_faith": true,
    }))?;
    let step = move |tx: &mut Tx| desk::report(tx, &report, Locale::Sl, "demo").map(|(report, _)| report.id);
    loader.once("demo:reported", step).await.map(drop)
}

/// What the desk writes again and again.
async fn saved_replies(loader: &Loader) -> Result<()> {
    let replies = [
        (
            "Opozorila manjkajo",
            "law",
            "Uredba (EU) 2023/988, 19. člen",
            json!({ "sl": "Pri tem izdelku manjkajo opozorila, ki jih kupec potrebuje pred nakupom. Dopišite jih v razdelku Varnost.",
                "en": "This product lacks the warnings that a buyer needs before the purchase. Add them in the section Safety." }),
        ),
        (
            "Slika ne kaže izdelka",
            "terms",
            "pogoji, 4.2: slike",
            json!({ "sl": "Naslovna slika ne kaže izdelka, ki ga kupec prejme. Dodajte sliko samega izdelka na mirnem ozadju.",
                "en": "The cover does not show the product that the buyer receives. Add a picture of the product itself on a calm background." }),
        ),
        (
            "Trditev brez dokazila",
            "terms",
            "pogoji, 5.2: trditve o izdelku",
            json!({ "sl": "V opisu je trditev, ki je ne podpira nobeno dokazilo. Navedite vir ali jo izpustite.",
                "en": "The description makes a claim that nothing supports. Name the source or leave it out." }),
        ),
    ];
    for (index, (title, ground, clause, facts)) in replies.into_iter().enumerate() {
        let facts: Translations = told(&texts(&facts))?;
        let content: SavedReplyContent = told(&json!({ "title": title, "ground": ground, "clause": clause, "facts": facts }))?;
        let step = move |tx: &mut Tx, _: &SignedIn, by: &Coordinator| desk::add_saved_reply(tx, by, content.clone()).map(|reply| reply.id);
        loader.as_coordinator(&format!("demo:reply:{index}"), step).await?;
    }
    Ok(())
}
