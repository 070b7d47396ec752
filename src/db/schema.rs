//! The tables as diesel sees them; the same for both databases. The meaning stands with each noun.

// ── machinery ──
diesel::table! {
    log_events (id) {
        id -> Text,
        at -> BigInt,
        kind -> Text,
        subject -> Text,
        actor -> Nullable<Text>,
        data -> Text,
    }
}
diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        key -> Text,
        payload -> Text,
        status -> Text,
        attempts -> Integer,
        run_at -> BigInt,
        lease_until -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    idempotency_keys (actor, key) {
        actor -> Text,
        key -> Text,
        body_hash -> Text,
        answer -> Text,
        created_at -> BigInt,
    }
}
diesel::table! {
    mails (id) {
        id -> Text,
        key -> Text,
        to_address -> Text,
        to_name -> Text,
        locale -> Text,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        status -> Text,
        created_at -> BigInt,
        sent_at -> Nullable<BigInt>,
    }
}

// ── identity ──

// ── catalogue and media ──

// ── buying ──
diesel::table! {
    delivery_settings (organisation_id) {
        organisation_id -> Text,
        ship_from_postcode -> Text,
        ship_from_city -> Text,
        handling_days -> Integer,
        transit_days -> Integer,
        made_to_order_note -> Text,
        version -> BigInt,
        updated_at -> BigInt,
    }
}
diesel::table! {
    parcel_bands (id) {
        id -> Text,
        organisation_id -> Text,
        position -> Integer,
        name -> Text,
        countries -> Text,
        max_weight_g -> BigInt,
        max_length_mm -> BigInt,
        max_width_mm -> BigInt,
        max_height_mm -> BigInt,
        price_cents -> BigInt,
        free_over_cents -> Nullable<BigInt>,
        currency -> Text,
    }
}
diesel::table! {
    pickup_places (id) {
        id -> Text,
        organisation_id -> Text,
        position -> Integer,
        kind -> Text,
        name -> Text,
        address -> Text,
        hours -> Text,
        active -> Bool,
    }
}
diesel::table! {
    stock_levels (variant_id, location) {
        variant_id -> Text,
        location -> Text,
        organisation_id -> Text,
        on_hand -> BigInt,
        held -> BigInt,
        low_at -> Nullable<BigInt>,
        changed_at -> BigInt,
    }
}
diesel::table! {
    stock_movements (id) {
        id -> Text,
        variant_id -> Text,
        location -> Text,
        delta -> BigInt,
        reason -> Text,
        cause -> Nullable<Text>,
        note -> Nullable<Text>,
        actor -> Nullable<Text>,
        at -> BigInt,
    }
}
diesel::table! {
    stock_holds (id) {
        id -> Text,
        cause -> Text,
        variant_id -> Text,
        location -> Text,
        quantity -> BigInt,
        state -> Text,
        expires_at -> BigInt,
        created_at -> BigInt,
    }
}
diesel::table! {
    carts (id) {
        id -> Text,
        token_hash -> Nullable<Text>,
        account_id -> Nullable<Text>,
        country -> Text,
        created_at -> BigInt,
        touched_at -> BigInt,
    }
}
diesel::table! {
    cart_lines (id) {
        id -> Text,
        cart_id -> Text,
        variant_id -> Text,
        quantity -> BigInt,
        personalisation -> Text,
        seen_price_cents -> BigInt,
        seen -> Text,
        currency -> Text,
        added_at -> BigInt,
    }
}
diesel::table! {
    cart_deliveries (cart_id, organisation_id) {
        cart_id -> Text,
        organisation_id -> Text,
        option_id -> Text,
    }
}
diesel::table! {
    order_groups (id) {
        id -> Text,
        number -> Text,
        status -> Text,
        account_id -> Nullable<Text>,
        cart_id -> Nullable<Text>,
        email -> Text,
        name -> Text,
        phone -> Nullable<Text>,
        address -> Nullable<Text>,
        locale -> Text,
        gift_note -> Nullable<Text>,
        hide_prices -> Bool,
        currency -> Text,
        items_cents -> BigInt,
        delivery_cents -> BigInt,
        total_cents -> BigInt,
        link_version -> Integer,
        terms_accepted_at -> BigInt,
        hold_expires_at -> BigInt,
        placed_at -> BigInt,
        paid_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    orders (id) {
        id -> Text,
        order_group_id -> Text,
        organisation_id -> Text,
        number -> Text,
        status -> Text,
        version -> BigInt,
        seller -> Text,
        delivery_method -> Text,
        delivery -> Text,
        currency -> Text,
        items_cents -> BigInt,
        delivery_cents -> BigInt,
        total_cents -> BigInt,
        vat_cents -> BigInt,
        pieces -> BigInt,
        ship_by -> Text,
        search -> Text,
        tracking -> Nullable<Text>,
        cancellation -> Nullable<Text>,
        placed_at -> BigInt,
        paid_at -> Nullable<BigInt>,
        accepted_at -> Nullable<BigInt>,
        sent_at -> Nullable<BigInt>,
        received_at -> Nullable<BigInt>,
        completed_at -> Nullable<BigInt>,
        cancelled_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    order_lines (id) {
        id -> Text,
        order_id -> Text,
        position -> Integer,
        variant_id -> Text,
        product_id -> Text,
        slug -> Text,
        name -> Text,
        option -> Text,
        sku -> Text,
        picture -> Nullable<Text>,
        quantity -> BigInt,
        unit_price_cents -> BigInt,
        total_cents -> BigInt,
        vat_rate_bp -> BigInt,
        made_to_order -> Bool,
        lead_time_days -> BigInt,
        personalisation -> Nullable<Text>,
        withdrawal_exempt -> Nullable<Text>,
    }
}
diesel::table! {
    payments (id) {
        id -> Text,
        order_group_id -> Text,
        method -> Text,
        status -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        captured_cents -> BigInt,
        refunded_cents -> BigInt,
        provider_session -> Nullable<Text>,
        provider_intent -> Nullable<Text>,
        checkout_url -> Nullable<Text>,
        created_at -> BigInt,
        captured_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    refunds (id) {
        id -> Text,
        payment_id -> Text,
        order_id -> Nullable<Text>,
        status -> Text,
        reason -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        provider_refund -> Nullable<Text>,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    provider_events (id) {
        id -> Text,
        kind -> Text,
        livemode -> Bool,
        outcome -> Text,
        payment_id -> Nullable<Text>,
        body -> Text,
        received_at -> BigInt,
    }
}

diesel::joinable!(orders -> order_groups (order_group_id));
diesel::joinable!(order_lines -> orders (order_id));

// ── desk, venues, pop-ups ──

diesel::allow_tables_to_appear_in_same_query!(
    // machinery
    log_events,
    jobs,
    idempotency_keys,
    mails,
    // identity
    // catalogue and media
    // buying
    delivery_settings,
    parcel_bands,
    pickup_places,
    stock_levels,
    stock_movements,
    stock_holds,
    carts,
    cart_lines,
    cart_deliveries,
    order_groups,
    orders,
    order_lines,
    payments,
    refunds,
    provider_events,
    // desk, venues, pop-ups
);
