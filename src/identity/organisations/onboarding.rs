//! The seller's record as its people write it: saved while they type, whole each time.
//!
//! A half-typed value is kept and named by the checklist, so nothing typed is lost. Only an organisation that
//! was approved is refused what would make it incomplete. A declaration is stamped with the server's time when a
//! version is first accepted. A change of where the money goes is told to every owner and manager by letter.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::checklist::{self, ChecklistItem, PUBLIC_FIELDS};
use super::declarations::{self, Declaration, DeclarationView};
use super::model::{
    FiscalMode, Given, LegalKind, ManufacturerBlock, OddDetails, Onboarding, Organisation, OrganisationStatus, TaxDetails, VatStatus,
};
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::proofs::{self, Member};
use crate::jobs::{self, Job};
use crate::kit::check::Check;
use crate::kit::id::OrganisationId;
use crate::kit::json::Json;
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, LocalDate, minutes};
use crate::kit::{Code, Error, Result, iban, tax};
use crate::mail::{self, Envelope, Letter};

/// What a seller tells, whole: what is left out is taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditOnboarding {
    /// What the seller is in law.
    pub legal_kind: Option<LegalKind>,
    /// The name in the register, or the person's.
    #[schema(max_length = 200)]
    pub legal_name: Option<String>,
    /// The name it trades under.
    #[schema(max_length = 200)]
    pub trade_name: Option<String>,
    /// Registered or home address: street and number.
    #[schema(max_length = 200)]
    pub street: Option<String>,
    /// Post code.
    #[schema(max_length = 20)]
    pub post_code: Option<String>,
    /// Town.
    #[schema(max_length = 120)]
    pub town: Option<String>,
    /// Two letters.
    #[schema(max_length = 2)]
    pub country: Option<String>,
    /// Where a buyer or an authority may call.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Where a buyer or an authority may write.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Tax number.
    #[schema(max_length = 20)]
    pub tax_number: Option<String>,
    /// VAT id, where registered.
    #[schema(max_length = 20)]
    pub vat_id: Option<String>,
    /// Number in the register.
    #[schema(max_length = 40)]
    pub registration_number: Option<String>,
    /// Which register.
    #[schema(max_length = 120)]
    pub register_name: Option<String>,
    /// Of a person; not public.
    pub birth_date: Option<LocalDate>,
    /// Of a person without a tax number; not public.
    #[schema(max_length = 120)]
    pub birth_place: Option<String>,
    /// Where a person is taxed, two letters; not public.
    #[schema(max_length = 2)]
    pub residence_country: Option<String>,
    /// Where money goes; on payment forms only.
    #[schema(max_length = 40)]
    pub iban: Option<String>,
    /// Whose account it is, exactly as at the bank.
    #[schema(max_length = 200)]
    pub account_holder: Option<String>,
    /// Whether value added tax is charged.
    pub vat_status: Option<VatStatus>,
    /// Since when.
    pub vat_from: Option<LocalDate>,
    /// How sales that are paid in cash are confirmed to the tax authority; not public.
    #[serde(default)]
    pub fiscal_mode: Option<FiscalMode>,
    /// Figures that decide which tax rules apply; not public.
    #[serde(default)]
    pub tax_details: TaxDetails,
    /// What only personal supplementary work has; not public.
    pub odd: Option<OddDetails>,
    /// Put on every new product.
    pub manufacturer: Option<ManufacturerBlock>,
    /// The version of the self-certification that the person has read and accepts.
    #[schema(max_length = 20)]
    pub self_certification_version: Option<String>,
    /// The version of the mandate to write the seller's invoices that the person has read and gives.
    #[schema(max_length = 20)]
    pub invoice_mandate_version: Option<String>,
    /// The version of the terms that the person has read and accepts.
    #[schema(max_length = 20)]
    pub terms_version: Option<String>,
}

/// Who the seller is in law, and where its money goes: what the desk checked, and checks again when it changes.
pub const RECHECKED_FIELDS: &[&str] = &[
    "legal_kind",
    "legal_name",
    "tax_number",
    "vat_id",
    "registration_number",
    "street",
    "post_code",
    "town",
    "country",
    "residence_country",
    "iban",
    "account_holder",
];

/// The work that a changed identity leaves for the desk.
pub const RECHECK: &str = "desk.organisation_changed";

/// The record with what is missing and what to accept: all of it in one object.
#[derive(Clone, Debug, Serialize)]
pub struct OnboardingView {
    /// What was told.
    #[serde(flatten)]
    pub told: EditOnboarding,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: OnboardingStanding,
}

/// Where a record stands.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OnboardingStanding {
    /// Whose record it is.
    pub organisation_id: OrganisationId,
    /// The texts to accept, with what was accepted.
    pub declarations: Vec<DeclarationView>,
    /// What is missing or wrong before the desk can look.
    pub missing: Vec<ChecklistItem>,
    /// The fields that anyone can read once the organisation is approved.
    pub public_fields: Vec<String>,
    /// The fields that the desk looks at again when an approved organisation changes them; selling goes on meanwhile.
    pub rechecked_fields: Vec<String>,
    /// Send it back as `If-Match`.
    pub version: i64,
    /// When it last changed.
    pub updated_at: Instant,
}

// By hand: what may be sent allows no other fields, so its schema cannot be a part of a larger one as it is.
impl utoipa::PartialSchema for OnboardingView {
    fn schema() -> RefOr<Schema> {
        let (RefOr::T(Schema::Object(mut whole)), RefOr::T(Schema::Object(standing))) =
            (EditOnboarding::schema(), OnboardingStanding::schema())
        else {
            return OnboardingStanding::schema();
        };
        whole.additional_properties = None;
        whole.description = Some("The record with what is missing and what to accept.".to_owned());
        whole.properties.extend(standing.properties);
        whole.required.extend(standing.required);
        whole.into()
    }
}

impl utoipa::ToSchema for OnboardingView {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("OnboardingView")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        EditOnboarding::schemas(schemas);
        OnboardingStanding::schemas(schemas);
    }
}

/// Saves the record. Refused while the desk looks at it, when somebody else changed it, and when it would make an approved organisation
/// incomplete.
/// Who it is in law, changed after an approval, goes back to the desk by itself.
pub fn save(tx: &mut Tx, by: &Member, told: &EditOnboarding, seen: i64) -> Result<()> {
    by.manager()?;
    lengths(told)?;
    let (organisation, before) = store::with_record(tx, &by.organisation)?.ok_or(Error::not_found())?;
    match organisation.status {
        OrganisationStatus::Closed => return Err(Code::OrganisationClosed.into()),
        status if !status.may_edit() => return Err(Code::OrganisationUnderReview.into()),
        _ => (),
    }
    let next = merged(&before, told, seen + 1, tx.now)?;
    if organisation.status.must_stay_complete() {
        let missing = checklist::newly_missing((&organisation, &before), (&organisation, &next));
        if !missing.is_empty() {
            return Err(Code::OrganisationIncomplete.with_fields(missing));
        }
    }
    if !store::save_record(tx, &next, seen)? {
        return Err(Code::VersionConflict.into());
    }
    let changed = changed_fields(&before, &next)?;
    let data = serde_json::json!({ "changed": &changed });
    events::record(tx, "organisation.onboarding_saved", by.organisation.as_str(), Some(&by.account), data)?;
    let rechecked: Vec<&String> = changed.iter().filter(|field| RECHECKED_FIELDS.contains(&field.as_str())).collect();
    if organisation.status.must_stay_complete() && !rechecked.is_empty() {
        let key = format!("{}:{}", organisation.id, next.version);
        let payload = serde_json::json!({ "organisation": organisation.id, "by": by.account, "changed": rechecked });
        // What is still being typed is not brought: whoever looks first sees how it ended, and the others find nothing to do.
        jobs::enqueue(tx, Job { kind: RECHECK, key: &key, payload, run_at: tx.now.plus(minutes(2)) })?;
    }
    if before.iban.is_some() && before.iban != next.iban && organisation.status.must_stay_complete() {
        tell_new_account(tx, &organisation, &next)?;
    }
    Ok(())
}

/// The record as its people see it.
pub fn view(organisation: &Organisation, record: &Onboarding, locale: Locale) -> OnboardingView {
    let standing = OnboardingStanding {
        organisation_id: record.organisation_id.clone(),
        declarations: declarations::views(record, locale),
        missing: checklist::missing(organisation, record).into_iter().map(ChecklistItem::from).collect(),
        public_fields: PUBLIC_FIELDS.iter().map(|field| (*field).to_owned()).collect(),
        rechecked_fields: RECHECKED_FIELDS.iter().map(|field| (*field).to_owned()).collect(),
        version: record.version,
        updated_at: record.updated_at,
    };
    OnboardingView { told: told(record), standing }
}

/// What the desk is asked to look at: the organisation's own words and the whole record.
pub fn snapshot(organisation: &Organisation, record: &Onboarding) -> Result<serde_json::Value> {
    let mut snapshot = serde_json::to_value(told(record)).map_err(Error::internal)?;
    if let Some(fields) = snapshot.as_object_mut() {
        fields.insert(
            "organisation".to_owned(),
            serde_json::json!({
                "kind": organisation.kind,
                "name": organisation.name,
                "slug": organisation.slug,
                "bio": organisation.bio,
                "town": organisation.town,
                "country": organisation.country,
                "website": organisation.website,
                "contact_email": organisation.contact_email,
                "contact_phone": organisation.contact_phone,
                "logo_media_id": organisation.logo_media_id,
                "portrait_media_id": organisation.portrait_media_id,
            }),
        );
        fields.insert("self_certification_at".to_owned(), serde_json::json!(record.self_certification_at));
        fields.insert("invoice_mandate_at".to_owned(), serde_json::json!(record.mandate().1));
        fields.insert("terms_at".to_owned(), serde_json::json!(record.terms_at));
    }
    Ok(snapshot)
}

fn told(record: &Onboarding) -> EditOnboarding {
    EditOnboarding {
        legal_kind: record.legal_kind,
        legal_name: record.legal_name.clone(),
        trade_name: record.trade_name.clone(),
        street: record.street.clone(),
        post_code: record.post_code.clone(),
        town: record.town.clone(),
        country: record.country.clone(),
        phone: record.phone.clone(),
        email: record.email.clone(),
        tax_number: record.tax_number.clone(),
        vat_id: record.vat_id.clone(),
        registration_number: record.registration_number.clone(),
        register_name: record.register_name.clone(),
        birth_date: record.birth_date.clone(),
        birth_place: record.birth_place.clone(),
        residence_country: record.residence_country.clone(),
        iban: record.iban.clone(),
        account_holder: record.account_holder.clone(),
        vat_status: record.vat_status,
        vat_from: record.vat_from.clone(),
        fiscal_mode: record.fiscal_mode,
        tax_details: record.tax_details.0.clone(),
        odd: record.odd.as_ref().map(|odd| odd.0.clone()),
        manufacturer: record.manufacturer.as_ref().map(|block| block.0.clone()),
        self_certification_version: record.self_certification_version.clone(),
        invoice_mandate_version: record.mandate().0,
        terms_version: record.terms_version.clone(),
    }
}

/// The record as it will be: blanks count as nothing, numbers that are right are stored in their compact form.
fn merged(before: &Onboarding, told: &EditOnboarding, version: i64, now: Instant) -> Result<Onboarding> {
    let text = |value: &Option<String>| value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    let upper = |value: &Option<String>| text(value).map(|value| value.to_uppercase());
    let slovenian = upper(&told.country).as_deref() == Some("SI");
    let tax_number =
        text(&told.tax_number).map(|number| if slovenian && tax::is_tax_number(&number) { tax::compact(&number) } else { number });
    let account = text(&told.iban).map(|number| if iban::is_iban(&number) { iban::compact(&number) } else { number });
    let vat_id =
        upper(&told.vat_id).map(|id| if tax::is_vat_id(&id) { id.chars().filter(char::is_ascii_alphanumeric).collect() } else { id });
    let certified = accepted(
        Declaration::SelfCertification,
        &told.self_certification_version,
        (&before.self_certification_version, before.self_certification_at),
        now,
    )?;
    let (version_before, at_before) = before.mandate();
    let mandated = accepted(Declaration::InvoiceMandate, &told.invoice_mandate_version, (&version_before, at_before), now)?;
    let terms = accepted(Declaration::Terms, &told.terms_version, (&before.terms_version, before.terms_at), now)?;
    Ok(Onboarding {
        organisation_id: before.organisation_id.clone(),
        legal_kind: told.legal_kind,
        legal_name: text(&told.legal_name),
        trade_name: text(&told.trade_name),
        street: text(&told.street),
        post_code: text(&told.post_code),
        town: text(&told.town),
        country: upper(&told.country),
        phone: text(&told.phone),
        email: text(&told.email),
        tax_number,
        vat_id,
        registration_number: text(&told.registration_number),
        register_name: text(&told.register_name),
        birth_date: told.birth_date.clone(),
        birth_place: text(&told.birth_place),
        residence_country: upper(&told.residence_country),
        iban: account,
        account_holder: text(&told.account_holder),
        vat_status: told.vat_status,
        vat_from: told.vat_from.clone(),
        fiscal_mode: told.fiscal_mode,
        tax_details: Json(told.tax_details.clone()),
        odd: told.odd.clone().map(Json),
        manufacturer: told.manufacturer.clone().map(Json),
        self_certification_version: certified.0,
        self_certification_at: certified.1,
        invoice_mandate: mandated.0.zip(mandated.1).map(|(version, at)| Json(Given { version, at })),
        terms_version: terms.0,
        terms_at: terms.1,
        version,
        updated_at: now,
    })
}

type Acceptance = (Option<String>, Option<Instant>);

/// A version that was accepted before keeps its time; a new acceptance must be of the text in force.
fn accepted(
    declaration: Declaration,
    told: &Option<String>,
    before: (&Option<String>, Option<Instant>),
    now: Instant,
) -> Result<Acceptance> {
    match told {
        None => Ok((None, None)),
        Some(version) if before.0.as_ref() == Some(version) => Ok((Some(version.clone()), before.1)),
        Some(version) if version == declaration.version() => Ok((Some(version.clone()), Some(now))),
        Some(_) => {
            let pointer = format!("/{}_version", declaration.as_str());
            Err(Code::Invalid.at(pointer, "unknown_version", "The text has changed meanwhile. Reload it, read it, and accept it again."))
        }
    }
}

fn lengths(told: &EditOnboarding) -> Result<()> {
    let mut check = Check::new();
    let texts = [
        ("/legal_name", &told.legal_name, 200),
        ("/trade_name", &told.trade_name, 200),
        ("/street", &told.street, 200),
        ("/post_code", &told.post_code, 20),
        ("/town", &told.town, 120),
        ("/country", &told.country, 2),
        ("/phone", &told.phone, 40),
        ("/email", &told.email, 254),
        ("/tax_number", &told.tax_number, 20),
        ("/vat_id", &told.vat_id, 20),
        ("/registration_number", &told.registration_number, 40),
        ("/register_name", &told.register_name, 120),
        ("/birth_place", &told.birth_place, 120),
        ("/residence_country", &told.residence_country, 2),
        ("/iban", &told.iban, 40),
        ("/account_holder", &told.account_holder, 200),
    ];
    for (pointer, text, longest) in texts {
        check.text(pointer, text.as_deref().unwrap_or(""), 0..=longest);
    }
    if let Some(block) = &told.manufacturer {
        for (field, text, longest) in [
            ("name", &block.name, 200),
            ("street", &block.street, 200),
            ("post_code", &block.post_code, 20),
            ("town", &block.town, 120),
            ("country", &block.country, 2),
            ("email_or_url", &block.email_or_url, 254),
        ] {
            check.text(&format!("/manufacturer/{field}"), text, 0..=longest);
        }
    }
    if let Some(odd) = &told.odd {
        check.text("/odd/ajpes_notification_number", odd.ajpes_notification_number.as_deref().unwrap_or(""), 0..=40);
        check.text("/odd/voucher_month", odd.voucher_month.as_deref().unwrap_or(""), 0..=7);
        not_negative(&mut check, "/odd/half_year_income_cents", odd.half_year_income_cents);
    }
    not_negative(&mut check, "/tax_details/turnover_so_far_cents", told.tax_details.turnover_so_far_cents);
    not_negative(&mut check, "/tax_details/eu_sales_so_far_cents", told.tax_details.eu_sales_so_far_cents);
    check.done()
}

fn not_negative(check: &mut Check, pointer: &str, cents: Option<i64>) {
    check.that(cents.is_none_or(|cents| cents >= 0), pointer, "negative", "Write an amount of nought or more.");
}

/// The names of the fields that differ, for the log; their values stay in the record.
fn changed_fields(before: &Onboarding, after: &Onboarding) -> Result<Vec<String>> {
    let before = serde_json::to_value(told(before)).map_err(Error::internal)?;
    let after = serde_json::to_value(told(after)).map_err(Error::internal)?;
    let fields = after.as_object().into_iter().flatten().filter(|(name, value)| before.get(name.as_str()) != Some(value));
    Ok(fields.map(|(name, _)| name.clone()).collect())
}

/// A new bank account is what a thief would set: everyone who could have changed it hears of it.
fn tell_new_account(tx: &mut Tx, organisation: &Organisation, record: &Onboarding) -> Result<()> {
    let ending: String = record.iban.as_deref().unwrap_or("").chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    for contact in proofs::contacts(tx, &organisation.id)? {
        let name = &organisation.name;
        let letter = Letter::new(contact.locale.pick("Nov bančni račun", "A new bank account", "Ein neues Bankkonto"))
            .p(contact.locale.pick(
                format!("Denar za »{name}« gre odslej na bančni račun, ki se konča z {ending}."),
                format!("Money for \"{name}\" goes to the bank account ending in {ending} from now on."),
                format!("Geld für »{name}« geht ab jetzt auf das Bankkonto mit der Endung {ending}."),
            ))
            .p(contact.locale.pick(
                "Če tega niste spremenili vi ali vaši, nam takoj pišite.",
                "If neither you nor your colleagues changed this, write to us at once.",
                "Falls weder Sie noch Ihre Kollegen das geändert haben, schreiben Sie uns sofort.",
            ));
        let key = format!("new-bank-account:{}:{}:{}", organisation.id, record.version, contact.account);
        let envelope = Envelope { to: contact.email, name: contact.name, locale: contact.locale, key };
        mail::queue(tx, envelope, letter)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::Ids;

    fn empty() -> Onboarding {
        let now = Instant::from_millis(1);
        Onboarding::empty(Ids::seeded(5).next(now), now)
    }

    #[test]
    fn right_numbers_are_stored_compact_and_wrong_ones_as_typed() {
        let told = EditOnboarding {
            country: Some("si".to_owned()),
            tax_number: Some(" SI 5022 3054 ".to_owned()),
            iban: Some("si56 9999 9000 0100 109".to_owned()),
            vat_id: Some("si 12".to_owned()),
            legal_name: Some("  ".to_owned()),
            ..EditOnboarding::default()
        };
        let next = merged(&empty(), &told, 2, Instant::from_millis(2)).expect("merge");
        assert_eq!(next.tax_number.as_deref(), Some("50223054"));
        assert_eq!(next.iban.as_deref(), Some("SI56999990000100109"));
        assert_eq!(next.vat_id.as_deref(), Some("SI 12"));
        assert_eq!(next.legal_name, None);
        assert_eq!(next.country.as_deref(), Some("SI"));
    }

    #[test]
    fn an_acceptance_keeps_the_time_of_the_first() {
        let told = EditOnboarding { terms_version: Some(Declaration::Terms.version().to_owned()), ..EditOnboarding::default() };
        let first = merged(&empty(), &told, 2, Instant::from_millis(10)).expect("merge");
        let second = merged(&first, &told, 3, Instant::from_millis(20)).expect("merge");
        assert_eq!(second.terms_at, Some(Instant::from_millis(10)));
        let older = EditOnboarding { terms_version: Some("1991-06".to_owned()), ..told };
        assert!(merged(&second, &older, 4, Instant::from_millis(30)).is_err());
    }
}
