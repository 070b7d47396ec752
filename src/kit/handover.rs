//! How an order is handed over: a word that delivery and orders share.

text_enum! {
    /// How an order is handed over.
    pub enum DeliveryMethod {
        /// Sent by post.
        Parcel = "parcel",
        /// Fetched by the buyer.
        Pickup = "pickup",
    }
}
