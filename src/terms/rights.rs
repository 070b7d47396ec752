//! Who holds the rights in a design that was chosen: three templates, each in plain words.

use serde::Serialize;

use crate::kit::locale::Locale;

/// The version of the texts below. Whoever accepts or signs them is recorded with it; a changed sentence is a new version.
pub const RIGHTS_TEXT_VERSION: &str = "2026-11";

text_enum! {
    /// Who holds the rights in what was chosen.
    pub enum RightsTemplate {
        /// The creator keeps every right; the company may name the cooperation.
        CreatorKeeps = "creator_keeps",
        /// The creator keeps the rights and allows the company to make and sell pieces.
        SharedLicence = "shared_licence",
        /// The company acquires the economic rights in the design.
        CompanyAcquires = "company_acquires",
    }
}

/// A sentence of the agreement with its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = RightsClause)]
pub struct Clause {
    /// What it is about: `ownership`, `licence`, `credit`, `reversion`, `not_selected`, `heritage`.
    pub about: &'static str,
    /// In plain words.
    pub text: &'static str,
}

impl RightsTemplate {
    /// What it means for both sides, clause by clause, in a language.
    pub fn clauses(self, locale: Locale) -> Vec<Clause> {
        let licence = match self {
            RightsTemplate::CreatorKeeps => locale.pick(
                "Podjetje ne pridobi licence na obliko. Sme uporabiti fotografije z navedbo avtorja in imenovati sodelovanje.",
                "The company acquires no licence to the design. It may use photographs with credit and name the cooperation.",
                "Das Unternehmen erhält keine Lizenz am Entwurf. Es darf Fotos mit Namensnennung verwenden und die Zusammenarbeit nennen.",
            ),
            RightsTemplate::SharedLicence => locale.pick(
                "Ustvarjalec dovoli podjetju, da izbrano obliko izdeluje in prodaja v EU za čas te pogodbe. Licenca ni izključna; izključnost velja le po posebnem dogovoru.",
                "The creator allows the company to make and sell the chosen design in the EU for the term of this agreement. The licence is not exclusive; exclusivity needs a separate contract.",
                "Die Kreativen erlauben dem Unternehmen, den gewählten Entwurf in der EU für die Dauer dieser Vereinbarung herzustellen und zu verkaufen. Die Lizenz ist nicht ausschließlich; Ausschließlichkeit braucht einen eigenen Vertrag.",
            ),
            RightsTemplate::CompanyAcquires => locale.pick(
                "Podjetje pridobi materialne avtorske pravice in pravico do videza izdelka za to obliko. Moralne pravice ostanejo avtorju.",
                "The company acquires the economic copyright and the design right in this design. Moral rights stay with the author.",
                "Das Unternehmen erwirbt die Verwertungsrechte und das Designrecht an diesem Entwurf. Die Urheberpersönlichkeitsrechte bleiben bei der Urheberin oder dem Urheber.",
            ),
        };
        let ownership = match self {
            RightsTemplate::CompanyAcquires => locale.pick(
                "Oddaja predloga ne prenaša nobene pravice. Pravice preidejo na podjetje šele, ko obe strani podpišeta in je dogovorjeni znesek plačan.",
                "Submitting an entry transfers no right. Rights pass to the company only when both sides have signed and the agreed sum is paid.",
                "Die Einreichung überträgt kein Recht. Rechte gehen erst über, wenn beide Seiten unterschrieben haben und der vereinbarte Betrag bezahlt ist.",
            ),
            _ => locale.pick(
                "Avtorske in modelne pravice ostanejo ustvarjalcu. Oddaja predloga ne prenaša nobene pravice.",
                "Copyright and design rights stay with the creator. Submitting an entry transfers no right.",
                "Urheber- und Designrechte bleiben bei den Kreativen. Die Einreichung überträgt kein Recht.",
            ),
        };
        let reversion = match self {
            RightsTemplate::CreatorKeeps => locale.pick(
                "Ustvarjalec sme obliko kadar koli izdelovati, prodajati in ponuditi drugim.",
                "The creator may make, sell and offer the design to others at any time.",
                "Die Kreativen dürfen den Entwurf jederzeit herstellen, verkaufen und anderen anbieten.",
            ),
            _ => locale.pick(
                "Če izdelek ni v prodaji v 12 mesecih po podpisu, se pravice vrnejo ustvarjalcu brez nadomestila.",
                "If the product is not on sale within 12 months of signing, the rights return to the creator without compensation.",
                "Ist das Produkt nicht innerhalb von 12 Monaten nach der Unterschrift im Verkauf, fallen die Rechte ohne Entschädigung zurück.",
            ),
        };
        let credit = locale.pick(
            "Ime ustvarjalca je navedeno na izdelku, embalaži in v vsaki objavi.",
            "The creator's name appears on the product, the packaging and in every publication.",
            "Der Name der Kreativen steht auf dem Produkt, der Verpackung und in jeder Veröffentlichung.",
        );
        let not_selected = locale.pick(
            "Podjetje predlogov, ki niso izbrani, ne sme uporabljati, kopirati ali hraniti, ko se izteče rok za izbiro.",
            "The company may not use, copy or keep entries that were not selected once the option period has ended.",
            "Nicht ausgewählte Einreichungen darf das Unternehmen nach Ablauf der Optionsfrist nicht verwenden, kopieren oder aufbewahren.",
        );
        let heritage = locale.pick(
            "Vzorci iz muzejskih zbirk so vir navdiha. Natančna reprodukcija zahteva dovoljenje muzeja.",
            "Patterns in museum collections are a source of inspiration. An exact reproduction needs the museum's permission.",
            "Muster aus Museumssammlungen sind eine Quelle der Inspiration. Eine genaue Wiedergabe braucht die Erlaubnis des Museums.",
        );
        [
            ("ownership", ownership),
            ("licence", licence),
            ("credit", credit),
            ("reversion", reversion),
            ("not_selected", not_selected),
            ("heritage", heritage),
        ]
        .map(|(about, text)| Clause { about, text })
        .to_vec()
    }
}
