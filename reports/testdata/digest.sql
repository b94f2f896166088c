CREATE SCHEMA core;
CREATE SCHEMA marts;
CREATE TABLE core.source_freshness (source VARCHAR, stream VARCHAR, last_loaded_at TIMESTAMP, "rows" BIGINT);
CREATE TABLE core.goals (goal_id VARCHAR, customer_id VARCHAR, title VARCHAR, due_on DATE, status VARCHAR);
CREATE TABLE marts.data_quality (as_of DATE, check_name VARCHAR, severity VARCHAR, source VARCHAR, failed BIGINT, total BIGINT,
  holds BIGINT, detail VARCHAR, meaning VARCHAR);
CREATE TABLE marts.scorecard (as_of DATE, perspective VARCHAR, objective VARCHAR, kpi VARCHAR, unit VARCHAR, actual DOUBLE,
  previous DOUBLE, target DOUBLE, floor DOUBLE, score DOUBLE, status VARCHAR, trusted BOOLEAN, owner VARCHAR);
CREATE TABLE marts.nps (period_start DATE, period_end DATE, span VARCHAR, relationship BOOLEAN, dimension VARCHAR, segment VARCHAR,
  responses BIGINT, nps DOUBLE, margin DOUBLE, half_width DOUBLE, shown BOOLEAN);
CREATE TABLE marts.mrr_bridge (month DATE, dimension VARCHAR, segment VARCHAR, start_mrr DECIMAL(18,6), "new" DECIMAL(18,6),
  reactivation DECIMAL(18,6), expansion DECIMAL(18,6), contraction DECIMAL(18,6), churn DECIMAL(18,6), end_mrr DECIMAL(18,6), end_customers BIGINT);
CREATE TABLE marts.retention (period_start DATE, period_end DATE, span VARCHAR, dimension VARCHAR, segment VARCHAR, logo_churn DOUBLE,
  grr DOUBLE, nrr DOUBLE);
CREATE TABLE marts.customers (customer_id VARCHAR, name VARCHAR, owner VARCHAR, mrr DECIMAL(18,6));
CREATE TABLE marts.health (as_of DATE, customer_id VARCHAR, score DOUBLE, band VARCHAR, gate VARCHAR, gate_reason VARCHAR, previous_band VARCHAR, previous_score DOUBLE);
CREATE TABLE marts.health_inputs (as_of DATE, customer_id VARCHAR, measure VARCHAR, "value" DOUBLE, score DOUBLE, weight DOUBLE, contribution DOUBLE);
CREATE TABLE marts.renewals (as_of DATE, customer_id VARCHAR, renewal_date DATE, days BIGINT, arr DECIMAL(18,6), band VARCHAR,
  probability DOUBLE, forecast DECIMAL(18,6), state VARCHAR);
CREATE TABLE marts.usage (as_of DATE, customer_id VARCHAR, seats BIGINT, seat_utilisation DOUBLE, trend DOUBLE);
CREATE TABLE marts.definitions (metric VARCHAR, name VARCHAR);
CREATE TABLE marts.definition_versions (metric VARCHAR, version BIGINT, valid_from DATE);
CREATE TABLE marts.restatements (figure_id VARCHAR, reason VARCHAR, restated_on DATE);
CREATE TABLE marts.alerts (as_of DATE, customer_id VARCHAR, rule VARCHAR, kind VARCHAR, since DATE, reason VARCHAR, mrr DECIMAL(18,6), action VARCHAR,
  owner VARCHAR, state VARCHAR, money DECIMAL(18,6), was_published BOOLEAN, ended VARCHAR, is_true BOOLEAN);
CREATE TABLE marts.alert_quality (month DATE, kind VARCHAR, rule VARCHAR, alerts BIGINT, judged BIGINT, right_alerts BIGINT, losses BIGINT, missed BIGINT);

INSERT INTO marts.definitions VALUES ('nrr', 'Net revenue retention'), ('grr', 'Gross revenue retention'), ('nps', 'NPS');
INSERT INTO marts.definition_versions VALUES ('nrr', 1, '2026-01-01'), ('nrr', 2, '2026-03-09'), ('grr', 2, '2026-03-08'), ('nps', 1, '2026-03-09');
INSERT INTO marts.restatements VALUES ('a', 'late_data', '2026-03-09'), ('b', 'late_data', '2026-03-09'), ('c', 'new_mapping', '2026-03-09'),
  ('d', 'new_mapping', '2026-03-08'), ('e', 'new_mapping', '2026-03-08');
INSERT INTO core.source_freshness VALUES
  ('billing', 'invoices', '2026-03-10 02:00:00', 30), ('crm', 'companies', '2026-03-09 01:00:00', 10),
  ('crm', 'deals', '2026-03-10 02:00:00', 2), ('survey', 'responses', NULL, NULL);
INSERT INTO marts.data_quality VALUES
  ('2026-03-09', 'unique_customer', 'error', NULL, 0, 4, 0, NULL, NULL),
  ('2026-03-09', 'not_null_id', 'error', NULL, 0, 4, NULL, NULL, NULL),
  ('2026-03-09', 'unmatched', 'warn', 'helpdesk', 3, 50, 0, '', 'every ticket has a customer'),
  ('2026-03-09', 'rate_missing', 'error', 'team', 2, 10, 1, 'no EUR rate', 'every currency has a rate'),
  ('2026-03-08', 'yesterday', 'error', NULL, 9, 9, 0, NULL, NULL);
INSERT INTO marts.scorecard VALUES
  ('2026-03-09', 'customer', 'Value', 'nps', 'score', 30, NULL, 40, 0, 0.75, 'red', false, NULL),
  ('2026-03-09', 'financial', 'Keep', 'nrr', 'ratio', 1.02, 1.01, 1.1, 0.9, 0.6, 'red', true, 'VP'),
  ('2026-03-08', 'financial', 'Keep', 'nrr', 'ratio', 9, 9, 9, 9, 9, 'red', true, 'VP');
ALTER TABLE marts.scorecard ADD COLUMN objective_title VARCHAR;
ALTER TABLE marts.scorecard ADD COLUMN perspective_place BIGINT;
ALTER TABLE marts.scorecard ADD COLUMN is_overdue BOOLEAN;
UPDATE marts.scorecard SET is_overdue = kpi = 'nps', objective_title = objective, perspective_place = CASE perspective WHEN 'financial' THEN 1 ELSE 2 END;
INSERT INTO marts.nps VALUES
  ('2025-12-10', '2026-03-10', 'trailing', true, 'all', 'all', 100, 30, 15.3, 15.1, true),
  ('2025-12-10', '2026-03-10', 'trailing', true, 'plan', 'Growth', 4, 50, 90, 70, false),
  ('2025-12-10', '2026-03-10', 'trailing', false, 'all', 'all', 7, -99, 1, 2, true),
  ('2026-01-01', '2026-04-01', 'trailing', true, 'all', 'all', 7, -98, 1, 2, true);
INSERT INTO marts.mrr_bridge VALUES
  ('2026-03-01', 'all', 'all', 1500, 200, 50, 100, 50, 100, 1700, 4),
  ('2026-03-01', 'plan', 'Starter', 100, 0, 0, 0, 0, 0, 100, 1),
  ('2026-03-01', 'plan', 'Growth', 1400, 0, 0, 0, 0, 0, 1600, 3),
  ('2026-03-01', 'plan', 'Gone', 5, 0, 0, 0, 0, 5, 0, 0),
  ('2026-02-01', 'all', 'all', 1, 1, 1, 1, 1, 1, 1, 1);
INSERT INTO marts.retention VALUES
  ('2025-03-01', '2026-03-01', 'ttm', 'all', 'all', 0.25, 0.95, 1.02),
  ('2025-02-01', '2026-02-01', 'ttm', 'all', 'all', 0.9, 0.9, 0.9),
  ('2025-04-01', '2026-04-01', 'ttm', 'all', 'all', 0.8, 0.8, 0.8),
  ('2026-02-01', '2026-03-01', 'month', 'all', 'all', 0.7, 0.7, 0.7);
INSERT INTO marts.customers VALUES ('c1', 'Acme', 'Kim', 1000), ('c2', 'Globex', 'Ana', 400), ('c3', 'Initech', 'Bo', 200), ('c4', 'Hooli', 'Kim', 100);
INSERT INTO marts.health VALUES
  ('2026-03-09', 'c1', 40, 'red', NULL, NULL, 'green', 80), ('2026-03-09', 'c2', 80, 'green', NULL, NULL, 'green', 80),
  ('2026-03-09', 'c3', 60, 'yellow', NULL, NULL, 'red', 45), ('2026-03-09', 'c4', NULL, 'grey', NULL, NULL, 'yellow', 60),
  ('2026-03-09', 'c5', 49, 'red', 'days_past_due', 'an invoice is more than 30 days past due', 'red', 49), ('2026-03-09', 'c6', 30, 'red', NULL, NULL, 'yellow', 55),
  ('2026-03-09', 'c7', 90, 'green', NULL, NULL, NULL, NULL), ('2026-03-09', 'c8', 90, 'green', NULL, NULL, 'green', 90),
  ('2026-03-09', 'c9', 90, 'green', NULL, NULL, 'green', 90);
INSERT INTO marts.health_inputs VALUES
  ('2026-03-09', 'c1', 'usage_trend', -0.4, 10, 0.25, 4), ('2026-03-09', 'c1', 'nps', 50, 50, 0.2, 16), ('2026-03-09', 'c1', 'days_past_due', 0, NULL, 0.3, NULL),
  ('2026-03-09', 'c3', 'usage_trend', 0.0, 20, 0.25, 9), ('2026-03-09', 'c3', 'nps', 100, 100, 0.2, 40);
INSERT INTO marts.renewals VALUES
  ('2026-03-09', 'c2', '2026-04-09', 31, 12000, 'green', 0.95, 11400, 'due'),
  ('2026-03-09', 'c1', '2026-03-29', 20, 24000, 'red', 0.5, 12000, 'due'),
  ('2026-03-09', 'c5', '2026-05-01', 53, 6000, 'yellow', 0, 0, 'notice'),
  ('2026-03-09', 'c4', '2026-03-01', -8, 900, 'yellow', 0.8, 720, 'late'),
  ('2026-03-09', 'c9', '2026-03-02', -7, 0, 'green', 0.95, 0, 'late'),
  ('2026-03-09', 'c1', '2026-05-29', 81, 0, 'red', 0.5, 0, 'due'),
  ('2026-03-09', 'c3', '2026-04-09', 31, 0, 'yellow', 0.8, 0, 'due'),
  ('2026-03-09', 'c8', '2026-04-08', 30, 0, 'yellow', 0.8, 0, 'due'),
  ('2026-03-08', 'c3', '2026-03-20', 12, 1, 'red', 0.5, 1, 'due');
INSERT INTO marts.usage VALUES
  ('2026-03-09', 'c2', 50, 0.96, 0.12), ('2026-03-09', 'c1', 50, 0.99, 0.5), ('2026-03-09', 'c3', 10, 0.5, 0.5),
  ('2026-03-09', 'c7', 10, 0.9, NULL), ('2026-03-09', 'c8', 10, 0.95, -0.01), ('2026-03-09', 'c9', 10, 0.95, 0.2);
INSERT INTO core.goals VALUES
  ('g1', 'c2', 'Dropped goal', '2026-01-01', 'dropped'), ('g2', 'c2', 'Later goal', '2026-09-01', 'open'), ('g4', 'c2', 'Met goal', '2026-01-01', 'met'), ('g3', 'c2', 'Onboard Lyon', '2026-06-30', 'on track');
INSERT INTO marts.alerts VALUES
  ('2026-03-09', 'c3', 'usage_drop', 'risk', '2026-03-09', 'usage changed by −41 %', 200, 'Call', 'Bo', 'new', 200, true, NULL, true),
  ('2026-03-09', 'c1', 'renewal_not_green', 'risk', '2026-03-08', 'renewal in 20 days', 1000, 'Plan', 'Kim', 'new', 12000, true, NULL, true),
  ('2026-03-09', 'c7', 'seats_near_limit', 'expansion', '2026-03-09', '90 % of 10 seats', NULL, NULL, NULL, 'held', NULL, NULL, NULL, true),
  ('2026-03-09', 'c8', 'seats_near_limit', 'expansion', '2026-03-05', '90 % of 10 seats', NULL, NULL, NULL, 'held', NULL, NULL, NULL, false),
  ('2026-03-09', 'c2', 'score_drop', 'risk', '2026-02-20', 'health fell', 400, 'Read', 'Ana', 'closed', 400, true, 'over', false),
  ('2026-03-09', 'c4', 'score_drop', 'risk', '2026-03-01', 'health fell', 100, 'Read', 'Kim', 'closed', 100, false, 'over', false),
  ('2026-03-09', 'c5', 'score_drop', 'risk', '2026-03-01', 'health fell', 0, 'Read', NULL, 'open', 0, true, NULL, true),
  ('2026-03-09', 'c6', 'score_drop', 'risk', '2026-03-01', 'health fell', 0, 'Read', NULL, 'acknowledged', 0, true, NULL, false),
  ('2026-03-09', 'c6', 'usage_drop', 'risk', '2026-03-01', 'usage fell', 0, 'Read', NULL, 'cooling', 0, true, 'over', false),
  ('2026-03-08', 'c6', 'usage_drop', 'risk', '2026-03-01', 'usage fell', 0, 'Read', NULL, 'new', 0, true, NULL, true);
INSERT INTO marts.alert_quality VALUES
  ('2026-03-01', 'risk', 'all', 3, 0, 0, NULL, NULL), ('2026-02-01', 'risk', 'all', 20, 11, 8, 4, 1), ('2026-02-01', 'risk', 'usage_drop', 9, 2, 2, NULL, NULL),
  ('2026-01-01', 'risk', 'all', 9, 9, 9, NULL, NULL);
