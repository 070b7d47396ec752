-- What the buyer and the maker of an order write to each other. A message is never changed; that it was read or reported is written beside it.
CREATE TABLE order_messages (
    id TEXT COLLATE "C" PRIMARY KEY,
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    organisation_id TEXT COLLATE "C" NOT NULL,
    sender TEXT NOT NULL CHECK (sender IN ('buyer', 'seller')),
    account_id TEXT COLLATE "C",
    text TEXT NOT NULL,
    told BOOLEAN NOT NULL,
    sent_at BIGINT NOT NULL,
    read_at BIGINT,
    reported_at BIGINT,
    report_id TEXT COLLATE "C" REFERENCES reports (id),
    CHECK ((reported_at IS NULL) = (report_id IS NULL))
);
CREATE INDEX order_messages_order ON order_messages (order_id, id);
CREATE INDEX order_messages_unread ON order_messages (organisation_id, order_id) WHERE read_at IS NULL;
CREATE INDEX order_messages_report ON order_messages (report_id);
