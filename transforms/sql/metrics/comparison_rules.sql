-- grain: one row per metric and rule others compute it by
-- key: metric, rule
-- meaning: words is what the rule does, used_by who publishes numbers of it as their
--   help pages, handbooks and annual reports say. place is the order shown.
SELECT metric, rule, place, words, used_by
FROM (VALUES
  ('nrr', 'cohort', 1, 'customers of the start, their MRR at the end over that at the start, at the start''s exchange rates', 'GitLab handbook; SaaS Metrics Standards Board'),
  ('nrr', 'summed_movements', 2, 'customers of the start, their start MRR and the movements of each month over the start MRR', 'reports made of a movement table'),
  ('nrr', 'all_movements', 3, 'start MRR and all movements but new customers: returned customers of earlier times count', 'ChartMogul (1 - net MRR churn rate)'),
  ('nrr', 'without_reactivation', 4, 'as before, and returned customers left out', 'reports that show reactivation apart'),
  ('nrr', 'monthly_weighted_mean', 5, 'mean of the monthly rates, weighted by start MRR: a rate of one month', 'HubSpot annual report'),
  ('nrr', 'monthly_mean', 6, 'plain mean of the monthly rates: a rate of one month', 'Five9 annual report'),
  ('nrr', 'monthly_chained', 7, 'product of the monthly rates: each month has its own customers', 'reports that make a year of months'),
  ('nrr', 'floating_rates', 8, 'customers of the start, each end at its own exchange rates: a moving rate is growth', 'reports without constant currency'),
  ('nrr', 'mean_of_customers', 9, 'mean of the customers'' own ratios: the smallest weighs as much as the largest', 'a common mistake'),
  ('nrr', 'new_customers_too', 10, 'all MRR at the end over the start MRR: that is growth', 'a common mistake'),
  ('grr', 'cohort', 1, 'customers of the start, the smaller of their MRR at both ends over that at the start', 'GitLab handbook; SaaS Metrics Standards Board'),
  ('grr', 'summed_movements', 2, 'customers of the start, their start MRR less every loss of each month, also what came back', 'reports made of a movement table'),
  ('grr', 'all_movements', 3, 'start MRR less churn and contraction of all customers, also of those who came later', 'ChartMogul (1 - gross MRR churn rate); Baremetrics (1 - revenue churn)'),
  ('grr', 'churn_only', 4, 'start MRR of the customers still there: smaller contracts are no loss', 'reports of cancelled MRR'),
  ('grr', 'monthly_chained', 5, 'product of the monthly rates: each month has its own customers', 'reports that make a year of months'),
  ('grr', 'capped_in_total', 6, 'NRR, at most 1: the growth of one customer hides the loss of another', 'a common mistake'),
  ('grr', 'mean_of_customers', 7, 'mean of the customers'' own ratios: the smallest weighs as much as the largest', 'a common mistake'),
  ('logo_churn', 'cohort', 1, 'customers of the start that do not pay at the end, over the customers of the start', 'ChartMogul (customer churn rate); Fighting Churn With Data'),
  ('logo_churn', 'summed_movements', 2, 'customers of the start that left at any time, also who returned', 'reports made of a movement table'),
  ('logo_churn', 'all_departures', 3, 'every departure, also of who came later, over the customers of the start', 'reports made of a movement table'),
  ('logo_churn', 'with_short_stays', 4, 'as before, and who came and went inside one month', 'Baremetrics (user churn)'),
  ('logo_churn', 'average_customers', 5, 'lost customers over the mean of the customers at both ends', 'reports on growing companies'),
  ('logo_churn', 'start_and_new', 6, 'every departure over the customers of the start and all who came', 'formulas in Shopify''s manner'),
  ('logo_churn', 'monthly_mean', 7, 'mean of the monthly rates: a rate of one month', 'reports of monthly churn'),
  ('logo_churn', 'monthly_chained', 8, '1 - product of the monthly shares kept', 'Fighting Churn With Data (annual from monthly)'),
  ('logo_churn', 'monthly_summed', 9, 'monthly rate times the months: more than 100 % is possible', 'a common mistake'),
  ('logo_churn', 'due_for_renewal', 10, 'renewals lost over renewals decided: customers not due for renewal are in neither', 'renewal rates of annual contracts'),
  ('mrr_churn', 'cohort', 1, '1 - GRR: what the customers of the start pay less at the end', 'GitLab handbook (1 - gross retention)'),
  ('mrr_churn', 'summed_movements', 2, 'customers of the start, every loss of each month, also what came back', 'reports made of a movement table'),
  ('mrr_churn', 'all_movements', 3, 'churn and contraction of all customers over start MRR', 'ChartMogul (gross MRR churn rate); Baremetrics (revenue churn)'),
  ('mrr_churn', 'churn_only', 4, 'start MRR of the lost customers over start MRR', 'reports of cancelled MRR'),
  ('mrr_churn', 'net', 5, 'churn and contraction less expansion and reactivation of all customers over start MRR', 'ChartMogul (net MRR churn rate)'),
  ('mrr_churn', 'net_of_cohort', 6, '1 - NRR', 'Fighting Churn With Data (1 - net retention)'),
  ('mrr_churn', 'monthly_chained', 7, '1 - product of the monthly GRR', 'reports that make a year of months'),
  ('mrr_churn', 'monthly_summed', 8, 'monthly rate times the months: more than 100 % is possible', 'a common mistake')
) rules (metric, rule, place, words, used_by)
