//! The caller: who they are, for whom they act, and what waits for them.

use serde::Serialize;

use super::model::{Account, AccountView};
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::members::{self, MyOrganisation};
use crate::identity::organisations::OrganisationStatus;
use crate::identity::proofs::{SignedIn, account};
use crate::kit::Result;
use crate::kit::id::{OrganisationId, SessionId};
use crate::kit::locale::Locale;

/// The caller.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MeView {
    /// Who.
    pub account: AccountView,
    /// On which device.
    pub session_id: SessionId,
    /// For whom they act.
    pub organisations: Vec<MyOrganisation>,
    /// What waits for them.
    pub notices: Vec<Notice>,
    /// Whether this installation is a demonstration.
    pub demo: bool,
}

/// Something that waits for the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Notice {
    /// What.
    pub code: NoticeCode,
    /// Where.
    pub organisation_id: Option<OrganisationId>,
    /// Its name.
    pub organisation_name: Option<String>,
    /// How many.
    pub count: Option<i64>,
}

crate::text_enum! {
    /// What waits for the caller.
    pub enum NoticeCode {
        /// A role that needs a second factor has none.
        SecondFactorMissing = "second_factor_missing",
        /// Few recovery codes are left.
        RecoveryCodesLow = "recovery_codes_low",
        /// Invitations wait.
        InvitationWaiting = "invitation_waiting",
        /// A draft has not gone to the desk.
        OrganisationIncomplete = "organisation_incomplete",
        /// The desk looks at it.
        OrganisationSubmitted = "organisation_submitted",
        /// The desk wants changes.
        OrganisationChangesRequested = "organisation_changes_requested",
        /// The desk refused it.
        OrganisationRefused = "organisation_refused",
        /// The desk holds it.
        OrganisationSuspended = "organisation_suspended",
    }
}

/// The caller, whole.
pub fn me(tx: &mut Tx, who: &SignedIn, demo: bool) -> Result<MeView> {
    let account = account(tx, who)?;
    let organisations = members::store::of_account(tx, &account.id)?;
    let mut notices = own_notices(tx, &account, demo)?;
    notices.extend(organisations.iter().filter_map(notice_of));
    Ok(MeView { account: account.view(), session_id: who.session.clone(), organisations, notices, demo })
}

/// Changes what the caller says about themselves; what is `None` stays, an empty telephone number goes.
pub fn edit(tx: &mut Tx, who: &SignedIn, name: Option<&str>, locale: Option<Locale>, phone: Option<&str>) -> Result<AccountView> {
    let before = account(tx, who)?;
    let name = name.map(str::trim).unwrap_or(&before.name);
    let phone = match phone {
        None => before.phone.as_deref(),
        Some(text) => Some(text.trim()).filter(|text| !text.is_empty()),
    };
    store::set_profile(tx, &before.id, name, locale.unwrap_or(before.locale), phone)?;
    events::record(tx, "account.profile_changed", before.id.as_str(), Some(&before.id), serde_json::json!({}))?;
    account(tx, who).map(|after| after.view())
}

fn own_notices(tx: &mut Tx, account: &Account, demo: bool) -> Result<Vec<Notice>> {
    let own = |code, count| Notice { code, organisation_id: None, organisation_name: None, count };
    let mut notices = Vec::new();
    if account.has_powers() && !account.has_second_factor() && !demo {
        notices.push(own(NoticeCode::SecondFactorMissing, None));
    }
    if account.has_second_factor() {
        let left = store::count_codes(tx, &account.id)?;
        if left < 3 {
            notices.push(own(NoticeCode::RecoveryCodesLow, Some(left)));
        }
    }
    let invitations = members::waiting_for(tx, account)?;
    if invitations > 0 {
        notices.push(own(NoticeCode::InvitationWaiting, Some(invitations)));
    }
    Ok(notices)
}

fn notice_of(organisation: &MyOrganisation) -> Option<Notice> {
    let code = match organisation.status {
        OrganisationStatus::Draft => NoticeCode::OrganisationIncomplete,
        OrganisationStatus::Submitted => NoticeCode::OrganisationSubmitted,
        OrganisationStatus::ChangesRequested => NoticeCode::OrganisationChangesRequested,
        OrganisationStatus::Refused => NoticeCode::OrganisationRefused,
        OrganisationStatus::Suspended => NoticeCode::OrganisationSuspended,
        OrganisationStatus::Approved | OrganisationStatus::Closed => return None,
    };
    let name = Some(organisation.name.clone());
    Some(Notice { code, organisation_id: Some(organisation.id.clone()), organisation_name: name, count: None })
}
