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
diesel::table! {
    accounts (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        locale -> Text,
        phone -> Nullable<Text>,
        password_hash -> Text,
        status -> Text,
        is_coordinator -> Bool,
        is_admin -> Bool,
        is_demo -> Bool,
        email_verified_at -> Nullable<BigInt>,
        totp_secret -> Nullable<Text>,
        totp_confirmed_at -> Nullable<BigInt>,
        totp_step -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    account_tokens (token_hash) {
        token_hash -> Text,
        account_id -> Text,
        purpose -> Text,
        email -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (account_id, code_hash) {
        account_id -> Text,
        code_hash -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        account_id -> Text,
        second_factor -> Bool,
        device -> Text,
        address -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        revoked_because -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    attempts (kind, subject) {
        kind -> Text,
        subject -> Text,
        failures -> Integer,
        window_started_at -> BigInt,
        blocked_until -> BigInt,
    }
}

diesel::table! {
    organisations (id) {
        id -> Text,
        kind -> Text,
        status -> Text,
        name -> Text,
        slug -> Text,
        bio -> Text,
        town -> Nullable<Text>,
        country -> Text,
        website -> Nullable<Text>,
        contact_email -> Nullable<Text>,
        contact_phone -> Nullable<Text>,
        logo_media_id -> Nullable<Text>,
        portrait_media_id -> Nullable<Text>,
        is_demo -> Bool,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        submitted_at -> Nullable<BigInt>,
        approved_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    onboarding (organisation_id) {
        organisation_id -> Text,
        legal_kind -> Nullable<Text>,
        legal_name -> Nullable<Text>,
        trade_name -> Nullable<Text>,
        street -> Nullable<Text>,
        post_code -> Nullable<Text>,
        town -> Nullable<Text>,
        country -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        tax_number -> Nullable<Text>,
        vat_id -> Nullable<Text>,
        registration_number -> Nullable<Text>,
        register_name -> Nullable<Text>,
        birth_date -> Nullable<Text>,
        birth_place -> Nullable<Text>,
        residence_country -> Nullable<Text>,
        iban -> Nullable<Text>,
        account_holder -> Nullable<Text>,
        vat_status -> Nullable<Text>,
        vat_from -> Nullable<Text>,
        fiscal_mode -> Nullable<Text>,
        tax_details -> Text,
        odd -> Nullable<Text>,
        manufacturer -> Nullable<Text>,
        self_certification_version -> Nullable<Text>,
        self_certification_at -> Nullable<BigInt>,
        terms_version -> Nullable<Text>,
        terms_at -> Nullable<BigInt>,
        version -> BigInt,
        updated_at -> BigInt,
        invoice_mandate -> Nullable<Text>,
    }
}

diesel::table! {
    memberships (id) {
        id -> Text,
        organisation_id -> Text,
        account_id -> Text,
        role -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        organisation_id -> Text,
        email -> Text,
        role -> Text,
        status -> Text,
        token_hash -> Text,
        invited_by -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::joinable!(account_tokens -> accounts (account_id));
diesel::joinable!(recovery_codes -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(onboarding -> organisations (organisation_id));
diesel::joinable!(memberships -> organisations (organisation_id));
diesel::joinable!(practised_techniques -> organisations (organisation_id));
diesel::joinable!(memberships -> accounts (account_id));
diesel::joinable!(invitations -> organisations (organisation_id));
diesel::joinable!(invitations -> accounts (invited_by));

// ── catalogue and media ──
diesel::table! {
    media (id) {
        id -> Text,
        organisation_id -> Text,
        uploaded_by -> Text,
        width_px -> Integer,
        height_px -> Integer,
        widths -> Text,
        alt -> Text,
        placeholder -> Text,
        colour -> Text,
        created_at -> BigInt,
    }
}
diesel::table! {
    terms (kind, code) {
        kind -> Text,
        code -> Text,
        names -> Text,
        traits -> Text,
        position -> Integer,
        description -> Text,
        retired_at -> Nullable<BigInt>,
        merged_into -> Nullable<Text>,
        version -> BigInt,
    }
}
diesel::table! {
    practised_techniques (organisation_id, technique) {
        organisation_id -> Text,
        technique -> Text,
        position -> Integer,
    }
}
diesel::table! {
    products (id) {
        id -> Text,
        organisation_id -> Text,
        slug -> Nullable<Text>,
        status -> Text,
        status_before -> Nullable<Text>,
        content -> Nullable<Text>,
        name -> Text,
        name_folded -> Text,
        search_text -> Text,
        terms -> Text,
        category -> Nullable<Text>,
        town -> Nullable<Text>,
        origin -> Text,
        made_to_order -> Bool,
        lead_time_days -> Nullable<Integer>,
        price_from_cents -> Nullable<BigInt>,
        price_to_cents -> Nullable<BigInt>,
        currency -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        published_at -> Nullable<BigInt>,
        agreed_credit -> Nullable<Text>,
    }
}
diesel::table! {
    drafts (product_id) {
        product_id -> Text,
        content -> Nullable<Text>,
        status -> Text,
        version -> BigInt,
        name -> Text,
        name_folded -> Text,
        updated_by -> Nullable<Text>,
        updated_at -> BigInt,
    }
}
diesel::table! {
    variants (id) {
        id -> Text,
        product_id -> Text,
        organisation_id -> Text,
        sku -> Text,
        option_name -> Text,
        price_cents -> Nullable<BigInt>,
        prior_price_cents -> Nullable<BigInt>,
        prior_until_at -> Nullable<BigInt>,
        currency -> Text,
        barcode -> Nullable<Text>,
        weight_g -> Nullable<Integer>,
        position -> Integer,
        live -> Bool,
        created_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    price_changes (id) {
        id -> Text,
        variant_id -> Text,
        price_cents -> BigInt,
        currency -> Text,
        changed_by -> Nullable<Text>,
        changed_at -> BigInt,
    }
}
diesel::table! {
    product_pictures (product_id, media_id) {
        product_id -> Text,
        media_id -> Text,
        position -> Integer,
        live -> Bool,
    }
}

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
        low_told_at -> Nullable<BigInt>,
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
        company -> Nullable<Text>,
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
        placed_with -> Nullable<Text>,
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
        refunded_cents -> BigInt,
        refunded_delivery_cents -> BigInt,
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
        commission_rule -> Nullable<Text>,
        commission_cents -> BigInt,
        commission_vat_cents -> BigInt,
        refunded_cents -> BigInt,
        refunded_pieces -> BigInt,
        returned_pieces -> BigInt,
        royalty_agreement_id -> Nullable<Text>,
        royalty_to -> Nullable<Text>,
        royalty_cents -> BigInt,
        origin -> Nullable<Text>,
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
        note -> Nullable<Text>,
        paid_on -> Nullable<Text>,
    }
}
diesel::table! {
    refund_lines (refund_id, position) {
        refund_id -> Text,
        position -> Integer,
        order_line_id -> Nullable<Text>,
        pieces -> BigInt,
        amount_cents -> BigInt,
        commission_cents -> BigInt,
        commission_vat_cents -> BigInt,
        restocked -> Bool,
        royalty_cents -> BigInt,
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
diesel::joinable!(refund_lines -> refunds (refund_id));
diesel::table! {
    withdrawals (id) {
        id -> Text,
        order_id -> Text,
        order_group_id -> Text,
        organisation_id -> Text,
        status -> Text,
        whole -> Bool,
        before_sending -> Bool,
        name -> Text,
        email -> Text,
        reason -> Nullable<Text>,
        text_version -> Text,
        submitted_at -> BigInt,
        send_back_by -> BigInt,
        refund_by -> BigInt,
        carrier -> Nullable<Text>,
        tracking_number -> Nullable<Text>,
        sent_back_at -> Nullable<BigInt>,
        received_at -> Nullable<BigInt>,
        refund_id -> Nullable<Text>,
        deducted_cents -> BigInt,
        deduction_reason -> Nullable<Text>,
        refunded_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    withdrawal_lines (withdrawal_id, order_line_id) {
        withdrawal_id -> Text,
        order_line_id -> Text,
        pieces -> BigInt,
    }
}
diesel::table! {
    claims (id) {
        id -> Text,
        order_id -> Text,
        order_group_id -> Text,
        organisation_id -> Text,
        order_line_id -> Text,
        status -> Text,
        wish -> Text,
        description -> Text,
        opened_at -> BigInt,
        answer_by -> BigInt,
        answer -> Nullable<Text>,
        answer_words -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        refund_id -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    claim_pictures (id) {
        id -> Text,
        claim_id -> Text,
        place -> Integer,
        handle -> Text,
        width_px -> Integer,
        height_px -> Integer,
        uploaded_at -> BigInt,
    }
}

// ── after the sale ──
diesel::table! {
    order_messages (id) {
        id -> Text,
        order_id -> Text,
        organisation_id -> Text,
        sender -> Text,
        account_id -> Nullable<Text>,
        text -> Text,
        told -> Bool,
        sent_at -> BigInt,
        read_at -> Nullable<BigInt>,
        reported_at -> Nullable<BigInt>,
        report_id -> Nullable<Text>,
        hidden -> Bool,
    }
}
diesel::table! {
    message_measures (id) {
        id -> Text,
        message_id -> Text,
        hides -> Bool,
        ground -> Nullable<Text>,
        clause -> Nullable<Text>,
        facts -> Nullable<Text>,
        decided_by -> Text,
        decided_at -> BigInt,
    }
}
diesel::table! {
    reviews (id) {
        id -> Text,
        order_line_id -> Text,
        order_id -> Text,
        organisation_id -> Text,
        product_id -> Text,
        stars -> Integer,
        text -> Text,
        name -> Nullable<Text>,
        hidden -> Bool,
        written_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        reply -> Nullable<Text>,
        replied_by -> Nullable<Text>,
        replied_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    review_measures (id) {
        id -> Text,
        review_id -> Text,
        hides -> Bool,
        ground -> Nullable<Text>,
        clause -> Nullable<Text>,
        facts -> Nullable<Text>,
        decided_by -> Text,
        decided_at -> BigInt,
    }
}
diesel::table! {
    review_invitations (order_id) {
        order_id -> Text,
        sent -> Bool,
        at -> BigInt,
    }
}
diesel::table! {
    review_refusals (address_hash) {
        address_hash -> Text,
        at -> BigInt,
    }
}
diesel::table! {
    edition_pieces (id) {
        id -> Text,
        variant_id -> Text,
        number -> BigInt,
        size -> BigInt,
        order_id -> Text,
        order_line_id -> Text,
        given_at -> BigInt,
        returned_at -> Nullable<BigInt>,
    }
}

// ── ledger and commissions ──
diesel::table! {
    commission_rules (id) {
        id -> Text,
        scope -> Text,
        scope_value -> Nullable<Text>,
        rank -> Integer,
        percent_bp -> BigInt,
        fixed_cents -> BigInt,
        floor_cents -> Nullable<BigInt>,
        cap_cents -> Nullable<BigInt>,
        vat_rate_bp -> BigInt,
        valid_from -> BigInt,
        valid_until -> Nullable<BigInt>,
    }
}
diesel::table! {
    ledger_accounts (id) {
        id -> Text,
        organisation_id -> Nullable<Text>,
        currency -> Text,
        debits_cents -> BigInt,
        credits_cents -> BigInt,
        created_at -> BigInt,
    }
}
diesel::table! {
    transfers (id) {
        id -> Text,
        code -> Text,
        debit_account -> Text,
        credit_account -> Text,
        amount_cents -> BigInt,
        currency -> Text,
        cause -> Text,
        status -> Text,
        at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    document_series (id) {
        id -> Text,
        last_sequence -> BigInt,
    }
}
diesel::table! {
    documents (id) {
        id -> Text,
        kind -> Text,
        issuer -> Text,
        organisation_id -> Text,
        device -> Text,
        year -> Integer,
        sequence -> BigInt,
        number -> Text,
        cause -> Text,
        order_id -> Nullable<Text>,
        refers_to -> Nullable<Text>,
        currency -> Text,
        total_cents -> BigInt,
        vat_cents -> BigInt,
        content -> Text,
        content_sha256 -> Text,
        issued_at -> BigInt,
    }
}

diesel::table! {
    operators (id) {
        id -> Text,
        content -> Text,
        told_at -> BigInt,
    }
}

// ── payouts ──
diesel::table! {
    release_rules (id) {
        id -> Text,
        rule -> Text,
        valid_from -> BigInt,
        set_by -> Nullable<Text>,
    }
}
diesel::table! {
    payout_batches (id) {
        id -> Text,
        status -> Text,
        minimum_cents -> BigInt,
        held_back -> Text,
        prepared_by -> Text,
        prepared_at -> BigInt,
        released_by -> Nullable<Text>,
        released_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    payouts (id) {
        id -> Text,
        batch_id -> Text,
        organisation_id -> Text,
        number -> Text,
        status -> Text,
        means -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        opening_cents -> Nullable<BigInt>,
        iban -> Nullable<Text>,
        account_holder -> Nullable<Text>,
        provider_account -> Nullable<Text>,
        provider_transfer -> Nullable<Text>,
        note -> Nullable<Text>,
        created_at -> BigInt,
        released_at -> Nullable<BigInt>,
        sent_at -> Nullable<BigInt>,
        paid_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    payout_lines (payout_id, position) {
        payout_id -> Text,
        position -> Integer,
        organisation_id -> Text,
        cause -> Text,
        kind -> Text,
        order_id -> Nullable<Text>,
        gross_cents -> BigInt,
        commission_cents -> BigInt,
        commission_vat_cents -> BigInt,
        other_cents -> BigInt,
        amount_cents -> BigInt,
        at -> BigInt,
        live -> Bool,
        royalty_cents -> BigInt,
    }
}

diesel::table! {
    payout_parts (id) {
        id -> Text,
        payout_id -> Text,
        order_id -> Text,
        organisation_id -> Text,
        account -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        reversed_cents -> BigInt,
        status -> Text,
        provider_transfer -> Nullable<Text>,
        error -> Nullable<Text>,
        tried_at -> Nullable<BigInt>,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    payout_reversals (id) {
        id -> Text,
        part_id -> Text,
        refund_id -> Nullable<Text>,
        amount_cents -> BigInt,
        status -> Text,
        provider_reversal -> Nullable<Text>,
        error -> Nullable<Text>,
        tried_at -> Nullable<BigInt>,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::joinable!(payout_lines -> payouts (payout_id));
diesel::joinable!(payout_parts -> payouts (payout_id));

// ── what the processor tells ──
diesel::table! {
    charges (payment_id) {
        payment_id -> Text,
        charge -> Text,
        balance_transaction -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        fee_cents -> BigInt,
        looked_up_at -> BigInt,
    }
}
diesel::table! {
    connected_accounts (organisation_id) {
        organisation_id -> Text,
        account -> Nullable<Text>,
        status -> Text,
        requirements -> Text,
        created_at -> BigInt,
        checked_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    disputes (id) {
        id -> Text,
        payment_id -> Text,
        provider_dispute -> Text,
        status -> Text,
        reason -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        withdrawn -> Bool,
        fee_cents -> BigInt,
        livemode -> Bool,
        due_by -> Nullable<BigInt>,
        opened_at -> BigInt,
        looked_up_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    dispute_orders (dispute_id, order_id) {
        dispute_id -> Text,
        order_id -> Text,
        organisation_id -> Text,
        amount_cents -> BigInt,
        commission_cents -> BigInt,
        commission_vat_cents -> BigInt,
    }
}
diesel::table! {
    fraud_warnings (id) {
        id -> Text,
        payment_id -> Nullable<Text>,
        charge -> Text,
        kind -> Text,
        actionable -> Bool,
        livemode -> Bool,
        warned_at -> BigInt,
    }
}
diesel::table! {
    reconciliations (id) {
        id -> Text,
        window_from -> BigInt,
        window_until -> BigInt,
        compared -> BigInt,
        differing -> BigInt,
        run_at -> BigInt,
    }
}
diesel::table! {
    differences (id) {
        id -> Text,
        kind -> Text,
        thing -> Text,
        subject -> Text,
        currency -> Text,
        ours_cents -> Nullable<BigInt>,
        theirs_cents -> Nullable<BigInt>,
        happened_at -> BigInt,
        found_at -> BigInt,
        seen_at -> BigInt,
        settled_at -> Nullable<BigInt>,
        settled_by -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

diesel::joinable!(dispute_orders -> disputes (dispute_id));
diesel::joinable!(charges -> payments (payment_id));
diesel::joinable!(payout_reversals -> payout_parts (part_id));
diesel::joinable!(refunds -> payments (payment_id));

// ── desk, venues, pop-ups ──
diesel::table! {
    venues (id) {
        id -> Text,
        organisation_id -> Nullable<Text>,
        kind -> Text,
        name -> Text,
        town -> Text,
        address -> Text,
        postal_code -> Text,
        country -> Text,
        zone -> Text,
        latitude_e6 -> Integer,
        longitude_e6 -> Integer,
        description -> Text,
        area_m2 -> Nullable<Integer>,
        ceiling_cm -> Nullable<Integer>,
        persons_max -> Nullable<Integer>,
        facilities -> Text,
        step_free -> Text,
        access -> Text,
        restrictions -> Text,
        picture_media_id -> Nullable<Text>,
        search -> Text,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}
diesel::table! {
    popups (id) {
        id -> Text,
        organisation_id -> Text,
        slug -> Text,
        kind -> Text,
        status -> Text,
        status_before -> Nullable<Text>,
        status_reason -> Text,
        status_message -> Text,
        title -> Text,
        content -> Text,
        draft -> Nullable<Text>,
        draft_status -> Nullable<Text>,
        cover_media_id -> Nullable<Text>,
        draft_cover_media_id -> Nullable<Text>,
        zone -> Text,
        starts_at -> Nullable<BigInt>,
        ends_at -> Nullable<BigInt>,
        first_date -> Nullable<Text>,
        last_date -> Nullable<Text>,
        announce_at -> Nullable<BigInt>,
        announced_at -> Nullable<BigInt>,
        sequence -> Integer,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}
diesel::table! {
    popup_venues (popup_id, venue_id) {
        popup_id -> Text,
        venue_id -> Text,
        position -> Integer,
    }
}
diesel::table! {
    popup_days (popup_id, opens_at) {
        popup_id -> Text,
        opens_at -> BigInt,
        closes_at -> BigInt,
        date -> Text,
        opens -> Text,
        closes -> Text,
        note -> Text,
    }
}
diesel::table! {
    programme_entries (id) {
        id -> Text,
        popup_id -> Text,
        kind -> Text,
        date -> Text,
        starts -> Text,
        ends -> Nullable<Text>,
        title -> Text,
        description -> Text,
        host -> Text,
        host_organisation_id -> Nullable<Text>,
        place -> Text,
        admission -> Text,
    }
}
diesel::table! {
    popup_makers (popup_id, organisation_id) {
        popup_id -> Text,
        organisation_id -> Text,
        status -> Text,
        message -> Text,
        invited_at -> BigInt,
        answered_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    popup_products (popup_id, product_id) {
        popup_id -> Text,
        product_id -> Text,
        organisation_id -> Text,
        position -> Integer,
    }
}
diesel::table! {
    reports (id) {
        id -> Text,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Text>,
        organisation_id -> Nullable<Text>,
        subject_title -> Nullable<Text>,
        url -> Text,
        reason -> Text,
        statement -> Text,
        name -> Text,
        email -> Text,
        locale -> Text,
        address_hash -> Text,
        received_at -> BigInt,
    }
}
diesel::table! {
    submissions (id) {
        id -> Text,
        kind -> Text,
        subject_id -> Text,
        organisation_id -> Nullable<Text>,
        title -> Text,
        snapshot -> Text,
        live -> Nullable<Text>,
        status -> Text,
        round -> Integer,
        submitted_by -> Nullable<Text>,
        submitted_at -> BigInt,
        due_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        claimed_by -> Nullable<Text>,
        second_look_by -> Nullable<Text>,
        second_look_at -> Nullable<BigInt>,
        second_look_note -> Nullable<Text>,
        second_look_answer -> Nullable<Text>,
        second_look_answered_by -> Nullable<Text>,
        second_look_answered_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    decisions (id) {
        id -> Text,
        submission_id -> Nullable<Text>,
        kind -> Text,
        subject_id -> Text,
        organisation_id -> Nullable<Text>,
        title -> Text,
        round -> Integer,
        decision -> Text,
        ground -> Nullable<Text>,
        clause -> Nullable<Text>,
        facts -> Nullable<Text>,
        comments -> Text,
        scope -> Text,
        source -> Text,
        report_id -> Nullable<Text>,
        redress_version -> Text,
        automated -> Bool,
        decided_by -> Text,
        decided_at -> BigInt,
    }
}
diesel::table! {
    decision_readings (decision_id, organisation_id) {
        decision_id -> Text,
        organisation_id -> Text,
        read_by -> Text,
        read_at -> BigInt,
    }
}
diesel::table! {
    objections (id) {
        id -> Text,
        decision_id -> Text,
        organisation_id -> Text,
        statement -> Text,
        made_by -> Text,
        made_at -> BigInt,
    }
}
diesel::table! {
    organisation_checks (id) {
        id -> Text,
        organisation_id -> Text,
        submission_id -> Text,
        source -> Text,
        result -> Text,
        note -> Text,
        made_by -> Text,
        made_at -> BigInt,
    }
}
diesel::table! {
    saved_replies (id) {
        id -> Text,
        title -> Text,
        ground -> Text,
        clause -> Text,
        facts -> Text,
        version -> BigInt,
        created_by -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    mandates (id) {
        id -> Text,
        studio_id -> Text,
        organizer_id -> Text,
        text_version -> Text,
        given_by -> Text,
        given_at -> BigInt,
        revoked_by -> Nullable<Text>,
        revoked_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    bank_orders (id) {
        id -> Text,
        number -> Text,
        organizer_id -> Text,
        iban -> Text,
        holder -> Text,
        executed_on -> Text,
        status -> Text,
        currency -> Text,
        total_cents -> BigInt,
        made_by -> Text,
        made_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    bank_order_lines (bank_order_id, position) {
        bank_order_id -> Text,
        position -> Integer,
        studio_id -> Text,
        mandate_id -> Text,
        cause -> Text,
        iban -> Text,
        holder -> Text,
        amount_cents -> BigInt,
        purpose -> Text,
        live -> Bool,
    }
}
diesel::table! {
    dues (id) {
        id -> Text,
        order_id -> Text,
        organisation_id -> Text,
        iban -> Text,
        holder -> Text,
        reference -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        received_cents -> BigInt,
        returned_cents -> BigInt,
        status -> Text,
        due_at -> BigInt,
        created_at -> BigInt,
        paid_at -> Nullable<BigInt>,
        return_iban -> Nullable<Text>,
        return_holder -> Nullable<Text>,
        return_noted_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    bank_entries (id) {
        id -> Text,
        organisation_id -> Text,
        due_id -> Nullable<Text>,
        status -> Text,
        iban -> Text,
        bank_reference -> Nullable<Text>,
        booked_on -> Text,
        currency -> Text,
        amount_cents -> BigInt,
        reference -> Nullable<Text>,
        words -> Text,
        payer -> Nullable<Text>,
        payer_iban -> Nullable<Text>,
        note -> Nullable<Text>,
        created_at -> BigInt,
    }
}
diesel::table! {
    agreements (id) {
        id -> Text,
        status -> Text,
        challenge_id -> Text,
        challenge_slug -> Text,
        challenge_title -> Text,
        entry_id -> Text,
        work -> Text,
        place -> Integer,
        prize_cents -> BigInt,
        company_id -> Text,
        studio_id -> Text,
        rights -> Text,
        royalty -> Text,
        option_code -> Nullable<Text>,
        text_version -> Text,
        text -> Text,
        offered_by -> Text,
        offered_at -> BigInt,
        expires_at -> BigInt,
        in_force_at -> Nullable<BigInt>,
        ends_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        reported_pieces -> BigInt,
    }
}
diesel::table! {
    agreement_members (agreement_id, account_id) {
        agreement_id -> Text,
        position -> Integer,
        account_id -> Text,
        studio_id -> Nullable<Text>,
        name -> Text,
        share_bp -> Integer,
    }
}
diesel::table! {
    agreement_signatures (agreement_id, side) {
        agreement_id -> Text,
        side -> Text,
        account_id -> Text,
        name -> Text,
        text_version -> Text,
        option_code -> Nullable<Text>,
        signed_at -> BigInt,
    }
}
diesel::table! {
    product_links (id) {
        id -> Text,
        product_id -> Text,
        studio_id -> Text,
        challenge_id -> Text,
        challenge_slug -> Text,
        challenge_title -> Text,
        company_id -> Text,
        agreement_id -> Nullable<Text>,
        status -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        answered_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    entry_releases (entry_id) {
        entry_id -> Text,
        challenge_id -> Text,
        released_at -> BigInt,
    }
}
diesel::table! {
    royalty_reports (id) {
        id -> Text,
        agreement_id -> Text,
        company_id -> Text,
        studio_id -> Text,
        kind -> Text,
        payer -> Text,
        period -> Text,
        period_from -> Text,
        period_until -> Text,
        pieces_before -> BigInt,
        pieces -> BigInt,
        net_sales_cents -> BigInt,
        on_sales_cents -> BigInt,
        minimum_added_cents -> BigInt,
        owed_cents -> BigInt,
        currency -> Text,
        note -> Nullable<Text>,
        reported_by -> Text,
        reported_at -> BigInt,
        paid_on -> Nullable<Text>,
        paid_by -> Nullable<Text>,
        paid_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    royalty_corrections (id) {
        id -> Text,
        report_id -> Text,
        number -> Integer,
        pieces -> BigInt,
        net_sales_cents -> BigInt,
        on_sales_cents -> BigInt,
        minimum_added_cents -> BigInt,
        owed_cents -> BigInt,
        reason -> Text,
        corrected_by -> Text,
        corrected_at -> BigInt,
        paid_on -> Nullable<Text>,
        paid_by -> Nullable<Text>,
        paid_at -> Nullable<BigInt>,
        pieces_before -> BigInt,
        follows -> Nullable<Text>,
    }
}
diesel::table! {
    royalty_receipts (id) {
        id -> Text,
        agreement_id -> Text,
        company_id -> Text,
        studio_id -> Text,
        number -> Integer,
        amount_cents -> BigInt,
        currency -> Text,
        paid_on -> Text,
        confirmed_by -> Text,
        confirmed_at -> BigInt,
    }
}
diesel::table! {
    royalty_correction_shares (correction_id, account_id) {
        correction_id -> Text,
        account_id -> Text,
        studio_id -> Text,
        amount_cents -> BigInt,
    }
}
diesel::table! {
    royalty_shares (report_id, account_id) {
        report_id -> Text,
        account_id -> Text,
        studio_id -> Text,
        name -> Text,
        share_bp -> Integer,
        amount_cents -> BigInt,
    }
}
// ── challenges ──
diesel::table! {
    challenges (id) {
        id -> Text,
        organisation_id -> Text,
        slug -> Text,
        state -> Text,
        state_before -> Nullable<Text>,
        state_reason -> Text,
        state_message -> Text,
        title -> Text,
        content -> Text,
        cover_media_id -> Nullable<Text>,
        zone -> Text,
        publish_at -> Nullable<BigInt>,
        opens_at -> Nullable<BigInt>,
        closes_at -> Nullable<BigInt>,
        judging_until -> Nullable<BigInt>,
        reveal_at -> Nullable<BigInt>,
        option_days -> Integer,
        rights -> Text,
        royalty -> Text,
        rights_text_version -> Text,
        max_team -> Integer,
        max_entries_per_person -> Integer,
        public_vote -> Bool,
        promised -> Nullable<Text>,
        published_at -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        revealed_at -> Nullable<BigInt>,
        sequence -> Integer,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}
diesel::table! {
    challenge_hosts (challenge_id, organisation_id) {
        challenge_id -> Text,
        organisation_id -> Text,
        position -> Integer,
    }
}
diesel::table! {
    challenge_criteria (id) {
        id -> Text,
        challenge_id -> Text,
        position -> Integer,
        weight -> Integer,
        label -> Text,
        description -> Text,
    }
}
diesel::table! {
    challenge_deadlines (challenge_id, after_at) {
        challenge_id -> Text,
        moved_at -> BigInt,
        before_at -> BigInt,
        after_at -> BigInt,
        reason -> Text,
        moved_by -> Text,
    }
}
diesel::table! {
    challenge_questions (id) {
        id -> Text,
        challenge_id -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        locale -> Text,
        question -> Text,
        status -> Text,
        answer -> Text,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    challenge_followers (challenge_id, account_id) {
        challenge_id -> Text,
        account_id -> Text,
        followed_at -> BigInt,
    }
}
// ── entries and juries ──
diesel::table! {
    entries (id) {
        id -> Text,
        handle -> Text,
        challenge_id -> Text,
        status -> Text,
        content -> Text,
        version -> BigInt,
        submitted_versions -> Integer,
        team_size -> Integer,
        created_at -> BigInt,
        updated_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    entry_members (entry_id, account_id) {
        entry_id -> Text,
        account_id -> Text,
        challenge_id -> Text,
        slot -> Nullable<Integer>,
        studio_id -> Nullable<Text>,
        leads -> Bool,
        share_bp -> Integer,
        agreed_bp -> Nullable<Integer>,
        rights_text_version -> Text,
        rights_accepted_at -> BigInt,
        originality_declared_at -> BigInt,
        joined_at -> BigInt,
    }
}

diesel::table! {
    entry_invitations (id) {
        id -> Text,
        entry_id -> Text,
        email -> Text,
        status -> Text,
        token_hash -> Text,
        invited_by -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    entry_files (id) {
        id -> Text,
        handle -> Text,
        entry_id -> Text,
        kind -> Text,
        name -> Text,
        caption -> Text,
        position -> Integer,
        width_px -> Integer,
        height_px -> Integer,
        widths -> Text,
        size_bytes -> BigInt,
        uploaded_by -> Text,
        uploaded_at -> BigInt,
        removed -> Bool,
    }
}

diesel::table! {
    entry_versions (id) {
        id -> Text,
        entry_id -> Text,
        number -> Integer,
        content -> Text,
        files -> Text,
        team -> Text,
        receipt -> Text,
        submitted_by -> Text,
        submitted_at -> BigInt,
    }
}

diesel::table! {
    entry_erasures (blob_key) {
        blob_key -> Text,
        due_at -> BigInt,
    }
}

diesel::table! {
    jurors (id) {
        id -> Text,
        challenge_id -> Text,
        email -> Text,
        name -> Text,
        chairs -> Bool,
        status -> Text,
        account_id -> Nullable<Text>,
        seed -> Text,
        token_hash -> Text,
        invited_by -> Text,
        invited_at -> BigInt,
        answered_at -> Nullable<BigInt>,
        removed_because -> Nullable<Text>,
    }
}

diesel::table! {
    jury_sheets (juror_id, entry_id, round) {
        juror_id -> Text,
        entry_id -> Text,
        round -> Text,
        state -> Text,
        conflict -> Nullable<Text>,
        saves -> Integer,
        opened_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    scores (id) {
        id -> Text,
        juror_id -> Text,
        entry_id -> Text,
        round -> Text,
        criterion_id -> Text,
        points -> Nullable<Integer>,
        comment -> Text,
        given_at -> BigInt,
    }
}

diesel::table! {
    jury_ties (id) {
        id -> Text,
        challenge_id -> Text,
        ranked -> Text,
        reason -> Text,
        settled_by -> Text,
        settled_at -> BigInt,
        round -> Text,
    }
}

diesel::table! {
    challenge_announcements (challenge_id) {
        challenge_id -> Text,
        text -> Text,
        written_by -> Text,
        written_at -> BigInt,
    }
}
diesel::table! {
    challenge_attachments (id) {
        id -> Text,
        challenge_id -> Text,
        handle -> Text,
        title -> Text,
        size_bytes -> BigInt,
        uploaded_by -> Text,
        uploaded_at -> BigInt,
        removed_at -> Nullable<BigInt>,
        open -> Bool,
    }
}

diesel::table! {
    challenge_confidences (challenge_id, account_id) {
        challenge_id -> Text,
        account_id -> Text,
        text_version -> Text,
        accepted_at -> BigInt,
        name -> Nullable<Text>,
    }
}

diesel::table! {
    challenge_attachment_reads (attachment_id, account_id) {
        attachment_id -> Text,
        account_id -> Text,
        read_at -> BigInt,
    }
}

diesel::table! {
    challenge_votes (challenge_id, account_id) {
        challenge_id -> Text,
        account_id -> Text,
        entry_id -> Text,
        cast_at -> BigInt,
        changed_at -> BigInt,
    }
}
diesel::table! {
    challenge_vote_sums (challenge_id, entry_id) {
        challenge_id -> Text,
        entry_id -> Text,
        votes -> BigInt,
    }
}

diesel::table! {
    jury_shortlists (challenge_id) {
        challenge_id -> Text,
        reason -> Text,
        made_by -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    jury_first_round (entry_id) {
        entry_id -> Text,
        challenge_id -> Text,
        shortlisted -> Bool,
        place -> Integer,
        mean_milli -> BigInt,
        median_milli -> BigInt,
        spread_milli -> BigInt,
        sheets -> Integer,
    }
}

diesel::table! {
    jury_places (entry_id) {
        entry_id -> Text,
        challenge_id -> Text,
        place -> Integer,
        mean_milli -> BigInt,
        median_milli -> BigInt,
        spread_milli -> BigInt,
        sheets -> Integer,
        round -> Text,
    }
}

/// Which tables one statement may speak of together, each pair once. A promise for every pair of a hundred tables is ten thousand, and the
/// compiler compares them all: it took most of the time of a check. A join that does not compile wants its pair here.
macro_rules! together {
    ($($table:ident: $($other:ident),+;)+) => { $($(diesel::allow_tables_to_appear_in_same_query!($table, $other);)+)+ };
}

together! {
    accounts: invitations, memberships, organisations, refresh_tokens, sessions;
    agreement_members: agreements;
    agreements: product_links, products;
    challenge_attachments: challenge_attachment_reads;
    challenges: media, organisations, popups, product_pictures, products, venues;
    charges: disputes, payments, payout_parts, payout_reversals, refunds;
    decision_readings: decisions;
    decisions: submissions;
    dispute_orders: disputes, orders;
    disputes: orders, payments, payout_parts, payout_reversals, refunds;
    drafts: orders, products, stock_levels, variants;
    entries: entry_members, entry_versions;
    invitations: organisations;
    jobs: mails;
    media: organisations, popup_makers, popups, product_pictures, products, variants, venues;
    memberships: organisations;
    onboarding: orders, organisations;
    order_groups: order_lines, orders;
    order_lines: orders, product_links;
    orders: organisations, payments, product_links, products, refunds, review_invitations;
    organisations: popup_makers, popup_products, popups, practised_techniques, product_pictures, products, refunds, terms, variants, venues;
    payments: payout_parts, payout_reversals, refunds;
    payout_lines: payouts, transfers;
    payout_parts: payout_reversals, refunds;
    payout_reversals: refunds;
    popup_days: popups;
    popup_makers: popup_products, popups, products;
    popup_products: popups, products;
    popup_venues: venues;
    popups: product_pictures, products, venues;
    product_links: products;
    product_pictures: products, variants, venues;
    products: stock_levels, stock_movements, terms, variants;
    refresh_tokens: sessions;
    royalty_correction_shares: royalty_corrections;
    royalty_reports: royalty_shares;
    stock_levels: variants;
    stock_movements: variants;
}
