//! Addresses of a transfer: its codes, its slip as a file, the account that money comes back to.

use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};

use super::letters::date;
use super::shop::Shop;
use super::shopper::{OrderSecret, Shopper};
use super::transfer::{self, last_day};
use super::views::{OrderGroupView, group_view};
use crate::db::Tx;
use crate::documents::File;
use crate::dues::{self, Due};
use crate::kit::id::OrderGroupId;
use crate::kit::time::Zone;
use crate::kit::{Code, Error, Result, iban, qr};
use crate::orders::{self, Order, OrderGroup};
use crate::print::{About, Notice, Paper};
use crate::web::{App, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(read_transfer_code).service(download_payment_slip).service(name_return_account);
}

crate::text_enum! {
    /// Which banks read a code.
    pub enum CodeKind {
        /// Slovenian ones (UPN QR).
        Upn = "upn",
        /// Others in the euro area (EPC).
        Epc = "epc",
    }
}

/// To which account money of a transfer comes back.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnAccount {
    /// The account (IBAN).
    #[schema(max_length = 42)]
    pub iban: String,
    /// Whose it is.
    #[schema(min_length = 1, max_length = 120)]
    pub holder: String,
}

/// The code that a bank's application reads to pay a purchase by transfer, as a picture. The link is the secret of the order's page.
#[utoipa::path(tag = "payments", params(("token" = String, Path, max_length = 100), ("kind" = inline(CodeKind), Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String), Problems))]
#[get("/order-groups/by-link/{token}/transfer/codes/{kind}")]
async fn read_transfer_code(app: App, path: Path<(String, CodeKind)>) -> Result<HttpResponse> {
    let (shop, (token, kind)) = (Shop::of(&app), path.into_inner());
    let picture = app
        .read(move |tx| {
            let (group, order, due) = waiting(tx, &shop, &token)?;
            let code = match kind {
                CodeKind::Upn => transfer::slip(&group, &order, &due).code(),
                CodeKind::Epc => transfer::transfer(&group, &order, &due).code(),
            };
            // A foreign account has no Slovenian slip.
            Ok(qr::svg(&code.map_err(|_| Error::not_found())?))
        })
        .await?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").insert_header(("Cache-Control", "no-store")).body(picture))
}

/// The payment slip of a purchase as a PDF: the code, and the same in words. The link is the secret of the order's page.
#[utoipa::path(tag = "payments", params(("token" = String, Path, max_length = 100)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), Problems))]
#[get("/order-groups/by-link/{token}/transfer/slip")]
async fn download_payment_slip(app: App, token: Path<String>) -> Result<HttpResponse> {
    let shop = Shop::of(&app);
    app.read(move |tx| {
        let (group, order, due) = waiting(tx, &shop, &token)?;
        let bytes = paper(&group, &order, &due, tx)?;
        Ok(File::made(format!("UPN-{}.pdf", order.number), "application/pdf", bytes))
    })
    .await
    .map(File::answer)
}

/// Says to which account the seller sends money back.
#[utoipa::path(tag = "payments", params(OrderSecret, OrderGroupId), request_body = ReturnAccount,
    responses((status = 200, body = OrderGroupView), Problems))]
#[post("/order-groups/{id}/return-account")]
async fn name_return_account(
    app: App,
    shopper: Shopper,
    id: Path<OrderGroupId>,
    language: Language,
    account: Json<ReturnAccount>,
) -> Result<Json<OrderGroupView>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let group = shopper.group(tx, &shop, &id)?;
        let straight = transfer::of_group(tx, &group.id)?;
        let (_, due) = straight.ok_or_else(|| Code::PaymentMethodUnavailable.because("This order is not paid by bank transfer."))?;
        dues::note_return_account(tx, &due.id, &account.iban, &account.holder)?;
        let facts = serde_json::json!({ "number": group.number });
        crate::events::record(tx, "order_group.return_account_named", group.id.as_str(), group.account_id.as_ref(), facts)?;
        group_view(tx, &shop, group, language.0, true)
    })
    .await
    .map(Json)
}

/// The purchase behind a link, while its transfer is waited for.
fn waiting(tx: &mut Tx, shop: &Shop, token: &str) -> Result<(OrderGroup, Order, Due)> {
    let group = orders::group(tx, &Shop::group_of_token(token)?)?;
    if !shop.opens(token, &group) {
        return Err(Error::not_found());
    }
    let (order, due) = transfer::of_group(tx, &group.id)?.filter(|(_, due)| due.status.waits()).ok_or(Error::not_found())?;
    Ok((group, order, due))
}

fn paper(group: &OrderGroup, order: &Order, due: &Due, tx: &Tx) -> Result<Vec<u8>> {
    let l = group.locale;
    let title = l.pick(
        format!("Plačilni nalog za naročilo {}", order.number),
        format!("Payment slip for order {}", order.number),
        format!("Zahlschein zur Bestellung {}", order.number),
    );
    let mut paper = Paper::new(About {
        title: title.clone(),
        language: l.as_str(),
        author: order.seller.legal_name.clone(),
        day: Zone::ljubljana().local(tx.now).0,
        foot: title,
        sheet: l.pick("stran", "page", "Seite"),
    });
    let seller = Notice {
        label: l.pick("Prodajalec", "Seller", "Verkäufer").to_owned(),
        lines: vec![order.seller.legal_name.clone(), order.seller.address.clone()],
    };
    paper.beside(&seller, None);
    let facts = [
        (l.pick("Znesek", "Amount", "Betrag"), due.open().display(l)),
        (l.pick("Rok plačila", "Pay by", "Zahlbar bis"), date(&last_day(due), l)),
        (l.pick("Prejemnik", "Payee", "Empfänger"), due.holder.clone()),
        ("IBAN", iban::grouped(&due.iban)),
        (l.pick("Sklic", "Reference", "Referenz"), due.reference.clone()),
        (l.pick("Namen", "Purpose", "Zweck"), transfer::purpose(group, order)),
    ];
    if let Ok(code) = transfer::slip(group, order, due).code() {
        let says = l.pick(
            "Koda UPN QR s podatki za plačilo, ki so izpisani ob njej",
            "UPN QR code with the payment data that are written beside it",
            "UPN-QR-Code mit den Zahlungsdaten, die daneben stehen",
        );
        paper.heading(l.pick("Slovenske banke", "Slovenian banks", "Slowenische Banken"));
        paper.code(&code, says, &facts);
    } else {
        paper.facts(&facts);
    }
    if let Ok(code) = transfer::transfer(group, order, due).code() {
        let says = l.pick(
            "Koda EPC z istimi podatki za banke drugod v evrskem območju",
            "EPC code with the same data, for banks elsewhere in the euro area",
            "EPC-Code mit denselben Daten für Banken im übrigen Euroraum",
        );
        paper.heading(l.pick("Banke drugod", "Banks elsewhere", "Banken anderswo"));
        paper.code(&code, says, &facts[..1]);
    }
    paper.done()
}
