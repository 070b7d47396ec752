-- `content` is what stands (public once announced); `draft` is the working copy of an approved event.
-- Days, venues and the columns beside `content` are its projection, kept for questions by date and place.
CREATE TABLE popups (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('popup', 'festival', 'workshop_day', 'career_day', 'shop_window_route')),
    status TEXT NOT NULL CHECK (status IN (
        'draft', 'submitted', 'changes_requested', 'refused', 'approved', 'announced', 'programme_published',
        'live', 'ended', 'postponed', 'cancelled', 'suspended'
    )),
    status_before TEXT,
    status_reason TEXT NOT NULL,
    status_message TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    draft TEXT,
    draft_status TEXT CHECK (draft_status IN ('editing', 'submitted', 'changes_requested', 'refused')),
    cover_media_id TEXT COLLATE "C" REFERENCES media (id),
    draft_cover_media_id TEXT COLLATE "C" REFERENCES media (id),
    zone TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    first_date TEXT,
    last_date TEXT,
    announce_at BIGINT,
    announced_at BIGINT,
    sequence INTEGER NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((draft IS NULL) = (draft_status IS NULL)),
    CHECK (ends_at >= starts_at)
);
CREATE INDEX popups_organisation ON popups (organisation_id, updated_at, id);
CREATE INDEX popups_cover ON popups (cover_media_id);
CREATE INDEX popups_draft_cover ON popups (draft_cover_media_id);
CREATE INDEX popups_status_starts ON popups (status, starts_at, id);
CREATE INDEX popups_status_ends ON popups (status, ends_at, id);

CREATE TABLE popup_venues (
    popup_id TEXT COLLATE "C" NOT NULL REFERENCES popups (id),
    venue_id TEXT COLLATE "C" NOT NULL REFERENCES venues (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (popup_id, venue_id)
);
CREATE INDEX popup_venues_venue ON popup_venues (venue_id);

CREATE TABLE popup_days (
    popup_id TEXT COLLATE "C" NOT NULL REFERENCES popups (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    date TEXT NOT NULL,
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (popup_id, opens_at),
    CHECK (closes_at > opens_at)
);
CREATE INDEX popup_days_date ON popup_days (date, popup_id);

CREATE TABLE programme_entries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    popup_id TEXT COLLATE "C" NOT NULL REFERENCES popups (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'opening', 'talk', 'tour', 'workshop', 'show', 'music', 'demonstration', 'meeting', 'handover', 'other'
    )),
    date TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    host TEXT NOT NULL,
    host_organisation_id TEXT COLLATE "C" REFERENCES organisations (id),
    place TEXT NOT NULL,
    admission TEXT NOT NULL
);
CREATE INDEX programme_entries_popup ON programme_entries (popup_id, date, starts, id);
CREATE INDEX programme_entries_host ON programme_entries (host_organisation_id);

CREATE TABLE popup_makers (
    popup_id TEXT COLLATE "C" NOT NULL REFERENCES popups (id),
    organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    status TEXT NOT NULL CHECK (status IN ('invited', 'confirmed', 'declined', 'removed')),
    message TEXT NOT NULL,
    invited_at BIGINT NOT NULL,
    answered_at BIGINT,
    PRIMARY KEY (popup_id, organisation_id)
);
CREATE INDEX popup_makers_organisation ON popup_makers (organisation_id, invited_at);

CREATE TABLE popup_products (
    popup_id TEXT COLLATE "C" NOT NULL,
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    organisation_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (popup_id, product_id),
    FOREIGN KEY (popup_id, organisation_id) REFERENCES popup_makers (popup_id, organisation_id)
);
CREATE INDEX popup_products_product ON popup_products (product_id);
CREATE INDEX popup_products_maker ON popup_products (popup_id, organisation_id);
