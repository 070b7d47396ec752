//! Identifiers: a prefix that names the noun and a time-ordered UUID (version 7), as text.
//!
//! One type for each noun, so that an order is never looked up by a product's id. Where order or time is
//! secret, the public handle is a random token instead (`Tx::secret`).

use std::sync::Mutex;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use super::time::Instant;

/// What every identifier can do.
pub trait Id: Sized {
    /// The three letters before the underscore.
    const PREFIX: &'static str;
    /// Makes an id from a UUID.
    fn from_uuid(uuid: uuid::Uuid) -> Self;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, AsExpression, FromSqlRow, Serialize, utoipa::ToSchema)]
        #[diesel(sql_type = Text)]
        #[serde(transparent)]
        #[schema(value_type = String, min_length = 40, max_length = 40)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: uuid::Uuid) -> Self { Self(format!("{}_{}", $prefix, uuid.as_hyphenated())) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 36 && uuid::Uuid::try_parse(rest).is_ok() && !rest.contains(|c: char| c.is_ascii_uppercase()))
                    .map(|_| Self(text.to_owned()))
                    .ok_or_else(|| format!("not an id of the form {}_…", $prefix))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        // A single id in a path is always called `id`; several are given as a tuple and named by the path.
        impl utoipa::IntoParams for $name {
            fn into_params(parameter_in: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>) -> Vec<utoipa::openapi::path::Parameter> {
                vec![utoipa::openapi::path::ParameterBuilder::new()
                    .name("id")
                    .parameter_in(parameter_in().unwrap_or(utoipa::openapi::path::ParameterIn::Path))
                    .required(utoipa::openapi::Required::True)
                    .schema(Some(<Self as utoipa::PartialSchema>::schema()))
                    .build()]
            }
        }

        text_column!($name);
    )+};
}

ids! {
    // people
    /// A person who can sign in.
    AccountId "acc",
    /// One signed-in device of an account.
    SessionId "ses",
    /// A studio, company, organizer or institution.
    OrganisationId "org",
    /// A person's place in an organisation.
    MembershipId "mem",
    /// An invitation to become a member.
    InvitationId "inv",
    // catalogue and media
    /// A product.
    ProductId "prd",
    /// A buyable form of a product.
    VariantId "var",
    /// A picture.
    MediaId "med",
    /// A price that was asked from an instant on.
    PriceChangeId "prc",
    // desk
    /// A thing brought to the desk.
    SubmissionId "sub",
    /// An answer of the desk, with reasons.
    DecisionId "dec",
    /// A report from the public.
    ReportId "rep",
    /// An objection to a decision.
    ObjectionId "obj",
    /// A look into a register.
    CheckId "chk",
    /// A saved reply of the desk.
    ReplyId "rpl",
    // buying
    /// A cart.
    CartId "crt",
    /// A line of a cart.
    CartLineId "cln",
    /// One purchase over several creators.
    OrderGroupId "grp",
    /// One creator's part of a purchase.
    OrderId "ord",
    /// A line of an order.
    OrderLineId "oli",
    /// A payment of an order group.
    PaymentId "pay",
    /// Money going back to a buyer.
    RefundId "rfd",
    /// A buyer's withdrawal from a contract.
    WithdrawalId "wdr",
    /// A buyer's claim that something is not as agreed.
    ClaimId "clm",
    /// A picture of a claim.
    ClaimPictureId "clp",
    /// What buyer or maker wrote about an order.
    MessageId "msg",
    /// What a buyer says of a piece.
    ReviewId "rev",
    /// A numbered piece of an edition.
    EditionPieceId "edp",
    /// What the desk did about a message.
    MessageMeasureId "msm",
    /// What the desk did about a review.
    ReviewMeasureId "rvm",
    /// A parcel.
    ShipmentId "shp",
    /// A timed reservation of stock.
    HoldId "hld",
    /// A movement of stock.
    MovementId "mov",
    /// A parcel band of a studio.
    BandId "bnd",
    /// A place where orders are picked up.
    PickupPlaceId "pup",
    /// A rule of the platform's share.
    CommissionRuleId "cmr",
    /// Money that moved, in the ledger.
    TransferId "trf",
    /// Money that a buyer owes a creator straight.
    DueId "due",
    /// Money that came to a creator's account.
    BankEntryId "ben",
    /// A maker lets an organizer take its till money.
    MandateId "mdt",
    /// A file of transfers out of an organizer's account.
    BankOrderId "bor",
    /// An invoice, a credit note or a statement.
    DocumentId "doc",
    /// What documents print of the operator, since some day.
    OperatorId "opr",
    /// A dated rule of when money becomes payable.
    ReleaseRuleId "rlr",
    /// Payouts looked at and released together.
    PayoutBatchId "pob",
    /// Money on its way to a seller.
    PayoutId "pyo",
    /// One order's part of a payout at the processor.
    PayoutPartId "ppt",
    /// Money of a part that came back from the seller's account.
    PayoutReversalId "rvs",
    /// A payment that the buyer's bank questions.
    DisputeId "dsp",
    /// A comparison of our books with the processor's.
    ReconciliationId "rec",
    /// Where the two differ.
    DifferenceId "dif",
    // agreements and royalties
    /// What company and creator sign.
    AgreementId "agr",
    /// A product's tie to the challenge it comes from.
    ProductLinkId "pln",
    /// What a company reports of its sales, or pays once.
    RoyaltyReportId "rry",
    /// A correction of a royalty report.
    RoyaltyCorrectionId "roc",
    /// A royalty on sales paid straight, as it came in.
    RoyaltyReceiptId "ror",
    // places and events
    /// A hall.
    VenueId "ven",
    /// A pop-up.
    PopupId "pop",
    /// An entry of a pop-up's programme.
    ProgrammeEntryId "prg",
    // challenges
    /// A company's challenge.
    ChallengeId "chl",
    /// What entries of a challenge are judged by.
    CriterionId "crn",
    /// A question to the company that poses a challenge.
    QuestionId "qst",
    /// A confidential paper of a challenge.
    AttachmentId "att",
    // entries and juries
    /// An answer to a challenge.
    EntryId "ent",
    /// What was submitted of an entry, numbered.
    EntryVersionId "env",
    /// A picture or a paper of an entry.
    EntryFileId "enf",
    /// An invitation to the team of an entry.
    EntryInvitationId "eni",
    /// Somebody who judges a challenge.
    JurorId "jur",
    /// Points that were given.
    ScoreId "scr",
    /// A tie that was settled.
    TieId "tie",
    // machinery
    /// A recorded fact.
    EventId "evt",
    /// Work to do.
    JobId "job",
    /// A letter in the outbox.
    MailId "mai",
}

/// The program's source of randomness: the operating system's, or a seed in tests.
pub struct Ids {
    seeded: Option<Mutex<StdRng>>,
    /// The last millisecond and how far it was counted: ids of one moment keep the order in which they were made.
    last: Mutex<(i64, u32)>,
}

impl Ids {
    /// Randomness of the operating system.
    pub fn random() -> Ids {
        Ids { seeded: None, last: Mutex::default() }
    }

    /// The same ids in every run of a test.
    pub fn seeded(seed: u64) -> Ids {
        Ids { seeded: Some(Mutex::new(StdRng::seed_from_u64(seed))), last: Mutex::default() }
    }

    /// Fills a buffer with random bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.seeded {
            None => rand::rng().fill_bytes(bytes),
            Some(rng) => rng.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).fill_bytes(bytes),
        }
    }

    /// A new id of the given noun, ordered by the given instant.
    pub fn next<T: Id>(&self, now: Instant) -> T {
        let mut bytes = [0u8; 10];
        self.fill(&mut bytes);
        let millis = now.millis().max(0);
        let count = self.count(millis, bytes[0]);
        // Twenty bits between the marks of version and variant; fifty-four random bits stay below them.
        bytes[0] = (count >> 16) as u8 & 0x0f;
        bytes[1] = (count >> 8) as u8;
        bytes[2] = (count >> 2) as u8 & 0x3f;
        bytes[3] = (count << 6) as u8 | (bytes[3] & 0x3f);
        T::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis as u64, &bytes).into_uuid())
    }

    /// Counts within a millisecond, from a random beginning, so that the count tells nothing of the trade.
    fn count(&self, millis: i64, beginning: u8) -> u32 {
        let mut last = self.last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *last = if last.0 == millis { (millis, last.1.wrapping_add(1)) } else { (millis, u32::from(beginning) << 8) };
        last.1
    }

    /// A secret of 32 random bytes in 43 url-safe letters, for links and tokens.
    pub fn secret(&self) -> String {
        let mut bytes = [0u8; 32];
        self.fill(&mut bytes);
        super::text::base64url(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_noun_is_refused() {
        let ids = Ids::seeded(1);
        let order: OrderId = ids.next(Instant::from_millis(1_700_000_000_000));
        assert!(order.as_str().parse::<OrderId>().is_ok());
        assert!(order.as_str().parse::<ProductId>().is_err());
        assert!("ord_x".parse::<OrderId>().is_err());
        assert!(order.as_str().to_uppercase().parse::<OrderId>().is_err());
    }

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let ids = Ids::seeded(2);
        let early: OrderId = ids.next(Instant::from_millis(1_000));
        let late: OrderId = ids.next(Instant::from_millis(2_000));
        assert!(early < late);
    }

    #[test]
    fn ids_of_one_moment_keep_their_order() {
        let ids = Ids::seeded(3);
        let made: Vec<OrderId> = (0..2_000).map(|_| ids.next(Instant::from_millis(5_000))).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
