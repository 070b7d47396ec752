DROP TABLE stock_holds;
DROP TABLE stock_movements;
DROP TABLE stock_levels;
