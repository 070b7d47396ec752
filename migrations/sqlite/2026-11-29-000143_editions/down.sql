DROP TABLE edition_pieces;
