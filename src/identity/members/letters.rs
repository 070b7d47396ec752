//! Letters about membership, in three languages.

use crate::kit::locale::Locale;
use crate::mail::Letter;

/// Invites somebody to act for an organisation.
pub fn invitation(locale: Locale, organisation: &str, invited_by: &str, base_url: &str, token: &str) -> Letter {
    Letter::new(locale.pick(
        format!("Vabilo: {organisation}"),
        format!("Invitation: {organisation}"),
        format!("Einladung: {organisation}"),
    ))
    .p(locale.pick("Pozdravljeni!", "Hello,", "Guten Tag,"))
    .p(locale.pick(
        format!("{invited_by} vas vabi, da skupaj delate za »{organisation}« na Modrotisku. Vabilo velja štirinajst dni; sprejmete ga prijavljeni s tem e-naslovom."),
        format!("{invited_by} invites you to work together for \"{organisation}\" on Modrotisk. The invitation is good for fourteen days; accept it signed in with this address."),
        format!("{invited_by} lädt Sie ein, auf Modrotisk gemeinsam für »{organisation}« zu arbeiten. Die Einladung gilt vierzehn Tage; nehmen Sie sie mit dieser Adresse angemeldet an."),
    ))
    .button(locale.pick("Sprejmi vabilo", "Accept the invitation", "Einladung annehmen"), format!("{base_url}/account/invitation#token={token}"))
    .p(locale.pick(
        "Če pošiljatelja ne poznate, sporočilo prezrite.",
        "If you do not know the sender, ignore this letter.",
        "Falls Sie den Absender nicht kennen, beachten Sie diese Nachricht nicht.",
    ))
}

/// Tells whoever invited that the invitation was accepted.
pub fn accepted(locale: Locale, organisation: &str, name: &str) -> Letter {
    Letter::new(locale.pick(
        format!("{name} je sprejel/-a vabilo"),
        format!("{name} accepted the invitation"),
        format!("{name} hat die Einladung angenommen"),
    ))
    .p(locale.pick(
        format!("{name} odslej dela za »{organisation}«."),
        format!("{name} works for \"{organisation}\" from now on."),
        format!("{name} arbeitet ab jetzt für »{organisation}«."),
    ))
}
