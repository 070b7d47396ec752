//! Messages about an order: who may write and read them, and what happens when one is reported.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{thread_desk, thread_letters};
use crate::checkout::{Shop, Shopper};
use crate::db::Tx;
use crate::desk::{self, NewReport, ReportReason};
use crate::identity::attempts::{self, Limit};
use crate::identity::{self, Contact, Coordinator, SignedIn};
use crate::kit::check::Check;
use crate::kit::id::{AccountId, MessageId, OrderGroupId, OrderId, SubmissionId};
use crate::kit::text::{plain, sha256_hex};
use crate::kit::time::{Instant, hours};
use crate::kit::{Code, Error, Result};
use crate::orders::{self, Order, OrderGroup};
use crate::threads::{self, Message, Side};

/// Messages that one side writes about one order.
const MESSAGES: Limit = Limit::ceiling("order_message", 20, hours(1));
/// A side that has not opened the thread is written to again after so many hours, not with every message.
const QUIET_HOURS: u64 = 1;
/// How long a message may be.
const LONGEST: usize = 2_000;

/// A message to write.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteMessage {
    /// The words.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// What is wrong with a message of the other side.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMessage {
    /// In a word.
    pub reason: ReportReason,
    /// In sentences.
    #[schema(min_length = 10, max_length = 2000)]
    pub statement: String,
}

/// A message as a reader sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: Side,
    /// The writer's name.
    pub name: String,
    /// The words.
    pub text: String,
    /// When.
    pub sent_at: Instant,
    /// Whether the other side has seen it.
    pub read: bool,
    /// Whether it was reported to the desk.
    pub reported: bool,
    /// Whether the desk has taken it down; the other side then reads no words.
    pub hidden: bool,
    /// Why, for its writer and the desk.
    pub hidden_because: Option<HideMessage>,
    /// The report that waits for the desk's decision; for the desk.
    pub report: Option<SubmissionId>,
}

/// Why the desk takes a message down.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HideMessage {
    /// Law or terms.
    pub ground: desk::Ground,
    /// Which law or clause.
    #[schema(min_length = 3, max_length = 200)]
    pub clause: String,
    /// What is the case.
    #[schema(min_length = 10, max_length = 2000)]
    pub facts: String,
}

/// What buyer and maker wrote about an order.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ThreadView {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Which side reads; nobody's when the desk does.
    pub side: Option<Side>,
    /// The maker.
    pub seller: String,
    /// The buyer.
    pub buyer: String,
    /// Whether one may write.
    pub open: bool,
    /// Oldest first.
    pub messages: Vec<MessageView>,
}

/// One who may speak in a thread: the buyer of the order, or somebody who acts for its maker.
#[derive(Clone, Debug)]
pub struct Voice {
    side: Side,
    account: Option<AccountId>,
    order: Order,
    group: OrderGroup,
}

impl Voice {
    /// The buyer, by the secret of the purchase or by account. Another's order is not found.
    pub fn buyer(tx: &mut Tx, shop: &Shop, shopper: &Shopper, group: &OrderGroupId, order: &OrderId) -> Result<Voice> {
        let group = shopper.group(tx, shop, group)?;
        let order = orders::order_of_group(tx, &group.id, order)?;
        Ok(Voice { side: Side::Buyer, account: shopper.signed_in.as_ref().map(|who| who.account.clone()), order, group })
    }

    /// Somebody who acts for the maker. To anybody else, and before it is paid, the order is not there.
    pub fn seller(tx: &mut Tx, who: &SignedIn, order: &OrderId) -> Result<Voice> {
        let seller = orders::seller_of(tx, order)?;
        let by = identity::member(tx, who, &seller)?;
        let order = orders::of_organisation(tx, &by.organisation, order)?;
        let group = orders::group(tx, &order.order_group_id)?;
        if order.paid_at.is_none() {
            return Err(Error::not_found());
        }
        Ok(Voice { side: Side::Seller, account: Some(by.account), order, group })
    }
}

/// Writes a message; the other side has a letter, unless one of the last hour still waits to be opened. Refused
/// (`thread_closed`) before the order is paid, and when too many are written in an hour.
pub fn write_message(tx: &mut Tx, shop: &Shop, by: &Voice, new: &WriteMessage) -> Result<()> {
    let text = plain(&new.text);
    let mut check = Check::new();
    check.text("/text", &text, 1..=LONGEST);
    check.done()?;
    if by.order.paid_at.is_none() {
        return Err(Code::ThreadClosed.into());
    }
    attempts::charge(tx, MESSAGES, &format!("{}:{}", by.order.id, by.side))?;
    let waiting = threads::is_waiting(tx, &by.order.id, by.side.other(), tx.now.minus(hours(QUIET_HOURS)))?;
    let readers = if waiting { Vec::new() } else { readers(tx, by)? };
    let message = Message {
        id: tx.id(),
        order_id: by.order.id.clone(),
        organisation_id: by.order.organisation_id.clone(),
        sender: by.side,
        account_id: by.account.clone(),
        text,
        told: !readers.is_empty(),
        sent_at: tx.now,
        read_at: None,
        reported_at: None,
        report_id: None,
        hidden: false,
    };
    threads::add(tx, &message)?;
    crate::events::record(tx, "message.sent", by.order.id.as_str(), by.account.as_ref(), json!({ "by": by.side }))?;
    thread_letters::tell(tx, shop, &by.order, &by.group, &message, readers)
}

/// Who reads a letter about a message: the buyer, or everybody who manages the studio.
pub enum Reader {
    /// By the purchase's address.
    Buyer,
    /// By their own.
    Maker(Contact),
}

fn readers(tx: &mut Tx, by: &Voice) -> Result<Vec<Reader>> {
    match by.side {
        Side::Seller => Ok(vec![Reader::Buyer]),
        Side::Buyer => Ok(identity::contacts(tx, &by.order.organisation_id)?.into_iter().map(Reader::Maker).collect()),
    }
}

/// The side has seen what the other wrote.
pub fn mark_read(tx: &mut Tx, by: &Voice) -> Result<()> {
    threads::mark_read(tx, &by.order.id, by.side)
}

/// The thread as one of its sides reads it.
pub fn read(tx: &mut Tx, by: &Voice) -> Result<ThreadView> {
    view(tx, &by.order, &by.group, Some(by.side))
}

/// The thread as the desk reads it; not found until a message of it is reported.
pub fn read_at_desk(tx: &mut Tx, _by: &Coordinator, order: &OrderId) -> Result<ThreadView> {
    let order = orders::find(tx, order)?;
    let group = orders::group(tx, &order.order_group_id)?;
    let view = view(tx, &order, &group, None)?;
    if view.messages.iter().any(|message| message.reported) { Ok(view) } else { Err(Error::not_found()) }
}

fn view(tx: &mut Tx, order: &Order, group: &OrderGroup, side: Option<Side>) -> Result<ThreadView> {
    let named = |sender: Side| if sender == Side::Buyer { group.name.clone() } else { order.seller.name.clone() };
    let rows = threads::of_order(tx, &order.id)?;
    let ids: Vec<MessageId> = rows.iter().map(|message| message.id.clone()).collect();
    let measures = threads::measures(tx, &ids)?;
    let mut messages = Vec::with_capacity(rows.len());
    for message in rows {
        let theirs = side == Some(message.sender.other());
        let report = match (side, &message.report_id) {
            (None, Some(report)) => desk::open_report(tx, report)?,
            _ => None,
        };
        let last = measures.iter().rfind(|measure| measure.message_id == message.id);
        messages.push(MessageView {
            name: named(message.sender),
            sender: message.sender,
            read: message.read_at.is_some(),
            reported: message.reported_at.is_some(),
            sent_at: message.sent_at,
            // What is taken down is kept for the record, and shown to its writer and the desk only.
            text: if message.hidden && theirs { String::new() } else { message.text },
            hidden: message.hidden,
            hidden_because: last.filter(|_| message.hidden && !theirs).and_then(thread_desk::because),
            report,
            id: message.id,
        });
    }
    Ok(ThreadView {
        order_id: order.id.clone(),
        number: order.number.clone(),
        side,
        seller: order.seller.name.clone(),
        buyer: group.name.clone(),
        open: side.is_some() && order.paid_at.is_some(),
        messages,
    })
}

/// A side reports a message of the other to the desk, which may read the thread from then on. The receipt and the outcome
/// come by letter, as with every report.
pub fn report_message(tx: &mut Tx, shop: &Shop, by: &Voice, id: &MessageId, what: &ReportMessage) -> Result<()> {
    let message = threads::find(tx, &by.order.id, id)?;
    let statement = plain(&what.statement);
    let mut check = Check::new();
    check.text("/statement", &statement, 10..=LONGEST);
    check.done()?;
    if message.sender == by.side || message.reported_at.is_some() {
        return Err(Code::MessageReported.into());
    }
    let (name, email, locale) = reporter(tx, by)?;
    let report = NewReport {
        subject_kind: None,
        subject_id: None,
        url: shop.desk_thread(&by.order.id),
        reason: what.reason,
        statement,
        name,
        email,
        good_faith: true,
    };
    let title = format!("{} – {}", by.order.number, by.order.seller.name);
    let (report, _) = desk::report_about(tx, &report, Some(title), locale, &sha256_hex(&format!("{}:{}", by.order.id, by.side)))?;
    threads::mark_reported(tx, &message, by.side, &report.id)?;
    crate::events::record(tx, "message.reported", by.order.id.as_str(), by.account.as_ref(), json!({ "message": id, "report": report.id }))
}

fn reporter(tx: &mut Tx, by: &Voice) -> Result<(String, String, crate::kit::locale::Locale)> {
    let contact = match (&by.account, by.side) {
        (Some(account), Side::Seller) => identity::contact(tx, account)?,
        _ => None,
    };
    Ok(match contact {
        Some(contact) => (contact.name, contact.email, contact.locale),
        None => (by.group.name.clone(), by.group.email.clone(), by.group.locale),
    })
}
