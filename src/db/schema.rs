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
    // desk, venues, pop-ups
);
