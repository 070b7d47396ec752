//! The letter that says that few are left: once for each time a level falls to what its maker set.

use super::shop::Shop;
use crate::db::Tx;
use crate::identity;
use crate::inventory;
use crate::kit::Result;
use crate::kit::id::{OrderId, VariantId};
use crate::kit::locale::Locale;
use crate::mail::{self, Envelope, Letter};
use crate::orders::{self, Order, OrderLine};

/// Looks at what was just sold and tells the makers of what is low since. More pieces on the shelf open the way for the next letter.
pub fn tell(tx: &mut Tx, shop: &Shop, orders: &[Order]) -> Result<()> {
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
    let lines = orders::lines(tx, &ids)?;
    let variants: Vec<VariantId> = lines.iter().filter(|line| !line.made_to_order).map(|line| line.variant_id.clone()).collect();
    for level in inventory::fallen_low(tx, &variants)? {
        let Some(line) = lines.iter().find(|line| line.variant_id == level.variant_id) else { continue };
        for contact in identity::contacts(tx, &level.organisation_id)? {
            let key = format!("stock-low:{}:{}:{}", level.variant_id, line.order_id, contact.account);
            let letter = letter(shop, line, level.on_hand, contact.locale);
            mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
        }
    }
    Ok(())
}

fn letter(shop: &Shop, line: &OrderLine, left: i64, l: Locale) -> Letter {
    let option = line.option.best(l);
    let name = if option.is_empty() { line.name.best(l).to_owned() } else { format!("{}, {option}", line.name.best(l)) };
    let subject = l.pick(format!("Malo zaloge: {name}"), format!("Few left: {name}"), format!("Wenig Bestand: {name}"));
    let text = l.pick(
        "Zaloga je padla na mejo, ki ste jo nastavili. Ko jo dopolnite, vas ob naslednjem padcu spet obvestimo.",
        "The stock has fallen to the number you set. Once you have added to it, we will tell you when it falls again.",
        "Der Bestand ist auf die von Ihnen gesetzte Zahl gefallen. Nach dem Auffüllen melden wir uns beim nächsten Mal wieder.",
    );
    let rows = vec![
        (l.pick("Šifra", "Code", "Code").to_owned(), line.sku.clone()),
        (l.pick("Ostane", "Left", "Übrig").to_owned(), left.to_string()),
    ];
    Letter::new(subject).p(text).rows(rows).button(l.pick("Zaloga", "Stock", "Bestand"), shop.stock_page(&line.variant_id))
}
