//! Who may: proofs that only this module can make. A use case that asks for one cannot be called without it.
//!
//! A [`SignedIn`] comes from the access token alone, without the database; it proves a name, not a right. Every
//! proof beyond it is made inside the transaction and asks whether the session and the account are still good,
//! so signing out everywhere, disabling an account and removing a member work at once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use super::accounts::{self, Account};
use super::members::{self, MemberRole};
use super::organisations::{OrganisationKind, OrganisationStatus};
use super::sessions::{self, access};
use crate::db::Tx;
use crate::kit::id::{AccountId, MembershipId, OrganisationId, SessionId};
use crate::kit::locale::Locale;
use crate::kit::{Code, Error, Result};
use crate::web::App;

/// A caller with a good access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub account: AccountId,
    /// On which device.
    pub session: SessionId,
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Ready<Result<SignedIn>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(bearer(request).and_then(|found| found.ok_or(Code::NotSignedIn.into())))
    }
}

/// A caller with a good access token, or a guest. A bad token is refused, not taken for a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl FromRequest for MaybeSignedIn {
    type Error = Error;
    type Future = Ready<Result<MaybeSignedIn>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(bearer(request).map(MaybeSignedIn))
    }
}

fn bearer(request: &HttpRequest) -> Result<Option<SignedIn>> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or(Code::NotSignedIn)?;
    let app = request.app_data::<App>().ok_or_else(|| Error::internal("the application is not mounted"))?;
    access::read(&app.settings().secret, token.trim(), app.now()).map(Some)
}

/// Keeps proofs from being made anywhere else.
#[derive(Clone, Debug)]
struct Sealed;

/// Somebody who acts for an organisation.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub account: AccountId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// By which membership.
    pub membership: MembershipId,
    /// In which role.
    pub role: MemberRole,
    /// What the organisation works as.
    pub kind: OrganisationKind,
    /// How far the desk has come with it.
    pub status: OrganisationStatus,
    /// Whether it may sell, pose challenges and schedule.
    pub approved: bool,
    _sealed: Sealed,
}

impl Member {
    /// Goes on only for an organisation that the desk has approved and not suspended.
    pub fn approved(&self) -> Result<()> {
        if self.approved { Ok(()) } else { Err(Code::OrganisationNotApproved.into()) }
    }

    /// Goes on only for owners and managers.
    pub fn manager(&self) -> Result<()> {
        if matches!(self.role, MemberRole::Owner | MemberRole::Manager) { Ok(()) } else { Err(Code::RoleTooLow.into()) }
    }

    /// Goes on only for owners.
    pub fn owner(&self) -> Result<()> {
        if self.role == MemberRole::Owner { Ok(()) } else { Err(Code::RoleTooLow.into()) }
    }

    /// Goes on only for an organisation of this kind.
    pub fn of_kind(&self, kind: OrganisationKind) -> Result<()> {
        let fits = self.kind == kind;
        if fits { Ok(()) } else { Err(Code::Forbidden.because(format!("Only an organisation of the kind '{kind}' may do this."))) }
    }
}

/// Somebody who decides at the desk.
#[derive(Clone, Debug)]
pub struct Coordinator {
    /// Who.
    pub account: AccountId,
    /// How the person is called.
    pub name: String,
    _sealed: Sealed,
}

/// Somebody who runs the installation.
#[derive(Clone, Debug)]
pub struct Admin {
    /// Who.
    pub account: AccountId,
    _sealed: Sealed,
}

/// Somebody who keeps the installation going: decides at the desk or runs it.
#[derive(Clone, Debug)]
pub struct Caretaker {
    /// Who.
    pub account: AccountId,
    _sealed: Sealed,
}

/// Where a letter about an organisation or the desk goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Whose mailbox.
    pub account: AccountId,
    /// The mailbox.
    pub email: String,
    /// How the person is called.
    pub name: String,
    /// The language to write in.
    pub locale: Locale,
}

impl From<Account> for Contact {
    fn from(account: Account) -> Contact {
        Contact { account: account.id, email: account.email, name: account.name, locale: account.locale }
    }
}

/// The caller's account, while session and account are good.
pub fn account(tx: &mut Tx, who: &SignedIn) -> Result<Account> {
    Ok(alive(tx, who)?.0)
}

/// The proof that the caller acts for the organisation. A stranger does not find it.
pub fn member(tx: &mut Tx, who: &SignedIn, organisation: &OrganisationId) -> Result<Member> {
    alive(tx, who)?;
    let (membership, owner) = members::store::of(tx, organisation, &who.account)?.ok_or(Error::not_found())?;
    Ok(Member {
        account: who.account.clone(),
        organisation: organisation.clone(),
        membership: membership.id,
        role: membership.role,
        kind: owner.kind,
        status: owner.status,
        approved: owner.status == OrganisationStatus::Approved,
        _sealed: Sealed,
    })
}

/// The proof that the caller decides at the desk.
pub fn coordinator(tx: &mut Tx, who: &SignedIn) -> Result<Coordinator> {
    let (account, strong) = alive(tx, who)?;
    if !account.is_coordinator {
        return Err(Code::CoordinatorOnly.into());
    }
    if !strong {
        return Err(Code::SecondFactorFirst.into());
    }
    Ok(Coordinator { account: account.id, name: account.name, _sealed: Sealed })
}

/// The proof that the caller runs the installation.
pub fn admin(tx: &mut Tx, who: &SignedIn) -> Result<Admin> {
    let (account, strong) = alive(tx, who)?;
    if !account.is_admin {
        return Err(Code::AdminOnly.into());
    }
    if !strong {
        return Err(Code::SecondFactorFirst.into());
    }
    Ok(Admin { account: account.id, _sealed: Sealed })
}

/// The proof that the caller keeps the installation going.
pub fn caretaker(tx: &mut Tx, who: &SignedIn) -> Result<Caretaker> {
    let (account, strong) = alive(tx, who)?;
    if !account.is_coordinator && !account.is_admin {
        return Err(Code::CoordinatorOnly.into());
    }
    if !strong {
        return Err(Code::SecondFactorFirst.into());
    }
    Ok(Caretaker { account: account.id, _sealed: Sealed })
}

/// The people of an organisation who are written to: its owners and managers.
pub fn contacts(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<Contact>> {
    Ok(members::store::managers(tx, organisation)?.into_iter().map(Contact::from).collect())
}

/// Everyone who decides at the desk.
pub fn coordinators(tx: &mut Tx) -> Result<Vec<Contact>> {
    Ok(accounts::store::coordinators(tx)?.into_iter().map(Contact::from).collect())
}

/// One person, to write to.
pub fn contact(tx: &mut Tx, account: &AccountId) -> Result<Option<Contact>> {
    Ok(accounts::store::find(tx, account)?.filter(Account::is_active).map(Contact::from))
}

/// The account and whether its session may use powers; refused when either has ended.
fn alive(tx: &mut Tx, who: &SignedIn) -> Result<(Account, bool)> {
    let (session, account) = sessions::store::live(tx, &who.session, &who.account)?.ok_or(Code::SignInAgain)?;
    if !account.is_active() {
        return Err(Code::AccountDisabled.into());
    }
    Ok((account, session.second_factor))
}
