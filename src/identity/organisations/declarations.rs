//! The texts that a seller accepts, by version. A version's text never changes; a new text takes a new version,
//! and whoever accepted the old one is asked again.

use serde::Serialize;

use super::model::Onboarding;
use crate::kit::locale::Locale;
use crate::kit::time::Instant;

crate::text_enum! {
    /// A text to accept.
    pub enum Declaration {
        /// Only lawful and safe products are offered (DSA article 30).
        SelfCertification = "self_certification",
        /// The platform writes the seller's invoices, in the seller's name and for the seller's account (ZDDV-1 article 81).
        InvoiceMandate = "invoice_mandate",
        /// The terms for organisations.
        Terms = "terms",
    }
}

impl Declaration {
    /// The version in force.
    pub const fn version(self) -> &'static str {
        match self {
            Declaration::SelfCertification | Declaration::InvoiceMandate | Declaration::Terms => "2026-11",
        }
    }

    /// The text in force, in the reader's language.
    pub fn text(self, locale: Locale) -> &'static str {
        match self {
            Declaration::SelfCertification => locale.pick(SELF_CERTIFICATION_SL, SELF_CERTIFICATION_EN, SELF_CERTIFICATION_DE),
            Declaration::InvoiceMandate => locale.pick(INVOICE_MANDATE_SL, INVOICE_MANDATE_EN, INVOICE_MANDATE_DE),
            Declaration::Terms => locale.pick(TERMS_SL, TERMS_EN, TERMS_DE),
        }
    }
}

/// A text to accept, with what was accepted.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DeclarationView {
    /// Which text.
    pub key: Declaration,
    /// The version in force.
    pub version: String,
    /// The text in force, in the reader's language.
    pub text: String,
    /// The version that was accepted.
    pub accepted_version: Option<String>,
    /// When.
    pub accepted_at: Option<Instant>,
}

/// The texts with what the organisation accepted.
pub fn views(record: &Onboarding, locale: Locale) -> Vec<DeclarationView> {
    Declaration::ALL
        .iter()
        .map(|declaration| {
            let (accepted_version, accepted_at) = match declaration {
                Declaration::SelfCertification => (record.self_certification_version.clone(), record.self_certification_at),
                Declaration::InvoiceMandate => record.mandate(),
                Declaration::Terms => (record.terms_version.clone(), record.terms_at),
            };
            DeclarationView {
                key: *declaration,
                version: declaration.version().to_owned(),
                text: declaration.text(locale).to_owned(),
                accepted_version,
                accepted_at,
            }
        })
        .collect()
}

const SELF_CERTIFICATION_SL: &str = "Izjavljam, da bom na platformi ponujal le izdelke in storitve, ki so skladni s pravom Evropske unije in Republike \
    Slovenije, zlasti s predpisi o splošni varnosti proizvodov, in da so podatki o meni in mojih izdelkih resnični. Vem, da so ime, naslov, \
    telefon, e-pošta in registrska številka prodajalca javno prikazani.";
const SELF_CERTIFICATION_EN: &str = "I declare that I will offer on the platform only products and services that comply with the law of the European \
    Union and the Republic of Slovenia, in particular with the rules on general product safety, and that what I state about myself and my \
    products is true. I know that a seller's name, address, telephone, e-mail and registration number are shown publicly.";
const SELF_CERTIFICATION_DE: &str = "Ich erkläre, dass ich auf der Plattform nur Produkte und Leistungen anbiete, die dem Recht der Europäischen Union \
    und der Republik Slowenien entsprechen, insbesondere den Vorschriften über die allgemeine Produktsicherheit, und dass meine Angaben über \
    mich und meine Produkte wahr sind. Mir ist bekannt, dass Name, Anschrift, Telefon, E-Mail und Registernummer eines Verkäufers öffentlich \
    angezeigt werden.";

const INVOICE_MANDATE_SL: &str = "Pooblaščam platformo, da v mojem imenu in za moj račun izdaja račune in dobropise za prodajo na platformi, v \
    zaporedju številk, ki velja samo zame. Račun velja za moj račun: zanj in za obračunani DDV odgovarjam jaz. Kopije so vedno na voljo v ateljeju. \
    O napaki v podatkih platformo obvestim takoj; popravi se le z dobropisom. Pooblastilo lahko kadar koli prekličem za naprej, prodaja na \
    platformi se s tem ustavi.";
const INVOICE_MANDATE_EN: &str = "I authorise the platform to issue, in my name and for my account, the invoices and credit notes for what I sell on \
    it, in a series of numbers that is mine alone. The invoice counts as my own: I answer for it and for the VAT it states. Copies are always at \
    hand in the studio. I report a wrong detail at once; it is corrected by a credit note only. I may revoke this for the future at any time, \
    which stops selling on the platform.";
const INVOICE_MANDATE_DE: &str = "Ich ermächtige die Plattform, in meinem Namen und für meine Rechnung die Rechnungen und Gutschriften für meine Verkäufe \
    auf der Plattform auszustellen, in einer Nummernfolge, die nur mir gehört. Die Rechnung gilt als meine eigene: Ich hafte für sie und für die \
    ausgewiesene Umsatzsteuer. Kopien liegen jederzeit im Atelier bereit. Fehlerhafte Angaben melde ich sofort; berichtigt wird nur durch \
    Gutschrift. Ich kann dies jederzeit für die Zukunft widerrufen, womit der Verkauf auf der Plattform endet.";

const TERMS_SL: &str = "Prodajna pogodba nastane med kupcem in prodajalcem; platforma jo omogoča in ni prodajalec. Prodajalec jamči za izdelek dve \
    leti, upošteva kupčevo pravico do odstopa v 14 dneh, kjer velja, in odgovarja na sporočila kupcev v dveh delovnih dneh. Koordinator pregleda \
    predstavitve in objave pred objavo; vsaka zavrnitev ali omejitev ima pisno obrazložitev, zoper katero je šest mesecev mogoč brezplačen \
    ugovor. Provizija in morebitne licenčnine so znane pred objavo izdelka. O spremembi pogojev platforma obvesti vsaj 15 dni prej.";
const TERMS_EN: &str = "A contract of sale is made between buyer and seller; the platform enables it and is not the seller. The seller guarantees the \
    product for two years, honours the buyer's right to withdraw within 14 days where it applies, and answers buyers within two working days. \
    The coordinator looks at profiles and listings before they are published; every refusal or restriction comes with written reasons, to which \
    one may object free of charge for six months. Commission and any royalties are known before a product is published. The platform gives at \
    least 15 days' notice of a change of these terms.";
const TERMS_DE: &str = "Der Kaufvertrag kommt zwischen Käufer und Verkäufer zustande; die Plattform ermöglicht ihn und ist nicht Verkäuferin. Der \
    Verkäufer gewährleistet zwei Jahre für das Produkt, beachtet das Widerrufsrecht von 14 Tagen, wo es gilt, und antwortet Käufern binnen zwei \
    Arbeitstagen. Die Koordinationsstelle prüft Vorstellungen und Angebote vor der Veröffentlichung; jede Ablehnung oder Einschränkung wird \
    schriftlich begründet, dagegen kann man sechs Monate lang kostenlos Einspruch erheben. Provision und etwaige Lizenzgebühren sind vor der \
    Veröffentlichung eines Produkts bekannt. Änderungen dieser Bedingungen werden mindestens 15 Tage vorher angekündigt.";
