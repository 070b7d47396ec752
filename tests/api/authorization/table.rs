//! One row for every operation.

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody who is signed in, on their own things.
    SignedIn,
    /// The person whose it is.
    Themselves,
    /// Those who act for the studio whose it is.
    Studio(Role),
    /// Those who act for the studio whose it is, and the desk.
    StudioOrDesk,
    /// Those who act for the studio that was invited.
    StudioInvited,
    /// Those who act for the organizer whose it is.
    Organizer(Role),
    /// Those who act for the organizer whose it is, and the desk.
    OrganizerOrDesk,
    /// Whoever decides at the desk.
    Coordinator,
    /// Whoever runs the installation.
    Admin,
    /// Whoever decides at the desk or runs the installation.
    Caretaker,
    /// Whoever holds the secret of the order.
    HoldsOrder,
    /// Whoever holds the secret of the cart.
    HoldsCart,
    /// Those who act for the organizer whose it is, and for the studio that was invited.
    OrganizerOrInvited,
    /// Both sides of an agreement, and the desk.
    SidesOrDesk,
    /// Whoever decides at the desk, but not the one who asked; who asks here is the one.
    AnotherCoordinator,
    /// Nobody, as long as the payment processor is not set up.
    Nobody,
    /// Whoever proves themselves by what the request carries; nobody here does.
    Proves,
}

/// The least role of an organisation's people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everybody.
    Any,
    /// Owners and managers.
    Manager,
    /// Owners.
    Owner,
}

impl Role {
    /// Whether a plain member may.
    pub fn member(self) -> bool {
        self == Role::Any
    }
}

/// What an operation promises.
#[derive(Debug)]
pub struct Row {
    /// `GET /products/{id}`.
    pub operation: &'static str,
    /// Who may.
    pub who: Who,
    /// Whether it ends the thing, so that it needs a world of its own.
    pub ends: bool,
    /// Whether the path is open: what is not there is answered in another way than by 404.
    pub open_path: bool,
}

const fn row(operation: &'static str, who: Who) -> Row {
    Row { operation, who, ends: false, open_path: false }
}

/// It ends the thing.
const fn end(operation: &'static str, who: Who) -> Row {
    Row { operation, who, ends: true, open_path: false }
}

/// What is not there is answered in another way than by 404.
const fn open(operation: &'static str, who: Who) -> Row {
    Row { operation, who, ends: false, open_path: true }
}

use Role::{Any, Manager, Owner};
use Who::{
    Admin, AnotherCoordinator, Anyone, Caretaker, Coordinator, HoldsCart, HoldsOrder, Nobody, Organizer, OrganizerOrDesk,
    OrganizerOrInvited, Proves, SidesOrDesk, SignedIn, Studio, StudioInvited, StudioOrDesk, Themselves,
};

/// Every operation of the API.
pub const TABLE: &[Row] = &[
    // accounts and sessions
    row("POST /sessions", Proves),
    row("POST /sessions/refresh", Proves),
    row("DELETE /sessions/current", Anyone),
    row("POST /accounts", Anyone),
    row("POST /accounts/verification", Anyone),
    row("POST /accounts/verification-mail", Anyone),
    row("POST /accounts/email-change", Anyone),
    row("POST /password-resets", Anyone),
    row("POST /password-resets/completion", Anyone),
    row("POST /invitations/preview", Anyone),
    row("POST /invitations/acceptance", SignedIn),
    row("POST /sessions/second-factor", Anyone),
    row("GET /sessions", SignedIn),
    end("DELETE /sessions", SignedIn),
    end("DELETE /sessions/{id}", Themselves),
    row("GET /me", SignedIn),
    row("PATCH /me", SignedIn),
    row("PUT /me/password", SignedIn),
    row("POST /me/email", SignedIn),
    row("POST /me/second-factor", SignedIn),
    row("POST /me/second-factor/confirmation", SignedIn),
    row("POST /me/second-factor/recovery-codes", SignedIn),
    row("POST /me/second-factor/removal", SignedIn),
    row("GET /me/export", SignedIn),
    end("POST /me/deletion", SignedIn),
    row("GET /accounts", Admin),
    row("PATCH /accounts/{id}", Admin),
    // organisations and members
    row("POST /organisations", SignedIn),
    row("GET /organisations/{id}", Studio(Any)),
    row("PUT /organisations/{id}", Studio(Manager)),
    row("POST /organisations/{id}/closure", Studio(Owner)),
    row("GET /organisations/{id}/onboarding", Studio(Manager)),
    row("PUT /organisations/{id}/onboarding", Studio(Manager)),
    row("GET /organisations/{id}/members", Studio(Any)),
    row("PATCH /organisations/{id}/members/{membership_id}", Studio(Owner)),
    // A member may leave.
    end("DELETE /organisations/{id}/members/{membership_id}", Studio(Any)),
    row("GET /organisations/{id}/invitations", Studio(Manager)),
    row("POST /organisations/{id}/invitations", Studio(Manager)),
    end("DELETE /organisations/{id}/invitations/{invitation_id}", Studio(Manager)),
    // catalogue and media
    row("GET /vocabularies", Anyone),
    row("POST /organisations/{id}/media", Studio(Any)),
    row("GET /organisations/{id}/media", Studio(Any)),
    row("PATCH /media/{id}", Studio(Any)),
    row("GET /media/{id}", Studio(Any)),
    row("POST /organisations/{id}/products", Studio(Any)),
    row("GET /products/{id}", Studio(Any)),
    row("GET /organisations/{id}/products", Studio(Any)),
    row("GET /organisations/{id}/today", Studio(Any)),
    row("PUT /products/{id}/draft", Studio(Any)),
    end("DELETE /products/{id}/draft", Studio(Any)),
    row("POST /products/{id}/copies", Studio(Any)),
    end("POST /products/{id}/pause", Studio(Any)),
    end("POST /products/{id}/resume", Studio(Any)),
    end("POST /products/{id}/archival", Studio(Any)),
    end("DELETE /products/{id}/archival", Studio(Any)),
    end("POST /products/{id}/submission", Studio(Any)),
    end("DELETE /products/{id}/submission", Studio(Any)),
    row("GET /variants/{id}/prices", Studio(Any)),
    row("PUT /variants/{id}/price", Studio(Any)),
    // shop window
    row("GET /storefront/home", Anyone),
    row("GET /storefront/products", Anyone),
    row("GET /storefront/products/{slug}", Anyone),
    row("GET /storefront/makers", Anyone),
    row("GET /storefront/makers/{slug}", Anyone),
    row("GET /storefront/popups", Anyone),
    row("GET /storefront/popups/{slug}", Anyone),
    row("GET /storefront/search/suggestions", Anyone),
    row("GET /products/{id}/delivery", Anyone),
    // stock, carts and orders
    row("GET /organisations/{id}/stock", Studio(Any)),
    row("GET /variants/{id}/stock-movements", Studio(Any)),
    row("POST /variants/{id}/stock-movements", Studio(Any)),
    row("PUT /variants/{id}/stock-alert", Studio(Any)),
    row("GET /organisations/{id}/delivery", Studio(Any)),
    row("PUT /organisations/{id}/delivery", Studio(Any)),
    row("GET /payment-methods", Anyone),
    row("POST /carts", Anyone),
    // Whoever has no cart has an empty one.
    row("GET /carts/current", Anyone),
    row("PATCH /carts/current", HoldsCart),
    open("POST /carts/current/lines", Anyone),
    row("PATCH /carts/current/lines/{id}", HoldsCart),
    end("DELETE /carts/current/lines/{id}", HoldsCart),
    row("PUT /carts/current/deliveries/{id}", HoldsCart),
    row("POST /carts/current/price-acceptance", HoldsCart),
    row("POST /carts/current/merge", SignedIn),
    // An empty cart is refused for being empty.
    row("POST /order-groups", Anyone),
    row("GET /order-groups", SignedIn),
    row("GET /order-groups/by-link/{token}", Anyone),
    // The secret is in the path.
    row("GET /order-groups/by-link/{token}/documents/{document_id}/pdf", Anyone),
    row("GET /order-groups/{id}", HoldsOrder),
    row("POST /order-groups/{id}/payments", HoldsOrder),
    row("GET /payments/{id}", HoldsOrder),
    row("POST /payments/{id}/check", HoldsOrder),
    row("POST /payments/{id}/sandbox-outcome", HoldsOrder),
    end("POST /order-groups/{id}/orders/{order_id}/cancellation", HoldsOrder),
    end("POST /order-groups/{id}/cancellation", HoldsOrder),
    row("GET /organisations/{id}/orders", Studio(Any)),
    row("GET /organisations/{id}/order-counts", Studio(Any)),
    row("GET /orders/{id}", StudioOrDesk),
    row("POST /orders/{id}/refunds", StudioOrDesk),
    row("GET /orders/{id}/returns", StudioOrDesk),
    row("GET /organisations/{id}/returns", Studio(Any)),
    row("GET /desk/returns", Coordinator),
    row("GET /order-groups/{id}/returns", HoldsOrder),
    // What was not paid cannot be withdrawn from.
    row("POST /order-groups/{id}/orders/{order_id}/withdrawals", HoldsOrder),
    row("POST /order-groups/{id}/withdrawals/{withdrawal_id}/sending", HoldsOrder),
    row("POST /order-groups/{id}/orders/{order_id}/claims", HoldsOrder),
    row("POST /withdrawal-links", Anyone),
    row("POST /withdrawals/{id}/receipt", StudioOrDesk),
    row("POST /withdrawals/{id}/refund", StudioOrDesk),
    row("POST /claims/{id}/answer", StudioOrDesk),
    row("POST /claims/{id}/closure", StudioOrDesk),
    row("GET /order-groups/{id}/orders/{order_id}/messages", HoldsOrder),
    row("POST /order-groups/{id}/orders/{order_id}/messages", HoldsOrder),
    row("POST /order-groups/{id}/orders/{order_id}/messages/reading", HoldsOrder),
    row("POST /order-groups/{id}/orders/{order_id}/messages/{message_id}/report", HoldsOrder),
    row("GET /orders/{id}/messages", Studio(Any)),
    row("POST /orders/{id}/messages", Studio(Any)),
    row("POST /orders/{id}/messages/reading", Studio(Any)),
    row("POST /orders/{id}/messages/{message_id}/report", Studio(Any)),
    row("GET /desk/threads/{id}", Coordinator),
    row("POST /order-groups/{id}/repetition", HoldsOrder),
    row("GET /organisations/{id}/stock/table", Studio(Any)),
    row("GET /organisations/{id}/stock-movements/table", Studio(Any)),
    row("GET /organisations/{id}/orders/table", Studio(Any)),
    row("GET /desk/money/orders", Coordinator),
    row("GET /order-groups/{id}/reviews", HoldsOrder),
    row("PUT /order-groups/{id}/lines/{line_id}/review", HoldsOrder),
    row("PUT /order-groups/{id}/review-invitations", HoldsOrder),
    row("GET /organisations/{id}/reviews", Studio(Any)),
    row("PUT /reviews/{id}/reply", Studio(Any)),
    row("GET /desk/reviews", Coordinator),
    row("POST /desk/reviews/{id}/hiding", Coordinator),
    row("POST /desk/reviews/{id}/showing", Coordinator),
    row("GET /storefront/products/{slug}/reviews", Anyone),
    row("GET /storefront/makers/{slug}/reviews", Anyone),
    row("POST /orders/{id}/acceptance", Studio(Any)),
    row("POST /orders/{id}/readiness", Studio(Any)),
    row("POST /orders/{id}/shipment", Studio(Any)),
    row("POST /orders/{id}/handover", Studio(Any)),
    row("POST /orders/{id}/delivery", Studio(Any)),
    end("POST /orders/{id}/cancellation", Studio(Any)),
    row("POST /stripe/webhooks", Nobody),
    row("POST /stripe/connect-webhooks", Nobody),
    row("GET /release-rules", Coordinator),
    row("POST /release-rules", Coordinator),
    row("GET /payout-batches", Coordinator),
    row("POST /payout-batches", Coordinator),
    row("GET /payout-batches/{id}", Coordinator),
    end("POST /payout-batches/{id}/release", Coordinator),
    end("DELETE /payout-batches/{id}", Coordinator),
    end("DELETE /payouts/{id}", Coordinator),
    row("POST /payouts/{id}/outcome", Coordinator),
    row("GET /payouts/{id}", StudioOrDesk),
    row("GET /payouts/{id}/rows", StudioOrDesk),
    row("GET /organisations/{id}/payouts", Studio(Any)),
    row("GET /organisations/{id}/stripe-account", Studio(Any)),
    row("POST /organisations/{id}/stripe-account/check", Studio(Any)),
    row("POST /organisations/{id}/stripe-account/onboarding", Studio(Manager)),
    row("GET /organisations/{id}/money", Studio(Any)),
    row("GET /organisations/{id}/money/orders", Studio(Any)),
    row("GET /organisations/{id}/movements", Studio(Any)),
    row("GET /organisations/{id}/movements/table", Studio(Any)),
    row("GET /organisations/{id}/commission-quote", Studio(Any)),
    row("GET /organisations/{id}/documents", Studio(Any)),
    row("GET /organisations/{id}/documents/table", Studio(Any)),
    row("GET /documents/{id}/pdf", StudioOrDesk),
    row("GET /documents/{id}/xml", StudioOrDesk),
    row("GET /desk/documents", Coordinator),
    row("GET /desk/documents/table", Coordinator),
    row("GET /desk/money", Coordinator),
    row("GET /desk/disputes", Coordinator),
    row("GET /desk/disputes/{id}", Coordinator),
    row("GET /desk/fraud-warnings", Coordinator),
    row("GET /desk/reconciliation", Coordinator),
    row("POST /desk/reconciliation/runs", Coordinator),
    row("POST /desk/differences/{id}/settlement", Coordinator),
    row("GET /desk/money/transfers", Coordinator),
    row("GET /desk/money/ledger", Coordinator),
    row("GET /commission-rules", Coordinator),
    row("POST /commission-rules", Coordinator),
    end("DELETE /commission-rules/{id}", Coordinator),
    // the desk
    row("POST /reports", Anyone),
    row("GET /organisations/{id}/decisions", Studio(Any)),
    row("POST /organisations/{id}/decisions/reading", Studio(Any)),
    row("GET /organisations/{id}/submissions", Studio(Any)),
    end("POST /organisations/{id}/submission", Studio(Manager)),
    end("DELETE /organisations/{id}/submission", Studio(Any)),
    row("GET /decisions/{id}", StudioOrDesk),
    row("POST /decisions/{id}/objection", Studio(Any)),
    row("GET /desk/submissions", Coordinator),
    row("GET /desk/submissions/{id}", Coordinator),
    row("POST /desk/submissions/{id}/claim", Coordinator),
    row("DELETE /desk/submissions/{id}/claim", Coordinator),
    row("POST /desk/submissions/{id}/second-look", Coordinator),
    row("POST /desk/submissions/{id}/second-look/answer", AnotherCoordinator),
    row("DELETE /desk/submissions/{id}/second-look", Coordinator),
    row("POST /desk/submissions/{id}/decision", Coordinator),
    row("POST /desk/submissions/{id}/checks", Coordinator),
    row("GET /desk/organisations", Coordinator),
    row("GET /desk/organisations/{id}", Coordinator),
    row("GET /desk/decisions", Coordinator),
    row("POST /desk/decisions", Coordinator),
    row("GET /desk/saved-replies", Coordinator),
    row("POST /desk/saved-replies", Coordinator),
    row("PUT /desk/saved-replies/{id}", Coordinator),
    end("DELETE /desk/saved-replies/{id}", Coordinator),
    end("POST /desk/subjects/{kind}/{id}/suspension", Coordinator),
    end("POST /desk/subjects/{kind}/{id}/restoration", Coordinator),
    row("GET /desk/upkeep", Caretaker),
    row("GET /desk/jobs", Caretaker),
    row("GET /desk/letters", Caretaker),
    row("POST /desk/jobs/{id}/attempt", Caretaker),
    // halls and pop-ups
    row("GET /venues", Anyone),
    row("POST /venues", OrganizerOrDesk),
    row("GET /venues/{id}", Anyone),
    row("PUT /venues/{id}", OrganizerOrDesk),
    row("GET /organisations/{id}/popups", Organizer(Any)),
    row("POST /organisations/{id}/popups", Organizer(Any)),
    row("GET /organisations/{id}/popup-invitations", Studio(Any)),
    row("GET /popups/{id}", OrganizerOrDesk),
    row("GET /popups/{id}/clashes", OrganizerOrDesk),
    row("PUT /popups/{id}/draft", Organizer(Any)),
    row("PUT /popups/{id}/hours", Organizer(Any)),
    row("POST /popups/{id}/copy", Organizer(Any)),
    row("POST /popups/{id}/programme", Organizer(Any)),
    row("PUT /popups/{id}/programme/{entry_id}", Organizer(Any)),
    row("POST /popups/{id}/programme-publication", Organizer(Any)),
    row("POST /popups/{id}/makers", Organizer(Any)),
    row("POST /popups/{id}/makers/{organisation_id}/answer", StudioInvited),
    row("PUT /popups/{id}/makers/{organisation_id}/products", OrganizerOrInvited),
    end("DELETE /popups/{id}/draft", Organizer(Any)),
    end("DELETE /popups/{id}/programme/{entry_id}", Organizer(Any)),
    end("DELETE /popups/{id}/makers/{organisation_id}", Organizer(Any)),
    end("DELETE /popups/{id}", Organizer(Any)),
    end("POST /popups/{id}/announcement", Organizer(Any)),
    end("POST /popups/{id}/submission", Organizer(Any)),
    end("DELETE /popups/{id}/submission", Organizer(Any)),
    end("POST /popups/{id}/postponement", Organizer(Any)),
    end("POST /popups/{id}/new-dates", Organizer(Any)),
    end("POST /popups/{id}/cancellation", Organizer(Any)),
    // challenges
    row("GET /storefront/challenges", Anyone),
    row("GET /storefront/challenges/{slug}", Anyone),
    row("GET /challenge-parties", SignedIn),
    row("GET /rights-templates", Anyone),
    row("POST /royalty-examples", Anyone),
    row("GET /organisations/{id}/challenges", Organizer(Any)),
    row("POST /organisations/{id}/challenges", Organizer(Any)),
    row("GET /challenges/{id}", OrganizerOrDesk),
    row("GET /challenges/{id}/preview", OrganizerOrDesk),
    row("PUT /challenges/{id}/draft", Organizer(Any)),
    row("POST /challenges/{id}/copy", Organizer(Any)),
    row("POST /challenges/{id}/publication", Organizer(Any)),
    row("DELETE /challenges/{id}/approval", Organizer(Any)),
    row("PUT /challenges/{id}/deadline", Organizer(Any)),
    row("GET /challenges/{id}/questions", Organizer(Any)),
    row("POST /challenges/{id}/questions", SignedIn),
    row("PUT /challenges/{id}/questions/{question}/answer", Organizer(Any)),
    row("GET /me/challenges/{id}", SignedIn),
    row("PUT /me/challenges/{id}/follow", SignedIn),
    row("DELETE /me/challenges/{id}/follow", SignedIn),
    row("GET /desk/challenges", Coordinator),
    row("POST /desk/challenges/{id}/copy", Coordinator),
    end("DELETE /challenges/{id}", Organizer(Any)),
    end("POST /challenges/{id}/submission", Organizer(Any)),
    end("DELETE /challenges/{id}/submission", Organizer(Any)),
    end("POST /challenges/{id}/cancellation", Organizer(Any)),
    end("POST /desk/challenges/{id}/cancellation", Coordinator),
    // entries and juries; what ends a thing stands last, and one person alone may do it
    row("POST /entries", SignedIn),
    row("GET /entries", SignedIn),
    row("GET /entries/{id}", Themselves),
    row("PUT /entries/{id}/draft", Themselves),
    row("POST /entries/{id}/submission", Themselves),
    row("GET /entries/{id}/verdict", Themselves),
    row("POST /entries/{id}/files", Themselves),
    row("GET /entries/{id}/files/{file_id}", Themselves),
    row("PATCH /entries/{id}/files/{file_id}", Themselves),
    row("POST /entries/{id}/invitations", Themselves),
    row("PUT /entries/{id}/shares", Themselves),
    row("POST /entries/{id}/share-agreement", Themselves),
    row("DELETE /entries/{id}/files/{file_id}", Themselves),
    row("DELETE /entries/{id}/invitations/{invitation_id}", Themselves),
    row("DELETE /entries/{id}/members/{account_id}", Themselves),
    row("POST /entries/{id}/withdrawal", Themselves),
    row("POST /entry-invitations/preview", Anyone),
    row("POST /entry-invitations/acceptance", SignedIn),
    row("POST /jury-invitations/preview", Anyone),
    row("POST /jury-invitations/answer", Anyone),
    row("GET /juries", SignedIn),
    row("GET /juries/{id}", Themselves),
    row("GET /juries/{id}/sheets/{handle}", Themselves),
    row("GET /juries/{id}/sheets/{handle}/files/{file_handle}", Themselves),
    row("PUT /juries/{id}/sheets/{handle}", Themselves),
    row("POST /juries/{id}/sheets/{handle}/completion", Themselves),
    row("POST /juries/{id}/ties", Themselves),
    row("POST /juries/{id}/shortlist", Themselves),
    row("POST /juries/{id}/sheets/{handle}/conflict", Themselves),
    row("GET /challenges/{id}/judging", Organizer(Any)),
    row("POST /challenges/{id}/judging", Organizer(Manager)),
    row("POST /challenges/{id}/jurors", Organizer(Manager)),
    row("POST /challenges/{id}/ties", Organizer(Manager)),
    row("POST /challenges/{id}/shortlist", Organizer(Manager)),
    // The result is not decided here.
    row("GET /challenges/{id}/judging/record", OrganizerOrDesk),
    row("GET /challenges/{id}/judging/record/rows", OrganizerOrDesk),
    // The result is not out here: whatever handle is tried is answered alike.
    row("GET /challenges/{id}/entries", Organizer(Any)),
    row("GET /challenges/{id}/entries/{handle}", Organizer(Any)),
    row("GET /challenges/{id}/entries/{handle}/files/{file_handle}", Organizer(Any)),
    row("POST /challenges/{id}/ranking", Organizer(Manager)),
    row("POST /challenges/{id}/jurors/{juror_id}/removal", Organizer(Manager)),
    row("GET /storefront/challenges/{slug}/results", Anyone),
    // the shell
    row("GET /mailbox", Anyone),
    row("GET /mailbox/{id}", Anyone),
    // agreements and royalties
    row("GET /organisations/{id}/agreements", Studio(Any)),
    row("GET /me/agreements", SignedIn),
    row("GET /agreements/{id}", SidesOrDesk),
    row("GET /challenges/{id}/awards", Organizer(Any)),
    row("POST /challenges/{id}/awards", Organizer(Manager)),
    row("POST /organisations/{id}/agreements/{agreement_id}/signature", Studio(Manager)),
    row("POST /organisations/{id}/agreements/{agreement_id}/refusal", Studio(Manager)),
    row("POST /organisations/{id}/agreements/{agreement_id}/product", Studio(Manager)),
    row("GET /organisations/{id}/product-links", Studio(Any)),
    row("POST /organisations/{id}/product-links", Studio(Manager)),
    row("POST /organisations/{id}/product-links/{link_id}/acceptance", Studio(Manager)),
    row("DELETE /organisations/{id}/product-links/{link_id}", Studio(Manager)),
    row("GET /organisations/{id}/royalties", Studio(Any)),
    row("GET /organisations/{id}/royalties/rows", Studio(Any)),
    row("POST /organisations/{id}/royalty-reports", Organizer(Manager)),
    row("POST /organisations/{id}/royalty-reports/table", Organizer(Manager)),
    row("GET /royalty-reports/{id}", SidesOrDesk),
    row("POST /organisations/{id}/royalty-reports/{report_id}/payment", Studio(Manager)),
];
