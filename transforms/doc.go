// Package transforms turns landed Parquet files into the marts everything else
// reads. It is stateless: Build makes a new DuckDB file from lists of files and
// Settings, and the same input gives the same content.
//
// A model is one file under sql/<schema>/ that holds one SELECT and makes one
// table of the file's name. Its header says what the table is and what must hold:
//
//	-- grain: one row per subscription and stretch of days
//	-- key: subscription_id, start_date
//	-- meaning: half-open; mrr is net of lasting discounts
//	-- check: not_null(customer_id)
//	-- check[warn]: accepted(kind, paid, trial)
//	-- check: references(customer_id, core.customers.customer_id)
//	-- check: expression(mrr >= 0)
//	SELECT ...
//
// grain and key are required, and the key is always checked to be unique. A
// model of staging, core or metrics with the line `-- materialized: no` becomes a
// view: it is not sorted, kept or checked, and only one of core can read core, which
// lives in another database. One with `-- sorted: no` keeps its rows in the order they
// come, which for millions of rows is much cheaper. The order of building follows from
// the tables a model mentions. Five schemas exist:
//
//   - raw: landed rows, the newest version of each key, made by the runner;
//   - staging: vendors' records in our words, and the steps to the canonical tables;
//   - core: the canonical tables (see Canonical), and the runner's settings;
//   - metrics: the steps to the marts;
//   - marts: what reports and people read.
//
// Only the tables of core and marts are in the published file. core.usage_events is a
// view and not there, because millions of events with their users' addresses are
// nothing to hand on: models, checks and evidence read it, and a mart of one's own
// that selects events publishes them.
//
// A file under sql/checks/ returns the rows that fail; see plainCheck for its header
// and columns. A failing check of severity error blocks the publication, unless its
// rows name the customers to hold. Macros for days, months and money are in
// sql/macros.sql. What the checks find is in marts.data_quality, marts.failing_rows
// and marts.held_customers: a model that reads one of them, such as the scorecard, is
// made after the checks, and its own checks run last.
//
// What a metric means stands in definitions/<metric>.yml, which also says in which
// marts its values are: the runner makes marts.definitions and marts.figures from
// it, every value under an id of its own. sql/evidence/<metric>.sql gives the input
// rows of one figure and how they add up to it; an Explainer asks it. Both are
// described in definitions/README.md.
package transforms
