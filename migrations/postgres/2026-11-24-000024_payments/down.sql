DROP TABLE provider_events;
DROP TABLE refunds;
DROP TABLE payments;
