//! People to test with: signed in, and acting for an organisation that the desk has approved.
//!
//! They are made by the functions that the command line and the demo content use, since a password takes tens of
//! milliseconds to hash; what the API does for people is tested with visitors in `identity.rs`.

use std::sync::OnceLock;

use modrotisk::db::Tx;
use modrotisk::identity::accounts::{self, NewAccount};
use modrotisk::identity::organisations::declarations::Declaration;
use modrotisk::identity::organisations::{
    self, EditOnboarding, EditOrganisation, FiscalMode, Founding, LegalKind, ManufacturerBlock, OrganisationKind, VatStatus,
};
use modrotisk::identity::sessions::{self, Device};
use modrotisk::identity::{self, SignedIn, passwords};
use modrotisk::kit::decision::Decision;
use modrotisk::kit::id::OrganisationId;
use modrotisk::kit::locale::{Locale, Translations};

use super::{Caller, TestApp};

/// The password of everyone in the tests.
pub const PASSWORD: &str = "modri predpasnik na vrvi";

fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| passwords::hash_now(PASSWORD).unwrap()).clone()
}

impl TestApp {
    /// Somebody with an approved studio: complete, Slovenian, a sole trader who charges no tax.
    pub async fn creator(&self, name: &str) -> Caller {
        self.member_of_new(name, OrganisationKind::Studio).await
    }

    /// Somebody with an approved company.
    pub async fn company(&self, name: &str) -> Caller {
        self.member_of_new(name, OrganisationKind::Company).await
    }

    /// Somebody with an approved organizer.
    pub async fn organizer(&self, name: &str) -> Caller {
        self.member_of_new(name, OrganisationKind::Organizer).await
    }

    /// Somebody with an approved institution.
    pub async fn institution(&self, name: &str) -> Caller {
        self.member_of_new(name, OrganisationKind::Institution).await
    }

    /// Somebody signed in without an organisation.
    pub async fn buyer(&self, name: &str) -> Caller {
        self.person(name, false, false).await
    }

    /// Somebody who decides at the desk.
    pub async fn coordinator(&self) -> Caller {
        self.person("coordinator", true, false).await
    }

    /// Somebody else who decides at the desk.
    pub async fn other_coordinator(&self, name: &str) -> Caller {
        self.person(name, true, false).await
    }

    /// Somebody who runs the installation.
    pub async fn admin(&self) -> Caller {
        self.person("admin", false, true).await
    }

    /// Somebody else who runs the installation.
    pub async fn admin_named(&self, name: &str) -> Caller {
        self.person(name, false, true).await
    }

    /// Somebody with a studio that is still a draft, complete enough to be brought to the desk.
    pub async fn newcomer(&self, name: &str) -> Caller {
        self.with_organisation(name, OrganisationKind::Studio, false).await
    }

    /// Somebody else who acts for the caller's organisation, as a plain member.
    pub async fn colleague(&self, of: &Caller, name: &str) -> Caller {
        let mut caller = self.person(name, false, false).await;
        let organisation: OrganisationId = of.organisation.parse().unwrap();
        let who = caller.who();
        self.write(move |tx| identity::members::add(tx, &organisation, &who.account, identity::MemberRole::Member)).await;
        caller.organisation = of.organisation.clone();
        caller
    }

    async fn member_of_new(&self, name: &str, kind: OrganisationKind) -> Caller {
        self.with_organisation(name, kind, true).await
    }

    async fn with_organisation(&self, name: &str, kind: OrganisationKind, approved: bool) -> Caller {
        let mut caller = self.person(name, false, false).await;
        let (who, name) = (caller.who(), name.to_owned());
        let organisation = self.write(move |tx| settle(tx, &who, &name, kind, approved)).await;
        caller.organisation = organisation.to_string();
        caller
    }

    async fn person(&self, name: &str, coordinator: bool, admin: bool) -> Caller {
        let email = format!("{name}@example.org");
        let new = NewAccount {
            email: email.clone(),
            name: name.to_owned(),
            locale: Locale::Sl,
            password_hash: password_hash(),
            coordinator,
            admin,
            demo: false,
        };
        let who = self
            .write(move |tx| {
                let id = accounts::create_verified(tx, &new)?;
                let account = accounts::store::find(tx, &id)?.expect("the account just made");
                let device = Device { name: "test".to_owned(), address: "127.0.0.1".to_owned() };
                let opened = sessions::open(tx, account, &device, true)?;
                Ok(SignedIn { account: id, session: opened.session })
            })
            .await;
        let mut caller = self.visitor();
        caller.account = who.account.to_string();
        caller.email = email;
        caller.session = Some(who);
        caller
    }
}

/// Founds an organisation, completes it, and has it approved by a coordinator of its own.
fn settle(tx: &mut Tx, who: &SignedIn, name: &str, kind: OrganisationKind, approved: bool) -> modrotisk::kit::Result<OrganisationId> {
    let founding = Founding { kind, name: format!("Studio {name}"), town: Some("Škofja Loka".to_owned()), demo: false };
    let id = organisations::found(tx, &who.account, &founding)?;
    let member = identity::member(tx, who, &id)?;
    let told = EditOrganisation {
        name: founding.name.clone(),
        bio: Translations::one(Locale::Sl, "Tiskamo z rezervo in barvamo z indigom."),
        town: founding.town.clone(),
        country: "SI".to_owned(),
        website: None,
        contact_email: None,
        contact_phone: None,
        logo_media_id: None,
        portrait_media_id: None,
    };
    organisations::save_organisation(tx, &member, &told, 1)?;
    organisations::save_onboarding(tx, &member, &complete_onboarding(name), 1)?;
    if approved {
        organisations::submit(tx, &member, &id)?;
        let desk = NewAccount {
            email: format!("desk-for-{name}@example.org"),
            name: "Desk".to_owned(),
            locale: Locale::Sl,
            password_hash: String::new(),
            coordinator: true,
            admin: false,
            demo: false,
        };
        let desk = accounts::create_verified(tx, &desk)?;
        let desk = sessions::open_for_command(tx, &desk)?;
        let coordinator = identity::coordinator(tx, &desk)?;
        organisations::decide(tx, &coordinator, &id, Decision::Approved)?;
        // The coordinator has done their part and receives no letters of the test.
        accounts::store::set_roles(tx, &coordinator.account, false, false, accounts::AccountStatus::Disabled)?;
    }
    Ok(id)
}

/// A record that the checklist finds nothing wrong with.
pub fn complete_onboarding(name: &str) -> EditOnboarding {
    let some = |text: &str| Some(text.to_owned());
    EditOnboarding {
        legal_kind: Some(LegalKind::SoleTrader),
        legal_name: Some(format!("{name} s.p.")),
        street: some("Mestni trg 1"),
        post_code: some("4220"),
        town: some("Škofja Loka"),
        country: some("SI"),
        phone: some("+386 1 000 00 00"),
        email: Some(format!("{name}@example.org")),
        tax_number: some("50223054"),
        registration_number: some("9331310000"),
        register_name: some("AJPES PRS"),
        iban: some("SI56999990000100109"),
        account_holder: Some(format!("{name} s.p.")),
        vat_status: Some(VatStatus::Exempt),
        fiscal_mode: Some(FiscalMode::NoncashOnly),
        manufacturer: Some(ManufacturerBlock {
            name: format!("Studio {name}"),
            street: "Mestni trg 1".to_owned(),
            post_code: "4220".to_owned(),
            town: "Škofja Loka".to_owned(),
            country: "SI".to_owned(),
            email_or_url: "varnost@example.org".to_owned(),
        }),
        self_certification_version: some(Declaration::SelfCertification.version()),
        invoice_mandate_version: some(Declaration::InvoiceMandate.version()),
        terms_version: some(Declaration::Terms.version()),
        ..EditOnboarding::default()
    }
}
