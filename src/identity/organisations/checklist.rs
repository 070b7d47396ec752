//! What an organisation still has to tell before the desk can look at it: field by field, with what to do.
//!
//! A studio sells, so the law asks most of it; whoever only poses challenges or schedules events names itself,
//! its address and its tax number. The checklist never refuses a draft; submitting does.

use serde::Serialize;

use super::declarations::Declaration;
use super::model::{LegalKind, ManufacturerBlock, Onboarding, Organisation, OrganisationKind, VatStatus};
use crate::kit::check::Check;
use crate::kit::error::FieldError;
use crate::kit::{iban, tax};

/// One thing to do before the desk can look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChecklistItem {
    /// Where: a field of the record, or `/organisation/…` for one of the organisation itself.
    pub pointer: String,
    /// What, for programs.
    pub code: String,
    /// What to do, for people.
    pub detail: String,
}

impl From<FieldError> for ChecklistItem {
    fn from(finding: FieldError) -> ChecklistItem {
        ChecklistItem { pointer: finding.pointer, code: finding.code, detail: finding.detail }
    }
}

/// The fields that anyone can read once the organisation is approved: told to its people before they apply.
pub const PUBLIC_FIELDS: &[&str] = &[
    "legal_kind",
    "legal_name",
    "trade_name",
    "street",
    "post_code",
    "town",
    "country",
    "phone",
    "email",
    "vat_id",
    "registration_number",
    "register_name",
    "manufacturer",
];

/// What is missing or wrong; empty when the desk can look.
pub fn missing(organisation: &Organisation, record: &Onboarding) -> Vec<FieldError> {
    let mut check = Check::new();
    let sells = organisation.kind == OrganisationKind::Studio;
    presence(&mut check, organisation, sells);
    identity(&mut check, record);
    numbers(&mut check, record, sells);
    person(&mut check, record);
    if sells {
        money(&mut check, record);
        manufacturer(&mut check, record.manufacturer.as_deref());
        declared(&mut check, Declaration::SelfCertification, record.self_certification_version.as_deref());
        declared(&mut check, Declaration::InvoiceMandate, record.mandate().0.as_deref());
    }
    declared(&mut check, Declaration::Terms, record.terms_version.as_deref());
    check.findings().to_vec()
}

/// What a change would make incomplete: what is missing after it and was not before. A rule that came later does not stand in
/// the way of other changes.
pub fn newly_missing(before: (&Organisation, &Onboarding), after: (&Organisation, &Onboarding)) -> Vec<FieldError> {
    let known = missing(before.0, before.1);
    missing(after.0, after.1).into_iter().filter(|finding| known.iter().all(|old| old.pointer != finding.pointer)).collect()
}

fn presence(check: &mut Check, organisation: &Organisation, sells: bool) {
    filled(check, "/organisation/town", organisation.town.as_deref(), "Name the town in which you work.");
    if sells {
        let told = !organisation.bio.is_blank();
        check.that(told, "/organisation/bio", MISSING, "Write a few sentences about yourself, so that buyers know who made it.");
    }
}

fn identity(check: &mut Check, record: &Onboarding) {
    check.that(record.legal_kind.is_some(), "/legal_kind", MISSING, "Choose what you are in law.");
    filled(check, "/legal_name", record.legal_name.as_deref(), "Write the name as it stands in the register, or your own.");
    filled(check, "/street", record.street.as_deref(), "Write the street and number of the registered or home address.");
    filled(check, "/post_code", record.post_code.as_deref(), "Write the post code.");
    filled(check, "/town", record.town.as_deref(), "Write the town of the address.");
    filled(check, "/country", record.country.as_deref(), "Choose the country.");
    filled(check, "/phone", record.phone.as_deref(), "Write a telephone number at which you can be reached.");
    if filled(check, "/email", record.email.as_deref(), "Write an e-mail address at which you can be reached.") {
        check.email("/email", record.email.as_deref().unwrap_or(""));
    }
}

fn numbers(check: &mut Check, record: &Onboarding, sells: bool) {
    let slovenian = record.country.as_deref() == Some("SI");
    let number = text(record.tax_number.as_deref());
    if filled(check, "/tax_number", number, "Write the tax number.") && slovenian {
        let fine = number.is_some_and(tax::is_tax_number);
        check.that(fine, "/tax_number", "tax_number_invalid", "Check the tax number: eight digits, and the last one does not match.");
    }
    let registered = !matches!(record.legal_kind, Some(LegalKind::IndividualOdd) | None);
    let number = text(record.registration_number.as_deref());
    if registered && filled(check, "/registration_number", number, "Write the registration number.") && slovenian {
        let fine = number.is_some_and(tax::is_registration_number);
        let detail = "Check the registration number: seven or ten digits, and the check digit does not match.";
        check.that(fine, "/registration_number", "registration_number_invalid", detail);
    }
    if sells {
        check.that(record.vat_status.is_some(), "/vat_status", MISSING, "Say whether you charge value added tax.");
        let detail = "Say how you confirm sales that are paid in cash. If you take none, choose that you sell without cash only.";
        check.that(record.fiscal_mode.is_some(), "/fiscal_mode", MISSING, detail);
    }
    let vat_id = text(record.vat_id.as_deref());
    if record.vat_status == Some(VatStatus::Registered) {
        filled(check, "/vat_id", vat_id, "Write the VAT id.");
        check.that(record.vat_from.is_some(), "/vat_from", MISSING, "Write since when you charge value added tax.");
    }
    if let Some(vat_id) = vat_id {
        check.that(tax::is_vat_id(vat_id), "/vat_id", "vat_id_invalid", "Check the VAT id: the country and the digits do not match.");
    }
}

fn person(check: &mut Check, record: &Onboarding) {
    if record.legal_kind != Some(LegalKind::IndividualOdd) {
        return;
    }
    check.that(record.birth_date.is_some(), "/birth_date", MISSING, "Write the date of birth; it is not public.");
    filled(check, "/residence_country", record.residence_country.as_deref(), "Choose the country in which you are taxed.");
    let notified = record.odd.as_ref().and_then(|odd| odd.ajpes_notification_number.as_deref());
    let detail = "Write the number of the notification of personal supplementary work at AJPES.";
    filled(check, "/odd/ajpes_notification_number", notified, detail);
}

fn money(check: &mut Check, record: &Onboarding) {
    let account = text(record.iban.as_deref());
    if filled(check, "/iban", account, "Write the bank account to which your money goes.") {
        let fine = account.is_some_and(iban::is_iban);
        check.that(fine, "/iban", "iban_invalid", "Check the IBAN: the check digits do not match.");
    }
    filled(check, "/account_holder", record.account_holder.as_deref(), "Write whose bank account it is, exactly as at the bank.");
}

fn manufacturer(check: &mut Check, block: Option<&ManufacturerBlock>) {
    let Some(block) = block else {
        let detail = "Name the manufacturer with postal and electronic address; every product shows it.";
        check.that(false, "/manufacturer", MISSING, detail);
        return;
    };
    let fields = [
        ("name", &block.name),
        ("street", &block.street),
        ("post_code", &block.post_code),
        ("town", &block.town),
        ("country", &block.country),
        ("email_or_url", &block.email_or_url),
    ];
    for (field, value) in fields {
        filled(check, &format!("/manufacturer/{field}"), Some(value), "Fill this in: product safety law wants the maker's whole address.");
    }
}

fn declared(check: &mut Check, declaration: Declaration, accepted: Option<&str>) {
    let pointer = format!("/{}_version", declaration.as_str());
    let detail = match accepted {
        Some(_) => "The text has changed. Read it and accept it again.",
        None => "Read this and accept it.",
    };
    check.that(accepted == Some(declaration.version()), pointer, "not_accepted", detail);
}

const MISSING: &str = "field_missing";

fn filled(check: &mut Check, pointer: &str, value: Option<&str>, detail: &str) -> bool {
    let there = text(value).is_some();
    check.that(there, pointer, MISSING, detail);
    there
}

fn text(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::organisations::model::{FiscalMode, Given, OddDetails, OrganisationStatus};
    use crate::kit::id::{Ids, OrganisationId};
    use crate::kit::json::Json;
    use crate::kit::locale::{Locale, Translations};
    use crate::kit::time::Instant;

    fn organisation(kind: OrganisationKind) -> Organisation {
        let now = Instant::from_millis(0);
        Organisation {
            id: Ids::seeded(1).next::<OrganisationId>(now),
            kind,
            status: OrganisationStatus::Draft,
            name: "Modra Štampa".to_owned(),
            slug: "modra-stampa".to_owned(),
            bio: Translations::one(Locale::Sl, "Tiskamo z rezervo."),
            town: Some("Škofja Loka".to_owned()),
            country: "SI".to_owned(),
            website: None,
            contact_email: None,
            contact_phone: None,
            logo_media_id: None,
            portrait_media_id: None,
            is_demo: false,
            version: 1,
            created_at: now,
            updated_at: now,
            submitted_at: None,
            approved_at: None,
            closed_at: None,
        }
    }

    fn complete(owner: &Organisation) -> Onboarding {
        let some = |text: &str| Some(text.to_owned());
        Onboarding {
            legal_kind: Some(LegalKind::SoleTrader),
            legal_name: some("Ajda Modrnik s.p."),
            street: some("Mestni trg 1"),
            post_code: some("4220"),
            town: some("Škofja Loka"),
            phone: some("+386 1 000 00 00"),
            email: some("modra-stampa@example.org"),
            tax_number: some("50223054"),
            registration_number: some("9331310"),
            iban: some("SI56 9999 9000 0100 109"),
            account_holder: some("Ajda Modrnik s.p."),
            vat_status: Some(VatStatus::Exempt),
            fiscal_mode: Some(FiscalMode::NoncashOnly),
            manufacturer: Some(Json(ManufacturerBlock {
                name: "Modra Štampa".to_owned(),
                street: "Mestni trg 1".to_owned(),
                post_code: "4220".to_owned(),
                town: "Škofja Loka".to_owned(),
                country: "SI".to_owned(),
                email_or_url: "varnost@example.org".to_owned(),
            })),
            self_certification_version: some(Declaration::SelfCertification.version()),
            invoice_mandate: Some(Json(Given { version: Declaration::InvoiceMandate.version().to_owned(), at: Instant::from_millis(0) })),
            terms_version: some(Declaration::Terms.version()),
            ..Onboarding::empty(owner.id.clone(), Instant::from_millis(0))
        }
    }

    fn pointers(organisation: &Organisation, record: &Onboarding) -> Vec<String> {
        missing(organisation, record).into_iter().map(|finding| finding.pointer).collect()
    }

    #[test]
    fn a_complete_record_misses_nothing() {
        let studio = organisation(OrganisationKind::Studio);
        assert_eq!(pointers(&studio, &complete(&studio)), [""; 0]);
    }

    #[test]
    fn an_empty_studio_is_told_everything_at_once() {
        let studio = organisation(OrganisationKind::Studio);
        let told = pointers(&studio, &Onboarding::empty(studio.id.clone(), studio.created_at));
        for pointer in [
            "/legal_kind",
            "/legal_name",
            "/tax_number",
            "/fiscal_mode",
            "/iban",
            "/manufacturer",
            "/self_certification_version",
            "/invoice_mandate_version",
            "/terms_version",
        ] {
            assert!(told.iter().any(|found| found == pointer), "{pointer} in {told:?}");
        }
    }

    #[test]
    fn an_organizer_is_not_asked_for_a_bank_account() {
        let organizer = organisation(OrganisationKind::Organizer);
        let record = Onboarding {
            iban: None,
            account_holder: None,
            manufacturer: None,
            vat_status: None,
            fiscal_mode: None,
            self_certification_version: None,
            ..complete(&organizer)
        };
        assert_eq!(pointers(&organizer, &record), [""; 0]);
    }

    #[test]
    fn wrong_check_digits_are_named_by_field() {
        let studio = organisation(OrganisationKind::Studio);
        let record = Onboarding {
            tax_number: Some("50223055".to_owned()),
            registration_number: Some("9331320".to_owned()),
            iban: Some("SI56999990000100108".to_owned()),
            vat_id: Some("SI1".to_owned()),
            ..complete(&studio)
        };
        let codes: Vec<String> = missing(&studio, &record).into_iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["tax_number_invalid", "registration_number_invalid", "vat_id_invalid", "iban_invalid"]);
    }

    #[test]
    fn supplementary_work_is_a_person_with_a_notification() {
        let studio = organisation(OrganisationKind::Studio);
        let mut record = Onboarding { legal_kind: Some(LegalKind::IndividualOdd), registration_number: None, ..complete(&studio) };
        assert_eq!(pointers(&studio, &record), ["/birth_date", "/residence_country", "/odd/ajpes_notification_number"]);
        record.birth_date = "1990-05-01".parse().ok();
        record.residence_country = Some("SI".to_owned());
        record.odd = Some(Json(OddDetails { ajpes_notification_number: Some("123456".to_owned()), ..OddDetails::default() }));
        assert_eq!(pointers(&studio, &record), [""; 0]);
    }

    #[test]
    fn charging_tax_takes_an_id_and_a_date() {
        let studio = organisation(OrganisationKind::Studio);
        let record = Onboarding { vat_status: Some(VatStatus::Registered), ..complete(&studio) };
        assert_eq!(pointers(&studio, &record), ["/vat_id", "/vat_from"]);
    }

    #[test]
    fn an_older_text_is_accepted_again() {
        let studio = organisation(OrganisationKind::Studio);
        let record = Onboarding { terms_version: Some("1991-06".to_owned()), ..complete(&studio) };
        assert_eq!(pointers(&studio, &record), ["/terms_version"]);
    }

    #[test]
    fn a_rule_that_came_later_stands_in_the_way_of_nothing_else() {
        let studio = organisation(OrganisationKind::Studio);
        let before = Onboarding { fiscal_mode: None, ..complete(&studio) };
        let after = Onboarding { phone: Some("+386 1 000 00 01".to_owned()), ..before.clone() };
        assert!(newly_missing((&studio, &before), (&studio, &after)).is_empty());
        let worse = Onboarding { phone: None, ..before.clone() };
        let told: Vec<String> = newly_missing((&studio, &before), (&studio, &worse)).into_iter().map(|finding| finding.pointer).collect();
        assert_eq!(told, ["/phone"]);
    }
}
