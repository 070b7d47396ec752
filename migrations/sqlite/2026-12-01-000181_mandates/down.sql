DROP TABLE bank_order_lines;
DROP TABLE bank_orders;
DROP TABLE mandates;
