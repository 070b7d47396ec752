-- A buyer's claim that something is not as agreed, and what the seller answers.
CREATE TABLE claims (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    order_group_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    order_line_id TEXT NOT NULL REFERENCES order_lines (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'closed')),
    wish TEXT NOT NULL CHECK (wish IN ('repair', 'replacement', 'reduction', 'refund')),
    description TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    answer_by BIGINT NOT NULL,
    answer TEXT CHECK (answer IS NULL OR answer IN ('repair', 'replacement', 'reduction', 'refund', 'refused')),
    answer_words TEXT,
    answered_at BIGINT,
    refund_id TEXT REFERENCES refunds (id),
    closed_at BIGINT,
    CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX claims_order ON claims (order_id);
CREATE INDEX claims_organisation ON claims (organisation_id, status);
CREATE INDEX claims_open ON claims (status, opened_at);
-- One claim at a time for a line.
CREATE UNIQUE INDEX claims_one_open ON claims (order_line_id) WHERE status <> 'closed';
