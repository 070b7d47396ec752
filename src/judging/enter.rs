//! Entering a challenge: what a team sees and does. Everything here asks for a seat, so nobody else finds it.

use serde::{Deserialize, Serialize};

use super::{is_revealed, letters, limits, open};
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::entries::{
    self, Acceptance, Entry, EntryContent, EntryFile, EntryFileKind, EntryMember, EntryStatus, EntryVersion, Member, Seat,
};
use crate::identity::{self, OrganisationKind, SignedIn, organisation_card};
use crate::juries;
use crate::kit::id::{AccountId, EntryFileId, EntryId, EntryInvitationId, OrganisationId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{Instant, Zone};
use crate::kit::{Code, Error, Result};
use crate::terms::RightsTemplate;

/// What begins an entry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginEntry {
    /// The public address of the challenge.
    #[schema(max_length = 200)]
    pub challenge: String,
    /// Rights and originality.
    pub acceptance: AcceptTerms,
}

/// What everybody says before they are part of an entry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptTerms {
    /// Which text of the rights was shown.
    #[schema(max_length = 60)]
    pub rights_text_version: String,
    /// Whether it is accepted.
    pub rights_accepted: bool,
    /// Whether the work is declared to be one's own.
    pub originality_declared: bool,
    /// The studio one takes part for, if for one.
    #[serde(default)]
    pub studio_id: Option<OrganisationId>,
}

/// The challenge of an entry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnteredChallenge {
    /// Its public address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub phase: ChallengeState,
    /// Its time zone.
    pub zone: Zone,
    /// When it closes.
    pub closes_at: Option<Instant>,
    /// When the results come out.
    pub reveal_at: Option<Instant>,
    /// Whether it takes entries now.
    pub open: bool,
    /// What becomes of the rights.
    pub rights: RightsTemplate,
    /// Which text of them is in force.
    pub rights_text_version: String,
    /// How many people a team has at most.
    pub max_team: i32,
}

/// A member of a team as the others see them.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TeamMemberView {
    /// Who.
    pub account_id: AccountId,
    /// How the person is called.
    pub name: String,
    /// The studio's name, if there is one.
    pub studio: Option<String>,
    /// Whether this is who began the entry.
    pub leads: bool,
    /// Of 10,000.
    pub share_bp: i32,
    /// Whether the member agrees with the share.
    pub agrees: bool,
    /// Whether this is the caller.
    pub you: bool,
}

/// An invitation that waits.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TeamInvitationView {
    /// The invitation.
    pub id: EntryInvitationId,
    /// The mailbox.
    pub email: String,
    /// Until when it can be accepted.
    pub expires_at: Instant,
}

/// A picture or a paper as the team sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EntryFileView {
    /// Which.
    pub id: EntryFileId,
    /// Picture or paper.
    pub kind: EntryFileKind,
    /// What it was called; the jury never learns this.
    pub name: String,
    /// What it shows.
    pub caption: String,
    /// 0 for a paper.
    pub width_px: i32,
    /// 0 for a paper.
    pub height_px: i32,
    /// How large it is.
    pub size_bytes: i64,
}

/// A submitted version: the receipt.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EntryReceipt {
    /// From one upwards.
    pub number: i32,
    /// What proves it.
    pub receipt: String,
    /// When.
    pub submitted_at: Instant,
    /// By whom.
    pub submitted_by: String,
    /// What the entry was called in it.
    pub title: String,
    /// How many files it shows.
    pub files: i32,
}

/// An entry as its team sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EntryView {
    /// Its id; for the team.
    pub id: EntryId,
    /// What it answers.
    pub challenge: EnteredChallenge,
    /// Where it stands.
    pub status: EntryStatus,
    /// Give this back in `If-Match` with changed words.
    pub version: i64,
    /// The words as they are being written.
    pub content: EntryContent,
    /// Pictures and papers, in order.
    pub files: Vec<EntryFileView>,
    /// Who leads first.
    pub team: Vec<TeamMemberView>,
    /// Those who have not answered.
    pub invitations: Vec<TeamInvitationView>,
    /// What was submitted, the newest first.
    pub versions: Vec<EntryReceipt>,
    /// Whether anything differs from the last version, so that it counts only once it is submitted again.
    pub changed: bool,
    /// Whether the caller leads the team.
    pub you_lead: bool,
    /// Whether it can still be withdrawn.
    pub withdrawable: bool,
}

/// An entry in the list of a person's own.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MyEntry {
    /// Its id.
    pub id: EntryId,
    /// What it answers.
    pub challenge: EnteredChallenge,
    /// What it is called so far.
    pub title: String,
    /// Where it stands.
    pub status: EntryStatus,
    /// How many versions were submitted.
    pub submitted_versions: i32,
    /// Whether one's own share waits for agreement.
    pub share_waits: bool,
}

/// The entries of a person.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MyEntries {
    /// The newest first.
    pub items: Vec<MyEntry>,
}

/// An invitation to a team as whoever holds its link sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TeamInvitationPreview {
    /// The challenge.
    pub challenge: EnteredChallenge,
    /// Who invited.
    pub invited_by: String,
    /// The mailbox it was sent to: sign in with it.
    pub email: String,
    /// Until when it can be accepted.
    pub expires_at: Instant,
}

/// Another share for each member.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeShares {
    /// One for each member; they come to 10,000.
    #[schema(max_items = 50)]
    pub shares: Vec<Share>,
}

/// A member's share.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Who.
    pub account_id: AccountId,
    /// Of 10,000.
    #[schema(minimum = 0, maximum = 10000)]
    pub share_bp: i32,
}

/// The caller's seat, while session and account are good.
pub(super) fn seat(tx: &mut Tx, who: &SignedIn, id: &EntryId) -> Result<(Seat, Challenge)> {
    let account = identity::account(tx, who)?;
    let seat = entries::seat(tx, &account.id, id)?;
    let challenge = challenges::of(tx, &seat.entry.challenge_id)?;
    Ok((seat, challenge))
}

/// The caller's seat, while the challenge takes entries.
pub(super) fn open_seat(tx: &mut Tx, who: &SignedIn, id: &EntryId) -> Result<(Seat, Challenge)> {
    let (seat, challenge) = seat(tx, who, id)?;
    seat.standing()?;
    open(tx, &challenge)?;
    Ok((seat, challenge))
}

/// Begins an entry. Refused to jurors of the challenge, and while it does not take entries.
pub fn begin(tx: &mut Tx, who: &SignedIn, new: &BeginEntry) -> Result<EntryId> {
    let account = identity::account(tx, who)?;
    let challenge = challenges::by_slug(tx, &new.challenge)?.filter(Challenge::is_public).ok_or_else(Error::not_found)?;
    open(tx, &challenge)?;
    if juries::judges(tx, &challenge.id, &account.id)? {
        return Err(Code::JurorCannotEnter.into());
    }
    let acceptance = accepted(tx, who, &new.acceptance)?;
    Ok(entries::begin(tx, &account.id, &challenge.id, &limits(&challenge), &acceptance)?.id)
}

/// What was said, for a studio that the caller acts for.
fn accepted(tx: &mut Tx, who: &SignedIn, terms: &AcceptTerms) -> Result<Acceptance> {
    own_studio(tx, who, terms.studio_id.as_ref())?;
    Ok(Acceptance {
        rights_text_version: terms.rights_text_version.clone(),
        rights: terms.rights_accepted,
        originality: terms.originality_declared,
        studio: terms.studio_id.clone(),
    })
}

fn own_studio(tx: &mut Tx, who: &SignedIn, studio: Option<&OrganisationId>) -> Result<()> {
    match studio {
        Some(studio) => identity::member(tx, who, studio)?.of_kind(OrganisationKind::Studio),
        None => Ok(()),
    }
}

/// Invites a mailbox by a sealed letter. The answer is the same whoever it belongs to.
pub(super) fn invite(tx: &mut Tx, who: &SignedIn, id: &EntryId, email: &str, base_url: &str) -> Result<()> {
    let (seat, challenge) = open_seat(tx, who, id)?;
    let team = entries::members(tx, &seat)?;
    let email = email.trim().to_lowercase();
    for member in &team {
        if identity::contact(tx, &member.account_id)?.is_some_and(|contact| contact.email == email) {
            return Err(Code::AlreadyMember.into());
        }
    }
    let (invitation, secret) = entries::invite(tx, &seat, &email, &limits(&challenge))?;
    let inviter = identity::account(tx, who)?;
    letters::team_invitation(tx, &challenge, &invitation, &inviter, base_url, &secret)
}

/// What an invitation's link invites to.
pub(super) fn preview(tx: &mut Tx, secret: &str, locale: Locale) -> Result<TeamInvitationPreview> {
    let (invitation, entry) = entries::invitation(tx, secret)?;
    let challenge = challenges::of(tx, &entry.challenge_id)?;
    let invited_by = name(tx, &invitation.invited_by)?;
    let challenge = entered(tx, &challenge, locale);
    Ok(TeamInvitationPreview { challenge, invited_by, email: invitation.email, expires_at: invitation.expires_at })
}

/// Accepts an invitation, signed in with the mailbox that it was sent to.
pub(super) fn accept(tx: &mut Tx, who: &SignedIn, secret: &str, terms: &AcceptTerms, base_url: &str) -> Result<EntryId> {
    let account = identity::account(tx, who)?;
    let (invitation, entry) = entries::invitation(tx, secret)?;
    if invitation.email != account.email {
        return Err(Code::InvitationForOther.into());
    }
    let challenge = challenges::of(tx, &entry.challenge_id)?;
    open(tx, &challenge)?;
    if juries::judges(tx, &challenge.id, &account.id)? {
        return Err(Code::JurorCannotEnter.into());
    }
    let acceptance = accepted(tx, who, terms)?;
    entries::accept(tx, &account.id, &invitation, &entry, &limits(&challenge), &acceptance)?;
    letters::team_joined(tx, &challenge, &invitation, &entry, &account.name, base_url)?;
    Ok(entry.id)
}

/// Proposes shares, and tells those whose agreement is asked for.
pub(super) fn propose(tx: &mut Tx, who: &SignedIn, id: &EntryId, new: &ProposeShares, base_url: &str) -> Result<()> {
    let (seat, challenge) = open_seat(tx, who, id)?;
    let shares: Vec<(AccountId, i32)> = new.shares.iter().map(|share| (share.account_id.clone(), share.share_bp)).collect();
    entries::propose_shares(tx, &seat, &shares)?;
    for member in entries::members(tx, &seat)?.iter().filter(|member| !member.agrees()) {
        letters::shares_proposed(tx, &challenge, member, base_url)?;
    }
    Ok(())
}

/// Submits at once: the answer is the receipt, and each member has it by letter.
pub(super) fn submit(tx: &mut Tx, who: &SignedIn, id: &EntryId, base_url: &str) -> Result<EntryReceipt> {
    let (seat, challenge) = open_seat(tx, who, id)?;
    let version = entries::submit(tx, &seat)?;
    let receipt = receipt(tx, &version)?;
    for member in entries::members(tx, &seat)? {
        letters::receipt(tx, &challenge, &seat.entry.id, &member, &receipt, base_url)?;
    }
    Ok(receipt)
}

/// Takes an entry back, for good, until the result is known.
pub(super) fn withdraw(tx: &mut Tx, who: &SignedIn, id: &EntryId, base_url: &str) -> Result<()> {
    let (seat, challenge) = seat(tx, who, id)?;
    if !withdrawable(&challenge, &seat.entry) {
        let code = if seat.entry.status == EntryStatus::Withdrawn { Code::EntryWithdrawn } else { Code::EntryDecided };
        return Err(code.into());
    }
    entries::withdraw(tx, &seat)?;
    for member in entries::members(tx, &seat)? {
        letters::withdrawn(tx, &challenge, &seat.entry.id, &member, base_url)?;
    }
    Ok(())
}

fn withdrawable(challenge: &Challenge, entry: &Entry) -> bool {
    entry.status != EntryStatus::Withdrawn && challenge.state != ChallengeState::Decided && !is_revealed(challenge)
}

/// A person's own entries.
pub(super) fn mine(tx: &mut Tx, who: &SignedIn, locale: Locale) -> Result<MyEntries> {
    let account = identity::account(tx, who)?;
    let mut items = Vec::new();
    for seat in entries::mine(tx, &account.id)? {
        let challenge = challenges::of(tx, &seat.entry.challenge_id)?;
        items.push(MyEntry {
            challenge: entered(tx, &challenge, locale),
            share_waits: seat.entry.status != EntryStatus::Withdrawn && !seat.me.agrees(),
            title: seat.entry.content.0.title,
            status: seat.entry.status,
            submitted_versions: seat.entry.submitted_versions,
            id: seat.entry.id,
        });
    }
    Ok(MyEntries { items })
}

/// The whole entry, for its team.
pub(super) fn view(tx: &mut Tx, who: &SignedIn, id: &EntryId, locale: Locale) -> Result<EntryView> {
    let (seat, challenge) = seat(tx, who, id)?;
    let versions = entries::versions(tx, id)?;
    let files = entries::files(tx, &seat)?;
    let members = entries::members(tx, &seat)?;
    let invitations = entries::invitations(tx, &seat)?.into_iter().filter(|invitation| invitation.expires_at > tx.now);
    let invitations = invitations
        .map(|invitation| TeamInvitationView { id: invitation.id, email: invitation.email, expires_at: invitation.expires_at })
        .collect();
    let changed = versions.last().is_some_and(|last| differs(last, &seat.entry, &files, &members));
    let mut receipts = Vec::with_capacity(versions.len());
    for version in versions.iter().rev() {
        receipts.push(receipt(tx, version)?);
    }
    let mut team = Vec::with_capacity(members.len());
    for member in members {
        team.push(team_member(tx, member, &seat.me.account_id)?);
    }
    Ok(EntryView {
        challenge: entered(tx, &challenge, locale),
        withdrawable: seat.me.leads && withdrawable(&challenge, &seat.entry),
        status: seat.entry.status,
        version: seat.entry.version,
        content: seat.entry.content.0,
        id: seat.entry.id,
        files: files.into_iter().map(EntryFileView::of).collect(),
        team,
        invitations,
        versions: receipts,
        changed,
        you_lead: seat.me.leads,
    })
}

fn differs(last: &EntryVersion, entry: &Entry, files: &[EntryFile], members: &[EntryMember]) -> bool {
    let shown = last.files.iter().map(|file| (&file.id, &file.caption));
    let team: Vec<Member> = members.iter().cloned().map(Member::from).collect();
    entry.status != EntryStatus::Withdrawn
        && (last.content != entry.content || !shown.eq(files.iter().map(|file| (&file.id, &file.caption))) || last.team.0 != team)
}

fn team_member(tx: &mut Tx, member: EntryMember, me: &AccountId) -> Result<TeamMemberView> {
    let studio = match &member.studio_id {
        Some(studio) => organisation_card(tx, studio)?.map(|card| card.name),
        None => None,
    };
    Ok(TeamMemberView {
        name: name(tx, &member.account_id)?,
        studio,
        leads: member.leads,
        share_bp: member.share_bp,
        agrees: member.agrees(),
        you: member.account_id == *me,
        account_id: member.account_id,
    })
}

impl EntryFileView {
    /// The view of a row.
    pub(super) fn of(file: EntryFile) -> EntryFileView {
        let EntryFile { id, kind, name, caption, width_px, height_px, size_bytes, .. } = file;
        EntryFileView { id, kind, name, caption, width_px, height_px, size_bytes }
    }
}

fn receipt(tx: &mut Tx, version: &EntryVersion) -> Result<EntryReceipt> {
    Ok(EntryReceipt {
        number: version.number,
        receipt: version.receipt.clone(),
        submitted_at: version.submitted_at,
        submitted_by: name(tx, &version.submitted_by)?,
        title: version.content.title.clone(),
        files: i32::try_from(version.files.len()).map_err(Error::internal)?,
    })
}

/// How a person is called; nothing for an account that is gone.
pub(super) fn name(tx: &mut Tx, account: &AccountId) -> Result<String> {
    Ok(identity::contact(tx, account)?.map(|contact| contact.name).unwrap_or_default())
}

/// The challenge as its entrants see it.
pub(super) fn entered(tx: &Tx, challenge: &Challenge, locale: Locale) -> EnteredChallenge {
    let phase = challenge.phase(tx.now);
    EnteredChallenge {
        slug: challenge.slug.clone(),
        title: title(&challenge.title, locale),
        phase,
        zone: challenge.zone.clone(),
        closes_at: challenge.closes_at,
        reveal_at: challenge.reveal_at,
        open: phase == ChallengeState::Open,
        rights: challenge.rights,
        rights_text_version: challenge.rights_text_version.clone(),
        max_team: challenge.max_team,
    }
}

fn title(title: &Translations, locale: Locale) -> String {
    title.best(locale).to_owned()
}
