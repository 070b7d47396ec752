//! One error, one table of codes. The API serves it as `application/problem+json` (RFC 9457).
//!
//! A refusal is told to the caller in a sentence that says what to do; a fault of ours is logged and told
//! without detail. An expected absence is `not_found`; an unexpected one is a fault, never a 404.

use std::borrow::Cow;

use serde::Serialize;

/// The result of everything that can refuse or fail.
pub type Result<T> = std::result::Result<T, Error>;

/// One finding about one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Where: a JSON pointer into the request.
    pub pointer: String,
    /// What, for programs.
    pub code: String,
    /// What to do, for people.
    pub detail: String,
}

/// A refusal or a fault.
#[derive(Debug)]
pub struct Error {
    /// Which row of the table.
    pub code: Code,
    /// A sentence that replaces the table's, where the case says more.
    pub detail: Option<Cow<'static, str>>,
    /// What is wrong with which field.
    pub fields: Vec<FieldError>,
    /// When it is worth trying again.
    pub retry_after_seconds: Option<u32>,
    /// What the log gets and the caller does not.
    pub cause: Option<String>,
    /// Whether the same transaction may succeed when repeated at once (a deadlock, a serialization failure, a name taken at the
    /// same instant).
    pub transient: bool,
}

macro_rules! codes {
    ($($(#[doc = $section:literal])? $name:ident: $text:literal, $status:literal, $sentence:literal;)+) => {
        /// The table: every refusal the program knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $sentence] $name),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];
            /// The code for programs.
            pub const fn as_str(self) -> &'static str { match self { $(Code::$name => $text),+ } }
            /// The HTTP status.
            pub const fn status(self) -> u16 { match self { $(Code::$name => $status),+ } }
            /// The sentence for people.
            pub const fn sentence(self) -> &'static str { match self { $(Code::$name => $sentence),+ } }
        }
    };
}

codes! {
    // general
    Internal: "internal", 500, "Something went wrong on our side. It has been recorded; please try again.";
    Busy: "busy", 503, "Many people are here right now. Please try again in a moment.";
    NotFound: "not_found", 404, "There is nothing here under this address.";
    MethodNotAllowed: "method_not_allowed", 405, "This address does not take this method; the Allow header names those it takes.";
    Invalid: "invalid", 422, "Some of what was sent needs another look.";
    Malformed: "malformed", 400, "The request could not be read. Send JSON of the documented shape.";
    TooLarge: "too_large", 413, "That is larger than we accept here.";
    UnsupportedMedia: "unsupported_media_type", 415, "Send this with the documented content type.";
    TimedOut: "timed_out", 408, "The request took too long to arrive. Please send it again.";
    TooManyRequests: "too_many_requests", 429, "That was a lot at once. Please wait a little and try again.";
    VersionRequired: "version_required", 428, "Send the version that you changed in the If-Match header.";
    VersionConflict: "version_conflict", 412, "Someone else changed this meanwhile. Reload it and apply your change again.";
    IdempotencyKeyRequired: "idempotency_key_required", 400, "Send an Idempotency-Key header, so that a repeated request acts once.";
    IdempotencyKeyReused: "idempotency_key_reused", 422, "This Idempotency-Key was used for another request. Take a new one.";
    // identity
    NotSignedIn: "not_signed_in", 401, "Sign in first.";
    Forbidden: "forbidden", 403, "You may see this, but not do it.";
    SignInAgain: "session_ended", 401, "Your session has ended. Sign in again.";
    InvalidCredentials: "invalid_credentials", 401, "The e-mail address or the password is not right.";
    SecondFactorWrong: "second_factor_wrong", 422, "This code is not right, or it was used before. Wait for the next one.";
    EmailNotVerified: "email_not_verified", 403, "Confirm your e-mail address first; we have just sent the link again.";
    AccountDisabled: "account_disabled", 403, "This account is disabled. Write to us if you think that this is a mistake.";
    TooManyAttempts: "too_many_attempts", 429, "That was tried too often. Wait until the time in Retry-After has passed.";
    TokenSpent: "token_spent", 410, "This link was used or is too old. Ask for a new one.";
    CrossSite: "cross_site", 403, "Send the header X-Requested-With: modrotisk.";
    PasswordWrong: "current_password_wrong", 422, "The present password is not right.";
    EmailTaken: "email_taken", 409, "There is an account with this e-mail address already.";
    SecondFactorFirst: "second_factor_required_first", 403, "Your role needs a second factor. Set one up, then go on.";
    SecondFactorInForce: "second_factor_in_force", 409, "A second factor is in force. Remove it before you set up another.";
    SecondFactorUnreadable: "second_factor_unreadable", 409, "Your app's codes cannot be checked any more, since the installation's secret has changed. Use a recovery code, or ask the administrator to reset your second factor.";
    SecondFactorNeeded: "second_factor_needed", 409, "Your role needs a second factor, so it cannot be removed.";
    CoordinatorOnly: "coordinator_only", 403, "Only a coordinator may do this.";
    AdminOnly: "admin_only", 403, "Only an administrator may do this.";
    RoleTooLow: "role_too_low", 403, "Your role in this organisation does not allow this. Ask an owner.";
    LastAdmin: "last_admin", 409, "Somebody must run the installation. Make another administrator first.";
    OrganisationNotApproved: "organisation_not_approved", 403, "The coordinator has not approved this organisation yet.";
    OrganisationUnderReview: "organisation_under_review", 409, "The coordinator is looking at this organisation. Withdraw it from the desk to change it.";
    OrganisationIncomplete: "organisation_incomplete", 422, "Some things are still missing before the coordinator can look at this.";
    OrganisationClosed: "organisation_closed", 409, "This organisation is closed.";
    OrganisationActive: "organisation_active", 409, "An approved organisation has buyers. Ask the coordinator to end it with you.";
    DecisionImpossible: "decision_impossible", 409, "This cannot be decided in its present state. Reload it.";
    OwnerOfOrganisation: "owner_of_organisation", 409, "You are the last owner of an organisation. Hand it over or close it first.";
    LastOwner: "last_owner", 409, "An organisation needs an owner. Make somebody else an owner first.";
    AlreadyMember: "already_member", 409, "This person is a member already.";
    InvitationForOther: "invitation_for_other_email", 403, "This invitation was sent to another e-mail address. Sign in with that one.";
    // catalogue and media
    ListingIncomplete: "listing_incomplete", 422, "The listing is not complete yet. Fill in what is named, then submit it again.";
    ListingState: "listing_state", 409, "The listing is in a state that does not allow this. Reload it to see where it stands.";
    ListingNotApproved: "listing_not_approved", 409, "This listing is not approved for sale.";
    ListingNeverApproved: "listing_never_approved", 409, "This listing was never live, so there is nothing to go back to. Archive it instead.";
    DraftSubmitted: "draft_submitted", 409, "The listing is with the coordinator. Withdraw the submission to change it.";
    NothingToSubmit: "nothing_to_submit", 409, "Nothing was changed since the last decision.";
    SkuTaken: "sku_taken", 409, "A code (SKU) of this listing is in use by another one of the same studio. Ask for another code.";
    VariantNotLive: "variant_not_live", 409, "This variant is not live yet. Set its price in the draft; it goes live with the approval.";
    MediaTypeUnsupported: "media_type_unsupported", 415, "Choose a JPEG, PNG or WebP picture.";
    MediaTooLarge: "media_too_large", 413, "The picture is larger than 25 MB. Choose a smaller one.";
    MediaTooManyPixels: "media_too_many_pixels", 422, "The picture has more than 50 million pixels. Make it smaller and send it again.";
    MediaTooSmall: "media_too_small", 422, "The picture is too small to be shown well. Choose one with at least 200 pixels on the short side.";
    MediaUnreadable: "media_unreadable", 422, "The picture could not be read; the file seems to be damaged. Choose another one.";
    // desk and pop-ups
    SubmissionNotOpen: "submission_not_open", 409, "This has been decided or taken back meanwhile. Reload the queue.";
    SubmissionAlreadyOpen: "submission_already_open", 409, "This already waits at the desk. Take it back first if you want to change it.";
    ReasonsMissing: "reasons_missing", 422, "Say why: anything but an approval needs its ground, clause and facts.";
    VerdictNotAllowed: "verdict_not_allowed", 422, "This cannot be answered so. Reports and objections are upheld or dismissed; the rest is approved, sent back or refused.";
    CheckNotHere: "check_not_here", 409, "Only an organisation is checked against registers. Reload the submission.";
    SecondLookPending: "second_look_pending", 409, "You asked for a second look. Wait for it, or take the request back.";
    NoSecondPerson: "no_second_person", 409, "There is no other coordinator who could look. Ask an administrator to name one.";
    JobNotFailed: "job_not_failed", 409, "This did not fail, or is being tried again already. Reload the list.";
    NothingToAnswer: "nothing_to_answer", 409, "Nobody asks for a second look here, or somebody has answered already.";
    DecidedBySamePerson: "decided_by_same_person", 409, "You made the contested decision. Another coordinator has to decide on the objection.";
    ObjectionTooLate: "objection_too_late", 409, "The six months for an objection are over. You can still turn to a dispute settlement body or a court.";
    ObjectionExists: "objection_exists", 409, "There is an objection to this decision already. Its outcome will reach you by mail.";
    NothingToObject: "nothing_to_object", 409, "This decision is not against you, so there is nothing to object to.";
    TooManyReports: "too_many_reports", 429, "Many reports came from your address. Please try again in an hour, or write to the coordinator.";
    PopupIncomplete: "popup_incomplete", 422, "The event is not complete yet. The fields name what is missing.";
    PopupInReview: "popup_in_review", 409, "The event is at the desk. Take the submission back first, then change it.";
    PopupState: "popup_state", 409, "This is not possible in the event's present state.";
    PopupDaysNeedApproval: "popup_days_need_approval", 409, "Other days need the desk. Change them in the draft and submit it, or postpone the event.";
    VenueUnknown: "venue_unknown", 422, "One of the venues is not there. Choose from the list, or add it first.";
    AlreadyInvited: "already_invited", 409, "This maker has been invited already.";
    ProductNotApproved: "product_not_approved", 422, "Only approved products of the maker can be shown. The fields name those that are not.";
    NoStallCards: "no_stall_cards", 409, "There is nothing to print a card for. Only pieces in the shop get one; choose those that are shown first.";
    TooManyStallCards: "too_many_stall_cards", 409, "These are more than 400 cards. Print them maker by maker.";
    // challenges
    ChallengeIncomplete: "challenge_incomplete", 422, "The brief is not complete yet. The fields name what is missing.";
    ChallengeInReview: "challenge_in_review", 409, "The brief is at the desk. Take the submission back first, then change it.";
    TechniqueMerged: "technique_merged", 409, "This technique was merged into another one. Change that one.";
    ChallengeState: "challenge_state", 409, "This is not possible in the challenge's present state.";
    ChallengeFrozen: "challenge_frozen", 409, "What was published stands: creators rely on it. Only the deadline can still move, and only later.";
    QuestionsClosed: "questions_closed", 409, "The time for questions is over.";
    // ledger and commissions
    LastDefaultRule: "last_default_rule", 409, "Add the new default rule first; every sale needs one.";
    DueChanged: "due_changed", 409, "Something else came or was decided meanwhile. Reload the page and look again.";
    MoreThanDue: "more_than_due", 409, "Less than that is due. Reload the balance and choose a smaller amount.";
    // payouts
    PayoutBatchOpen: "payout_batch_open", 409, "A batch of payouts is being looked at. Release or discard it first.";
    PayoutBatchState: "payout_batch_state", 409, "This batch is no longer open. Reload it and look again.";
    NothingToPayOut: "nothing_to_pay_out", 409, "Nothing is due to anybody at the moment.";
    ByHandHere: "by_hand_here", 409, "Payouts are made by hand here, to the account in the profile. There is nothing to connect.";
    AccountRefused: "account_refused", 409, "Stripe does not open an account for this studio. Check its name, country and e-mail in the profile and try again, or ask the coordinator to pay out by hand.";
    AccountUnsupported: "account_unsupported", 409, "Stripe cannot pay out to this studio. Payouts go to the account in the profile; the coordinator arranges them.";
    DifferenceSettled: "difference_settled", 409, "This difference is settled already. Reload the list.";
    PayoutState: "payout_state", 409, "The payout is no longer in the state you saw. Reload it and look again.";
    // buying
    CartEmpty: "cart_empty", 409, "The cart is empty. Put something in first.";
    CartFull: "cart_full", 409, "The cart is full. Order what is in it, then go on.";
    VariantNotForSale: "variant_not_for_sale", 409, "This is not for sale at the moment. Take it out of the cart to go on.";
    QuantityNotAvailable: "quantity_not_available", 409, "There are not that many left. Take fewer.";
    PersonalisationNeeded: "personalisation_needed", 422, "The maker needs a text from you for this piece.";
    PricesChanged: "prices_changed", 409, "The total is no longer what you saw. Look at the cart again and order then.";
    SoldOut: "sold_out", 409, "Someone was faster: there are not enough pieces left. Look at the cart again.";
    TermsNotAccepted: "terms_not_accepted", 422, "Accept the terms to order.";
    DeliveryOptionUnknown: "delivery_option_unknown", 422, "Choose one of the ways of delivery that are offered for this creator.";
    DeliveryNotPossible: "delivery_not_possible", 422, "This creator cannot deliver to that address. Choose a pick-up or another country.";
    OrderNotPayable: "order_not_payable", 409, "This order cannot be paid any more. Its page says why.";
    OrderNotCancellable: "order_not_cancellable", 409, "This order can no longer be cancelled here. Write to the seller, whose address is on the page.";
    OrderStateConflict: "order_state_conflict", 409, "The order is no longer in the state you saw. Reload it and look again.";
    WrongDeliveryMethod: "wrong_delivery_method", 409, "This step does not fit how the order is handed over.";
    PaymentMethodUnavailable: "payment_method_unavailable", 422, "This way of paying is not offered here. Choose one that is.";
    TransferNotPossible: "transfer_not_possible", 422, "Not every creator in the cart can be paid by bank transfer. Choose another way of paying.";
    StatementUnreadable: "statement_unreadable", 422, "This is not a bank statement that can be read. Export it from your bank as camt.053 (XML) and try again.";
    MandateMissing: "mandate_missing", 409, "This maker has not let you take its till money, or took that back. Ask the maker for a mandate.";
    RefundPaid: "refund_paid", 409, "This refund is marked as paid already. Reload the page.";
    CommissionPaid: "commission_invoice_paid", 409, "This invoice is marked as paid already, or is none that is to be paid. Reload the page.";
    PaymentNotOpen: "payment_not_open", 409, "This payment is already settled. The order page shows how it ended.";
    PaymentUnreachable: "payment_provider_unreachable", 503, "The payment service does not answer. Nothing was charged; try again in a moment.";
    RefundTooLarge: "refund_too_large", 409, "That is more than was paid and not yet returned.";
    WithdrawalOver: "withdrawal_over", 409, "The time to withdraw from this contract is over. If something is wrong with the piece, make a claim.";
    WithdrawalExempt: "withdrawal_exempt", 409, "This piece was made to your wish, so there is no withdrawal from it. If something is wrong with it, make a claim.";
    NothingToWithdraw: "nothing_to_withdraw", 409, "So many pieces are not left to withdraw from. The page shows what is.";
    WithdrawalSettled: "withdrawal_settled", 409, "This withdrawal has been settled meanwhile. Reload it.";
    ClaimTooLate: "claim_too_late", 409, "A claim can be made from the day the piece was sent until two years after it was received.";
    ClaimOpen: "claim_open", 409, "There is an open claim for this piece already. Its page shows where it stands.";
    ClaimPicturesFull: "claim_pictures_full", 409, "A claim has at most five pictures.";
    ClaimAnswered: "claim_answered", 409, "This claim is no longer in the state you saw. Reload it.";
    ThreadClosed: "thread_closed", 409, "Messages open once the order is paid.";
    ThreadFull: "thread_full", 409, "So many messages were written about this order that it takes no more. Call the other side.";
    MessageReported: "message_reported", 409, "Only a message of the other side can be reported, and only once.";
    ReviewTooEarly: "review_too_early", 409, "A piece can be reviewed once it has arrived.";
    ReviewOver: "review_over", 409, "A review can be changed for 30 days; that time is over.";
    MessageState: "message_state", 409, "This message is no longer in the state you saw. Reload it.";
    ReviewState: "review_state", 409, "This review is no longer in the state you saw. Reload it.";
    // entries and juries
    EntriesClosed: "entries_closed", 409, "This challenge does not take entries now. Its page says from when until when it does.";
    RightsNotAccepted: "rights_not_accepted", 422, "Accept the rights and declare that the work is yours; both come before the first upload.";
    RightsTextChanged: "rights_text_changed", 409, "The text of the rights is another one by now. Reload the page, read it and accept it again.";
    EntryLimit: "entry_limit", 409, "You are part of as many entries to this challenge as its rules allow.";
    EntryTeamFull: "entry_team_full", 409, "This team is as large as the challenge allows. Take an invitation back first.";
    EntryLeadOnly: "entry_lead_only", 403, "Only the person who began this entry may do this.";
    EntryLeadStays: "entry_lead_stays", 409, "Whoever began the entry stays in the team. Withdraw the entry instead.";
    EntrySubmitted: "entry_submitted", 409, "The entry was submitted with this team, so nobody leaves it any more. Withdraw the entry instead.";
    EntryWithdrawn: "entry_withdrawn", 409, "This entry was withdrawn. Begin a new one while the challenge is open.";
    EntryDecided: "entry_decided", 409, "The result is known, so the entry can no longer be withdrawn.";
    EntrySharesOpen: "entry_shares_open", 409, "Each member of the team has to agree to their share before you submit.";
    EntrySharesChanged: "entry_shares_changed", 409, "Your share is another one by now. Reload the page and look again.";
    EntryFileUnsupported: "entry_file_unsupported", 415, "Choose a PDF; pictures go to the pictures.";
    EntryFileUnreadable: "entry_file_unreadable", 422, "This PDF could not be read: it is damaged or locked. Export it anew without a password.";
    EntryFileTooLarge: "entry_file_too_large", 413, "The PDF is larger than 15 MB. Make it smaller and send it again.";
    EntryFilesFull: "entry_files_full", 409, "An entry shows at most 20 files. Take one out first.";
    JurorCannotEnter: "juror_cannot_enter", 409, "You are in the jury of this challenge, so you cannot take part in it.";
    EntrantCannotJudge: "entrant_cannot_judge", 409, "You take part in this challenge, so you cannot judge it. Withdraw your entry or decline.";
    JurorKnown: "juror_known", 409, "This address is in the jury already.";
    JuryFull: "jury_full", 409, "A jury has at most 15 members.";
    NoJurors: "no_jurors", 409, "Nobody has accepted a place in the jury yet. Invite jurors first.";
    NothingToJudge: "nothing_to_judge", 409, "Nobody has entered, so there is nothing to judge. Cancel the challenge with a reason.";
    JudgingNotOpen: "judging_not_open", 409, "Entries stay sealed until the close, and judging begins after it.";
    JurySheetClosed: "jury_sheet_closed", 409, "This sheet is completed or put aside, so nothing on it changes any more.";
    JuryScoresMissing: "jury_scores_missing", 422, "Give points and a comment for each criterion before you complete the entry.";
    JuryNotDone: "jury_not_done", 409, "Not all jurors have judged every entry yet. Remind them, or take somebody out of the jury with a reason.";
    EntryUnjudged: "entry_unjudged", 409, "Nobody could judge one of the entries. Invite another juror for it.";
    TieUnsettled: "tie_unsettled", 409, "Some entries have the same mean. Settle which comes first, with a reason.";
    ResultsNotOut: "results_not_out", 409, "The results are not out yet. The page of the challenge says when they come.";
    JuryRecordClosed: "jury_record_closed", 409, "Who gave which points can be read once the result is decided.";
    AttachmentsFull: "attachments_full", 409, "A challenge keeps at most 20 confidential papers. Take one away first.";
    OwnVote: "own_vote", 403, "This is your own entry. Vote for another one.";
    VoteOver: "vote_over", 409, "The vote has ended. The page shows what it came to.";
    ShortlistMade: "shortlist_made", 409, "The shortlist is made, and there is only one. Reload the page to see it.";
    TieUnknown: "tie_unknown", 422, "These entries are not tied. Reload the results and settle a tie that is shown.";
    // agreements and royalties
    AgreementState: "agreement_state", 409, "This agreement is no longer in the state you saw. Reload it.";
    AgreementOver: "agreement_over", 409, "The time to sign this offer is over. Ask the company for a new one.";
    AgreementText: "agreement_text_changed", 409, "This is not the text you saw. Read it again, then sign.";
    AgreementOption: "agreement_option", 422, "Choose one of the ways to be paid before you sign.";
    AgreementExists: "agreement_exists", 409, "There is an offer for this entry already. Wait for its answer, or for its end.";
    AwardClosed: "award_closed", 409, "Agreements are offered from the reveal until the option period ends.";
    NobodyToAward: "nobody_to_award", 409, "Every ranked entry was offered an agreement, or has gone back to its makers.";
    LinkState: "product_link_state", 409, "This tie between product and challenge is no longer in the state you saw. Reload it.";
    LinkExists: "product_link_exists", 409, "This product is tied to a challenge already, or a request waits for its answer.";
    LinkLocked: "product_link_locked", 409, "This tie was agreed and signed. It stays as long as the product is there.";
    CreditLocked: "credit_locked", 422, "Origin and credit line of this product are agreed with the company. Leave them as they are.";
    ReportTooEarly: "royalty_report_too_early", 409, "This period has not ended yet. Report it from the first day after it.";
    ReportOrder: "royalty_report_order", 409, "Periods are reported one after another. Report the one before first.";
    ReportExists: "royalty_report_exists", 409, "This period is reported already. Reload the page to see what was said.";
    NothingToReport: "nothing_to_report", 409, "Under this agreement nothing is reported for that period.";
    RoyaltyPaid: "royalty_paid_already", 409, "This royalty is marked as paid already. Reload the page.";
    WebhookRefused: "webhook_refused", 400, "The signature does not fit. Check the webhook secret.";
    StockBelowHeld: "stock_below_held", 409, "Some of these pieces are being paid for right now. Keep at least those.";
}

impl Code {
    /// This refusal with a sentence of its own.
    pub fn because(self, detail: impl Into<Cow<'static, str>>) -> Error {
        Error { detail: Some(detail.into()), ..Error::from(self) }
    }

    /// This refusal about one field.
    pub fn at(self, pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Error {
        Error { fields: vec![FieldError { pointer: pointer.into(), code: code.to_owned(), detail: detail.into() }], ..Error::from(self) }
    }

    /// This refusal about several fields.
    pub fn with_fields(self, fields: Vec<FieldError>) -> Error {
        Error { fields, ..Error::from(self) }
    }
}

impl Error {
    /// An expected absence.
    pub fn not_found() -> Error {
        Code::NotFound.into()
    }

    /// A fault of ours, with what the log should say.
    pub fn internal(cause: impl std::fmt::Display) -> Error {
        Error { cause: Some(cause.to_string()), ..Error::from(Code::Internal) }
    }

    /// Too many at once; worth another try after some seconds.
    pub fn busy(retry_after_seconds: u32) -> Error {
        Error { retry_after_seconds: Some(retry_after_seconds), ..Error::from(Code::Busy) }
    }

    /// The sentence the caller reads.
    pub fn sentence(&self) -> &str {
        self.detail.as_deref().unwrap_or(self.code.sentence())
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Error {
        Error { code, detail: None, fields: Vec::new(), retry_after_seconds: None, cause: None, transient: false }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Error {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        // PostgreSQL keeps no NUL in a text; nobody types one, but a program may send it.
        if matches!(&error, Diesel::DatabaseError(_, info) if info.message().contains("invalid byte sequence for encoding")) {
            return Code::Malformed
                .because("A text holds a character that cannot be kept. Take invisible characters out and send it again.");
        }
        let transient = match &error {
            Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
            // Somebody else took the same name at the same instant: the next look sees theirs and takes another or refuses.
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => true,
            // PostgreSQL's deadlock (40P01) has no kind of its own.
            Diesel::DatabaseError(_, info) => info.message().contains("deadlock detected"),
            _ => false,
        };
        Error { transient, ..Error::internal(error) }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.sentence())?;
        if let Some(cause) = &self.cause {
            write!(f, " ({cause})")?;
        }
        for field in &self.fields {
            write!(f, "; {} {}: {}", field.pointer, field.code, field.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_told_apart_and_ends_in_a_sentence() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{} stands twice", code.as_str());
            assert!(code.sentence().ends_with('.'), "{} needs a whole sentence", code.as_str());
            assert!((400..=599).contains(&code.status()));
        }
    }
}
