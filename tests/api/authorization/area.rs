//! The areas in which the rows are tried: by the noun that a path begins with.

use super::method_and_path;

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Accounts, sessions, organisations and their members, and the shell.
    People,
    /// Products, stock, pictures and the shop window.
    Catalogue,
    /// Carts, orders and what comes after them.
    Buying,
    /// Payouts, rules, documents and payments.
    Money,
    /// Whatever begins with the desk.
    Desk,
    /// Halls and pop-ups.
    Popups,
    /// Challenges, entries, juries, agreements and royalties.
    Challenges,
}

impl Area {
    /// The area of `GET /products/{id}`; what no line names is tried with the people.
    pub fn of(operation: &str) -> Area {
        let (_, path) = method_and_path(operation);
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next().unwrap_or(""), parts.nth(1).unwrap_or("")) {
            ("desk", _) => Area::Desk,
            ("organisations", "challenges" | "agreements" | "product-links" | "royalties" | "royalty-reports") => Area::Challenges,
            ("organisations", "popups" | "popup-invitations" | "stall-cards") | ("popups" | "venues", _) => Area::Popups,
            ("organisations", "products" | "media" | "stock" | "stock-movements" | "today") => Area::Catalogue,
            ("products" | "variants" | "media" | "storefront" | "vocabularies", _) => Area::Catalogue,
            ("carts" | "order-groups" | "orders" | "withdrawals" | "withdrawal-links" | "claims" | "claim-pictures" | "reviews", _) => {
                Area::Buying
            }
            ("payout-batches" | "payouts" | "payments" | "documents" | "commission-rules" | "release-rules" | "stripe", _) => Area::Money,
            ("challenges" | "challenge-parties" | "rights-templates" | "royalty-examples" | "royalty-reports" | "agreements", _)
            | ("entries" | "entry-invitations" | "juries" | "jury-invitations", _) => Area::Challenges,
            _ => Area::People,
        }
    }
}
