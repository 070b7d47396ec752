-- The numbers that pieces of a numbered edition were sold with. A piece that comes back gives its number back.
CREATE TABLE edition_pieces (
    id TEXT NOT NULL PRIMARY KEY,
    variant_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    size BIGINT NOT NULL,
    order_id TEXT NOT NULL REFERENCES orders (id),
    order_line_id TEXT NOT NULL REFERENCES order_lines (id),
    given_at BIGINT NOT NULL,
    returned_at BIGINT,
    CHECK (number BETWEEN 1 AND size)
);
-- No number is out twice.
CREATE UNIQUE INDEX edition_pieces_out ON edition_pieces (variant_id, number) WHERE returned_at IS NULL;
CREATE INDEX edition_pieces_order ON edition_pieces (order_id);
CREATE INDEX edition_pieces_line ON edition_pieces (order_line_id);
